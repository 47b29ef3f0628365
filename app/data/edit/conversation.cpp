// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/conversation.h"

#include "data/page/catalogshape.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::data {

using catalog::Catalog;

// What a column of a conversation ends with, as plain() has it: session_id, sessionId, ai_session_id.
static bool namesConversation(const QString &plainName)
{
    static constexpr std::array Ends{"conversationid"_L1, "sessionid"_L1,     "threadid"_L1, "discussionid"_L1,
                                     "messageid"_L1,      "interactionid"_L1, "taskid"_L1,   "operationid"_L1,
                                     "executionid"_L1,    "runid"_L1};
    return std::ranges::any_of(Ends, [&](QLatin1StringView end) { return plainName.endsWith(end); });
}

static QString plain(const QString &name) { return name.toLower().remove(u'_'); }

namespace {

// A column that says of which conversation a row is.
struct Key
{
    RelationShape relation;
    int column = 0;
    quint32 target = 0;     // of a foreign key of it alone; 0: it has none
    bool isForeign = false; // part of one, perhaps with others
    QString name;           // plain

    // An id is one of its own relation: that of sessions is what calls name as their session.
    [[nodiscard]] bool isSameAs(const Key &other) const
    {
        const ColumnShape &mine = relation.columns[size_t(column)];
        const ColumnShape &its = other.relation.columns[size_t(other.column)];
        if (mine.typeOid != its.typeOid)
            return false;
        return target != 0 && other.target != 0 ? target == other.target : name == other.name;
    }
};

} // namespace

static std::vector<Key> keysOf(const Catalog &catalog, quint32 relation)
{
    std::vector<Key> keys;
    const auto shape = shapeOf(catalog, relation);
    if (!shape)
        return keys;
    const std::vector<Reference> references = referencesOf(catalog, relation);
    for (int column = 0; column < int(shape->columns.size()); ++column) {
        const QString name = plain(shape->columns[size_t(column)].name);
        if (!namesConversation(name))
            continue;
        Key key{*shape, column, 0, false, name};
        for (const Reference &reference : references) {
            key.isForeign |= std::ranges::find(reference.columns, column) != reference.columns.end();
            if (reference.columns == std::vector{column})
                key.target = reference.to.oid;
        }
        keys.push_back(std::move(key));
    }
    return keys;
}

// Tables that people look at: a partition is part of one.
static bool isTable(const catalog::Relation &relation)
{
    using enum catalog::RelationKind;
    return !relation.isPartition && (relation.kind == Table || relation.kind == PartitionedTable);
}

static Reference between(const RelationShape &from, int column, const RelationShape &to, int keyColumn)
{
    return {
        .name = to.columns[size_t(keyColumn)].name,
        .oid = 0,
        .from = from,
        .columns = {column},
        .to = to,
        .keyColumns = {keyColumn},
        .onDelete = catalog::ReferentialAction::NoAction};
}

// Where the column alone says which row it is, others like it are not to be found in the same relation.
static bool isRowItself(const Catalog &catalog, const Key &key)
{
    const catalog::Constraint *primary = catalog.primaryKey(key.relation.oid);
    return primary && primary->columns.size() == 1 && key.relation.columns[size_t(key.column)].inKey;
}

static void addSiblings(
    std::vector<Reference> &out, const Catalog &catalog, quint32 relation, const std::vector<Key> &keys,
    const std::vector<Key> &others)
{
    for (const Key &there : others) {
        for (const Key &here : keys) {
            // What a foreign key leads to directly is among the references.
            const bool isKnown = here.target == there.relation.oid || there.target == relation;
            const bool isItself =
                there.relation.oid == relation && (here.column != there.column || isRowItself(catalog, here));
            if (!isKnown && !isItself && here.isSameAs(there))
                out.push_back(between(there.relation, there.column, here.relation, here.column));
        }
    }
}

// Where a large or partitioned table keeps task_id without a foreign key: tasks.id.
static std::optional<int> idOf(const RelationShape &owner, const Key &key)
{
    if (key.isForeign || plain(owner.name) + u"id"_s != key.name.chopped(2) + u"sid"_s)
        return std::nullopt;
    const auto id = std::ranges::find(owner.columns, u"id"_s, &ColumnShape::name);
    const bool fits = id != owner.columns.end() && id->typeOid == key.relation.columns[size_t(key.column)].typeOid;
    return fits ? std::optional(int(id - owner.columns.begin())) : std::nullopt;
}

std::vector<Reference> conversationOf(const Catalog &catalog, quint32 relation)
{
    std::vector<Reference> out;
    const catalog::Relation *own = catalog.relation(relation);
    const auto shape = shapeOf(catalog, relation);
    if (!own || !shape)
        return out;
    const std::vector<Key> keys = keysOf(catalog, relation);
    for (const catalog::Relation &other : catalog.relationsIn(own->schema)) {
        if (!isTable(other))
            continue;
        const std::vector<Key> others = keysOf(catalog, other.oid);
        addSiblings(out, catalog, relation, keys, others);
        for (const Key &there : others)
            if (const auto id = idOf(*shape, there))
                out.push_back(between(there.relation, there.column, *shape, *id));
        for (const Key &here : keys)
            if (const auto owner = here.isForeign ? std::nullopt : shapeOf(catalog, other.oid))
                if (const auto id = idOf(*owner, here))
                    out.push_back(between(*owner, *id, here.relation, here.column));
    }
    std::ranges::sort(out, {}, [](const Reference &r) { return std::tuple(r.from.name, r.name, r.columns); });
    return out;
}

} // namespace howdah::data
