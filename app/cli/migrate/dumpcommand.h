// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "connection/server/conninfo.h"
#include "migration/run/safetycopy.h"

namespace howdah::cli {

struct DumpCommandOptions
{
    QString database; // URI or conninfo; empty: the private server
    QString file;     // to write, or to restore; empty: standard output
    bool withoutHistory = false;
    bool owners = false;
    bool privileges = false;
    bool yes = false; // do not ask
    QString changed;  // of restore: overwrite or keep; empty: changed rows are in the way
};

// `howdahctl migrate dump`: the schema as SQL, the same bytes for the same schema.
[[nodiscard]] int migrateDump(Output &output, const DumpCommandOptions &options);
// `howdahctl migrate restore`: puts a safety copy back, all of it or nothing.
[[nodiscard]] int migrateRestore(Output &output, const DumpCommandOptions &options);
// Before a run, for `howdahctl migrate down --safety-copy DIR`: copies what it can take, and says where to. What no
// copy can hold (large objects, say) is told, and goes only when the name of the database is typed, or given by
// --confirm. Nothing to copy is fine. Anything but ExitOk must stop the run.
[[nodiscard]] int makeSafetyCopyFirst(
    Output &output, const connection::ConnInfo &target, const migration::Plan &plan, const migration::Pack &pack,
    const QString &folder);

} // namespace howdah::cli
