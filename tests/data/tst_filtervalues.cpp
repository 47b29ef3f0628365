// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/filter.h"
#include "data/page/filterjson.h"
#include "data/page/pagequery.h"
#include "pagingserver.h"
#include "support/pgprograms.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

// Every operator finds the rows that SQL written by hand finds in psql, on values and names of every kind.
class FilterValuesTest final : public QObject
{
    Q_OBJECT

    PagingServer m_server;
    RelationShape m_shape;

    static QString nameColumn() { return u"na'me \"x\" %1 $1"_s; }

    // The keys of the rows, as the grid reads them.
    QString found(const FilterSet &set)
    {
        const Page page = m_server.read(queryOf(m_shape, set), {});
        QStringList ids;
        for (qsizetype row = 0; row < page.rows.rowCount(); ++row)
            ids << page.rows.text(row, 0);
        return ids.join(u',');
    }
    QString judged(const QString &condition)
    {
        return m_server.lines(u"SELECT id FROM \"odd \"\" table\" t WHERE "_s + condition + u" ORDER BY id"_s)
            .join(u',');
    }
    // What people are shown finds the same.
    QString readable(const FilterSet &set)
    {
        const auto sql = readablePredicate(m_shape, set);
        return sql ? m_server.lines(u"SELECT id FROM public.\"odd \"\" table\" WHERE "_s + *sql + u" ORDER BY id"_s)
                         .join(u',')
                   : describe(sql.error());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile tables(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/data/filtervalues.sql"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        QString sql = QString::fromUtf8(tables.readAll());
        if (howdah::test::serverMajor() < 14)
            sql.replace(u"mr datemultirange"_s, u"mr text"_s); // which came with 14
        m_server.psql(sql);
        m_shape = m_server.shape(u"odd \" table"_s);
    }

    void operators_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("second");
        QTest::addColumn<QString>("judge");
        const auto row = [](const char *name, const QString &column, const char *op, const char *value,
                            const QByteArray &judge, const char *second = "") {
            QTest::newRow(name) << column << QString::fromLatin1(op) << QString::fromUtf8(value)
                                << QString::fromUtf8(second) << QString::fromUtf8(judge);
        };
        const QString name = nameColumn();
        const char *t = "\"na'me \"\"x\"\" %1 $1\"";
        const auto judge = [t](const char *rest) { return QByteArray(t) + rest; };
        row("text equal", name, "equal", "Alpha", judge(" = 'Alpha'"));
        row("hostile text", name, "equal", "'; DROP TABLE \"odd \"\" table\"; --", "id = 3");
        row("text differs", name, "not-equal", "Alpha", judge(" <> 'Alpha'"));
        row("text in any case", name, "equal-any-case", "aLPHA", "id = 1");
        row("contains", name, "contains", "50%_\\", "id = 2");
        row("contains in any case", name, "contains", "ALPHA", "id IN (1, 2)");
        row("contains as it is", name, "contains-exact", "Alpha", "id = 1");
        row("letters beyond ASCII", name, "contains", "äö", "id = 6");
        row("an emoji", name, "contains", "🐘", "id = 6");
        row("a line break", name, "contains", "line\nbreak", "id = 6");
        row("starts with", name, "starts-with", "alpha", "id IN (1, 2)");
        row("a percent sign is no wildcard", name, "starts-with", "%", "false");
        row("ends with", name, "ends-with", "BETA", "id = 2");
        row("matches", name, "matches", "A%a", judge(" ILIKE 'A%a'"));
        row("like", name, "like", "A%a", judge(" LIKE 'A%a'"));
        row("regex", name, "regex", "^[A-Z]l+", judge(" ~ '^[A-Z]l+'"));
        row("regex with a backslash", name, "regex", "\\\\\\s", "id = 2");
        row("regex in any case", name, "regex-any-case", "^a.*A$", judge(" ~* '^a.*A$'"));
        row("full text", name, "full-text", "beta -gamma", "id = 2");
        row("list of texts", name, "in-list", "Alpha, \"'; DROP TABLE \"\"odd \"\"\"\" table\"\"; --\"",
            "id IN (1, 3)");
        row("list with a comma and the empty string", name, "in-list", "\"\", \"a, b\"", "id = 4");
        row("empty", name, "is-empty", "", "id = 4");
        row("null", name, "is-null", "", "id = 5");
        row("not null", name, "is-not-null", "", "id <> 5");
        row("text between", name, "between", "A", judge(" BETWEEN 'A' AND 'B'"), "B");
        row("integer between", u"n"_s, "between", "-3", "n BETWEEN -3 AND 2", "2");
        row("integer list", u"n"_s, "in-list", "1, 2,-3", "n IN (1, 2, -3)");
        row("integer starts with", u"n"_s, "starts-with", "-", "n < 0");
        row("bigint past a double", u"big"_s, "equal", "9007199254740993", "id = 1");
        row("numeric is not rounded", u"d"_s, "greater", "1.1", "id IN (2, 4, 6) AND d > 1.1");
        row("numeric of many digits", u"d"_s, "less-or-equal", "-99999999999999999999.5", "id = 3");
        row("NaN", u"f"_s, "equal", "NaN", "id = 2");
        row("infinite", u"f"_s, "less", "0", "id = 3");
        row("true", u"b"_s, "is-true", "", "b");
        row("false", u"b"_s, "is-false", "", "NOT b");
        row("instant", u"ts"_s, "equal", "2026-03-04 06:06:07+01", "id = 4");
        row("instant, infinite", u"ts"_s, "equal", "infinity", "id = 6");
        row("within the last", u"ts"_s, "within-last", "1 hour", "id = 1");
        row("within the last days", u"plain"_s, "within-last", "1 day", "id = 1");
        row("within the next", u"ts"_s, "within-next", "1 day", "id = 3");
        row("older than", u"ts"_s, "older-than", "2 days", "ts < now() - interval '2 days'");
        row("on a day", u"ts"_s, "on-day", "2026-03-04", "id = 4");
        row("on a day, plain", u"plain"_s, "on-day", "2026-03-04", "id = 4");
        row("today", u"dt"_s, "on-day", "today", "id = 1");
        row("yesterday", u"dt"_s, "on-day", "yesterday", "dt = current_date - 1");
        row("this year", u"plain"_s, "in-this", "year",
            "isfinite(plain) AND extract(year FROM plain) = extract(year FROM now())");
        row("this quarter", u"ts"_s, "in-this", "quarter",
            "isfinite(ts) AND date_trunc('quarter', ts) = date_trunc('quarter', now())");
        row("date between", u"dt"_s, "between", "2026-03-01", "id = 4", "2026-03-31");
        row("time", u"tod"_s, "greater-or-equal", "23:00", "id IN (2, 6)");
        row("interval", u"iv"_s, "greater", "1 day", "iv > interval '1 day'");
        row("interval, negative", u"iv"_s, "less", "0", "id = 2");
        row("uuid", u"u"_s, "equal", "FFFFFFFF-ffff-ffff-ffff-ffffffffffff", "id = 3");
        row("uuid starts with", u"u"_s, "starts-with", "0000", "id IN (1, 2, 6)");
        row("uuid between", u"u"_s, "between", "00000000-0000-0000-0000-000000000002", "id IN (2, 6)",
            "00000000-0000-0000-0000-0000000000ff");
        row("label", u"e"_s, "equal", "it's \"odd\"", "id = 2");
        row("label, list", u"e"_s, "in-list", "calm, \"50%_\\\"", "id IN (1, 3, 6)");
        row("label, order", u"e"_s, "greater", "calm", "e > 'calm'");
        row("label, part", u"e"_s, "contains", "%_\\", "id = 3");
        row("json contains", u"j"_s, "json-contains", "{\"a\": {\"b\": [10]}}", "id = 1");
        row("json is within", u"j"_s, "json-within", "{\"b\": 1e400, \"n\": 1, \"z\": 2}", "id = 6");
        row("json has key", u"j"_s, "json-has-key", "k", "id IN (1, 2)");
        row("json has an odd key", u"j"_s, "json-has-key", "we'ird \"key", "id = 2");
        row("json path", u"j"_s, "json-path", "$.a.b[*] ? (@ > 15)", "id = 2");
        row("json path that is true", u"j"_s, "json-matches", "$.a.b[0] == 10", "id = 1");
        row("json at", u"j"_s, "json-at", "x", "id = 1", "a.b.1");
        row("json at, array", u"j"_s, "json-at", "v", "id = 2", "{\"we'ird \\\"key\"}");
        row("json has text", u"j"_s, "full-text", "alone", "id = 3");
        row("json regex", u"j"_s, "regex", "1\\.00", "id = 6");
        row("plain json contains", u"jj"_s, "json-contains", "[2]", "id = 2");
        row("plain json text", u"jj"_s, "contains", "\"n\":1.00", "id = 6");
        row("element", u"a"_s, "has-element", "y, z", "id = 1");
        row("hostile element", u"a"_s, "has-element", "'; --", "id = 3");
        row("element of two dimensions", u"a"_s, "has-element", "z", "id = 6");
        row("has all", u"a"_s, "contains-all", "x, \"y, z\"", "id = 1");
        row("has all, as SQL", u"a"_s, "contains-all", "{\"\\\"q\\\"\",\"b\\\\s\"}", "id = 3");
        row("has some", u"a"_s, "overlaps", "x, \"'; --\"", "id IN (1, 3, 6)");
        row("has none but", u"ia"_s, "contained-by", "1, 2, 3, 4", "id IN (1, 2, 4)");
        row("integers, element", u"ia"_s, "has-element", "3", "id IN (1, 3)");
        row("array equal", u"ia"_s, "equal", "{4,4}", "id = 4");
        row("range has", u"r"_s, "range-has", "4", "id IN (1, 2)");
        row("range overlaps", u"r"_s, "overlaps", "[5,7)", "id IN (2, 4, 6)");
        row("range within", u"r"_s, "contained-by", "[0,6)", "id IN (1, 3, 4)");
        row("range covers", u"r"_s, "contains-all", "[2,3]", "id IN (1, 2)");
        row("range of instants", u"tr"_s, "range-has", "2026-01-20", "id IN (1, 2, 6)");
        if (howdah::test::serverMajor() >= 14) {
            row("multirange", u"mr"_s, "range-has", "2026-01-04", "id IN (1, 6)");
            row("multirange overlaps", u"mr"_s, "overlaps", "{[2019-01-01,2019-01-02)}", "id = 3");
        }
        row("address in a network", u"ip"_s, "in-subnet", "10.0.0.0/8", "id IN (1, 4)");
        row("network has an address", u"ip"_s, "has-subnet", "10.200.0.1", "id IN (1, 4)");
        row("address", u"ip"_s, "equal", "::1", "id = 3");
        row("bytes", u"raw"_s, "equal", "\\x0001ff", "id = 1");
        row("bytes start with", u"raw"_s, "starts-with", "\\x00", "id = 1");
        row("no bytes", u"raw"_s, "is-empty", "", "id = 2");
        row("document of words", u"tv"_s, "full-text", "quick -dog", "id = 1");
        row("document, either", u"tv"_s, "full-text", "fox or lazy", "id IN (1, 2)");
        row("text of any case", u"c"_s, "equal", "MIXED", "id IN (1, 2)");
        row("text of any case, exactly", u"c"_s, "contains-exact", "MiX", "id = 1");
        row("longer than the column", u"vc"_s, "equal", "abcd", "false");
        row("a column of one sign", u"vc"_s, "contains", "%", "id = 3");
        row("padded text", u"ch"_s, "equal", "ab", "id = 1");
        row("domain", u"dom"_s, "greater", "2", "id IN (3, 4, 6)");
        row("xml", u"x"_s, "contains", "<A>ONE", "id = 1");
        row("bits", u"bits"_s, "equal", "111", "id = 2");
    }
    void operators()
    {
        QFETCH(QString, column);
        QFETCH(QString, op);
        QFETCH(QString, value);
        QFETCH(QString, second);
        QFETCH(QString, judge);
        const auto key = operatorFromKey(op);
        QVERIFY(key);
        Filter filter{column, *key, value, second};
        QCOMPARE(found({{filter}, {}}), judged(judge));
        QCOMPARE(readable({{filter}, {}}), judged(judge));
        filter.negated = true;
        QCOMPARE(found({{filter}, {}}), judged(u"NOT ("_s + judge + u") AND "_s + known(filter)));
    }

