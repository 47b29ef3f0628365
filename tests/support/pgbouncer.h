// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

#include <QProcess>
#include <QTemporaryDir>

namespace howdah::test {

struct PgBouncerOptions
{
    QString mode = QStringLiteral("transaction"); // session, transaction, statement
    int servers = 3;                              // at most, for one database
    QStringList settings;                         // more lines of its configuration
};

// Debian's pgbouncer before a server, on a free port of the loopback. Whoever comes is let in, and is at the server who
// `server` says. Failing to start ends the program with the reason.
class PgBouncer final
{
public:
    explicit PgBouncer(const connection::ConnInfo &server, const PgBouncerOptions &options = {});
    ~PgBouncer();
    PgBouncer(const PgBouncer &) = delete;
    PgBouncer &operator=(const PgBouncer &) = delete;

    // Through it, to a database of the server.
    [[nodiscard]] connection::ConnInfo info(const QString &database) const;

private:
    QTemporaryDir m_folder;
    int m_port = 0;
    QString m_user;
    QProcess m_process;
};

} // namespace howdah::test
