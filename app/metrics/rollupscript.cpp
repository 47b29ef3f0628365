// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/rollupscript.h"

#include "metrics/rollupsteps.h"
#include "sql/quote.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

using sql::quoteIdentifier;
using sql::quoteLiteral;
using sql::quoteQualified;

namespace {

// Names of the source in the order of the rollup's columns, quoted.
QStringList dimensionsOf(const RollupDefinition &definition)
{
    QStringList names;
    for (const RollupDimension &dimension : definition.dimensions)
        names << quoteIdentifier(dimension.name);
    return names;
}

// The columns that a row is known by, but for the step.
QString keysSql(const RollupDefinition &definition)
{
    return (QStringList{u"rolled_at"_s} + dimensionsOf(definition)).join(u", "_s);
}

QString sourceSql(const RollupDefinition &definition) { return quoteQualified(definition.schema, definition.table); }

QString cellSql(const RollupDefinition &definition)
{
    return bucketSql(timeSql(definition), definition.grain, quoteLiteral(QString::fromUtf8(definition.zone)));
}

// A bound as the time column can be compared with, so that an index serves.
QString boundSql(const RollupDefinition &definition, int parameter)
{
    const QString bound = u"$%1::pg_catalog.timestamptz"_s.arg(parameter);
    return definition.timeHasZone ? bound : u"(%1 AT TIME ZONE 'UTC')"_s.arg(bound);
}

QString rangeSql(const RollupDefinition &definition)
{
    const QString time = quoteIdentifier(definition.time);
    return u"%1 OPERATOR(pg_catalog.>=) %2 AND %1 OPERATOR(pg_catalog.<) %3"_s.arg(
        time, boundSql(definition, 1), boundSql(definition, 2));
}

// The cells of the range that is asked for.
QString cellsSql()
{
    return u"rolled_at OPERATOR(pg_catalog.>=) $1::pg_catalog.timestamptz"
           " AND rolled_at OPERATOR(pg_catalog.<) $2::pg_catalog.timestamptz"_s;
}

// Sums that overflow nothing: of floats as numeric, which keeps 15 digits.
QString sumSql(const RollupDefinition &definition)
{
    switch (definition.valueKind) {
    case ValueKind::Integer:
    case ValueKind::BigInteger:
    case ValueKind::Numeric:
        return u"pg_catalog.sum(rolled_value)"_s;
    case ValueKind::Float:
        return u"pg_catalog.sum(CASE WHEN pg_catalog.abs(rolled_step) OPERATOR(pg_catalog.<) %1 THEN rolled_value::numeric END)"_s
            .arg(StepOfInfinity);
    }
    return {};
}

QString squaresSql(const RollupDefinition &definition)
{
    switch (definition.valueKind) {
    case ValueKind::Integer:
        return u"pg_catalog.sum(rolled_value::bigint OPERATOR(pg_catalog.*) rolled_value)"_s;
    case ValueKind::BigInteger:
        return u"pg_catalog.sum(rolled_value::numeric OPERATOR(pg_catalog.*) rolled_value)"_s;
    case ValueKind::Numeric:
        return u"pg_catalog.sum(rolled_value OPERATOR(pg_catalog.*) rolled_value)"_s;
    case ValueKind::Float:
        return u"pg_catalog.sum(CASE WHEN pg_catalog.abs(rolled_step) OPERATOR(pg_catalog.<) %1 THEN "
               u"rolled_value::numeric"
               " OPERATOR(pg_catalog.*) rolled_value::numeric END)"_s.arg(StepOfInfinity);
    }
    return {};
}

// What the rows of one step come to, behind the dimensions and the step; the totals add up each, and how many values
// are numbers.
QStringList figureColumns(const RollupDefinition &definition)
{
    QStringList columns{u"rolled_n"_s};
    if (!definition.success.isEmpty())
        columns << u"rolled_successes"_s << u"rolled_failures"_s;
    columns << u"rolled_sum"_s << u"rolled_squares"_s;
    for (qsizetype i = 0; i < definition.sums.size(); ++i)
        columns << quoteIdentifier(sumColumn(definition, i)) << quoteIdentifier(squaresColumn(definition, i))
                << quoteIdentifier(countColumn(definition, i));
    return columns;
}

QStringList figures(const RollupDefinition &definition)
{
    QStringList sql{u"pg_catalog.count(*)"_s};
    if (!definition.success.isEmpty())
        sql << u"pg_catalog.count(*) FILTER (WHERE rolled_success)"_s
            << u"pg_catalog.count(*) FILTER (WHERE NOT rolled_success)"_s;
    // Of a step that is none there is no sum.
    const QString ofNumbers = u"CASE WHEN pg_catalog.abs(rolled_step) OPERATOR(pg_catalog.<) %1 THEN %2 END"_s;
    const QString bound = QString::number(StepOfInfinity);
    sql << ofNumbers.arg(bound, sumSql(definition)) << ofNumbers.arg(bound, squaresSql(definition));
    for (qsizetype i = 0; i < definition.sums.size(); ++i) {
        const QString summed = quoteIdentifier(u"rolled_sum_%1"_s.arg(i));
        sql << u"pg_catalog.sum(%1)"_s.arg(summed)
            << u"pg_catalog.sum(%1::numeric OPERATOR(pg_catalog.*) %1::numeric)"_s.arg(summed)
            << u"pg_catalog.count(%1)"_s.arg(summed);
    }
    return sql;
}

QString commentSql(const QString &what, const QString &text)
{
    return u"COMMENT ON %1 IS %2;\n"_s.arg(what, quoteLiteral(text));
}

QString makeTableSql(const QString &table, const QStringList &columns)
{
    return u"CREATE TABLE %1 (\n    %2\n);\n"_s.arg(table, columns.join(u",\n    "_s));
}

QStringList keyDefinitions(const RollupDefinition &definition)
{
    QStringList columns{u"rolled_at pg_catalog.timestamptz NOT NULL"_s};
    for (const RollupDimension &dimension : definition.dimensions)
        columns << quoteIdentifier(dimension.name) + u' ' + rollupTypeSql(dimension);
    return columns;
}

QString stepsTableSql(const RollupDefinition &definition)
{
    return makeTableSql(
        rollupTableSql(definition),
        keyDefinitions(definition) + QStringList{u"rolled_step smallint NOT NULL"_s, u"rolled_n bigint NOT NULL"_s});
}

QString totalsSql(const RollupDefinition &definition)
{
    QStringList columns = keyDefinitions(definition) << u"rolled_n bigint NOT NULL"_s;
    if (!definition.success.isEmpty())
        columns << u"rolled_successes bigint NOT NULL"_s << u"rolled_failures bigint NOT NULL"_s;
    columns << u"rolled_sum numeric"_s << u"rolled_squares numeric"_s << u"rolled_numbers bigint NOT NULL"_s;
    for (qsizetype i = 0; i < definition.sums.size(); ++i)
        columns << quoteIdentifier(sumColumn(definition, i)) + u" numeric"_s
                << quoteIdentifier(squaresColumn(definition, i)) + u" numeric"_s
                << quoteIdentifier(countColumn(definition, i)) + u" bigint NOT NULL"_s;
    return makeTableSql(totalsTableSql(definition), columns);
}

QString indexesSql(const RollupDefinition &definition)
{
    QString text;
    for (const QString &table : {rollupTableSql(definition), totalsTableSql(definition)}) {
        text += u"CREATE INDEX ON %1 (rolled_at);\n"_s.arg(table);
        for (const QString &dimension : dimensionsOf(definition).mid(0, 1))
            text += u"CREATE INDEX ON %1 (%2, rolled_at);\n"_s.arg(table, dimension);
    }
    return text;
}

QString commentsSql(const RollupDefinition &definition)
{
    const QString table = rollupTableSql(definition);
    const QString width = definition.grain.unit == Unit::Day
                            ? u"one day of %1"_s.arg(QString::fromUtf8(definition.zone))
                            : bucketText(definition.grain);
    return commentSql(
               u"TABLE "_s + table,
               u"Howdah rollup: a log histogram of %1 of %2, in cells of %3. Written by `howdahctl dashboard rollup refresh` alone."_s
                   .arg(definition.value, definition.table, width))
         + commentSql(u"COLUMN %1.rolled_at"_s.arg(table), u"The beginning of the cell."_s)
         + commentSql(
               u"COLUMN %1.rolled_step"_s.arg(table),
               u"10000 holds the values from 1 up to 1.08, and each step is 1.08 times as wide as the one before; 0 is zero, negative steps mirror the positive ones, 30000 and -30000 are the infinities, 30001 is NaN, -32767 is NULL."_s)
         + commentSql(u"COLUMN %1.rolled_n"_s.arg(table), u"Rows of the table in this cell and step."_s)
         + commentSql(
               u"TABLE "_s + totalsTableSql(definition),
               u"Howdah rollup totals: what all steps of a cell of %1 come to, for figures that need no steps."_s.arg(
                   definition.name))
         + commentSql(
               u"COLUMN %1.rolled_numbers"_s.arg(totalsTableSql(definition)),
               u"How many of the values are numbers: neither NULL nor NaN nor infinite."_s);
}

QString stateSql(const RollupDefinition &definition)
{
    const QString state = stateTableSql(definition);
    const QString json = QString::fromUtf8(QJsonDocument(rollupJson(definition)).toJson(QJsonDocument::Compact));
    return u"CREATE TABLE %1 (\n"
           "    only_row boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (only_row),\n"
           "    definition pg_catalog.jsonb NOT NULL,\n"
           "    rolled_from pg_catalog.timestamptz,\n"
           "    rolled_to pg_catalog.timestamptz,\n"
           "    refreshed_at pg_catalog.timestamptz,\n"
           "    CHECK ((rolled_from IS NULL) OPERATOR(pg_catalog.=) (rolled_to IS NULL))\n"
           ");\n"_s.arg(state)
         + commentSql(
               u"TABLE "_s + state, u"Howdah rollup state: how far %1 is rolled up. One row."_s.arg(definition.name))
         + commentSql(
               u"COLUMN %1.rolled_to"_s.arg(state),
               u"Everything before, from rolled_from on, was counted when it was refreshed; the rest is read from the table itself."_s)
         + u"INSERT INTO %1 (definition) VALUES (%2);\n"_s.arg(state, quoteLiteral(json));
}

QString makeSql(const RollupDefinition &definition)
{
    return stepsTableSql(definition) + totalsSql(definition) + indexesSql(definition) + commentsSql(definition) + u'\n'
         + stateSql(definition);
}

QString removeSql(const RollupDefinition &definition)
{
    return u"DROP TABLE %1;\nDROP TABLE %2;\nDROP TABLE %3;\n"_s.arg(
        stateTableSql(definition), totalsTableSql(definition), rollupTableSql(definition));
}

// One line, whatever the name holds.
QString commentLine(const QString &text)
{
    QString line = text;
    for (QChar &c : line) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    return u"-- "_s + line + u'\n';
}

// As its type's output function writes it: to a type of somebody's own belongs perhaps a cast of his, which runs what
// he likes. Those of PostgreSQL's have no schema in what the server calls them.
QString wordedSql(const QString &value, const QString &type)
{
    if (!type.contains(u'.') && !type.contains(u'"'))
        return value + u"::pg_catalog.text"_s;
    return u"CASE WHEN %1 IS DISTINCT FROM NULL THEN pg_catalog.format('%s', %1) END"_s.arg(value);
}

QString seriesSql(const RollupDefinition &definition, const QString &series)
{
    const auto at = std::ranges::find(definition.dimensions, series, &RollupDimension::name);
    const QString type = at == definition.dimensions.end() ? QString() : at->type;
    return series.isEmpty() ? u"NULL::pg_catalog.text"_s : wordedSql(quoteIdentifier(series), type);
}

// Of the table itself, which has no column for an expression.
QString liveSeriesSql(const RollupDefinition &definition, const QString &series)
{
    const auto at = std::ranges::find(definition.dimensions, series, &RollupDimension::name);
    const bool isExpression = at != definition.dimensions.end() && !at->expression.isEmpty();
    return isExpression ? u'(' + at->expression + u")::pg_catalog.text"_s : seriesSql(definition, series);
}

} // namespace

