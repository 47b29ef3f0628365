// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "migration/lint/finding.h"
#include "migration/source/create.h"
#include "operations/define/wayback.h"

#include <optional>

namespace howdah::operations {

// A script as a migration, before it is written.
struct ScriptMigration
{
    QString folder;
    QString title;
    migration::NewMigration files; // as they would be called now
    QString layout;                // "Howdah", "TypeORM", "Prisma": whose files they are
    QString up;                    // as they would be written
    QString down;
    WayBack wayBack;
    std::vector<migration::Finding> findings; // of both files
    QStringList others;                       // otherThanDefinitions()
};

// ErrorKind::Usage where the script holds nothing, cannot be cut, or has psql's commands or data of COPY in it: no
// migration has those. `before`: as for wayBackOf(). `session`: ours, with PostgreSQL's names, for what the checks ask
// about the tables, and whether the folder has the migrations of its database (ErrorKind::Conflict where not); nullptr:
// nothing is asked. Writes nothing. Blocks.
[[nodiscard]] Result<ScriptMigration> draftScriptMigration(
    connection::Session *session, const QString &folder, const QString &title, const QByteArray &sql,
    const catalog::Catalog *before);

// Both files, or neither; never over others. Numbered as the folder is now. Blocks.
[[nodiscard]] Result<migration::NewMigration> writeScriptMigration(const ScriptMigration &draft);

// The pair of files with these texts behind their heads, as writeScriptMigration(). `head`: comments of the down file.
[[nodiscard]] Result<migration::NewMigration> writeMigrationPair(
    const QString &folder, const QString &title, const QString &up, const QString &head, const QString &down);

} // namespace howdah::operations
