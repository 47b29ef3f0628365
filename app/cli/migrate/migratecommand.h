// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "migration/run/operations.h"

namespace howdah::cli {

struct MigrateOptions
{
    QString source;             // folder
    QString database;           // URI or conninfo; empty: the private server
    QString version;            // what --to or the argument says; empty: none
    bool yes = false;           // do not ask
    migration::Request request; // without `to`
    migration::RunOptions run;
    std::optional<bool> durable; // RunOptions::durable; nullopt: in production
    // How long to wait for a server that does not accept connections yet.
    std::chrono::milliseconds serverWait{0};
    QString outputFile; // of plan; empty: standard output
    QString safetyCopy; // the folder for a copy of what a rollback takes; empty: none
    QString note;       // of marks
    int limit = 50;     // of log
};

// `howdahctl migrate ...`: each answers an exit code (cli/terminal/exitcode.h).

// Compares source and history; changes nothing.
[[nodiscard]] int migrateStatus(Output &output, const MigrateOptions &options);
// Shows what would run, asks (on a terminal; elsewhere `yes` must be given) and runs it.
[[nodiscard]] int migrateRun(Output &output, const MigrateOptions &options);
// Only shows it: how each migration would run, and the exact SQL.
[[nodiscard]] int migratePlan(Output &output, const MigrateOptions &options);
// Writes the next, empty pair of files.
[[nodiscard]] int migrateCreate(Output &output, const QString &folder, const QString &title);

// migratehistory.cpp: what is done to a history, or read of it, without running a migration.
[[nodiscard]] int migrateMark(Output &output, const MigrateOptions &options, migration::Mark mark);
[[nodiscard]] int migrateLog(Output &output, const MigrateOptions &options);
[[nodiscard]] int migrateDifference(Output &output, const MigrateOptions &options);
[[nodiscard]] int migrateValidate(Output &output, const MigrateOptions &options);

} // namespace howdah::cli
