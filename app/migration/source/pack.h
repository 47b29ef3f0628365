// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/migration.h"

namespace howdah::migration {

// Whose history the pack names; nothing for one that nobody here knows.
[[nodiscard]] std::optional<HistoryKind> historyKind(const Pack &pack);
[[nodiscard]] QString historyName(HistoryKind kind); // "typeorm", in pack.yaml

// Reads pack.yaml. What is wrong is appended to `problems` with its line; the rest is read all the same.
[[nodiscard]] Pack parsePack(const QByteArray &yaml, std::vector<Problem> &problems);

// Only the pack.yaml of a folder (or what a folder of Prisma's means without one), without what is wrong with it: for
// who needs the dialect before the files are read.
[[nodiscard]] Pack readPack(const QString &folder);

} // namespace howdah::migration
