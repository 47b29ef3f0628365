// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Copying from the grid and pasting into it.
#include "browse/grideditcase.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using Do = GridEdit::Do;

class ClipGridTest final : public GridCase
{
    Q_OBJECT

    QByteArray copied(Do what)
    {
        toClipboard("before");
        run(what);
        return clipboard();
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { finish(); }

    void cellsAreCopiedAsTheyAreStaged()
    {
        show();
        must(model().overlay().setCell(1, 1, data::CellValue::null()));
        must(model().overlay().setCell(2, 1, ""_t));
        select(0, 0, 2, 1);
        QCOMPARE(copied(Do::Copy), QByteArray("1\tv1\n2\t\n3\t\"\""));
        QCOMPARE(copied(Do::CopyWithNames), QByteArray("id\tv\n1\tv1\n2\t\n3\t\"\""));
        QCOMPARE(copied(Do::CopyCsv), QByteArray("id,v\n1,v1\n2,\n3,\"\"\n"));
        QCOMPARE(
            copied(Do::CopyJson),
            QByteArray(
                "[\n  {\"id\": 1, \"v\": \"v1\"},\n  {\"id\": 2, \"v\": null},\n  {\"id\": 3, \"v\": \"\"}\n]\n"));
        QVERIFY(copied(Do::CopyMarkdown).startsWith("| id | v |\n"));
    }

    void sqlThatIsCopiedDoesWhatItSays()
    {
        show();
        select(0, 0, 4, 3);
        const QByteArray inserts = copied(Do::CopyInsert);
        const QString before = all();
        psql(u"CREATE TABLE kept AS TABLE notes; DELETE FROM notes WHERE id <= 5"_s);
        psql(QString::fromUtf8(inserts));
        QCOMPARE(all(), before);
        must(model().overlay().setCell(0, 1, "it's \\ new"_t));
        select(0, 0, 1, 1);
        psql(QString::fromUtf8(copied(Do::CopyUpdate)));
        QCOMPARE(cell("1", u"v"_s), u"it's \\ new"_s);
        QCOMPARE(cell("2", u"v"_s), u"v2"_s);
        psql(u"DROP TABLE kept"_s);
    }

    // Byte for byte, although the grid has only the beginning.
    void longValuesAreCopiedWhole()
    {
        psql(
            u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text, j json); "
            "INSERT INTO long SELECT i, repeat('ü', 9000 + i) || E'\\t\"end\\n', json_build_object('k', repeat('z', 20000)) FROM generate_series(1, 30) i"_s);
        show(u"long"_s);
        QVERIFY(model().rows().isCut(0, 1) && model().rows().isCut(0, 2));
        select(0, 0, 29, 2);
        const auto rows = data::pastedBlock(copied(Do::Copy));
        QCOMPARE(rows.size(), 30U);
        for (int i = 0; i < 30; ++i) {
            QByteArray expected;
            for (int k = 0; k < 9001 + i; ++k)
                expected += "ü";
            QCOMPARE(rows[size_t(i)][1].bytes(), expected + "\t\"end\n");
            QVERIFY(rows[size_t(i)][2].bytes().size() > 20000);
        }
        QCOMPARE(psql(u"SELECT count(*) FROM long WHERE length(t) > 9000"_s), u"30"_s);
    }

    void rowsThatCannotBeEditedAreCopiedWholeToo()
    {
        psql(
            u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text); INSERT INTO long SELECT i, repeat('y', 9000 + i) FROM generate_series(1, 3) i"_s);
        open(u"long"_s);
        m_grid = std::make_unique<EditedGrid>(*m_window, false);
        page();
        QVERIFY(!action(Do::Paste)->isEnabled());
        select(0, 0, 2, 1);
        const auto rows = data::pastedBlock(copied(Do::Copy));
        QCOMPARE(rows.size(), 3U);
        QCOMPARE(rows[2][1].bytes().size(), 9003);
    }

    void columnsAreCopiedAsTheyStand()
    {
        show();
        table().gridHeader()->moveSection(0, 3);
        table().setColumnHidden(2, true);
        select(0, 0, 0, 3);
        QCOMPARE(copied(Do::Copy), QByteArray("v1\t1\t1")); // v, n, id
    }

    // Into a text it goes as it is; into cells of a grid as one cell, whatever breaks and quotes it has.
    void oneCellIsCopiedAsItsValue()
    {
        show();
        const QByteArray value = "{\"a\": 1}\n\t\"b\"";
        must(model().overlay().setCell(0, 1, data::CellValue::text(value)));
        must(model().overlay().setCell(1, 1, data::CellValue::null()));
        for (const int row : {0, 1}) {
            select(row, 1, row, 1);
            QCOMPARE(copied(Do::Copy), row == 0 ? value : QByteArray());
            select(4 + row, 1, 4 + row, 1);
            run(Do::Paste);
        }
        QCOMPARE(shown(4, 1).toUtf8(), value);
        QCOMPARE(shown(5, 1), shown(1, 1));
        QCOMPARE(state(5, 1), CellState::Null);
        QCOMPARE(edits().changes()->count(), 4U);
    }

