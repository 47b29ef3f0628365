// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/viewsql.h"

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::entity {

QString textSql(const Entities &entities, const BoundEntity &entity, const QString &column)
{
    if (column.isEmpty() || !entities.catalog().column(entity.relation, column))
        return u"NULL::pg_catalog.text"_s;
    if (entity.definition->isSensitive(column))
        return u"'***'::pg_catalog.text"_s;
    return columnSql(entity.table(), column) + u"::pg_catalog.text"_s;
}

QString epochSql(const Entities &entities, const BoundEntity &entity, const QString &column)
{
    if (column.isEmpty() || !entities.catalog().column(entity.relation, column))
        return u"NULL::pg_catalog.float8"_s;
    return u"pg_catalog.date_part('epoch', "_s + columnSql(entity.table(), column)
         + u") OPERATOR(pg_catalog.*) 1000::pg_catalog.float8"_s;
}

QString fragmentSql(const Entities &entities, const BoundEntity &entity, const Fragment &fragment)
{
    if (fragment.isEmpty())
        return u"NULL::pg_catalog.text"_s;
    return u'(' + placedSql(fragment.source(), entities.catalog(), entity.schema, true) + u")::pg_catalog.text"_s;
}

QString keySql(const BoundEntity &entity)
{
    QStringList columns;
    for (const QString &name : entity.key)
        columns << columnSql(entity.table(), name);
    return columns.join(u", "_s);
}

RowValues keyIn(const BoundEntity &entity, const connection::RowBatch &rows, qsizetype row, qsizetype firstColumn)
{
    RowValues key;
    for (qsizetype i = 0; i < entity.key.size(); ++i)
        key.insert(entity.key[i], rows.value(row, firstColumn + i));
    return key;
}

double epochIn(const connection::RowBatch &rows, qsizetype row, qsizetype column)
{
    const double value = rows.isNull(row, column) ? std::nan("") : rows.real(row, column);
    return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

connection::Statement headStatement(const Entities &entities, const BoundEntity &entity, const RowValues &key)
{
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, key);
    const QString where = writer.isRow(entity.table(), key.keys());
    return writer.statement(
        u"SELECT "_s + labelSql(entities, entity) + u", "_s + subtitleSql(entities, entity) + u", "_s
        + textSql(entities, entity, entity.definition->state.column)
        + u", pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.*) "
          "1000::pg_catalog.float8"_s
        + fromSql(entity) + u"\nWHERE "_s + where + u"\nLIMIT 1"_s);
}

ViewHead headIn(const BoundEntity &entity, const connection::RowBatch &rows)
{
    ViewHead head;
    head.isThere = rows.rowCount() > 0;
    head.label = rows.text(0, 0);
    head.subtitle = rows.text(0, 1);
    head.state = rows.text(0, 2);
    head.tone = entity.definition->state.toneOf(head.state);
    head.now = rows.real(0, 3);
    return head;
}

} // namespace howdah::entity
