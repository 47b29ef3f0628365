// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/effectsindatabase.h"
#include "sql/transactionrule.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::Extent;
using sql::LockMode;
using sql::RelationEffect;
using sql::RelationName;

namespace {

bool has(const QJsonValue &value, const RelationName &name, bool heirs)
{
    if (value.isArray()) {
        const QJsonArray items = value.toArray();
        return std::any_of(items.begin(), items.end(), [&](const QJsonValue &item) { return has(item, name, heirs); });
    }
    const QJsonObject object = value.toObject();
    if (object.contains("relname"_L1))
        return sql::relationName(object) == name && object["inh"_L1].toBool() == heirs;
    return std::any_of(object.begin(), object.end(), [&](const QJsonValue &item) { return has(item, name, heirs); });
}

} // namespace

// Named with ONLY, and nowhere without.
bool EffectsInDatabase::isOnly(const RelationName &name) const
{
    return has(m_body, name, false) && !has(m_body, name, true);
}

// ---- queries

// Triggers, rules and keys run statements of their own.
bool EffectsInDatabase::firesMore(Oid table) const
{
    const Inventory::Relation *const relation = m_inventory.relation(table);
    const bool adds = m_tree.is("InsertStmt"_L1) || m_tree.is("CopyStmt"_L1);
    const bool takes = m_tree.is("DeleteStmt"_L1);
    const auto keys = m_inventory.constraints.values(table);
    const bool refers = std::ranges::any_of(keys, [](const auto &key) { return key.referenced != 0; });
    return !relation || relation->hasRules || m_inventory.triggers.contains(table)
        || (!adds && m_inventory.referencing.contains(table)) || (!takes && refers);
}

bool EffectsInDatabase::callsFunctions(const QJsonValue &value) const
{
    if (value.isArray()) {
        const QJsonArray items = value.toArray();
        return std::any_of(items.begin(), items.end(), [this](const QJsonValue &item) { return callsFunctions(item); });
    }
    const QJsonObject object = value.toObject();
    const QJsonArray name = object["FuncCall"_L1]["funcname"_L1].toArray();
    if (!name.isEmpty() && m_inventory.functions.contains(name.last()["String"_L1]["sval"_L1].toString()))
        return true;
    return std::any_of(object.begin(), object.end(), [this](const QJsonValue &item) { return callsFunctions(item); });
}

// Adds what one relation of a query stands for; false where more may be touched than can be told.
bool EffectsInDatabase::queried(const RelationEffect &effect, bool alone)
{
    const Oid oid = find(effect.relation);
    if (oid == 0)
        return true; // a catalog
    const bool planned = !m_tree.is("ViewStmt"_L1) && !m_tree.is("PrepareStmt"_L1);
    if (kindOf(oid) == 'v' && !m_tree.is("ViewStmt"_L1))
        lockViewed(oid, effect.lock);
    bool certain = effect.lock != LockMode::RowExclusive || !firesMore(oid);
    if (planned && m_inventory.children.contains(oid) && !isOnly(effect.relation)) {
        // Which partitions it comes to, only the planner knows, unless it goes through all of them.
        const bool all = alone && !m_body["whereClause"_L1].isObject() && !m_tree.is("InsertStmt"_L1);
        if (all)
            lockTree(oid, effect.lock, {.scanned = Extent::Perhaps});
        certain &= all;
    }
    return certain;
}

void EffectsInDatabase::query()
{
    bool certain = !callsFunctions(m_body);
    const std::vector<RelationEffect> named = m_effects.relations;
    for (const RelationEffect &effect : named) {
        if (!effect.created)
            certain &= queried(effect, named.size() == 1);
    }
    if (m_tree.is("ViewStmt"_L1) && find(m_body["view"_L1]) == 0) {
        for (RelationEffect &effect : m_effects.relations)
            effect.created |= effect.relation == sql::relationName(m_body["view"_L1]);
    }
    if (m_tree.is("ViewStmt"_L1)) {
        for (RelationEffect &effect : m_effects.relations)
            effect.scanned = Extent::No;
    }
    m_effects.others = !certain;
}

// ---- tables and indexes

