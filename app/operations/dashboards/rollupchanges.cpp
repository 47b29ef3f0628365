// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/dashboards/rollupchanges.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "metrics/rollupplan.h"
#include "migration/history/dialects.h"
#include "migration/history/foreignhistory.h"
#include "migration/history/history.h"
#include "migration/source/pack.h"
#include "migration/source/source.h"
#include "operations/tr.h"

#include <QDir>
#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using metrics::RollupDefinition;

Result<metrics::RollupStatus> findRollup(connection::Session &session, const QString &name)
{
    Result<metrics::RollupStatus> status = metrics::readRollup(session, name);
    if (!status)
        return status;
    if (const auto source = metrics::inspectRollup(session, status->definition))
        status->definition = source->definition;
    return status;
}

metrics::RollupScript rollupScript(RollupChange change, const RollupDefinition &definition)
{
    return change == RollupChange::Create ? metrics::createScript(definition) : metrics::dropScript(definition);
}

Result<migration::NewMigration>
writeRollupMigration(const QString &folder, RollupChange change, const RollupDefinition &definition)
{
    const QString title = (change == RollupChange::Create ? u"roll up "_s : u"drop rollup of "_s) + definition.table;
    Result<migration::NewMigration> made = migration::createMigration(folder, title);
    if (!made)
        return made;
    const metrics::RollupScript script = rollupScript(change, definition);
    const QDir directory(folder);
    for (const auto &[file, text] : {std::pair(made->upFile, script.up), std::pair(made->downFile, script.down)}) {
        if (const Result<void> written = writeWholeFile(directory.filePath(file), text.toUtf8()); !written) {
            // Half of it would wait to be applied.
            QFile::remove(directory.filePath(made->upFile));
            QFile::remove(directory.filePath(made->downFile));
            return fail(written.error());
        }
    }
    return made;
}

namespace {

std::unexpected<Error> otherFolder(const QString &message, const QString &detail)
{
    Error error = makeError(
        ErrorKind::Conflict, message,
        tr("Name the folder of the migrations that this database has; bring it up to date."));
    error.detail = detail;
    return std::unexpected(std::move(error));
}

Result<void> checkRecords(const QString &folder, const migration::Source &source, const migration::History &history)
{
    const migration::Record *newest = nullptr;
    bool isKnown = false;
    for (const migration::Record &record : history.records) {
        if (!record.isApplied())
            continue;
        if (newest == nullptr || newest->version < record.version)
            newest = &record;
        isKnown = isKnown || std::ranges::any_of(source.migrations, [&record](const migration::Migration &one) {
                      return one.version == record.version;
                  });
    }
    if (newest == nullptr)
        return {};
    const QString last = migration::label(newest->version, newest->name);
    if (!isKnown)
        return otherFolder(
            tr("%1 holds none of the migrations that this database has applied").arg(folder),
            tr("The last one is %1.").arg(last));
    // All of these are known, the last one is not: somebody else has gone on.
    if (source.migrations.back().version < newest->version)
        return otherFolder(tr("%1 was applied to this database, but is not in %2").arg(last, folder), {});
    return {};
}

} // namespace

Result<void> checkMigrationFolder(connection::Session &session, const QString &folder)
{
    migration::Source source;
    migration::Pack pack;
    if (QDir(folder).exists()) {
        ASSIGN_OR_RETURN(source, migration::readSource(folder));
        pack = source.pack;
    }
    ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(pack));
    constexpr auto Use = connection::TableUse::Read;
    ASSIGN_OR_RETURN(
        const migration::History history,
        migration::readHistory(session, *dialect, migration::askPresence(session, *dialect, Use), Use));
    if (!history.records.empty())
        return checkRecords(folder, source, history);
    if (!source.migrations.empty() || history.foreign.empty())
        return {};
    QStringList others;
    for (const migration::ForeignHistory &foreign : history.foreign)
        others << describe(foreign);
    return otherFolder(
        tr("%1 is empty, but this database has a history of migrations").arg(folder), others.join(u'\n'));
}

Result<migration::NewMigration> writeRollupMigration(
    connection::Session &session, const QString &folder, RollupChange change, const RollupDefinition &definition)
{
    RETURN_IF_ERROR(checkMigrationFolder(session, folder));
    return writeRollupMigration(folder, change, definition);
}

Result<metrics::RefreshReport> refreshRollup(
    connection::Session &session, const QString &table, const metrics::RefreshOptions &options,
    const metrics::RefreshObserver &observer, std::stop_token stop)
{
    return metrics::refreshRollup(session, table, options, observer, std::move(stop));
}

Result<void> dropRollup(connection::Session &session, const RollupDefinition &definition)
{
    const auto dropped = session
                             .pipeline(
                                 {{u"BEGIN"_s, {}},
                                  {u"DROP TABLE "_s + stateTableSql(definition), {}},
                                  {u"DROP TABLE "_s + totalsTableSql(definition), {}},
                                  {u"DROP TABLE "_s + rollupTableSql(definition), {}},
                                  {u"COMMIT"_s, {}}})
                             .result();
    const Error *error = failureOf(dropped);
    if (!error)
        return {};
    (void)session.query({u"ROLLBACK"_s, {}}).result(); // a warning where nothing is open
    return fail(*error);
}

} // namespace howdah::operations