QString millisecondsSql(const QString &time)
{
    return u"(extract(epoch FROM pg_catalog.date_trunc('milliseconds', %1))::numeric OPERATOR(pg_catalog.*) 1000)::bigint"_s
        .arg(time);
}

QString rollupTypeSql(const RollupDimension &dimension)
{
    static const QRegularExpression ofGrammar(
        u"^(bigint|bit|boolean|character|decimal|double precision|integer|interval|numeric|real|smallint|time|timestamp)\\b"_s);
    const bool isNamed = dimension.type.contains(u'.') || ofGrammar.match(dimension.type).hasMatch();
    return isNamed ? dimension.type : u"pg_catalog."_s + dimension.type;
}

QString rollupTableSql(const RollupDefinition &definition)
{
    return quoteQualified(definition.schema, definition.name);
}

QString totalsTableSql(const RollupDefinition &definition)
{
    return quoteQualified(definition.schema, definition.totalsName());
}

QString stateTableSql(const RollupDefinition &definition)
{
    return quoteQualified(definition.schema, definition.stateName());
}

QString timeSql(const RollupDefinition &definition)
{
    const QString time = quoteIdentifier(definition.time);
    return definition.timeHasZone ? time : time + u" AT TIME ZONE 'UTC'"_s;
}

QString valueSql(const RollupDefinition &definition)
{
    const QString value = quoteIdentifier(definition.value);
    if (definition.valueKind != ValueKind::Numeric)
        return value + u"::double precision"_s;
    // Older servers know no infinite numeric and do not take the word, so these are told by their text.
    return u"CASE WHEN pg_catalog.abs(%1) OPERATOR(pg_catalog.>) 1e300 THEN"
           " CASE WHEN %1::pg_catalog.text OPERATOR(pg_catalog.=) ANY ('{NaN,Infinity,-Infinity}'::pg_catalog.text[])"
           " THEN %1::pg_catalog.text::double precision"
           " ELSE pg_catalog.sign(%1)::double precision OPERATOR(pg_catalog.*) 1e300 END"
           " WHEN %1 OPERATOR(pg_catalog.<>) 0 AND pg_catalog.abs(%1) OPERATOR(pg_catalog.<) 1e-300"
           " THEN pg_catalog.sign(%1)::double precision OPERATOR(pg_catalog.*) 1e-300 ELSE %1::double precision END"_s
               .arg(value);
}

