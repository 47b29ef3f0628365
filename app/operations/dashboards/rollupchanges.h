// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "metrics/rolluprefresh.h"
#include "metrics/rollupscript.h"
#include "migration/source/create.h"

namespace howdah::operations {

// A rollup that is there, by its name or quoted table; ErrorKind::NotFound otherwise. The types of its columns are
// those that the source has today: what would make it again is shown and kept, and not taken from the state alone,
// which somebody else may have written. Blocks.
[[nodiscard]] Result<metrics::RollupStatus> findRollup(connection::Session &session, const QString &name);

enum class RollupChange : quint8 { Create, Drop };

// What the files of such a migration hold.
[[nodiscard]] metrics::RollupScript rollupScript(RollupChange change, const metrics::RollupDefinition &definition);

// Whether the folder is that of the migrations which the database has: one that holds none of them would begin to count
// anew, 001, beside what is applied. ErrorKind::Conflict says what is applied and not there. An empty or new folder is
// right where nothing was ever applied, by Howdah or by a tool that is known. Blocks.
[[nodiscard]] Result<void> checkMigrationFolder(connection::Session &session, const QString &folder);

// Writes the pair of files of a migration that makes, or drops, a rollup, as the next one of the folder: both, or
// neither. Blocks.
[[nodiscard]] Result<migration::NewMigration>
writeRollupMigration(const QString &folder, RollupChange change, const metrics::RollupDefinition &definition);

// The same after checkMigrationFolder().
[[nodiscard]] Result<migration::NewMigration> writeRollupMigration(
    connection::Session &session, const QString &folder, RollupChange change,
    const metrics::RollupDefinition &definition);

// Brings it up to date, as metrics::refreshRollup() says. `table`: its quoted name. Blocks.
[[nodiscard]] Result<metrics::RefreshReport> refreshRollup(
    connection::Session &session, const QString &table, const metrics::RefreshOptions &options,
    const metrics::RefreshObserver &observer, std::stop_token stop);

// Drops its tables at once, in one transaction, without a migration. Whoever is asked has agreed. Blocks.
[[nodiscard]] Result<void> dropRollup(connection::Session &session, const metrics::RollupDefinition &definition);

} // namespace howdah::operations
