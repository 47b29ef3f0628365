// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/run/historyoperations.h"

namespace howdah::cli {

// Of `howdahctl migrate ...`.
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
    QString outputFile;  // of plan; empty: standard output
    QString safetyCopy;  // the folder for a copy of what a rollback takes; empty: none
    QString restore;     // a safety copy that is put back when all is applied; empty: none
    QString note;        // of marks
    int limit = 50;      // of log
    bool verify = false; // of status: the database itself, too
    bool again = false;  // of seed: also what has changed since it ran
    bool accept = false; // of validate: what it holds is right from now on
};

} // namespace howdah::cli
