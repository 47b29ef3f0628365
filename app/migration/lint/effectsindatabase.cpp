// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/effectsindatabase.h"

#include "migration/lint/effects.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::CommandWork;
using sql::Extent;
using sql::LockMode;
using sql::RelationEffect;
using sql::RelationName;

char EffectsInDatabase::kindOf(Oid oid) const
{
    const Inventory::Relation *const relation = m_inventory.relation(oid);
    return relation ? relation->kind : '\0';
}

RelationName EffectsInDatabase::nameOf(Oid oid) const
{
    const Inventory::Relation *const relation = m_inventory.relation(oid);
    if (!relation)
        return {};
    return {relation->schema == m_context.schema ? QString() : relation->schema, relation->name};
}

bool EffectsInDatabase::isChanged(Oid oid) const { return m_changed.contains(tableKey(m_context, nameOf(oid))); }

const Inventory::Column *EffectsInDatabase::column(Oid table, const QString &name) const
{
    return isChanged(table) ? nullptr : m_inventory.column(table, name);
}

// Of a list of names, as ALTER DOMAIN and DROP TYPE have it.
const Inventory::Type *EffectsInDatabase::type(const QJsonValue &names) const
{
    const QJsonArray parts = names.toArray();
    if (parts.isEmpty())
        return nullptr;
    const auto part = [&parts](qsizetype i) { return parts[i]["String"_L1]["sval"_L1].toString(); };
    const QString name = part(parts.size() - 1);
    if (m_changed.contains(typeKey(name)))
        return nullptr;
    return m_inventory.type(parts.size() > 1 ? part(parts.size() - 2) : QString(), name, m_context.schema);
}

bool EffectsInDatabase::hasChecks(Oid table) const
{
    const auto constraints = m_inventory.constraints.values(table);
    return std::ranges::any_of(
        constraints, [](const Inventory::Constraint &one) { return one.kind == 'c' && one.validated; });
}

RelationEffect &EffectsInDatabase::at(Oid oid)
{
    const auto found = std::ranges::find_if(m_effects.relations, [this, oid](const RelationEffect &effect) {
        return !effect.created && find(effect.relation) == oid;
    });
    if (found != m_effects.relations.end())
        return *found;
    const Inventory::Relation *const relation = m_inventory.relation(oid);
    m_effects.relations.push_back({.relation = nameOf(oid), .index = relation && relation->isIndex()});
    return m_effects.relations.back();
}

void EffectsInDatabase::lock(Oid oid, LockMode mode, CommandWork work)
{
    if (!m_inventory.relation(oid))
        return;
    RelationEffect &effect = at(oid);
    effect.lock = std::max(effect.lock, mode);
    effect.scanned = std::max(effect.scanned, work.scanned);
    effect.rewritten = std::max(effect.rewritten, work.rewritten);
}

void EffectsInDatabase::lockTree(Oid oid, LockMode mode, CommandWork work)
{
    for (const Oid one : m_inventory.tree(oid))
        lock(one, mode, work);
}

void EffectsInDatabase::lockSequences(Oid table, LockMode mode, int ofColumn)
{
    for (const Inventory::Owned &owned : m_inventory.sequences.values(table)) {
        if (ofColumn == 0 || owned.column == ofColumn)
            lock(owned.sequence, mode);
    }
}

// What a view reads, to the bottom. Rows are changed in the only table that a view shows.
void EffectsInDatabase::lockViewed(Oid view, LockMode mode)
{
    const QList<Oid> read = m_inventory.reads.values(view);
    const bool changes = mode == LockMode::RowExclusive && !m_tree.is("LockStmt"_L1);
    for (const Oid oid : read) {
        const LockMode taken = changes && read.size() > 1 ? LockMode::AccessShare : mode;
        for (const Oid one : m_inventory.tree(oid))
            lock(one, taken, {.scanned = m_tree.is("LockStmt"_L1) ? Extent::No : Extent::Perhaps});
        if (kindOf(oid) == 'v')
            lockViewed(oid, taken);
    }
}

// The tables in the expressions of a policy or in the commands of a rule.
void EffectsInDatabase::lockNamed(const QJsonValue &expression)
{
    if (expression.isArray()) {
        for (const QJsonValue item : expression.toArray())
            lockNamed(item);
        return;
    }
    const QJsonObject object = expression.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        static const QStringList Changes{u"InsertStmt"_s, u"UpdateStmt"_s, u"DeleteStmt"_s};
        if (Changes.contains(it.key()))
            lock(find(it.value()["relation"_L1]), LockMode::RowExclusive);
        if (it.key() == "RangeVar"_L1)
            lock(find(it.value()), LockMode::AccessShare);
        else
            lockNamed(it.value());
    }
}

// A table becomes a partition: what is in the default one may belong into it, and keys are made for it.
void EffectsInDatabase::joinPartition(Oid parent, bool asDefault, Extent filled)
{
    const Inventory::Relation *const relation = m_inventory.relation(parent);
    if (relation && relation->defaultPartition != 0 && !asDefault) {
        for (const Oid one : m_inventory.tree(relation->defaultPartition))
            lock(one, LockMode::AccessExclusive, {.scanned = hasChecks(one) ? Extent::Perhaps : Extent::Yes});
    }
    for (const Inventory::Constraint &key : m_inventory.constraints.values(parent)) {
        if (key.referenced != 0) // the rows that it brings are tested
            lockTree(key.referenced, LockMode::ShareRowExclusive, {.scanned = filled});
    }
    for (const Inventory::Constraint &key : m_inventory.referencing.values(parent))
        lockTree(key.relation, since(15) ? LockMode::ShareRowExclusive : LockMode::AccessShare);
}

