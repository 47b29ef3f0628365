// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/identifier.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::catalog;

class IdentifierTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quotesOnlyWhereNeeded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << u"users"_s << u"users"_s;
        QTest::newRow("underscore and digit") << u"_a1"_s << u"_a1"_s;
        QTest::newRow("unreserved keyword") << u"owner"_s << u"owner"_s;
        QTest::newRow("reserved keyword") << u"user"_s << u"\"user\""_s;
        QTest::newRow("column-name keyword") << u"values"_s << u"\"values\""_s;
        QTest::newRow("keyword of version 17") << u"json_table"_s << u"\"json_table\""_s;
        QTest::newRow("upper case") << u"Users"_s << u"\"Users\""_s;
        QTest::newRow("digit first") << u"1a"_s << u"\"1a\""_s;
        QTest::newRow("dollar") << u"a$"_s << u"\"a$\""_s;
        QTest::newRow("dot") << u"a.b"_s << u"\"a.b\""_s;
        QTest::newRow("quote") << u"a\"b"_s << u"\"a\"\"b\""_s;
        QTest::newRow("umlaut") << u"ä"_s << u"\"ä\""_s;
        QTest::newRow("line end") << u"a\nb"_s << u"\"a\nb\""_s;
        QTest::newRow("empty") << u""_s << u"\"\""_s;
        QTest::newRow("space") << u" "_s << u"\" \""_s;
    }

    void quotesOnlyWhereNeeded()
    {
        QFETCH(QString, name);
        QFETCH(QString, expected);
        QCOMPARE(quoteIfNeeded(name), expected);
    }

    // Whatever this server calls a keyword is quoted as its own quote_ident quotes it; words that became keywords in a
    // later version may be quoted too early, which does no harm.
    void quotesTheServersKeywords()
    {
        test::TestServer server;
        const auto words =
            server.psql(u"howdah"_s, u"SELECT word || ' ' || quote_ident(word) FROM pg_get_keywords()"_s);
        QVERIFY(words);
        const QStringList lines = words->split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.size() > 400);
        for (const QString &line : lines) {
            const QString word = line.section(u' ', 0, 0);
            const QString quoted = line.section(u' ', 1);
            if (quoted != word)
                QCOMPARE(quoteIfNeeded(word), quoted);
        }
    }

    void qualifies()
    {
        QCOMPARE(qualifiedName(u"public", u"users"), u"public.users"_s);
        QCOMPARE(qualifiedName(u"Über", u"a.b"), u"\"Über\".\"a.b\""_s);
        QCOMPARE(qualifiedName(u"", u"users"), u"users"_s);
    }
};

QTEST_GUILESS_MAIN(IdentifierTest)
#include "tst_identifier.moc"
