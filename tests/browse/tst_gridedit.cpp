// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is staged as the grid shows it, and how cells are edited by keyboard and mouse.
#include "browse/grideditcase.h"

#include <QAccessible>
#include <QLineEdit>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using Do = GridEdit::Do;

class GridEditTest final : public GridCase
{
    Q_OBJECT

    QString toolTip(int row, int column) { return at(row, column).data(Qt::ToolTipRole).toString(); }
    RowState header(int row) { return RowState(model().headerData(row, Qt::Vertical, HeaderRowStateRole).toInt()); }
    QAccessibleInterface *accessible(int row, int column)
    {
        QAccessibleInterface *grid = QAccessible::queryAccessibleInterface(&table());
        return grid->tableInterface()->cellAt(row, column);
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { finish(); }

    // ---- the overlay

    void anEditedCellShowsWhatIsStagedAndWhatItWas()
    {
        show();
        QCOMPARE(shown(2, 1), u"v3"_s);
        must(model().setCell(2, 1, "other"_t));
        QCOMPARE(shown(2, 1), u"other"_s);
        QVERIFY(isEdited(2, 1));
        QVERIFY(!isEdited(2, 2));
        QCOMPARE(rowState(2), RowState::Edited);
        QCOMPARE(header(2), RowState::Edited);
        QVERIFY(toolTip(2, 1).contains(u"v3"));
        QCOMPARE(rowState(1), RowState::Read);
        edits().undoStack()->undo();
        QTRY_COMPARE(shown(2, 1), u"v3"_s);
        QCOMPARE(rowState(2), RowState::Read);
        edits().undoStack()->redo();
        QTRY_COMPARE(shown(2, 1), u"other"_s);
        // Nothing of it is in the database yet.
        QCOMPARE(cell("3", u"v"_s), u"v3"_s);
    }

    void B11_sortingAndFilteringKeepWhatIsStaged()
    {
        show();
        must(model().setCell(2, 1, "other"_t));
        select(4, 0, 4, 0);
        run(Do::DeleteRows);
        must(edits().insertRow({{0, "99"_t}, {1, "new"_t}}));
        page({{u"id"_s, data::Direction::Descending, {}}});
        QCOMPARE(shown(17, 0), u"3"_s);
        QCOMPARE(shown(17, 1), u"other"_s);
        QCOMPARE(rowState(15), RowState::Deleted);
        QCOMPARE(rowState(20), RowState::New);
        page({}, {{{u"id"_s, data::FilterOperator::Less, u"4"_s}}, {}});
        QCOMPARE(model().readRows(), 3);
        QCOMPARE(shown(2, 1), u"other"_s);
        QCOMPARE(shown(3, 1), u"new"_s);
        model().reload();
        settle();
        QCOMPARE(shown(2, 1), u"other"_s);
        QCOMPARE(model().rowCount(), 4);
    }

    void theLineComesBackAndWhatIsStagedIsStillThere()
    {
        show();
        must(model().setCell(2, 1, "other"_t));
        m_window->connection.disconnectFromServer();
        m_window->connect(m_here->connInfo());
        model().reopen(must(m_window->connection.takeSession(connection::SessionRole::Grid, u"grid"_s)));
        settle();
        QTRY_COMPARE(shown(2, 1), u"other"_s);
    }

    void B7_theRightCellIsEditedAfterSortingAndMovingColumns()
    {
        show(u"notes"_s, {{u"id"_s, data::Direction::Descending, {}}});
        table().gridHeader()->moveSection(1, 3); // v now stands last
        table().gridHeader()->moveSection(0, 2);
        go(0, 1);
        press(Qt::Key_F2);
        type(u"mine"_s);
        press(Qt::Key_Return);
        saveGrid();
        QCOMPARE(cell("20", u"v"_s), u"mine"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM notes WHERE v = 'mine'"_s), u"1"_s);
        // A block goes by what is seen: w, n, id, v.
        QCOMPARE(table().shownColumns(), (std::vector<int>{2, 3, 0, 1}));
        toClipboard("7.50\t70\n");
        select(1, 2, 1, 2);
        run(Do::Paste);
        QCOMPARE(shown(1, 2), u"7.50"_s);
        QCOMPARE(shown(1, 3), u"70"_s);
        QCOMPARE(shown(1, 0), u"19"_s);
    }

    void thePagesComeAndGoUnderWhatIsStaged()
    {
        psql(u"INSERT INTO notes SELECT i, 'v' || i, 0, i FROM generate_series(21, 3000) i; ANALYZE notes"_s);
        show();
        must(model().setCell(5, 1, "other"_t));
        must(edits().insertRow({{0, "9999"_t}}));
        model().syncEdits();
        QCOMPARE(model().rowCount(), model().readRows() + 1);
        for (int pages = 0; pages < 30 && !model().isAtEnd(); ++pages) {
            model().fetchAfter();
            settle();
            QCOMPARE(rowState(model().rowCount() - 1), RowState::New);
            QVERIFY(model().readRows() <= 1000);
        }
        QVERIFY(model().isAtEnd());
        QCOMPARE(shown(model().readRows() - 1, 0), u"3000"_s);
        QCOMPARE(model().totalRows(), 3000); // a new row is not one of them yet
        model().jumpToStart();
        settle();
        QCOMPARE(shown(5, 1), u"other"_s);
        QCOMPARE(rowState(model().rowCount() - 1), RowState::New);
    }

    // Whatever part of the relation is seen: the row is in sight, and stays.
    void aNewRowIsInSightWhileOneWorksOnIt()
    {
        psql(u"INSERT INTO notes SELECT i, 'v' || i, 0, i FROM generate_series(21, 3000) i; ANALYZE notes"_s);
        show();
        go(3, 1);
        run(Do::InsertRow);
        const QModelIndex current = table().currentIndex();
        QCOMPARE(current.row(), model().rowCount() - 1);
        QCOMPARE(rowState(current.row()), RowState::New);
        QVERIFY(table().viewport()->rect().contains(table().visualRect(current).center()));
        type(u"12345"_s);
        press(Qt::Key_Tab);
        settle();
        QCOMPARE(table().currentIndex().row(), model().rowCount() - 1);
        QVERIFY(table().viewport()->rect().contains(table().visualRect(table().currentIndex()).center()));
        const int before = model().readRows();
        // Whoever goes back into the relation reads on.
        table().setCurrentIndex(at(model().readRows() - 1, 0));
        QTRY_VERIFY(model().readRows() > before);
        QCOMPARE(m_grid->view.visibleRange().second < model().readRows(), true);
    }

    void nullEmptyAndDefaultAreThreeStates()
    {
        show();
        select(0, 1, 0, 1);
        run(Do::SetNull);
        select(1, 1, 1, 1);
        run(Do::SetEmpty);
        select(2, 1, 2, 1);
        run(Do::SetDefault);
        QCOMPARE(state(0, 1), CellState::Null);
        QCOMPARE(state(1, 1), CellState::Empty);
        QCOMPARE(state(2, 1), CellState::Default);
        QVERIFY(toolTip(2, 1).contains(u"'none'"));
        // Three pictures, too.
        const auto picture = [this](int row) {
            return table().viewport()->grab(table().visualRect(at(row, 1))).toImage();
        };
        table().clearSelection();
        table().setCurrentIndex(at(5, 0));
        QVERIFY(picture(0) != picture(1));
        QVERIFY(picture(1) != picture(2));
        QVERIFY(picture(0) != picture(2));
        saveGrid();
        QCOMPARE(cell("1", u"v"_s), u"NULL"_s);
        QCOMPARE(cell("2", u"v"_s), u""_s);
        QCOMPARE(cell("3", u"v"_s), u"none"_s);
    }

    // Not by its colour alone.
    void statesAreDrawnWithASign()
    {
        show();
        must(model().setCell(0, 1, "v1x"_t));
        const auto picture = [this](int row, const QPalette &palette) {
            QStyleOptionViewItem option;
            option.rect = QRect(0, 0, 120, 26);
            option.palette = palette;
            QImage image(120, 26, QImage::Format_ARGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            table().itemDelegate()->paint(&painter, option, at(row, 1));
            painter.end();
            return image.convertToFormat(QImage::Format_Grayscale8);
        };
        const QImage edited = picture(0, {});
        const QRect corner(108, 2, 11, 11);
        QSet<int> greys;
        for (int x = corner.left(); x <= corner.right(); ++x) {
            for (int y = corner.top(); y <= corner.bottom(); ++y)
                greys.insert(qGray(edited.pixel(x, y)));
        }
        QVERIFY2(greys.size() > 2, "a pencil stands in the corner");
    }

    void deletedRowsAreStruckOutUntilTheyAreSaved()
    {
        show();
        select(3, 0, 5, 0);
        run(Do::DeleteRows);
        QCOMPARE(rowState(4), RowState::Deleted);
        QCOMPARE(header(4), RowState::Deleted);
        QCOMPARE(model().rowCount(), 20);
        QVERIFY(!model().refusal(4, 1).isEmpty());
        saveGrid();
        QCOMPARE(model().rowCount(), 17);
        QCOMPARE(shown(3, 0), u"7"_s);
        QCOMPARE(model().totalRows(), 17);
        QCOMPARE(psql(u"SELECT count(*) FROM notes"_s), u"17"_s);
    }

    void afterASaveTheServersRowsAreShownWithoutAJump()
    {
        psql(u"CREATE OR REPLACE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS "
             "$$ BEGIN NEW.v := upper(NEW.v); RETURN NEW; END $$; "
             "CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION shout(); "
             "INSERT INTO notes SELECT i, 'v' || i, 0, i FROM generate_series(21, 150) i"_s);
        show();
        table().showRow(40);
        const int top = table().topRow();
        must(model().setCell(45, 1, "quiet"_t));
        must(model().setCell(46, 2, "1.239"_t));
        must(edits().insertRow({{0, "999"_t}, {1, "born"_t}}));
        model().syncEdits();
        QSignalSpy resets(&model(), &QAbstractItemModel::modelReset);
        saveGrid();
        QCOMPARE(resets.count(), 0);
        QCOMPARE(table().topRow(), top);
        QCOMPARE(shown(45, 1), u"QUIET"_s);
        QVERIFY(at(45, 1).data(IsServerMadeRole).toBool());
        QVERIFY(toolTip(45, 1).contains(u"server"));
        QVERIFY(!at(45, 3).data(IsServerMadeRole).toBool());
        QCOMPARE(shown(46, 2), u"1.24"_s);
        QCOMPARE(rowState(45), RowState::Read);
        // The new row is where it was, as it is in the database now.
        const int last = model().rowCount() - 1;
        QCOMPARE(rowState(last), RowState::Saved);
        QCOMPARE(shown(last, 1), u"BORN"_s);
        QCOMPARE(header(last), RowState::Saved);
        // And can be edited on, from there.
        must(model().setCell(last, 3, "5"_t));
        must(model().setCell(45, 1, "again"_t));
        saveGrid();
        QCOMPARE(psql(u"SELECT v, n FROM notes WHERE id = 999"_s), u"BORN|5"_s);
        QCOMPARE(cell("46", u"v"_s), u"AGAIN"_s);
        model().reload();
        settle();
        QCOMPARE(model().rowCount(), 151);
        QCOMPARE(model().readRows(), 151);
    }

    void whatStandsAgainstARowIsSaidAtRowAndCell()
    {
        psql(u"ALTER TABLE notes ADD CONSTRAINT small CHECK (n < 1000)"_s);
        show();
        must(model().setCell(4, 3, "5000"_t));
        must(model().setCell(6, 1, "fine"_t));
        const data::SaveReport report = save();
        QCOMPARE(report.outcome, data::SaveOutcome::NotSaved);
        settle();
        QVERIFY(at(4, 3).data(ProblemRole).toString().contains(u"small"));
        QVERIFY(at(4, 1).data(ProblemRole).toString().isEmpty());
        QVERIFY(toolTip(4, 3).contains(u"small"));
        QVERIFY(model().headerData(4, Qt::Vertical, HeaderProblemRole).toString().contains(u"small"));
        QVERIFY(model().headerData(6, Qt::Vertical, HeaderProblemRole).toString().isEmpty());
        QCOMPARE(cell("7", u"v"_s), u"v7"_s);
        must(model().setCell(4, 3, "50"_t));
        QTRY_VERIFY(at(4, 3).data(ProblemRole).toString().isEmpty());
        saveGrid();
    }

    void aConflictIsSaidAtTheCell()
    {
        show();
        must(model().setCell(4, 1, "mine"_t));
        psql(u"UPDATE notes SET v = 'theirs' WHERE id = 5"_s);
        QCOMPARE(save().outcome, data::SaveOutcome::NotSaved);
        settle();
        const QString said = at(4, 1).data(ProblemRole).toString();
        QVERIFY2(said.contains(u"theirs") && said.contains(u"v5"), qPrintable(said));
    }

    // ---- keys

    void A15_everyStateIsTypedWithoutAMouse()
    {
        show();
        go(0, 1);
        type(u"typed"_s);
        QVERIFY(table().openEditor());
        press(Qt::Key_Tab); // keeps it and goes on
        QVERIFY(!table().openEditor());
        QCOMPARE(shown(0, 1), u"typed"_s);
        QCOMPARE(table().currentIndex(), at(0, 2));
        press(Qt::Key_Tab); // without typing: on, not out of the grid
        QCOMPARE(table().currentIndex(), at(0, 3));
        type(u"42"_s);
        press(Qt::Key_Tab); // from the last cell to the next row
        QCOMPARE(shown(0, 3), u"42"_s);
        QCOMPARE(table().currentIndex(), at(1, 0));
        press(Qt::Key_Backtab);
        QCOMPARE(table().currentIndex(), at(0, 3));
        go(1, 1);
        press(Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
        settle();
        QCOMPARE(state(1, 1), CellState::Null);
        go(2, 1);
        press(Qt::Key_E, Qt::ControlModifier | Qt::AltModifier);
        settle();
        QCOMPARE(state(2, 1), CellState::Empty);
        go(3, 1);
        press(Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
        settle();
        QCOMPARE(state(3, 1), CellState::Default);
        // Within an editor the keys mean the same.
        go(4, 1);
        press(Qt::Key_F2);
        press(Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
        press(Qt::Key_Return);
        QCOMPARE(state(4, 1), CellState::Null);
        go(5, 1);
        press(Qt::Key_F2);
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Delete);
        press(Qt::Key_Return);
        QCOMPARE(state(5, 1), CellState::Empty);
        saveGrid();
        QCOMPARE(cell("2", u"v"_s), u"NULL"_s);
        QCOMPARE(cell("3", u"v"_s), u""_s);
        QCOMPARE(cell("4", u"v"_s), u"none"_s);
        QCOMPARE(cell("5", u"v"_s), u"NULL"_s);
        QCOMPARE(cell("6", u"v"_s), u""_s);
    }

    void rowsAreEnteredByKeysAlone()
    {
        show();
        go(0, 0);
        for (int i = 0; i < 3; ++i) {
            press(Qt::Key_Insert, Qt::AltModifier);
            settle();
            type(QString::number(100 + i));
            press(Qt::Key_Tab);
            type(u"row %1"_s.arg(i));
            press(Qt::Key_Tab);
            press(Qt::Key_Tab); // w keeps its default
            type(QString::number(i));
            press(Qt::Key_Return);
        }
        saveGrid();
        QCOMPARE(
            psql(u"SELECT id, v, w, n FROM notes WHERE id >= 100 ORDER BY id"_s),
            u"100|row 0||0\n101|row 1||1\n102|row 2||2"_s);
    }

    void enterEditsGoesDownAndEscapeLeaves()
    {
        show();
        go(0, 1);
        press(Qt::Key_Return);
        QVERIFY(table().openEditor());
        type(u"one"_s);
        press(Qt::Key_Return);
        QCOMPARE(shown(0, 1), u"one"_s);
        QCOMPARE(table().currentIndex(), at(1, 1));
        press(Qt::Key_F2);
        type(u"not kept"_s);
        press(Qt::Key_Escape);
        QVERIFY(!table().openEditor());
        QCOMPARE(shown(1, 1), u"v2"_s);
        QCOMPARE(table().currentIndex(), at(1, 1));
        QVERIFY(table().hasFocus());
        // Opened and left again: nothing is staged.
        press(Qt::Key_F2);
        press(Qt::Key_Return);
        QCOMPARE(edits().changes()->count(), 1);
    }

    void aDoubleClickEdits()
    {
        show();
        const QPoint place = table().visualRect(at(2, 1)).center();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(table().viewport(), Qt::LeftButton, {}, place);
        QVERIFY(table().openEditor());
        type(u"clicked"_s);
        // Another cell is clicked: what was typed stays with its own.
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, table().visualRect(at(6, 1)).center());
        QVERIFY(!table().openEditor());
        QCOMPARE(shown(2, 1), u"clicked"_s);
        QCOMPARE(shown(6, 1), u"v7"_s);
    }

    void tabLeavesTheGridUnlessOneEnters()
    {
        show();
        QWidget window;
        auto *before = new QLineEdit(&window);
        m_grid->view.setParent(&window);
        auto *after = new QLineEdit(&window);
        QWidget::setTabOrder(before, &table());
        QWidget::setTabOrder(&table(), after);
        window.show();
        window.activateWindow();
        go(0, 1);
        QTRY_VERIFY(table().hasFocus());
        press(Qt::Key_Tab);
        QVERIFY(!table().hasFocus());
        go(0, 1);
        type(u"x"_s);
        press(Qt::Key_Tab);
        QVERIFY(table().hasFocus());
        press(Qt::Key_Escape); // no more
        press(Qt::Key_Tab);
        QVERIFY(!table().hasFocus());
        m_grid->view.setParent(nullptr);
    }

    void A5_aBigintStaysAsItWasTyped()
    {
        psql(
            u"DROP TABLE IF EXISTS big; CREATE TABLE big (id int PRIMARY KEY, n bigint, other int); INSERT INTO big VALUES (1, 9007199254740993, 0)"_s);
        show(u"big"_s);
        QCOMPARE(shown(0, 1), u"9007199254740993"_s);
        go(0, 1);
        type(u"9223372036854775807"_s);
        // The focus goes elsewhere.
        table().setCurrentIndex(at(0, 2));
        QCOMPARE(shown(0, 1), u"9223372036854775807"_s);
        saveGrid();
        QCOMPARE(shown(0, 1), u"9223372036854775807"_s);
        QCOMPARE(psql(u"SELECT n FROM big"_s), u"9223372036854775807"_s);
    }

    void A18_leavingACellOfBytesLeavesThem()
    {
        psql(u"DROP TABLE IF EXISTS raw; CREATE TABLE raw (id int PRIMARY KEY, b bytea, t text); "
             "INSERT INTO raw VALUES (1, '\\x00ff0d0a00', E'first\\nsecond')"_s);
        show(u"raw"_s);
        for (const int column : {1, 2}) {
            go(0, column);
            press(Qt::Key_F2);
            QVERIFY(table().openEditor());
            table().setCurrentIndex(at(0, 0));
            QVERIFY(!table().openEditor());
            go(0, column);
            press(Qt::Key_F2);
            press(Qt::Key_Return);
        }
        QVERIFY(!edits().hasEdits());
        QCOMPARE(psql(u"SELECT b, t FROM raw"_s), u"\\x00ff0d0a00|first\nsecond"_s);
    }

    void B13_whatIsTypedIsNotLostWhenRowsAreReadAgain()
    {
        show();
        go(2, 1);
        type(u"half"_s);
        QVERIFY(table().openEditor());
        model().reload(); // as a refresh does
        settle();
        QCOMPARE(shown(2, 1), u"half"_s);
        go(3, 1);
        type(u"more"_s);
        page({{u"id"_s, data::Direction::Descending, {}}});
        QCOMPARE(shown(16, 1), u"more"_s);
    }

    void readOnlyCellsSayWhy()
    {
        psql(u"DROP TABLE IF EXISTS made; CREATE TABLE made (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int, "
             "twice int GENERATED ALWAYS AS (n * 2) STORED); INSERT INTO made (n) VALUES (4)"_s);
        show(u"made"_s);
        for (const int column : {0, 2}) {
            go(0, column);
            QVERIFY(table().hint()->isHidden());
            press(Qt::Key_F2);
            QVERIFY(!table().openEditor());
            QVERIFY(!table().hint()->isHidden());
            QCOMPARE(table().hint()->text(), model().refusal(0, column));
            QCOMPARE(table().hint()->textFormat(), Qt::PlainText);
            QVERIFY(!toolTip(0, column).isEmpty());
            go(0, 1);
            QVERIFY(table().hint()->isHidden());
        }
        // A key does not search for a row, as item views do.
        go(0, 0);
        type(u"9"_s);
        QCOMPARE(table().currentIndex(), at(0, 0));
        QVERIFY(!table().hint()->isHidden());
    }

    void anErrorOfTheEditorStandsBesideTheCell()
    {
        show();
        go(1, 3);
        type(u"12x"_s);
        press(Qt::Key_Return);
        QVERIFY(table().openEditor()); // to be put right
        QVERIFY(!table().hint()->isHidden());
        QVERIFY(table().hint()->y() >= table().visualRect(at(1, 3)).bottom());
        press(Qt::Key_Backspace);
        press(Qt::Key_Return);
        QVERIFY(!table().openEditor());
        QCOMPARE(shown(1, 3), u"12"_s);
    }

    void aCutValueIsReadWholeBeforeItIsEdited()
    {
        psql(u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text); "
             "INSERT INTO long SELECT i, repeat('ä', 8000) || 'end' FROM generate_series(1, 3) i"_s);
        show(u"long"_s);
        QVERIFY(at(0, 1).data(IsTruncatedRole).toBool());
        QVERIFY(model().isCut(0, 1));
        go(0, 1);
        press(Qt::Key_F2);
        QVERIFY(!table().openEditor());
        QTRY_VERIFY(table().openEditor());
        QCOMPARE(table().openEditor()->value().bytes().size(), 16003);
        press(Qt::Key_End);
        type(u"!"_s);
        press(Qt::Key_Return);
        QVERIFY(isEdited(0, 1));
        // What is typed while it is read is not lost.
        go(1, 1);
        type(u"ab"_s);
        QVERIFY(!table().openEditor());
        type(u"c"_s);
        QTRY_VERIFY(table().openEditor());
        press(Qt::Key_Return);
        QCOMPARE(shown(1, 1), u"abc"_s);
        // Whoever goes on meanwhile gets no editor any more.
        go(2, 1);
        press(Qt::Key_F2);
        go(2, 0);
        QTest::qWait(50);
        QVERIFY(!table().openEditor());
        saveGrid();
        QCOMPARE(psql(u"SELECT length(t), right(t, 4) FROM long WHERE id = 1"_s), u"8004|end!"_s);
        QCOMPARE(psql(u"SELECT t FROM long WHERE id = 2"_s), u"abc"_s);
    }

    void aCutValueOfAVanishedRowSaysSo()
    {
        psql(u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text); "
             "INSERT INTO long SELECT 1, repeat('x', 9000)"_s);
        show(u"long"_s);
        psql(u"DELETE FROM long"_s);
        go(0, 1);
        press(Qt::Key_F2);
        QTRY_VERIFY(!table().hint()->isHidden() && table().hint()->text() != u"Reading the whole value"_s);
        QVERIFY(!table().openEditor());
    }

    // ---- actions

    void actionsSayWhyTheyCannotBeUsed()
    {
        psql(u"CREATE OR REPLACE VIEW v_notes AS SELECT v, count(*) AS c FROM notes GROUP BY v"_s);
        const auto shape = m_here->shape(u"v_notes"_s);
        edits().open(shape);
        QTRY_VERIFY(edits().state() != EditSession::State::Opening);
        m_grid = std::make_unique<EditedGrid>(*m_window);
        page();
        select(0, 0, 0, 1);
        QTRY_VERIFY(!action(Do::InsertRow)->isEnabled());
        for (const Do what : {Do::InsertRow, Do::DeleteRows, Do::Paste, Do::SetNull, Do::FillDown}) {
            QVERIFY(!action(what)->isEnabled());
            QVERIFY(!action(what)->statusTip().isEmpty());
            QVERIFY(action(what)->toolTip().contains(action(what)->statusTip().toHtmlEscaped()));
        }
        QVERIFY(action(Do::Copy)->isEnabled());
        QVERIFY(!action(Do::CopyUpdate)->isEnabled()); // no key
    }

    void valuesAreFilledDown()
    {
        show();
        select(2, 1, 5, 2);
        run(Do::FillDown);
        for (int row = 3; row <= 5; ++row) {
            QCOMPARE(shown(row, 1), u"v3"_s);
            QCOMPARE(shown(row, 2), u"4.50"_s);
        }
        QVERIFY(!isEdited(2, 1));
        QCOMPARE(edits().undoStack()->count(), 1);
        edits().undoStack()->undo();
        QTRY_VERIFY(!isEdited(3, 1));
        select(8, 1, 8, 1); // from above
        run(Do::FillDown);
        QCOMPARE(shown(8, 1), u"v8"_s);
        select(0, 1, 0, 1);
        QTRY_VERIFY(!action(Do::FillDown)->isEnabled());
    }

    void aLongValueIsFilledDownWhole()
    {
        psql(u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text); "
             "INSERT INTO long SELECT i, repeat('y', 9000 + i) FROM generate_series(1, 3) i"_s);
        show(u"long"_s);
        select(0, 1, 2, 1);
        run(Do::FillDown);
        saveGrid();
        QCOMPARE(psql(u"SELECT DISTINCT length(t) FROM long"_s), u"9001"_s);
    }

    void rowsAreDuplicatedRevertedAndDropped()
    {
        show();
        must(model().setCell(1, 1, "edited"_t));
        select(0, 0, 1, 0);
        run(Do::DuplicateRows);
        QCOMPARE(model().rowCount(), 22);
        QCOMPARE(table().currentIndex().row(), 20);
        QCOMPARE(shown(20, 1), u"v1"_s);
        QCOMPARE(shown(21, 1), u"edited"_s);
        QCOMPARE(edits().undoStack()->count(), 2);
        select(21, 0, 21, 0);
        run(Do::DeleteRows); // a new row is simply dropped
        QCOMPARE(model().rowCount(), 21);
        select(20, 0, 20, 0);
        run(Do::RevertRows);
        QCOMPARE(model().rowCount(), 20);
        must(model().setCell(1, 2, "9"_t));
        select(1, 1, 1, 1);
        run(Do::RevertCells);
        QCOMPARE(shown(1, 1), u"v2"_s);
        QVERIFY(isEdited(1, 2));
        select(1, 0, 1, 0);
        run(Do::RevertRows);
        QVERIFY(!edits().hasEdits());
        select(1, 0, 1, 0);
        QTRY_VERIFY(!action(Do::RevertRows)->isEnabled());
        select(3, 0, 3, 3);
        run(Do::DeleteRows);
        run(Do::RevertCells); // of a row that is to be deleted: it stays
        QCOMPARE(rowState(3), RowState::Read);
    }

    void A6_anIntervalIsDuplicatedAsItIs() { duplicated(u"interval"_s, u"'00:10:00'"_s); }
    void A7_jsonIsDuplicatedAsItIs()
    {
        duplicated(u"json"_s, u"'{\"b\": 10.00,  \"a\":[1e400]}'"_s);
        duplicated(u"jsonb"_s, u"'{\"n\": 1005254182451511297}'"_s);
    }

    void duplicated(const QString &type, const QString &value)
    {
        psql(u"DROP TABLE IF EXISTS copied; CREATE TABLE copied (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v "
             u"%1); "
             "INSERT INTO copied (v) VALUES (%2)"_s.arg(type, value));
        show(u"copied"_s);
        select(0, 0, 0, 1);
        run(Do::DuplicateRows);
        saveGrid();
        QCOMPARE(
            psql(u"SELECT count(*), count(DISTINCT v::text), min(pg_typeof(v)::text) FROM copied"_s), u"2|1|"_s + type);
        QCOMPARE(psql(u"SELECT v::text = (%1)::%2::text FROM copied WHERE id = 2"_s.arg(value, type)), u"t"_s);
    }

    void A8_arraysAreTypedAsTheServerWritesThem()
    {
        psql(
            u"DROP TABLE IF EXISTS tagged; DROP TYPE IF EXISTS mood; CREATE TYPE mood AS ENUM ('sad', 'it''s ok'); "
            "CREATE TABLE tagged (id int PRIMARY KEY, tags text[], moods mood[]); INSERT INTO tagged VALUES (1, '{a}', '{sad}')"_s);
        show(u"tagged"_s);
        must(model().setCell(0, 1, "{\"item\",NULL,\"with \\\"quotes\\\"\"}"_t));
        must(model().setCell(0, 2, "{sad,\"it's ok\"}"_t));
        saveGrid();
        QCOMPARE(
            psql(u"SELECT array_length(tags, 1), tags[1], tags[2] IS NULL, tags[3], moods[2] FROM tagged"_s),
            u"3|item|t|with \"quotes\"|it's ok"_s);
        QCOMPARE(shown(0, 2), u"{sad,\"it's ok\"}"_s);
    }

    void A13_jsonIsNotLaidOutWhenItsRowIsEdited()
    {
        const QString json = u"{\"b\": 10.00,   \"a\" :1, \"list\":[1,2,\n3]}"_s;
        psql(
            u"DROP TABLE IF EXISTS doc; CREATE TABLE doc (id int PRIMARY KEY, j json, n int); INSERT INTO doc VALUES (1, '%1', 1)"_s
                .arg(json));
        show(u"doc"_s);
        go(0, 2);
        type(u"2"_s);
        press(Qt::Key_Return);
        // Looked at in an editor, and left.
        go(0, 1);
        press(Qt::Key_F2);
        QVERIFY(table().openEditor());
        QCOMPARE(table().openEditor()->value().bytes(), json.toUtf8());
        press(Qt::Key_Escape);
        saveGrid();
        QCOMPARE(psql(u"SELECT j FROM doc"_s), json);
        QCOMPARE(psql(u"SELECT n FROM doc"_s), u"2"_s);
    }

    // ---- screen readers

    void cellsTellScreenReadersWhatTheyAre()
    {
        show();
        psql(u"UPDATE notes SET v = NULL WHERE id = 2"_s);
        model().reload();
        settle();
        must(model().setCell(0, 1, "heard"_t));
        select(3, 0, 3, 0);
        run(Do::DeleteRows);
        run(Do::InsertRow);
        QAccessibleInterface *edited = accessible(0, 1);
        QVERIFY(edited && edited->tableCellInterface());
        QCOMPARE(edited->tableCellInterface()->rowIndex(), 0);
        QCOMPARE(edited->tableCellInterface()->columnIndex(), 1);
        QCOMPARE(edited->text(QAccessible::Name), u"heard"_s);
        const QString words = edited->text(QAccessible::Description);
        QVERIFY2(words.contains(u"v") && words.contains(u"row 1") && words.contains(u"edited"), qPrintable(words));
        QCOMPARE(accessible(1, 1)->text(QAccessible::Name), u"NULL"_s);
        QVERIFY(accessible(3, 1)->text(QAccessible::Description).contains(u"deleted"));
        QCOMPARE(accessible(20, 1)->text(QAccessible::Name), u"DEFAULT"_s);
        QVERIFY(accessible(20, 1)->text(QAccessible::Description).contains(u"new row 1"));
        QVERIFY(model().headerData(0, Qt::Vertical, Qt::AccessibleTextRole).toString().contains(u"edited"));
    }

    // ---- hostile

    void hostileNamesAndValuesStayText()
    {
        const QString name = u"<img src=x onerror=alert(1)>\"; DROP TABLE notes; --"_s;
        const QByteArray value = "<b>\"&amp;\\%s '; DROP TABLE notes; --\xe2\x80\xae\x1f";
        QString quoted = name;
        quoted.replace(u"\""_s, u"\"\""_s);
        psql(
            u"DROP TABLE IF EXISTS hostile; CREATE TABLE hostile (id int PRIMARY KEY, \"%1\" text CHECK (\"%1\" <> '<i>no</i>'))"_s
                .arg(quoted));
        psql(u"INSERT INTO hostile VALUES (1, '<h1>old</h1>')"_s);
        show(u"hostile"_s);
        must(model().setCell(0, 1, data::CellValue::text(value)));
        QVERIFY(toolTip(0, 1).contains(u"<h1>old</h1>"));
        QHelpEvent help(
            QEvent::ToolTip, table().visualRect(at(0, 1)).center(),
            table().viewport()->mapToGlobal(table().visualRect(at(0, 1)).center()));
        QCoreApplication::sendEvent(table().viewport(), &help);
        QVERIFY(QToolTip::text().isEmpty() || QToolTip::text().contains(u"&lt;h1&gt;"));
        saveGrid();
        QCOMPARE(m_here->row(*edits().target(), "1").values[1], std::optional(value));
        QVERIFY(psql(u"SELECT count(*) FROM notes"_s) == u"20"_s);
        must(model().setCell(0, 1, "<i>no</i>"_t));
        QCOMPARE(save().outcome, data::SaveOutcome::NotSaved);
        settle();
        QCOMPARE(table().hint()->textFormat(), Qt::PlainText);
        QVERIFY(!at(0, 1).data(ProblemRole).toString().isEmpty());
        m_grid->view.grab();
    }
};

HOWDAH_UI_TEST_MAIN(GridEditTest)
#include "tst_gridedit.moc"
