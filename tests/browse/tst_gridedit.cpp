// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How cells are edited by keyboard and mouse, and what that does to rows.
#include "browse/grideditcase.h"
#include "editors/celleditor.h"

#include <QAccessible>
#include <QLineEdit>
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
    QAccessibleInterface *accessible(int row, int column)
    {
        QAccessibleInterface *grid = QAccessible::queryAccessibleInterface(&table());
        return grid->tableInterface()->cellAt(row, column);
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { finish(); }

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

    // What is typed stands where the value stood, in a column that is narrower than an editor, too.
    void theEditorStandsOverItsCell()
    {
        show();
        for (const int column : {1, 3}) {
            table().setColumnWidth(column, 60);
            go(0, column);
            press(Qt::Key_F2);
            const QWidget *editor = table().openEditor();
            QVERIFY(editor);
            const QRect cell = table().visualRect(at(0, column));
            QCOMPARE(editor->y(), cell.y());
            QCOMPARE(editor->height(), cell.height());
            QVERIFY(editor->width() > cell.width());
            const auto *line = editor->findChild<QLineEdit *>();
            QVERIFY(line);
            const bool isNumber = column == 3;
            QCOMPARE(line->alignment().testFlag(Qt::AlignRight), isNumber);
            QCOMPARE(
                isNumber ? editor->geometry().right() : editor->geometry().left(),
                isNumber ? cell.right() : cell.left());
            press(Qt::Key_Escape);
        }
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
            QCOMPARE(table().hint()->text(), model().overlay().refusal(0, column));
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
        QVERIFY(model().rows().isCut(0, 1));
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
        QTRY_VERIFY(!table().hint()->isHidden() && table().hint()->text() != u"Loading the whole value"_s);
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
        QCOMPARE(edits().history().stack()->count(), 1);
        edits().history().stack()->undo();
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
        must(model().overlay().setCell(1, 1, "edited"_t));
        select(0, 0, 1, 0);
        run(Do::DuplicateRows);
        QCOMPARE(model().rowCount(), 22);
        QCOMPARE(table().currentIndex().row(), 20);
        QCOMPARE(shown(20, 1), u"v1"_s);
        QCOMPARE(shown(21, 1), u"edited"_s);
        QCOMPARE(edits().history().stack()->count(), 2);
        select(21, 0, 21, 0);
        run(Do::DeleteRows); // a new row is simply dropped
        QCOMPARE(model().rowCount(), 21);
        select(20, 0, 20, 0);
        run(Do::RevertRows);
        QCOMPARE(model().rowCount(), 20);
        must(model().overlay().setCell(1, 2, "9"_t));
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
        must(model().overlay().setCell(0, 1, "{\"item\",NULL,\"with \\\"quotes\\\"\"}"_t));
        must(model().overlay().setCell(0, 2, "{sad,\"it's ok\"}"_t));
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
        must(model().overlay().setCell(0, 1, "heard"_t));
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
        QVERIFY(accessible(3, 1)->text(QAccessible::Description).contains(u"deletion"));
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
        must(model().overlay().setCell(0, 1, data::CellValue::text(value)));
        QVERIFY(toolTip(0, 1).contains(u"<h1>old</h1>"));
        QHelpEvent help(
            QEvent::ToolTip, table().visualRect(at(0, 1)).center(),
            table().viewport()->mapToGlobal(table().visualRect(at(0, 1)).center()));
        QCoreApplication::sendEvent(table().viewport(), &help);
        QVERIFY(QToolTip::text().isEmpty() || QToolTip::text().contains(u"&lt;h1&gt;"));
        saveGrid();
        QCOMPARE(m_here->row(*edits().target(), "1").values[1], std::optional(value));
        QVERIFY(psql(u"SELECT count(*) FROM notes"_s) == u"20"_s);
        must(model().overlay().setCell(0, 1, "<i>no</i>"_t));
        QCOMPARE(save().outcome, data::SaveOutcome::NotSaved);
        settle();
        QCOMPARE(table().hint()->textFormat(), Qt::PlainText);
        QVERIFY(!at(0, 1).data(ProblemRole).toString().isEmpty());
        m_grid->view.grab();
    }
};

HOWDAH_UI_TEST_MAIN(GridEditTest)
#include "tst_gridedit.moc"
