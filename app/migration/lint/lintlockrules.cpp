// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/inventory.h"
#include "migration/lint/lintrewrite.h"
#include "migration/source/tr.h"
#include "sql/altereffects.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::Extent;
using sql::LockMode;
using sql::RelationEffect;

namespace {

// SET [LOCAL | SESSION] lock_timeout, also as set_config() would be, but that nobody writes.
void readSetting(LintWork &work)
{
    const QJsonObject &set = work.body();
    const bool ofLocks = set["name"_L1] == "lock_timeout"_L1;
    if ((!ofLocks && set["name"_L1] != "statement_timeout"_L1) || set["kind"_L1] != "VAR_SET_VALUE"_L1)
        return;
    const QJsonValue value = set["args"_L1][0]["A_Const"_L1];
    const QString text = value["sval"_L1]["sval"_L1].toString();
    static const QRegularExpression nothing(u"^0+ *(us|ms|s|min|h|d)?$"_s);
    const bool zero = value.toObject().contains("ival"_L1) ? value["ival"_L1]["ival"_L1].toInt() == 0
                                                           : nothing.match(text).hasMatch();
    (ofLocks ? work.lockTimeout : work.statementTimeout) = !zero;
    if (zero && ofLocks)
        work.report(
            {.rule = "lock-timeout-off",
             .message = tr("from here on, statements wait for locks without a limit"),
             .hint = tr("Set it to a few seconds; the run is retried when it times out.")});
}

// Everything in the way of others, on what others use.
std::vector<RelationEffect> strongEffects(const LintWork &work)
{
    std::vector<RelationEffect> effects;
    for (const RelationEffect &effect : work.statement().effects.relations) {
        if (!effect.created && sql::blocksWrites(effect.lock) && !work.isNew(effect.relation))
            effects.push_back(effect);
    }
    return effects;
}

void checkTimeout(LintWork &work, const std::vector<RelationEffect> &strong)
{
    if (work.context.lockTimeoutByRunner || work.lockTimeout || strong.empty()
        || work.reportedOnce.contains(u"no-lock-timeout"_s))
        return;
    work.reportedOnce.insert(u"no-lock-timeout"_s);
    const QByteArray set =
        work.file().transactional ? "SET LOCAL lock_timeout = '2s';\n" : "SET lock_timeout = '2s';\n";
    work.report(
        {.rule = "no-lock-timeout",
         .relation = strong.front().relation,
         .message = tr("%1 is locked, with no limit on waiting for the lock").arg(displayName(strong.front().relation)),
         .hint = tr("Set lock_timeout before it."),
         .rewrite = rewrite::insertion(work, 0, set, tr("Set lock_timeout to two seconds"))});
}

// What a lock_timeout does not end.
void checkStatementTimeout(LintWork &work, const std::vector<RelationEffect> &strong)
{
    const auto found = std::ranges::find_if(strong, [](const RelationEffect &effect) {
        return effect.scanned == Extent::Yes || effect.rewritten == Extent::Yes;
    });
    if (work.context.lockTimeoutByRunner || work.statementTimeout || found == strong.end()
        || work.reportedOnce.contains(u"no-statement-timeout"_s))
        return;
    work.reportedOnce.insert(u"no-statement-timeout"_s);
    work.report(
        {.rule = "no-statement-timeout",
         .relation = found->relation,
         .message = tr("%1 is locked for as long as this takes").arg(displayName(found->relation)),
         .hint = tr("Set statement_timeout before it.")});
}

bool takesLong(const LintWork &work, const RelationEffect &effect)
{
    const LintStatement &statement = work.statement();
    if (work.isNew(effect.relation) || effect.created)
        return false;
    if (statement.is("UpdateStmt"_L1) || statement.is("DeleteStmt"_L1) || statement.is("MergeStmt"_L1))
        return effect.lock == LockMode::RowExclusive;
    if (statement.is("AlterTableStmt"_L1) && statement.tree.body["objtype"_L1] != "OBJECT_TABLE"_L1)
        return false;
    return sql::blocksWrites(effect.lock) && (effect.scanned == Extent::Yes || effect.rewritten == Extent::Yes);
}

void checkWork(LintWork &work)
{
    if (!work.file().transactional || work.transaction.exclusive.isEmpty()
        || work.reportedOnce.contains(u"work-under-lock"_s))
        return;
    for (const RelationEffect &effect : work.statement().effects.relations) {
        if (!takesLong(work, effect))
            continue;
        work.reportedOnce.insert(u"work-under-lock"_s);
        work.report(
            {.rule = "work-under-lock",
             .relation = effect.relation,
             .message = tr("the rows of %1 are scanned while nobody can use %2")
                            .arg(displayName(effect.relation), work.transaction.exclusiveNames.join(u", "_s)),
             .hint = tr("Put it in a migration of its own.")});
        return;
    }
}

bool isSequence(const LintWork &work, const sql::RelationName &name)
{
    const auto &inventory = work.context.inventory;
    const Inventory::Relation *const found =
        inventory ? inventory->relation(inventory->find(name, work.context.schema)) : nullptr;
    return found && found->kind == 'S';
}

// What is dropped in the same file is used by nobody any more, or so the file says.
void rememberExclusive(LintWork &work, const std::vector<RelationEffect> &strong)
{
    const QStringList earlier = work.transaction.exclusiveNames; // one statement may well need two tables
    for (const RelationEffect &effect : strong) {
        const QString key = work.key(effect.relation);
        if (effect.lock != LockMode::AccessExclusive || effect.index || isSequence(work, effect.relation)
            || work.dropped.contains(key) || work.transaction.exclusive.contains(key))
            continue;
        work.transaction.exclusive << key;
        work.transaction.exclusiveNames << displayName(effect.relation);
        if (earlier.isEmpty() || !work.file().transactional || work.reportedOnce.contains(u"several-tables-locked"_s))
            continue;
        work.reportedOnce.insert(u"several-tables-locked"_s);
        work.report(
            {.rule = "several-tables-locked",
             .relation = effect.relation,
             .message = tr("%1 is locked while %2 is").arg(displayName(effect.relation), earlier.first()),
             .hint = tr("Change each table in a migration of its own.")});
    }
}

void checkRepeated(LintWork &work)
{
    if (!work.statement().is("AlterTableStmt"_L1) || !work.file().transactional)
        return;
    const sql::RelationName table = sql::relationName(work.body()["relation"_L1]);
    const RelationEffect *const effect = work.statement().effects.find(table);
    if (!effect || work.isNew(table) || (effect->scanned == Extent::No && effect->rewritten == Extent::No))
        return;
    if (++work.transaction.passes[work.key(table)] == 2)
        work.report(
            {.rule = "repeated-scans",
             .relation = table,
             .message = tr("%1 is scanned a second time").arg(displayName(table)),
             .hint = tr("Put the commands in one ALTER TABLE.")});
}

} // namespace

void checkLocks(LintWork &work)
{
    const LintStatement &statement = work.statement();
    if (statement.is("VariableSetStmt"_L1))
        readSetting(work);
    const std::vector<RelationEffect> strong = strongEffects(work);
    checkTimeout(work, strong);
    checkStatementTimeout(work, strong);
    checkWork(work);
    checkRepeated(work);
    rememberExclusive(work, strong);
    if (statement.is("LockStmt"_L1) && !strong.empty())
        work.report(
            {.rule = "lock-table",
             .relation = strong.front().relation,
             .message = tr("%1 stays locked until the transaction ends").arg(displayName(strong.front().relation)),
             .hint = tr("Most statements take the lock they need by themselves.")});
    if (statement.is("CreateTrigStmt"_L1) && !strong.empty())
        work.report(
            {.rule = "create-trigger-locks",
             .relation = strong.front().relation,
             .message = tr("writes to %1 wait for a moment").arg(displayName(strong.front().relation)),
             .hint = tr("Keep the rest of the transaction short.")});
}

} // namespace howdah::migration
