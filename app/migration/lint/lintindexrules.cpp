// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/inventory.h"
#include "migration/lint/lintrewrite.h"
#include "migration/source/tr.h"
#include "sql/altereffects.h"
#include "sql/transactionrule.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::RelationName;

namespace {

constexpr qsizetype FewColumns = 3;

// The columns of a CREATE INDEX; an expression ends the list, because what follows helps no foreign key.
QStringList indexColumns(const QJsonObject &index)
{
    QStringList columns;
    for (const QJsonValue item : index["indexParams"_L1].toArray()) {
        const QString name = item["IndexElem"_L1]["name"_L1].toString();
        if (name.isEmpty())
            break;
        columns << name;
    }
    return columns;
}

void checkCreateIndex(LintWork &work)
{
    const QJsonObject &index = work.body();
    const RelationName table = sql::relationName(index["relation"_L1]);
    const QString method = index["accessMethod"_L1].toString();
    if (method == "btree"_L1 || method == "hash"_L1) // the others find no equal keys
        work.indexes[work.key(table)].push_back(indexColumns(index));
    const bool unique = index["unique"_L1].toBool();
    if (!unique && index["indexParams"_L1].toArray().size() > FewColumns)
        work.report(
            {.rule = "wide-index",
             .relation = table,
             .message = tr("the index on %1 has %2 columns")
                            .arg(displayName(table))
                            .arg(index["indexParams"_L1].toArray().size()),
             .hint = tr("Index the columns that filters use, most selective first.")});
    const auto &effects = work.statement().effects.relations;
    const bool builds = std::ranges::any_of(
        effects, [](const sql::RelationEffect &effect) { return effect.scanned != sql::Extent::No; });
    if (index["concurrent"_L1].toBool() || work.isNew(table) || !builds)
        return;
    const TableFacts *const facts = work.facts(table);
    LintWork::Report report{
        .rule = "create-index-blocks-writes",
        .relation = table,
        .message = tr("writes to %1 wait until the index is built").arg(displayName(table))};
    if (facts && facts->partitioned) {
        report.hint = tr("PostgreSQL cannot do it CONCURRENTLY on a partitioned table: create the index ON ONLY it, "
                         "create one CONCURRENTLY on each partition, and attach them.");
    } else {
        report.rewrite = rewrite::concurrently(work, "index", true);
        report.hint = report.rewrite ? tr("Create it CONCURRENTLY, outside a transaction.")
                                     : tr("Create it CONCURRENTLY in a migration of its own, which begins with "
                                          "\"-- howdah: transaction off\".");
    }
    work.report(report);
}

// Of an index that the inventory has.
RelationName tableOf(const LintWork &work, const RelationName &index)
{
    const auto &inventory = work.context.inventory;
    const Inventory::Relation *const found =
        inventory ? inventory->relation(inventory->find(index, work.context.schema)) : nullptr;
    const Inventory::Relation *const table = found ? inventory->relation(found->table) : nullptr;
    if (!table)
        return {};
    return {table->schema == work.context.schema ? QString() : table->schema, table->name};
}

void checkDropIndex(LintWork &work)
{
    const QJsonObject &drop = work.body();
    if (drop["removeType"_L1] != "OBJECT_INDEX"_L1 || drop["concurrent"_L1].toBool())
        return;
    const QJsonArray objects = drop["objects"_L1].toArray();
    for (const RelationName &name : work.statement().what.relations) {
        if (work.isNew(name))
            continue;
        // It is the table that is locked; which one that is, the catalog says.
        const RelationName table = tableOf(work, name);
        LintWork::Report report{
            .rule = "drop-index-locks-table",
            .relation = table.name.isEmpty() ? name : table,
            .message =
                table.name.isEmpty()
                    ? tr("reads and writes of the table of %1 wait").arg(displayName(name))
                    : tr("reads and writes of %1 wait while %2 is dropped").arg(displayName(table), displayName(name))};
        if (objects.size() == 1 && drop["behavior"_L1] != "DROP_CASCADE"_L1)
            report.rewrite = rewrite::concurrently(work, "index", true);
        report.hint = report.rewrite ? tr("Drop it CONCURRENTLY, outside a transaction.")
                                     : tr("Drop it CONCURRENTLY, on its own and without CASCADE, in a migration that "
                                          "begins with \"-- howdah: transaction off\".");
        work.report(report);
    }
}

void checkReindex(LintWork &work)
{
    const QJsonObject &reindex = work.body();
    const QString kind = reindex["kind"_L1].toString();
    if (sql::booleanOption(reindex["params"_L1].toArray(), "concurrently"_L1).value_or(false)
        || kind == "REINDEX_OBJECT_SYSTEM"_L1)
        return;
    const RelationName name = sql::relationName(reindex["relation"_L1]);
    if (!name.name.isEmpty() && work.isNew(name))
        return;
    const QByteArray word = kind.section(u'_', -1).toLower().toLatin1(); // REINDEX_OBJECT_TABLE
    LintWork::Report report{
        .rule = "reindex-locks-table",
        .relation = name,
        .message = name.name.isEmpty()
                     ? tr("writes wait while the indexes of each table are rebuilt")
                     : tr("writes to %1, and reads by the index, wait until it is built").arg(displayName(name)),
        .hint = tr("Do it CONCURRENTLY, outside a transaction.")};
    report.rewrite = rewrite::concurrently(work, word, true);
    work.report(report);
}

void checkRefresh(LintWork &work)
{
    const QJsonObject &refresh = work.body();
    const RelationName view = sql::relationName(refresh["relation"_L1]);
    if (refresh["concurrent"_L1].toBool() || refresh["skipData"_L1].toBool() || work.isNew(view))
        return;
    work.report(
        {.rule = "refresh-blocks-reads",
         .relation = view,
         .message = tr("reads of %1 wait until it is refreshed").arg(displayName(view)),
         .hint = tr("With a unique index on plain columns it can be refreshed CONCURRENTLY.")});
}

// CLUSTER and VACUUM FULL without a table: which ones that is, only the database knows.
void checkRewriteOfAll(LintWork &work)
{
    const QJsonObject &tree = work.body();
    const bool clusters = work.statement().is("ClusterStmt"_L1) && !tree.contains("relation"_L1);
    const bool vacuums = work.statement().is("VacuumStmt"_L1) && tree["rels"_L1].toArray().isEmpty()
                      && sql::booleanOption(tree["options"_L1].toArray(), "full"_L1).value_or(false);
    if (!clusters && !vacuums)
        return;
    work.report(
        {.rule = "full-rewrite",
         .message = clusters ? tr("every table that was clustered before is rewritten, and cannot be read meanwhile")
                             : tr("every table of the database is rewritten, and cannot be read meanwhile"),
         .hint = tr("Name the table, and do it while it is not in use.")});
}

void checkFullRewrite(LintWork &work)
{
    checkRewriteOfAll(work);
    for (const sql::RelationEffect &effect : work.statement().effects.relations) {
        if (effect.rewritten == sql::Extent::Yes && !work.isNew(effect.relation))
            work.report(
                {.rule = "full-rewrite",
                 .relation = effect.relation,
                 .message = tr("%1 is rewritten, and cannot be read meanwhile").arg(displayName(effect.relation)),
                 .hint = tr("Plain VACUUM frees space for new rows without that; pg_repack and pg_squeeze rewrite a "
                            "table while it is in use.")});
    }
}

} // namespace

void checkIndexes(LintWork &work)
{
    if (work.statement().is("IndexStmt"_L1))
        checkCreateIndex(work);
    else if (work.statement().is("DropStmt"_L1))
        checkDropIndex(work);
    else if (work.statement().is("ReindexStmt"_L1))
        checkReindex(work);
    else if (work.statement().is("RefreshMatViewStmt"_L1))
        checkRefresh(work);
    else if (work.statement().is("VacuumStmt"_L1) || work.statement().is("ClusterStmt"_L1))
        checkFullRewrite(work);
}

} // namespace howdah::migration
