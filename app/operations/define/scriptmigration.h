// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"
#include "migration/lint/finding.h"
#include "migration/source/create.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace howdah::operations {

// The way back of a script, as far as it can be written.
struct WayBack
{
    QString sql;           // "" where none can be written
    QStringList unwritten; // statements of which nobody can write it: "ALTER TYPE ... ADD VALUE", a line each
    QStringList notes;     // what does not come back: rows ...
    bool isWhole() const { return unwritten.isEmpty(); }
};
// `before`: the database as it is before the script is run, for what it replaces, changes or drops; nullptr: only what
// the text says. Pure.
[[nodiscard]] WayBack wayBackOf(const QByteArray &sql, const catalog::Catalog *before);

// Statements of a script that are no definition: they would be run with the migration, too. A line each, with what it
// is. Pure.
[[nodiscard]] QStringList otherThanDefinitions(const QByteArray &sql);

// A migration before it is written.
struct ScriptMigration
{
    QString folder;
    QString title;
    migration::NewMigration files; // as they would be called now
    QString layout;                // "native", "Prisma" ..., for people
    QByteArray up;
    QByteArray down;
    WayBack wayBack;
    std::vector<migration::Finding> findings; // of the up file, and of the down file
    QStringList others;                       // otherThanDefinitions()
};

// ErrorKind::Usage where the script holds nothing, cannot be cut or read, or has psql's commands or data of COPY in it.
// `before`: the catalog that the session sees, or nullptr; `session`: for what the checks ask about the tables, and
// whether the database has other migrations than the folder (ErrorKind::Conflict); nullptr: neither. Writes nothing.
// Blocks.
[[nodiscard]] Result<ScriptMigration> draftScriptMigration(
    connection::Session *session, const QString &folder, const QString &title, const QByteArray &sql,
    const catalog::Catalog *before);

// Both files, or neither; never over others. Numbered as the folder is now. Blocks.
[[nodiscard]] Result<migration::NewMigration> writeScriptMigration(const ScriptMigration &draft);

} // namespace howdah::operations
