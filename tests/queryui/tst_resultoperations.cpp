// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the results of a tab, as somebody does it: the buttons above the grid, and what they open beside
// it.
#include "chart/chartview.h"
#include "common/theme.h"
#include "edit/changespanel.h"
#include "edit/editbar.h"
#include "editors/celleditor.h"
#include "query/result/chart/chartpane.h"
#include "query/result/compare/comparedmodel.h"
#include "query/result/compare/comparedview.h"
#include "query/result/edit/newrowdialog.h"
#include "query/result/edit/resultediting.h"
#include "query/result/pane/resultpane.h"
#include "query/result/resultarea.h"
#include "query/result/resultoperations.h"
#include "queryui/resultcase.h"

#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using data::SaveOutcome;

class ResultOperationsTest final : public ui::test::ResultCase
{
    Q_OBJECT
private:
    std::unique_ptr<ResultArea> m_area;
    std::unique_ptr<Theme> m_theme;

    // As a run of one statement tells it.
    void runs(const QString &sql)
    {
        query::Outcome outcome;
        outcome.sql = sql;
        m_area->beginRun(query::Script(sql.toUtf8()));
        m_area->began(outcome);
        outcome.result = storeOf(m_here->session(), sql);
        m_area->rowsCome(0, outcome.result);
        outcome.state = query::Outcome::State::Done;
        m_area->ended(outcome);
        m_area->finished({});
        QTRY_VERIFY(pane() && pane()->model()->rowCount() > 0);
    }
    ResultPane *pane() const { return m_area->currentPane(); }
    ResultOperations &operations() const { return *pane()->findChild<ResultOperations *>(); }
    ResultEditing &editing() const { return *operations().editing(); }
    void select(int top, int left, int bottom, int right) const
    {
        GridTable *table = pane()->grid()->table();
        const auto at = [this](int row, int column) { return pane()->model()->index(row, column); };
        table->setCurrentIndex(at(top, left));
        table->selectionModel()->select(
            QItemSelection(at(top, left), at(bottom, right)), QItemSelectionModel::ClearAndSelect);
        QCoreApplication::processEvents();
    }
    // For whoever wants to look: with HOWDAH_PICTURES set, in light and dark.
    void picture(const QString &name)
    {
        const QString folder = qEnvironmentVariable("HOWDAH_PICTURES");
        if (folder.isEmpty())
            return;
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            m_theme->setChoice(choice);
            QTest::qWait(600);
            m_area->grab().save(
                u"%1/%2-%3.png"_s.arg(folder, name, choice == ThemeChoice::Dark ? u"dark"_s : u"light"_s));
        }
        m_theme->setChoice(ThemeChoice::Light);
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light); }
    void init()
    {
        begin();
        psql(
            u"DROP TABLE IF EXISTS orders;"
            "CREATE TABLE orders (id int PRIMARY KEY, status text NOT NULL DEFAULT 'new', total numeric(8,2), day "
            "date);"
            "INSERT INTO orders SELECT i, 's' || i % 3, i * 1.5, '2026-03-01'::date + i FROM generate_series(1, 30) i"_s);
        settleCatalog();
        m_window->connection.refreshCatalog();
        settleCatalog();
        m_area = std::make_unique<ResultArea>(
            PageServices{&m_window->connection, &m_window->settings, &m_window->tasks, nullptr});
        m_area->resize(1024, 600);
        m_area->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_area.get()));
        m_area->activateWindow();
    }
    void cleanup()
    {
        m_area.reset();
        finish();
    }

    void rowsAreSetDeletedAddedAndSaved()
    {
        runs(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        QVERIFY2(editing().menuAction()->isEnabled(), qPrintable(editing().menuAction()->toolTip()));
        QCOMPARE(m_area->unsavedWork(), QStringList());
        select(0, 2, 1, 2);
        QVERIFY(editing().setNullAction()->isEnabled());
        editing().setNullAction()->trigger();
        QTRY_VERIFY(pane()->model()->index(1, 2).data(IsNullRole).toBool());
        select(4, 0, 5, 0);
        editing().deleteRowsAction()->trigger();
        QTRY_COMPARE(RowState(pane()->model()->index(5, 0).data(RowStateRole).toInt()), RowState::Deleted);
        editing().insertRowAction()->trigger();
        QTRY_VERIFY(pane()->findChild<NewRowDialog *>());
        auto *dialog = pane()->findChild<NewRowDialog *>();
        QTRY_VERIFY(dialog->isVisible());
        dialog->editor(0)->setValue(data::CellValue::text(u"77"));
        dialog->findChild<QPushButton *>(u"accept"_s)->click();
        QTRY_COMPARE(editing().edits()->session()->changes()->count(), 5);
        QCOMPARE(m_area->unsavedWork(), QStringList{u"Result 1: 5 edited row(s) of public.orders"_s});
        picture(u"edit"_s);
        QVERIFY(editing().bar()->isVisible() && editing().changes()->isVisible());
        editing().saveAction()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!editing().edits()->session()->hasEdits(), 30'000);
        QCOMPARE(psql(u"SELECT count(*), count(total) FROM orders"_s), u"29|26"_s);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 77"_s), u"new"_s);
        QCOMPARE(m_area->unsavedWork(), QStringList());
        QTRY_VERIFY(!pane()->model()->index(1, 2).data(IsEditedRole).toBool());
        QVERIFY(pane()->model()->index(1, 2).data(IsNullRole).toBool());
    }

    void aResultThatIsEditedStaysWithTheNextRun()
    {
        runs(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        select(0, 2, 0, 2);
        editing().setNullAction()->trigger();
        QTRY_VERIFY(editing().edits()->session()->hasEdits());
        runs(u"SELECT 1 AS one"_s);
        QCOMPARE(m_area->resultCount(), 2);
        QVERIFY(!editing().menuAction()->isEnabled());
        QVERIFY(editing().menuAction()->toolTip().contains(u"No column comes from a table"_s));
    }

    void revertTakesBackTheRows()
    {
        runs(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        select(0, 2, 2, 2);
        editing().setNullAction()->trigger();
        QTRY_COMPARE(editing().edits()->session()->changes() ? editing().edits()->session()->changes()->count() : 0, 3);
        select(0, 0, 1, 0);
        editing().revertAction()->trigger();
        QTRY_COMPARE(editing().edits()->session()->changes()->count(), 1);
    }

    void rowsFromElsewhereAreNotEdited()
    {
        bool isHere = false;
        m_area->setHere([&isHere] { return isHere; });
        runs(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        QVERIFY(!editing().menuAction()->isEnabled());
        QVERIFY(editing().menuAction()->toolTip().contains(u"another database"_s));
        isHere = true;
        m_window->connection.refreshCatalog();
        QTRY_VERIFY(editing().menuAction()->isEnabled());
    }

    void aPinnedResultIsComparedWithTheNext()
    {
        runs(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        m_area->pin(0, u"before"_s);
        psql(u"UPDATE orders SET status = 'done' WHERE id IN (3, 6, 9); DELETE FROM orders WHERE id = 30;"
             "INSERT INTO orders VALUES (31, 'new', 1)"_s);
        runs(u"SELECT id, status, total FROM orders ORDER BY id DESC"_s);
        auto *menu = operations().compareAction()->menu();
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 1);
        QCOMPARE(menu->actions().front()->text(), u"With before"_s);
        menu->actions().front()->trigger();
        ComparedView *view = operations().comparison();
        QVERIFY(view && view->isVisible());
        QTRY_VERIFY(!view->isComparing());
        QCOMPARE(view->key(), QStringList{u"id"_s});
        QCOMPARE(view->summary(), u"3 changed, 1 added, 1 removed, 26 the same"_s);
        QTRY_COMPARE(view->model()->index(0, 2).data().toString(), u"s0 → done"_s);
        picture(u"compare"_s);
        view->closeAction()->trigger();
        QTRY_VERIFY(!operations().comparison());
    }

    void aResultBecomesAChartAndAPanel()
    {
        runs(u"SELECT day, id, total FROM orders ORDER BY day"_s);
        QSignalSpy wanted(m_area.get(), &ResultArea::panelWanted);
        operations().chartAction()->trigger();
        ChartPane *chart = operations().chart();
        QVERIFY(chart && chart->isVisible());
        QTRY_VERIFY(chart->chart() && chart->view());
        picture(u"chart"_s);
        chart->panelAction()->trigger();
        QCOMPARE(wanted.count(), 1);
        QVERIFY(wanted.front().front().toString().contains(u"SELECT day, id, total FROM orders ORDER BY day"_s));
        operations().chartAction()->trigger();
        QTRY_VERIFY(!operations().chart());
    }
};

QTEST_MAIN(ResultOperationsTest)
#include "tst_resultoperations.moc"
