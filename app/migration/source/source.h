// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "migration/source/migration.h"

namespace howdah::migration {

// Pure: makes a source of file names and their bytes. pack.yaml is one of the files, if there is one. Of the files that
// are also `unread`, only the name counts. `others` are what else the folder holds, see recogniseLayout().
[[nodiscard]] Source parseSource(const Files &files, const QSet<QString> &unread = {}, const QStringList &others = {});

// Reads the folder (in the layout of Prisma its subfolders, too). A folder that does not exist or cannot be listed is
// an error; one without migrations is an empty source. Blocks on the disk.
[[nodiscard]] Result<Source> readSource(const QString &folder, ReadDepth depth = ReadDepth::Everything);
// Why a source without migrations has none: another tool's layout by its name, and what to do.
[[nodiscard]] Error noMigrations(const Source &source);
// Reads the down files of these migrations after all; blocks on the disk.
void readDownFiles(Source &source, const std::vector<Version> &versions);

} // namespace howdah::migration