    void aBlockGoesIntoManyCellsAsOneStep()
    {
        show();
        toClipboard("one\t1.5\t10\n\"two\nlines\"\t\t20\n");
        select(3, 1, 3, 1);
        run(Do::Paste);
        QCOMPARE(shown(3, 1), u"one"_s);
        QCOMPARE(shown(3, 3), u"10"_s);
        QCOMPARE(shown(4, 1), u"two\nlines"_s);
        QCOMPARE(state(4, 2), CellState::Null);
        QCOMPARE(edits().history().stack()->count(), 1);
        QVERIFY(m_grid->said.contains(u"6"));
        edits().history().stack()->undo();
        QTRY_VERIFY(!edits().hasEdits());
        QCOMPARE(shown(3, 1), u"v4"_s);
        edits().history().stack()->redo();
        saveGrid();
        QCOMPARE(cell("5", u"v"_s), u"two\nlines"_s);
        QCOMPARE(cell("5", u"w"_s), u"NULL"_s);
    }

    void csvIsPastedToo()
    {
        show();
        auto *mime = new QMimeData;
        mime->setData(u"text/csv"_s, "\"a, b\",2\r\nc,3\r\n");
        QGuiApplication::clipboard()->setMimeData(mime);
        select(0, 1, 0, 1);
        run(Do::Paste);
        QCOMPARE(shown(0, 1), u"a, b"_s);
        QCOMPARE(shown(1, 2), u"3"_s);
        toClipboard("Smith, John");
        select(2, 1, 2, 1);
        run(Do::Paste);
        QCOMPARE(shown(2, 1), u"Smith, John"_s);
        QCOMPARE(shown(2, 2), u"4.50"_s);
    }

    void oneValueGoesIntoAllThatIsSelected()
    {
        show();
        toClipboard("same");
        select(2, 1, 6, 1);
        run(Do::Paste);
        QCOMPARE(edits().changes()->count(), 5);
        QCOMPARE(shown(6, 1), u"same"_s);
        toClipboard("x\t9\n"); // one row, into each
        select(8, 1, 10, 2);
        run(Do::Paste);
        QCOMPARE(shown(10, 1), u"x"_s);
        QCOMPARE(shown(10, 2), u"9"_s);
    }

    void aBlockThatDoesNotFitIsRefusedWhole()
    {
        psql(u"ALTER TABLE notes ADD COLUMN made int GENERATED ALWAYS AS (n + 1) STORED"_s);
        show();
        toClipboard("1\t2\t3\n");
        select(0, 3, 0, 3);
        run(Do::Paste);
        QVERIFY2(m_grid->said.contains(u"columns"), qPrintable(m_grid->said));
        toClipboard("a\nb\nc\n");
        select(18, 1, 18, 1);
        run(Do::Paste);
        QVERIFY2(m_grid->said.contains(u"rows"), qPrintable(m_grid->said));
        // A cell that takes nothing: said which, and nothing is staged.
        toClipboard("7\t70\n8\t80\n");
        select(2, 3, 2, 3);
        run(Do::Paste);
        QVERIFY2(m_grid->said.contains(u"made") && m_grid->said.contains(u"row 3"), qPrintable(m_grid->said));
        QVERIFY(!table().hint()->isHidden());
        QVERIFY(!edits().hasEdits());
        // What is there already needs no setting.
        toClipboard("3\t4\n");
        run(Do::Paste);
        QVERIFY(!edits().hasEdits());
        auto *mime = new QMimeData;
        mime->setData(u"image/png"_s, "x");
        QGuiApplication::clipboard()->setMimeData(mime);
        action(Do::Paste)->trigger();
        QVERIFY(m_grid->said.contains(u"no text"));
    }

