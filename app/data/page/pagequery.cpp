// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/pagequery.h"

#include "data/page/qualified.h"
#include "data/page/value.h"
#include "sql/quote.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Statement;

static int previewLengthFor(const RelationShape &shape, const PageLimits &limits)
{
    const auto wide = std::ranges::count_if(shape.columns, isWide);
    return wide == 0 ? 1000 : std::clamp(int(limits.previewBytesPerRow / wide), 60, 1000);
}

static RowLayout layoutFor(const RelationShape &shape, const Ordering &ordering, const PageLimits &limits)
{
    RowLayout layout;
    layout.previewLength = previewLengthFor(shape, limits);
    for (int i = 0; i < int(shape.columns.size()); ++i) {
        const ColumnShape &column = shape.columns[size_t(i)];
        const bool preview = limits.previews && isWide(column);
        const QString sql = columnSql(shape, i);
        layout.previews.push_back(preview);
        layout.expressions
            << (preview ? outputSql(sql, column.typeOid, column.category, layout.previewLength + 1) : sql);
    }
    const auto whole = [&](const OrderTerm &term) {
        if (term.column >= 0 && !layout.previews[size_t(term.column)])
            return term.column;
        const QString sql = termSql(shape, term);
        if (!layout.expressions.contains(sql))
            layout.expressions << sql;
        return int(layout.expressions.indexOf(sql));
    };
    for (const OrderTerm &term : ordering.terms)
        layout.terms.push_back(whole(term));
    if (ordering.access == Access::Bounded)
        return layout;
    if (const IndexShape *key = keyOf(shape)) {
        for (const int column : key->columns)
            layout.key.push_back(whole({column}));
        return layout;
    }
    layout.tableOid = whole({tableOidColumn});
    layout.ctid = whole({ctidColumn});
    layout.xmin = int(layout.expressions.size());
    layout.expressions << sql::quoteQualified(shape.name, u"xmin");
    return layout;
}

Result<PageQuery>
PageQuery::make(RelationShape shape, FilterSet filters, std::vector<SortColumn> sort, PageLimits limits)
{
    PageQuery query;
    const Result<QString> predicate = predicateSql(shape, filters, query.m_parameters);
    if (!predicate)
        return std::unexpected(predicate.error());
    for (const SortColumn &one : sort) {
        if (filters.hidden.contains(one.column))
            return fail(hiddenColumnError(one.column));
    }
    query.m_predicate = *predicate;
    query.m_ordering = orderingFor(shape, sort);
    query.m_layout = layoutFor(shape, query.m_ordering, limits);
    query.m_shape = std::move(shape);
    query.m_filters = std::move(filters);
    query.m_sort = std::move(sort);
    query.m_limits = limits;
    return query;
}

Statement PageQuery::select(
    const QString &from, const QStringList &conditions, const QString &tail, const Parameters &parameters) const
{
    QStringList all;
    if (!m_predicate.isEmpty())
        all << m_predicate;
    all += conditions;
    // A relation without columns still has rows.
    QString sql = u"SELECT "_s + m_layout.expressions.join(u", "_s) + u"\nFROM "_s + from;
    if (!all.isEmpty())
        sql += u"\nWHERE "_s + all.join(u"\n  AND "_s);
    return {sql + tail, parameters.values()};
}

static QString orderTail(const QString &order, qint64 rows)
{
    return (order.isEmpty() ? QString() : u"\nORDER BY "_s + order) + u"\nLIMIT "_s + QString::number(rows);
}

Statement PageQuery::segment(Segment segment, const std::optional<StartPoint> &start, Reading reading, int rows) const
{
    Parameters parameters = m_parameters;
    const QStringList conditions = keysetSql(m_shape, m_ordering, segment, start, reading, parameters);
    return select(
        relationSql(m_shape), conditions, orderTail(orderBySql(m_shape, m_ordering, reading), rows), parameters);
}

static QByteArray tid(qint64 block) { return "(" + QByteArray::number(block) + ",0)"; }

Statement
PageQuery::blocks(const Leaf &leaf, const BlockRange &range, Reading reading, int rows, int serverVersion) const
{
    Parameters parameters = m_parameters;
    const QString ctid = sql::quoteQualified(m_shape.name, u"ctid");
    QStringList conditions;
    const bool forward = reading == Reading::Forward;
    if (forward && range.edge)
        conditions << ctid + operatorSql(u">") + parameters.add(*range.edge, u"tid");
    else
        conditions << ctid + operatorSql(u">=") + parameters.add(tid(range.begin), u"tid");
    if (!forward && range.edge)
        conditions << ctid + operatorSql(u"<") + parameters.add(*range.edge, u"tid");
    else if (range.end >= 0)
        conditions << ctid + operatorSql(u"<") + parameters.add(tid(range.end), u"tid");
    if (serverVersion < 140000) {
        // Without TID range scans a comparison would read the whole file; naming every possible row reads only these
        // blocks. A block of 8 kB holds 291 rows at most.
        const qint64 last = range.end >= 0 ? range.end - 1 : leaf.blocks;
        conditions << ctid + operatorSql(u"=")
                          + u"ANY (ARRAY(SELECT pg_catalog.format('(%s,%s)', b, i)::pg_catalog.tid FROM "
                            "pg_catalog.generate_series("_s
                          + parameters.add(range.begin) + u", "_s + parameters.add(last)
                          + u") AS b, pg_catalog.generate_series(1, 291) AS i))"_s;
    }
    const QString from =
        u"ONLY "_s + sql::quoteQualified(leaf.schema, leaf.name) + u" AS "_s + sql::quoteIdentifier(m_shape.name);
    return select(from, conditions, orderTail(ctid + (forward ? u" ASC"_s : u" DESC"_s), rows), parameters);
}

