// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalog.h"

#include "base/enumtable.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

// The part of a list, sorted by relation, that belongs to one relation.
template <typename T>
static std::span<const T> partOf(const QList<T> &list, Oid relation)
{
    const auto found = std::ranges::equal_range(list, relation, {}, &T::relation);
    return std::span<const T>(found.begin(), found.end());
}

template <typename T>
static const T *byOid(const QList<T> &list, Oid oid)
{
    const auto found = std::ranges::find(list, oid, &T::oid);
    return found == list.end() ? nullptr : &*found;
}

void Catalog::index()
{
    relationByOid.clear();
    relationByName.clear();
    children.clear();
    incoming.clear();
    owned.clear();
    relationByOid.reserve(relations.size());
    relationByName.reserve(relations.size());
    for (qsizetype i = 0; i < relations.size(); ++i) {
        const Relation &relation = relations.at(i);
        relationByOid.insert(relation.oid, i);
        relationByName.insert({relation.schema, relation.name}, i);
        for (const Oid parent : relation.parents)
            children[parent].append(i);
    }
    for (qsizetype i = 0; i < constraints.size(); ++i)
        if (constraints.at(i).referencedRelation != 0)
            incoming[constraints.at(i).referencedRelation].append(i);
    for (qsizetype i = 0; i < sequences.size(); ++i)
        if (sequences.at(i).ownerRelation != 0)
            owned[sequences.at(i).ownerRelation].append(i);
}

const Relation *Catalog::relation(Oid oid) const
{
    const auto found = relationByOid.constFind(oid);
    return found == relationByOid.cend() ? nullptr : &relations.at(*found);
}

const Relation *Catalog::relation(const QString &schema, const QString &name) const
{
    const auto found = relationByName.constFind({schema, name});
    return found == relationByName.cend() ? nullptr : &relations.at(*found);
}

const Schema *Catalog::schema(const QString &name) const
{
    const auto found = std::ranges::find(schemas, name, &Schema::name);
    return found == schemas.end() ? nullptr : &*found;
}

std::span<const Relation> Catalog::relationsIn(const QString &schema) const
{
    const auto found = std::ranges::equal_range(relations, schema, {}, &Relation::schema);
    return std::span<const Relation>(found.begin(), found.end());
}

std::span<const Column> Catalog::columnsOf(Oid relation) const { return partOf(columns, relation); }
std::span<const Constraint> Catalog::constraintsOf(Oid relation) const { return partOf(constraints, relation); }
std::span<const Index> Catalog::indexesOf(Oid relation) const { return partOf(indexes, relation); }
std::span<const Trigger> Catalog::triggersOf(Oid relation) const { return partOf(triggers, relation); }
std::span<const Policy> Catalog::policiesOf(Oid relation) const { return partOf(policies, relation); }
std::span<const Rule> Catalog::rulesOf(Oid relation) const { return partOf(rules, relation); }

const Column *Catalog::column(Oid relation, qint16 number) const
{
    const auto own = columnsOf(relation);
    const auto found = std::ranges::lower_bound(own, number, {}, &Column::number);
    return found == own.end() || found->number != number ? nullptr : &*found;
}

const Column *Catalog::column(Oid relation, const QString &name) const
{
    const auto own = columnsOf(relation);
    const auto found = std::ranges::find(own, name, &Column::name);
    return found == own.end() ? nullptr : &*found;
}

const Constraint *Catalog::primaryKey(Oid relation) const
{
    const auto own = constraintsOf(relation);
    const auto found = std::ranges::find(own, ConstraintKind::PrimaryKey, &Constraint::kind);
    return found == own.end() ? nullptr : &*found;
}

QList<const Constraint *> Catalog::referencesTo(Oid relation) const
{
    QList<const Constraint *> out;
    for (const qsizetype i : incoming.value(relation))
        out.append(&constraints.at(i));
    return out;
}

const Sequence *Catalog::sequence(Oid relation) const
{
    const auto part = partOf(sequences, relation);
    return part.empty() ? nullptr : &part.front();
}

QList<const Sequence *> Catalog::sequencesOf(Oid relation) const
{
    QList<const Sequence *> out;
    for (const qsizetype i : owned.value(relation))
        out.append(&sequences.at(i));
    return out;
}

QList<const Relation *> Catalog::childrenOf(Oid relation) const
{
    QList<const Relation *> out;
    for (const qsizetype i : children.value(relation))
        out.append(&relations.at(i));
    return out;
}

const Type *Catalog::type(Oid oid) const { return byOid(types, oid); }
const Function *Catalog::function(Oid oid) const { return byOid(functions, oid); }

static constexpr std::array relationKindNames{
    EnumName{RelationKind::Table, "table"_L1},
    EnumName{RelationKind::PartitionedTable, "table"_L1},
    EnumName{RelationKind::View, "view"_L1},
    EnumName{RelationKind::MaterializedView, "materialized view"_L1},
    EnumName{RelationKind::ForeignTable, "foreign table"_L1},
    EnumName{RelationKind::Sequence, "sequence"_L1},
};
static_assert(isWholeTable(relationKindNames));

QString kindName(RelationKind kind) { return nameIn(relationKindNames, kind); }

} // namespace howdah::catalog
