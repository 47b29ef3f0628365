// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/querytext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

QString marked(const NameUse &use)
{
    return use.hasArgument ? u"<%1|%2>"_s.arg(use.name, use.argument) : u"<%1>"_s.arg(use.name);
}

} // namespace

class QueryTextTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("written");
        const auto row = [](const char *name, const char *sql, const char *written) {
            QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromUtf8(written);
        };
        row("plain", "select 1 where t >= :from and t < :to", "select 1 where t >= <from> and t < <to>");
        row("argument", "select :bucket(created_at)", "select <bucket|created_at>");
        row("nested parentheses", "select :bucket(coalesce(a, (b))) x", "select <bucket|coalesce(a, (b))> x");
        row("nested names", "select :bucket( greatest(a, :from) )", "select <bucket|greatest(a, <from>)>");
        row("a cast is none", "select a::text, '1'::int, b :: date", "select a::text, '1'::int, b :: date");
        row("a cast of a name", "select :from::date", "select <from>::date");
        row("strings", "select ':from', E'\\':from', $$:from$$, $x$ :to $x$, \":from\"",
            "select ':from', E'\\':from', $$:from$$, $x$ :to $x$, \":from\"");
        row("comments", "select 1 -- :from\n/* :to /* :zone */ */ + 1", "select 1 -- :from\n/* :to /* :zone */ */ + 1");
        row("a slice with blanks", "select a[1 : n]", "select a[1 : n]");
        row("an assignment", "select f(a := 1)", "select f(a := 1)");
        row("not the argument", "select :from (1)", "select <from> (1)");
        row("a closing string", "select :bucket(')')", "select <bucket|')'>");
        row("letters of others", "select 'ä€𝄞', :größe, 'ü'", "select 'ä€𝄞', <größe>, 'ü'");
        row("a last semicolon", "select :from ; -- that is all\n", "select <from>");
    }
    void names()
    {
        QFETCH(QString, sql);
        const Result<QueryText> text = QueryText::parse(sql);
        QVERIFY2(text, qPrintable(text ? QString() : text.error().message));
        QTEST(text->written(marked), "written");
    }

    void places()
    {
        const Result<QueryText> text = QueryText::parse(u"select :from,\n  :bucket(x + :to)"_s);
        QVERIFY(text);
        const auto uses = text->uses();
        QCOMPARE(uses.size(), size_t(3));
        QCOMPARE(uses[0].at, (TextPosition{1, 8}));
        QCOMPARE(uses[1].at, (TextPosition{2, 3}));
        QCOMPARE(uses[2].at, (TextPosition{2, 15}));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("line");
        QTest::newRow("parenthesis") << u"select 1,\n:bucket(a"_s << u"Line 2"_s;
        QTest::newRow("string") << u"select 'a"_s << u"Line 1"_s;
        QTest::newRow("comment") << u"select 1\n\n/* a"_s << u"Line 3"_s;
        QTest::newRow("two statements") << u"select 1;\ndelete from t"_s << u"Line 1"_s;
    }
    void refused()
    {
        QFETCH(QString, sql);
        QFETCH(QString, line);
        const Result<QueryText> text = QueryText::parse(sql);
        QVERIFY(!text);
        QCOMPARE(text.error().kind, ErrorKind::Invalid);
        QVERIFY2(text.error().message.startsWith(line), qPrintable(text.error().message));
    }

    // A place in what is sent, as one in the text of the file.
    void placesInTheSource()
    {
        const auto query = QueryText::parse(u"select 'äé😀', :from,\n  :bucket(at), wrong\nfrom t"_s);
        QVERIFY(query);
        QueryText::Places places;
        const QString sent = query->written(
            [](const NameUse &use) {
                return use.name == "from"_L1 ? u"$1::timestamptz"_s : u"long(\n"_s + use.argument + u"\n)"_s;
            },
            &places);
        const auto at = [&](QStringView words) {
            const qsizetype character = sent.first(sent.indexOf(words)).toUcs4().size() + 1;
            return query->sourceOf(character, places);
        };
        QCOMPARE(at(u"select"), (TextPosition{1, 1}));
        QCOMPARE(at(u"'ä"), (TextPosition{1, 8}));
        QCOMPARE(at(u"$1"), (TextPosition{1, 15}));
        QCOMPARE(at(u"timestamptz"), (TextPosition{1, 15})); // all of it at the colon
        QCOMPARE(at(u"long"), (TextPosition{2, 3}));
        QCOMPARE(at(u"wrong"), (TextPosition{2, 16}));
        QCOMPARE(at(u"from t"), (TextPosition{3, 1}));
    }

    // Behind a semicolon only blanks and comments may stand; they go with it.
    void aSemicolonEndsIt()
    {
        const auto query = QueryText::parse(u"select 1; -- done\n"_s);
        QVERIFY(query);
        QCOMPARE(query->written([](const NameUse &) { return QString(); }), u"select 1"_s);
    }
};

QTEST_GUILESS_MAIN(QueryTextTest)
#include "tst_querytext.moc"
