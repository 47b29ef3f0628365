// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a text alone: how it is drawn, what belongs together in it, what a command makes of it.
#include "common/code/sqlruns.h"
#include "query/editor/bracketpairs.h"
#include "query/editor/editorformatter.h"
#include "query/editor/textcommands.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class EditorTextTest final : public QObject
{
    Q_OBJECT

    // One letter for each byte.
    static QByteArray styles(const QByteArray &sql, const std::vector<sql::Piece> &pieces = {}, bool standard = true)
    {
        static constexpr char letters[] = ".ckn'\"p\\d";
        QByteArray drawn;
        for (const SqlRun &run : scriptRuns(sql, pieces, standard))
            drawn += QByteArray(run.end - drawn.size(), letters[int(run.style)]);
        return drawn;
    }

private Q_SLOTS:
    void isDrawnAsPostgresReadsIt_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("drawn");
        const auto row = [](const char *name, const char *sql, const char *drawn) {
            QTest::newRow(name) << QByteArray(sql) << QByteArray(drawn);
        };
        row("words", "select a, 1.5 from t", "kkkkkk....nnn.kkkk..");
        row("string", "select 'a''b'", "kkkkkk.''''''");
        row("backslash in a string", "select 'a\\', b", "kkkkkk.''''...");
        row("escape string", "select E'a\\'b', c", "kkkkkk.'''''''...");
        row("nested comments", "/* a /* b */ c */ x", "ccccccccccccccccc..");
        row("two comments", "/* a */ /* b */ x", "ccccccc.ccccccc..");
        row("line comment", "-- it's\nx", "ccccccc..");
        row("quoted name", "\"a;b\" x", "\"\"\"\"\"..");
        row("a text in dollars", "select $a$ select $a$, 1", "kkkkkk.''''''''''''''..n");
        row("a body", "do $$begin 'x'; end$$", "kk.''kkkkk.'''..kkk''");
        row("a body of a function", "as $f$ select $1 $f$;", "kk.'''.kkkkkk.pp.'''.");
        row("a nested body", "do $$ execute $q$a$q$ $$", "kk.''.kkkkkkk.'''''''.''");
        row("parameters", "a = :x and b::int = :'y'",
            "....pp.kkk...."
            "kkk...pppp");
        row("array slice", "a[1:2]", "..n.n.");
        row("psql", "\\set x 1\nselect 1", "\\\\\\\\\\\\\\\\.kkkkkk.n");
        row("an open string", "select 'a", "kkkkkk.''");
        row("an open comment", "x /* a", "..cccc");
        row("an open line comment", "x -- a", "..cccc");
        row("an open body", "do $$begin", "kk.''kkkkk");
        row("more bytes than letters", "\xC3\xA9 '\xC3\xA9'", "...''''");
        row("nothing", "", "");
    }
    void isDrawnAsPostgresReadsIt()
    {
        QFETCH(QByteArray, sql);
        QTEST(styles(sql), "drawn");
    }

    void dataOfCopyIsGrey()
    {
        const QByteArray text = "copy t from stdin;\nit's\t1\n\\.\nselect 1";
        const auto pieces = sql::split(text);
        QVERIFY(pieces);
        QCOMPARE(styles(text, *pieces), QByteArray("kkkk...kkkk.......") + ".ddddddd" + QByteArray("\\\\.kkkkkk.n"));
    }

    void oldStringsAreDrawnAsTheyAreRead() { QCOMPARE(styles("'a\\'b' c", {}, false), "''''''.."); }

    void bracketsAndWordsHaveTheirOthers_data()
    {
        QTest::addColumn<QString>("marked"); // | is the cursor, <> around what is found
        QTest::newRow("outer") << u"f<|(>a, (b), c[1]<)>"_s;
        QTest::newRow("from behind") << u"f<(>a, (b)<)>|"_s;
        QTest::newRow("inner") << u"f(a, <|(>b<)>, c)"_s;
        QTest::newRow("square") << u"c<[>1<]|>"_s;
        QTest::newRow("case") << u"select <ca|se> when a then (case when b then 1 end) <end>"_s;
        QTest::newRow("its end") << u"select <case> when a then 1 <en|d> from t"_s;
        QTest::newRow("none in a string") << u"select '(|' || f(1)"_s;
        QTest::newRow("none in a comment") << u"select 1 -- (|\n)"_s;
        QTest::newRow("block") << u"do $$ <|begin> if a then loop x; end loop; end if; <end>; $$"_s;
        QTest::newRow("if") << u"do $$ begin <i|f> a then loop x; end loop; <end> if; end; $$"_s;
        QTest::newRow("loop") << u"do $$ begin if a then <loop|> x; <end> loop; end if; end; $$"_s;
        QTest::newRow("if exists is none") << u"do $$ <beg|in> drop table if exists t; <end> $$"_s;
        QTest::newRow("if exists (select) is one") << u"do $$ begin <i|f> exists (select 1) then x; <end> if; end $$"_s;
        QTest::newRow("unclosed") << u"f(|a"_s;
        QTest::newRow("wrongly closed") << u"f<|(>a]<)>"_s;
    }
    void bracketsAndWordsHaveTheirOthers()
    {
        QFETCH(QString, marked);
        QString plain = marked;
        plain.remove(u'<').remove(u'>');
        const qsizetype cursor = plain.indexOf(u'|');
        plain.remove(u'|');
        const auto pair = pairAt(plain.toUtf8(), cursor);
        QString found = plain;
        QList<std::pair<qsizetype, QChar>> signs{{cursor, u'|'}};
        if (pair) {
            for (const query::TextExtent &place : {pair->close, pair->open}) {
                found.insert(qsizetype(place.offset + place.size), u'>');
                found.insert(qsizetype(place.offset), u'<');
            }
        }
        marked.remove(u'|');
        QCOMPARE(found, marked);
    }

    void knowsWhereOneIs()
    {
        QCOMPARE(placeAtEnd("select 1 "), TextPlace::Sql);
        QCOMPARE(placeAtEnd("select 'a"), TextPlace::String);
        QCOMPARE(placeAtEnd("select 'a'"), TextPlace::Sql);
        QCOMPARE(placeAtEnd("select \"a"), TextPlace::QuotedName);
        QCOMPARE(placeAtEnd("select -- a"), TextPlace::Comment);
        QCOMPARE(placeAtEnd("select -- a\n"), TextPlace::Sql);
        QCOMPARE(placeAtEnd("select /* a"), TextPlace::Comment);
        QCOMPARE(placeAtEnd("do $$ begin "), TextPlace::Sql);
        QCOMPARE(placeAtEnd("do $$ begin 'a"), TextPlace::String);
    }

    void linesAreCommentedAtTheirIndentation()
    {
        const QByteArray text = "  select 1\n\n    from t\r\n";
        const QByteArray commented = "  -- select 1\n\n  --   from t\r\n";
        QCOMPARE(toggledLineComments(text), commented);
        QCOMPARE(toggledLineComments(commented), text);
        QCOMPARE(toggledLineComments("--a\n--  b"), "a\n b"); // one blank belongs to it
        QCOMPARE(toggledLineComments("-- a\nb"), "-- -- a\n-- b");
        QCOMPARE(toggledLineComments("\n \n"), "\n \n");
        QCOMPARE(toggledBlockComment("a + b"), "/* a + b */");
        QCOMPARE(toggledBlockComment("/* a + b */"), "a + b");
    }

    void keywordsChangeTheirCaseAndNothingElse()
    {
        const QByteArray sql = "select Name, 'From' -- where\nFrom \"select\" Where x";
        QCOMPARE(withKeywordsIn(WordCase::Upper, sql), "SELECT Name, 'From' -- where\nFROM \"select\" WHERE x");
        QCOMPARE(withKeywordsIn(WordCase::Lower, sql), "select Name, 'From' -- where\nfrom \"select\" where x");
    }

    void aNewLineIsIndentedAsTheOneBefore()
    {
        QCOMPARE(indentAfter("    select 1", "    "), "    ");
        QCOMPARE(indentAfter("\tvalues (", "\t"), "\t\t");
        QCOMPARE(indentAfter("  if a THEN", "  "), "    ");
        QCOMPARE(indentAfter("  if athen", "  "), "  ");
    }

    void theCursorStaysAtItsToken()
    {
        const QByteArray before = "select  a,b from   t where x=1";
        const QByteArray after = "SELECT a,\n    b\nFROM t\nWHERE x = 1";
        for (const QByteArray token : {"a", "b", "t where", "x", "=", "1"}) {
            const QByteArray there = token.first(1);
            const qsizetype place = placeInFormatted(before, before.indexOf(token), after);
            QCOMPARE(after.sliced(place, 1), there);
        }
        QCOMPARE(placeInFormatted(before, before.size(), after), after.size());
        QCOMPARE(placeInFormatted(before, 3, after), 3);
    }
};

QTEST_GUILESS_MAIN(EditorTextTest)
#include "tst_editortext.moc"
