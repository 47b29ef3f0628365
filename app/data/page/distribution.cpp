// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/distribution.h"

#include "data/page/qualified.h"
#include "data/page/value.h"

#include <QUuid>
#include <QtEndian>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Statement;

std::optional<Located> locate(const Distribution &distribution, const OrderTerm &term, double fraction)
{
    double sum = distribution.nulls;
    for (const Distribution::Piece &piece : distribution.pieces)
        sum += piece.weight;
    if (sum <= 0)
        return std::nullopt;
    double rest = std::clamp(fraction, 0.0, 1.0) * sum;
    const auto inNulls = [&]() -> std::optional<Located> {
        if (distribution.nulls <= 0 || rest >= distribution.nulls)
            return std::nullopt;
        return Located{.isNull = true, .inside = rest / distribution.nulls};
    };
    if (term.nulls == NullPlacement::First) {
        if (const auto found = inNulls())
            return found;
        rest -= distribution.nulls;
    }
    const auto count = distribution.pieces.size();
    for (size_t i = 0; i < count; ++i) {
        const size_t at = term.direction == Direction::Ascending ? i : count - 1 - i;
        const Distribution::Piece &piece = distribution.pieces[at];
        if (rest < piece.weight)
            return Located{.piece = piece, .inside = rest / piece.weight};
        rest -= piece.weight;
    }
    if (term.nulls == NullPlacement::Last && distribution.nulls > 0)
        return Located{.isNull = true, .inside = std::clamp(rest / distribution.nulls, 0.0, 1.0)};
    if (distribution.pieces.empty())
        return Located{.isNull = true, .inside = 1};
    const bool ascending = term.direction == Direction::Ascending;
    return Located{.piece = ascending ? distribution.pieces.back() : distribution.pieces.front(), .inside = 1};
}

static QByteArray integerBetween(const QByteArray &low, const QByteArray &high, double fraction)
{
    const qint64 from = low.toLongLong();
    // Doubled range: the difference of two 64-bit numbers need not be one.
    const long double step = (static_cast<long double>(high.toLongLong()) - static_cast<long double>(from)) * fraction;
    return QByteArray::number(qint64(static_cast<long double>(from) + std::floor(step)));
}

static QByteArray numberBetween(const QByteArray &low, const QByteArray &high, double fraction)
{
    bool isLow = false;
    bool isHigh = false;
    const double from = low.toDouble(&isLow);
    const double to = high.toDouble(&isHigh);
    if (!isLow || !isHigh || !std::isfinite(from) || !std::isfinite(to))
        return low;
    return QByteArray::number(from + (to - from) * fraction, 'g', 17);
}

static QByteArray uuidBetween(const QByteArray &low, const QByteArray &high, double fraction)
{
    QByteArray from = QUuid::fromString(QLatin1StringView(low)).toRfc4122();
    const QByteArray to = QUuid::fromString(QLatin1StringView(high)).toRfc4122();
    const auto first = qFromBigEndian<quint64>(from.constData());
    const auto last = qFromBigEndian<quint64>(to.constData());
    if (last <= first)
        return low;
    const auto step = quint64(static_cast<long double>(last - first) * fraction);
    if (step == 0)
        return low;
    qToBigEndian(first + step, from.data());
    std::fill(from.begin() + 8, from.end(), '\0');
    return QUuid::fromRfc4122(from).toByteArray(QUuid::WithoutBraces);
}

static bool isInfinite(const QByteArray &text) { return text.contains("infinity"); }

Interpolation valueAt(const ColumnShape &column, const OrderTerm &term, const Located &located)
{
    const auto &[low, high, weight] = located.piece;
    const double fraction = term.direction == Direction::Ascending ? located.inside : 1 - located.inside;
    const auto exactly = [](const QByteArray &value) { return Interpolation{value, value, 0}; };
    if (low == high)
        return exactly(low);
    switch (column.category) {
    case TypeCategory::Integer:
        return exactly(integerBetween(low, high, fraction));
    case TypeCategory::Decimal:
        return exactly(column.typeOid == 790 ? low : numberBetween(low, high, fraction));
    case TypeCategory::Real:
        return exactly(numberBetween(low, high, fraction));
    case TypeCategory::Uuid:
        return exactly(uuidBetween(low, high, fraction));
    case TypeCategory::DateTime:
    case TypeCategory::Interval: {
        const bool hasDifference = column.typeOid != 1266 && !isInfinite(low) && !isInfinite(high);
        return hasDifference ? Interpolation{low, high, fraction} : exactly(low);
    }
    case TypeCategory::Boolean:
    case TypeCategory::Text:
    case TypeCategory::Enumeration:
    case TypeCategory::Json:
    case TypeCategory::Bytes:
    case TypeCategory::Array:
    case TypeCategory::Other:
        break;
    }
    return exactly(fraction < 0.5 ? low : high);
}

bool hasStatistics(const ColumnShape &column)
{
    // unnest() would take the elements of arrays for values, and the fields of composites, which may be among the types
    // that nobody knows.
    const bool isUnknown = column.category == TypeCategory::Other && column.typeOid >= FirstOfOthers;
    return column.category != TypeCategory::Array && !isUnknown;
}

static QString boundsSql(const ColumnShape &column)
{
    return outputSql(u"low"_s, column.typeOid, column.category) + u", "_s
         + outputSql(u"high"_s, column.typeOid, column.category);
}

