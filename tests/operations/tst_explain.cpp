// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// EXPLAIN with the options that a server has, and what is left of what it ran: nothing.
#include "operations/explain/explaining.h"

#include "operations/namesanswers.h"
#include "plan/read/planreader.h"
#include "support/testserver.h"
#include "support/verifyok.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;
using connection::TransactionState;

class ExplainTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<connection::Session> m_session;

    static ExplainOptions with(const QStringList &words)
    {
        const auto options = ExplainOptions::fromWords(words);
        return options ? *options : ExplainOptions();
    }
    static ExplainRequest request(const QByteArray &statement, const QStringList &words = {u"analyze"_s})
    {
        ExplainRequest request;
        request.statement = statement;
        request.options = with(words);
        return request;
    }
    [[nodiscard]] QString psql(const QString &sql) const
    {
        return m_server.psql(m_database, sql).value_or(u"?"_s).trimmed();
    }
    [[nodiscard]] QString asked(const QString &sql) const
    {
        const auto answer = m_session->query({sql, {}}).result();
        return answer && answer->rows.rowCount() > 0 ? answer->rows.text(0, 0) : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        VERIFY_OK(m_server.psql(
            m_database, u"CREATE TABLE kept (id serial PRIMARY KEY, n int NOT NULL); INSERT INTO kept (n) SELECT "
                        u"generate_series(1, 50);"
                        "CREATE FUNCTION adds() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO kept (n) VALUES (-1) "
                        "RETURNING n';"
                        "CREATE TABLE other (n int)"_s));
    }
    void init()
    {
        m_session = std::make_unique<connection::Session>(
            connection::SessionOptions{.name = u"explain"_s, .names = connection::Names::OfDatabase});
        VERIFY_OK(m_session->open(m_server.connInfo(m_database)).result());
    }
    void cleanup() { m_session.reset(); }

    // ---- options
    void optionsAreThoseOfTheVersion_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<QString>("words");
        QTest::newRow("13") << 130'000
                            << u"EXPLAIN (ANALYZE, VERBOSE, SETTINGS, BUFFERS, WAL, TIMING, SUMMARY, FORMAT JSON) "_s;
        QTest::newRow("17")
            << 170'000
            << u"EXPLAIN (ANALYZE, VERBOSE, SETTINGS, BUFFERS, SERIALIZE TEXT, WAL, TIMING, SUMMARY, MEMORY, FORMAT JSON) "_s;
    }
    void optionsAreThoseOfTheVersion()
    {
        QFETCH(int, version);
        QFETCH(QString, words);
        ExplainOptions options;
        for (const ExplainOption option : optionsOf(version))
            options.set(option, option != ExplainOption::GenericPlan);
        VERIFY_OK(areKnown(options, version));
        QString written = explainWords(options, version);
        written.remove(u"COSTS, "_s);
        QCOMPARE(written, words);
    }
    void optionsAreTheOnesThatWereWanted()
    {
        QCOMPARE(
            with({u"ANALYZE"_s, u"WAL"_s, u"no-timing"_s, u"generic_plan"_s}).differences(),
            QStringList({u"analyze"_s, u"generic-plan"_s, u"wal"_s, u"no-timing"_s}));
        QVERIFY(!ExplainOptions::fromWords({u"colour"_s}));
        QVERIFY(!areKnown(with({u"analyze"_s, u"serialize"_s}), 160'000));
        QVERIFY(areKnown(with({u"analyze"_s, u"serialize"_s}), 170'000));
        QVERIFY(!areKnown(with({u"wal"_s}), 150'000)); // nothing would be measured
        QVERIFY(!areKnown(with({u"analyze"_s, u"generic-plan"_s}), 160'000));
        QVERIFY(explainWords(with({u"analyze"_s, u"no-timing"_s, u"no-buffers"_s}), 180'000).contains("TIMING OFF"_L1));
        QVERIFY(explainWords(with({u"analyze"_s, u"no-buffers"_s}), 180'000).contains("BUFFERS OFF"_L1));
    }
    // Each option of this server, one after the other and all together, gives a plan.
    void eachOptionWorksHere()
    {
        test::NamesAnswers yes(true);
        const int version = versionOf(*m_session);
        QCOMPARE(QString::number(version), psql(u"SHOW server_version_num"_s));
        QStringList whole{u"analyze"_s};
        for (const ExplainOption option : optionsOf(version)) {
            const QString name = optionName(option);
            QStringList words{name};
            if (isOfAnalyze(option))
                words << u"analyze"_s;
            const auto explained = operations::explain(*m_session, request("SELECT n FROM kept", words), yes);
            VERIFY_OK(explained);
            VERIFY_OK(plan::readPlans(explained->json));
            if (option != ExplainOption::GenericPlan)
                whole << name;
            const auto without =
                operations::explain(*m_session, request("SELECT n FROM kept", {u"analyze"_s, u"no-"_s + name}), yes);
            VERIFY_OK(without);
        }
        const auto explained = operations::explain(*m_session, request("SELECT n FROM kept", whole), yes);
        VERIFY_OK(explained);
        const auto reading = plan::readPlans(explained->json);
        VERIFY_OK(reading);
        QVERIFY(reading->plans.front().isTimed());
    }

    // ---- what is run is as if it had not been
    void changesAreAskedAndRolledBack_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<bool>("asks");
        QTest::newRow("insert") << QByteArray("INSERT INTO kept (n) VALUES (1) RETURNING id") << true;
        QTest::newRow("update") << QByteArray("UPDATE kept SET n = 0") << true;
        QTest::newRow("delete") << QByteArray("DELETE FROM kept;") << true;
        QTest::newRow("cte") << QByteArray("WITH gone AS (DELETE FROM kept RETURNING *) SELECT * FROM gone") << true;
        QTest::newRow("table") << QByteArray("CREATE TABLE made AS SELECT * FROM kept") << true;
        QTest::newRow("cursor of a change") << QByteArray("DECLARE c CURSOR FOR SELECT adds()") << false;
        QTest::newRow("function") << QByteArray("SELECT adds()") << false;
        QTest::newRow("reading") << QByteArray("SELECT count(*), now() FROM kept") << false;
    }
    void changesAreAskedAndRolledBack()
    {
        QFETCH(QByteArray, statement);
        QFETCH(bool, asks);
        const QString before = psql(u"SELECT count(*), sum(n), to_regclass('made') FROM kept"_s);
        test::NamesAnswers no(false);
        const auto refused = operations::explain(*m_session, request(statement), no);
        QCOMPARE(no.asked.size(), std::size_t(asks));
        QCOMPARE(bool(refused), !asks);
        if (asks) {
            QCOMPARE(refused.error().kind, ErrorKind::Conflict);
            QCOMPARE(no.asked.front().reason, NamesQuestion::Reason::RolledBack);
            QVERIFY(no.asked.front().names.isEmpty());
            QVERIFY(no.asked.front().things.join(u' ').contains("Sequences"_L1));
        }
        test::NamesAnswers yes(true);
        const auto explained = operations::explain(*m_session, request(statement), yes);
        VERIFY_OK(explained);
        VERIFY_OK(plan::readPlans(explained->json));
        QVERIFY(plan::readPlans(explained->json)->plans.front().isAnalyzed());
        QCOMPARE(explained->remarks.isEmpty(), statement.contains("now()"));
        QCOMPARE(m_session->transactionState(), TransactionState::Idle);
        QCOMPARE(psql(u"SELECT count(*), sum(n), to_regclass('made') FROM kept"_s), before);
    }
    void nothingIsRunWithoutAnalyze()
    {
        test::NamesAnswers no(false);
        const auto explained = operations::explain(*m_session, request("DELETE FROM kept", {}), no);
        VERIFY_OK(explained);
        QVERIFY(no.asked.empty());
        QVERIFY(!plan::readPlans(explained->json)->plans.front().isAnalyzed());
    }
    void sequencesStayAdvanced()
    {
        test::NamesAnswers yes(true);
        const QString before = psql(u"SELECT last_value FROM kept_id_seq"_s);
        VERIFY_OK(operations::explain(*m_session, request("INSERT INTO kept (n) VALUES (1)"), yes));
        QVERIFY(psql(u"SELECT last_value FROM kept_id_seq"_s) != before); // as it was said
    }
    void executedStatementsAreAskedFor()
    {
        QVERIFY(m_session->query({u"PREPARE gone AS DELETE FROM kept"_s, {}}).result());
        const QString before = psql(u"SELECT count(*) FROM kept"_s);
        test::NamesAnswers yes(true);
        const auto explained = operations::explain(*m_session, request("EXECUTE gone"), yes);
        VERIFY_OK(explained);
        QCOMPARE(yes.asked.size(), std::size_t(1));
        QCOMPARE(psql(u"SELECT count(*) FROM kept"_s), before);
    }

    // ---- production
    void lockedProductionRunsNoChange()
    {
        test::NamesAnswers yes(true);
        ExplainRequest locked = request("DELETE FROM kept");
        locked.isLocked = true;
        const auto refused = operations::explain(*m_session, locked, yes);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Permission);
        QVERIFY(yes.asked.empty());
        locked.options.set(ExplainOption::Analyze, false);
        VERIFY_OK(operations::explain(*m_session, locked, yes));
        ExplainRequest reads = request("SELECT * FROM kept");
        reads.isLocked = true;
        VERIFY_OK(operations::explain(*m_session, reads, yes));
    }
    void theServerHoldsALockedSession()
    {
        connection::Session locked({.name = u"locked"_s, .readOnly = true, .names = connection::Names::OfDatabase});
        VERIFY_OK(locked.open(m_server.connInfo(m_database)).result());
        test::NamesAnswers yes(true);
        const QString before = psql(u"SELECT count(*) FROM kept"_s);
        // Even if whoever asks forgot to say that it is locked.
        QVERIFY(!operations::explain(locked, request("DELETE FROM kept"), yes));
        QVERIFY(!operations::explain(locked, request("SELECT adds()"), yes));
        VERIFY_OK(operations::explain(locked, request("SELECT * FROM kept"), yes));
        QCOMPARE(psql(u"SELECT count(*) FROM kept"_s), before);
    }
    void openProductionWantsNames()
    {
        test::NamesAnswers yes(true);
        ExplainRequest guarded = request("WITH a AS (INSERT INTO other VALUES (1)) DELETE FROM public.kept");
        guarded.isGuarded = true;
        VERIFY_OK(operations::explain(*m_session, guarded, yes));
        QStringList names = yes.asked.front().names;
        names.sort();
        QCOMPARE(names, QStringList({u"other"_s, u"public.kept"_s}));
    }
    void gateKeepsItFromBeingSent()
    {
        ExplainRequest held = request("SELECT 1");
        QString seen;
        held.gate = [&seen](const QString &sql) -> Result<void> {
            seen = sql;
            return fail(ErrorKind::Permission, u"held"_s);
        };
        test::NamesAnswers yes(true);
        QVERIFY(!operations::explain(*m_session, held, yes));
        QVERIFY(seen.startsWith("EXPLAIN (ANALYZE"_L1));
    }

    // ---- their transaction
    void theirTransactionStaysAsItWas()
    {
        test::NamesAnswers yes(true);
        QVERIFY(m_session->query({u"BEGIN"_s, {}}).result());
        QVERIFY(m_session->query({u"INSERT INTO other VALUES (7)"_s, {}}).result());
        VERIFY_OK(operations::explain(*m_session, request("DELETE FROM other"), yes));
        QCOMPARE(m_session->transactionState(), TransactionState::Open);
        QCOMPARE(asked(u"SELECT count(*) FROM other"_s), u"1"_s);
        // An error takes nothing of it.
        const auto failed = operations::explain(*m_session, request("INSERT INTO kept (id, n) VALUES (1, 1)"), yes);
        QVERIFY(!failed);
        QCOMPARE(failed.error().sqlState, u"23505"_s);
        QVERIFY(!operations::explain(*m_session, request("SELECT * FROM nosuch", {}), yes));
        QCOMPARE(m_session->transactionState(), TransactionState::Open);
        QCOMPARE(asked(u"SELECT count(*) FROM other"_s), u"1"_s);
        QVERIFY(m_session->query({u"ROLLBACK"_s, {}}).result());
    }
    void failedTransactionIsRefusedAndKept()
    {
        test::NamesAnswers yes(true);
        QVERIFY(m_session->query({u"BEGIN"_s, {}}).result());
        QVERIFY(!m_session->query({u"SELECT 1/0"_s, {}}).result());
        const auto refused = operations::explain(*m_session, request("SELECT 1"), yes);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QCOMPARE(m_session->transactionState(), TransactionState::Failed);
        QVERIFY(m_session->query({u"ROLLBACK"_s, {}}).result());
    }
    void errorsLeaveNoTransactionOpen()
    {
        test::NamesAnswers yes(true);
        QVERIFY(!operations::explain(*m_session, request("INSERT INTO kept (id, n) VALUES (1, 1)"), yes));
        QCOMPARE(m_session->transactionState(), TransactionState::Idle);
        QVERIFY(!operations::explain(*m_session, request("SELECT 1/0"), yes));
        QCOMPARE(m_session->transactionState(), TransactionState::Idle);
    }
    void cancelLeavesNoTransactionOpen_data()
    {
        QTest::addColumn<bool>("theirs");
        QTest::newRow("of its own") << false;
        QTest::newRow("theirs") << true;
    }
    void cancelLeavesNoTransactionOpen()
    {
        QFETCH(bool, theirs);
        if (theirs) {
            QVERIFY(m_session->query({u"BEGIN"_s, {}}).result());
            QVERIFY(m_session->query({u"INSERT INTO other VALUES (8)"_s, {}}).result());
        }
        test::NamesAnswers yes(true);
        std::jthread canceller([this](const std::stop_token &stop) {
            const QString running = u"SELECT count(*) FROM pg_stat_activity WHERE query ~ '^EXPLAIN.*pg_sleep' AND "
                                    "state = 'active' AND pid <> pg_backend_pid()"_s;
            while (!stop.stop_requested() && psql(running) != "1"_L1) {
            }
            m_session->cancel();
        });
        const auto cancelled = operations::explain(*m_session, request("SELECT pg_sleep(60)"), yes);
        canceller.request_stop();
        canceller.join();
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
        QCOMPARE(m_session->transactionState(), theirs ? TransactionState::Open : TransactionState::Idle);
        if (theirs) {
            QCOMPARE(asked(u"SELECT count(*) FROM other"_s), u"1"_s);
            QVERIFY(m_session->query({u"ROLLBACK"_s, {}}).result());
        }
    }
    void lostConnectionIsSaid()
    {
        test::NamesAnswers yes(true);
        const QString pid = asked(u"SELECT pg_backend_pid()"_s);
        std::jthread killer([this, pid](const std::stop_token &stop) {
            while (!stop.stop_requested()
                   && psql(u"SELECT count(*) FROM pg_stat_activity WHERE pid = %1 AND query ~ 'pg_sleep'"_s.arg(pid))
                          != "1"_L1) {
            }
            (void)psql(u"SELECT pg_terminate_backend(%1)"_s.arg(pid));
        });
        const auto lost = operations::explain(*m_session, request("SELECT pg_sleep(60)"), yes);
        QVERIFY(!lost);
        QVERIFY(!m_session->isOpen());
    }

    // ---- parameters
    void valuesAndGenericPlans()
    {
        test::NamesAnswers yes(true);
        ExplainRequest valued = request("SELECT * FROM kept WHERE id = :id AND n > $1");
        QVERIFY(!operations::explain(*m_session, valued, yes));
        valued.values.insert(u"id"_s, {query::ParameterValue::Kind::Text, u"3"_s});
        valued.values.insert(u"1"_s, {query::ParameterValue::Kind::Text, u"1"_s});
        const auto explained = operations::explain(*m_session, valued, yes);
        VERIFY_OK(explained);
        QCOMPARE(explained->parameterNames.size(), 2);
        const ExplainRequest generic = request("SELECT * FROM kept WHERE id = :id AND n > $1", {u"generic-plan"_s});
        const auto general = operations::explain(*m_session, generic, yes);
        VERIFY_OK(general);
        QVERIFY2(general->json.contains("$1") && general->json.contains("$2"), general->json.constData());
        QCOMPARE(m_session->transactionState(), TransactionState::Idle);
        QCOMPARE(asked(u"SELECT count(*) FROM pg_prepared_statements"_s), u"0"_s);
        QCOMPARE(asked(u"SHOW plan_cache_mode"_s), u"auto"_s);
        // A place of an error is that of the statement all the same.
        const QByteArray wrong = "SELECT 'é' FROM kept WHERE nosuch = :id";
        const auto failed = operations::explain(*m_session, request(wrong, {u"generic-plan"_s}), yes);
        QVERIFY(!failed);
        QCOMPARE(failed.error().position, wrong.indexOf("nosuch") + 1);
        QVERIFY(m_session->query({u"BEGIN"_s, {}}).result());
        VERIFY_OK(operations::explain(*m_session, generic, yes));
        QCOMPARE(m_session->transactionState(), TransactionState::Open);
        QVERIFY(m_session->query({u"ROLLBACK"_s, {}}).result());
        connection::Session locked({.name = u"locked"_s, .readOnly = true, .names = connection::Names::OfDatabase});
        VERIFY_OK(locked.open(m_server.connInfo(m_database)).result());
        VERIFY_OK(operations::explain(locked, generic, yes));
    }
    void placesOfErrorsAreThoseOfTheStatement()
    {
        test::NamesAnswers yes(true);
        const QByteArray statement = "SELECT 'é', nosuch FROM kept";
        const auto failed = operations::explain(*m_session, request(statement), yes);
        QVERIFY(!failed);
        QCOMPARE(failed.error().position, statement.indexOf("nosuch") + 1);
        const QByteArray missing = "SELECT 'é' FROM kept WHERE id = :id";
        const auto refused = operations::explain(*m_session, request(missing), yes);
        QVERIFY(!refused);
        QCOMPARE(refused.error().position, missing.indexOf(":id") + 1);
    }
    void whatHasNoPlanIsRefused()
    {
        test::NamesAnswers yes(true);
        for (const QByteArray &statement :
             {QByteArray("VACUUM kept"), QByteArray("DROP TABLE kept"), QByteArray("EXPLAIN SELECT 1"),
              QByteArray("SELECT 1; DELETE FROM kept"), QByteArray("COMMIT")}) {
            const auto refused = operations::explain(*m_session, request(statement), yes);
            QVERIFY2(!refused, statement.constData());
            QCOMPARE(m_session->transactionState(), TransactionState::Idle);
        }
        QCOMPARE(psql(u"SELECT to_regclass('kept')"_s), u"kept"_s);
    }
};

QTEST_MAIN(ExplainTest)
#include "tst_explain.moc"