void EffectsInDatabase::createTable()
{
    const RelationName name = sql::relationName(m_body["relation"_L1]);
    if (m_body["if_not_exists"_L1].toBool() && find(name) != 0) {
        m_effects.relations.clear();
        return;
    }
    for (const RelationEffect &effect : std::vector(m_effects.relations)) {
        if (!effect.created && effect.lock == LockMode::ShareRowExclusive && find(effect.relation) != 0)
            lockTree(find(effect.relation), effect.lock);
    }
    if (m_body["partbound"_L1].isObject())
        joinPartition(
            find(m_body["inhRelations"_L1][0]["RangeVar"_L1]), m_body["partbound"_L1]["is_default"_L1].toBool(),
            Extent::No);
}

void EffectsInDatabase::createIndex()
{
    const RelationName name = sql::relationName(m_body["relation"_L1]);
    const Oid table = find(name);
    m_effects.others = table == 0;
    const QString index = m_body["idxname"_L1].toString();
    if (m_body["if_not_exists"_L1].toBool() && find(RelationName{name.schema, index}) != 0) {
        for (RelationEffect &effect : m_effects.relations)
            effect.scanned = Extent::No;
    } else if (kindOf(table) == 'p' && m_body["relation"_L1]["inh"_L1].toBool()) {
        lockTree(table, LockMode::Share, {.scanned = Extent::Yes});
    }
}

void EffectsInDatabase::reindex()
{
    const Oid named = find(m_body["relation"_L1]);
    const bool concurrent = sql::booleanOption(m_body["params"_L1].toArray(), "concurrently"_L1).value_or(false);
    const LockMode mode = concurrent ? LockMode::ShareUpdateExclusive : LockMode::Share;
    const char kind = kindOf(named);
    if (kind == 'i')
        lock(m_inventory.relation(named)->table, mode, {.scanned = Extent::Yes});
    else if (kind == 'r' || kind == 'm')
        at(named).scanned = m_inventory.indexes.contains(named) ? Extent::Yes : Extent::No;
    else
        m_effects.others = true; // one after the other, in transactions of their own
}

void EffectsInDatabase::vacuum()
{
    const bool analyzes = !m_body["is_vacuumcmd"_L1].toBool();
    const QJsonArray names = m_body["rels"_L1].toArray();
    m_effects.others = names.isEmpty();
    for (const QJsonValue item : names) {
        const QJsonValue range = item["VacuumRelation"_L1]["relation"_L1];
        const Oid oid = find(range);
        if (oid == 0)
            continue;
        if (analyzes) // looks at a sample
            at(oid).scanned = Extent::No;
        const RelationEffect own = at(oid);
        const bool heirs = range["inh"_L1].toBool() && kindOf(oid) == 'r' && (analyzes || since(18));
        for (const Oid one : m_inventory.tree(oid)) {
            if (kindOf(oid) == 'p' || (heirs && since(18)))
                lock(one, own.lock, {own.scanned, own.rewritten});
            else if (heirs)
                lock(one, LockMode::AccessShare);
        }
    }
}

void EffectsInDatabase::cluster()
{
    const Oid table = find(m_body["relation"_L1]);
    m_effects.others = kindOf(table) != 'r' && kindOf(table) != 'm';
    if (!m_effects.others)
        at(table).scanned = Extent::Yes; // whichever way, the indexes are built again
}

void EffectsInDatabase::truncate()
{
    std::vector<Oid> all;
    const auto add = [&all](const std::vector<Oid> &more) {
        for (const Oid oid : more) {
            if (std::ranges::find(all, oid) == all.end())
                all.push_back(oid);
        }
    };
    for (const QJsonValue item : m_body["relations"_L1].toArray()) {
        const Oid oid = find(item["RangeVar"_L1]);
        if (oid == 0)
            m_effects.others = true;
        else
            add(item["RangeVar"_L1]["inh"_L1].toBool() ? m_inventory.tree(oid) : std::vector{oid});
    }
    if (m_body["behavior"_L1] == "DROP_CASCADE"_L1) {
        for (size_t i = 0; i < all.size(); ++i) {
            // Keys are the partitioned table's, so those of a partition are found there.
            QList<Oid> targets = m_inventory.parents.values(all[i]);
            targets.append(all[i]);
            for (const Oid target : targets) {
                for (const Inventory::Constraint &key : m_inventory.referencing.values(target))
                    add(m_inventory.tree(key.relation));
            }
        }
    }
    for (const Oid oid : all) {
        lock(oid, LockMode::AccessExclusive);
        at(oid).emptied = true;
        if (m_body["restart_seqs"_L1].toBool())
            lockSequences(oid, LockMode::AccessExclusive);
    }
}

