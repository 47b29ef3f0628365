// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Texts with fields, and the files that they come from.
#include "query/snippets/snippet.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::query;

class SnippetsTest final : public QObject
{
    Q_OBJECT

    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private Q_SLOTS:
    void fieldsAreFilled()
    {
        const FilledSnippet filled = fillSnippet(u"ä ${1:größe} = $2\nwhere $1; \\$\\$ $x $0\n"_s, "  ", "\r\n");
        QCOMPARE(filled.text, QByteArray("ä größe = \r\n  where größe; $$ $x "));
        const auto field = [&](const QByteArray &before, const QByteArray &text, int number) {
            return FilledSnippet::Field{number, before.size(), text.size()};
        };
        QCOMPARE(filled.fields.size(), std::size_t(4));
        QCOMPARE(filled.fields[0], field("ä ", "größe", 1));
        QCOMPARE(filled.fields[1], field("ä größe = ", "", 2));
        QCOMPARE(filled.fields[2], field("ä größe = \r\n  where ", "größe", 1));
        QCOMPARE(filled.fields[3], field(filled.text, "", 0));
    }

    void theCursorEndsBehindOneWithoutAPlaceForIt()
    {
        const FilledSnippet filled = fillSnippet(u"select ${1}"_s, {});
        QCOMPARE(filled.fields.back(), (FilledSnippet::Field{0, 7, 0}));
    }

    // Whatever is written, something comes out.
    void brokenFieldsAreText()
    {
        QCOMPARE(fillSnippet(u"$"_s, {}).text, "$");
        QCOMPARE(fillSnippet(u"${"_s, {}).text, "${");
        QCOMPARE(fillSnippet(u"${1"_s, {}).text, "${1");
        QCOMPARE(fillSnippet(u"${1x}"_s, {}).text, "${1x}");
        QCOMPARE(fillSnippet(u"a\\"_s, {}).text, "a\\");
        QCOMPARE(fillSnippet(u"\U0001F600 ${1:\U0001F600}"_s, {}).text, u"\U0001F600 \U0001F600"_s.toUtf8());
    }

    void thoseOfTheProgramAreThere()
    {
        const SnippetFile read = readSnippets(u"/nonexistent/snippets.yaml"_s);
        QVERIFY2(read.problems.isEmpty(), qPrintable(read.problems.join(u'\n')));
        QVERIFY(read.snippets.size() >= 15);
        for (const Snippet &snippet : read.snippets) {
            QVERIFY(!snippet.word.isEmpty() && !snippet.title.isEmpty() && !snippet.isOwn);
            QVERIFY2(!fillSnippet(snippet.text, {}).text.contains("${"), qPrintable(snippet.word));
        }
    }

    void ownOnesTakeTheirPlace()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"snippets.yaml"_s);
        write(path, "sel:\n  title: Mine\n  text: select 1\nmine:\n  text: |\n    one\n    two\n");
        const SnippetFile read = readSnippets(path);
        QVERIFY(read.problems.isEmpty());
        qsizetype selects = 0;
        for (const Snippet &snippet : read.snippets) {
            selects += snippet.word == u"sel";
            if (snippet.word == u"sel")
                QCOMPARE(snippet, (Snippet{u"sel"_s, u"Mine"_s, u"select 1"_s, true}));
        }
        QCOMPARE(selects, 1);
    }

    void whatIsWrongIsToldAtItsPlace()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"snippets.yaml"_s);
        write(path, "a:\n  titel: x\n  text: y\nb: {}\n");
        const SnippetFile read = readSnippets(path);
        QCOMPARE(read.problems.size(), 2);
        QVERIFY2(read.problems[0].startsWith(u"snippets.yaml:2:"), qPrintable(read.problems[0]));
        QVERIFY2(read.problems[1].startsWith(u"snippets.yaml:4:"), qPrintable(read.problems[1]));
        write(path, "a: [");
        QCOMPARE(readSnippets(path).problems.size(), 1);
        QVERIFY(readSnippets(path).snippets.size() > 10); // the others are there
    }
};

QTEST_GUILESS_MAIN(SnippetsTest)
#include "tst_snippets.moc"
