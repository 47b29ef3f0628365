// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/record.h"

#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

using connection::Statement;

namespace {

QString columnOf(const QString &table, const QString &name)
{
    return sql::quoteIdentifier(table) + u'.' + sql::quoteIdentifier(name);
}

QString labelSql(const Entities &entities, const BoundEntity &entity)
{
    return entity.isLabelled
             ? u'(' + placedSql(entity.definition->label.source(), entities.catalog(), entity.schema, true)
                   + u")::pg_catalog.text"_s
             : u"NULL"_s;
}

QString subtitleSql(const Entities &entities, const BoundEntity &entity)
{
    return entity.hasSubtitle
             ? u'(' + placedSql(entity.definition->subtitle.source(), entities.catalog(), entity.schema, true)
                   + u")::pg_catalog.text"_s
             : u"NULL"_s;
}

QString fromSql(const BoundEntity &entity)
{
    return u"\nFROM "_s + sql::quoteQualified(entity.schema, entity.table()) + u" AS "_s
         + sql::quoteIdentifier(entity.table());
}

QString selectSql(const Entities &entities, const BoundEntity &entity)
{
    QStringList expressions;
    for (const catalog::Column &column : entities.catalog().columnsOf(entity.relation))
        expressions << columnOf(entity.table(), column.name);
    return u"SELECT "_s + expressions.join(u", "_s) + u", "_s + labelSql(entities, entity) + u", "_s
         + subtitleSql(entities, entity) + fromSql(entity);
}

QString newestFirst(const Entities &entities, const BoundEntity &entity)
{
    QStringList order;
    const QString &time = entity.definition->time;
    if (!time.isEmpty() && entities.catalog().column(entity.relation, time))
        order << columnOf(entity.table(), time) + u" DESC NULLS LAST"_s;
    for (const QString &name : entity.key)
        order << columnOf(entity.table(), name);
    return order.isEmpty() ? QString() : u"\nORDER BY "_s + order.join(u", "_s);
}

// The columns that a relation compares, on this side and on the other.
struct Sides
{
    const BoundEntity *other = nullptr;
    QStringList own;    // columns of this entity whose values are looked for
    QStringList theirs; // columns that hold them: of the other, or of the table of pairs
};

std::optional<Sides> sidesOf(const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation)
{
    Sides sides;
    sides.other = entities.otherOf(entity, relation);
    if (!sides.other)
        return {};
    if (relation.kind == RelationKind::Parent) {
        sides.own = relation.columns;
        sides.theirs = relation.key.isEmpty() ? sides.other->key : relation.key;
    } else {
        sides.own = relation.key.isEmpty() ? entity.key : relation.key;
        sides.theirs = relation.columns;
    }
    const bool fits = !sides.own.isEmpty() && sides.own.size() == sides.theirs.size();
    return fits ? std::optional(sides) : std::nullopt;
}

// FROM and WHERE of the rows of the other entity.
std::optional<QString> relatedSql(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row,
    StatementWriter &writer)
{
    const auto sides = sidesOf(entities, entity, relation);
    if (!sides)
        return {};
    const catalog::Catalog &catalog = entities.catalog();
    const bool isThrough = relation.kind == RelationKind::Through;
    const QString holder = isThrough ? relation.through : sides->other->table();
    const catalog::Relation *table = catalog.relation(entity.schema, holder);
    if (!table)
        return {};
    // A table that refers to itself stands here once: the values of this row are parameters.
    QStringList conditions;
    for (qsizetype i = 0; i < sides->own.size(); ++i) {
        const catalog::Column *own = catalog.column(entity.relation, sides->own[i]);
        const catalog::Column *theirs = catalog.column(table->oid, sides->theirs[i]);
        if (!own || !theirs)
            return {};
        conditions << equalSql(holder, *theirs, writer.add(row.value(own->name), parameterType(*own)));
    }
    QString from = fromSql(*sides->other);
    if (isThrough) {
        const QStringList &key = sides->other->key;
        if (key.size() != relation.others.size())
            return {};
        from += u" JOIN "_s + sql::quoteQualified(table->schema, holder) + u" AS "_s + sql::quoteIdentifier(holder);
        QStringList ties;
        for (qsizetype i = 0; i < key.size(); ++i) {
            const catalog::Column *column = catalog.column(sides->other->relation, key[i]);
            if (!column)
                return {};
            ties << equalSql(sides->other->table(), *column, columnOf(holder, relation.others[i]));
        }
        from += u" ON "_s + ties.join(u" AND "_s);
    }
    return from + u"\nWHERE "_s + conditions.join(u" AND "_s);
}

} // namespace

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
            any << columnOf(entity.table(), name) + u"::pg_catalog.text OPERATOR(pg_catalog.~~*) "_s + wanted;
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
                                                                                  : columnOf(other.table(), name);
    };
    QStringList expressions;
    for (const QString &name : other.key)
        expressions << columnOf(other.table(), name);
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