    // A filter that the table above forgets is not tested.
    void everyOperatorOfEveryColumnRuns()
    {
        int tried = 0;
        for (const ColumnShape &column : m_shape.columns) {
            for (const FilterOperator op : operatorsFor(column)) {
                const auto predicate = [&](const QString &value, const QString &second) {
                    Parameters parameters;
                    const auto sql = predicateSql(m_shape, {{{column.name, op, value, second}}, {}}, parameters);
                    return connection::Statement{
                        u"SELECT count(*) FROM public.\"odd \"\" table\" WHERE "_s + sql.value_or(u"?"_s),
                        parameters.values()};
                };
                const auto [value, second] = sampleFor(column, op);
                const auto answer = m_server.session().query(predicate(value, second)).result();
                QVERIFY2(
                    answer, qPrintable(
                                column.name + u' ' + operatorKey(op) + u' ' + value + u'\n'
                                + (answer ? QString() : describe(answer.error()))));
                ++tried;
            }
        }
        QVERIFY(tried > 250);
    }

    void groupsNest()
    {
        const Filter one{u"id"_s, FilterOperator::Equal, u"1"_s};
        const Filter two{u"n"_s, FilterOperator::Greater, u"1"_s};
        const Filter yes{u"b"_s, FilterOperator::IsTrue, {}};
        const Filter calm{u"e"_s, FilterOperator::Equal, u"calm"_s};
        const Filter today{u"dt"_s, FilterOperator::OnDay, u"today"_s};
        // (id = 1 OR today OR (n > 1 AND NOT (b OR e = 'calm')))
        FilterSet set{{one, today}, {}, Join::Any, {{Join::All, false, {two}, {{Join::Any, true, {yes, calm}}}}}};
        const QString judge = u"(id = 1 OR dt = current_date OR (n > 1 AND NOT (b OR e = 'calm')))"_s;
        QCOMPARE(found(set), judged(judge));
        QCOMPARE(readable(set), judged(judge));
        // The condition and the search hold beside all of that.
        set.condition = u"id < 6 -- not the last\n"_s;
        set.search = u"ALPHA"_s;
        const QString all =
            judge + u" AND id < 6 AND concat_ws('|', \"na'me \"\"x\"\" %1 $1\", e, c, vc, ch) ILIKE '%alpha%'"_s;
        QCOMPARE(found(set), judged(all));
        QCOMPARE(readable(set), judged(all));
        set.join = Join::All;
        QCOMPARE(found(set), judged(u"false"_s));
        // A group in which nothing stands restricts nothing.
        QCOMPARE(found({{one}, {}, Join::All, {{}, {Join::Any, true}}}), u"1"_s);
        QVERIFY(FilterSet({}, {}, Join::Any, {{}}).isEmpty());
    }

