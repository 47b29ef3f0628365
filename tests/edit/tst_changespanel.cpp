// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/theme.h"
#include "edit/changespanel.h"
#include "edit/conflictview.h"
#include "edit/statementview.h"
#include "editcase.h"
#include "value/cellroles.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QImage>
#include <QPushButton>
#include <QTableView>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using data::CellValue;
using data::ChangeKind;
using data::RowKey;
using data::SaveOutcome;

// The list of what is staged, the SQL of it, and the choices where somebody else was faster.
class ChangesPanelTest final : public EditCase
{
    Q_OBJECT

    std::unique_ptr<ChangesPanel> m_panel;

    [[nodiscard]] ChangesModel *model() { return m_panel->model(); }
    [[nodiscard]] QModelIndex at(int row, int cell = -1, int column = 0)
    {
        const QModelIndex above = model()->index(row, 0);
        return cell < 0 ? above.siblingAtColumn(column) : model()->index(cell, column, above);
    }
    [[nodiscard]] QString text(const QModelIndex &index) { return index.data().toString(); }
    [[nodiscard]] CellState state(const QModelIndex &index) { return CellState(index.data(CellStateRole).toInt()); }
    void select(const QModelIndex &index)
    {
        m_panel->tree()->setCurrentIndex(index);
        m_panel->tree()->selectionModel()->select(
            index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }

private Q_SLOTS:
    void init()
    {
        begin();
        m_panel = std::make_unique<ChangesPanel>(&edits());
        m_panel->resize(900, 700);
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
        // It looks at everything after each change, which is no stall of ours.
        if (QByteArray(QTest::currentTestFunction()) != "aThousandChangesAreListedWithoutAStall")
            new QAbstractItemModelTester(model(), QAbstractItemModelTester::FailureReportingMode::Fatal, m_panel.get());
    }
    void cleanup()
    {
        m_panel.reset();
        end();
    }

    void itHasAllFiveStates()
    {
        const data::RelationShape shape = m_here->shape(u"notes"_s);
        edits().open(shape);
        QTRY_COMPARE(m_panel->states()->state(), StateStack::State::Loading);
        QTRY_COMPARE(m_panel->states()->state(), StateStack::State::Empty);
        edit("1", 1, "a"_t);
        QTRY_COMPARE(m_panel->states()->state(), StateStack::State::Filled);
        QVERIFY(!m_panel->states()->isStale());
        m_here->server().kill();
        QTRY_VERIFY(m_panel->states()->isStale());
        QCOMPARE(m_panel->states()->state(), StateStack::State::Filled);
        edits().history().stack()->undo();
        edits().close();
        m_here->server().restart();
        m_here->reopen();
        m_window->connection.reconnect();
        QTRY_VERIFY(m_window->connection.isConnected());
        psql(u"ALTER TABLE notes RENAME TO elsewhere"_s);
        edits().open(shape);
        QTRY_COMPARE(m_panel->states()->state(), StateStack::State::Failed);
        psql(u"ALTER TABLE elsewhere RENAME TO notes"_s);
    }

    void rowsAndCellsAreListedInOrderWithWhatTheyWereAndWillBe()
    {
        open();
        must(edits().editor().setCells({{row("2"), 1, CellValue::null()}, {row("2"), 2, "7.5"_t}}));
        must(edits().editor().deleteRows({row("1")}));
        must(edits().editor().insertRow({{0, "100"_t}, {1, ""_t}}));
        edit("3", 1, CellValue::byDefault());
        QTRY_COMPARE(model()->rowCount(), 4);
        QCOMPARE(text(at(0)), u"id = 2"_s);
        QCOMPARE(text(at(1)), u"id = 1"_s);
        QCOMPARE(text(at(2)), u"new row"_s);
        QCOMPARE(at(0).data(ChangesModel::KindRole).toInt(), int(ChangeKind::Update));
        QCOMPARE(at(1).data(ChangesModel::KindRole).toInt(), int(ChangeKind::Delete));
        QCOMPARE(at(2).data(ChangesModel::KindRole).toInt(), int(ChangeKind::Insert));
        QVERIFY(at(0).data(Qt::AccessibleTextRole).toString().startsWith(u"edited"_s)); // not by the icon alone
        QCOMPARE(model()->rowCount(at(0)), 2);
        QCOMPARE(text(at(0, 0)), u"v"_s);
        QCOMPARE(text(at(0, 0, ChangesModel::Was)), u"v2"_s);
        QCOMPARE(state(at(0, 0, ChangesModel::Becomes)), CellState::Null);
        QCOMPARE(text(at(0, 1, ChangesModel::Was)), u"3.00"_s);
        QCOMPARE(text(at(0, 1, ChangesModel::Becomes)), u"7.5"_s);
        QCOMPARE(state(at(2, 1, ChangesModel::Becomes)), CellState::Empty);
        QCOMPARE(text(at(2, 1, ChangesModel::Was)), QString());
        QCOMPARE(state(at(3, 0, ChangesModel::Becomes)), CellState::Default);
    }

    void theListFollowsEveryStep()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "a"_t}, {row("2"), 1, "b"_t}, {row("3"), 1, "c"_t}}));
        QTRY_COMPARE(model()->rowCount(), 3);
        select(at(2));
        edits().history().stack()->undo();
        QTRY_COMPARE(model()->rowCount(), 0);
        edits().history().stack()->redo();
        QTRY_COMPARE(model()->rowCount(), 3);
        edit("2", 2, "5"_t);
        QTRY_COMPARE(model()->rowCount(at(1)), 2);
        must(edits().editor().revertRows({keyOf("2")}));
        QTRY_COMPARE(model()->rowCount(), 2);
        QCOMPARE(text(at(1)), u"id = 3"_s);
        edits().history().stack()->undo();
        QTRY_COMPARE(model()->rowCount(), 3);
        QCOMPARE(text(at(1)), u"id = 2"_s); // in its place again
    }

    void aRowOrACellIsRevertedByItsKey()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "a"_t}, {row("1"), 2, "5"_t}, {row("2"), 1, "b"_t}}));
        QTRY_COMPARE(model()->rowCount(), 2);
        m_panel->tree()->setFocus();
        select(at(0, 1));
        QTest::keyClick(m_panel->tree(), Qt::Key_Delete);
        QCOMPARE(edits().changes()->row(keyOf("1"))->cells.size(), 1U);
        QTRY_COMPARE(model()->rowCount(at(0)), 1);
        select(at(1));
        QTest::keyClick(m_panel->tree(), Qt::Key_Delete);
        QCOMPARE(edits().changes()->count(), 1);
        edits().history().stack()->undo();
        edits().history().stack()->undo();
        QCOMPARE(edits().changes()->count(), 2);
        QCOMPARE(edits().changes()->row(keyOf("1"))->cells.size(), 2U);
    }

    void activatingAChangeAsksForItsRow()
    {
        open();
        edit("2", 1, "b"_t);
        QTRY_COMPARE(model()->rowCount(), 1);
        QSignalSpy activated(m_panel.get(), &ChangesPanel::rowActivated);
        m_panel->tree()->setFocus();
        select(at(0, 0));
        QTest::keyClick(m_panel->tree(), Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].toByteArray(), keyOf("2"));
        QCOMPARE(activated[0][1].toInt(), 1);
    }

    void theExactSqlOfTheChosenChangeIsShownAndCopied()
    {
        open();
        edit("1", 1, "it's"_t);
        QTRY_COMPARE(model()->rowCount(), 1);
        select(at(0));
        const auto sent = data::changeStatement(*edits().target(), edits().changes()->rows().front());
        QCOMPARE(m_panel->statement()->sql()->sql(), sent.sql);
        QCOMPARE(m_panel->statement()->parameters()->rowCount(), int(sent.parameters.size()));
        QCOMPARE(m_panel->statement()->parameters()->index(0, 1).data().toString(), u"it's"_s);
        m_panel->statement()->copyAction()->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(sent.sql));
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"-- $1 = 'it''s'"_s));
        m_panel->statement()->readableAction()->trigger();
        QCOMPARE(m_panel->statement()->sql()->sql(), data::readableSql(sent));
        QVERIFY(m_panel->statement()->sql()->sql().contains(u"'it''s'"_s));
        // It is SQL: psql does what it says.
        const QString script = m_panel->script();
        psql(script);
        QCOMPARE(cell("1", u"v"_s), u"it's"_s);
    }

    void aHugeValueIsDrawnInPartAndCopiedWhole()
    {
        open();
        edit("1", 1, CellValue::text(QByteArray(5'000'000, 'x')));
        QTRY_COMPARE(model()->rowCount(), 1);
        select(at(0));
        m_panel->statement()->readableAction()->trigger();
        QVERIFY(m_panel->statement()->sql()->sql().size() < StatementView::MostShown + 200);
        QVERIFY(m_panel->statement()->copyText().size() > 5'000'000);
    }

    void aProblemStandsBesideItsRowAndColumn()
    {
        psql(u"ALTER TABLE notes ADD CONSTRAINT small CHECK (w < 100)"_s);
        open();
        must(edits().editor().setCells({{row("1"), 1, "fine"_t}, {row("1"), 2, "500"_t}, {row("2"), 1, "fine"_t}}));
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QTRY_VERIFY(at(0).data(ChangesModel::HasProblemRole).toBool());
        QVERIFY(text(at(0, -1, ChangesModel::Problem)).contains(u"small"_s));
        QVERIFY(!at(0, 0).data(ChangesModel::HasProblemRole).toBool());
        QVERIFY(at(0, 1).data(ChangesModel::HasProblemRole).toBool());
        QVERIFY(!at(1).data(ChangesModel::HasProblemRole).toBool());
        select(at(0));
        QVERIFY(m_panel->conflicts()->isVisible());
        const Error said = edits().problems().of(keyOf("1"))->error;
        QVERIFY(!said.detail.isEmpty());
        QVERIFY(m_panel->conflicts()->text().contains(said.message));
        QVERIFY(m_panel->conflicts()->text().contains(said.detail));
    }

    // B10: DBv#20991
    void B10_aColleaguesChangeIsShownThreeWaysAndNeverOverwritten()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "mine"_t}, {row("1"), 2, "11"_t}, {row("2"), 1, "mine"_t}}));
        psql(u"UPDATE notes SET v = NULL, w = 99 WHERE id = 1; UPDATE notes SET n = 7 WHERE id = 2"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QCOMPARE(edits().problems().all().size(), 1U); // another column of row 2 is no conflict
        QTRY_VERIFY(at(0).data(ChangesModel::HasProblemRole).toBool());
        select(at(0));
        ConflictModel *conflicts = m_panel->conflicts()->model();
        QCOMPARE(conflicts->rowCount(), 2);
        QCOMPARE(conflicts->index(0, ConflictModel::Name).data().toString(), u"v"_s);
        QCOMPARE(conflicts->index(0, ConflictModel::Was).data().toString(), u"v1"_s);
        QVERIFY(conflicts->index(0, ConflictModel::Theirs).data(IsNullRole).toBool());
        QCOMPARE(conflicts->index(0, ConflictModel::Mine).data().toString(), u"mine"_s);
        // By keys: mine for the first cell, theirs for the second.
        QTableView *table = m_panel->conflicts()->table();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_M, Qt::AltModifier);
        QTRY_COMPARE(conflicts->rowCount(), 1);
        QCOMPARE(conflicts->index(0, ConflictModel::Name).data().toString(), u"w"_s);
        QTest::keyClick(table, Qt::Key_T, Qt::AltModifier);
        QTRY_VERIFY(!m_panel->conflicts()->isVisible());
        QCOMPARE(cell("1", u"v"_s), u"NULL"_s); // nothing is saved silently
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v || '|' || w FROM notes WHERE id = 1"_s), u"mine|99.00"_s);
        QCOMPARE(psql(u"SELECT v || '|' || n FROM notes WHERE id = 2"_s), u"mine|7"_s);
    }

    void aRowThatIsGoneOffersToInsertItAgain()
    {
        open();
        edit("1", 1, "mine"_t);
        edit("2", 1, "mine"_t);
        psql(u"DELETE FROM notes WHERE id < 3"_s);
        QTRY_VERIFY(m_panel->checkAction()->isEnabled());
        m_panel->checkAction()->trigger();
        QTRY_COMPARE(edits().problems().all().size(), 2U);
        QTRY_VERIFY(at(0).data(ChangesModel::HasProblemRole).toBool());
        select(at(0));
        QVERIFY(m_panel->conflicts()->insertAgainAction()->isEnabled());
        m_panel->conflicts()->insertAgainAction()->trigger();
        QTRY_COMPARE(text(m_panel->tree()->currentIndex().siblingAtColumn(0)), u"new row"_s);
        select(at(0));
        QCOMPARE(text(at(0)), u"id = 2"_s);
        m_panel->conflicts()->dropAction()->trigger();
        QTRY_COMPARE(model()->rowCount(), 1);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT string_agg(id || v, ',') FROM notes WHERE id < 3"_s), u"1mine"_s);
    }

    void aRowToBeDeletedIsAskedAbout()
    {
        open();
        must(edits().editor().deleteRows({row("1")}));
        psql(u"UPDATE notes SET v = 'theirs' WHERE id = 1"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QTRY_VERIFY(at(0).data(ChangesModel::HasProblemRole).toBool());
        select(at(0));
        QVERIFY(!m_panel->conflicts()->mineAction()->isVisible());
        QCOMPARE(m_panel->conflicts()->allTheirsAction()->text(), u"Do not delete it"_s);
        m_panel->conflicts()->allTheirsAction()->trigger();
        QVERIFY(!edits().hasEdits());
        QCOMPARE(cell("1", u"v"_s), u"theirs"_s);
    }

    void hostileValuesAreShownAsTheyAre()
    {
        psql(u"UPDATE notes SET v = E'<b>bold</b>\\u202Eevil' WHERE id = 1"_s);
        open();
        edit("1", 1, "<img src=x onerror=1>\nnext % \\ \" '"_t);
        QTRY_COMPARE(model()->rowCount(), 1);
        const QString shown = text(at(0, 0, ChangesModel::Becomes));
        QVERIFY(shown.contains(u"<img src=x onerror=1>"_s));
        QVERIFY(!shown.contains(u'\n'));
        QVERIFY(!text(at(0, 0, ChangesModel::Was)).contains(QChar(0x202e)));
        for (int column = 0; column < ChangesModel::ColumnCount; ++column) {
            const QString tip = at(0, 0, column).data(Qt::ToolTipRole).toString();
            QVERIFY2(!tip.contains(u"<img"_s), qPrintable(tip));
        }
    }

    void itIsDrawnInLightAndDark()
    {
        open();
        edit("1", 1, "a"_t);
        QTRY_COMPARE(model()->rowCount(), 1);
        const QPalette before = QApplication::palette();
        QColor grounds[2];
        for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
            QApplication::setPalette(paletteFor(scheme));
            QTest::qWait(1);
            const QImage image = m_panel->grab().toImage();
            grounds[int(scheme)] = image.pixelColor(image.width() - 30, 200);
        }
        QApplication::setPalette(before);
        QVERIFY2(
            grounds[0].lightness() > 200 && grounds[1].lightness() < 80,
            qPrintable(u"%1 %2"_s.arg(grounds[0].lightness()).arg(grounds[1].lightness())));
    }

    void everyViewHasANameAndTakesTheFocus()
    {
        for (const QAbstractItemView *view : m_panel->findChildren<QAbstractItemView *>()) {
            if (qobject_cast<const QHeaderView *>(view))
                continue;
            QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(view->objectName()));
            QVERIFY(view->focusPolicy() & Qt::TabFocus);
        }
        for (const QPushButton *face : m_panel->findChildren<QPushButton *>())
            QVERIFY2(!face->text().isEmpty() || !face->accessibleName().isEmpty(), qPrintable(face->objectName()));
    }

    void aThousandChangesAreListedWithoutAStall()
    {
        open();
        std::vector<std::map<int, CellValue>> many;
        for (int i = 0; i < 1000; ++i)
            many.push_back({{0, CellValue::text(QByteArray::number(1000 + i))}, {1, "x"_t}});
        must(edits().editor().insertRows(many));
        QTRY_COMPARE(model()->rowCount(), 1000);
        edit("1", 1, "a"_t);
        QTRY_COMPARE(model()->rowCount(), 1001);
    }
};

HOWDAH_UI_TEST_MAIN(ChangesPanelTest)
#include "tst_changespanel.moc"
