// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/altereffects.h"

#include "sql/expressionkind.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

// Commands that are always the same; everything that is not here and not read below is ACCESS EXCLUSIVE without work.
const QHash<QString, AlterEffect> &plainEffects()
{
    using enum LockMode;
    static const QHash<QString, AlterEffect> effects = [] {
        QHash<QString, AlterEffect> table;
        for (const QString &name :
             {u"AT_SetStatistics"_s, u"AT_SetOptions"_s, u"AT_ResetOptions"_s, u"AT_ClusterOn"_s, u"AT_DropCluster"_s,
              u"AT_DetachPartitionFinalize"_s})
            table.insert(name, {.lock = ShareUpdateExclusive});
        for (const QString &name :
             {u"AT_EnableTrig"_s, u"AT_EnableAlwaysTrig"_s, u"AT_EnableReplicaTrig"_s, u"AT_EnableTrigAll"_s,
              u"AT_EnableTrigUser"_s, u"AT_DisableTrig"_s, u"AT_DisableTrigAll"_s, u"AT_DisableTrigUser"_s})
            table.insert(name, {.lock = ShareRowExclusive});
        // Of a foreign key it also locks the referenced table.
        table.insert(
            u"AT_ValidateConstraint"_s, {.lock = ShareUpdateExclusive, .scanned = Extent::Yes, .others = true});
        table.insert(u"AT_DropConstraint"_s, {.others = true});
        table.insert(u"AT_DropColumn"_s, {.others = true});
        table.insert(u"AT_AlterConstraint"_s, {.others = true});
        // A check that proves it spares the scan.
        table.insert(u"AT_SetNotNull"_s, {.scanned = Extent::Perhaps});
        table.insert(u"AT_SetLogged"_s, {.scanned = Extent::Perhaps, .rewritten = Extent::Perhaps, .others = true});
        table.insert(u"AT_SetUnLogged"_s, {.scanned = Extent::Perhaps, .rewritten = Extent::Perhaps, .others = true});
        // Its blocks are copied as they are.
        table.insert(u"AT_SetTableSpace"_s, {.rewritten = Extent::Perhaps});
        table.insert(u"AT_SetAccessMethod"_s, {.scanned = Extent::Perhaps, .rewritten = Extent::Perhaps});
        table.insert(u"AT_SetIdentity"_s, {.others = true});
        return table;
    }();
    return effects;
}

RelationEffect other(const QJsonValue &rangeVar, LockMode lock, Extent scanned = Extent::No)
{
    return {.relation = relationName(rangeVar), .lock = lock, .scanned = scanned};
}

// The strongest of the options that are set counts; most of them only concern what vacuum will do.
AlterEffect ofOptions(const QJsonArray &options)
{
    static const QSet<QString> Strong{u"user_catalog_table"_s,     u"buffering"_s,        u"fastupdate"_s,
                                      u"gin_pending_list_limit"_s, u"pages_per_range"_s,  u"autosummarize"_s,
                                      u"security_barrier"_s,       u"security_invoker"_s, u"check_option"_s};
    const bool strong = std::any_of(options.begin(), options.end(), [](const QJsonValue &option) {
        return Strong.contains(option["DefElem"_L1]["defname"_L1].toString());
    });
    return {.lock = strong ? LockMode::AccessExclusive : LockMode::ShareUpdateExclusive};
}

AlterEffect ofConstraint(const QJsonObject &constraint)
{
    const QString kind = constraint["contype"_L1].toString();
    const bool notValid = constraint["skip_validation"_L1].toBool();
    if (kind == "CONSTR_FOREIGN"_L1) {
        const Extent scanned = notValid ? Extent::No : Extent::Yes;
        return {
            .lock = LockMode::ShareRowExclusive,
            .scanned = scanned,
            .more = {
                other(constraint["pktable"_L1], LockMode::ShareRowExclusive, notValid ? Extent::No : Extent::Yes)}};
    }
    if (kind == "CONSTR_CHECK"_L1)
        return {.scanned = notValid ? Extent::No : Extent::Yes};
    if (constraint.contains("indexname"_L1)) // the columns of a primary key may have to become NOT NULL
        return {.scanned = kind == "CONSTR_PRIMARY"_L1 ? Extent::Perhaps : Extent::No, .others = true};
    if (kind == "CONSTR_PRIMARY"_L1 || kind == "CONSTR_UNIQUE"_L1 || kind == "CONSTR_EXCLUSION"_L1)
        return {.scanned = Extent::Yes};
    return {};
}

void raise(Extent &extent, Extent to) { extent = std::max(extent, to); }

