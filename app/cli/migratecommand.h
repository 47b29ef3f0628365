// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/output.h"
#include "migration/plan.h"
#include "migration/runner.h"

namespace howdah::cli {

struct MigrateOptions
{
    QString source;   // folder
    QString database; // URI or conninfo; empty: the private server
    std::optional<migration::Version> to;
    bool yes = false; // do not ask
    migration::RunOptions run;
};

// `howdahctl migrate ...`: each answers an exit code (cli/exitcode.h).

// Compares source and history; changes nothing.
[[nodiscard]] int migrateStatus(Output &output, const MigrateOptions &options);
// Shows what would run, asks (on a terminal; elsewhere `yes` must be given) and runs it.
[[nodiscard]] int migrateRun(Output &output, const MigrateOptions &options, migration::Direction direction);
// Writes the next, empty pair of files.
[[nodiscard]] int migrateCreate(Output &output, const QString &folder, const QString &title);

} // namespace howdah::cli
