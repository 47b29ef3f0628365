// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of a tab: what is sent, what becomes of it, and where its errors stand.
#include "queryui/queryfixture.h"
#include "query/history/historystore.h"
#include "support/faultproxy.h"

#include <QSignalSpy>

using namespace howdah;
using namespace howdah::test;
using query::Outcome;

class RunningTest final : public QObject, QueryFixture
{
    Q_OBJECT

    std::vector<Outcome> m_ended;
    std::optional<query::RunReport> m_report;

    void follow()
    {
        m_ended.clear();
        m_report.reset();
        connect(tab()->run(), &TabRun::ended, this, [this](const Outcome &outcome) { m_ended.push_back(outcome); });
        connect(tab()->run(), &TabRun::finished, this, [this](const query::RunReport &report) { m_report = report; });
    }

private Q_SLOTS:
    void initTestCase()
    {
        begin();
        connectTo(m_server.connInfo(m_database));
        QVERIFY(m_server.psql(m_database, u"CREATE TABLE t (id int PRIMARY KEY, word text)"_s));
    }
    void init()
    {
        if (!m_connection->isConnected())
            connectTo(m_server.connInfo(m_database));
        freshPage();
        follow();
    }
    void cleanupTestCase() { m_page.reset(); }

    void statementAtTheCursor()
    {
        write("SELECT 1;\nSELECT 2 AS two;\nSELECT 3;\n");
        editor()->setCursorByte(14);
        m_page->actions().run->trigger();
        QTRY_VERIFY(m_report);
        QCOMPARE(m_ended.size(), 1);
        QCOMPARE(m_ended[0].sql, u"SELECT 2 AS two"_s);
        QCOMPARE(m_ended[0].place.offset, 10); // in the text of the tab
        QCOMPARE(m_ended[0].place.line, 2);
        QVERIFY(m_ended[0].isDone());
        QCOMPARE(m_ended[0].result->rowCount(), 1);
    }
    void fromHereOn()
    {
        write("SELECT 1;\nSELECT 2;\nSELECT 3;\n");
        editor()->setCursorByte(12);
        m_page->actions().runFrom->trigger();
        QTRY_VERIFY(m_report);
        QCOMPARE(m_ended.size(), 2);
        QCOMPARE(m_ended[1].sql, u"SELECT 3"_s);
    }
    void selection()
    {
        write("SELECT 1 + 1;\nSELECT 2;\n");
        editor()->selectBytes({0, 8});
        m_page->actions().run->trigger();
        QTRY_VERIFY(m_report);
        QCOMPARE(m_ended.size(), 1);
        QCOMPARE(m_ended[0].sql, u"SELECT 1"_s);
    }
    void byTheKeyboard()
    {
        write("SELECT 41 + 1");
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(m_report);
        QCOMPARE(m_ended.size(), 1);
        QCOMPARE(editor()->bytes(), "SELECT 41 + 1");
    }
    void errorsStandAtTheirPlace()
    {
        write("SELECT 1;\n\nSELECT nothere FROM t;\nSELECT 3;");
        editor()->setCursorByte(20);
        m_page->actions().run->trigger();
        QTRY_VERIFY(m_report);
        QCOMPARE(m_ended[0].state, Outcome::State::Failed);
        QCOMPARE(m_ended[0].errorOffset, 18);
        const auto problems = editor()->problems(SqlEditor::Finder::Run);
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems[0].place.offset, 18);
        QVERIFY(problems[0].message.contains(u"nothere"_s));
        // And no longer with the next run.
        write("SELECT 1");
        m_report.reset();
        m_page->actions().run->trigger();
        QTRY_VERIFY(m_report);
        QVERIFY(editor()->problems(SqlEditor::Finder::Run).empty());
    }
    void saysWhoHoldsTheLock()
    {
        auto holder = std::make_unique<connection::Session>(connection::SessionOptions{.name = u"holder"_s});
        QVERIFY(holder->open(m_server.connInfo(m_database)).result());
        const auto ask = [&holder](const QString &sql) { return holder->query({sql, {}}).result().has_value(); };
        QVERIFY(ask(u"BEGIN"_s) && ask(u"LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE"_s));
        const int sessionsBefore = sessions();
        write("SELECT count(*) FROM t");
        m_page->actions().runAll->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!tab()->notices()->said(u"wait"_s).isEmpty(), 30'000);
        const QString said = tab()->notices()->said(u"wait"_s);
        QVERIFY2(said.contains(u"idle in transaction"_s) && said.contains(u"LOCK TABLE public.t"_s), qPrintable(said));
        QVERIFY2(said.contains(u"holder"_s), qPrintable(said));
        QVERIFY(tab()->run()->isRunning());
        QVERIFY(ask(u"COMMIT"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_report, 30'000);
        QVERIFY(m_ended[0].isDone());
        QVERIFY(tab()->notices()->said(u"wait"_s).isEmpty());
        QVERIFY(sessions() <= sessionsBefore + 1);
        // What takes its time without a lock waits for nobody.
        m_report.reset();
        write("SELECT pg_sleep(2.5)");
        m_page->actions().runAll->trigger();
        while (!m_report) {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
            QVERIFY(tab()->notices()->said(u"wait"_s).isEmpty());
        }
    }
    void onlyTheResults()
    {
        runAll("SELECT 1 AS one");
        editor()->setFocus();
        const QList<int> before = tab()->splitter()->sizes();
        const int small = tab()->results()->height();
        m_page->actions().onlyResults->trigger();
        QVERIFY(!editor()->isVisible());
        QTRY_VERIFY(tab()->results()->height() > small + before[0] / 2);
        QVERIFY(tab()->results()->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(tab()->runBar()->isVisible()); // and what runs is still seen
        QCOMPARE(tab()->sizes(), before);
        // It runs from there, too.
        m_report.reset();
        m_page->actions().runAll->trigger();
        QTRY_VERIFY(m_report);
        QVERIFY(!editor()->isVisible());
        m_page->actions().results->trigger(); // to the text, which is needed now
        QVERIFY(editor()->isVisible() && editor()->hasFocus());
        QCOMPARE(tab()->splitter()->sizes(), before);
    }
    void stopOrGoOn()
    {
        QVERIFY(m_page->actions().stopAtError->isChecked());
        runAll("SELECT 1/0; SELECT 2;");
        QCOMPARE(m_ended.size(), 1);
        QCOMPARE(m_report->end, query::RunReport::End::Stopped);
        m_page->actions().stopAtError->trigger();
        m_ended.clear();
        runAll("SELECT 1/0; SELECT 2;");
        QCOMPARE(m_ended.size(), 2);
        QVERIFY(m_ended[1].isDone());
        // Of this tab alone.
        m_page->actions().newTab->trigger();
        QVERIFY(m_page->actions().stopAtError->isChecked());
    }
    void cancel()
    {
        write("SELECT pg_sleep(60)");
        m_page->actions().run->trigger();
        QTRY_COMPARE(
            ask(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = "
                "'active'"_s),
            u"1"_s);
        QVERIFY(m_page->actions().cancel->isEnabled());
        QVERIFY(!m_page->actions().run->isEnabled());
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_Escape);
        QTRY_VERIFY(m_report);
        QCOMPARE(m_ended[0].state, Outcome::State::Cancelled);
        QCOMPARE(m_report->end, query::RunReport::End::Cancelled);
        QVERIFY(editor()->problems(SqlEditor::Finder::Run).empty());
        // The second time, too.
        m_report.reset();
        m_page->actions().run->trigger();
        QTRY_COMPARE(
            ask(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = "
                "'active'"_s),
            u"1"_s);
        m_page->actions().cancel->trigger();
        QTRY_VERIFY(m_report);
        QCOMPARE(m_report->end, query::RunReport::End::Cancelled);
    }
    void closingCancels()
    {
        write("SELECT pg_sleep(61)");
        m_page->actions().run->trigger();
        const QString running =
            u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(61)%' AND state = 'active'"_s;
        QTRY_COMPARE(ask(running), u"1"_s);
        m_page->actions().close->trigger();
        QCOMPARE(m_prompter.questions.size(), 1);
        QCOMPARE(ask(running), u"1"_s); // the answer was no
        m_prompter.answer = true;
        m_page->actions().close->trigger();
        QTRY_COMPARE(ask(running), u"0"_s);
        QTRY_COMPARE(sessions(), 0);
        QVERIFY(!tab()->run()->isRunning()); // another tab
    }
    void oneSessionForATab()
    {
        QCOMPARE(sessions(), 0);
        runAll("SET application_name = 'howdah: query'; SET work_mem = '7MB'; CREATE TEMPORARY TABLE mine (a int);");
        runAll("SELECT current_setting('work_mem'); SELECT * FROM mine;");
        QVERIFY(m_ended.back().isDone());
        QCOMPARE(sessions(), 1);
        QueryTab *first = tab();
        m_page->actions().newTab->trigger();
        follow();
        runAll("SELECT * FROM mine");
        QCOMPARE(m_ended.back().state, Outcome::State::Failed);
        QCOMPARE(sessions(), 2);
        m_page->tabs()->close(m_page->tabs()->indexOf(first));
        QTRY_COMPARE(sessions(), 1);
    }
    void tabsHaveALimitOfTheirOwn()
    {
        const int most = connection::PoolLimits().queries;
        std::vector<std::shared_ptr<connection::Session>> held;
        for (int i = 0; i < most; ++i) {
            auto one = m_connection->takeSession(connection::SessionRole::Query, u"query"_s);
            QVERIFY(one);
            held.push_back(*one);
        }
        runAll("SELECT 1");
        QVERIFY(m_ended.empty());
        QVERIFY(tab()->notices()->said(u"run"_s).contains(u"in use"_s));
        // The rest of the window goes on.
        QVERIFY(m_connection->takeSession(connection::SessionRole::Reader, u"other"_s));
        held.clear();
        runAll("SELECT 1");
        QCOMPARE(m_ended.size(), 1);
    }
    void timeoutsOfATab()
    {
        m_prompter.text = u"0.2"_s;
        m_page->actions().statementTimeout->trigger();
        runAll("SELECT pg_sleep(20)");
        QCOMPARE(m_ended[0].state, Outcome::State::Failed);
        QCOMPARE(m_ended[0].error->sqlState, u"57014"_s);
        m_prompter.text = u""_s;
        m_page->actions().statementTimeout->trigger();
        m_ended.clear();
        runAll("SHOW statement_timeout");
        QVERIFY(m_ended[0].isDone());
        QCOMPARE(QString::fromUtf8(**m_ended[0].result->value(0, 0)), u"0"_s);
    }
    void lostLine()
    {
        FaultProxy proxy(m_server.directInfo(m_database));
        connectTo(proxy.info());
        freshPage();
        follow();
        runAll("SET work_mem = '9MB'");
        QVERIFY(m_ended.back().isDone());
        proxy.arm({.message = "> Query", .nth = 1, .containing = "INSERT"}, Fault::Reset);
        proxy.arm({.message = "> Parse", .nth = 1, .containing = "INSERT"}, Fault::Reset);
        m_ended.clear();
        runAll("INSERT INTO t VALUES (77, 'x')");
        QCOMPARE(m_ended.size(), 1);
        QVERIFY(m_ended[0].state == Outcome::State::Lost || m_ended[0].state == Outcome::State::Unknown);
        QVERIFY(!tab()->notices()->said(u"loss"_s).isEmpty());
        QVERIFY(!tab()->run()->session().session());
        // Nothing is repeated; the next run has another session.
        QCOMPARE(ask(u"SELECT count(*) FROM t WHERE id = 77"_s), u"0"_s);
        proxy.heal();
        m_connection->reconnect();
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), 30'000);
        m_ended.clear();
        runAll("SHOW work_mem");
        QVERIFY(m_ended.size() == 1 && m_ended[0].isDone());
        QVERIFY(QString::fromUtf8(**m_ended[0].result->value(0, 0)) != u"9MB"_s);
        QVERIFY(tab()->notices()->said(u"loss"_s).isEmpty());
        m_page.reset();
        connectTo(m_server.connInfo(m_database));
    }
    void deadLineIsDropped()
    {
        FaultProxy proxy(m_server.directInfo(m_database));
        connectTo(proxy.info());
        freshPage();
        follow();
        runAll("SELECT 1");
        proxy.strike(Fault::Hang);
        write("SELECT 2");
        m_page->actions().run->trigger();
        QVERIFY(tab()->run()->isRunning());
        m_page->actions().cancel->trigger();
        m_page->actions().cancel->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_report && !tab()->run()->isRunning(), 60'000);
        QTRY_VERIFY(!tab()->notices()->said(u"loss"_s).isEmpty());
        m_page.reset();
        proxy.heal();
        connectTo(m_server.connInfo(m_database));
    }
    void historyIsKept()
    {
        runAll("SELECT 'a word for the history'");
        m_page->actions().isPrivate->trigger();
        runAll("SELECT 'a secret of this session'");
        m_page->actions().isPrivate->trigger();
        m_page.reset(); // which writes what waits
        query::HistoryStore store;
        QVERIFY(store.open(query::HistoryStore::usualPath()));
        const auto found = store.find({.words = u"history"_s});
        QVERIFY(found && !found->empty());
        QVERIFY(found->front().text.contains(u"a word for the history"_s));
        QVERIFY(found->front().database.endsWith(m_database));
        QVERIFY(found->front().tab.startsWith(u"Query"_s));
        QVERIFY(store.find({.words = u"secret"_s})->empty());
        makePage();
    }
    void forecastBeforeARun()
    {
        write("UPDATE t SET word = 'x' WHERE id = 1");
        QTRY_VERIFY2(tab()->runBar()->text().contains(u"ROW EXCLUSIVE"_s), qPrintable(tab()->runBar()->text()));
        QVERIFY2(tab()->runBar()->text().contains(u"t"_s), qPrintable(tab()->runBar()->text()));
        write("BEGIN; SELECT 1");
        editor()->selectBytes({0, editor()->sizeInBytes()});
        QTRY_VERIFY2(tab()->runBar()->text().contains(u"opens a transaction"_s), qPrintable(tab()->runBar()->text()));
        write("SELECT * FROM t");
        QTRY_VERIFY2(tab()->runBar()->text().contains(u"ACCESS SHARE"_s), qPrintable(tab()->runBar()->text()));
        m_page->actions().explain->trigger();
        QTRY_VERIFY2(tab()->runBar()->text().contains(u"about"_s), qPrintable(tab()->runBar()->text()));
        QVERIFY2(tab()->runBar()->tip().contains(u"Scan"_s), qPrintable(tab()->runBar()->tip()));
    }
};

QTEST_MAIN(RunningTest)
#include "tst_running.moc"
