// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/effectsindatabase.h"
#include "migration/lint/typechange.h"
#include "sql/expressionkind.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::AlterEffect;
using sql::CommandWork;
using sql::Extent;
using sql::LockMode;
using sql::RelationName;

namespace {

CommandWork atLeast(CommandWork a, CommandWork b)
{
    return {std::max(a.scanned, b.scanned), std::max(a.rewritten, b.rewritten)};
}

// "x IS NOT NULL" is this expression, or one of those that it joins by AND.
bool provesNotNull(const QString &expression, const QString &column)
{
    QString text = expression;
    text.remove(u'(').remove(u')').remove(u'"');
    const QStringList parts = text.split(u" AND "_s);
    return !text.contains(u" OR "_s) && !text.startsWith(u"NOT "_s) && parts.contains(column + u" IS NOT NULL"_s);
}

} // namespace

const Inventory::Constraint *EffectsInDatabase::constraint(Oid table, const QString &name) const
{
    for (auto it = m_inventory.constraints.constFind(table); it != m_inventory.constraints.cend() && it.key() == table;
         ++it) {
        if (it->name == name)
            return &*it;
    }
    return nullptr;
}

// ---- which tables

// Is a command also done to partitions and heirs?
bool EffectsInDatabase::recurses(const QString &what, const QJsonObject &command) const
{
    static const QStringList Always{u"AT_AddColumn"_s,  u"AT_DropColumn"_s,    u"AT_AlterColumnType"_s,
                                    u"AT_SetNotNull"_s, u"AT_ColumnDefault"_s, u"AT_SetStatistics"_s,
                                    u"AT_SetStorage"_s, u"AT_DropExpression"_s};
    static const QStringList Partitions{
        u"AT_AlterConstraint"_s, u"AT_AddIdentity"_s, u"AT_SetIdentity"_s, u"AT_DropIdentity"_s};
    const bool triggers = what.startsWith(u"AT_EnableTrig"_s) || what.startsWith(u"AT_EnableAlwaysTrig"_s)
                       || what.startsWith(u"AT_EnableReplicaTrig"_s) || what.startsWith(u"AT_DisableTrig"_s);
    if (what == "AT_DropNotNull"_L1) {
        const Inventory::Column *const present = column(m_table, command["name"_L1].toString());
        return !since(18) || !present || present->notNull;
    }
    return Always.contains(what) || (kindOf(m_table) == 'p' && (triggers || Partitions.contains(what)));
}

// Sequences go with their table or column.
void EffectsInDatabase::lockWith(const QString &what, const QString &name)
{
    const Inventory::Column *const present = column(m_table, name);
    if (what == "AT_ChangeOwner"_L1)
        lockSequences(m_table, LockMode::AccessExclusive);
    else if (what == "AT_SetIdentity"_L1 && present)
        lockSequences(m_table, LockMode::ShareRowExclusive, present->number);
    else if (what == "AT_DropIdentity"_L1 && present)
        lockSequences(m_table, LockMode::AccessExclusive, present->number);
    const Inventory::Relation *const relation = m_inventory.relation(m_table);
    const bool changes = (what == "AT_SetLogged"_L1 && relation->persistence != 'p')
                      || (what == "AT_SetUnLogged"_L1 && relation->persistence != 'u');
    if (changes && since(15))
        lockSequences(m_table, LockMode::AccessExclusive);
}

void EffectsInDatabase::alterTable()
{
    if (m_body["objtype"_L1] == "OBJECT_TYPE"_L1) {
        m_effects.relations.clear();
        m_effects.commands.clear();
        alterComposite();
        return;
    }
    m_table = find(m_body["relation"_L1]);
    m_heirs = m_body["relation"_L1]["inh"_L1].toBool();
    const QJsonArray commands = m_body["cmds"_L1].toArray();
    if (m_table == 0) {
        const bool missing = m_effects.relations.empty() && m_body["missing_ok"_L1].toBool();
        m_effects.others = !missing;
        return;
    }
    m_effects.relations.clear();
    m_effects.commands.clear();
    lock(m_table, LockMode::None);
    for (const QJsonValue item : commands)
        alterCommand(item["AlterTableCmd"_L1].toObject());
}