Statement statisticsStatement(const RelationShape &shape, int column)
{
    const ColumnShape &described = shape.columns[size_t(column)];
    const QString array = u"::pg_catalog.text::"_s + typeSql(comparisonType(described)) + u"[]"_s;
    // Ordered by the values: a bare `low` would mean the text of the select list.
    Parameters parameters;
    const QString schema = parameters.add(shape.schema, u"text");
    const QString table = parameters.add(shape.name, u"text");
    const QString name = parameters.add(described.name, u"text");
    const QString inherited = shape.kind == RelationKind::PartitionedTable ? u"inherited"_s : u"NOT inherited"_s;
    return {
        u"WITH stats AS (\n"
        "    SELECT null_frac::double precision AS nulls, most_common_vals"_s
            + array
            + u" AS common,\n"
              "           most_common_freqs::double precision[] AS weights, histogram_bounds"_s
            + array
            + u" AS bounds\n"
              "    FROM pg_catalog.pg_stats\n"
              "    WHERE schemaname OPERATOR(pg_catalog.=) "_s
            + schema + u" AND tablename OPERATOR(pg_catalog.=) "_s + table + u" AND attname OPERATOR(pg_catalog.=) "_s
            + name + u" AND "_s + inherited
            + u"),\n"
              "rest AS (\n"
              "    SELECT greatest(0, 1 OPERATOR(pg_catalog.-) nulls OPERATOR(pg_catalog.-)\n"
              "        coalesce((SELECT pg_catalog.sum(w) FROM pg_catalog.unnest(weights) AS w), 0)) AS share\n"
              "    FROM stats),\n"
              "pieces AS (\n"
              "    SELECT v AS low, v AS high, w AS weight FROM stats, ROWS FROM (pg_catalog.unnest(common), "
              "pg_catalog.unnest(weights)) AS u(v, w)\n"
              "    UNION ALL\n"
              "    SELECT b, pg_catalog.lead(b) OVER (ORDER BY n), share OPERATOR(pg_catalog./)\n"
              "        greatest(1, pg_catalog.cardinality(bounds) OPERATOR(pg_catalog.-) 1)\n"
              "    FROM stats, rest, pg_catalog.unnest(bounds) WITH ORDINALITY AS u(b, n))\n"
              "SELECT "_s
            + boundsSql(described)
            + u", weight, (SELECT nulls FROM stats) FROM pieces\n"
              "WHERE high IS NOT NULL ORDER BY pieces.low, pieces.high"_s,
        parameters.values()};
}

Statement sampleStatement(const RelationShape &shape, int column)
{
    // Two megabytes of blocks, wherever they lie: within some per cent of the right place.
    Parameters parameters;
    const QString oid = parameters.add(qint64(shape.oid));
    const QString size =
        shape.kind == RelationKind::PartitionedTable
            ? u"(SELECT pg_catalog.sum(pg_catalog.pg_relation_size(relid)) FROM pg_catalog.pg_partition_tree("_s + oid
                  + u"::pg_catalog.oid::pg_catalog.regclass))"_s
            : u"pg_catalog.pg_relation_size("_s + oid + u"::pg_catalog.oid::pg_catalog.regclass)"_s;
    return {
        u"WITH sampled AS (\n"
        "    SELECT "_s
            + columnSql(shape, column) + u" AS v FROM "_s + relationSql(shape)
            + u"\n"
              "    TABLESAMPLE pg_catalog.system (least(100, 209715200.0 OPERATOR(pg_catalog./) greatest(1, coalesce("_s
            + size
            + u", 1))))),\n"
              "spread AS (\n"
              "    SELECT pg_catalog.percentile_disc(ARRAY(\n"
              "               SELECT i OPERATOR(pg_catalog./) 200.0::double precision\n"
              "               FROM pg_catalog.generate_series(0, 200) AS i)) WITHIN GROUP (ORDER BY v) AS bounds,\n"
              "           1 OPERATOR(pg_catalog.-) (pg_catalog.count(v)::double precision OPERATOR(pg_catalog./)\n"
              "               greatest(1, pg_catalog.count(*))) AS nulls\n"
              "    FROM sampled),\n"
              "pieces AS (\n"
              "    SELECT b AS low, pg_catalog.lead(b) OVER (ORDER BY n) AS high,\n"
              "        (1 OPERATOR(pg_catalog.-) nulls) OPERATOR(pg_catalog./) 200 AS weight, nulls, n\n"
              "    FROM spread, pg_catalog.unnest(bounds) WITH ORDINALITY AS u(b, n))\n"
              "SELECT "_s
            + boundsSql(shape.columns[size_t(column)])
            + u", weight, nulls FROM pieces WHERE high IS NOT NULL ORDER BY n"_s,
        parameters.values()};
}

Distribution distributionOf(const RowBatch &answer)
{
    Distribution distribution;
    for (qsizetype row = 0; row < answer.rowCount(); ++row) {
        Distribution::Piece piece{
            answer.value(row, 0).value_or(QByteArray()), answer.value(row, 1).value_or(QByteArray()),
            answer.real(row, 2)};
        distribution.nulls = answer.real(row, 3);
        if (piece.weight <= 0)
            continue;
        // A sample shows a frequent value as several pieces in a row.
        const bool again = !distribution.pieces.empty() && piece.low == piece.high
                        && distribution.pieces.back().low == piece.low && distribution.pieces.back().high == piece.high;
        if (again)
            distribution.pieces.back().weight += piece.weight;
        else
            distribution.pieces.push_back(std::move(piece));
    }
    return distribution;
}

} // namespace howdah::data