    void searchLooksAtAllTextAndNowhereElse()
    {
        const auto search = [this](const QString &text) { return found({{}, {}, Join::All, {}, text}); };
        QCOMPARE(search(u"mixed"_s), u"1,2"_s); // citext
        QCOMPARE(search(u"ODD\""_s), u"2"_s);   // a label
        QCOMPARE(search(u"%"_s), u"2,3"_s);     // is no wildcard
        QCOMPARE(search(u"_\\"_s), u"2,3"_s);   // nor are these
        QCOMPARE(search(u"'; DROP"_s), u"3"_s);
        QCOMPARE(search(u"9007199254740993"_s), QString());
        Parameters parameters;
        RelationShape numbers = m_shape;
        numbers.columns = {m_shape.columns[0], m_shape.columns[2]};
        const auto none = predicateSql(numbers, {{}, {}, Join::All, {}, u"x"_s}, parameters);
        QVERIFY(!none);
        QCOMPARE(none.error().kind, ErrorKind::Usage);
    }

    // Which rows a filter leaves would say what the value is.
    void hiddenColumnsRestrictNothing()
    {
        FilterSet set;
        set.hidden = {u"c"_s};
        Parameters parameters;
        const auto refused = [&] {
            const auto predicate = predicateSql(m_shape, set, parameters);
            return !predicate && predicate.error().kind == ErrorKind::Permission
                && predicate.error().message.contains(u"c is sensitive"_s);
        };
        set.search = u"ALPHA"_s;
        QCOMPARE(found(set), judged(u"concat_ws('|', \"na'me \"\"x\"\" %1 $1\", e, vc, ch) ILIKE '%alpha%'"_s));
        set.search.clear();
        set.filters = {{u"c"_s, FilterOperator::StartsWith, u"a"_s}};
        QVERIFY(refused());
        set.filters.clear();
        set.groups = {{Join::Any, false, {}, {{Join::All, true, {{u"c"_s, FilterOperator::Equal, u"x"_s}}}}}};
        QVERIFY(refused());
        set.groups.clear();
        for (const char *condition :
             {"c > 'b'", "n = 1 OR upper(c) LIKE 'A%'", "\"c\" IS NULL AND c || '' IS NULL",
              "exists (SELECT 1 WHERE c = 'x')", "to_jsonb(%1)::text LIKE '%x'", "row(%1.*)::text LIKE '%x%'"}) {
            set.condition = QString::fromLatin1(condition).replace(u"%1"_s, uR"("odd "" table")"_s);
            QVERIFY2(refused(), condition);
        }
        set.condition = u"n = 1 AND c IS NOT NULL"_s; // which is seen without that
        set.filters = {{u"c"_s, FilterOperator::IsNull, {}}};
        QVERIFY(!refused());
        QVERIFY(!PageQuery::make(m_shape, set, {{u"c"_s, Direction::Ascending, {}}}));
        QVERIFY(PageQuery::make(m_shape, set, {{u"n"_s, Direction::Ascending, {}}}));
        // It is no part of what was asked for.
        FilterSet same = set;
        same.hidden.clear();
        QCOMPARE(same, set);
        QCOMPARE(filterToJson(same), filterToJson(set));
    }

