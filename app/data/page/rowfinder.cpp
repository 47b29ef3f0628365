// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/rowfinder.h"

#include "data/page/qualified.h"

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Statement;

std::vector<int> findableKey(const PageQuery &query)
{
    const IndexShape *key = keyOf(query.shape());
    return query.ordering().access == Access::Keyed && key ? key->columns : std::vector<int>();
}

Statement findStatement(const PageQuery &query, const std::vector<QByteArray> &key)
{
    const RelationShape &shape = query.shape();
    Parameters parameters;
    // The query was made of these filters: they can be written.
    const QString predicate = predicateSql(shape, query.filters(), parameters).value_or(QString());
    QStringList columns;
    for (const OrderTerm &term : query.ordering().terms)
        columns << termSql(shape, term);
    columns << (predicate.isEmpty() ? u"true"_s : u"coalesce("_s + predicate + u", false)"_s);
    QStringList conditions;
    const std::vector<int> wanted = findableKey(query);
    for (size_t i = 0; i < wanted.size(); ++i)
        conditions << columnSql(shape, wanted[i]) + comparisonSql(u"=", shape.columns[size_t(wanted[i])])
                          + parameters.add(key[i], comparisonType(shape.columns[size_t(wanted[i])]));
    return {
        u"SELECT "_s + columns.join(u", "_s) + u"\nFROM "_s + relationSql(shape) + u"\nWHERE "_s
            + conditions.join(u" AND "_s),
        parameters.values()};
}

std::optional<FoundRow> foundIn(const PageQuery &query, const RowBatch &answer)
{
    if (answer.rowCount() == 0)
        return std::nullopt;
    FoundRow found;
    const auto terms = qsizetype(query.ordering().terms.size());
    for (qsizetype i = 0; i < terms; ++i)
        found.place.push_back(answer.value(0, i));
    found.isShown = answer.boolean(0, terms);
    return found;
}

// The rows before the place, in each segment that holds some.
static QString beforeSql(const PageQuery &query, const Place &place, const QString &select, Parameters &parameters)
{
    const RelationShape &shape = query.shape();
    const QString predicate = predicateSql(shape, query.filters(), parameters).value_or(QString());
    const StartPoint start{.place = place};
    QStringList parts;
    for (const Segment segment : segmentsFrom(query.ordering(), start, Reading::Backward)) {
        const bool holdsStart = parts.isEmpty();
        QStringList conditions = keysetSql(
            shape, query.ordering(), segment, holdsStart ? std::optional(start) : std::nullopt, Reading::Backward,
            parameters);
        if (!predicate.isEmpty())
            conditions.prepend(predicate);
        QString sql = select + u" FROM "_s + relationSql(shape);
        if (!conditions.isEmpty())
            sql += u" WHERE "_s + conditions.join(u" AND "_s);
        parts << sql;
    }
    return parts.join(u" UNION ALL "_s);
}

Statement countBefore(const PageQuery &query, const Place &place)
{
    Parameters parameters;
    const QString counts = beforeSql(query, place, u"SELECT pg_catalog.count(*) AS n"_s, parameters);
    return {u"SELECT pg_catalog.sum(n)::bigint FROM ("_s + counts + u") parts"_s, parameters.values()};
}

Statement estimateBefore(const PageQuery &query, const Place &place)
{
    Parameters parameters;
    const QString rows = beforeSql(query, place, u"SELECT 1"_s, parameters);
    return {u"EXPLAIN (FORMAT JSON) "_s + rows, parameters.values()};
}

} // namespace howdah::data
