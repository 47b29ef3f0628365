// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "operations/rehearsing.h"

#include <QJsonObject>

namespace howdah::cli {

struct RehearseOptions
{
    QString database;                   // URI or conninfo, whose copy is used; empty: an empty database
    operations::FolderRehearsal folder; // without its target
};

// `howdahctl migrate rehearse`: runs up, down and up on the private server, and prints a row for each migration. 0:
// each rollback is proven, or loses data only; 1: one could not be rehearsed (no down file, an extension is missing),
// or restores all but the order of columns; 2: one failed or does not restore.
[[nodiscard]] int migrateRehearse(Output &output, const RehearseOptions &options);

[[nodiscard]] int exitCodeOf(const migration::Rehearsal &rehearsal);
[[nodiscard]] QString rehearsalText(const migration::Rehearsal &rehearsal);
[[nodiscard]] QJsonObject rehearsalJson(const migration::Rehearsal &rehearsal);

} // namespace howdah::cli
