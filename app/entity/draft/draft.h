// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "entity/model.h"

namespace howdah::entity {

// A model of the tables of a schema as its catalog suggests it, to be put right by somebody who knows the platform.

struct RelationDraft
{
    QString id;
    QString title;
    RelationKind kind = RelationKind::Children;
    QString entity; // the other, by its id
    QStringList columns;
    QStringList key;
    QString through;
    QStringList others;
    bool isGuess = false; // no foreign key says so, but the name of the column
    bool isWanted = true;
    bool operator==(const RelationDraft &) const = default;
};

struct EntityDraft
{
    QString id;
    QString table;
    QString group; // by its id
    QString singular;
    QString plural;
    QString label;    // an expression, as it stands in the file
    QStringList more; // its other keys, line by line, as they stand in the file
    std::vector<RelationDraft> relations;
    bool isWanted = true;
    bool operator==(const EntityDraft &) const = default;
};

struct GroupDraft
{
    QString id;
    QString title;
    bool operator==(const GroupDraft &) const = default;
};

struct ModelDraft
{
    QString title;
    QStringList tables; // by which it is found
    std::vector<GroupDraft> groups;
    std::vector<EntityDraft> entities; // by the names of their tables
    [[nodiscard]] bool isEmpty() const { return entities.empty(); }
    bool operator==(const ModelDraft &) const = default;
};

// Groups by what names begin with and by who refers to whom, labels by names of people and things, states by enums and
// checks, relations by foreign keys (through tables of pairs, too) and, where there is none, by names of columns; what
// is long, secret or JSON by types and names. Needs Stage::Complete. Pure.
[[nodiscard]] ModelDraft makeDraft(const catalog::Catalog &catalog, const QString &schema);
// The schema that has the most tables of people's; "" when there is none.
[[nodiscard]] QString schemaToDescribe(const catalog::Catalog &catalog);

} // namespace howdah::entity
