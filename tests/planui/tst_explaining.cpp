// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Plans in the page of queries.
#include "plan/planview.h"
#include "queryui/queryfixture.h"

#include <QAction>
#include <QTabBar>

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
        QCOMPARE(editor()->cursorByte(), qint64(editor()->bytes().indexOf("pg_class")));
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
        Q_EMIT plan->placeWanted(0);
        QCOMPARE(editor()->cursorByte(), qint64(editor()->bytes().indexOf("pg_class")));
        QTRY_VERIFY(!tab()->run()->isRunning());
        m_page->actions().plan->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan() && tab()->results()->currentPlan() != plan);
        QTRY_VERIFY(tab()->results()->currentPlan()->plan());
        QVERIFY(!tab()->results()->currentPlan()->plan()->plan.isAnalyzed());
    }
    void nothingIsChangedByExplaining()
    {
        (void)ask(u"CREATE TABLE kept (n int)"_s);
        write("INSERT INTO kept VALUES (1)");
        m_page->actions().planMeasured->trigger();
        QVERIFY(!tab()->run()->isRunning());
        m_page->actions().plan->trigger();
        QTRY_VERIFY(tab()->results()->currentPlan());
        QTRY_VERIFY(tab()->results()->currentPlan()->plan());
        QCOMPARE(ask(u"SELECT count(*) FROM kept"_s), u"0"_s);
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