RollupScript createScript(const RollupDefinition &definition)
{
    const QString bound = QString::number(stepError() * 100, 'f', 1);
    return {
        commentLine(
            u"Rolls up %1: a percentile from it is within %2 % of the exact one, counts and sums are exact."_s.arg(
                sourceSql(definition), bound))
            + u"-- Holds nothing until it is refreshed: howdahctl dashboard rollup refresh.\n\n"_s
            + makeSql(definition),
        u"-- Loses nothing but the rollup itself, which can be made again of its table.\n\n"_s + removeSql(definition)};
}

RollupScript dropScript(const RollupDefinition &definition)
{
    return {
        commentLine(u"Removes the rollup of %1; dashboards ask the table again."_s.arg(sourceSql(definition))) + u'\n'
            + removeSql(definition),
        u"-- Makes it again, empty.\n\n"_s + makeSql(definition)};
}

QString groupSql(const RollupDefinition &definition)
{
    QStringList inner{cellSql(definition) + u" AS rolled_at"_s};
    for (const RollupDimension &dimension : definition.dimensions)
        inner << (dimension.expression.isEmpty() ? QString() : u'(' + dimension.expression + u") AS "_s)
                     + quoteIdentifier(dimension.name);
    inner << stepSql(valueSql(definition)) + u" AS rolled_step"_s
          << quoteIdentifier(definition.value) + u" AS rolled_value"_s;
    if (!definition.success.isEmpty())
        inner << quoteIdentifier(definition.success) + u" AS rolled_success"_s;
    for (qsizetype i = 0; i < definition.sums.size(); ++i)
        inner << u"%1 AS rolled_sum_%2"_s.arg(quoteIdentifier(definition.sums[i]), QString::number(i));
    const QString keys = keysSql(definition);
    QStringList named = figures(definition);
    for (qsizetype i = 0; i < named.size(); ++i)
        named[i] += u" AS "_s + figureColumns(definition)[i];
    return u"SELECT %1, rolled_step, %2 FROM (SELECT %3 FROM %4 WHERE %5) AS rolled GROUP BY %1, rolled_step"_s.arg(
        keys, named.join(u", "_s), inner.join(u", "_s), sourceSql(definition), rangeSql(definition));
}

