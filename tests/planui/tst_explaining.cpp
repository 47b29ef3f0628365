// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Plans in the page of queries.
#include "plan/planview.h"
#include "queryui/queryfixture.h"

#include "common/dialogframe.h"
#include "plan/prove/provedialog.h"
#include "query/result/messagesview.h"
#include "query/run/explainchoices.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class ExplainingTest final : public QObject, private test::QueryFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        begin();
        connectTo(m_server.connInfo(m_database));
    }
    void init() { freshPage(); }
    void typedExplainIsShownAsPlan()
    {
        runAll("EXPLAIN (ANALYZE) SELECT * FROM pg_catalog.pg_class");
        QTRY_VERIFY(tab()->results()->currentPlan());
        PlanView *plan = tab()->results()->currentPlan();
        QTRY_VERIFY(plan->plan());
        QCOMPARE(plan->plan()->plan.nodes.front().relation, u"pg_class"_s);
        QVERIFY(tab()->results()->currentPane()); // its rows are there as well
        QCOMPARE(tab()->results()->tabs()->tabText(1), u"Plan 1"_s);
        Q_EMIT plan->placeWanted(0);
        QCOMPARE(editor()->cursorByte(), qint64(editor()->bytes().indexOf("pg_catalog.pg_class")));
    }
    void jsonIsReadAsWell()
    {
        runAll("EXPLAIN (FORMAT JSON) SELECT 1");
        QTRY_VERIFY(tab()->results()->currentPlan());
        QTRY_VERIFY(tab()->results()->currentPlan()->plan());
        QCOMPARE(tab()->results()->currentPlan()->plan()->plan.nodes.front().type, u"Result"_s);
    }
    void actionsExplainTheStatementAtTheCursor()
    {
        write("SELECT 1;\n\nSELECT * FROM pg_catalog.pg_class;\n");
        editor()->setCursorByte(20);
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan());
        PlanView *plan = tab()->results()->currentPlan();
        QTRY_VERIFY(plan->plan());
        QVERIFY(plan->plan()->plan.isAnalyzed());
        QVERIFY(plan->plan()->figures.hasBuffers);
        QCOMPARE(plan->origin().statement, QByteArray("SELECT * FROM pg_catalog.pg_class"));
        QCOMPARE(plan->origin().place, tab()->run()->session().place());
        QCOMPARE(plan->origin().searchPath, QStringList{u"public"_s});
        Q_EMIT plan->placeWanted(0);
        QCOMPARE(editor()->cursorByte(), qint64(editor()->bytes().indexOf("pg_catalog.pg_class")));
        QTRY_VERIFY(!tab()->run()->isRunning());
        m_page->actions().plan->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan() != plan);
        QTRY_VERIFY(tab()->results()->currentPlan()->plan());
        QVERIFY(!tab()->results()->currentPlan()->plan()->plan.isAnalyzed());
    }
    void changesAreRolledBackOnceTheyAreConfirmed()
    {
        (void)ask(u"CREATE TABLE kept (n int)"_s);
        write("INSERT INTO kept VALUES (1)");
        m_prompter.answer = false;
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY(!tab()->run()->isRunning());
        QCOMPARE(m_prompter.questions.size(), 1);
        QVERIFY(m_prompter.questions.front().text.contains("Sequences"_L1));
        QVERIFY(m_prompter.questions.front().typeToAccept.isEmpty());
        QVERIFY(!tab()->results()->currentPlan());
        m_prompter.answer = true;
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        QVERIFY(tab()->results()->currentPlan()->plan()->plan.isAnalyzed());
        QTRY_VERIFY(!tab()->run()->isRunning());
        QVERIFY(!tab()->run()->transaction().isOpen());
        QVERIFY(tab()->notices()->said(u"run"_s).contains("rolled back"_L1));
        QCOMPARE(ask(u"SELECT count(*) FROM kept"_s), u"0"_s);
        // Without measuring, nobody is asked.
        m_prompter.questions.clear();
        m_page->actions().plan->trigger();
        QTRY_VERIFY(!tab()->run()->isRunning());
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        QVERIFY(!tab()->results()->currentPlan()->plan()->plan.isAnalyzed());
        QVERIFY(m_prompter.questions.isEmpty());
    }
    void theTransactionOfTheTabGoesOn()
    {
        (void)ask(u"CREATE TABLE open_ones (n int)"_s);
        runAll("BEGIN; INSERT INTO open_ones VALUES (1);");
        QVERIFY(tab()->run()->transaction().isOpen());
        const QDateTime since = tab()->run()->transaction().since;
        m_prompter.answer = true;
        write("DELETE FROM open_ones");
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        QTRY_VERIFY(!tab()->run()->isRunning());
        QVERIFY(tab()->run()->transaction().isOpen());
        QCOMPARE(tab()->run()->transaction().since, since);
        runAll("COMMIT");
        QCOMPARE(ask(u"SELECT count(*) FROM open_ones"_s), u"1"_s);
    }
    void cancelEndsWhatIsMeasured()
    {
        write("SELECT pg_sleep(60)");
        m_page->actions().planMeasured->trigger();
        QTRY_COMPARE(
            ask(u"SELECT count(*) FROM pg_stat_activity WHERE query ~ '^EXPLAIN.*pg_sleep' AND state = 'active'"_s),
            u"1"_s);
        m_page->actions().cancel->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!tab()->run()->isRunning(), 20'000);
        QVERIFY(!tab()->run()->transaction().isOpen());
        QCOMPARE(ask(u"SELECT count(*) FROM pg_stat_activity WHERE state ~ 'in transaction'"_s), u"0"_s);
    }
    void aLostConnectionIsSaid()
    {
        write("SELECT pg_sleep(60)");
        m_page->actions().planMeasured->trigger();
        const QString running = u"FROM pg_stat_activity WHERE query ~ '^EXPLAIN.*pg_sleep' AND state = 'active'"_s;
        QTRY_COMPARE(ask(u"SELECT count(*) "_s + running), u"1"_s);
        (void)ask(u"SELECT pg_terminate_backend(pid) "_s + running);
        QTRY_VERIFY_WITH_TIMEOUT(!tab()->run()->isRunning(), 20'000);
        QVERIFY(!tab()->run()->transaction().isOpen());
        QVERIFY(!tab()->notices()->said(u"loss"_s).isEmpty());
        // The next one has a session of its own.
        write("SELECT 1");
        QTRY_VERIFY(m_connection->isConnected());
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan(), 20'000);
    }
    void errorsStandAtTheirPlace()
    {
        write("SELECT 1;\n\nSELECT nosuch FROM pg_catalog.pg_class;\n");
        editor()->setCursorByte(20);
        m_page->actions().plan->trigger();
        QTRY_VERIFY(!tab()->run()->isRunning());
        QTRY_COMPARE(tab()->results()->tabs()->currentIndex(), 0);
        QCOMPARE(tab()->results()->messages()->model()->rowCount(), 1);
    }
    void lockedProductionMeasuresNoChange()
    {
        (void)ask(u"CREATE TABLE guarded (n int)"_s);
        connectTo(m_server.connInfo(m_database), Environment::Production);
        freshPage();
        QVERIFY(m_connection->guard().isLocked());
        write("INSERT INTO guarded VALUES (1)");
        m_prompter.answer = true;
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY(!tab()->run()->isRunning());
        QVERIFY(m_prompter.questions.isEmpty());
        QVERIFY(!tab()->results()->currentPlan());
        write("SELECT * FROM guarded");
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        QCOMPARE(ask(u"SELECT count(*) FROM guarded"_s), u"0"_s);
        connectTo(m_server.connInfo(m_database));
    }
    void optionsAreThoseOfTheServerAndStay()
    {
        ExplainChoices *choices = m_page->actions().explainChoices;
        using operations::ExplainOption;
        choices->setServerVersion(160'000);
        QVERIFY(!choices->action(ExplainOption::Serialize)->isVisible());
        choices->setServerVersion(170'000);
        QVERIFY(choices->action(ExplainOption::Serialize)->isVisible());
        choices->action(ExplainOption::Serialize)->trigger();
        choices->action(ExplainOption::Wal)->trigger();
        QVERIFY(choices->options(true).has(ExplainOption::Serialize));
        QVERIFY(!choices->options(false).has(ExplainOption::Wal)); // nothing would be measured
        choices->setServerVersion(160'000);
        QVERIFY(!choices->options(true).has(ExplainOption::Serialize));
        QVERIFY(choices->options(true).has(ExplainOption::Wal));
        const QJsonObject state = m_page->saveState();
        freshPage();
        QVERIFY(!m_page->actions().explainChoices->options(true).has(ExplainOption::Wal));
        m_page->restoreState(state);
        QVERIFY(m_page->actions().explainChoices->options(true).has(ExplainOption::Wal));
        write("SELECT 1");
        m_page->actions().planMeasured->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        const auto *button = tab()->findChild<QToolButton *>(u"explainButton"_s);
        QVERIFY(button && button->isVisible() && button->menu()->actions().contains(m_page->actions().pastePlan));
    }
    void genericPlansNeedNoValues()
    {
        using operations::ExplainOption;
        write("SELECT * FROM pg_catalog.pg_class WHERE oid = :oid");
        QTRY_VERIFY(!tab()->form()->isEmpty());
        m_page->actions().plan->trigger();
        QVERIFY(!tab()->run()->isRunning()); // a value is asked for
        m_page->actions().explainChoices->action(ExplainOption::GenericPlan)->trigger();
        m_page->actions().plan->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        QVERIFY(tab()->results()->currentPlan()->text()->toPlainText().contains("$1"_L1));
    }
    void plansOfOthersAreOpened()
    {
        QGuiApplication::clipboard()->setText(
            u"                 QUERY PLAN                 \n--------------------------------------------\n"
            " Seq Scan on sent  (cost=0.00..1.01 rows=1 width=4)\n(1 row)\n"_s);
        m_page->actions().pastePlan->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        QCOMPARE(tab()->results()->currentPlan()->plan()->plan.nodes.front().relation, u"sent"_s);
        // It stays when something is run.
        runAll("SELECT 1");
        QCOMPARE(tab()->results()->resultCount(), 2);
        // Several of a log: each is chosen from the list.
        const QByteArray log =
            "2026-01-01 10:00:00.000 UTC [1] LOG:  duration: 1.000 ms  plan:\n\tQuery Text: SELECT 1\n"
            "\tResult  (cost=0.00..0.01 rows=1 width=4)\n"
            "2026-01-01 10:00:01.000 UTC [1] LOG:  duration: 2.000 ms  plan:\n\tQuery Text: SELECT * FROM logged\n"
            "\tSeq Scan on logged  (cost=0.00..1.01 rows=1 width=4)\n";
        tab()->openPlanFile(file(u"server.log"_s, log));
        QTRY_COMPARE(tab()->results()->resultCount(), 3);
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        PlanView *view = tab()->results()->currentPlan();
        QCOMPARE(view->planCount(), 2);
        auto *list = view->findChild<QComboBox *>();
        QVERIFY(list->isVisible());
        QVERIFY(list->itemText(1).contains("logged"_L1));
        QSignalSpy changed(view, &PlanView::planChanged);
        list->setCurrentIndex(1);
        Q_EMIT list->activated(1);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(view->plan()->plan.nodes.front().relation, u"logged"_s);
        // Nothing is known of where it is from.
        QVERIFY(!view->findChild<QToolButton *>(u"proveIndex"_s)->isEnabled());
    }
    void anIndexIsProvedFromThePlan()
    {
        (void)ask(u"CREATE TABLE IF NOT EXISTS orders (id int, user_id int)"_s);
        QTemporaryDir migrations;
        m_page->asMigration()->setFolder([&migrations] { return migrations.path(); });
        write("SELECT * FROM orders WHERE user_id = 7");
        m_page->actions().plan->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        auto *button = tab()->results()->currentPlan()->findChild<QToolButton *>(u"proveIndex"_s);
        QTRY_VERIFY(button->isEnabled());
        button->click();
        auto *dialog = tab()->findChild<ProveDialog *>(u"proveDialog"_s);
        QVERIFY(dialog && dialog->isVisible());
        plan::IndexCandidate candidate{.schema = u"public"_s, .table = u"orders"_s, .keys = {{u"user_id"_s}}};
        Q_EMIT dialog->migrationWanted(candidate);
        // It is reviewed as any other before it is written.
        DialogFrame *review = nullptr;
        const auto isShown = [&] {
            for (auto *one : m_page->findChildren<DialogFrame *>()) {
                if (one->isVisible() && !qobject_cast<ProveDialog *>(one))
                    review = one;
            }
            return review != nullptr;
        };
        QTRY_VERIFY(isShown());
        const auto text = [&] {
            QString all;
            for (const auto *edit : review->findChildren<QPlainTextEdit *>())
                all += edit->toPlainText();
            for (auto *edit : review->findChildren<QsciScintilla *>())
                all += edit->text();
            return all;
        };
        QTRY_VERIFY2(text().contains("CREATE INDEX CONCURRENTLY"_L1), qPrintable(text()));
        QTRY_VERIFY2(text().contains("DROP INDEX CONCURRENTLY"_L1), qPrintable(text()));
        review->reject();
    }
    void textAndPlanAreKeptInStep()
    {
        const QByteArray text =
            "SELECT 1;\n\nSELECT * FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n\n  ON n.oid "
            "= c.relnamespace WHERE c.relkind = 'r';\n";
        write(text);
        editor()->setCursorByte(text.indexOf("JOIN"));
        m_page->actions().plan->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan()->plan());
        PlanView *view = tab()->results()->currentPlan();
        const auto nodeOf = [&](const QString &alias) {
            for (size_t i = 0; i < view->plan()->plan.nodes.size(); ++i) {
                if (view->plan()->plan.nodes[i].alias == alias)
                    return int(i);
            }
            return -1;
        };
        const auto marked = [&] { return editor()->bytesOf(tab()->planMarks()->marked()); };
        QVERIFY(nodeOf(u"c"_s) > 0 && nodeOf(u"n"_s) > 0);
        view->select(nodeOf(u"c"_s));
        QCOMPARE(marked(), QByteArray("pg_catalog.pg_class c"));
        view->select(nodeOf(u"n"_s));
        QCOMPARE(marked(), QByteArray("pg_catalog.pg_namespace n"));
        QCOMPARE(editor()->selectedBytes().size, qint64(0)); // what is selected would be what is run
        // And back, once the text has the focus.
        m_window->activateWindow();
        editor()->setFocus();
        QTRY_VERIFY(editor()->hasFocus());
        editor()->setCursorByte(text.indexOf("pg_class") + 3);
        QTRY_COMPARE(view->selected(), nodeOf(u"c"_s));
        editor()->setCursorByte(text.indexOf("n.oid"));
        QTRY_VERIFY(view->selected() != nodeOf(u"c"_s));
        QVERIFY(
            view->plan()->plan.nodes[size_t(view->selected())].title().contains("Join"_L1)
            || view->plan()->plan.nodes[size_t(view->selected())].title().contains("Nested"_L1)
            || view->selected() == nodeOf(u"n"_s));
        // Another text is another statement.
        editor()->setBytes("SELECT * FROM pg_catalog.pg_namespace n");
        QTRY_COMPARE(tab()->planMarks()->marked().size, qint64(0));
        view->select(nodeOf(u"n"_s));
        QCOMPARE(tab()->planMarks()->marked().size, qint64(0));
    }
    void otherAnswersAreRows()
    {
        runAll("SELECT 1 AS x");
        QTRY_VERIFY(tab()->results()->currentPane());
        QVERIFY(!tab()->results()->currentPlan());
    }
};

QTEST_MAIN(ExplainingTest)
#include "tst_explaining.moc"
