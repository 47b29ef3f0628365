// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/lexer.h"
#include "sql/standardstrings.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::sql;

class LexerTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tokens_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("expected"); // one token behind the other, | between
        const auto row = [](const char *name, const char *sql, const char *expected) {
            QTest::newRow(name) << QByteArray(sql) << QByteArray(expected);
        };
        row("words and symbols", "select a+b", "select|a|+|b");
        row("name with a dollar", "a$b$c", "a$b$c");
        row("name in other letters", "größe 名前", "größe|名前");
        row("parameter", "$1+$23", "$1|+|$23");
        row("parameter at a dollar quote", "$1$$;$$", "$1|$$;$$");
        row("number at a dollar quote", "1e5$a$;$a$", "1e5|$a$;$a$");
        row("number at a name", "1e$a$", "1|e$a$");
        row("fraction", "1.5 .5 1. 1..2", "1.5|.5|1.|1|.|.2"); // the last as the server reads a slice, near enough
        row("signed exponent", "1e-5-2", "1e-5|-|2");
        row("dollar alone", "$a b", "$|a|b");
        row("tag begins with a digit", "$1a$", "$1|a$");
        row("doubled quote", "'it''s'", "'it''s'");
        row("escape string", "E'\\'' e'\\\\'", "E'\\''|e'\\\\'");
        row("standard string", "'\\' x", "'\\'|x");
        row("prefixes", "b'01' X'1F' n'a' U&'\\' u&\"d\\\"", "b'01'|X'1F'|n|'a'|U&'\\'|u&\"d\\\"");
        row("no prefix", "xe'\\' y", "xe|'\\'|y");
        row("u and &", "u & 'a' u&b", "u|&|'a'|u|&|b");
        row("continued escape string", "E'a' -- c\n '\\'' x", "E'a'|'\\''|x");
        row("not continued on one line", "E'a' '\\' x", "E'a'|'\\'|x");
        row("not continued behind a comment", "E'a' /* */\n '\\' x", "E'a'|'\\'|x");
        row("comments", "a/*b*/c--d\ne", "a|c|e");
        row("nested comments", "/*/**/;*/a/*/ ;*/b", "a|b");
        row("stars and slashes", "/***/a/**/b/*/*/*/**/*/*/*/c", "a|b|c");
        row("operator into a comment", "1*/*x*/2+--y\n3", "1|*|2|+|3");
        row("carriage return ends a comment", "--a\rb", "b");
        row("quoted name", "\"a\"\"b;\" c", "\"a\"\"b;\"|c");
        row("dollar quote with other tags", "$a$ $b$ $$ $a $aa$ $a$ x", "$a$ $b$ $$ $a $aa$ $a$|x");
        row("dollar quote, tag begins in the tail", "$a$x$a$a$", "$a$x$a$|a$");
    }

    void tokens()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, expected);
        Lexer lexer;
        lexer.setInput(sql, 0, true);
        QByteArrayList found;
        for (Token token = lexer.next(); token.type != TokenType::End; token = lexer.next()) {
            QCOMPARE(token.text, QByteArrayView(sql).sliced(token.begin, token.end - token.begin));
            found += token.text.toByteArray();
        }
        QCOMPARE(lexer.open(), OpenToken::None);
        QCOMPARE(found.join('|'), expected);
    }

    void utf8_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qsizetype>("valid");
        QTest::addColumn<TextProblem>("problem");
        const auto row = [](const char *name, QByteArray text, qsizetype valid, TextProblem problem) {
            QTest::newRow(name) << text << valid << problem;
            // Behind a length that the fast path reads in words.
            QTest::addRow("%s, later", name) << QByteArray(19, 'a') + text << valid + 19 << problem;
        };
        using enum TextProblem;
        row("ascii", "abc\x7f\x01", 5, None);
        row("one of each length", "a\xC3\xA4\xE2\x82\xAC\xF0\x9D\x92\xB3", 10, None);
        row("cut", "a\xE2\x82", 1, None);
        row("continuation alone", "a\x80", 1, NotUtf8);
        row("overlong of two", "\xC0\x80", 0, NotUtf8);
        row("overlong of three", "\xE0\x9F\xBF", 0, NotUtf8);
        row("surrogate", "\xED\xA0\x80", 0, NotUtf8);
        row("last below the surrogates", "\xED\x9F\xBF", 3, None);
        row("beyond Unicode", "\xF4\x90\x80\x80", 0, NotUtf8);
        row("last of Unicode", "\xF4\x8F\xBF\xBF", 4, None);
        row("bad third byte", "ab\xE2\x82x", 2, NotUtf8);
        row("latin1", "gr\xF6\xDF", 2, NotUtf8);
        row("nul", QByteArray("ab\0c", 4), 2, Nul);
    }

    void utf8()
    {
        QFETCH(QByteArray, text);
        const Utf8Check check = checkUtf8(text);
        QTEST(check.valid, "valid");
        QTEST(check.problem, "problem");
    }

    void newlines()
    {
        QByteArray text;
        for (int i = 0; i < 300; ++i) {
            QCOMPARE(countNewlines(text.constBegin(), text.constEnd()), text.count('\n'));
            text += char(i % 7 == 0 ? '\n' : i % 5 == 0 ? '\x0B' : i % 3 == 0 ? '\x8A' : 'a');
        }
    }

    void standardStrings_data()
    {
        QTest::addColumn<QStringList>("statements");
        QTest::addColumn<bool>("on");
        const auto row = [](const QString &statements, bool on) {
            QTest::addRow("%s", qPrintable(statements)) << statements.split(u"; "_s) << on;
        };
        row(u"set standard_conforming_strings = off"_s, false);
        row(u"set standard_conforming_strings to 'f'"_s, false);
        row(u"set session standard_conforming_strings to 0"_s, false);
        row(u"set standard_conforming_strings = o"_s, true);
        row(u"set standard_conforming_strings = off extra"_s, true);
        row(u"set search_path = off"_s, true);
        row(u"set standard_conforming_strings = off; reset standard_conforming_strings"_s, true);
        row(u"set standard_conforming_strings = off; set standard_conforming_strings to default"_s, true);
        row(u"set standard_conforming_strings = off; discard all"_s, true);
        row(u"set standard_conforming_strings = off; reset search_path"_s, false);
        row(u"set standard_conforming_strings = off; commit"_s, false);
        row(u"set local standard_conforming_strings = off"_s, false);
        row(u"set local standard_conforming_strings = off; commit"_s, true);
        row(u"set local standard_conforming_strings = off; rollback to s"_s, false);
        row(u"set local standard_conforming_strings = off; rollback work to s"_s, false);
        row(u"set local standard_conforming_strings = off; commit prepared 'x'"_s, false);
        row(u"set local standard_conforming_strings = off; rollback work"_s, true);
    }

    void standardStrings()
    {
        QFETCH(QStringList, statements);
        QFETCH(bool, on);
        StandardStrings strings(true);
        for (const QString &statement : statements) {
            std::vector<QByteArray> tokens;
            for (const QString &token : statement.split(u' '))
                tokens.push_back(token.toUtf8());
            strings.apply(tokens);
        }
        QCOMPARE(strings.isOn(), on);
    }
};

QTEST_APPLESS_MAIN(LexerTest)
#include "tst_lexer.moc"