    void badValuesAreToldAtTheirField_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("second");
        QTest::addColumn<int>("operand"); // -1: nothing is wrong
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *column, const char *op, const char *value, const char *second,
                            int operand, const char *words) {
            QTest::newRow(name) << QString::fromLatin1(column) << QString::fromLatin1(op) << QString::fromUtf8(value)
                                << QString::fromUtf8(second) << operand << QString::fromUtf8(words);
        };
        row("integer", "n", "equal", "12x", "", 0, "invalid input syntax for type integer: \"12x\"");
        row("too large", "n", "equal", "99999999999", "", 0, "value \"99999999999\" is out of range for type integer");
        row("upper bound", "n", "between", "1", "zwei", 1, "invalid input syntax for type integer: \"zwei\"");
        row("one of a list", "n", "in-list", "1, 2, x", "", 0, "invalid input syntax for type integer: \"x\"");
        row("label", "e", "equal", "angry", "", 0, "invalid input value for enum public.mood: \"angry\"");
        row("uuid", "u", "equal", "42", "", 0, "invalid input syntax for type uuid: \"42\"");
        row("date", "dt", "on-day", "2026-02-30", "", 0, "date/time field value out of range: \"2026-02-30\"");
        row("interval", "ts", "within-last", "soon", "", 0, "invalid input syntax for type interval: \"soon\"");
        row("unit", "ts", "in-this", "fortnight", "", 0, "fortnight");
        row("json", "j", "json-contains", "{a", "", 0, "invalid input syntax for type json");
        row("path", "j", "json-path", "$.a[", "", 0, "jsonpath");
        row("place", "j", "json-at", "x", "{a", 1, "malformed array literal: \"{a\"");
        row("regex", "e", "regex", "(", "", 0, "invalid regular expression");
        row("array", "ia", "contains-all", "{1,", "", 0, "malformed array literal");
        row("range", "r", "overlaps", "[5,1)", "", 0, "range lower bound must be less than or equal");
        row("network", "ip", "in-subnet", "10.0.0.0/99", "", 0, "invalid input syntax for type inet: \"10.0.0.0/99\"");
        row("domain", "dom", "equal", "-1", "", 0, "violates check constraint");
        row("good", "n", "between", "1", "2", -1, "");
    }
    void badValuesAreToldAtTheirField()
    {
        QFETCH(QString, column);
        QFETCH(QString, op);
        QFETCH(QString, value);
        QFETCH(QString, second);
        QFETCH(int, operand);
        QFETCH(QString, words);
        const Filter good{u"id"_s, FilterOperator::Equal, u"1"_s};
        const Filter bad{column, *operatorFromKey(op), value, second};
        const FilterSet set{{good}, {}, Join::All, {{Join::Any, false, {good, bad}}}};
        QStringList said;
        for (const ValueCheck &check : valueChecks(m_shape, set)) {
            const auto answer = m_server.session().query(check.statement).result();
            if (answer)
                continue;
            QCOMPARE(check.address, (std::vector<int>{0, 1}));
            QCOMPARE(check.operand, operand);
            said << answer.error().message;
        }
        QCOMPARE(said.size(), operand < 0 ? 0 : 1);
        if (operand >= 0)
            QVERIFY2(said.front().contains(words), qPrintable(said.front()));
    }

