// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/assist/seenkeys.h"

#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

std::optional<connection::Statement> seenKeysStatement(const catalog::Relation &relation, const catalog::Column &column)
{
    const bool isTable = relation.hasStorage() || relation.kind == catalog::RelationKind::PartitionedTable;
    if (!isTable || (column.type != u"json" && column.type != u"jsonb"))
        return std::nullopt;
    // A view could compute for hours; LIMIT comes before everything else, so that a table of NULLs ends, too.
    const QString sql =
        u"SELECT k.key FROM (SELECT CASE WHEN pg_catalog.%1_typeof(s.value) OPERATOR(pg_catalog.=) 'object' "
        "THEN s.value ELSE '{}'::pg_catalog.%1 END AS value FROM (SELECT t.%2 AS value FROM %3.%4 AS t LIMIT 300) AS s "
        "WHERE pg_catalog.pg_column_size(s.value) OPERATOR(pg_catalog.<) 65536) AS o "
        "CROSS JOIN LATERAL pg_catalog.%1_object_keys(o.value) AS k(key) "
        "GROUP BY k.key ORDER BY pg_catalog.count(*) DESC, 1 LIMIT 200"_s.arg(
            column.type, sql::quoteIdentifier(column.name), sql::quoteIdentifier(relation.schema),
            sql::quoteIdentifier(relation.name));
    return connection::Statement{sql, {}};
}

QStringList seenKeys(const connection::Answer &answer)
{
    QStringList keys;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        keys << answer.rows.text(row, 0);
    return keys;
}

} // namespace howdah::operations
