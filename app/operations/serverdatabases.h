// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <QSet>

#include <vector>

namespace howdah::operations {

// A database of a server that one may connect to.
struct ServerDatabase
{
    QString name;
    QString comment;
    bool operator==(const ServerDatabase &) const = default;
};

// A platform whose pack comes with Howdah, and the tables that tell it.
struct Platform
{
    QString title;
    QString schema;
    QSet<QString> tables;
};

// All but templates, and those that the role may not connect to; by a session that only reads and is closed at once.
// Blocks, as all of these do.
[[nodiscard]] Result<std::vector<ServerDatabase>> databasesOf(const connection::ConnInfo &target);
[[nodiscard]] std::vector<Platform> shippedPlatforms();
// The titles of those whose tables the database of the session has. Reads the catalog alone: who owns the database has
// no word in it.
[[nodiscard]] Result<QStringList> platformsIn(connection::Session &session, const std::vector<Platform> &platforms);
// The same of another database of the server, by a session of its own.
[[nodiscard]] Result<QStringList>
platformsOf(connection::ConnInfo target, const QString &database, const std::vector<Platform> &platforms);

} // namespace howdah::operations
