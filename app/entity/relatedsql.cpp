// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/relatedsql.h"

#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

QString columnSql(const QString &table, const QString &name)
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

QString newestFirst(const Entities &entities, const BoundEntity &entity)
{
    QStringList order;
    const QString &time = entity.definition->time;
    if (!time.isEmpty() && entities.catalog().column(entity.relation, time))
        order << columnSql(entity.table(), time) + u" DESC NULLS LAST"_s;
    for (const QString &name : entity.key)
        order << columnSql(entity.table(), name);
    return order.isEmpty() ? QString() : u"\nORDER BY "_s + order.join(u", "_s);
}

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
    const QString from = fromSql(*sides->other);
    if (!isThrough)
        return from + u"\nWHERE "_s + conditions.join(u" AND "_s);
    // Not joined: a column of the pairs may be called like one that the label is made of.
    const QStringList &key = sides->other->key;
    if (key.size() != relation.others.size())
        return {};
    for (qsizetype i = 0; i < key.size(); ++i) {
        const catalog::Column *column = catalog.column(sides->other->relation, key[i]);
        if (!column)
            return {};
        conditions << equalSql(sides->other->table(), *column, columnSql(holder, relation.others[i]));
    }
    return from + u"\nWHERE EXISTS (SELECT FROM "_s + sql::quoteQualified(table->schema, holder) + u" AS "_s
         + sql::quoteIdentifier(holder) + u"\nWHERE "_s + conditions.join(u" AND "_s) + u')';
}

std::optional<QString> relatedSql(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation,
    const RelationDefinition &further, const RowValues &row, StatementWriter &writer)
{
    const auto near = sidesOf(entities, entity, relation);
    const auto far = near ? sidesOf(entities, *near->other, further) : std::nullopt;
    if (!far || relation.kind == RelationKind::Through || further.kind == RelationKind::Through)
        return {};
    const catalog::Catalog &catalog = entities.catalog();
    const QString via = u"via"_s;
    QStringList conditions;
    for (qsizetype i = 0; i < near->own.size(); ++i) {
        const catalog::Column *own = catalog.column(entity.relation, near->own[i]);
        const catalog::Column *theirs = catalog.column(near->other->relation, near->theirs[i]);
        if (!own || !theirs)
            return {};
        conditions << equalSql(via, *theirs, writer.add(row.value(own->name), parameterType(*own)));
    }
    for (qsizetype i = 0; i < far->own.size(); ++i) {
        const catalog::Column *own = catalog.column(near->other->relation, far->own[i]);
        const catalog::Column *theirs = catalog.column(far->other->relation, far->theirs[i]);
        if (!own || !theirs)
            return {};
        conditions << equalSql(far->other->table(), *theirs, columnSql(via, own->name));
    }
    return fromSql(*far->other) + u"\nWHERE EXISTS (SELECT FROM "_s
         + sql::quoteQualified(near->other->schema, near->other->table()) + u" AS via WHERE "_s
         + conditions.join(u" AND "_s) + u')';
}

QString
referredLabelSql(const Entities &entities, const BoundEntity &entity, const QString &column, const QString &value)
{
    for (const RelationDefinition &relation : entity.definition->relations) {
        if (relation.kind != RelationKind::Parent || relation.columns != QStringList{column})
            continue;
        const auto sides = sidesOf(entities, entity, relation);
        if (!sides)
            continue;
        const catalog::Column *key = entities.catalog().column(sides->other->relation, sides->theirs.front());
        if (!key || !sides->other->isLabelled)
            continue;
        return u"(SELECT "_s + labelSql(entities, *sides->other) + fromSql(*sides->other) + u"\nWHERE "_s
             + equalSql(sides->other->table(), *key, value) + u" LIMIT 1)"_s;
    }
    return {};
}

} // namespace howdah::entity
