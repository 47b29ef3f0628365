// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintrewrite.h"
#include "migration/source/tr.h"
#include "sql/altereffects.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

void checkRule(LintWork &work)
{
    const LintStatement &statement = work.statement();
    if (!statement.controlProblem.isEmpty())
        work.report(
            {.rule = "transaction-control",
             .message = statement.controlProblem,
             .hint = tr("Remove it. A BEGIN with its COMMIT may stay.")});
    if (statement.what.transaction == sql::TransactionRule::Forbidden
        && (work.file().transactional || statement.block > 0))
        work.report(
            {.rule = "not-in-transaction",
             .message = tr("%1 cannot run in the transaction of the other statements").arg(statement.what.command),
             .hint = tr("Put it in a migration of its own.")});
}

struct Repeatable
{
    bool missing = false;
    QByteArrayView word; // behind which the words go
    QByteArray insertion = {};
};

bool names(const QJsonObject &tree, QLatin1String field) { return tree[field].toBool(); }

// What CREATE and DROP need to be harmless the second time.
Repeatable repeatable(const LintStatement &statement)
{
    const QJsonObject &tree = statement.body();
    const QByteArray create = " IF NOT EXISTS";
    if (statement.is("CreateStmt"_L1))
        return {!names(tree, "if_not_exists"_L1), "table", create};
    if (statement.is("CreateSchemaStmt"_L1))
        return {!names(tree, "if_not_exists"_L1), "schema", create};
    if (statement.is("CreateSeqStmt"_L1))
        return {!names(tree, "if_not_exists"_L1), "sequence", create};
    if (statement.is("CreateExtensionStmt"_L1))
        return {!names(tree, "if_not_exists"_L1), "extension", create};
    if (statement.is("IndexStmt"_L1)) // an index that failed half-way is there, and INVALID
        return {!names(tree, "if_not_exists"_L1), {}};
    if (statement.is("DropStmt"_L1) && !names(tree, "missing_ok"_L1)) {
        const std::vector<QByteArray> &words = statement.tree.words;
        if (std::ranges::find(words, "CONCURRENTLY") != words.end())
            return {true, "concurrently", " IF EXISTS"};
        const QByteArrayView last =
            words.size() > 2 && (words[1] == "MATERIALIZED" || words[1] == "FOREIGN") ? words[2] : words.at(1);
        return {true, last, " IF EXISTS"};
    }
    return {};
}

void checkRepeatable(LintWork &work)
{
    if (work.file().transactional || work.file().statements.size() < 2)
        return;
    const Repeatable found = repeatable(work.statement());
    if (!found.missing)
        return;
    LintWork::Report report{
        .rule = "not-repeatable",
        .message = tr("%1 fails if the file is run again").arg(work.statement().what.command),
        .hint = tr("Write it so that it can be repeated.")};
    if (work.statement().is("IndexStmt"_L1)) {
        report.hint = tr(
            "Put DROP INDEX CONCURRENTLY IF EXISTS before it, because a failed build leaves an INVALID index behind.");
    } else if (const auto at = StatementPlaces(work.statement().tree.text).behind(found.word.toByteArray().toLower())) {
        report.rewrite = rewrite::insertion(work, *at, found.insertion, tr("Skip it if it has already been done"));
    }
    work.report(report);
}

void checkEnumOrder(LintWork &work)
{
    const QStringList type = stringsOf(work.body()["typeName"_L1]);
    if (!work.statement().is("AlterEnumStmt"_L1) || work.body().contains("oldVal"_L1)
        || work.body().contains("newValNeighbor"_L1))
        return;
    work.report(
        {.rule = "enum-value-order",
         .message = tr("'%1' becomes the last value of %2").arg(work.body()["newVal"_L1].toString(), type.join(u'.')),
         .hint = tr("Say BEFORE or AFTER which value it stands.")});
}

void checkEnum(LintWork &work)
{
    const LintStatement &statement = work.statement();
    checkEnumOrder(work);
    if (!work.file().transactional && statement.block == 0)
        return;
    if (statement.is("AlterEnumStmt"_L1)) {
        const QStringList type = stringsOf(work.body()["typeName"_L1]);
        if (!work.createdTypes.contains(type.value(type.size() - 1)) && !work.body().contains("oldVal"_L1))
            work.transaction.values.push_back(
                {{type.value(type.size() - 1), work.body()["newVal"_L1].toString()}, type.join(u'.')});
        return;
    }
    QStringList reported;
    for (const auto &[value, type] : work.transaction.values) {
        if (reported.contains(value.value)
            || enumUseIn(statement.tree.text, value, work.columnTypes()) != EnumUse::Used)
            continue;
        reported << value.value;
        work.report(
            {.rule = "enum-value-used",
             .message = tr("'%1' was added to %2 in the same transaction").arg(value.value, type),
             .hint = tr("Add the value in a migration of its own, before this one.")});
    }
}

} // namespace

void checkTransaction(LintWork &work)
{
    checkRule(work);
    checkRepeatable(work);
    checkEnum(work);
}

} // namespace howdah::migration
