// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server judges what is typed, and runs nothing.
#include "query/assist/knowndatabase.h"
#include "queryui/assistfixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::TransactionState;

class ChecksTest final : public QObject, private howdah::ui::assisttest::AssistFixture
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;

    void run(const QString &sql)
    {
        m_assist->beforeRun();
        m_running = true;
        const auto done = m_session->query({sql, {}});
        QTRY_VERIFY(done.isFinished());
        m_running = false;
        m_assist->sessionChanged();
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_assist->check().isSettled(), 10'000); }
    // The text that the one problem stands at, from there on.
    [[nodiscard]] QString placeOfProblem() const
    {
        if (problems().size() != 1)
            return QString::number(problems().size());
        return QString::fromUtf8(m_editor->bytesOf({problems().front().place.offset, 5}));
    }
    [[nodiscard]] QString ask(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        return answer ? answer->trimmed() : describe(answer.error());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database, u"create table orders (id bigint primary key, total numeric(10,2), at timestamptz);"
                        "create table counted (n int);"
                        "create function count_call() returns int language plpgsql as "
                        "$$ begin insert into counted values (1); return 1; end $$;"_s);
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
    }
    void init() { make(m_server.connInfo(m_database)); }
    void cleanup() { end(); }

    void errorsStandAtTheirPlace()
    {
        put("select 1;\n-- é\nselect id, totl from orders;\nselect 2");
        QTRY_COMPARE(placeOfProblem(), u"totl "_s);
        QVERIFY(problems().front().isError);
        QVERIFY(problems().front().message.contains("totl"_L1));
        QVERIFY(problems().front().message.contains("orders.total"_L1)); // the server's hint
        put("select 1;\nselct 2;");
        QTRY_COMPARE(placeOfProblem(), u"selct"_s);
        put("select 1;\nselect id from orders;");
        QTRY_VERIFY(problems().empty());
    }

    void nothingIsRun()
    {
        const QString before = ask(u"select count(*) from counted"_s);
        put("select count_call(); insert into counted values (1); drop table orders; vacuum; begin; do $$ begin "
            "perform count_call(); end $$;");
        settle();
        QVERIFY(problems().empty());
        QCOMPARE(ask(u"select count(*) from counted"_s), before);
        QCOMPARE(ask(u"select count(*) from pg_class where relname = 'orders'"_s), u"1"_s);
        QCOMPARE(m_session->transactionState(), TransactionState::Idle);
    }

    void theSessionIsTheTabsOwn()
    {
        put("select * from mine");
        QTRY_COMPARE(problems().size(), 1);
        run(u"create temp table mine (x int)"_s);
        QTRY_VERIFY(problems().empty());
        settle();
        QVERIFY(problems().empty());
    }

    void whatIsMadeAboveIsNoError()
    {
        put("create table fresh (a int);\nselect a from fresh;\nselect a from not_there;");
        QTRY_COMPARE(problems().size(), 1);
        QVERIFY(problems().front().message.contains("not_there"_L1));
    }

    void aFailedOrOpenTransactionIsLeftAlone()
    {
        run(u"begin"_s);
        QCOMPARE(m_session->transactionState(), TransactionState::Open);
        put("select * from nowhere_at_all;");
        settle();
        QCOMPARE(m_session->transactionState(), TransactionState::Open);
        QVERIFY(problems().empty());
        // What the grammar of this server's version refuses can be said without asking.
        if (m_connection->facts().version / 10'000 <= 15) {
            put("selct 1;");
            QTRY_COMPARE(placeOfProblem(), u"selct"_s);
        }
        run(u"select 1/0"_s);
        QCOMPARE(m_session->transactionState(), TransactionState::Failed);
        put("select * from nowhere_at_all;");
        settle();
        QVERIFY(problems().empty());
        run(u"rollback"_s);
        QTRY_COMPARE(problems().size(), 1);
    }

    void whileSomethingRunsNothingIsAsked()
    {
        m_running = true;
        m_assist->beforeRun();
        put("select * from nowhere_at_all;");
        QTest::qWait(100);
        QVERIFY(problems().empty());
        QCOMPARE(m_session->pendingRequests(), 0);
        m_running = false;
        m_assist->sessionChanged();
        QTRY_COMPARE(problems().size(), 1);
    }

    // A check waits for the lock that somebody holds; a run that comes meanwhile does not wait for the check.
    void aLockDoesNotHoldUpARun()
    {
        connection::Session other({.name = u"other"_s});
        auto opened = other.open(m_server.connInfo(m_database));
        QTRY_VERIFY(opened.isFinished());
        auto locked = other.pipeline({{u"begin"_s, {}}, {u"lock table public.orders in access exclusive mode"_s, {}}});
        QTRY_VERIFY(locked.isFinished());
        put("select id from orders;");
        QTRY_VERIFY(m_session->pendingRequests() > 0);
        QElapsedTimer clock;
        clock.start();
        m_assist->beforeRun();
        m_running = true;
        const auto done = m_session->query({u"select 1"_s, {}});
        QTRY_VERIFY(done.isFinished());
        QVERIFY2(done.result(), "the run is not cancelled with the check");
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
        m_running = false;
        // Without a run it gives up by itself.
        m_assist->sessionChanged();
        QTRY_VERIFY(m_session->pendingRequests() > 0);
        QTRY_COMPARE(m_session->pendingRequests(), 0);
        settle();
        QVERIFY(problems().empty());
        auto ended = other.query({u"rollback"_s, {}});
        QTRY_VERIFY(ended.isFinished());
    }

    void parametersAndColumnsHaveTheirTypes()
    {
        std::vector<query::TypedParameter> typed;
        connect(
            m_assist.get(), &EditorAssist::parametersDescribed, this,
            [&](SqlEditor::Extent, const std::vector<query::TypedParameter> &parameters) { typed = parameters; });
        put("select id, total as sum, 'x'::varchar(7) as word from orders where id = :id and at > :'since' and total < "
            "$1");
        QTRY_COMPARE(typed.size(), 3);
        const auto typeOf = [&](const QString &name) {
            for (const query::TypedParameter &one : typed) {
                if (one.name == name)
                    return one.type;
            }
            return u"none"_s;
        };
        QTRY_COMPARE(typeOf(u"id"_s), u"bigint"_s);
        QCOMPARE(typeOf(u"since"_s), u"timestamp with time zone"_s);
        QCOMPARE(typeOf(u"1"_s), u"numeric"_s);
        QTRY_COMPARE(
            m_assist->check().resultAt(0),
            QStringList({u"id bigint"_s, u"sum numeric(10,2)"_s, u"word character varying(7)"_s}));
    }

    void namesThatAreNotGivenAreNoErrors()
    {
        put("select * from :\"which\";");
        settle();
        QVERIFY(problems().empty());
        m_values.insert(u"which"_s, {.text = u"nowhere_at_all"_s});
        m_assist->sessionChanged();
        QTRY_COMPARE(problems().size(), 1);
    }

    void whatMayOnlyBeReadIsNoErrorOfTheText()
    {
        m_session = std::make_shared<connection::Session>(
            connection::SessionOptions{.name = u"reads"_s, .readOnly = true, .names = connection::Names::OfDatabase});
        auto opened = m_session->open(m_server.connInfo(m_database));
        QTRY_VERIFY(opened.isFinished());
        put("update orders set total = 1;\nselect nothing_there from orders;");
        QTRY_COMPARE(problems().size(), 1);
        QVERIFY(problems().front().message.contains("nothing_there"_L1));
    }

    void theGrammarOfTheServerCounts()
    {
        // Whatever this server's version is: it is asked itself.
        put("select json_array(1, 2);");
        settle();
        const bool knows = m_connection->facts().version / 10'000 >= 16;
        QVERIFY(knows ? problems().empty() : problems().size() <= 1);
    }

    void aServerThatDies()
    {
        put("select nothing_there from orders;");
        QTRY_COMPARE(problems().size(), 1);
        m_server.kill();
        put("select id from orders;\nselect 2");
        QTest::qWait(100);
        QVERIFY(problems().empty());
        m_server.restart();
    }
};

QTEST_MAIN(ChecksTest)
#include "tst_checks.moc"
