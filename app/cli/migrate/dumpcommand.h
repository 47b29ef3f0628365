// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "migration/run/safetycopy.h"
#include "migration/run/schemadump.h"

namespace howdah::cli {

struct DumpCommandOptions
{
    QString database; // URI or conninfo; empty: the private server
    QString file;     // empty: standard output
    migration::DumpOptions what;
};

struct RestoreOptions
{
    QString database;
    QString file;     // of the safety copy
    bool yes = false; // do not ask
    migration::ChangedRows changed = migration::ChangedRows::Refuse;
};

// `howdahctl migrate dump`: the schema as SQL, the same bytes for the same schema.
[[nodiscard]] int migrateDump(Output &output, const DumpCommandOptions &options);
// `howdahctl migrate restore`: puts a safety copy back, all of it or nothing.
[[nodiscard]] int migrateRestore(Output &output, const RestoreOptions &options);

} // namespace howdah::cli
