// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/labels.h"

#include "entity/placedsql.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using catalog::Catalog;
using catalog::ConstraintKind;
using catalog::Oid;

namespace {

std::vector<catalog::Column> columnsNamed(const Catalog &catalog, Oid relation, const QStringList &names)
{
    std::vector<catalog::Column> columns;
    for (const QString &name : names) {
        if (const catalog::Column *column = catalog.column(relation, name))
            columns.push_back(*column);
    }
    return columns.size() == size_t(names.size()) ? columns : std::vector<catalog::Column>();
}

QStringList namesOf(const Catalog &catalog, Oid relation, const QList<qint16> &numbers)
{
    QStringList names;
    for (const qint16 number : numbers) {
        if (const catalog::Column *column = catalog.column(relation, number))
            names << column->name;
    }
    return names;
}

bool isUnique(const Catalog &catalog, Oid relation, qint16 column)
{
    const auto constraints = catalog.constraintsOf(relation);
    const auto indexes = catalog.indexesOf(relation);
    const QList<qint16> alone{column};
    return std::ranges::any_of(
               constraints,
               [&](const catalog::Constraint &one) {
                   return (one.kind == ConstraintKind::Unique || one.kind == ConstraintKind::PrimaryKey)
                       && one.columns == alone;
               })
        || std::ranges::any_of(indexes, [&](const catalog::Index &one) {
               return one.unique && one.predicate.isEmpty() && one.keyColumns == alone;
           });
}

// The lower, the more it is for people; -1 for no name at all.
int rankOf(const QString &column)
{
    static const QStringList names{u"name"_s,  u"display_name"_s, u"title"_s,    u"full_name"_s,
                                   u"label"_s, u"email"_s,        u"username"_s, u"login"_s,
                                   u"slug"_s,  u"key"_s,          u"code"_s,     u"number"_s};
    QString folded;
    for (const QChar c : column) {
        if (c.isUpper() && !folded.isEmpty())
            folded += u'_';
        folded += c.toLower();
    }
    return int(names.indexOf(folded));
}

// The columns of a reference, cut down to those that find the row alone.
void addReference(
    const Entities &entities, const QStringList &columns, Oid to, const QStringList &key,
    std::vector<LabelledColumn> &into)
{
    const Catalog &catalog = entities.catalog();
    const BoundEntity *entity = entities.of(to);
    const QStringList own = entity ? entity->key : QStringList();
    for (qsizetype i = 0; i < key.size() && i < columns.size(); ++i) {
        const catalog::Column *column = catalog.column(to, key[i]);
        if (!column || std::ranges::find(into, columns[i], &LabelledColumn::column) != into.end())
            continue;
        const bool isAlone = own == QStringList{key[i]} || isUnique(catalog, to, column->number);
        const bool isOnly = key.size() == 1;
        // Of a key of several columns the one that finds the row by itself, or else the last has the label.
        if (!isAlone && !isOnly && i + 1 < key.size())
            continue;
        const QStringList used = isAlone || isOnly ? QStringList{key[i]} : key;
        if (auto source = labelSource(entities, to, used))
            into.push_back({columns[i], used.size() == 1 ? QStringList{columns[i]} : columns, *std::move(source)});
    }
}

} // namespace

QString guessedLabelColumn(const Catalog &catalog, Oid relation)
{
    QString best;
    int rank = std::numeric_limits<int>::max();
    for (const catalog::Column &column : catalog.columnsOf(relation)) {
        const int its = rankOf(column.name);
        if (column.typeCategory == 'S' && its >= 0 && its < rank && isUnique(catalog, relation, column.number)) {
            best = column.name;
            rank = its;
        }
    }
    return best;
}

std::optional<LabelSource> labelSource(const Entities &entities, Oid relation, const QStringList &key)
{
    const Catalog &catalog = entities.catalog();
    const catalog::Relation *table = catalog.relation(relation);
    if (!table || key.isEmpty())
        return {};
    LabelSource source{
        .relation = relation,
        .schema = table->schema,
        .table = table->name,
        .key = columnsNamed(catalog, relation, key)};
    const BoundEntity *entity = entities.of(relation);
    if (entity && entity->isLabelled) {
        source.expression = placedSql(entity->definition->label.source(), catalog, entity->schema, true);
    } else {
        const QString column = guessedLabelColumn(catalog, relation);
        // What stands there already says nothing more.
        if (column.isEmpty() || key == QStringList{column})
            return {};
        source.expression = sql::quoteIdentifier(table->name) + u'.' + sql::quoteIdentifier(column);
        source.isGuess = true;
    }
    return source.key.empty() ? std::nullopt : std::optional(std::move(source));
}

std::optional<LabelSource> labelSource(const Entities &entities, Oid relation)
{
    if (const BoundEntity *entity = entities.of(relation))
        return labelSource(entities, relation, entity->key);
    const catalog::Constraint *key = entities.catalog().primaryKey(relation);
    return key ? labelSource(entities, relation, namesOf(entities.catalog(), relation, key->columns)) : std::nullopt;
}

std::vector<LabelledColumn> labelledColumns(const Entities &entities, Oid relation)
{
    const Catalog &catalog = entities.catalog();
    std::vector<LabelledColumn> columns;
    // Those that no foreign key declares, too: of partitioned tables, of other services.
    if (const BoundEntity *entity = entities.of(relation)) {
        for (const RelationDefinition &parent : entity->definition->relations) {
            const BoundEntity *other = entities.otherOf(*entity, parent);
            if (parent.kind == RelationKind::Parent && other)
                addReference(
                    entities, parent.columns, other->relation, parent.key.isEmpty() ? other->key : parent.key, columns);
        }
    }
    for (const catalog::Constraint &constraint : catalog.constraintsOf(relation)) {
        if (constraint.kind == ConstraintKind::ForeignKey)
            addReference(
                entities, namesOf(catalog, relation, constraint.columns), constraint.referencedRelation,
                namesOf(catalog, constraint.referencedRelation, constraint.referencedColumns), columns);
    }
    return columns;
}

} // namespace howdah::entity