// ALTER TYPE of a composite type: the tables OF it change with it.
void EffectsInDatabase::alterComposite()
{
    const QJsonArray commands = m_body["cmds"_L1].toArray();
    const bool cascade = m_body["behavior"_L1] == "DROP_CASCADE"_L1
                      || std::any_of(commands.begin(), commands.end(), [](const QJsonValue &item) {
                             return item["AlterTableCmd"_L1]["behavior"_L1] == "DROP_CASCADE"_L1;
                         });
    const RelationName name = sql::relationName(m_body["relation"_L1]);
    const Inventory::Type *const type = m_inventory.type(name.schema, name.name, m_context.schema);
    m_effects.others = !type;
    if (!type || !cascade)
        return;
    for (const Inventory::Relation &relation : m_inventory.relations) {
        if (relation.ofType == type->oid)
            lockTree(relation.oid, LockMode::AccessExclusive);
    }
}

void EffectsInDatabase::alterCommand(const QJsonObject &command)
{
    const QString what = command["subtype"_L1].toString();
    const QString name = command["name"_L1].toString();
    const AlterEffect effect = sql::alterEffect(command);
    const bool cascade = command["behavior"_L1] == "DROP_CASCADE"_L1;
    const QJsonValue definition = command["def"_L1];
    CommandWork total;
    for (const Oid one : m_heirs &&recurses(what, command) ? m_inventory.tree(m_table) : std::vector{m_table}) {
        const CommandWork work = workOn(one, command, effect);
        lock(one, effect.lock, work);
        if (m_inventory.relation(one)->hasRows())
            total = atLeast(total, work);
    }
    if (what == "AT_AddConstraint"_L1)
        addConstraint(definition["Constraint"_L1].toObject());
    else if (what == "AT_ValidateConstraint"_L1)
        total.scanned = validateConstraint(name);
    else if (what == "AT_DropConstraint"_L1)
        dropConstraint(name, cascade);
    else if (what == "AT_DropColumn"_L1)
        dropColumn(name, cascade);
    else if (what == "AT_AlterColumnType"_L1)
        changeKeys(name, total.rewritten == Extent::Yes);
    else if (what.endsWith("tachPartition"_L1))
        partition(definition["PartitionCmd"_L1].toObject(), what == "AT_AttachPartition"_L1);
    else
        lockWith(what, name);
    const bool skipped = what == "AT_AddColumn"_L1 && command["missing_ok"_L1].toBool() && total == CommandWork{}
                      && column(m_table, definition["ColumnDef"_L1]["colname"_L1].toString());
    for (const sql::RelationEffect &more : effect.more) {
        const Oid other = find(more.relation);
        if (other == 0)
            m_effects.relations.push_back(more);
        else if (what.endsWith("Inherit"_L1))
            lock(other, more.lock);
        else if (!skipped && !what.endsWith("tachPartition"_L1))
            lockTree(other, more.lock, {.scanned = more.scanned});
    }
    m_effects.commands.push_back(total);
}

// ---- the rows of one table

CommandWork EffectsInDatabase::workOn(Oid table, const QJsonObject &command, const AlterEffect &effect) const
{
    const QString what = command["subtype"_L1].toString();
    const QString name = command["name"_L1].toString();
    const Inventory::Relation *const relation = m_inventory.relation(table);
    const CommandWork all{.scanned = Extent::Yes, .rewritten = Extent::Yes};
    if (what == "AT_AddColumn"_L1)
        return newColumnWork(command, effect);
    if (what == "AT_AlterColumnType"_L1)
        return typeWork(table, command);
    if (what == "AT_SetNotNull"_L1)
        return {.scanned = notNullScan(table, name)};
    if (what == "AT_SetLogged"_L1)
        return relation->persistence == 'p' ? CommandWork{} : all;
    if (what == "AT_SetUnLogged"_L1)
        return relation->persistence == 'u' ? CommandWork{} : all;
    if (what == "AT_SetTableSpace"_L1) // its blocks are copied as they are
        return {.rewritten = relation->tablespace == name ? Extent::No : Extent::Yes};
    if (what == "AT_SetAccessMethod"_L1 && !name.isEmpty())
        return relation->accessMethod == name ? CommandWork{} : all;
    if (what == "AT_ValidateConstraint"_L1)
        return {}; // below
    return {.scanned = effect.scanned, .rewritten = effect.rewritten};
}

