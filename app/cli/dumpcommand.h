// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/output.h"
#include "connection/conninfo.h"
#include "migration/losses.h"

namespace howdah::cli {

struct DumpCommandOptions
{
    QString database; // URI or conninfo; empty: the private server
    QString file;     // to write, or to restore; empty: standard output
    bool withoutHistory = false;
    bool owners = false;
    bool privileges = false;
    bool yes = false; // do not ask
};

// `howdahctl migrate dump`: the schema as SQL, the same bytes for the same schema.
[[nodiscard]] int migrateDump(Output &output, const DumpCommandOptions &options);
// `howdahctl migrate restore`: puts a safety copy back, all of it or nothing.
[[nodiscard]] int migrateRestore(Output &output, const DumpCommandOptions &options);
// Before a rollback, for `howdahctl migrate down --safety-copy DIR`: copies what it takes, and says where to. Nothing
// to copy is fine. Anything but ExitOk must stop the rollback.
[[nodiscard]] int makeSafetyCopyFirst(
    Output &output, const connection::ConnInfo &target, const std::vector<migration::Loss> &losses,
    const QString &schema, const QString &folder);

} // namespace howdah::cli
