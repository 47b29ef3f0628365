// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs whose rows are many, that are cancelled, whose server or line dies, and that may not do what they want.
#include "query/runfixture.h"
#include "connection/session/guard.h"
#include "query/run/summary.h"
#include "support/faultproxy.h"

#include <csignal>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using connection::TransactionState;

class RunFaultsTest final : public QObject, private test::RunFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openAnew(); }
    void cleanup() { m_session.reset(); }

    void streamsFirstRowsAtOnce()
    {
        class Watcher final : public RunObserver
        {
        public:
            void rowsCome(qint64, const std::shared_ptr<ResultStore> &store) override { rows.set_value(store); }
            std::promise<std::shared_ptr<ResultStore>> rows;
        } watcher;
        // The server sends what fills its buffer.
        run("create function slow(n int) returns text language plpgsql as $$ begin "
            "if n > 3 then perform pg_sleep(60); end if; return repeat('x', 20000); end $$");
        const Script script("select slow(n) from (values (1), (2), (3), (4)) as t(n)");
        ScriptRun whole(*m_session, script, script.all(), {}, &watcher);
        auto running = std::async(std::launch::async, [&] { return whole.run(); });
        const auto store = watcher.rows.get_future().get();
        QVERIFY(store->rowCount() >= 1); // while the fourth is far away
        whole.cancel();
        const RunReport report = running.get();
        QCOMPARE(report.outcomes[0].state, Outcome::State::Cancelled);
        QCOMPARE(report.end, RunReport::End::Cancelled);
    }

    void spillsToTheDisk()
    {
        RunOptions options;
        options.limits = {.memory = 1 << 20, .folder = m_folder.path()};
        const RunReport report = run("select n, repeat('x', 100) from generate_series(1, 50000) n", options);
        const ResultStore &store = *report.outcomes[0].result;
        QCOMPARE(store.rowCount(), 50'000);
        QVERIFY(store.bytesOnDisk() > 2 << 20);
        QVERIFY(store.bytesInMemory() < 8 << 20);
        QCOMPARE(**store.value(49'999, 0), "50000");
        QCOMPARE(**store.value(12'345, 0), "12346");
    }

    void keepsWhatCameBeforeItWasStopped()
    {
        class Stopper final : public RunObserver
        {
        public:
            void rowsCome(qint64, const std::shared_ptr<ResultStore> &store) override { store->stop(); }
        } stopper;
        const RunReport report = run("select generate_series(1, 10000000)", {}, &stopper);
        const Outcome &outcome = report.outcomes[0];
        QVERIFY(outcome.isDone());
        QVERIFY(outcome.result->isStopped());
        QVERIFY(outcome.result->rowCount() > 0 && outcome.result->rowCount() < 10'000'000);
        QVERIFY(!outcome.text.isEmpty());
        QCOMPARE(valueOf(run("select 1").outcomes[0]), "1"_L1); // and the session is as before
        // In a transaction that fails it, which is said; not with savepoints.
        run("begin");
        const RunReport failed = run("select generate_series(1, 10000000)", {}, &stopper);
        QCOMPARE(failed.transaction.state, TransactionState::Failed);
        run("rollback; begin");
        RunOptions options;
        options.savepoints = true;
        QCOMPARE(
            run("select generate_series(1, 10000000)", options, &stopper).transaction.state, TransactionState::Open);
    }

    void saysThatTheDiskIsFull()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit little{1 << 20, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        RunOptions options;
        options.limits = {.memory = 0, .folder = m_folder.path()};
        const RunReport report =
            run("select n, repeat('x', 100) from generate_series(1, 1000000) n; select 2", options);
        setrlimit(RLIMIT_FSIZE, &before);
        const Outcome &outcome = report.outcomes[0];
        QCOMPARE(outcome.state, Outcome::State::Failed);
        QCOMPARE(outcome.error->kind, ErrorKind::Io);
        const qint64 kept = outcome.result->rowCount();
        QVERIFY(kept > 0);
        QCOMPARE(**outcome.result->value(kept - 1, 0), QByteArray::number(kept));
        QCOMPARE(report.end, RunReport::End::Stopped);
        QVERIFY(m_session->isOpen());
    }

    // A thousand answers take no more than one may.
    void boundsAllAnswersTogether()
    {
        RunOptions options;
        options.limits = {.memory = 1 << 20, .folder = m_folder.path()};
        const RunReport report =
            run(QByteArray("select repeat('x', 10000), 'last' from generate_series(1, 3);").repeated(1000), options);
        QCOMPARE(report.done, 1000);
        qint64 memory = 0;
        for (const Outcome &outcome : report.outcomes)
            memory += outcome.result->bytesInMemory();
        QVERIFY2(memory <= 1 << 20, qPrintable(QString::number(memory)));
        QCOMPARE(**report.outcomes[999].result->value(2, 1), "last");
    }

    void leavesRoomOnTheDisk()
    {
        RunOptions options;
        options.onError = OnError::Continue;
        options.limits = {.memory = 0, .disk = 1 << 20, .folder = m_folder.path()};
        const RunReport report =
            run("select n, repeat('x', 100) from generate_series(1, 1000000) n; select 2", options);
        const Outcome &outcome = report.outcomes[0];
        QCOMPARE(outcome.state, Outcome::State::Failed);
        QVERIFY(outcome.error->message.contains("may take on the disk"_L1));
        const qint64 kept = outcome.result->rowCount();
        QVERIFY(kept > 0);
        QCOMPARE(**outcome.result->value(kept - 1, 0), QByteArray::number(kept));
        QVERIFY(m_session->isOpen());
    }

    // ---- \\copy and the disk

    void takesNothingOfAFileThatCannotBeRead()
    {
        run("create table f (a text); insert into f values ('before')");
        RunOptions options;
        options.onError = OnError::Continue;
        // The kernel fails to read the memory at 0.
        const RunReport report = run("\\copy f from '/proc/self/mem'\n\\copy f from '/tmp'\nselect 1", options);
        QCOMPARE(report.outcomes[0].state, Outcome::State::Failed);
        QCOMPARE(report.outcomes[0].error->kind, ErrorKind::Io);
        QVERIFY(report.outcomes[0].error->message.contains("could not be read to its end"_L1));
        QVERIFY(report.outcomes[1].hasFailed());
        QVERIFY(report.outcomes[2].isDone());
        QCOMPARE(ask(u"select count(*) from f"_s), "1"_L1);
    }

    void takesNothingOfAFileThatIsCut_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<TransactionState>("after");
        QTest::newRow("alone") << QByteArray() << TransactionState::Idle;
        QTest::newRow("in a transaction") << QByteArray("begin;\n") << TransactionState::Failed;
    }
    void takesNothingOfAFileThatIsCut()
    {
        QFETCH(QByteArray, before);
        QFETCH(TransactionState, after);
        run("create table f (a text)");
        const QString file = write(u"rows"_s, QByteArray("a row of it\n").repeated(100'000));
        const auto other = open(m_server.connInfo(m_database));
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"LOCK TABLE f"_s, {}}).result());
        const Script script(before + "\\copy f from '" + file.toUtf8() + "'\n");
        ScriptRun whole(*m_session, script, script.all());
        auto running = std::async(std::launch::async, [&] { return whole.run(); });
        while (ask(u"select count(*) from pg_stat_activity where wait_event_type = 'Lock'"_s) != "1"_L1) {
        }
        QVERIFY(QFile::resize(file, 600'000)); // behind a line
        QVERIFY(other->query({u"ROLLBACK"_s, {}}).result());
        const RunReport report = running.get();
        const Outcome &outcome = report.outcomes.back();
        QCOMPARE(outcome.state, Outcome::State::Failed);
        QCOMPARE(outcome.error->kind, ErrorKind::Io);
        QVERIFY2(outcome.error->message.contains("shorter"_L1), qPrintable(outcome.error->message));
        QVERIFY(outcome.error->hint.contains("Nothing of it was taken"_L1));
        QCOMPARE(report.transaction.state, after);
        QCOMPARE(ask(u"select count(*) from f"_s), "0"_L1);
        QCOMPARE(valueOf(run("rollback; select 7").outcomes[1]), "7"_L1);
    }

    void saysThatACopyDoesNotFitOnTheDisk()
    {
        const QString file = write(u"out"_s, "as it was");
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit little{1 << 20, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        RunOptions options;
        options.onError = OnError::Continue;
        const RunReport report =
            run("\\copy (select repeat('x', 1000) from generate_series(1, 100000)) to '" + file.toUtf8()
                    + "'\n\\copy (select repeat('x', 1000) from generate_series(1, 100000)) to '/dev/full'\nselect 1",
                options);
        setrlimit(RLIMIT_FSIZE, &before);
        for (const std::size_t i : {0, 1}) {
            QCOMPARE(report.outcomes[i].state, Outcome::State::Failed);
            QCOMPARE(report.outcomes[i].error->kind, ErrorKind::Io);
            QVERIFY(report.outcomes[i].error->message.contains("cannot be written"_L1));
        }
        QVERIFY(report.outcomes[2].isDone());
        QFile read(file);
        QVERIFY(read.open(QIODevice::ReadOnly));
        QCOMPARE(read.readAll(), "as it was");
    }

    // ---- cancel and faults

    void cancelsAgainAndAgain()
    {
        const Script script("select pg_sleep(60); select 2");
        for (int round = 0; round < 3; ++round) {
            ScriptRun whole(*m_session, script, script.all());
            const auto isRunning = [this] {
                return ask(u"select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = "
                           "'active'"_s)
                    == "1"_L1;
            };
            const RunReport report = runAndCancel(whole, isRunning, round + 1);
            QCOMPARE(report.end, RunReport::End::Cancelled);
            QCOMPARE(report.outcomes.size(), std::size_t(1));
            QCOMPARE(report.notRun, 1);
            QVERIFY(m_session->isOpen());
        }
        ScriptRun late(*m_session, script, script.all());
        late.cancel(); // before it begins
        QCOMPARE(late.run().end, RunReport::End::Cancelled);
        QCOMPARE(valueOf(run("select 7").outcomes[0]), "7"_L1);
    }

    // In a transaction a cancel fails it, and does not end it.
    void keepsTheTransactionWhenCancelled()
    {
        run("begin; create table cancelled (a int)");
        const Script script("select pg_sleep(60)");
        ScriptRun whole(*m_session, script, script.all());
        const RunReport report = runAndCancel(whole, [this] {
            return ask(u"select count(*) from pg_stat_activity where query like 'select pg_sleep%'"_s) == "1"_L1;
        });
        QCOMPARE(report.transaction.state, TransactionState::Failed);
        QVERIFY(!report.transaction.since.isNull());
    }

    void dropsADeadLineAtACancel()
    {
        test::FaultProxy proxy(m_server.connInfo(m_database));
        m_session = open(proxy.info());
        const Script script("select pg_sleep(600); select 2");
        ScriptRun whole(*m_session, script, script.all());
        proxy.arm({.message = "> Execute"}, test::Fault::BlackHole, test::FaultProxy::Whole::Network);
        const RunReport report = runAndCancel(whole, [&proxy] { return proxy.hasStruck(); }, 2);
        QCOMPARE(report.end, RunReport::End::ConnectionLost);
        QVERIFY(
            report.outcomes[0].state == Outcome::State::Lost || report.outcomes[0].state == Outcome::State::Unknown);
        QVERIFY(!report.outcomes[0].error->message.isEmpty());
        QCOMPARE(report.transaction.state, TransactionState::Unknown);
        QCOMPARE(report.notRun, 1);
    }

    void tellsWhatIsKnownWhenTheServerDies_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<Outcome::State>("state");
        QTest::newRow("reading") << QByteArray("select 1;") << Outcome::State::Lost;
        QTest::newRow("in a transaction") << QByteArray("begin; create table k (a int);") << Outcome::State::Lost;
    }
    void tellsWhatIsKnownWhenTheServerDies()
    {
        QFETCH(QByteArray, before);
        QFETCH(Outcome::State, state);
        const Script script(before + "select pg_sleep(60); select 'never'");
        ScriptRun whole(*m_session, script, script.all());
        auto running = std::async(std::launch::async, [&] { return whole.run(); });
        while (ask(u"select count(*) from pg_stat_activity where query like 'select pg_sleep%'"_s) != "1"_L1) {
        }
        m_server.kill();
        const RunReport report = running.get();
        m_server.restart();
        QCOMPARE(report.end, RunReport::End::ConnectionLost);
        QCOMPARE(report.outcomes.back().state, state);
        QCOMPARE(report.outcomes.back().error->kind, ErrorKind::Connection);
        QCOMPARE(report.transaction.state, TransactionState::Unknown);
        QCOMPARE(report.notRun, 1);
        QCOMPARE(report.done, qint64(script.parts().size()) - 2);
        if (state == Outcome::State::Lost)
            QCOMPARE(ask(u"select to_regclass('k') is null"_s), "t"_L1);
    }

    // Nobody knows whether a COMMIT was done whose answer did not come, and nothing is sent again.
    void tellsThatAnOutcomeIsUnknown()
    {
        run("create table o (a int)");
        test::FaultProxy proxy(m_server.connInfo(m_database));
        m_session = open(proxy.info());
        proxy.arm({.message = "< CommandComplete", .nth = 3}, test::Fault::Reset);
        const RunReport report = run("begin; insert into o values (1); commit; select 2");
        QCOMPARE(report.outcomes.size(), std::size_t(3));
        QCOMPARE(report.outcomes[2].state, Outcome::State::Unknown);
        QCOMPARE(report.end, RunReport::End::ConnectionLost);
        QCOMPARE(ask(u"select count(*) from o"_s), "1"_L1);
    }

    void endsWithASessionThatIsTerminated()
    {
        const Script script("begin; select pg_terminate_backend(pg_backend_pid()); select 2");
        ScriptRun whole(*m_session, script, script.all());
        const RunReport report = whole.run();
        QCOMPARE(report.end, RunReport::End::ConnectionLost);
        QVERIFY(describe(*report.outcomes[1].error).contains("terminat"_L1));
    }

    // ---- others

    void waitsForNobodyForever()
    {
        run("create table locked (a int); insert into locked values (1)");
        const auto other = open(m_server.connInfo(m_database));
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"LOCK TABLE locked"_s, {}}).result());
        QVERIFY(applyTimeouts(*m_session, {.statementMs = 60'000, .lockMs = 100}));
        QCOMPARE(run("select * from locked").outcomes[0].error->sqlState, "55P03"_L1);
        QVERIFY(applyTimeouts(*m_session, {.statementMs = 100, .lockMs = 0}));
        QCOMPARE(run("select pg_sleep(60)").outcomes[0].error->kind, ErrorKind::Timeout);
        run("begin");
        QCOMPARE(applyTimeouts(*m_session, {.statementMs = 0}).error().kind, ErrorKind::Conflict);
    }

    void tellsWhatARoleMayNot()
    {
        run("create table secret (a int); insert into secret values (1)");
        m_session = open(m_server.createRole(u"without_rights"_s, u"pw"_s, m_database));
        RunOptions options;
        options.onError = OnError::Continue;
        const RunReport report = run("select * from secret; select 1", options);
        QCOMPARE(report.outcomes[0].error->sqlState, "42501"_L1);
        QCOMPARE(report.outcomes[0].state, Outcome::State::Failed);
        QVERIFY(report.outcomes[1].isDone());
    }

    // The lock of production: what changes is refused statement by statement, and never sent.
    void keepsTheLock()
    {
        run("create table guarded (a int)");
        m_session = open(connection::locked(m_server.connInfo(m_database)));
        RunOptions options;
        options.onError = OnError::Continue;
        const RunReport report = run(
            "select count(*) from guarded; insert into guarded values (1); set default_transaction_read_only = off; "
            "select 3",
            options);
        QVERIFY(report.outcomes[0].isDone());
        QVERIFY(report.outcomes[1].hasFailed());
        QVERIFY(report.outcomes[2].hasFailed());
        QCOMPARE(valueOf(report.outcomes[3]), "3"_L1);
        QCOMPARE(ask(u"select count(*) from guarded"_s), "0"_L1);
    }

    void asksTheGateForEachStatement()
    {
        QStringList asked;
        RunOptions options;
        options.values = {{u"t"_s, {ParameterValue::Kind::Text, u"x"_s}}};
        options.gate = [&asked](const QString &sql) -> Result<void> {
            asked << sql;
            if (sql.startsWith("drop"_L1))
                return fail(ErrorKind::Conflict, u"not confirmed"_s);
            return {};
        };
        const RunReport report = run("create table x (a int); drop table :\"t\"; select 1", options);
        QCOMPARE(asked, (QStringList{u"create table x (a int)"_s, u"drop table \"x\""_s}));
        QCOMPARE(report.outcomes[1].state, Outcome::State::NotSent);
        QCOMPARE(ask(u"select to_regclass('x') is not null"_s), "t"_L1);
    }

    void saysBeforeWhatItWillDo()
    {
        const Script script("select * from a.b join c on true where x = :x;\nbegin;\nupdate t set a = 1;\n"
                            "alter table u add column z int;\ncreate index concurrently i on u (z);\n\\d u\ndo $$ $$");
        const RunSummary summary = summarize(script, script.all(), 150'000);
        QCOMPARE(summary.statements.size(), std::size_t(6));
        QCOMPARE(summary.statements[0].effect, StatementEffect::Reads);
        QCOMPARE(summary.statements[0].relations.size(), std::size_t(2));
        QCOMPARE(summary.statements[2].effect, StatementEffect::Changes);
        QCOMPARE(summary.statements[3].effect, StatementEffect::Defines);
        QCOMPARE(summary.statements[3].locks.strongest(), sql::LockMode::AccessExclusive);
        QCOMPARE(summary.statements[4].transaction, sql::TransactionRule::Forbidden);
        QVERIFY(summary.opensTransaction);
        QCOMPARE(summary.parameters, QStringList{u"x"_s});
        QCOMPARE(summary.strongest, StatementEffect::Unknown);
        QCOMPARE(summary.problems.size(), std::size_t(1));
        QVERIFY(!summarize(Script("begin; select 1; commit"), {0, 3}, 150'000).opensTransaction);
    }

    void expectsRows()
    {
        run("create table e (a int); insert into e select generate_series(1, 1000); analyze e");
        const auto read = explainRows(*m_session, {.sql = u"select * from e"_s});
        QVERIFY(read);
        QCOMPARE(read->rows, 1000);
        const auto changed = explainRows(*m_session, {.sql = u"delete from e"_s});
        QCOMPARE(changed->rows, 1000);
        QCOMPARE(ask(u"select count(*) from e"_s), "1000"_L1);
        QVERIFY(!explainRows(*m_session, {.sql = u"vacuum e"_s}));
    }
};

QTEST_GUILESS_MAIN(RunFaultsTest)
#include "tst_runfaults.moc"