// A matview is rewritten, and its indexes with it.
void EffectsInDatabase::refresh()
{
    const Oid view = find(m_body["relation"_L1]);
    m_effects.others = view == 0;
    if (view == 0)
        return;
    const bool concurrent = m_body["concurrent"_L1].toBool();
    at(view).scanned = concurrent || m_inventory.indexes.contains(view) ? Extent::Yes : Extent::No;
    if (!m_body["skipData"_L1].toBool())
        lockViewed(view, LockMode::AccessShare);
}

void EffectsInDatabase::lockTable()
{
    for (const RelationEffect &effect : std::vector(m_effects.relations)) {
        const Oid oid = find(effect.relation);
        if (oid != 0 && !isOnly(effect.relation))
            lockTree(oid, effect.lock);
        if (kindOf(oid) == 'v')
            lockViewed(oid, effect.lock);
    }
}

// ---- what hangs on a table

void EffectsInDatabase::trigger()
{
    const Oid table = find(m_body["relation"_L1]);
    if (kindOf(table) == 'p' && m_body["row"_L1].toBool())
        lockTree(table, LockMode::ShareRowExclusive);
}

void EffectsInDatabase::rule()
{
    lockNamed(m_body["whereClause"_L1]);
    lockNamed(m_body["actions"_L1]);
}

void EffectsInDatabase::policy()
{
    lockNamed(m_body["qual"_L1]);
    lockNamed(m_body["with_check"_L1]);
}

// The rows of all tables with a column of the domain are tested, or of a domain over it.
void EffectsInDatabase::domain()
{
    const Inventory::Type *const domain = type(m_body["typeName"_L1]);
    const QString what = m_body["subtype"_L1].toString();
    const bool tests = (what == "C"_L1 && !m_body["def"_L1]["Constraint"_L1]["skip_validation"_L1].toBool())
                    || what == "V"_L1 || (what == "O"_L1 && domain && !domain->notNull);
    m_effects.others = !domain;
    if (!domain || !tests)
        return;
    for (const Oid type : m_inventory.domainsOver(domain->oid)) {
        for (const Oid table : m_inventory.typeUsers.values(type))
            lock(table, LockMode::Share, {.scanned = Extent::Yes});
    }
}

void EffectsInDatabase::objectSchema()
{
    for (const RelationEffect &effect : std::vector(m_effects.relations))
        lockSequences(find(effect.relation), LockMode::AccessExclusive);
}

void EffectsInDatabase::rename()
{
    const QString what = m_body["renameType"_L1].toString();
    const Oid table = find(m_body["relation"_L1]);
    if (what == "OBJECT_ATTRIBUTE"_L1) { // of a composite type
        m_effects.relations.clear();
        alterComposite();
    } else if (
        what == "OBJECT_COLUMN"_L1 || what == "OBJECT_TABCONSTRAINT"_L1
        || (what == "OBJECT_TRIGGER"_L1 && since(15) && kindOf(table) == 'p')) {
        if (table != 0 && m_body["relation"_L1]["inh"_L1].toBool())
            lockTree(table, LockMode::AccessExclusive);
    }
}

// With statements of its own it makes what they say.
void EffectsInDatabase::createSchema() { m_effects.others = !m_body["schemaElts"_L1].toArray().isEmpty(); }

// SET also concerns the tables that are in it.
void EffectsInDatabase::publication()
{
    const bool sets = m_tree.is("AlterPublicationStmt"_L1) && m_body["action"_L1] == "AP_SetObjects"_L1;
    if (sets) {
        for (const Oid table : m_inventory.publications.values(m_body["pubname"_L1].toString()))
            lock(table, LockMode::ShareUpdateExclusive);
    }
    for (const RelationEffect &effect : std::vector(m_effects.relations)) {
        const Oid table = find(effect.relation);
        if (kindOf(table) == 'r' && !isOnly(effect.relation))
            lockTree(table, effect.lock);
    }
}

} // namespace howdah::migration
