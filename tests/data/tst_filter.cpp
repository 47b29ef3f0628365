// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/filter.h"
#include "shapes.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class FilterTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneFilter_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QByteArray>("parameter");
        const auto row = [](const char *name, const char *column, const char *op, const char *value, const char *sql,
                            const char *parameter) {
            QTest::newRow(name) << QString::fromLatin1(column) << QString::fromLatin1(op) << QString::fromUtf8(value)
                                << QString::fromLatin1(sql) << QByteArray(parameter);
        };
        row("equal", "id", "equal", "7", "\"people\".\"id\" = $1::text::bigint", "7");
        row("not equal", "name", "not-equal", "x", "\"people\".\"name\" <> $1::text", "x");
        row("no rounding", "code", "less", "1.234", "\"people\".\"code\" < $1::text::numeric", "1.234");
        row("time", "born", "greater-or-equal", "2026-01-01",
            "\"people\".\"born\" >= $1::text::timestamp with time zone", "2026-01-01");
        row("contains", "name", "contains", "50%_a\\b", "\"people\".\"name\"::text ILIKE $1::text", "%50\\%\\_a\\\\b%");
        row("starts with", "name", "starts-with", "a%", "\"people\".\"name\"::text ILIKE $1::text", "a\\%%");
        row("matches", "name", "matches", "a%_", "\"people\".\"name\"::text ILIKE $1::text", "a%_");
        row("in list", "age", "in-list", " 1, 2 ,3", "\"people\".\"age\" = ANY ($1::text::integer[])",
            "{\"1\",\"2\",\"3\"}");
        row("in list of texts", "name", "in-list", "a, \"b, c\", \"say \"\"hi\"\"\", back\\slash, NULL",
            "\"people\".\"name\" = ANY ($1::text::text[])",
            "{\"a\",\"b, c\",\"say \\\"hi\\\"\",\"back\\\\slash\",\"NULL\"}");
        row("is null", "name", "is-null", "", "\"people\".\"name\" IS NULL", "");
        row("is empty", "name", "is-empty", "", "\"people\".\"name\"::text = ''", "");
        row("no bytes", "raw", "is-empty", "", "octet_length(\"people\".\"raw\") = 0", "");
        row("is true", "flag", "is-true", "", "\"people\".\"flag\"", "");
        row("is false", "flag", "is-false", "", "NOT \"people\".\"flag\"", "");
        row("json contains", "data", "json-contains", "{\"a\": 1}", "\"people\".\"data\"::jsonb @> $1::text::jsonb",
            "{\"a\": 1}");
        row("json has key", "data", "json-has-key", "a", "\"people\".\"data\"::jsonb ? $1::text", "a");
        row("element", "tags", "has-element", "x", "$1::text = ANY (\"people\".\"tags\")", "x");
        row("hostile value", "name", "equal", "'; DROP TABLE people; --", "\"people\".\"name\" = $1::text",
            "'; DROP TABLE people; --");
    }
    void oneFilter()
    {
        QFETCH(QString, column);
        QFETCH(QString, op);
        QFETCH(QString, value);
        QFETCH(QByteArray, parameter);
        Parameters parameters;
        const auto key = operatorFromKey(op);
        QVERIFY(key);
        const auto sql = filterSql(people(), {column, *key, value}, parameters);
        QVERIFY(sql);
        QTEST(plain(*sql), "sql");
        QCOMPARE(lookedUp(*sql), QString());
        QCOMPARE(parameters.values().size(), takesValue(*key) ? 1u : 0u);
        if (takesValue(*key))
            QCOMPARE(*parameters.values().front(), parameter);
    }

    void whatIsOfferedIsAccepted()
    {
        const RelationShape shape = people();
        for (const ColumnShape &column : shape.columns) {
            const auto operators = operatorsFor(column);
            QVERIFY(!operators.empty());
            for (const FilterOperator op : operators) {
                Parameters parameters;
                const auto sql = filterSql(shape, {column.name, op, u"1"_s}, parameters);
                QVERIFY2(sql && !sql->isEmpty(), qPrintable(column.name + u' ' + operatorKey(op)));
                QCOMPARE(lookedUp(*sql), QString());
                QCOMPARE(operatorFromKey(operatorKey(op)), op);
            }
        }
    }

    void whatMakesNoSenseIsRefused()
    {
        Parameters parameters;
        QCOMPARE(
            filterSql(people(), {u"none"_s, FilterOperator::Equal, {}}, parameters).error().kind, ErrorKind::Usage);
        QCOMPARE(
            filterSql(people(), {u"age"_s, FilterOperator::JsonHasKey, {}}, parameters).error().kind, ErrorKind::Usage);
        QCOMPARE(filterSql(people(), {u"note"_s, FilterOperator::Less, {}}, parameters).error().kind, ErrorKind::Usage);
    }

    void columnsThatAreNeverNullAreNotAskedForNull()
    {
        const auto operators = operatorsFor(people().columns[0]);
        QVERIFY(std::ranges::find(operators, FilterOperator::IsNull) == operators.end());
    }

    void filtersAndConditionHoldTogether()
    {
        Parameters parameters;
        FilterSet set{
            {{u"id"_s, FilterOperator::Greater, u"1"_s}, {u"name"_s, FilterOperator::Equal, u"a"_s}},
            u"age > 3 OR flag"_s};
        const auto sql = predicateSql(people(), set, parameters);
        QVERIFY(sql);
        QCOMPARE(
            plain(*sql),
            u"(\"people\".\"id\" > $1::text::bigint AND \"people\".\"name\" = $2::text AND (\nage > 3 OR flag\n))"_s);
        QCOMPARE(parameters.values().size(), 2u);
    }

    void nothingRestrictsNothing()
    {
        Parameters parameters;
        QCOMPARE(*predicateSql(people(), {{}, u"  \n"_s}, parameters), QString());
        QVERIFY(FilterSet({}, u" "_s).isEmpty());
    }

    void badConditionsAreRefused_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::newRow("half") << u"age >"_s;
        QTest::newRow("reaches out") << u"true) OR (true"_s;
        QTest::newRow("second statement") << u"true; DELETE FROM people"_s;
        QTest::newRow("parameter") << u"id = $1"_s;
        QTest::newRow("clause") << u"true ORDER BY 1"_s;
        QTest::newRow("comment at the end") << u"true -- old"_s;
        QTest::newRow("open comment") << u"true /* "_s;
    }
    void badConditionsAreRefused()
    {
        QFETCH(QString, condition);
        Parameters parameters;
        const auto sql = predicateSql(people(), {{}, condition}, parameters);
        QVERIFY(!sql);
        QCOMPARE(sql.error().kind, ErrorKind::Invalid);
        QVERIFY(!sql.error().message.isEmpty());
        QVERIFY(sql.error().position >= 1);
    }

    void hostileNamesStayNames()
    {
        RelationShape shape = people();
        shape.name = u"a\"b.c"_s;
        shape.columns[1].name = u"x\"; DROP TABLE y; --\n"_s;
        Parameters parameters;
        const auto sql = filterSql(shape, {shape.columns[1].name, FilterOperator::IsNull, {}}, parameters);
        QCOMPARE(*sql, u"\"a\"\"b.c\".\"x\"\"; DROP TABLE y; --\n\" IS NULL"_s);
    }
};

QTEST_GUILESS_MAIN(FilterTest)
#include "tst_filter.moc"