// IF EXISTS of what is not there, and what nothing has renamed to that.
void EffectsInDatabase::dropMissing()
{
    if (m_body["missing_ok"_L1].toBool())
        std::erase_if(m_effects.relations, [this](const RelationEffect &effect) {
            return find(effect.relation) == 0 && !m_changed.contains(tableKey(m_context, effect.relation));
        });
}

// Only tables and materialized views have rows.
void EffectsInDatabase::normalise()
{
    for (RelationEffect &effect : m_effects.relations) {
        const Inventory::Relation *const relation =
            effect.created ? nullptr : m_inventory.relation(find(effect.relation));
        if (m_changed.contains(tableKey(m_context, effect.relation)))
            m_effects.others = true;
        if (!relation)
            continue;
        effect.index = relation->isIndex();
        if (!relation->hasRows()) {
            effect.scanned = Extent::No;
            effect.emptied = false;
            if (!effect.index || relation->kind == 'I')
                effect.rewritten = Extent::No;
        }
    }
    std::erase_if(m_effects.relations, [](const RelationEffect &effect) {
        return !effect.created && effect.lock == LockMode::None;
    });
}

void EffectsInDatabase::refine()
{
    using Reader = void (EffectsInDatabase::*)();
    static const QHash<QString, Reader> Readers = [] {
        QHash<QString, Reader> readers{
            {u"AlterTableStmt"_s, &EffectsInDatabase::alterTable},
            {u"CreateStmt"_s, &EffectsInDatabase::createTable},
            {u"IndexStmt"_s, &EffectsInDatabase::createIndex},
            {u"ReindexStmt"_s, &EffectsInDatabase::reindex},
            {u"VacuumStmt"_s, &EffectsInDatabase::vacuum},
            {u"ClusterStmt"_s, &EffectsInDatabase::cluster},
            {u"TruncateStmt"_s, &EffectsInDatabase::truncate},
            {u"RefreshMatViewStmt"_s, &EffectsInDatabase::refresh},
            {u"LockStmt"_s, &EffectsInDatabase::lockTable},
            {u"CreateTrigStmt"_s, &EffectsInDatabase::trigger},
            {u"RuleStmt"_s, &EffectsInDatabase::rule},
            {u"CreatePolicyStmt"_s, &EffectsInDatabase::policy},
            {u"AlterPolicyStmt"_s, &EffectsInDatabase::policy},
            {u"AlterDomainStmt"_s, &EffectsInDatabase::domain},
            {u"AlterObjectSchemaStmt"_s, &EffectsInDatabase::objectSchema},
            {u"RenameStmt"_s, &EffectsInDatabase::rename},
            {u"CreatePublicationStmt"_s, &EffectsInDatabase::publication},
            {u"AlterPublicationStmt"_s, &EffectsInDatabase::publication},
            {u"DropStmt"_s, &EffectsInDatabase::drop},
            {u"CreateSchemaStmt"_s, &EffectsInDatabase::createSchema}};
        for (const char *node :
             {"SelectStmt", "ViewStmt", "CreateTableAsStmt", "DeclareCursorStmt", "PrepareStmt", "ExplainStmt",
              "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt"})
            readers.insert(QString::fromLatin1(node), &EffectsInDatabase::query);
        for (const char *node : {"CommentStmt", "AlterSeqStmt", "CreateSeqStmt", "CreateStatsStmt", "GrantStmt"})
            readers.insert(QString::fromLatin1(node), &EffectsInDatabase::settled);
        return readers;
    }();
    const auto reader = Readers.constFind(m_tree.node);
    if (reader == Readers.cend())
        return;
    dropMissing();
    m_effects.others = false;
    (this->*reader.value())();
    normalise();
}

// ---- a run

sql::LockEffects StatementEffects::of(const sql::StatementTree &tree)
{
    sql::LockEffects effects = sql::lockEffects(tree, m_context.serverVersion);
    if (m_context.inventory && tree.isParsed())
        EffectsInDatabase(tree, m_context, m_changed, effects).refine();
    remember(tree, effects);
    return effects;
}

void StatementEffects::remember(const sql::StatementTree &tree, const sql::LockEffects &effects)
{
    static const QStringList Changing{u"AlterTableStmt"_s, u"CreateStmt"_s, u"IndexStmt"_s, u"DropStmt"_s,
                                      u"RenameStmt"_s,     u"ViewStmt"_s,   u"RuleStmt"_s,  u"AlterObjectSchemaStmt"_s};
    const QJsonObject &body = tree.body;
    if (!tree.isParsed() || Changing.contains(tree.node)) {
        for (const RelationEffect &effect : effects.relations) {
            if (effect.lock >= LockMode::ShareUpdateExclusive)
                m_changed.insert(tableKey(m_context, effect.relation));
        }
    }
    if (tree.is("RenameStmt"_L1) && body["relation"_L1].isObject())
        m_changed.insert(
            tableKey(m_context, {sql::relationName(body["relation"_L1]).schema, body["newname"_L1].toString()}));
    for (const QLatin1String list : {"typeName"_L1, "domainname"_L1, "object"_L1}) {
        const QJsonValue names = body[list]["List"_L1].isObject() ? body[list]["List"_L1]["items"_L1] : body[list];
        for (const QJsonValue name : names.toArray())
            m_changed.insert(EffectsInDatabase::typeKey(name["String"_L1]["sval"_L1].toString()));
    }
}

} // namespace howdah::migration