Extent EffectsInDatabase::notNullScan(Oid table, const QString &name) const
{
    const Inventory::Column *const present = column(table, name);
    if (!present)
        return Extent::Perhaps;
    if (present->notNull)
        return Extent::No;
    const auto constraints = m_inventory.constraints.values(table);
    const bool proven = std::ranges::any_of(constraints, [&name](const Inventory::Constraint &one) {
        return one.kind == 'c' && one.validated && provesNotNull(one.expression, name);
    });
    return proven ? Extent::No : Extent::Yes;
}

// Is the default another one for each row? What users' functions promise, the catalog knows.
Extent EffectsInDatabase::defaultExtent(const QJsonValue &expression) const
{
    if (expression.isArray()) {
        Extent worst = Extent::No;
        for (const QJsonValue item : expression.toArray())
            worst = std::max(worst, defaultExtent(item));
        return worst;
    }
    const QJsonObject object = expression.toObject();
    Extent worst = Extent::No;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "FuncCall"_L1) {
            const QJsonArray name = it.value()["funcname"_L1].toArray();
            const QJsonObject alone{{u"FuncCall"_s, QJsonObject{{u"funcname"_s, name}}}};
            const auto known = m_inventory.functions.constFind(
                name.isEmpty() ? QString() : name.last()["String"_L1]["sval"_L1].toString());
            const sql::Volatility volatility = sql::volatilityOf(alone);
            if (volatility == sql::Volatility::Volatile)
                return Extent::Yes;
            if (volatility == sql::Volatility::Unknown
                && (known == m_inventory.functions.cend() || (known->someVolatile && known->someNot)))
                worst = Extent::Perhaps;
            else if (volatility == sql::Volatility::Unknown && known->someVolatile)
                return Extent::Yes;
        }
        worst = std::max(worst, defaultExtent(it.value()));
    }
    return worst;
}

CommandWork EffectsInDatabase::newColumnWork(const QJsonObject &command, const AlterEffect &effect) const
{
    const QJsonObject definition = command["def"_L1]["ColumnDef"_L1].toObject();
    if (command["missing_ok"_L1].toBool() && column(m_table, definition["colname"_L1].toString()))
        return {};
    const QJsonValue typeName = definition["typeName"_L1];
    if (effect.rewritten != Extent::Perhaps)
        return {.scanned = effect.scanned, .rewritten = effect.rewritten};
    CommandWork work;
    bool filled = false;
    for (const QJsonValue item : definition["constraints"_L1].toArray())
        filled |= item["Constraint"_L1]["contype"_L1] == "CONSTR_DEFAULT"_L1;
    for (const QJsonValue item : definition["constraints"_L1].toArray()) {
        const QJsonValue constraint = item["Constraint"_L1];
        const QString kind = constraint["contype"_L1].toString();
        if (kind == "CONSTR_DEFAULT"_L1)
            work.rewritten = std::max(work.rewritten, defaultExtent(constraint["raw_expr"_L1]));
        else if (kind != "CONSTR_NULL"_L1 && (kind != "CONSTR_NOTNULL"_L1 || !filled))
            work.scanned = Extent::Yes;
    }
    // An array or a row may hold a domain, but a column without values holds none yet.
    const bool plain = !typeName.toObject().contains("arrayBounds"_L1);
    const Inventory::Type *const own = type(typeName["names"_L1]);
    if (!sql::isBuiltInType(typeName) && plain)
        work.rewritten = std::max(
            work.rewritten, !own                                             ? Extent::Perhaps
                            : m_inventory.isConstrained(own->oid)            ? Extent::Yes
                            : own->hasDefault && own->kind == 'd' && !filled ? Extent::Perhaps
                                                                             : Extent::No);
    work.scanned = std::max(work.scanned, work.rewritten);
    return work;
}

