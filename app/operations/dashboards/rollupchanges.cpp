// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/dashboards/rollupchanges.h"

#include "base/wholefile.h"
#include "metrics/rollupplan.h"

#include <QDir>
#include <QFile>

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
    if (dropped && !dropped->error)
        return {};
    (void)session.query({u"ROLLBACK"_s, {}}).result(); // a warning where nothing is open
    return fail(dropped ? *dropped->error : dropped.error());
}

} // namespace howdah::operations
