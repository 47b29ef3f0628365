// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of cells as text, and text as blocks.
#include "data/transfer/cliptext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::data;

namespace {

using Rows = std::vector<std::vector<CellValue>>;

CellValue t(const char *text) { return CellValue::text(QByteArray(text)); }
CellValue null() { return CellValue::null(); }

std::shared_ptr<EditTarget> people()
{
    auto target = std::make_shared<EditTarget>();
    target->shape = {.oid = 1, .schema = u"public"_s, .name = u"o'dd \"name\""_s};
    target->columns = {
        {.name = u"id"_s,
         .type = u"bigint"_s,
         .baseTypeOid = 20,
         .category = TypeCategory::Integer,
         .insert = ReadOnlyReason::IdentityAlways},
        {.name = u"na|me"_s, .type = u"text"_s, .baseTypeOid = 25, .category = TypeCategory::Text},
        {.name = u"doc"_s, .type = u"jsonb"_s, .baseTypeOid = 3802, .category = TypeCategory::Json},
        {.name = u"twice"_s,
         .type = u"int"_s,
         .baseTypeOid = 23,
         .category = TypeCategory::Integer,
         .update = ReadOnlyReason::Generated,
         .insert = ReadOnlyReason::Generated}};
    target->key = {0};
    return target;
}

ClipBlock block()
{
    ClipBlock block{.target = people(), .columns = {0, 1, 2, 3}};
    ClipRow first{.cells = {t("9007199254740993"), t("tab\there \"quoted\"\nnext"), t("{\"a\": 10.00}"), t("2")}};
    first.basis.identity.key = {"9007199254740993"};
    ClipRow second{.cells = {t("2"), null(), t(""), null()}};
    second.basis.identity.key = {"2"};
    block.rows = {first, second};
    return block;
}

} // namespace

class ClipTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tsvComesBackAsItWas()
    {
        const QByteArray text = clipText(block(), ClipFormat::Tsv);
        QCOMPARE(
            text,
            QByteArray("9007199254740993\t\"tab\there \"\"quoted\"\"\nnext\"\t\"{\"\"a\"\": 10.00}\"\t2\n2\t\t\"\"\t"));
        const Rows back = pastedBlock(text);
        QCOMPARE(back.size(), 2U);
        QVERIFY(back[0] == block().rows[0].cells);
        QVERIFY(back[1] == block().rows[1].cells);
        QVERIFY(clipText(block(), ClipFormat::TsvWithNames).startsWith("id\tna|me\tdoc\ttwice\n9007"));
    }
    void aBlockEndsWithoutABreakUnlessItsLastCellIsNull()
    {
        ClipBlock cells = block();
        cells.columns = {1};
        cells.rows[0].cells = {t("a")};
        cells.rows[1].cells = {null()};
        QCOMPARE(clipText(cells, ClipFormat::Tsv), QByteArray("a\n\n"));
        QCOMPARE(pastedBlock("a\n\n"), (Rows{{t("a")}, {null()}}));
        cells.rows.pop_back();
        QCOMPARE(clipText(cells, ClipFormat::Tsv), QByteArray("a"));
        cells.rows[0].cells = {null()};
        QCOMPARE(clipText(cells, ClipFormat::Tsv), QByteArray("\n"));
        QCOMPARE(pastedBlock("\n"), (Rows{{null()}}));
    }
    void csvHasNamesAndQuotes()
    {
        QVERIFY(clipText(block(), ClipFormat::Csv)
                    .startsWith("id,na|me,doc,twice\n9007199254740993,\"tab\there \"\"quoted\"\"\nnext\","));
        const Rows back = pastedBlock(clipText(block(), ClipFormat::Csv), ClipKind::Csv);
        QCOMPARE(back.size(), 3U);
        QVERIFY(back[1] == block().rows[0].cells);
    }
    void jsonKeepsNumbersAndDocuments()
    {
        QCOMPARE(
            clipText(block(), ClipFormat::Json),
            QByteArray("[\n  {\"id\": 9007199254740993, \"na|me\": \"tab\\there \\\"quoted\\\"\\nnext\", \"doc\": "
                       "{\"a\": 10.00}, \"twice\": 2},\n"
                       "  {\"id\": 2, \"na|me\": null, \"doc\": \"\", \"twice\": null}\n]\n"));
        ClipBlock unset = block();
        unset.rows[0].cells[2] = CellValue::byDefault();
        QVERIFY(!clipText(unset, ClipFormat::Json).split('\n')[1].contains("doc"));
    }
    void insertLeavesOutWhatTheServerComputes()
    {
        const QByteArray sql = clipText(block(), ClipFormat::SqlInsert);
        QCOMPARE(
            sql.split('\n').first(),
            QByteArray("INSERT INTO \"public\".\"o'dd \"\"name\"\"\" (\"id\", \"na|me\", \"doc\") OVERRIDING SYSTEM "
                       "VALUE VALUES ('9007199254740993', 'tab\there \"quoted\""));
        QVERIFY(sql.contains("('2', NULL, '');"));
    }
    void updateGoesByTheKey()
    {
        const QByteArray sql = clipText(block(), ClipFormat::SqlUpdate);
        QVERIFY(sql.contains("SET \"na|me\" = NULL, \"doc\" = '' WHERE \"id\" = '2'::bigint;\n"));
        QVERIFY(!sql.contains("\"twice\""));
    }
    // What stands behind IN: each value once, numbers as they are, and no NULL, which is IN nothing.
    void aListIsOfOneColumn()
    {
        ClipBlock list = block();
        list.columns = {0};
        list.rows.clear();
        for (const CellValue &value : {t("9007199254740993"), t("2"), null(), t("2")})
            list.rows.push_back({{}, {value}});
        QCOMPARE(clipText(list, ClipFormat::InList), QByteArray("(9007199254740993, 2)"));
        list.columns = {1};
        list.rows.clear();
        for (const CellValue &value : {t("it's"), t("a\\b"), t(""), t("it's")})
            list.rows.push_back({{}, {value}});
        QCOMPARE(clipText(list, ClipFormat::InList), QByteArray("('it''s', E'a\\\\b', '')"));
        list.rows.resize(1);
        list.rows[0].cells = {null()};
        QCOMPARE(clipText(list, ClipFormat::InList), QByteArray("(NULL)"));
        QVERIFY(clipRefusal(list, ClipFormat::InList).isEmpty());
        QVERIFY(!clipRefusal(block(), ClipFormat::InList).isEmpty());
    }
    void whatCannotBeWrittenSaysWhy()
    {
        ClipBlock none = block();
        none.rows.clear();
        QVERIFY(!clipRefusal(none, ClipFormat::Tsv).isEmpty());
        ClipBlock fresh = block();
        fresh.rows[0].basis = {};
        QVERIFY(!clipRefusal(fresh, ClipFormat::SqlUpdate).isEmpty());
        QVERIFY(clipRefusal(fresh, ClipFormat::SqlInsert).isEmpty());
        ClipBlock made = block();
        made.columns = {3};
        QVERIFY(!clipRefusal(made, ClipFormat::SqlUpdate).isEmpty());
        QVERIFY(!clipRefusal(made, ClipFormat::SqlInsert).isEmpty());
        auto heap = people();
        heap->identification = Identification::Physical;
        ClipBlock keyless = block();
        keyless.target = heap;
        QVERIFY(clipRefusal(keyless, ClipFormat::SqlUpdate).contains(u"key"));
        QVERIFY(clipRefusal(block(), ClipFormat::SqlUpdate).isEmpty());
    }
    void markdownIsOneLineARow()
    {
        const QByteArray text = clipText(block(), ClipFormat::Markdown);
        const auto lines = text.split('\n');
        QCOMPARE(lines[0], QByteArray("| id | na\\|me | doc | twice |"));
        QCOMPARE(lines[1], QByteArray("| ---: | --- | --- | ---: |"));
        QVERIFY(lines[2].contains("\"quoted\"<br>next"));
        QVERIFY(lines[3].contains("*NULL*"));
        QCOMPARE(lines.size(), 5);
    }

    void pasted_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("cells"); // rows by /, cells by |
        QTest::newRow("tabs") << QByteArray("a\tb\nc\td\n") << u"a|b/c|d"_s;
        QTest::newRow("windows") << QByteArray("a\tb\r\nc\td\r\n") << u"a|b/c|d"_s;
        QTest::newRow("old mac") << QByteArray("a\tb\rc\td") << u"a|b/c|d"_s;
        QTest::newRow("no break at the end") << QByteArray("a\tb") << u"a|b"_s;
        QTest::newRow("empty is NULL") << QByteArray("a\t\n\tb\n") << u"a|~/~|b"_s;
        QTest::newRow("quotes are a text") << QByteArray("\"\"\ta\n") << u"|a"_s;
        QTest::newRow("breaks in quotes") << QByteArray("\"a\nb\"\tc\n") << u"a\nb|c"_s;
        QTest::newRow("tabs in quotes") << QByteArray("\"a\tb\"\tc\n") << u"a\tb|c"_s;
        QTest::newRow("doubled") << QByteArray("\"say \"\"hi\"\"\"\tc\n") << u"say \"hi\"|c"_s;
        QTest::newRow("an inch") << QByteArray("5\" pipe\tx\n") << u"5\" pipe|x"_s;
        QTest::newRow("begins like quotes") << QByteArray("\"a\" and b\tx\n") << u"\"a\" and b|x"_s;
        QTest::newRow("never closed") << QByteArray("\"open\tx\ny\n") << u"\"open|x/y"_s;
        QTest::newRow("csv") << QByteArray("1,\"a,b\"\n2,c\n") << u"1|a,b/2|c"_s;
        QTest::newRow("prose") << QByteArray("Dear John,\nwell, here we are\n") << u"Dear John,/well, here we are"_s;
        QTest::newRow("one line with commas") << QByteArray("1,2,3") << u"1,2,3"_s;
        QTest::newRow("json of many lines")
            << QByteArray("{\n \"a\": 1,\n \"b\": 2\n}") << u"{/ \"a\": 1,/ \"b\": 2/}"_s;
        QTest::newRow("nothing") << QByteArray("") << u""_s;
        QTest::newRow("backslashes") << QByteArray("\\N\t\\.\n") << u"\\N|\\."_s;
        QTest::newRow("a mark at the beginning") << QByteArray("\xef\xbb\xbf"
                                                               "a\tb")
                                                 << u"\ufeffa|b"_s;
    }
    void pasted()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, cells);
        QStringList rows;
        for (const auto &row : pastedBlock(text)) {
            QStringList line;
            for (const CellValue &cell : row)
                line << (cell.isNull() ? u"~"_s : decoded(cell.bytes()));
            rows << line.join(u'|');
        }
        QCOMPARE(rows.join(u'/'), cells);
    }
};

QTEST_GUILESS_MAIN(ClipTextTest)
#include "tst_cliptext.moc"
