// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/effectsindatabase.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::LockMode;
using sql::RelationEffect;
using sql::RelationName;

void EffectsInDatabase::drop()
{
    const QString type = m_body["removeType"_L1].toString();
    const bool cascade = m_body["behavior"_L1] == "DROP_CASCADE"_L1;
    static const QStringList Relations{u"OBJECT_TABLE"_s, u"OBJECT_VIEW"_s,          u"OBJECT_MATVIEW"_s,
                                       u"OBJECT_INDEX"_s, u"OBJECT_FOREIGN_TABLE"_s, u"OBJECT_SEQUENCE"_s};
    if (Relations.contains(type)) {
        for (const RelationEffect &effect : std::vector(m_effects.relations)) {
            const Oid oid = find(effect.relation);
            m_effects.others |= oid == 0;
            const Inventory::Relation *const relation = m_inventory.relation(oid);
            if (relation && relation->isIndex())
                lockTree(relation->table, effect.lock);
            else if (oid != 0)
                dropRelation(oid, cascade);
        }
    } else {
        dropPartOf(type);
    }
}

void EffectsInDatabase::dropPartOf(const QString &type)
{
    const bool cascade = m_body["behavior"_L1] == "DROP_CASCADE"_L1;
    static const QStringList Bound{
        u"OBJECT_FUNCTION"_s, u"OBJECT_PROCEDURE"_s, u"OBJECT_ROUTINE"_s, u"OBJECT_EXTENSION"_s};
    m_effects.others = cascade && Bound.contains(type);
    for (const QJsonValue object : m_body["objects"_L1].toArray()) {
        const QJsonArray parts = object["List"_L1]["items"_L1].toArray();
        const QString last = parts.isEmpty() ? object["String"_L1]["sval"_L1].toString()
                                             : parts.last()["String"_L1]["sval"_L1].toString();
        if (type == "OBJECT_STATISTIC_EXT"_L1) {
            m_effects.relations.clear();
            for (const Oid table : m_inventory.statistics.values(last))
                lock(table, LockMode::ShareUpdateExclusive);
        } else if (type == "OBJECT_SCHEMA"_L1) {
            dropSchema(last, cascade);
        } else if (type == "OBJECT_TYPE"_L1 || type == "OBJECT_DOMAIN"_L1) {
            const QJsonArray names = object["TypeName"_L1]["names"_L1].toArray();
            const auto part = [&names](qsizetype i) { return names.at(i)["String"_L1]["sval"_L1].toString(); };
            if (!names.isEmpty())
                dropType({names.size() > 1 ? part(names.size() - 2) : QString(), part(names.size() - 1)}, cascade);
        } else if (type == "OBJECT_TRIGGER"_L1) {
            for (const RelationEffect &effect : std::vector(m_effects.relations)) {
                const auto triggers = m_inventory.triggers.values(find(effect.relation));
                if (std::ranges::any_of(triggers, [&last](const auto &one) { return one.forRows && one.name == last; }))
                    lockTree(find(effect.relation), LockMode::AccessExclusive);
            }
        }
    }
}

// All that goes with it, and what it is taken out of.
void EffectsInDatabase::dropRelation(Oid oid, bool cascade)
{
    if (std::ranges::find(m_dropped, oid) != m_dropped.end())
        return;
    m_dropped.push_back(oid);
    lock(oid, LockMode::AccessExclusive);
    for (const Oid parent : m_inventory.parents.values(oid)) {
        const Inventory::Relation *const relation = m_inventory.relation(parent);
        if (!relation || relation->kind != 'p')
            continue;
        lock(parent, LockMode::AccessExclusive);
        lock(relation->defaultPartition, LockMode::AccessExclusive);
    }
    for (const Oid child : m_inventory.children.values(oid))
        dropRelation(child, cascade);
    for (const Inventory::Constraint &key : m_inventory.constraints.values(oid)) {
        if (key.referenced == 0)
            continue;
        const bool apart = !since(15) && kindOf(key.referenced) == 'p'; // then only its partitions are locked
        for (const Oid one : m_inventory.tree(key.referenced)) {
            if (!apart || one != key.referenced)
                lock(one, LockMode::AccessExclusive);
        }
    }
    lockSequences(oid, LockMode::AccessExclusive);
    if (!cascade)
        return;
    for (const Inventory::Constraint &key : m_inventory.referencing.values(oid))
        lockTree(key.relation, LockMode::AccessExclusive);
    for (const Oid view : m_inventory.readBy.values(oid))
        dropRelation(view, cascade);
}

// With its columns.
void EffectsInDatabase::dropType(const RelationName &name, bool cascade)
{
    const Inventory::Type *const type = m_inventory.type(name.schema, name.name, m_context.schema);
    if (!cascade || !type) {
        m_effects.others = !type && !m_body["missing_ok"_L1].toBool();
        return;
    }
    for (const Oid one : m_inventory.domainsOver(type->oid)) {
        for (const Oid table : m_inventory.typeUsers.values(one)) {
            lock(table, LockMode::AccessExclusive);
            m_effects.others |= m_inventory.readBy.contains(table);
        }
    }
}

void EffectsInDatabase::dropSchema(const QString &name, bool cascade)
{
    if (!cascade)
        return;
    for (const Inventory::Relation &relation : m_inventory.relations) {
        if (relation.schema == name && !relation.isIndex())
            dropRelation(relation.oid, true);
    }
    m_effects.others = true; // types and functions of it may be used elsewhere
}

} // namespace howdah::migration