Statement PageQuery::all(qint64 mostRows) const
{
    return select(
        relationSql(m_shape), {}, orderTail(orderBySql(m_shape, m_ordering, Reading::Forward), mostRows), m_parameters);
}

Statement PageQuery::offset(qint64 offset, int rows) const
{
    Parameters parameters = m_parameters;
    const QString skip = u"\nOFFSET "_s + parameters.add(offset);
    const QString tail = orderTail(orderBySql(m_shape, m_ordering, Reading::Forward), rows) + skip;
    return select(relationSql(m_shape), {}, tail, parameters);
}

Statement PageQuery::bounded(int rows) const
{
    return select(
        relationSql(m_shape), {}, orderTail(orderBySql(m_shape, m_ordering, Reading::Forward), rows), m_parameters);
}

Statement PageQuery::leaves() const
{
    Parameters parameters;
    const QString oid = parameters.add(qint64(m_shape.oid));
    // Only what may have children is searched for them: most tables have none, and the first page waits for this.
    const bool mayHaveChildren = m_shape.kind == RelationKind::PartitionedTable || m_shape.hasChildren;
    const QString tree = u"WITH RECURSIVE tree AS (\n"
                         "    SELECT "_s
                       + oid
                       + u"::pg_catalog.oid AS oid\n"
                         "    UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i\n"
                         "        JOIN tree ON i.inhparent OPERATOR(pg_catalog.=) tree.oid)\n"_s;
    const QString which = u"c.oid"_s + operatorSql(u"=")
                        + (mayHaveChildren ? u"ANY (SELECT oid FROM tree)"_s : oid + u"::pg_catalog.oid"_s);
    return {
        (mayHaveChildren ? tree : QString())
            + u"SELECT c.oid, n.nspname, c.relname,\n"
              "       coalesce(pg_catalog.pg_relation_size(c.oid), 0)\n"
              "           OPERATOR(pg_catalog./) pg_catalog.current_setting('block_size')::bigint AS blocks,\n"
              "       CASE WHEN c.relpages OPERATOR(pg_catalog.>) 0 AND c.reltuples OPERATOR(pg_catalog.>) 0\n"
              "            THEN c.reltuples OPERATOR(pg_catalog./) c.relpages ELSE -1 END AS density,\n"
              "       c.relkind OPERATOR(pg_catalog.=) ANY ('{r,m,t}'::pg_catalog.\"char\"[]) AS has_blocks\n"
              "FROM pg_catalog.pg_class c\n"
              "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace\n"
              "WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,m,t,f}'::pg_catalog.\"char\"[]) AND "_s
            + which + u"\nORDER BY c.oid"_s,
        parameters.values()};
}

Statement PageQuery::estimate() const
{
    Parameters parameters = m_parameters;
    QString sql = u"EXPLAIN (FORMAT JSON) SELECT 1 FROM "_s + relationSql(m_shape);
    if (!m_predicate.isEmpty())
        sql += u"\nWHERE "_s + m_predicate;
    return {sql, parameters.values()};
}

Statement PageQuery::count() const
{
    QString sql = u"SELECT pg_catalog.count(*) FROM "_s + relationSql(m_shape);
    if (!m_predicate.isEmpty())
        sql += u"\nWHERE "_s + m_predicate;
    return {sql, m_parameters.values()};
}

std::vector<Leaf> leavesOf(const RowBatch &answer)
{
    std::vector<Leaf> leaves;
    for (qsizetype row = 0; row < answer.rowCount(); ++row) {
        leaves.push_back(
            {.oid = quint32(answer.integer(row, 0)),
             .schema = answer.text(row, 1),
             .name = answer.text(row, 2),
             .blocks = answer.integer(row, 3),
             .rowsPerBlock = answer.real(row, 4),
             .hasBlocks = answer.boolean(row, 5)});
    }
    return leaves;
}

double estimatedRowsOf(const RowBatch &answer)
{
    if (answer.rowCount() == 0)
        return -1;
    const QJsonDocument plan = QJsonDocument::fromJson(answer.bytes(0, 0).toByteArray());
    return plan.array().at(0)[u"Plan"_s][u"Plan Rows"_s].toDouble(-1);
}

} // namespace howdah::data
