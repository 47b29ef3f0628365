// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/splitterinvariants.h"
#include "sql/textsplitter.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <pg_query.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::sql;

// Pieces as readable text: the line, a letter for the kind (S statement, C copy data, B backslash, b one that cuts a
// statement), the text.
static QStringList readable(const Result<std::vector<Piece>> &pieces, QByteArrayView text)
{
    if (!pieces)
        return {u"! "_s + pieces.error().message};
    QStringList lines;
    for (const Piece &piece : *pieces) {
        QChar kind = u'S';
        if (piece.kind == PieceKind::CopyData)
            kind = u'C';
        else if (piece.kind == PieceKind::BackslashLine)
            kind = piece.insideStatement ? u'b' : u'B';
        lines += u"%1%2 "_s.arg(piece.line).arg(kind) + QString::fromUtf8(textOf(piece, text));
    }
    return lines;
}

// What libpg_query's parser makes of it: statements from their first token on. Nothing when it does not parse.
static std::optional<QByteArrayList> parserSplit(const QByteArray &sql)
{
    const PgQuerySplitResult result = pg_query_split_with_parser(sql.constData());
    std::optional<QByteArrayList> statements;
    if (!result.error) {
        statements.emplace();
        for (int i = 0; i < result.n_stmts; ++i) {
            const PgQuerySplitStmt *statement = result.stmts[i];
            *statements += sql.sliced(statement->stmt_location, statement->stmt_len);
        }
    }
    pg_query_free_split_result(result);
    return statements;
}

// From the first token to the last, by removing what is blank for the parser.
static QByteArray withoutBlanksAround(const QByteArray &statement)
{
    Lexer lexer;
    lexer.setInput(statement, 0, true);
    qint64 begin = -1;
    qint64 end = 0;
    for (Token token = lexer.next(); token.type != TokenType::End; token = lexer.next()) {
        begin = begin < 0 ? token.begin : begin;
        end = token.end;
    }
    return begin < 0 ? QByteArray() : statement.sliced(begin, end - begin);
}

class SplitterTest final : public QObject
{
    Q_OBJECT

    static void row(const char *name, const char *text, const QStringList &expected)
    {
        QTest::newRow(name) << QByteArray(text) << expected;
    }

    static void pieceRows()
    {
        row("nothing", "", {});
        row("only blanks and comments", " \n-- a\n/* b */ ;; ", {});
        row("two", "select 1; select 2;", {u"1S select 1"_s, u"1S select 2"_s});
        row("no semicolon at the end", "select 1;\nselect 2 -- c\n", {u"1S select 1"_s, u"2S select 2"_s});
        row("comments around stay out", "/* a */\n-- b\nselect /* c */ 1 /* d */ ;", {u"3S select /* c */ 1"_s});
        row("line of the first token", "\n\n  select\n1\n;\nselect 2;", {u"3S select\n1"_s, u"6S select 2"_s});
        row("CRLF", "select 1;\r\n-- c;\r\nselect 2;\r\n", {u"1S select 1"_s, u"3S select 2"_s});
        row("BOM", "\xEF\xBB\xBFselect 1;", {u"1S select 1"_s});
        row("BOM and a comment", "\xEF\xBB\xBF-- c\nselect 1", {u"2S select 1"_s});
        row("semicolons in quotes", "select ';', \";\", $$;$$, E';\\';', U&';', b'0;', x';';",
            {u"select ';', \";\", $$;$$, E';\\';', U&';', b'0;', x';'"_s.prepend("1S "_L1)});
        row("backslash ends a standard string", "select '\\'; select 2", {u"1S select '\\'"_s, u"1S select 2"_s});
        row("comment in a string", "select '--'; select '/*'; select 1",
            {u"1S select '--'"_s, u"1S select '/*'"_s, u"1S select 1"_s});
        row("quote in a comment", "select 1 -- it's\n; select /* it's */ 2;",
            {u"1S select 1"_s, u"2S select /* it's */ 2"_s});
        row("nested comment", "select /* ; /* ; */ ; */ 1; select 2",
            {u"1S select /* ; /* ; */ ; */ 1"_s, u"1S select 2"_s});
        row("parentheses", "create rule r as on insert to t do (select 1; select 2); select 3",
            {u"1S create rule r as on insert to t do (select 1; select 2)"_s, u"1S select 3"_s});
        row("a parenthesis too much", "select 1); select 2", {u"1S select 1)"_s, u"1S select 2"_s});
        row("dollar tags nested", "do $a$ begin; $b$;$b$; $$;$$ $a; $a$; select 1",
            {u"1S do $a$ begin; $b$;$b$; $$;$$ $a; $a$"_s, u"1S select 1"_s});
        row("dollar in a name", "select a$b$ from c$; select $1$x$;$x$",
            {u"1S select a$b$ from c$"_s, u"1S select $1$x$;$x$"_s});
        row("tag in other letters", "select $größe$;$größe$; select 1",
            {u"1S select $größe$;$größe$"_s, u"1S select 1"_s});
        row("long things",
            qPrintable(
                u"select '%1', \"%1\", $$%1$$ /*%1*/, %2; select 2"_s.arg(QString(300, u';'), QString(300, u'x'))),
            {u"1S select '%1', \"%1\", $$%1$$ /*%1*/, %2"_s.arg(QString(300, u';'), QString(300, u'x')),
             u"1S select 2"_s});
    }

