// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/rollupcolumns.h"

#include "base/propagate.h"
#include "metrics/querynames.h"
#include "metrics/rollupplan.h"
#include "metrics/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

struct Column
{
    QString name;
    bool isTime = false;
    bool isNumber = false;
    bool hasIndex = false; // one that begins with it
    bool isKey = false;
};

Result<std::vector<Column>> columnsOf(connection::Session &session, const RollupDefinition &definition)
{
    ASSIGN_OR_RETURN(const auto place, NameFinder(session).find({{definition.schema, definition.table}}));
    if (place.front().oid.isEmpty())
        return fail(
            ErrorKind::NotFound, tr("There is no table %1").arg(definition.table),
            tr("Write schema.table, or set the search path."));
    // timestamp and timestamptz; int2, int4, int8, float4, float8, numeric
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"SELECT a.attname, a.atttypid OPERATOR(pg_catalog.=) ANY ('{1114,1184}'::pg_catalog.oid[]),"
                 " a.atttypid OPERATOR(pg_catalog.=) ANY ('{20,21,23,700,701,1700}'::pg_catalog.oid[]),"
                 " EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid OPERATOR(pg_catalog.=) a.attrelid"
                 " AND i.indkey[0] OPERATOR(pg_catalog.=) a.attnum AND i.indpred IS NULL AND i.indisvalid),"
                 " EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid OPERATOR(pg_catalog.=) a.attrelid"
                 " AND k.contype OPERATOR(pg_catalog.=) ANY ('{p,f,u}'::pg_catalog.\"char\"[])"
                 " AND a.attnum OPERATOR(pg_catalog.=) ANY (k.conkey))"
                 " FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid"
                 " AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped ORDER BY a.attnum"_s,
                 {place.front().oid}})
            .result());
    std::vector<Column> columns;
    columns.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        columns.push_back(
            {answer.rows.text(row, 0), answer.rows.boolean(row, 1), answer.rows.boolean(row, 2),
             answer.rows.boolean(row, 3), answer.rows.boolean(row, 4)});
    return columns;
}

template <typename Fits>
QStringList namesOf(const std::vector<Column> &columns, const Fits &fits)
{
    QStringList names;
    for (const Column &column : columns) {
        if (fits(column))
            names << column.name;
    }
    return names;
}

Result<QString> onlyOne(const QStringList &names, const QString &none, const QString &several, const QString &hint)
{
    if (names.isEmpty())
        return fail(ErrorKind::Usage, none);
    if (names.size() > 1)
        return fail(ErrorKind::Usage, several, hint.arg(names.join(u", "_s)));
    return names.front();
}

bool isNamedOnly(const RollupDefinition &definition)
{
    return definition.time.isEmpty() && definition.value.isEmpty() && definition.dimensions.empty()
        && definition.success.isEmpty() && definition.sums.isEmpty();
}

} // namespace

Result<RollupDefinition> completeRollup(connection::Session &session, RollupDefinition definition)
{
    if (isNamedOnly(definition)) {
        ASSIGN_OR_RETURN(const auto possible, possibleRollups(session));
        const auto known = std::ranges::find(possible, definition.table, &RollupDefinition::table);
        if (known != possible.end()) {
            RollupDefinition whole = *known;
            if (!definition.schema.isEmpty())
                whole.schema = definition.schema;
            if (definition.name != rollupNameFor(definition.table))
                whole.name = definition.name;
            return whole;
        }
    }
    if (!definition.time.isEmpty() && !definition.value.isEmpty())
        return definition;
    ASSIGN_OR_RETURN(const auto columns, columnsOf(session, definition));
    if (definition.time.isEmpty()) {
        QStringList times = namesOf(columns, [](const Column &column) { return column.isTime; });
        const QStringList indexed =
            namesOf(columns, [](const Column &column) { return column.isTime && column.hasIndex; });
        if (times.size() > 1 && indexed.size() == 1)
            times = indexed;
        ASSIGN_OR_RETURN(
            definition.time,
            onlyOne(
                times, tr("%1 has no column of times, so it cannot be rolled up by time").arg(definition.table),
                tr("%1 has several columns of times").arg(definition.table), tr("Name one with --time: %1.")));
    }
    if (definition.value.isEmpty()) {
        const QStringList numbers =
            namesOf(columns, [](const Column &column) { return column.isNumber && !column.isKey; });
        ASSIGN_OR_RETURN(
            definition.value, onlyOne(
                                  numbers, tr("%1 has no number to compute percentiles of").arg(definition.table),
                                  tr("%1 has several numbers to compute percentiles of").arg(definition.table),
                                  tr("Name one with --value: %1.")));
    }
    return definition;
}

} // namespace howdah::metrics
