// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "migration/source/migration.h"

namespace howdah::migration {

struct FolderFiles
{
    Files files;
    QMap<QString, QString> unreadable; // name and reason; these are in `files` as well, empty
    QSet<QString> unread;              // left out by the depth; in `files` as well, empty
    QStringList others;                // names of what else is there, of folders with a '/' behind
};

// The *.sql files and pack.yaml of a folder, not of its subfolders. Three system calls a file: a status of thousands of
// migrations is mostly this.
[[nodiscard]] Result<FolderFiles> readFolder(const QString &folder, ReadDepth depth);

// The same of a folder in Prisma's layout: migration.sql and the other *.sql files of its subfolders,
// migration_lock.toml and pack.yaml. A key that ends with '/' stands for each subfolder.
[[nodiscard]] Result<FolderFiles> readPrismaFolder(const QString &folder, ReadDepth depth);

// What the folders among `names` (with a '/' behind) hold, as "folder/name"; no more than a few thousand.
[[nodiscard]] QStringList namesBelow(const QString &folder, const QStringList &names);

// One of its files, or why not.
[[nodiscard]] std::expected<QByteArray, QString> readFolderFile(const QString &folder, const QString &name);

} // namespace howdah::migration
