// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The formatter: how it lays out, what it must not touch, and that what it says of itself is so. What 250,000
// statements of others came to is in formattersources.md.
#include "sql/format/formatconfig.h"
#include "sql/format/formatproof.h"
#include "sql/format/formatter.h"
#include "sql/parser.h"
#include "sql/splitter.h"
#include "support/mutator.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::sql;

namespace {

QByteArray formatted(const QByteArray &text, const FormatStyle &style = {}) { return formatText(text, style).text; }

QJsonValue withoutPlaces(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray out;
        for (const QJsonValue one : value.toArray())
            out.append(withoutPlaces(one));
        return out;
    }
    if (!value.isObject())
        return value;
    QJsonObject out;
    const QJsonObject object = value.toObject();
    for (auto i = object.begin(); i != object.end(); ++i) {
        if (i.key() != "location"_L1 && i.key() != "stmt_location"_L1 && i.key() != "stmt_len"_L1)
            out.insert(i.key(), withoutPlaces(i.value()));
    }
    return out;
}

// Comments by a reader of its own, with how many characters that are no blank stand before each.
QByteArrayList commentsOf(const QByteArray &sql)
{
    QByteArrayList found;
    qsizetype ink = 0;
    for (qsizetype i = 0; i < sql.size();) {
        if (sql.mid(i, 2) == "--") {
            const qsizetype end = sql.indexOf('\n', i);
            const QByteArray text = sql.mid(i, (end < 0 ? sql.size() : end) - i);
            found << QByteArray::number(ink) + ' ' + text;
            i += text.size();
        } else if (sql.mid(i, 2) == "/*") {
            const qsizetype end = sql.indexOf("*/", i) + 2; // none is nested in what is read here
            found << QByteArray::number(ink) + ' ' + sql.mid(i, end - i);
            i = end;
        } else {
            ink += qsizetype(!isspace(static_cast<unsigned char>(sql[i])));
            ++i;
        }
    }
    return found;
}

QByteArrayList ownFiles()
{
    QByteArrayList texts;
    for (const char *folder : {"migrations", "resources", "tests"}) {
        QDirIterator files(
            QStringLiteral(HOWDAH_SOURCE_DIR "/") + QLatin1StringView(folder), {u"*.sql"_s}, QDir::Files,
            QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.size() < 256 << 10)
                texts << file.readAll();
        }
    }
    return texts;
}

const QList<QByteArray> Styles{"", "leading", "narrow", "lower", "tabs", "keep"};
FormatStyle styleOf(const QByteArray &name)
{
    FormatStyle style;
    style.comma = name == "leading" ? CommaPlace::Leading : CommaPlace::Trailing;
    style.lineWidth = name == "narrow" ? 40 : 100;
    style.indentSize = name == "narrow" ? 2 : 4;
    style.indentByTabs = name == "tabs";
    style.keywordCase = name == "lower" ? KeywordCase::Lower : name == "keep" ? KeywordCase::Keep : KeywordCase::Upper;
    return style;
}

} // namespace

class FormatterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layout_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("laidOut");
        const auto row = [](const char *name, const char *sql, const char *laidOut) {
            QTest::newRow(name) << QByteArray(sql) << QByteArray(laidOut);
        };
        row("short", "select a,b from t where x=1;", "SELECT a, b FROM t WHERE x = 1;");
        row("statements", "select 1;select 2 ;\n\n\n\n\nselect 3", "SELECT 1;\nSELECT 2;\n\n\nSELECT 3");
        row("clauses",
            "select a.id, a.name, b.amount from accounts a left join bookings b using (account_id) inner join c on "
            "c.id=b.id "
            "where a.valid and b.amount>0 group by 1,2 order by 1 desc nulls last limit 5",
            "SELECT a.id, a.name, b.amount\n"
            "FROM accounts a\n"
            "LEFT JOIN bookings b USING (account_id)\n"
            "INNER JOIN c ON c.id = b.id\n"
            "WHERE a.valid AND b.amount > 0\n"
            "GROUP BY 1, 2\n"
            "ORDER BY 1 DESC NULLS LAST\n"
            "LIMIT 5");
        row("conditions",
            "select * from t where a between 1 and 2 and (b = 'a long value' or c = 'another long value' or d = 'one "
            "more') and e",
            "SELECT *\n"
            "FROM t\n"
            "WHERE a BETWEEN 1 AND 2\n"
            "    AND (b = 'a long value' OR c = 'another long value' OR d = 'one more')\n"
            "    AND e");
        row("case and lists",
            "select first_name, last_name, case when amount > 1000 then 'large' when amount > 10 then 'medium' else "
            "'small' end as size, x from bookings",
            "SELECT\n"
            "    first_name,\n"
            "    last_name,\n"
            "    CASE\n"
            "        WHEN amount > 1000 THEN 'large'\n"
            "        WHEN amount > 10 THEN 'medium'\n"
            "        ELSE 'small'\n"
            "    END AS size,\n"
            "    x\n"
            "FROM bookings");
        row("common tables",
            "with recursive a as (select 1 as n union all select n+1 from a where n < 100 and n <> 57 and n <> 58), b "
            "as (select 2) insert into t (x, y) select n, 1 from a on conflict (x) do update set y = excluded.y "
            "returning *",
            "WITH RECURSIVE a AS (\n"
            "    SELECT 1 AS n\n"
            "    UNION ALL\n"
            "    SELECT n + 1\n"
            "    FROM a\n"
            "    WHERE n < 100\n"
            "        AND n <> 57\n"
            "        AND n <> 58\n"
            "),\n"
            "b AS (SELECT 2)\n"
            "INSERT INTO t (x, y)\n"
            "SELECT n, 1\n"
            "FROM a\n"
            "ON CONFLICT (x) DO UPDATE\n"
            "SET y = excluded.y\n"
            "RETURNING *");
        row("table",
            "create table if not exists app.t(id bigint generated always as identity primary key, name text not null, "
            "-- why\n check (name <> ''));",
            "CREATE TABLE IF NOT EXISTS app.t (\n"
            "    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
            "    name text NOT NULL, -- why\n"
            "    CHECK (name <> '')\n"
            ");");
        row("values",
            "insert into t (a, b) values (1, 'the first of some rows'), (2, 'the second of some rows'), (3, 'the "
            "third')",
            "INSERT INTO t (a, b)\n"
            "VALUES (1, 'the first of some rows'), (2, 'the second of some rows'), (3, 'the third')");
        row("function", "create or replace function f(a int) returns int language sql stable as $$\nselect  1\n$$;",
            "CREATE OR REPLACE FUNCTION f(a int)\nRETURNS int\nLANGUAGE sql\nSTABLE\nAS $$\nselect  1\n$$;");
        row("atomic", "create function g() returns int begin atomic select 1; select case when a then b end; end;",
            "CREATE FUNCTION g()\nRETURNS int\nBEGIN ATOMIC\n    SELECT 1;\n    SELECT CASE WHEN a THEN b END;\nEND;");
        row("names that are words",
            "select name, value, type, data, \"Select\", t.end, x as from_, left(a,1) as order_ from key",
            "SELECT name, value, type, data, \"Select\", t.end, x AS from_, left(a, 1) AS order_\nFROM key");
    }
    void layout()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, laidOut);
        QCOMPARE(formatted(sql), laidOut);
        QCOMPARE(formatText(sql, {}).left.size(), std::size_t(0));
        QCOMPARE(formatted(laidOut), laidOut);
    }

    void style()
    {
        const QByteArray sql = "SELECT aaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbb, "
                               "ccccccccccccccccccccccccccc, dddddddddddddddddd, e FROM t";
        QCOMPARE(
            formatted(sql, styleOf("leading")), "SELECT\n    aaaaaaaaaaaaaaaaaaaaaaaa\n    , "
                                                "bbbbbbbbbbbbbbbbbbbbbbbbbbb\n    , ccccccccccccccccccccccccccc\n"
                                                "    , dddddddddddddddddd\n    , e\nFROM t");
        QVERIFY(formatted(sql, styleOf("tabs")).contains("\n\taaaaa"));
        QVERIFY(formatted(sql, styleOf("lower")).startsWith("select\n"));
        QCOMPARE(formatted("Select a From t", styleOf("keep")), "Select a From t");
        for (const QByteArray &line : formatted(sql, styleOf("narrow")).split('\n'))
            QVERIFY(line.size() <= 40);
    }

    // ---- what is not touched

    void staysAsItIs_data()
    {
        QTest::addColumn<QByteArray>("kept"); // has to be in the result as it is
        QTest::addColumn<QByteArray>("sql");
        const auto row = [](const char *kept, const char *sql) {
            QTest::newRow(kept) << QByteArray(kept) << QByteArray(sql);
        };
        row("a - -b", "select a - -b");
        row("@-1", "select @-1");
        row("1..2", "select 1..2");
        row("'x'::text::int", "select 'x'::text :: int");
        row("$1", "select * from t where a=$1");
        row("$1::int", "select $1 ::int");
        row("E'a\\'b'", "select E'a\\'b',1");
        row("U&'d!0061' UESCAPE '!'", "select U&'d!0061' UESCAPE '!' ,1");
        row("U&\"d\\0061\"", "select U&\"d\\0061\" ,1");
        row("/* a /* b */ c */", "select 1 /* a /* b */ c */ ,2");
        row("$a$ $$ ; select  'x $a$", "do   $a$ $$ ; select  'x $a$;");
        row(":name", "select :name ,1");
        row(":'name'", "select   :'name'");
        row(":\"name\"", "select * from :\"name\"");
        row("a[:i:j]", "select a[:i:j]");
        row("x[1:2]", "select x[1:2]");
        row("%s", "select   %s ,%(from)s");
        row("%(from)s", "select   %s ,%(from)s");
        row("${from}", "select  ${from}");
        row("{{ ref('a,b')  }}", "select * from {{ ref('a,b')  }}");
        row("{% if select  %}", "select a {% if select  %}, b {% endif %} from t");
        row("<%= select .x  %>", "select <%= select .x  %> from t");
        row("'a'\n", "select 'a'\n'b'");
        row("a->'b'->>'c'", "select a->'b'->>'c' from t");
        row("a #>> '{b,c}'", "select a #>> '{b,c}' from t");
        row("a ?| b", "select a ?| b from t");
        row("a <<| b", "select a <<| b from t");
        row("operator(pg_catalog.=)", "select a operator(pg_catalog.=) b");
        row("\n1\t a ; select\n\\.\n", "copy t from stdin;\n1\t a ; select\n\\.\nselect 1;");
        row("\\set x  'select  1'\n", "select 1;\n\\set x  'select  1'\nselect 2;");
        row("\\gset a_", "select 1 as x   \\gset a_\nselect 2;");
        row("\\copy t from   'x'", "\\copy t from   'x'\n");
        row("\"select\"", "select \"select\" from t");
        row("SelectedRows", "select SelectedRows from t");
        row("AS Left", "select 1 AS Left");
        row(" t.From", "select t.From");
    }
    void staysAsItIs()
    {
        QFETCH(QByteArray, kept);
        QFETCH(QByteArray, sql);
        const FormattedText result = formatText(sql, {});
        QVERIFY2(result.text.contains(kept), result.text.constData());
        QCOMPARE(result.left.size(), std::size_t(0));
        QVERIFY(isSameText(sql, result.text));
        QCOMPARE(formatted(result.text), result.text);
    }

    void isLeftWithAReason_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("reason");
        QTest::newRow("brackets") << QByteArray("select  (1]") << u"brackets"_s;
        QTest::newRow("psql") << QByteArray("select  1 \\; select  2;") << u"psql"_s;
        QTest::newRow("asked") << QByteArray("-- howdah: format off\nselect  1") << u"comment"_s;
        QTest::newRow("quote") << QByteArray("select  'x") << u"Line 1"_s;
        QTest::newRow("encoding") << QByteArray("select  '\xe4'") << u"UTF-8"_s;
        QTest::newRow("template") << QByteArray("select  {{ x") << u"{{"_s;
        QTest::newRow("depth") << QByteArray("select  " + QByteArray(5000, '(') + QByteArray(5000, ')')) << u"deep"_s;
        QTest::newRow("comment in a template") << QByteArray("select  {{ a -- b }} c\n, d") << u"comment"_s;
        QTest::newRow("quotes over a template") << QByteArray("select  {{ 'a }} ', b") << u"quotes"_s;
    }
    void isLeftWithAReason()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, reason);
        const FormattedText result = formatText(sql, {});
        QCOMPARE(result.text, sql);
        QVERIFY(!result.left.empty());
        QVERIFY2(result.left.front().reason.contains(reason), qPrintable(result.left.front().reason));
    }
    // The others of the file are laid out nevertheless, and the line is told.
    void oneIsLeft()
    {
        const FormattedText result = formatText("select  1;\nselect  1];\nselect  2;\n", {});
        QCOMPARE(result.text, "SELECT 1;\nselect  1];\nSELECT 2;\n");
        QCOMPARE(result.left.size(), std::size_t(1));
        QCOMPARE(result.left.front().line, 2);
        QCOMPARE(result.statements, 3);
    }

    void lineEndsAndMarkStay()
    {
        QCOMPARE(
            formatted("\xEF\xBB\xBFselect  1;\r\n\r\nselect  a\r\n-- c\r\nfrom t"),
            "\xEF\xBB\xBFSELECT 1;\r\n\r\nSELECT a\r\n-- c\r\nFROM t");
        QCOMPARE(formatted("select  1"), "SELECT 1");
        QCOMPARE(formatted(""), "");
        QCOMPARE(formatted("  -- only\n\n"), "-- only\n");
    }

    // The proof finds what a layout could get wrong.
    void proof_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *before, const char *after) {
            QTest::newRow(after) << QByteArray(before) << QByteArray(after);
        };
        row("select a", "select b");
        row("select A", "select a");
        row("select \"A\"", "select \"a\"");
        row("select a, b", "select a b");
        row("select a - -b", "select a --b");
        row("select < |", "select <|");
        row("select a, b", "select a, b, b");
        row("select 'a'\n'b'", "select 'a' 'b'");
        row("select a -- x\n, b", "select a, -- x\n b");
        row("select a /* x */", "select a");
        row("select :x", "select : x");
        row("select {{x}}_a", "select {{x}} _a");
        row("select 'A'", "select 'a'");
        row("select :From", "select :from");
    }
    void proof()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        StandardStrings settings{true};
        const auto left = atomsOf(before, settings);
        const auto right = atomsOf(after, settings);
        QVERIFY(left && right);
        QVERIFY(isSameStatement(*left, *left));
        QVERIFY(!isSameStatement(*left, *right));
    }

    // ---- properties of many statements

    void trees_data()
    {
        QTest::addColumn<QByteArray>("style");
        for (const QByteArray &style : Styles)
            QTest::newRow(style.constData()) << style;
    }
    // PostgreSQL's own parser sees the same, wherever it can read the statement; comments are looked for without a
    // lexer.
    void trees()
    {
        QFETCH(QByteArray, style);
        int parsed = 0;
        for (const QByteArray &text : ownFiles()) {
            const FormattedText result = formatText(text, styleOf(style));
            QVERIFY2(result.left.empty(), result.left.empty() ? "" : qPrintable(result.left.front().reason));
            QCOMPARE(formatted(result.text, styleOf(style)), result.text);
            const auto before = split(text);
            const auto after = split(result.text);
            QVERIFY(before && after);
            QCOMPARE(after->size(), before->size());
            for (std::size_t i = 0; i < before->size(); ++i) {
                const QByteArray one = textOf((*before)[i], text).toByteArray();
                const QByteArray other = textOf((*after)[i], result.text).toByteArray();
                const auto tree = parseTree(one);
                if ((*before)[i].kind != PieceKind::Statement || !tree)
                    continue;
                const auto treeOfOther = parseTree(other);
                QVERIFY2(treeOfOther, other.constData());
                QVERIFY2(withoutPlaces(*tree) == withoutPlaces(*treeOfOther), other.constData());
                if (!one.contains('$') && !one.contains('\'') && !one.contains('"'))
                    QCOMPARE(commentsOf(other), commentsOf(one));
                ++parsed;
            }
        }
        QVERIFY2(parsed > 500, qPrintable(QString::number(parsed)));
    }

    // Texts changed by chance, also into nonsense: the same characters in the same order, and stable.
    void chance()
    {
        const QByteArrayList texts = ownFiles();
        const QList<QByteArray> words{
            "--",
            "/*",
            "*/",
            "'",
            "\"",
            "$$",
            "$a$",
            "(",
            ")",
            "[",
            "{{",
            "}}",
            "{%",
            "%}",
            ":",
            "::",
            "case ",
            " end ",
            "begin atomic ",
            ";",
            "\n",
            "\r\n",
            ",",
            " and ",
            " or ",
            " from ",
            "-",
            "+",
            "@",
            "E'",
            "\\g ",
            "copy t from stdin;\n",
            "\\.\n",
            "select ",
            " with a as (",
            ".",
            "1",
            "<%",
            "%>",
            "%("};
        test::Mutator mutator(test::FuzzTime::seed());
        const test::FuzzTime time;
        for (int i = 0; !time.isOver(); ++i) {
            const QByteArray &text = texts[mutator.below(texts.size())];
            const qsizetype from = mutator.below(text.size());
            const QByteArray sql = mutator.mutated(text.mid(from, 2000), words);
            const FormatStyle style = styleOf(Styles[mutator.below(Styles.size())]);
            const FormattedText result = formatText(sql, style);
            QVERIFY2(isSameText(sql, result.text), (sql + "\n=>\n" + result.text).constData());
            const FormattedText again = formatText(result.text, style);
            QVERIFY2(again.text == result.text, (sql + "\n=>\n" + result.text + "\n=>\n" + again.text).constData());
            QCOMPARE(again.left.size(), result.left.size());
        }
    }

    // ---- .editorconfig

    void editorConfig_data()
    {
        QTest::addColumn<QString>("section");
        QTest::addColumn<bool>("counts");
        for (const char *section :
             {"*", "*.sql", "*.{psql,sql}", "a/**.sql", "/a/b/*.sql", "a/b/[x-z].sql", "?.sql", "**", "a/*/x.sql",
              "[!a].sql"})
            QTest::newRow(section) << QString::fromLatin1(section) << true;
        for (const char *section : {"*.py", "/*.sql", "a/*.sql", "*.{py,js}", "[!x].sql", "y.sql", "*.sq"})
            QTest::newRow(section) << QString::fromLatin1(section) << false;
    }
    void editorConfig()
    {
        QFETCH(QString, section);
        QFETCH(bool, counts);
        const auto read = readEditorConfig(
            u"root = true\n[%1]\nindent_size = 2\nindent_style = TAB\nmax_line_length=72\n"
            "howdah_sql_keyword_case = lower\nhowdah_sql_comma=leading # no\n"_s.arg(section)
                .remove(u" # no"_s),
            u"a/b/x.sql"_s, {});
        QVERIFY(read);
        QVERIFY(read->isRoot);
        const FormatStyle style{KeywordCase::Lower, CommaPlace::Leading, 2, true, 72};
        QVERIFY(read->style == (counts ? style : FormatStyle()));
    }
    void editorConfigIsWrong()
    {
        const auto read = readEditorConfig(u"[*]\nhowdah_sql_comma = behind\n"_s, u"x.sql"_s, {});
        QVERIFY(!read);
        QVERIFY(read.error().message.contains(u"line 2"_s) && read.error().message.contains(u"behind"_s));
        QVERIFY(!readEditorConfig(u"[*]\nhowdah_sql_coma = leading\n"_s, u"x.sql"_s, {}));
        const auto common = readEditorConfig(u"[*]\nindent_size = many\nmax_line_length = off\n"_s, u"x.sql"_s, {});
        QVERIFY(common && common->style == FormatStyle());
    }
};

QTEST_GUILESS_MAIN(FormatterTest)
#include "tst_formatter.moc"
