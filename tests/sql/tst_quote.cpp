// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/lexer.h"
#include "sql/quote.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::sql;

class QuoteTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void identifiers_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("quoted");
        QTest::newRow("plain") << u"users"_s << u"\"users\""_s;
        QTest::newRow("case and keyword") << u"Select"_s << u"\"Select\""_s;
        QTest::newRow("quotes") << u"a\"b"_s << u"\"a\"\"b\""_s;
        QTest::newRow("only a quote") << u"\""_s << u"\"\"\"\""_s;
        QTest::newRow("dot, newline, blank") << u"a.b\n c"_s << u"\"a.b\n c\""_s;
        QTest::newRow("hostile") << u"\"; drop table x; --"_s << u"\"\"\"; drop table x; --\""_s;
        QTest::newRow("right to left") << u"\u05d0\u202eb"_s << u"\"\u05d0\u202eb\""_s;
        QTest::newRow("backslash and apostrophe") << u"a\\'b"_s << u"\"a\\'b\""_s;
    }

    void identifiers()
    {
        QFETCH(QString, name);
        QFETCH(QString, quoted);
        QCOMPARE(quoteIdentifier(name), quoted);
        verifyOneToken(quoted, TokenType::QuotedName);
    }

    void qualified()
    {
        QCOMPARE(quoteQualified(u"a.b", u"c\"d"), u"\"a.b\".\"c\"\"d\""_s);
        QCOMPARE(quoteQualified(u"", u"c"), u"\"c\""_s);
    }

    void literals_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("quoted");
        QTest::newRow("empty") << u""_s << u"''"_s;
        QTest::newRow("plain") << u"abc"_s << u"'abc'"_s;
        QTest::newRow("apostrophe") << u"it's"_s << u"'it''s'"_s;
        QTest::newRow("backslash") << u"a\\b"_s << u" E'a\\\\b'"_s;
        QTest::newRow("both") << u"\\'"_s << u" E'\\\\'''"_s;
        QTest::newRow("backslash last") << u"\\"_s << u" E'\\\\'"_s;
        QTest::newRow("newline") << u"a\nb"_s << u"'a\nb'"_s;
    }

    // One token whatever standard_conforming_strings says.
    void literals()
    {
        QFETCH(QString, value);
        QFETCH(QString, quoted);
        QCOMPARE(quoteLiteral(value), quoted);
        verifyOneToken(quoted, TokenType::String, true);
        verifyOneToken(quoted, TokenType::String, false);
    }

private:
    static void verifyOneToken(const QString &text, TokenType type, bool standardStrings = true)
    {
        const QByteArray utf8 = text.toUtf8();
        Lexer lexer;
        lexer.setStandardStrings(standardStrings);
        lexer.setInput(utf8, 0, true);
        QCOMPARE(lexer.next().type, type);
        QCOMPARE(lexer.next().type, TokenType::End);
        QCOMPARE(lexer.open(), OpenToken::None);
    }
};

QTEST_APPLESS_MAIN(QuoteTest)
#include "tst_quote.moc"