private:
    // Where the filter is true or false rather than unknown.
    QString known(const Filter &filter)
    {
        Parameters literals(Parameters::Form::Literals);
        Filter plain = filter;
        plain.negated = false;
        return u"("_s + filterSql(m_shape, plain, literals).value_or(u"?"_s).replace(u"\"odd \"\" table\"."_s, u"t."_s)
             + u") IS NOT NULL"_s;
    }

    static std::pair<QString, QString> sampleFor(const ColumnShape &column, FilterOperator op)
    {
        using enum FilterOperator;
        switch (op) {
        case WithinLast:
        case WithinNext:
        case OlderThan:
            return {u"1 day"_s, {}};
        case OnDay:
            return {u"tomorrow"_s, {}};
        case InThis:
            return {u"week"_s, {}};
        case JsonContains:
        case JsonWithin:
            return {u"{\"a\": [1]}"_s, {}};
        case JsonPath:
            return {u"$.a ? (@ > 1)"_s, {}};
        case JsonMatches:
            return {u"$.a > 1"_s, {}};
        case JsonAt:
            return {u"1"_s, u"a.b"_s};
        case InSubnet:
        case HasSubnet:
            return {u"10.0.0.0/8"_s, {}};
        default:
            break;
        }
        if (!isComplete({column.name, op, u"x"_s, {}}))
            return {typicalOf(column), typicalOf(column)};
        const bool isText = op == Contains || op == ContainsExact || op == StartsWith || op == EndsWith || op == Matches
                         || op == Like || op == Regex || op == RegexAnyCase || op == FullText;
        if (op == HasElement)
            return {u"1"_s, {}};
        if (op == RangeHas)
            return {column.type.startsWith("int"_L1) ? u"1"_s : u"2026-01-01"_s, {}};
        return {isText ? u"a\\%"_s : typicalOf(column), {}};
    }
    static QString typicalOf(const ColumnShape &column)
    {
        switch (column.category) {
        case TypeCategory::DateTime:
            return column.typeOid == 1083 ? u"10:00"_s : u"2026-01-01"_s;
        case TypeCategory::Interval:
            return u"1 hour"_s;
        case TypeCategory::Uuid:
            return u"00000000-0000-0000-0000-000000000001"_s;
        case TypeCategory::Enumeration:
            return u"calm"_s;
        case TypeCategory::Bytes:
            return u"\\x00"_s;
        case TypeCategory::Array:
            return u"{1,2}"_s;
        case TypeCategory::Other:
            return column.type.contains("multirange"_L1) ? u"{}"_s
                 : column.type.contains("range"_L1)      ? u"empty"_s
                 : column.type == "inet"_L1              ? u"10.0.0.1"_s
                                                         : u"1"_s;
        default:
            return u"1"_s;
        }
    }
};

QTEST_GUILESS_MAIN(FilterValuesTest)
#include "tst_filtervalues.moc"
