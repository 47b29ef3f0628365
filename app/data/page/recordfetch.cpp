// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/recordfetch.h"

#include "data/page/qualified.h"
#include "data/page/value.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::data {

RowIdentity identityOf(const PageQuery &query, const connection::RowBatch &rows, qsizetype row)
{
    RowIdentity identity;
    const RowLayout &layout = query.layout();
    for (const int column : layout.key)
        identity.key.push_back(rows.value(row, column));
    if (layout.ctid >= 0) {
        identity.tableOid = rows.bytes(row, layout.tableOid).toByteArray();
        identity.ctid = rows.bytes(row, layout.ctid).toByteArray();
        identity.xmin = rows.bytes(row, layout.xmin).toByteArray();
    }
    return identity;
}

connection::Statement recordStatement(const RelationShape &shape, const RowIdentity &identity)
{
    Parameters parameters;
    QStringList columns;
    for (int i = 0; i < int(shape.columns.size()); ++i) {
        const QString sql = columnSql(shape, i);
        const ColumnShape &column = shape.columns[size_t(i)];
        columns << (isWide(column) ? outputSql(sql, column.typeOid, column.category, mostRecordCharacters + 1) : sql);
    }
    QStringList conditions;
    const IndexShape *key = keyOf(shape);
    if (key && key->columns.size() == identity.key.size()) {
        for (size_t i = 0; i < identity.key.size(); ++i) {
            const int column = key->columns[i];
            conditions << columnSql(shape, column) + comparisonSql(u"=", shape.columns[size_t(column)])
                              + parameters.add(
                                  identity.key[i].value_or(QByteArray()),
                                  comparisonType(shape.columns[size_t(column)]));
        }
    } else {
        const auto system = [&](QStringView name) { return sql::quoteQualified(shape.name, name); };
        conditions << system(u"ctid") + operatorSql(u"=") + parameters.add(identity.ctid, u"tid")
                   << system(u"tableoid") + operatorSql(u"=") + parameters.add(identity.tableOid, u"oid")
                   << system(u"xmin") + u"::pg_catalog.text"_s + operatorSql(u"=")
                          + parameters.add(identity.xmin, u"text");
    }
    return {
        u"SELECT "_s + columns.join(u", "_s) + u"\nFROM "_s + relationSql(shape) + u"\nWHERE "_s
            + conditions.join(u"\n  AND "_s) + u"\nLIMIT 2"_s,
        parameters.values()};
}

} // namespace howdah::data
