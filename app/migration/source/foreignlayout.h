// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/migration.h"

namespace howdah::migration {

// Whose migrations a folder holds in which we find none; `names` are its files, its folders with a '/' behind them, and
// what these hold ("meta/_journal.json"). Of the .sql files the bytes may be known.
[[nodiscard]] std::optional<OtherLayout> recogniseLayout(const QStringList &names, const Files &files);

// A file that is code where a migration would be: "15_x.up.go", "1732025000001-AddUsers.ts".
[[nodiscard]] std::optional<Version> versionOfCode(const QString &file);

} // namespace howdah::migration