    static void routineRows()
    {
        row("atomic body",
            "create function f() returns int language sql begin atomic select 1; select 2; end; select 3",
            {u"1S create function f() returns int language sql begin atomic select 1; select 2; end"_s,
             u"1S select 3"_s});
        row("atomic with case",
            "CREATE OR REPLACE PROCEDURE p()\nBEGIN ATOMIC SELECT CASE WHEN CASE 1 WHEN 1 THEN true END THEN 1 END; "
            "END; select 3",
            {u"1S CREATE OR REPLACE PROCEDURE p()\nBEGIN ATOMIC SELECT CASE WHEN CASE 1 WHEN 1 THEN true END THEN 1 END; END"_s,
             u"2S select 3"_s});
        row("atomic behind a comment", "create function f() begin /* ; */ atomic select 1; end; select 3",
            {u"1S create function f() begin /* ; */ atomic select 1; end"_s, u"1S select 3"_s});
        row("names that look like a body", "create function begin() returns int language sql as 'select 1'; select 2",
            {u"1S create function begin() returns int language sql as 'select 1'"_s, u"1S select 2"_s});
        row("atomic in names", "create function atomic(begin_atomic int) language sql as ''; select 2",
            {u"1S create function atomic(begin_atomic int) language sql as ''"_s, u"1S select 2"_s});
        row("labels called end and case", "create function f() begin atomic select 1 as end, t.case; end; select 3",
            {u"1S create function f() begin atomic select 1 as end, t.case; end"_s, u"1S select 3"_s});
        row("quoted end", "create function f() begin atomic select \"end\"; end; select 3",
            {u"1S create function f() begin atomic select \"end\"; end"_s, u"1S select 3"_s});
        row("begin atomic elsewhere", "select begin atomic; select 2; end",
            {u"1S select begin atomic"_s, u"1S select 2"_s, u"1S end"_s});
        row("return form", "create function f() returns int return case when true then 1 end; select 2",
            {u"1S create function f() returns int return case when true then 1 end"_s, u"1S select 2"_s});
        row("transactions", "begin; create table t (a int); end; commit",
            {u"1S begin"_s, u"1S create table t (a int)"_s, u"1S end"_s, u"1S commit"_s});
    }