QString fillSql(const RollupDefinition &definition)
{
    const QString keys = keysSql(definition);
    QStringList sums;
    for (const QString &column : figureColumns(definition))
        sums << u"pg_catalog.sum(%1)"_s.arg(column);
    return u"WITH grouped AS (%1), added AS ("
           "INSERT INTO %2 (%3, %4, rolled_numbers) SELECT %3, %5, "
           "coalesce(pg_catalog.sum(rolled_n) FILTER (WHERE pg_catalog.abs(rolled_step) OPERATOR(pg_catalog.<) %6), 0) "
           "FROM "
           "grouped GROUP BY %3) "
           "INSERT INTO %7 (%3, rolled_step, rolled_n) SELECT %3, rolled_step, rolled_n FROM grouped"_s.arg(
               groupSql(definition), totalsTableSql(definition), keys, figureColumns(definition).join(u", "_s),
               sums.join(u", "_s), QString::number(StepOfInfinity), rollupTableSql(definition));
}

QString emptySql(const RollupDefinition &definition)
{
    return u"WITH emptied AS (DELETE FROM %1 WHERE %3) DELETE FROM %2 WHERE %3"_s.arg(
        totalsTableSql(definition), rollupTableSql(definition), cellsSql());
}

QString differingSql(const RollupDefinition &definition)
{
    return u"SELECT %1 FROM (SELECT %2 AS cell, pg_catalog.count(*) AS n FROM %3 WHERE %4 GROUP BY 1) AS live"
           " FULL JOIN (SELECT rolled_at AS cell, pg_catalog.sum(rolled_n) AS n FROM %5 WHERE %6 GROUP BY 1) AS rolled"
           " ON live.cell OPERATOR(pg_catalog.=) rolled.cell"
           " WHERE live.n IS NULL OR rolled.n IS NULL OR live.n OPERATOR(pg_catalog.<>) rolled.n ORDER BY 1"_s.arg(
               millisecondsSql(u"coalesce(live.cell, rolled.cell)"_s), cellSql(definition), sourceSql(definition),
               rangeSql(definition), totalsTableSql(definition), cellsSql());
}

