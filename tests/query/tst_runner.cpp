// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that are told as signals, for a window; and what an open transaction holds.
#include "query/run/heldlocks.h"
#include "query/run/scriptrunner.h"
#include "query/runfixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using connection::TransactionState;

class RunnerTest final : public QObject, private test::RunFixture
{
    Q_OBJECT

    std::shared_ptr<connection::Session> m_shared;

private Q_SLOTS:
    void init()
    {
        openAnew();
        m_shared = std::move(m_session);
    }
    void cleanup() { m_shared.reset(); }

    void tellsInOrder()
    {
        ScriptRunner runner;
        QStringList told;
        connect(
            &runner, &ScriptRunner::began, this, [&](const Outcome &one) { told << u"began %1"_s.arg(one.number); });
        connect(&runner, &ScriptRunner::rowsCome, this, [&](qint64 number) { told << u"rows %1"_s.arg(number); });
        connect(&runner, &ScriptRunner::noticed, this, [&](qint64, const connection::Notice &notice) {
            told << notice.message;
        });
        connect(
            &runner, &ScriptRunner::ended, this, [&](const Outcome &one) { told << u"ended %1"_s.arg(one.number); });
        connect(&runner, &ScriptRunner::finished, this, [&](const RunReport &report) {
            told << u"finished %1"_s.arg(report.done);
        });
        const Script script("select 1; do $$ begin raise notice 'n'; end $$");
        QVERIFY(runner.start(m_shared, script, script.all()));
        QVERIFY(!runner.start(m_shared, script, script.all())); // one at a time
        QTRY_VERIFY(!runner.isRunning());
        QCOMPARE(
            told, (QStringList{
                      u"began 0"_s, u"rows 0"_s, u"ended 0"_s, u"began 1"_s, u"n"_s, u"ended 1"_s, u"finished 2"_s}));
    }

    void followsTheTransactionOverRuns()
    {
        ScriptRunner runner;
        QSignalSpy changed(&runner, &ScriptRunner::transactionChanged);
        const Script begin("begin; select 1");
        QVERIFY(runner.start(m_shared, begin, begin.all()));
        QTRY_VERIFY(!runner.isRunning());
        QCOMPARE(runner.transaction().state, TransactionState::Open);
        const QDateTime since = runner.transaction().since;
        const Script fails("select 1/0");
        QVERIFY(runner.start(m_shared, fails, fails.all()));
        QTRY_VERIFY(!runner.isRunning());
        QCOMPARE(runner.transaction().state, TransactionState::Failed);
        QCOMPARE(runner.transaction().since, since);
        const Script end("rollback");
        QVERIFY(runner.start(m_shared, end, end.all()));
        QTRY_VERIFY(!runner.isRunning());
        QCOMPARE(runner.transaction().state, TransactionState::Idle);
        QCOMPARE(changed.size(), 3);
    }

    // Nobody waits for it, and nothing of it goes on at the server.
    void isCancelledByItsEnd()
    {
        {
            ScriptRunner runner;
            const Script script("select pg_sleep(600)");
            QVERIFY(runner.start(m_shared, script, script.all()));
            QTRY_COMPARE(
                ask(u"select count(*) from pg_stat_activity where query like 'select pg_sleep(600)%' and state = "
                    "'active'"_s),
                u"1"_s);
        }
        QTRY_COMPARE(
            ask(u"select count(*) from pg_stat_activity where query like 'select pg_sleep(600)%' and state = "
                "'active'"_s),
            u"0"_s);
    }

    void saysThatThereIsNoConnection()
    {
        ScriptRunner runner;
        QSignalSpy finished(&runner, &ScriptRunner::finished);
        const Script script("select 1");
        QVERIFY(runner.start(nullptr, script, script.all()));
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(finished[0][0].value<RunReport>().error);
    }

    void tellsWhatATransactionHolds()
    {
        const auto facts = m_shared->query({u"SELECT pg_backend_pid()"_s, {}}).result();
        const int pid = int(facts->rows.integer(0, 0));
        ScriptRun run(
            *m_shared, Script("create table h (a int); begin; select * from h; insert into h values (1)"), {0, 4});
        QCOMPARE(run.run().failed, 0);
        connection::Session looker;
        QVERIFY(looker.open(m_server.connInfo(m_database)).result());
        const auto held = locksHeldBy(looker, pid);
        QVERIFY(held);
        QCOMPARE(*held, (std::vector<HeldLock>{{u"public"_s, u"h"_s, sql::LockMode::RowExclusive, 0}}));
    }
};

QTEST_GUILESS_MAIN(RunnerTest)
#include "tst_runner.moc"