    static void copyRows()
    {
        row("copy", "copy t from stdin;\n1\t;'\n\\\\.\n\\.\nselect 1;",
            {u"1S copy t from stdin"_s, u"2C 1\t;'\n\\\\.\n"_s, u"5S select 1"_s});
        row("copy, CRLF", "COPY a.t (x) FROM STDIN WITH (FORMAT csv);\r\na\r\n\\.\r\nselect 1;",
            {u"1S COPY a.t (x) FROM STDIN WITH (FORMAT csv)"_s, u"2C a\r\n"_s, u"4S select 1"_s});
        row("copy, empty", "copy t from stdin; -- none\n\\.\nselect 1",
            {u"1S copy t from stdin"_s, u"2C "_s, u"3S select 1"_s});
        row("copy, end at the end of the file", "copy t from stdin;\na\n\\.", {u"1S copy t from stdin"_s, u"2C a\n"_s});
        row("copy, lines that are not the end", "copy t from stdin;\n\\.x\nx\\.\n \\.\n\\\n\\.\n",
            {u"1S copy t from stdin"_s, u"2C \\.x\nx\\.\n \\.\n\\\n"_s});
        row("copy, long lines", qPrintable(u"copy t from stdin;\n%1\\.\n\\.\n"_s.arg(QString(500, u'x'))),
            {u"1S copy t from stdin"_s, u"2C "_s + QString(500, u'x') + u"\\.\n"_s});
        row("copy from elsewhere",
            "copy t from 'stdin'; copy \"from stdin\" from program 'x'; copy (select 1 from stdin) to stdout; copy t "
            "to stdout;",
            {u"1S copy t from 'stdin'"_s, u"1S copy \"from stdin\" from program 'x'"_s,
             u"1S copy (select 1 from stdin) to stdout"_s, u"1S copy t to stdout"_s});
        row("not a copy", "select copy from stdin; select 1", {u"1S select copy from stdin"_s, u"1S select 1"_s});
        row("copy, no end", "select 1;\ncopy t from stdin;\n1\n",
            {u"! Line 3: the COPY data that begins here is not terminated"_s});
        row("copy, no data", "copy t from stdin;", {u"! Line 1: the COPY data that begins here is not terminated"_s});
        row("copy, no semicolon", "\ncopy t from stdin", {u"! Line 2: COPY ... FROM STDIN without its data"_s});
        row("copy, more on the line", "copy t from stdin; select 1;\n\\.\n",
            {u"! Line 1: there is text after COPY ... FROM STDIN on its line"_s});
    }

    static void backslashRows()
    {
        row("restrict", "\\restrict abc\n\nselect 1;\n\\unrestrict abc\n",
            {u"1B \\restrict abc"_s, u"3S select 1"_s, u"4B \\unrestrict abc"_s});
        row("CRLF line", "\\restrict abc\r\nselect 1;", {u"1B \\restrict abc"_s, u"2S select 1"_s});
        row("cuts a statement", "select 1 \\gexec\nselect 2;", {u"1S select 1"_s, u"1b \\gexec"_s, u"2S select 2"_s});
        row("separator", "\\echo a \\\\ select 1; \\echo '\\\\' \\\\ select 2;",
            {u"1B \\echo a \\\\"_s, u"1S select 1"_s, u"1B \\echo '\\\\' \\\\"_s, u"1S select 2"_s});
        row("two commands", "\\set a b \\echo :a\nselect 1", {u"1B \\set a b"_s, u"1B \\echo :a"_s, u"2S select 1"_s});
        row("whole line", "\\! echo \\\\ ; rm\n\\o | cat \\\\ ;\nselect 1",
            {u"1B \\! echo \\\\ ; rm"_s, u"2B \\o | cat \\\\ ;"_s, u"3S select 1"_s});
        row("quoted semicolon command", "select 1 \\; select 2;", {u"1S select 1"_s, u"1b \\;"_s, u"1S select 2"_s});
        row("client copy", "\\copy t from stdin\n1;\n\\.\nselect 1",
            {u"1B \\copy t from stdin"_s, u"2C 1;\n"_s, u"4S select 1"_s});
        for (const char *command : {"\\COPY", "\\Copy", "\\cOPY"}) {
            const QByteArray text = QByteArray(command) + " t from STDIN\n1';\n\\.\nselect 1";
            row(command, text.constData(),
                {u"1B %1 t from STDIN"_s.arg(QString::fromLatin1(command)), u"2C 1';\n"_s, u"4S select 1"_s});
        }
        row("several copies in one message",
            "copy a from stdin \\; select 1 \\; COPY b from stdin;\n1'\n\\.\n2'\n\\.\nselect 1;",
            {u"1S copy a from stdin"_s, u"1b \\;"_s, u"1S select 1"_s, u"1b \\;"_s, u"1S COPY b from stdin"_s,
             u"2C 1'\n"_s, u"4C 2'\n"_s, u"6S select 1"_s});
        row("a copy before another statement of its message", "copy a from stdin \\; select 1;\n1'\n\\.\nselect 2",
            {u"1S copy a from stdin"_s, u"1b \\;"_s, u"1S select 1"_s, u"2C 1'\n"_s, u"4S select 2"_s});
        row("a copy that \\g sends", "copy a from stdin \\g\n1'\n\\.\nselect 2",
            {u"1S copy a from stdin"_s, u"1b \\g"_s, u"2C 1'\n"_s, u"4S select 2"_s});
        row("the data of the second are missing", "copy a from stdin \\; copy b from stdin;\n1\n\\.\n",
            {u"! Line 4: the COPY data that begins here is not terminated"_s});
        row("client copy from a file", "\\copy t from 'stdin'\nselect 1",
            {u"1B \\copy t from 'stdin'"_s, u"2S select 1"_s});
        row("in a string", "select E'\\\\g', '\\g';", {u"1S select E'\\\\g', '\\g'"_s});
        row("psql variables", "select :a, :'b;', :\"c;\";", {u"1S select :a, :'b;', :\"c;\""_s});
    }