// Where the rows stay, indexes may still have to be built, and checks are tested again.
CommandWork EffectsInDatabase::typeWork(Oid table, const QJsonObject &command) const
{
    const Inventory::Column *const present = column(table, command["name"_L1].toString());
    if (!present)
        return {.scanned = Extent::Perhaps, .rewritten = Extent::Perhaps};
    const TypeChange change =
        typeChange(m_inventory, *present, command["def"_L1]["ColumnDef"_L1].toObject(), m_context.schema);
    CommandWork work{.scanned = change.rewritten, .rewritten = change.rewritten};
    if (present->speciallyIndexed)
        work.scanned = Extent::Yes;
    if (present->indexed)
        work.scanned = std::max(work.scanned, change.indexesBuilt);
    const Inventory::Column *const parent = column(m_table, present->name);
    if (table != m_table && kindOf(m_table) == 'p' && parent && parent->indexed) // it may be made on each partition
        work.scanned = std::max(work.scanned, Extent::Perhaps);
    for (const Inventory::Constraint &one : m_inventory.constraints.values(table)) {
        if (one.kind == 'c' && one.validated && std::ranges::find(one.columns, present->number) != one.columns.end())
            work.scanned = Extent::Yes;
    }
    return work;
}

// ---- what other tables have to do with it

// Keys of a column whose type changes are created again, and tested when the values may have changed.
void EffectsInDatabase::changeKeys(const QString &name, bool rewritten)
{
    const Inventory::Column *const present = column(m_table, name);
    if (!present)
        return void(m_effects.others = true);
    const auto touches = [present](const std::vector<int> &columns) {
        return std::ranges::find(columns, present->number) != columns.end();
    };
    const auto scan = [rewritten](const Inventory::Constraint &key) {
        return CommandWork{.scanned = rewritten && key.validated ? Extent::Yes : Extent::No};
    };
    for (const Inventory::Constraint &key : m_inventory.constraints.values(m_table)) {
        if (key.referenced != 0 && touches(key.columns))
            lockTree(key.referenced, LockMode::AccessExclusive, scan(key));
    }
    for (const Inventory::Constraint &key : m_inventory.referencing.values(m_table)) {
        if (touches(key.referencedColumns))
            lockTree(key.relation, LockMode::AccessExclusive, scan(key));
    }
}

void EffectsInDatabase::addConstraint(const QJsonObject &constraint)
{
    const QString kind = constraint["contype"_L1].toString();
    const bool partitioned = kindOf(m_table) == 'p';
    const Extent scanned = sql::alterEffect({{u"subtype"_s, u"AT_AddConstraint"_s},
                                             {u"def"_s, QJsonObject{{u"Constraint"_s, constraint}}}})
                               .scanned;
    for (const Oid one : m_heirs ? m_inventory.tree(m_table) : std::vector{m_table}) {
        if (one == m_table)
            continue;
        if (kind == "CONSTR_FOREIGN"_L1 && partitioned) {
            lock(one, LockMode::ShareRowExclusive, {.scanned = scanned});
        } else if (kind == "CONSTR_CHECK"_L1) {
            const bool own = constraint["is_no_inherit"_L1].toBool();
            if (!own || since(18))
                lock(one, LockMode::AccessExclusive, {.scanned = own ? Extent::No : scanned});
        } else if (kind == "CONSTR_PRIMARY"_L1 && !partitioned) { // its columns become NOT NULL
            lock(one, LockMode::AccessExclusive);
            for (const QJsonValue key : constraint["keys"_L1].toArray())
                lock(
                    one, LockMode::AccessExclusive,
                    {.scanned = notNullScan(one, key["String"_L1]["sval"_L1].toString())});
        } else if (partitioned && kind != "CONSTR_FOREIGN"_L1) {
            const bool exclusive = kind == "CONSTR_PRIMARY"_L1 || since(18);
            lock(one, exclusive ? LockMode::AccessExclusive : LockMode::Share, {.scanned = scanned});
        }
    }
}

Extent EffectsInDatabase::validateConstraint(const QString &name)
{
    const Inventory::Constraint *const found = constraint(m_table, name);
    if (!found) {
        m_effects.others = true;
        lock(m_table, LockMode::ShareUpdateExclusive, {.scanned = Extent::Perhaps});
        return Extent::Perhaps;
    }
    const CommandWork work{.scanned = found->validated ? Extent::No : Extent::Yes};
    lock(m_table, LockMode::ShareUpdateExclusive, work);
    if (found->validated)
        return Extent::No;
    if (found->referenced != 0) {
        lockTree(found->referenced, LockMode::RowShare, work);
        return Extent::Yes;
    }
    for (const Oid one : m_heirs ? m_inventory.tree(m_table) : std::vector{m_table}) {
        const Inventory::Constraint *const own = constraint(one, name);
        lock(one, LockMode::ShareUpdateExclusive, {.scanned = own && !own->validated ? Extent::Yes : Extent::No});
    }
    return Extent::Yes;
}