QString oldestSql(const RollupDefinition &definition)
{
    const QString time = quoteIdentifier(definition.time);
    return u"SELECT %1 FROM (SELECT pg_catalog.min(%2) AS at FROM %3 WHERE %2 OPERATOR(pg_catalog.>=) %4"
           " AND pg_catalog.isfinite(%2)) AS oldest"_s.arg(
               millisecondsSql(definition.timeHasZone ? u"at"_s : u"at AT TIME ZONE 'UTC'"_s), time,
               sourceSql(definition), boundSql(definition, 1));
}

QString percentileQuery(const RollupDefinition &definition, const QString &series)
{
    const QString named = series.isEmpty() ? u"p.name"_s : u"pg_catalog.concat_ws(' ', series, p.name)"_s;
    return u"WITH parts AS (\n"
           "  SELECT :bucket(rolled_at) AS bucket, %1 AS series, rolled_step AS step, pg_catalog.sum(rolled_n) AS n\n"
           "  FROM %2 WHERE :rolled(rolled_at) AND rolled_step OPERATOR(pg_catalog.>) '%6' GROUP BY 1, 2, 3\n"
           "  UNION ALL\n"
           "  SELECT :bucket(%3), %9, :step(%4), pg_catalog.count(*)\n"
           "  FROM %5 WHERE :live(%3) AND %7 IS NOT NULL GROUP BY 1, 2, 3\n"
           "), ranks AS (\n"
           "  SELECT bucket, series, step,\n"
           "         pg_catalog.sum(pg_catalog.sum(n)) OVER (PARTITION BY bucket, series ORDER BY step) AS upto,\n"
           "         pg_catalog.sum(pg_catalog.sum(n)) OVER (PARTITION BY bucket, series) AS n\n"
           "  FROM parts GROUP BY bucket, series, step\n"
           ")\n"
           "SELECT bucket, %8 AS series, :step_value(pg_catalog.min(step)) AS value,\n"
           "       :step_low(pg_catalog.min(step)) AS low, :step_high(pg_catalog.min(step)) AS high, n\n"
           "FROM ranks CROSS JOIN (VALUES ('p50', 0.5::double precision), ('p90', 0.9), ('p95', 0.95), ('p99', 0.99))\n"
           "  AS p(name, share)\n"
           "WHERE upto OPERATOR(pg_catalog.>=) pg_catalog.ceil(p.share OPERATOR(pg_catalog.*) n::double precision)\n"
           "GROUP BY bucket, ranks.series, p.name, n"_s.arg(
               seriesSql(definition, series), rollupTableSql(definition), timeSql(definition), valueSql(definition),
               sourceSql(definition), QString::number(StepOfNull), quoteIdentifier(definition.value), named,
               liveSeriesSql(definition, series));
}

