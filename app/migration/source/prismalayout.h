// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/migration.h"

namespace howdah::migration {

// The layout of Prisma Migrate: each folder is a migration, and its name is all that Prisma knows it by; within, there
// is migration.sql, and down.sql, which Prisma does not know and we run for a rollback. Beside the folders lies
// migration_lock.toml, which names the database system.
//
// The order is that of the bytes of the names, as the engine of Prisma sorts. Its later versions, where the engine gets
// its list from JavaScript, sort by the rules of a language; for names that begin with a time the two are the same.
// Where they could differ, that is a problem, though not one that blocks.
inline constexpr QLatin1StringView PrismaLockFile("migration_lock.toml");
inline constexpr QLatin1StringView PrismaUpFile("migration.sql");
inline constexpr QLatin1StringView PrismaDownFile("down.sql"); // ours

// A key that ends with '/' stands for a folder; see readPrismaFolder. Adds to the migrations and problems of `source`.
void parsePrismaLayout(const Files &files, const QSet<QString> &unread, Source &source);

// What people call it: "20240101000000_add_users" is "add_users"; of a name without digits all of it.
[[nodiscard]] QString prismaTitle(const QString &folder);

// What Prisma's own folder means when there is no pack.yaml in it.
[[nodiscard]] Pack prismaPack();

// Whether both ways of sorting put `a` first; `a` is the smaller by its bytes.
[[nodiscard]] bool isSurelyBefore(const QString &a, const QString &b);

} // namespace howdah::migration
