// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/columnstats.h"

#include "data/page/value.h"

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Statement;

// Both answers have rows of (kind, text, number, share), in the order in which they are to be shown.
namespace kind {
constexpr auto summary = "summary"_L1;
constexpr auto top = "top"_L1;
constexpr auto bound = "bound"_L1;
} // namespace kind

static QString shortened(const QString &sql)
{
    return u"pg_catalog.left("_s + sql + u", "_s + QString::number(mostValueLetters) + u')';
}

Statement notedStatsStatement(const RelationShape &shape, int column)
{
    Parameters parameters;
    const QString oid = parameters.add(qint64(shape.oid)) + u"::pg_catalog.oid"_s;
    const QString name = parameters.add(shape.columns[size_t(column)].name, u"text");
    // The parent's own notes are of its rows alone, unless it has children.
    const bool hasChildren = shape.kind == RelationKind::PartitionedTable || shape.hasChildren;
    // anyarray has no element of its own: as text it is an array of texts, whatever its type.
    return {
        u"WITH relation AS (\n"
        "    SELECT c.oid, n.nspname, c.relname, c.reltuples\n"
        "    FROM pg_catalog.pg_class c\n"
        "    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace\n"
        "    WHERE c.oid OPERATOR(pg_catalog.=) "_s
            + oid
            + u"),\n"
              "stats AS (\n"
              "    SELECT s.null_frac, s.n_distinct, s.avg_width, r.reltuples, r.oid,\n"
              "           s.most_common_vals::pg_catalog.text::pg_catalog.text[] AS common, s.most_common_freqs AS "
              "shares,\n"
              "           s.histogram_bounds::pg_catalog.text::pg_catalog.text[] AS bounds\n"
              "    FROM relation r\n"
              "    JOIN pg_catalog.pg_stats s ON s.schemaname OPERATOR(pg_catalog.=) r.nspname\n"
              "        AND s.tablename OPERATOR(pg_catalog.=) r.relname\n"
              "    WHERE s.attname OPERATOR(pg_catalog.=) "_s
            + name + (hasChildren ? u" AND s.inherited"_s : u" AND NOT s.inherited"_s)
            + u")\n"
              "SELECT 'summary' AS kind, NULL AS text, null_frac::double precision AS number, n_distinct::double "
              "precision AS share,\n"
              "       avg_width::double precision, reltuples::double precision,\n"
              "       extract(epoch FROM greatest(t.last_analyze, t.last_autoanalyze))::double precision,\n"
              "       t.n_mod_since_analyze::double precision\n"
              "FROM stats LEFT JOIN pg_catalog.pg_stat_all_tables t ON t.relid OPERATOR(pg_catalog.=) stats.oid\n"
              "UNION ALL (SELECT 'top', "_s
            + shortened(u"v"_s)
            + u", NULL, f, NULL, NULL, NULL, NULL FROM stats, ROWS FROM (pg_catalog.unnest(common), "
              u"pg_catalog.unnest(shares)) WITH ORDINALITY AS u(v, f, n)\n"
              "    ORDER BY n LIMIT "_s
            + QString::number(mostTopValues)
            + u")\n"
              "UNION ALL (SELECT 'bound', "_s
            + shortened(u"b"_s)
            + u", NULL, NULL, NULL, NULL, NULL, NULL FROM stats, pg_catalog.unnest(bounds) WITH ORDINALITY AS u(b, n) ORDER BY n)"_s,
        parameters.values()};
}

// The first, the last, and as many between them as are to be shown.
static QStringList thinned(const QStringList &bounds)
{
    if (bounds.size() <= mostBounds + 1)
        return bounds;
    QStringList kept;
    for (int i = 0; i <= mostBounds; ++i)
        kept << bounds[(bounds.size() - 1) * i / mostBounds];
    return kept;
}

std::optional<ColumnStats> notedStatsIn(const RowBatch &answer)
{
    if (answer.rowCount() == 0)
        return std::nullopt;
    ColumnStats stats;
    for (qsizetype row = 0; row < answer.rowCount(); ++row) {
        const QString what = answer.text(row, 0);
        if (what == kind::summary) {
            stats.nullShare = answer.real(row, 2);
            stats.averageBytes = answer.real(row, 4);
            stats.rows = answer.real(row, 5);
            const double distinct = answer.real(row, 3);
            // A negative number is a share of the rows: of a column whose values grow with the table.
            if (distinct >= 0)
                stats.distinct = distinct;
            else if (stats.rows >= 0)
                stats.distinct = -distinct * stats.rows;
            if (!answer.isNull(row, 6))
                stats.analyzed = QDateTime::fromMSecsSinceEpoch(qint64(answer.real(row, 6) * 1000));
            stats.changedSince = answer.isNull(row, 7) ? -1 : answer.real(row, 7);
        } else if (what == kind::top) {
            stats.top.push_back({answer.text(row, 1), answer.real(row, 3)});
        } else {
            stats.bounds << answer.text(row, 1);
        }
    }
    for (ColumnStats::Value &value : stats.top) {
        if (stats.rows >= 0)
            value.rows = qint64(value.share * stats.rows + 0.5);
    }
    if (!stats.bounds.isEmpty()) {
        stats.minimum = stats.bounds.constFirst();
        stats.maximum = stats.bounds.constLast();
    }
    stats.bounds = thinned(stats.bounds);
    return stats;
}