    static void stringRows()
    {
        row("off", "set standard_conforming_strings = off; select '\\';'; select 2",
            {u"1S set standard_conforming_strings = off"_s, u"1S select '\\';'"_s, u"1S select 2"_s});
        row("off and on again",
            "SET standard_conforming_strings TO 'off'; select '\\''; reset standard_conforming_strings; select '\\'; "
            "select 2",
            {u"1S SET standard_conforming_strings TO 'off'"_s, u"1S select '\\''"_s,
             u"1S reset standard_conforming_strings"_s, u"1S select '\\'"_s, u"1S select 2"_s});
        row("off, other prefixes", "set standard_conforming_strings = off; select n'\\';', U&'\\'; select 2",
            {u"1S set standard_conforming_strings = off"_s, u"1S select n'\\';', U&'\\'"_s, u"1S select 2"_s});
        row("continued", "select E'a'\n  '\\';'; select 2", {u"1S select E'a'\n  '\\';'"_s, u"2S select 2"_s});
    }

    static void errorRows()
    {
        row("string without end", "select 1;\nselect 'a\nb;\n",
            {u"! Line 2: the quoted string that begins here is not terminated"_s});
        row("escape string without end", "select E'a\\",
            {u"! Line 1: the quoted string that begins here is not terminated"_s});
        row("name without end", "\nselect \"a", {u"! Line 2: the quoted name that begins here is not terminated"_s});
        row("dollar quote without end", "\n\ndo $a$ ; $b$",
            {u"! Line 3: the dollar-quoted string that begins here is not terminated"_s});
        row("comment without end", "select 1;\n/* a /* b */\n",
            {u"! Line 2: the comment that begins here is not terminated"_s});
        row("long string without end", qPrintable(u"select 1;\n\n'"_s + QString(200, u'\n')),
            {u"! Line 3: the quoted string that begins here is not terminated"_s});
        row("latin1", "select 1;\n-- gr\xF6\xDF\n'", {u"! Line 2: the text is not UTF-8"_s});
        row("cut character at the end", "select 1;\n-- \xE2\x82", {u"! Line 2: the text is not UTF-8"_s});
        QTest::newRow("NUL") << QByteArray("select 1;\n\nselect 'a\0b", 22)
                             << QStringList{u"! Line 3: a NUL byte, which SQL cannot contain"_s};
    }

private Q_SLOTS:
    void pieces_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("expected");
        pieceRows();
        routineRows();
        copyRows();
        backslashRows();
        stringRows();
        errorRows();
    }

    void pieces()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, expected);
        QCOMPARE(readable(split(text), text), expected);
        for (const qsizetype chunk : {1, 2, 5, 64})
            QCOMPARE(readable(test::splitInChunks(text, chunk), text), expected);
        QCOMPARE(QString::fromStdString(test::brokenInvariant(text)), QString());
    }

    void texts_data() { pieces_data(); }

    // The text that comes with a piece is the piece's, however the file is cut, and the problem the same.
    void texts()
    {
        QFETCH(QByteArray, text);
        const auto whole = split(text);
        for (const qsizetype chunk : {1, 3, 64, 4096}) {
            std::vector<Piece> seen;
            bool same = true;
            TextSplitter splitter([&](const Piece &piece, const QByteArray &part) {
                seen.push_back(piece);
                same = same && part == textOf(piece, text);
            });
            Result<void> result;
            for (qsizetype at = 0; result && at < text.size(); at += chunk)
                result = splitter.feed(text.sliced(at, qMin(chunk, text.size() - at)));
            if (result)
                result = splitter.finish();
            QVERIFY(same);
            QCOMPARE(result.has_value(), whole.has_value());
            if (whole)
                QVERIFY(seen == *whole);
            else
                QCOMPARE(result.error().message, whole.error().message);
        }
    }

    void initialStandardStrings()
    {
        const QByteArray text = "select '\\';'";
        QVERIFY(!split(text, true));
        QCOMPARE(readable(split(text, false), text), QStringList{u"1S select '\\';'"_s});
    }

    // Pieces come as soon as their semicolon has been read, and an error stays.
    void streaming()
    {
        Splitter splitter;
        auto pieces = splitter.feed("select 1; sel");
        QVERIFY(pieces);
        QCOMPARE(pieces->size(), 1U);
        pieces = splitter.feed("ect 2; 'a");
        QVERIFY(pieces);
        QCOMPARE(pieces->size(), 1U);
        QCOMPARE(pieces->front(), (Piece{PieceKind::Statement, 10, 8, 1}));
        QVERIFY(!splitter.finish());
        QVERIFY(!splitter.feed("'"));
    }

    void asTheParserSplits_data() { pieces_data(); }

    // Wherever PostgreSQL's own parser takes the text, the statements are its statements.
    void asTheParserSplits()
    {
        QFETCH(QByteArray, text);
        const auto ours = split(text);
        const auto theirs = parserSplit(text.startsWith("\xEF\xBB\xBF") ? text.sliced(3) : text);
        const bool ownRules = text.contains("standard_conforming_strings"); // the parser does not run the SET
        if (!ours || !theirs || text.contains('\0') || ownRules)
            QSKIP("not for the parser: psql commands, COPY data, broken text or strings by other rules");
        QByteArrayList statements;
        for (const Piece &piece : *ours)
            statements += textOf(piece, text).toByteArray();
        QByteArrayList expected;
        for (const QByteArray &statement : *theirs)
            expected += withoutBlanksAround(statement);
        QCOMPARE(statements, expected);
    }

    void generatedAsTheParserSplits()
    {
        const QByteArrayList expressions{
            "1",
            "'a;b'",
            "'it''s'",
            "E'\\';'",
            "$$;$$",
            "$a$ $$;$$ $b$ $a$",
            "\"c;\"",
            "(select 1)",
            "case when true then ';' end",
            "/* ; */ 2",
            "-- ;\n 3",
            "U&';'",
            "b'01'",
            "1.5e3",
            "c$d",
            "x'1F'",
            "$1",
            "a.b",
            "E'a'\n'\\';'",
            "(1, (2))",
            "1*/*;*/2",
            "'\\'"};
        const QByteArrayList frames{
            "select %",
            "insert into t values (%)",
            "update t set a = % where %",
            "do $x$ %; $x$",
            "create rule r as on insert to t do (select %; select %)",
            "delete from t where %",
            "begin",
            "end",
            "create function f() returns int language sql begin atomic select %; select %; end",
            "create procedure p(a int) begin atomic insert into t values (case when % then 1 else 2 end); end",
            "create function f(begin int) returns int language sql as $f$ select %; $f$"};
        QRandomGenerator random(20240229);
        const auto pick = [&](const QByteArrayList &list) { return list[random.bounded(int(list.size()))]; };
        int compared = 0;
        for (int round = 0; round < 1500; ++round) {
            QByteArray text;
            for (int statement = random.bounded(1, 6); statement > 0; --statement) {
                QByteArray sql = pick(frames);
                for (qsizetype at = sql.indexOf('%'); at >= 0; at = sql.indexOf('%')) {
                    sql.replace(at, 1, pick(expressions));
                }
                text += pick({"", " ", "\n", "-- c;\n", "/*;*/"}) + sql + pick({";", " ;", ";;", "\n;\n", " -- c\n;"});
            }
            const auto theirs = parserSplit(text);
            if (!theirs)
                continue;
            ++compared;
            const auto ours = split(text);
            QVERIFY2(ours, text.constData());
            QByteArrayList statements;
            for (const Piece &piece : *ours)
                statements += textOf(piece, text).toByteArray();
            QByteArrayList expected;
            for (const QByteArray &statement : *theirs)
                expected += withoutBlanksAround(statement);
            QVERIFY2(statements == expected, text.constData());
            QCOMPARE(QString::fromStdString(test::brokenInvariant(text)), QString());
        }
        QVERIFY2(compared > 500, qPrintable(u"only %1 texts parsed"_s.arg(compared)));
    }

    // The fuzz target's work on a small, repeatable scale.
    void anyBytes()
    {
        const QByteArrayList parts{
            "'",
            "''",
            "\"",
            "$$",
            "$a$",
            "$a",
            "$1",
            "--",
            "/*",
            "*/",
            "*",
            "/",
            "\\",
            "\\.",
            "\\.\n",
            "\n",
            "\r",
            "E'",
            "u&'",
            "U&\"",
            "b'",
            "1",
            ".",
            "e",
            "e5",
            "-",
            "(",
            ")",
            ";",
            ";\n",
            " ",
            "create function ",
            "or replace ",
            "begin ",
            "atomic ",
            "case ",
            "end ",
            "as ",
            "copy t from stdin",
            "set standard_conforming_strings=off;",
            "reset all;",
            "\xEF\xBB\xBF",
            "\xC3\xA4",
            "\xE2",
            "\x82",
            "\xAC",
            "\xFF",
            QByteArray(1, '\0'),
            QByteArray(70, 'x'),
            QByteArray(90, ';')};
        QRandomGenerator random(4711);
        for (int round = 0; round < 6000; ++round) {
            QByteArray text;
            for (int count = random.bounded(1, 25); count > 0; --count)
                text += random.bounded(20) == 0 ? QByteArray(1, char(random.bounded(256)))
                                                : parts[random.bounded(int(parts.size()))];
            const std::string broken = test::brokenInvariant(text);
            QVERIFY2(
                broken.empty(),
                qPrintable(QString::fromStdString(broken) + u": "_s + QString::fromLatin1(text.toHex(' '))));
        }
    }

    // Positions only: what is held does not grow with a statement.
    void longStatementInChunks()
    {
        Splitter splitter;
        const QByteArray chunk(1 << 16, ';');
        QVERIFY(splitter.feed("select $$"));
        for (int i = 0; i < 160; ++i) {
            const auto pieces = splitter.feed(chunk);
            QVERIFY(pieces && pieces->empty());
        }
        const auto pieces = splitter.feed("$$;");
        QVERIFY(pieces);
        QCOMPARE(*pieces, (std::vector<Piece>{{PieceKind::Statement, 0, 160 * chunk.size() + 11, 1}}));
    }
};

QTEST_APPLESS_MAIN(SplitterTest)
#include "tst_splitter.moc"