// What the constraints of a new column add. `filled`: it has a default.
void addColumnConstraint(AlterEffect &effect, const QJsonObject &constraint, bool filled)
{
    const QString kind = constraint["contype"_L1].toString();
    if (kind == "CONSTR_IDENTITY"_L1 || kind == "CONSTR_GENERATED"_L1) {
        raise(effect.rewritten, Extent::Yes);
    } else if (kind == "CONSTR_DEFAULT"_L1) {
        const Volatility volatility = volatilityOf(constraint["raw_expr"_L1]);
        if (volatility != Volatility::Stable)
            raise(effect.rewritten, volatility == Volatility::Volatile ? Extent::Yes : Extent::Perhaps);
    } else if (kind == "CONSTR_NOTNULL"_L1) {
        if (!filled)
            raise(effect.scanned, Extent::Yes);
    } else if (kind == "CONSTR_FOREIGN"_L1) {
        // Without a default all rows hold NULL, which needs no check.
        const Extent scanned = filled ? Extent::Yes : Extent::No;
        raise(effect.scanned, scanned);
        effect.more.push_back(
            other(constraint["pktable"_L1], LockMode::ShareRowExclusive, filled ? Extent::Yes : Extent::No));
    } else {
        raise(effect.scanned, ofConstraint(constraint).scanned);
    }
}

AlterEffect ofNewColumn(const QJsonObject &column)
{
    AlterEffect effect;
    const QJsonArray constraints = column["constraints"_L1].toArray();
    const bool serial = isSerial(typeNameOf(column["typeName"_L1]));
    const bool filled =
        serial || std::any_of(constraints.begin(), constraints.end(), [](const QJsonValue &item) {
            const QString kind = item["Constraint"_L1]["contype"_L1].toString();
            return kind == "CONSTR_DEFAULT"_L1 || kind == "CONSTR_IDENTITY"_L1 || kind == "CONSTR_GENERATED"_L1;
        });
    for (const QJsonValue item : constraints)
        addColumnConstraint(effect, item["Constraint"_L1].toObject(), filled);
    if (serial)
        raise(effect.rewritten, Extent::Yes);
    if (!isBuiltInType(column["typeName"_L1])) // a domain with constraints is checked row by row
        raise(effect.rewritten, Extent::Perhaps);
    raise(effect.scanned, effect.rewritten);
    return effect;
}

// What is more than a cast of the column itself is computed for every row.
bool computes(const QJsonValue &expression)
{
    const QJsonObject object = expression.toObject();
    if (object.isEmpty() || object.contains("ColumnRef"_L1))
        return false;
    return !object.contains("TypeCast"_L1) || computes(object["TypeCast"_L1]["arg"_L1]);
}

AlterEffect ofType(const QJsonObject &column)
{
    const Extent extent = computes(column["raw_default"_L1]) ? Extent::Yes : Extent::Perhaps;
    return {.scanned = extent, .rewritten = extent, .others = true};
}

AlterEffect ofPartition(const QJsonObject &partition, bool attaches)
{
    if (attaches) // the default partition, if there is one, is locked and read, too
        return {
            .lock = LockMode::ShareUpdateExclusive,
            .others = true,
            .more = {other(partition["name"_L1], LockMode::AccessExclusive, Extent::Perhaps)}};
    return {
        .lock = partition["concurrent"_L1].toBool() ? LockMode::ShareUpdateExclusive : LockMode::AccessExclusive,
        .others = true,
        // Where keys point at it, its rows are looked for in the other tables.
        .more = {other(partition["name"_L1], LockMode::AccessExclusive, Extent::Perhaps)}};
}

} // namespace

RelationName relationName(const QJsonValue &rangeVar)
{
    return {rangeVar["schemaname"_L1].toString(), rangeVar["relname"_L1].toString()};
}

AlterEffect alterEffect(const QJsonObject &command)
{
    const QString what = command["subtype"_L1].toString();
    const QJsonValue definition = command["def"_L1];
    if (what == "AT_AddConstraint"_L1)
        return ofConstraint(definition["Constraint"_L1].toObject());
    if (what == "AT_AddColumn"_L1)
        return ofNewColumn(definition["ColumnDef"_L1].toObject());
    if (what == "AT_AlterColumnType"_L1)
        return ofType(definition["ColumnDef"_L1].toObject());
    if (what == "AT_SetRelOptions"_L1 || what == "AT_ResetRelOptions"_L1)
        return ofOptions(definition["List"_L1]["items"_L1].toArray());
    if (what == "AT_AttachPartition"_L1 || what == "AT_DetachPartition"_L1)
        return ofPartition(definition["PartitionCmd"_L1].toObject(), what == "AT_AttachPartition"_L1);
    if (what == "AT_AddInherit"_L1)
        return {.more = {other(definition["RangeVar"_L1], LockMode::ShareUpdateExclusive)}};
    if (what == "AT_DropInherit"_L1)
        return {.more = {other(definition["RangeVar"_L1], LockMode::AccessShare)}};
    return plainEffects().value(what);
}

} // namespace howdah::sql
