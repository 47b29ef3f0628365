// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every value of the corpus through the grid as an operator uses it: shown, edited and undone, copied, pasted, and its
// row duplicated. What the server has afterwards is what it had.
#include "browse/grideditcase.h"
#include "support/corpus.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using Do = GridEdit::Do;

class ClipCorpusTest final : public GridCase
{
    Q_OBJECT

    std::vector<howdah::test::Corpus::Family> m_families;

    static QString tableOf(int family) { return u"g%1"_s.arg(family); }
    // As psql prints them; as JSON, so that line breaks do not part a value. NULL stays apart.
    QStringList texts(const QString &table)
    {
        return psql(
                   u"SELECT CASE WHEN v IS NOT DISTINCT FROM NULL THEN 'null' ELSE to_json(format('%s', v))::text END FROM "_s
                   + table + u" ORDER BY id"_s)
            .split(u'\n');
    }
    void families()
    {
        QTest::addColumn<int>("family");
        for (size_t i = 0; i < m_families.size(); ++i)
            QTest::newRow(qPrintable(m_families[i].type)) << int(i);
    }

private Q_SLOTS:
    void initTestCase()
    {
        psql(
            u"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'postgres') THEN CREATE ROLE postgres; END IF; END $$"_s);
        const howdah::test::Corpus corpus = howdah::test::readCorpus(howdah::test::serverMajor());
        for (const QString &statement : corpus.setup)
            psql(statement);
        m_families = corpus.families;
        QString sql;
        for (size_t i = 0; i < m_families.size(); ++i) {
            const QString table = tableOf(int(i));
            sql += u"CREATE TABLE %1 (id int PRIMARY KEY, v %2);\n"_s.arg(table, m_families[i].type);
            int id = 0;
            for (const QString &expression : m_families[i].expressions)
                sql += u"INSERT INTO "_s + table + u" VALUES ("_s + QString::number(id++) + u", "_s + expression
                     + u");\n"_s;
            sql +=
                u"INSERT INTO %1 VALUES (%2, NULL);\nCREATE TABLE c_%1 (LIKE %1 INCLUDING ALL);\n"_s.arg(table).arg(id);
        }
        psql(sql);
        begin(); // one window for all, as an operator has it who goes from table to table
    }
    void cleanupTestCase() { finish(); }
    void cleanup()
    {
        if (edits().hasEdits())
            must(edits().editor().discardAll()); // a family that failed leaves nothing to the next
    }

    void values_data() { families(); }
    void values()
    {
        QFETCH(int, family);
        const QString table = tableOf(family);
        const QStringList before = texts(table);
        const auto count = int(before.size());
        show(table);
        QCOMPARE(model().rowCount(), count);

        // Shown: the text as psql prints it, or its beginning.
        const QString printed = u'\n' + psql(u"SELECT 'begin', id, v, 'end' FROM %1 ORDER BY id"_s.arg(table)) + u'\n';
        qsizetype place = 0;
        for (int row = 0; row < count; ++row) {
            QCOMPARE(state(row, 1) == CellState::Null, row + 1 == count);
            QString expected = u"\nbegin|%1|"_s.arg(row) + shown(row, 1);
            if (!at(row, 1).data(IsTruncatedRole).toBool())
                expected += u"|end\n"_s;
            place = printed.indexOf(expected, place);
            QVERIFY2(place >= 0, qPrintable(expected));
        }

        // Copied, all of it, and read back.
        select(0, 0, count - 1, 1);
        run(Do::Copy);
        const QByteArray block = clipboard();
        const auto cells = data::pastedBlock(block);
        QCOMPARE(int(cells.size()), count);

        // Pasted over itself nothing changes; pasted over NULL and undone neither.
        select(0, 0, 0, 0);
        run(Do::Paste);
        QVERIFY2(!edits().hasEdits(), qPrintable(m_grid->said));
        select(0, 1, count - 1, 1);
        run(Do::SetNull);
        QCOMPARE(int(edits().changes()->count()), count - 1);
        edits().history().stack()->undo();
        settle();
        QVERIFY(!edits().hasEdits());

        // Set to NULL, saved, and pasted back.
        edits().history().stack()->redo();
        settle();
        if (edits().hasEdits())
            saveGrid();
        QCOMPARE(psql(u"SELECT count(*) FROM "_s + table + u" WHERE v IS NOT DISTINCT FROM NULL"_s).toInt(), count);
        toClipboard(block);
        select(0, 0, 0, 0);
        run(Do::Paste);
        saveGrid();
        QCOMPARE(texts(table), before);

        // Its rows duplicated.
        select(0, 0, count - 1, 1);
        run(Do::DuplicateRows);
        QCOMPARE(model().rowCount(), 2 * count);
        std::vector<CellEdit> ids;
        for (int row = count; row < 2 * count; ++row)
            ids.push_back({model().rows().ref(row), 0, data::CellValue::text(QByteArray::number(row))});
        must(edits().editor().setCells(ids));
        settle();
        saveGrid();
        QCOMPARE(texts(table), before + before);

        // And pasted as new rows of another table.
        show(u"c_"_s + table);
        toClipboard(block);
        run(Do::PasteAsRows);
        QVERIFY2(model().rowCount() == count, qPrintable(m_grid->said));
        saveGrid();
        QCOMPARE(texts(u"c_"_s + table), before);
    }
};

HOWDAH_UI_TEST_MAIN(ClipCorpusTest)
#include "tst_clipcorpus.moc"
