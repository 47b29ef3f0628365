// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/columnstats.h"
#include "pagingserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class ColumnStatsTest final : public QObject
{
    Q_OBJECT

    PagingServer m_server;

    ColumnStats exact(const RelationShape &shape, const QString &column, const FilterSet &filters = {})
    {
        const auto statement = exactStatsStatement(shape, filters, columnNamed(shape, column));
        if (!statement)
            qFatal("%s", qPrintable(describe(statement.error())));
        const auto answer = m_server.session().query(*statement).result();
        if (!answer)
            qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(statement->sql));
        return exactStatsIn(answer->rows);
    }
    std::optional<ColumnStats> noted(const RelationShape &shape, const QString &column)
    {
        const auto statement = notedStatsStatement(shape, columnNamed(shape, column));
        const auto answer = m_server.session().query(statement).result();
        if (!answer)
            qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(statement.sql));
        return notedStatsIn(answer->rows);
    }
    static int columnNamed(const RelationShape &shape, const QString &name)
    {
        return int(std::ranges::find(shape.columns, name, &ColumnShape::name) - shape.columns.begin());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.psql(
            u"CREATE TYPE mood AS ENUM ('calm', 'odd \"one\"');"
            "CREATE TABLE \"st\"\"at\" (id int PRIMARY KEY, \"va'l\" text, n int, many numeric, j json, a int[],"
            " e mood, b boolean, x xml, p point, ts timestamptz);"
            "INSERT INTO \"st\"\"at\" SELECT i, CASE WHEN i % 4 = 0 THEN NULL WHEN i % 4 = 1 THEN 'often, \"so\"'"
            " ELSE 'v' || i % 100 END, i % 10, i / 7.0, json_build_object('k', i % 3), ARRAY[i % 2, 1],"
            " CASE WHEN i % 2 = 0 THEN 'calm'::mood ELSE 'odd \"one\"' END, i % 5 = 0, '<a/>',"
            " point(i % 2, 1), '2026-01-01'::timestamptz + i * interval '1 hour'"
            " FROM generate_series(1, 10000) AS i;"
            "CREATE TABLE never (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = off);"
            "INSERT INTO never SELECT i, 'x' FROM generate_series(1, 10) AS i;"
            "CREATE TABLE nothing (id int PRIMARY KEY, v text);"
            "CREATE TABLE parted (id int, v text) PARTITION BY RANGE (id);"
            "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100);"
            "INSERT INTO parted SELECT i, 'p' || i % 3 FROM generate_series(1, 99) AS i;"
            "ANALYZE \"st\"\"at\"; ANALYZE nothing; ANALYZE parted;"_s);
    }

    void exactFiguresAreThoseOfPsql()
    {
        const RelationShape shape = m_server.shape(u"st\"at"_s);
        const ColumnStats stats = exact(shape, u"va'l"_s);
        QVERIFY(stats.exact);
        QCOMPARE(stats.rows, 10000.0);
        QCOMPARE(stats.nullShare, 0.25);
        QCOMPARE(
            QString::number(stats.distinct),
            m_server.lines(u"SELECT count(DISTINCT \"va'l\") FROM \"st\"\"at\""_s).front());
        QCOMPARE(stats.top.front().text, u"often, \"so\""_s);
        QCOMPARE(stats.top.front().rows, 2500);
        QCOMPARE(stats.top.front().share, 0.25);
        QCOMPARE(qsizetype(stats.top.size()), qsizetype(mostTopValues));
        QCOMPARE(
            *stats.minimum + u'|' + *stats.maximum,
            m_server.lines(u"SELECT min(\"va'l\"), max(\"va'l\") FROM \"st\"\"at\""_s).front());
        // The bounds are what the server's own percentile says.
        const ColumnStats numbers = exact(shape, u"many"_s);
        QCOMPARE(numbers.bounds.size(), mostBounds + 1);
        const QStringList percentiles = m_server.lines(
            u"SELECT unnest(percentile_disc(ARRAY(SELECT i / 20.0::float8 FROM generate_series(0, 20) i))"
            " WITHIN GROUP (ORDER BY many)) FROM \"st\"\"at\""_s);
        QCOMPARE(numbers.bounds, percentiles);
    }

    void filtersNarrowTheExactFigures()
    {
        const RelationShape shape = m_server.shape(u"st\"at"_s);
        const FilterSet filters{{{u"va'l"_s, FilterOperator::IsNotNull, {}}}, u"id <= 100"_s};
        const ColumnStats stats = exact(shape, u"va'l"_s, filters);
        QCOMPARE(stats.rows, 75.0);
        QCOMPARE(stats.nullShare, 0.0);
        const ColumnStats none = exact(shape, u"n"_s, {{}, u"false"_s});
        QCOMPARE(none.rows, 0.0);
        QCOMPARE(none.distinct, 0.0);
        QVERIFY(none.top.empty() && none.bounds.isEmpty() && !none.minimum);
        QCOMPARE(exact(m_server.shape(u"nothing"_s), u"v"_s).rows, 0.0);
        QVERIFY(!exactStatsStatement(shape, {{}, u"id >"_s}, 0));
    }

    // Whatever can be compared or not.
    void everyTypeCanBeCounted()
    {
        const RelationShape shape = m_server.shape(u"st\"at"_s);
        for (const ColumnShape &column : shape.columns) {
            const ColumnStats stats = exact(shape, column.name);
            QCOMPARE(stats.rows, 10000.0);
            QVERIFY2(stats.distinct > 0 && !stats.top.empty(), qPrintable(column.name));
            QCOMPARE(stats.minimum.has_value(), isSortable(column));
        }
        QCOMPARE(exact(shape, u"j"_s).distinct, 3.0);
        QCOMPARE(exact(shape, u"p"_s).distinct, 2.0);
        QCOMPARE(exact(shape, u"x"_s).top.front().text, u"<a/>"_s);
        QCOMPARE(exact(shape, u"a"_s).top.front().text, u"{0,1}"_s);
    }

    void theServersNotesComeNear()
    {
        const RelationShape shape = m_server.shape(u"st\"at"_s);
        const auto stats = noted(shape, u"va'l"_s);
        QVERIFY(stats);
        QVERIFY(!stats->exact);
        QVERIFY(qAbs(stats->rows - 10000) < 500);
        QVERIFY(qAbs(stats->nullShare - 0.25) < 0.05);
        QVERIFY(stats->distinct > 40 && stats->distinct < 80);
        QCOMPARE(stats->top.front().text, u"often, \"so\""_s);
        QVERIFY(qAbs(double(stats->top.front().rows) - 2500) < 500);
        QVERIFY(stats->analyzed.isValid());
        QVERIFY(qAbs(stats->analyzed.secsTo(QDateTime::currentDateTime())) < 600);
        // A column whose values grow with the table has its count as a share.
        const auto ids = noted(shape, u"id"_s);
        QVERIFY(ids && qAbs(ids->distinct - ids->rows) < 1);
        QVERIFY(ids->top.empty());
        QCOMPARE(ids->bounds.size(), mostBounds + 1);
        QVERIFY(ids->minimum->toInt() < 100 && ids->maximum->toInt() > 9900);
        QVERIFY(noted(shape, u"a"_s)->top.front().text.startsWith(u'{'));
        QVERIFY(noted(shape, u"e"_s)->top.size() == 2);
        const auto parent = noted(m_server.shape(u"parted"_s), u"v"_s);
        QVERIFY(parent && parent->top.size() == 3);
    }

    void withoutNotesNothingIsMadeUp()
    {
        QVERIFY(!noted(m_server.shape(u"never"_s), u"v"_s));
        QVERIFY(!noted(m_server.shape(u"nothing"_s), u"v"_s));
    }
};

QTEST_GUILESS_MAIN(ColumnStatsTest)
#include "tst_columnstats.moc"
