// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/rollupscript.h"
#include "migration/source/create.h"

namespace howdah::cli {

// Writes the pair of files of a migration that makes, or drops, a rollup, as the next one of the folder. Blocks.
[[nodiscard]] Result<migration::NewMigration>
writeRollupMigration(const QString &folder, const QString &title, const metrics::RollupScript &script);

} // namespace howdah::cli