    // As what is typed: found out now, not by a save that fails.
    void whatNoServerTakesIsRefusedWhenItIsPasted()
    {
        psql(u"DROP TYPE IF EXISTS mood CASCADE; CREATE TYPE mood AS ENUM ('sad', 'happy');"
             "ALTER TABLE notes ADD COLUMN mood mood"_s);
        show();
        toClipboard("abc");
        select(0, 2, 0, 2); // numeric
        run(Do::Paste);
        QVERIFY2(
            m_grid->said.contains(u"“w” in row 1"_s) && m_grid->said.contains(u"number"_s), qPrintable(m_grid->said));
        QVERIFY(!table().hint()->isHidden());
        QVERIFY(!edits().hasEdits());
        // One cell of many: nothing of the block is staged.
        toClipboard("one\t1.5\t10\ntwo\t2.5\tmany\n");
        select(3, 1, 3, 1);
        run(Do::Paste);
        QVERIFY2(m_grid->said.contains(u"“n” in row 5"_s), qPrintable(m_grid->said));
        QVERIFY(!edits().hasEdits());
        toClipboard("100\tnew\tabc\t1\tsad\n");
        select(0, 0, 0, 0);
        run(Do::PasteAsRows);
        QVERIFY2(m_grid->said.contains(u"“w” in pasted row 1"_s), qPrintable(m_grid->said));
        QVERIFY(!edits().hasEdits());
        toClipboard("angry");
        select(0, 4, 0, 4);
        run(Do::Paste);
        QVERIFY2(m_grid->said.contains(u"label"_s), qPrintable(m_grid->said));
        // The empty string is no number either.
        select(0, 3, 0, 3);
        run(Do::SetEmpty);
        QVERIFY2(m_grid->said.contains(u"whole number"_s), qPrintable(m_grid->said));
        QVERIFY(!edits().hasEdits());
        toClipboard("happy");
        select(0, 4, 0, 4);
        run(Do::Paste);
        saveGrid();
        QCOMPARE(cell("1", u"mood"_s), u"happy"_s);
    }

    void tooManyCellsAreForAnImport()
    {
        show();
        QByteArray text;
        for (int i = 0; i < 50'001; ++i)
            text += "1\t2\n";
        toClipboard(text);
        select(0, 1, 0, 1);
        run(Do::PasteAsRows);
        QVERIFY2(m_grid->said.contains(u"Import"), qPrintable(m_grid->said));
        QVERIFY(!edits().hasEdits());
    }

    void aBlockBecomesNewRows()
    {
        psql(u"DROP TABLE IF EXISTS made; CREATE TABLE made (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text, "
             u"n int NOT NULL DEFAULT 7); "
             "INSERT INTO made (v) VALUES ('old')"_s);
        show(u"made"_s);
        // Whole rows, as they were copied: what the server numbers, it numbers.
        toClipboard("1\tfirst\t1\n2\tsecond\t\n3\t\t3\n");
        select(0, 0, 0, 0);
        run(Do::PasteAsRows);
        QCOMPARE(model().rowCount(), 4);
        QCOMPARE(edits().history().stack()->count(), 1);
        QCOMPARE(state(1, 0), CellState::Default);
        QCOMPARE(state(2, 2), CellState::Default); // empty, and the column takes no NULL
        QCOMPARE(state(3, 1), CellState::Null);
        edits().history().stack()->undo();
        QTRY_COMPARE(model().rowCount(), 1);
        // A part of them, from the current column on.
        toClipboard("alone\n");
        select(0, 1, 0, 1);
        run(Do::PasteAsRows);
        QCOMPARE(shown(1, 1), u"alone"_s);
        saveGrid();
        QCOMPARE(psql(u"SELECT id, v, n FROM made ORDER BY id"_s), u"1|old|7\n2|alone|7"_s);
        toClipboard("1\t2\t3\t4\n");
        run(Do::PasteAsRows);
        QVERIFY(m_grid->said.contains(u"columns"));
    }

    void aLongBlockIsTakenApartElsewhere()
    {
        psql(u"TRUNCATE notes"_s);
        show();
        m_grid->tester.reset();
        QByteArray text;
        for (int i = 0; i < 500; ++i)
            text += QByteArray::number(i + 1000) + '\t' + QByteArray(240, 'x') + "\t1\t2\n";
        toClipboard(text);
        run(Do::PasteAsRows);
        QTRY_COMPARE(model().rowCount(), 500);
        QCOMPARE(edits().history().stack()->count(), 1);
        edits().history().stack()->undo();
        QTRY_COMPARE(model().rowCount(), 0);
    }

    void longCellsArePastedOver()
    {
        psql(
            u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text); INSERT INTO long SELECT i, repeat('y', 9000 + i) FROM generate_series(1, 3) i"_s);
        show(u"long"_s);
        toClipboard("a\nb\nc\n");
        select(0, 1, 0, 1);
        run(Do::Paste);
        saveGrid();
        QCOMPARE(psql(u"SELECT string_agg(t, '' ORDER BY id) FROM long"_s), u"abc"_s);
    }

    void hostileTextIsPastedAsText()
    {
        show();
        const QByteArray value = "'; DROP TABLE notes; -- <b>\\x%s\xe2\x80\xae";
        toClipboard(value);
        select(0, 1, 0, 1);
        run(Do::Paste);
        saveGrid();
        QCOMPARE(cell("1", u"v"_s).toUtf8(), value);
        select(0, 1, 0, 1);
        psql(QString::fromUtf8(copied(Do::CopyUpdate)));
        QCOMPARE(cell("1", u"v"_s).toUtf8(), value);
        QCOMPARE(psql(u"SELECT count(*) FROM notes"_s), u"20"_s);
    }
};

HOWDAH_UI_TEST_MAIN(ClipGridTest)
#include "tst_clipgrid.moc"