QString countQuery(const RollupDefinition &definition, const QString &series)
{
    const bool hasSuccess = !definition.success.isEmpty();
    const QString step = stepSql(valueSql(definition));
    const QString value = quoteIdentifier(definition.value);
    const QString number =
        u"FILTER (WHERE pg_catalog.abs(%1) OPERATOR(pg_catalog.<) %2)"_s.arg(step, QString::number(StepOfInfinity));
    return u"WITH parts AS (\n"
           "  SELECT :bucket(rolled_at) AS bucket, %1 AS series, pg_catalog.sum(rolled_n) AS calls,\n"
           "         %2 AS successes, pg_catalog.sum(rolled_sum) AS total,\n"
           "         pg_catalog.sum(rolled_squares) AS squares, pg_catalog.sum(rolled_numbers) AS n\n"
           "  FROM %3 WHERE :rolled(rolled_at) GROUP BY 1, 2\n"
           "  UNION ALL\n"
           "  SELECT :bucket(%4), %9, pg_catalog.count(*), %5, pg_catalog.sum(%6::numeric) %7,\n"
           "         pg_catalog.sum(%6::numeric OPERATOR(pg_catalog.*) %6::numeric) %7, pg_catalog.count(*) %7\n"
           "  FROM %8 WHERE :live(%4) GROUP BY 1, 2\n"
           ")\n"_s.arg(
               seriesSql(definition, series), hasSuccess ? u"pg_catalog.sum(rolled_successes)"_s : u"NULL::bigint"_s,
               totalsTableSql(definition), timeSql(definition),
               hasSuccess ? u"pg_catalog.count(*) FILTER (WHERE %1)"_s.arg(quoteIdentifier(definition.success))
                          : u"NULL::bigint"_s,
               value, number, sourceSql(definition), liveSeriesSql(definition, series))
         // sqlnames: the common table expression from above
         + u"SELECT bucket, series, pg_catalog.sum(calls) AS value, pg_catalog.sum(successes) AS successes,\n"
           "       pg_catalog.sum(total) AS total, pg_catalog.sum(squares) AS squares, pg_catalog.sum(n) AS n\n"
           "FROM parts GROUP BY bucket, series"_s;
}

} // namespace howdah::metrics
