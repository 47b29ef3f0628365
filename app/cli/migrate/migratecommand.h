// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/migrate/migrateoptions.h"
#include "cli/terminal/output.h"

namespace howdah::cli {

// `howdahctl migrate ...`: each answers an exit code (cli/terminal/exitcode.h).

// Compares source and history; changes nothing.
[[nodiscard]] int migrateStatus(Output &output, const MigrateOptions &options);
// Shows what would run, asks on a terminal, and runs it. Elsewhere `yes` must be given, but where it only goes up and
// takes nothing that is there (operations::takesNothing()).
[[nodiscard]] int migrateRun(Output &output, const MigrateOptions &options);
// Only shows it: how each migration would run, and the exact SQL.
[[nodiscard]] int migratePlan(Output &output, const MigrateOptions &options);
// Writes the next, empty pair of files.
[[nodiscard]] int
migrateCreate(Output &output, const QString &folder, const QString &title, const QString &fromSql = {});

// seedcommand.cpp: runs the seeds of a pack that have not run; what has changed since only with MigrateOptions::again.
[[nodiscard]] int migrateSeed(Output &output, const MigrateOptions &options);

// migratehistory.cpp: what is done to a history, or read of it, without running a migration.
[[nodiscard]] int migrateMark(Output &output, const MigrateOptions &options, migration::Mark mark);
[[nodiscard]] int migrateLog(Output &output, const MigrateOptions &options);
[[nodiscard]] int migrateDifference(Output &output, const MigrateOptions &options);
[[nodiscard]] int migrateValidate(Output &output, const MigrateOptions &options);

} // namespace howdah::cli
