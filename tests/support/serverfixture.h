// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/localserver.h"

namespace howdah::test {

// Options for a server that is made fast and need not be durable.
[[nodiscard]] connection::LocalServerOptions quickOptions();

// A place for one private server that a test makes, breaks and starts again; stopped and removed in the end.
class ServerFixture final
{
public:
    ServerFixture();
    ~ServerFixture();
    ServerFixture(const ServerFixture &) = delete;
    ServerFixture &operator=(const ServerFixture &) = delete;

    [[nodiscard]] connection::LocalServer server(connection::LocalServerOptions options = quickOptions()) const;
    [[nodiscard]] connection::ServerState state() const;
    // What the real psql answers to one statement; its complaint, beginning with "psql: ", when it fails.
    [[nodiscard]] QString psql(const QString &uri, const QString &sql, const QString &password = {}) const;
    // The same as the role howdah.
    [[nodiscard]] QString ask(const QString &sql) const;
    [[nodiscard]] QString psqlProgram() const { return m_psql; }
    // Folders in which a cluster is being made.
    [[nodiscard]] QStringList drafts() const;

    QString base;   // everybody may pass through
    QString folder; // of the server; a test may choose another one below base

private:
    QString m_psql;
};

// Removes a folder with all that is in it.
void removeTree(const QString &path);

} // namespace howdah::test
