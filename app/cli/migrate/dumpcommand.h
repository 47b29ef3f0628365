// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

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

} // namespace howdah::cli
