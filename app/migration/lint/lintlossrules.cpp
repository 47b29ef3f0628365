// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintwork.h"
#include "migration/source/tr.h"
#include "sql/altereffects.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::RelationName;

namespace {

void checkRename(LintWork &work)
{
    const QJsonObject &rename = work.body();
    const QString type = rename["renameType"_L1].toString();
    const RelationName table = sql::relationName(rename["relation"_L1]);
    if (table.name.isEmpty() || work.isNew(table))
        return;
    const QString newName = rename["newname"_L1].toString();
    if (type == "OBJECT_TABLE"_L1 || type == "OBJECT_VIEW"_L1 || type == "OBJECT_MATVIEW"_L1
        || type == "OBJECT_FOREIGN_TABLE"_L1)
        work.report(
            {.rule = "rename-table",
             .relation = table,
             .message = tr("%1 is renamed to %2").arg(displayName(table), newName),
             .hint = tr("Leave a view with the old name in place until no program uses it.")});
    else if (type == "OBJECT_COLUMN"_L1)
        work.report(
            {.rule = "rename-column",
             .relation = table,
             .message =
                 tr("%1 of %2 is renamed to %3").arg(rename["subname"_L1].toString(), displayName(table), newName),
             .hint = tr("Add a column with the new name, keep both in sync with a trigger, and drop the old one when "
                        "no program uses it.")});
}

void checkDrop(LintWork &work)
{
    const QJsonObject &drop = work.body();
    const QString type = drop["removeType"_L1].toString();
    const std::vector<RelationName> &names = work.statement().what.relations;
    if (type == "OBJECT_SCHEMA"_L1)
        work.report(
            {.rule = "drop-schema",
             .message = tr("the schema %1 is dropped").arg(drop["objects"_L1][0]["String"_L1]["sval"_L1].toString()),
             .hint = tr("Drop its contents by name, so that nothing is lost unnoticed.")});
    if (type == "OBJECT_TABLE"_L1) {
        for (const RelationName &name : names) {
            if (!work.isNew(name))
                work.report(
                    {.rule = "drop-table",
                     .relation = name,
                     .message = tr("%1 is dropped with its rows").arg(displayName(name)),
                     .hint = tr("Drop it only once no program uses it any more; renaming it for a while shows whether "
                                "one does.")});
        }
    }
    const bool allNew =
        !names.empty() && std::ranges::all_of(names, [&](const RelationName &name) { return work.isNew(name); });
    if (drop["behavior"_L1] == "DROP_CASCADE"_L1 && !allNew)
        work.report(
            {.rule = "drop-cascade",
             .relation = names.size() == 1 ? names.front() : RelationName{},
             .message = tr("everything that depends on it is dropped as well"),
             .hint = tr("Drop what depends on it by name, without CASCADE.")});
}

void checkTruncate(LintWork &work)
{
    const bool cascade = work.body()["behavior"_L1] == "DROP_CASCADE"_L1;
    for (const RelationName &name : work.statement().what.relations) {
        if (work.isNew(name))
            continue;
        work.report(
            {.rule = "truncate-table",
             .relation = name,
             .message = tr("all rows of %1 are deleted").arg(displayName(name)),
             .hint = tr("Keep a copy if they may still be needed.")});
        if (cascade)
            work.report(
                {.rule = "truncate-cascade",
                 .relation = name,
                 .message = tr("so are those of every table that references %1").arg(displayName(name)),
                 .hint = tr("Name all tables in one TRUNCATE, without CASCADE.")});
    }
}

void checkEveryRow(LintWork &work)
{
    const RelationName table = sql::relationName(work.body()["relation"_L1]);
    if (work.body().contains("whereClause"_L1) || work.isNew(table))
        return;
    if (work.statement().is("UpdateStmt"_L1))
        work.report(
            {.rule = "update-every-row",
             .relation = table,
             .message = tr("every row of %1 is updated in one transaction").arg(displayName(table)),
             .hint = tr("Do it in batches by primary key, outside a transaction.")});
    else
        work.report(
            {.rule = "delete-every-row",
             .relation = table,
             .message = tr("every row of %1 is deleted").arg(displayName(table)),
             .hint = tr("Restrict the rows with WHERE; TRUNCATE is faster if all of them are meant.")});
}

} // namespace

void checkLosses(LintWork &work)
{
    const LintStatement &statement = work.statement();
    if (statement.is("RenameStmt"_L1))
        checkRename(work);
    else if (statement.is("DropStmt"_L1))
        checkDrop(work);
    else if (statement.is("DropdbStmt"_L1))
        work.report(
            {.rule = "drop-schema",
             .message = tr("the database %1 is dropped").arg(work.body()["dbname"_L1].toString())});
    else if (statement.is("TruncateStmt"_L1))
        checkTruncate(work);
    else if (statement.is("UpdateStmt"_L1) || statement.is("DeleteStmt"_L1))
        checkEveryRow(work);
}

} // namespace howdah::migration
