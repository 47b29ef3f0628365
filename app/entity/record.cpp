// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/record.h"

#include "entity/relatedsql.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

using connection::Statement;

static QString selectSql(const Entities &entities, const BoundEntity &entity)
{
    QStringList expressions;
    for (const catalog::Column &column : entities.catalog().columnsOf(entity.relation))
        expressions << columnSql(entity.table(), column.name);
    return u"SELECT "_s + expressions.join(u", "_s) + u", "_s + labelSql(entities, entity) + u", "_s
         + subtitleSql(entities, entity) + fromSql(entity);
}

Statement recordStatement(const Entities &entities, const BoundEntity &entity, const RowValues &key)
{
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, key);
    const QString where = writer.isRow(entity.table(), key.keys());
    return writer.statement(selectSql(entities, entity) + u"\nWHERE "_s + where + u"\nLIMIT 2"_s);
}

Statement listStatement(const Entities &entities, const BoundEntity &entity, const QString &search, int limit)
{
    const RowValues none;
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, none);
    QString where;
    if (!search.isEmpty()) {
        QString pattern = search;
        pattern.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
        const QString wanted = writer.add((u'%' + pattern + u'%').toUtf8(), u"pg_catalog.text"_s);
        QStringList any{labelSql(entities, entity) + u" OPERATOR(pg_catalog.~~*) "_s + wanted};
        for (const QString &name : entity.key)
            any << columnSql(entity.table(), name) + u"::pg_catalog.text OPERATOR(pg_catalog.~~*) "_s + wanted;
        where = u"\nWHERE "_s + any.join(u" OR "_s);
    }
    return writer.statement(
        selectSql(entities, entity) + where + newestFirst(entities, entity) + u"\nLIMIT "_s + QString::number(limit));
}

Record recordIn(const Entities &entities, const BoundEntity &entity, const connection::RowBatch &rows, qsizetype row)
{
    Record record;
    const auto columns = entities.catalog().columnsOf(entity.relation);
    for (qsizetype i = 0; i < qsizetype(columns.size()); ++i)
        record.values.insert(columns[size_t(i)].name, rows.value(row, i));
    record.label = rows.text(row, qsizetype(columns.size()));
    record.subtitle = rows.text(row, qsizetype(columns.size()) + 1);
    return record;
}

std::optional<Statement> relatedCount(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row,
    qint64 most)
{
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, row);
    const auto from = relatedSql(entities, entity, relation, row, writer);
    if (!from)
        return {};
    if (most <= 0)
        return writer.statement(u"SELECT pg_catalog.count(*)"_s + *from);
    return writer.statement(
        u"SELECT pg_catalog.count(*) FROM (SELECT 1"_s + *from + u"\nLIMIT "_s + QString::number(most + 1)
        + u") AS found"_s);
}

std::optional<Statement> relatedRows(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row,
    int limit)
{
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, row);
    const auto from = relatedSql(entities, entity, relation, row, writer);
    if (!from)
        return {};
    const BoundEntity &other = *entities.otherOf(entity, relation);
    const auto optional = [&](const QString &name) {
        return name.isEmpty() || !entities.catalog().column(other.relation, name) ? u"NULL"_s
                                                                                  : columnSql(other.table(), name);
    };
    QStringList expressions;
    for (const QString &name : other.key)
        expressions << columnSql(other.table(), name);
    expressions << labelSql(entities, other) << optional(other.definition->state.column)
                << optional(other.definition->time);
    return writer.statement(
        u"SELECT "_s + expressions.join(u", "_s) + *from + newestFirst(entities, other) + u"\nLIMIT "_s
        + QString::number(limit));
}

std::vector<RelatedRow> relatedIn(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation,
    const connection::RowBatch &rows)
{
    std::vector<RelatedRow> found;
    const BoundEntity *other = entities.otherOf(entity, relation);
    if (!other)
        return found;
    const qsizetype keys = other->key.size();
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        RelatedRow one;
        for (qsizetype i = 0; i < keys; ++i)
            one.key.insert(other->key[i], rows.value(row, i));
        one.label = rows.text(row, keys);
        one.state = rows.text(row, keys + 1);
        one.time = rows.text(row, keys + 2);
        found.push_back(std::move(one));
    }
    return found;
}

std::vector<std::pair<QString, std::optional<QByteArray>>> relatedFilter(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row)
{
    std::vector<std::pair<QString, std::optional<QByteArray>>> filter;
    const auto sides = sidesOf(entities, entity, relation);
    if (!sides || relation.kind == RelationKind::Through)
        return filter;
    for (qsizetype i = 0; i < sides->own.size(); ++i)
        filter.emplace_back(sides->theirs[i], row.value(sides->own[i]));
    return filter;
}

} // namespace howdah::entity
