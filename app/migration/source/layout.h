// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/migration.h"

namespace howdah::migration {

// What every layout needs to turn files into migrations.

// Which of its two scripts a file is.
enum class Part { Up, Down };

// A script of a file's bytes; what is wrong with them is appended to `problems`.
[[nodiscard]] Script
readScript(const QString &file, const QByteArray &bytes, Part part, std::vector<Problem> &problems);

[[nodiscard]] Problem unreadableProblem(const QString &file, const QString &reason);
[[nodiscard]] Problem missingDownProblem(const QString &file);

// The down script of a migration: read, only named when it is `unread`, or null, which is a problem.
void addDown(
    Migration &migration, const QString &upFile, std::optional<Files::const_iterator> downFile,
    const QSet<QString> &unread);

} // namespace howdah::migration