void EffectsInDatabase::dropConstraint(const QString &name, bool cascade)
{
    const Inventory::Constraint *const found = constraint(m_table, name);
    if (!found) {
        m_effects.others = true;
        return;
    }
    if (m_heirs && (found->kind == 'c' || kindOf(m_table) == 'p'))
        lockTree(m_table, LockMode::AccessExclusive);
    if (found->referenced != 0)
        lockTree(found->referenced, LockMode::AccessExclusive);
    if (!cascade || found->index == 0)
        return;
    for (const Inventory::Constraint &key : m_inventory.referencing.values(m_table)) {
        if (key.index == found->index)
            lockTree(key.relation, LockMode::AccessExclusive);
    }
}

void EffectsInDatabase::dropColumn(const QString &name, bool cascade)
{
    const Inventory::Column *const present = column(m_table, name);
    if (!present) {
        m_effects.others = isChanged(m_table);
        return;
    }
    const auto touches = [present](const std::vector<int> &columns) {
        return std::ranges::find(columns, present->number) != columns.end();
    };
    lockSequences(m_table, LockMode::AccessExclusive, present->number);
    for (const Inventory::Constraint &key : m_inventory.constraints.values(m_table)) {
        if (key.referenced != 0 && touches(key.columns))
            lockTree(key.referenced, LockMode::AccessExclusive);
    }
    if (!cascade)
        return;
    for (const Inventory::Constraint &key : m_inventory.referencing.values(m_table)) {
        if (touches(key.referencedColumns))
            lockTree(key.relation, LockMode::AccessExclusive);
    }
    m_effects.others |= m_inventory.readBy.contains(m_table); // views that show the column
}

void EffectsInDatabase::partitionOfIndex(const QJsonObject &command)
{
    const Oid child = find(command["name"_L1]);
    lock(child, LockMode::AccessExclusive);
    for (const Oid index : {m_table, child}) {
        if (const Inventory::Relation *const relation = m_inventory.relation(index))
            lock(relation->table, LockMode::AccessShare);
    }
}

void EffectsInDatabase::partition(const QJsonObject &command, bool attaches)
{
    if (m_inventory.relation(m_table)->isIndex())
        return partitionOfIndex(command);
    const Oid child = find(command["name"_L1]);
    const bool concurrent = command["concurrent"_L1].toBool();
    if (attaches) {
        for (const Oid one : m_inventory.tree(child))
            lock(one, LockMode::AccessExclusive, {.scanned = hasChecks(one) ? Extent::Perhaps : Extent::Yes});
        joinPartition(m_table, command["bound"_L1]["is_default"_L1].toBool(), Extent::Yes);
        return;
    }
    // Until 13 it can be read meanwhile, if nothing that hangs on it came from the parent.
    const bool gentle = !since(14) && !m_inventory.referencing.contains(m_table)
                     && !m_inventory.indexes.contains(m_table) && !m_inventory.triggers.contains(m_table);
    for (const Oid one : m_inventory.tree(child))
        lock(one, gentle && one == child ? LockMode::ShareUpdateExclusive : LockMode::AccessExclusive);
    const Oid other = m_inventory.relation(m_table)->defaultPartition;
    if (!concurrent)
        lock(other, LockMode::AccessExclusive);
    for (const Inventory::Constraint &key : m_inventory.constraints.values(m_table)) {
        if (key.referenced != 0)
            lockTree(key.referenced, LockMode::ShareRowExclusive);
    }
    for (const Inventory::Constraint &key : m_inventory.referencing.values(m_table)) {
        lockTree(key.relation, LockMode::AccessExclusive, {.scanned = Extent::Yes});
        lock(child, LockMode::None, {.scanned = Extent::Yes});
    }
}

} // namespace howdah::migration
