// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Where places for values are, and what is put there.
#include "query/script/parameters.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

class ParametersTest final : public QObject
{
    Q_OBJECT

    // As they are written, "?" behind those that may be something else.
    static QByteArrayList found(const QByteArray &sql, bool standardStrings = true)
    {
        QByteArrayList written;
        for (const ParameterUse &use : findParameters(sql, standardStrings))
            written << sql.sliced(use.begin, use.end - use.begin) + (use.certain ? "" : "?");
        return written;
    }
    static ParameterValue text(const QString &value) { return {ParameterValue::Kind::Text, value}; }
    static WrittenStatement written(const QByteArray &sql, const ParameterValues &values)
    {
        auto made = writeParameters(sql, values);
        if (!made)
            qFatal("%s", qPrintable(describe(made.error())));
        return *made;
    }

private Q_SLOTS:
    void findsThem_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArrayList>("places");
        const auto row = [](const char *sql, const QByteArrayList &places = {}) {
            QTest::newRow(sql) << QByteArray(sql) << places;
        };
        row("select $1, $2 + $1", {"$1", "$2", "$1"});
        row("select :a, :'b', :\"c\"", {":a", ":'b'", ":\"c\""});
        row("select * from t where id=:id and n in(:x,:y)limit:n", {":id", ":x", ":y", ":n"});
        row("select :a::int, :'b'::text", {":a", ":'b'"});
        row("select a::int, b :: text, '1'::int[]");
        row("select now()::date, a.b::c");
        row("select ':a', E'\\':a', U&':a', \":a\", $$ :a $1 $$, $tag$ :a $$ $1 $tag$");
        row("do $$ begin perform :a, $1; end $$");
        row("do $uuid$ begin x := 1; end $uuid$");
        row("select 1 -- :a $1\n, /* :b /* :c */ $2 */ 2");
        row("select a[1:2], a[i:j], a[:2], a[lower(x):upper(x)]");
        row("select a[1: :n], a[:lo : :hi]", {":n", ":lo?", ":hi"});
        row("select a[:n]", {":n?"});
        row("select (array[:a, :b])[1:2]", {":a", ":b"});
        row("select array[[:a,:b],[:c,1]]", {":a", ":b", ":c"});
        row("select a[f(:x)]", {":x"});
        row("select a -> 'b' ->> 'c', a #>> '{:x}', a ? 'b', a @> :v, a @? '$.x', a ?| :keys", {":v", ":keys"});
        row("select json_object('a':b), json_object('k' : :v, 'l':x)", {":v"});
        row("select json_objectagg(k:v)");
        row("select a / b / c, a :: int / :n", {":n"});
        row("select '12:30'::time, time '10:20:30'");
        row("select f(a := 1, b => :x)", {":x"});
        row("select :1, :2a");
        row("select 'x' ':a', a$1 from t");
        row("create function f(int) returns int language sql begin atomic select $1 + 1; end");
        row("create or replace procedure p(int) language sql as $$ select $1 $$");
        row("prepare q as select $1 + :x", {":x"});
        row("create table t as select :x", {":x"});
        row("select :été", {":été"});
        row("select '''', :a, ':b'''", {":a"});
    }
    void findsThem()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArrayList, places);
        QCOMPARE(found(sql), places);
    }

    void readsOldStrings()
    {
        const QByteArray sql = "select 'a\\' :b', :c";
        QCOMPARE(found(sql, false), (QByteArrayList{":c"}));
        QCOMPARE(found("select 'a\\', :b"), (QByteArrayList{":b"}));
    }

    void bindsValues()
    {
        const WrittenStatement made = written(
            "select :b, $2, :a, :b, :'a', :\"c d\", :\"n\" from t",
            {{u"a"_s, text(u"it's"_s)}, {u"b"_s, text(u""_s)}, {u"2"_s, text(u"two"_s)}, {u"n"_s, text(u"x\"y"_s)}});
        QCOMPARE(made.sql, "select $1, $2, $3, $1, 'it''s', :\"c d\", \"x\"\"y\" from t"_L1); // psql knows no such name
        QCOMPARE(made.names, (std::vector<QString>{u"b"_s, u"2"_s, u"a"_s}));
        QCOMPARE(made.parameters.size(), std::size_t(3));
        QVERIFY(made.parameters[0].has_value() && made.parameters[0]->isEmpty());
        QCOMPARE(*made.parameters[2], "it's");
    }

    void keepsNullDefaultAndEmptyApart()
    {
        const ParameterValues values{
            {u"n"_s, {ParameterValue::Kind::Null, {}}},
            {u"d"_s, {ParameterValue::Kind::Default, {}}},
            {u"e"_s, text(u""_s)}};
        const WrittenStatement made = written("insert into t values (:n, :d, :e, :'n', :'d', :'e')", values);
        QCOMPARE(made.sql, "insert into t values ($1, DEFAULT, $2, NULL, DEFAULT, '')"_L1);
        QVERIFY(!made.parameters[0]);
        QCOMPARE(made.parameters[1], std::optional<QByteArray>(""));
        QVERIFY(!writeParameters("select * from :\"n\"", values));
    }

    // What cannot take parameters of the protocol gets constants; what psql's \set made goes in as it is.
    void writesConstants()
    {
        QCOMPARE(written("set x = :v", {{u"v"_s, text(u"a'b"_s)}}).sql, "set x = 'a''b'"_L1);
        QCOMPARE(written("notify c, :v", {{u"v"_s, text(u"a\\b"_s)}}).sql, "notify c,  E'a\\\\b'"_L1);
        QCOMPARE(
            written(
                "select * from :t limit :n", {{u"t"_s, {ParameterValue::Kind::Raw, u"a.b"_s}}, {u"n"_s, text(u"5"_s)}})
                .sql,
            "select * from a.b limit $1"_L1);
    }

    void namesWhatIsMissing()
    {
        const auto made = writeParameters("select 'é', :there, :gone", {{u"there"_s, text(u"1"_s)}});
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::Usage);
        QVERIFY(made.error().message.contains(":gone"_L1));
        QCOMPARE(made.error().position, 21);
        // What may be something else is left.
        QCOMPARE(written("select a[:n]", {}).sql, "select a[:n]"_L1);
        QCOMPARE(written("select a[:n]", {{u"n"_s, text(u"1"_s)}}).sql, "select a[$1]"_L1);
    }

    void keepsPlaces()
    {
        const QByteArray sql = "select '🐘', :first, x, :'second', yz";
        const WrittenStatement made =
            written(sql, {{u"first"_s, text(u"1"_s)}, {u"second"_s, text(u"a long value"_s)}});
        const auto characterOf = [&made](const QString &what) {
            return QStringView(made.sql).first(made.sql.indexOf(what)).toUcs4().size() + 1;
        };
        QCOMPARE(made.sourceByte(characterOf(u"x,"_s)), sql.indexOf("x,"));
        QCOMPARE(made.sourceByte(characterOf(u"yz"_s)), sql.indexOf("yz"));
        QCOMPARE(made.sourceByte(characterOf(u"$1"_s)), sql.indexOf(":first"));
        QCOMPARE(made.sourceByte(characterOf(u"value'"_s)), sql.indexOf(":'second'"));
        QCOMPARE(made.sourceByte(0), -1);
    }

    void writesForDescription()
    {
        const auto made = writeForDescription("select :a + $3, :'b'", {});
        QVERIFY(made);
        QCOMPARE(made->sql, "select $1 + $2, $3"_L1);
        QCOMPARE(made->names, (std::vector<QString>{u"a"_s, u"3"_s, u"b"_s}));
    }
};

QTEST_GUILESS_MAIN(ParametersTest)
#include "tst_parameters.moc"