// The value at each twentieth of the rows; the first is the least one, the last the greatest.
static QString boundsSql(const QString &text)
{
    return u"\nUNION ALL (SELECT 'bound', "_s + text
         + u", NULL, NULL, NULL FROM (\n"
           "    SELECT v, upto, upto OPERATOR(pg_catalog.-) n AS before FROM (\n"
           "        SELECT v, n, pg_catalog.sum(n) OVER w AS upto FROM valued WHERE v IS NOT NULL\n"
           "        WINDOW w AS (ORDER BY v ROWS UNBOUNDED PRECEDING)) running) spread,\n"
           "    (SELECT i, greatest(1, pg_catalog.ceil(\n"
           "            (rows OPERATOR(pg_catalog.-) nulls) OPERATOR(pg_catalog.*) i OPERATOR(pg_catalog./) "_s
         + QString::number(mostBounds)
         + u")) AS mark\n"
           "        FROM total, pg_catalog.generate_series(0, "_s
         + QString::number(mostBounds)
         + u") AS i) marks\n"
           "    WHERE mark OPERATOR(pg_catalog.>) before AND mark OPERATOR(pg_catalog.<=) upto ORDER BY i)"_s;
}

Result<Statement> exactStatsStatement(const RelationShape &shape, const FilterSet &filters, int column)
{
    Parameters parameters;
    const Result<QString> predicate = predicateSql(shape, filters, parameters);
    if (!predicate)
        return std::unexpected(predicate.error());
    const ColumnShape &described = shape.columns[size_t(column)];
    const QString sql = columnSql(shape, column);
    const bool hasOrder = isSortable(described);
    const QString value = hasOrder ? sql : outputSql(sql, described.typeOid, described.category);
    const QString text = shortened(outputSql(u"v"_s, hasOrder ? described.typeOid : 25, described.category));
    const QString tie = hasOrder ? u", v"_s : u", v COLLATE pg_catalog.\"C\""_s;
    const QString where = predicate->isEmpty() ? QString() : u"\n    WHERE "_s + *predicate;
    QString out = u"WITH valued AS MATERIALIZED (\n    SELECT "_s + value + u" AS v, pg_catalog.count(*) AS n FROM "_s
                + relationSql(shape) + where
                + u"\n    GROUP BY 1),\n"
                  "total AS (SELECT coalesce(pg_catalog.sum(n), 0)::double precision AS rows,\n"
                  "    coalesce(pg_catalog.sum(n) FILTER (WHERE v IS NULL), 0)::double precision AS nulls,\n"
                  "    (pg_catalog.count(*) FILTER (WHERE v IS NOT NULL))::double precision AS kinds FROM valued)\n"
                  "SELECT 'summary' AS kind, NULL AS text, nulls AS number, kinds AS share, rows FROM total\n"
                  "UNION ALL (SELECT 'top', "_s
                + text
                + u", n::double precision,\n"
                  "    CASE WHEN rows OPERATOR(pg_catalog.>) 0 THEN n OPERATOR(pg_catalog./) rows END, NULL\n"
                  "    FROM (SELECT * FROM valued WHERE v IS NOT NULL ORDER BY n DESC"_s
                + tie + u" LIMIT "_s + QString::number(mostTopValues) + u") most, total ORDER BY n DESC"_s + tie + u')';
    if (hasOrder)
        out += boundsSql(text);
    return Statement{out, parameters.values()};
}

ColumnStats exactStatsIn(const RowBatch &answer)
{
    ColumnStats stats{.exact = true};
    for (qsizetype row = 0; row < answer.rowCount(); ++row) {
        const QString what = answer.text(row, 0);
        if (what == kind::summary) {
            stats.rows = answer.real(row, 4);
            stats.nullShare = stats.rows > 0 ? answer.real(row, 2) / stats.rows : 0;
            stats.distinct = answer.real(row, 3);
        } else if (what == kind::top) {
            stats.top.push_back({answer.text(row, 1), answer.real(row, 3), qint64(answer.real(row, 2))});
        } else {
            stats.bounds << answer.text(row, 1);
        }
    }
    if (!stats.bounds.isEmpty()) {
        stats.minimum = stats.bounds.constFirst();
        stats.maximum = stats.bounds.constLast();
    }
    return stats;
}

} // namespace howdah::data
