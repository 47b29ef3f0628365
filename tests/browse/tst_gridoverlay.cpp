// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is staged as the grid shows it: over the rows of the server, until it is saved.
#include "browse/grideditcase.h"

#include <QPainter>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using Do = GridEdit::Do;

class GridOverlayTest final : public GridCase
{
    Q_OBJECT

    QString toolTip(int row, int column) { return at(row, column).data(Qt::ToolTipRole).toString(); }
    RowState header(int row) { return RowState(model().headerData(row, Qt::Vertical, HeaderRowStateRole).toInt()); }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { finish(); }

    void anEditedCellShowsWhatIsStagedAndWhatItWas()
    {
        show();
        QCOMPARE(shown(2, 1), u"v3"_s);
        must(model().overlay().setCell(2, 1, "other"_t));
        QCOMPARE(shown(2, 1), u"other"_s);
        QVERIFY(isEdited(2, 1));
        QVERIFY(!isEdited(2, 2));
        QCOMPARE(rowState(2), RowState::Edited);
        QCOMPARE(header(2), RowState::Edited);
        QVERIFY(toolTip(2, 1).contains(u"v3"));
        QCOMPARE(rowState(1), RowState::Read);
        edits().history().stack()->undo();
        QTRY_COMPARE(shown(2, 1), u"v3"_s);
        QCOMPARE(rowState(2), RowState::Read);
        edits().history().stack()->redo();
        QTRY_COMPARE(shown(2, 1), u"other"_s);
        // Nothing of it is in the database yet.
        QCOMPARE(cell("3", u"v"_s), u"v3"_s);
    }

    void B11_sortingAndFilteringKeepWhatIsStaged()
    {
        show();
        must(model().overlay().setCell(2, 1, "other"_t));
        select(4, 0, 4, 0);
        run(Do::DeleteRows);
        must(edits().editor().insertRow({{0, "99"_t}, {1, "new"_t}}));
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
        must(model().overlay().setCell(2, 1, "other"_t));
        m_window->connection.disconnectFromServer();
        m_window->connect(m_here->connInfo());
        model().reopen(must(m_window->connection.takeSession(connection::SessionRole::Rows, u"grid"_s)));
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
        must(model().overlay().setCell(5, 1, "other"_t));
        must(edits().editor().insertRow({{0, "9999"_t}}));
        model().overlay().sync();
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
        must(model().overlay().setCell(0, 1, "v1x"_t));
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
        QVERIFY(!model().overlay().refusal(4, 1).isEmpty());
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
        must(model().overlay().setCell(45, 1, "quiet"_t));
        must(model().overlay().setCell(46, 2, "1.239"_t));
        must(edits().editor().insertRow({{0, "999"_t}, {1, "born"_t}}));
        model().overlay().sync();
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
        must(model().overlay().setCell(last, 3, "5"_t));
        must(model().overlay().setCell(45, 1, "again"_t));
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
        must(model().overlay().setCell(4, 3, "5000"_t));
        must(model().overlay().setCell(6, 1, "fine"_t));
        const data::SaveReport report = save();
        QCOMPARE(report.outcome, data::SaveOutcome::NotSaved);
        settle();
        QVERIFY(at(4, 3).data(ProblemRole).toString().contains(u"small"));
        QVERIFY(at(4, 1).data(ProblemRole).toString().isEmpty());
        QVERIFY(toolTip(4, 3).contains(u"small"));
        QVERIFY(model().headerData(4, Qt::Vertical, HeaderProblemRole).toString().contains(u"small"));
        QVERIFY(model().headerData(6, Qt::Vertical, HeaderProblemRole).toString().isEmpty());
        QCOMPARE(cell("7", u"v"_s), u"v7"_s);
        must(model().overlay().setCell(4, 3, "50"_t));
        QTRY_VERIFY(at(4, 3).data(ProblemRole).toString().isEmpty());
        saveGrid();
    }

    void aConflictIsSaidAtTheCell()
    {
        show();
        must(model().overlay().setCell(4, 1, "mine"_t));
        psql(u"UPDATE notes SET v = 'theirs' WHERE id = 5"_s);
        QCOMPARE(save().outcome, data::SaveOutcome::NotSaved);
        settle();
        const QString said = at(4, 1).data(ProblemRole).toString();
        QVERIFY2(said.contains(u"theirs") && said.contains(u"v5"), qPrintable(said));
    }
};

HOWDAH_UI_TEST_MAIN(GridOverlayTest)
#include "tst_gridoverlay.moc"
