// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/localserver.h"

#include <memory>

namespace howdah::test {

// The private PostgreSQL of one test program: in a temporary folder, started when the first TestServer is made, shared
// by all of them, stopped and removed at the end, even of a program that crashes. Not durable (fsync off). Failing to
// start ends the program with the reason. Administration goes through the real psql, so it serves as a judge, too.
// Blocks.
class TestServer final
{
public:
    TestServer();

    [[nodiscard]] connection::ConnInfo connInfo(const QString &database = QStringLiteral("howdah")) const;
    // The same without the proxy that HOWDAH_TEST_POOLER=transaction puts before the server.
    [[nodiscard]] connection::ConnInfo directInfo(const QString &database = QStringLiteral("howdah")) const;
    [[nodiscard]] connection::LocalServer &local() const;

    // A new empty database; its name is the prefix and a number.
    [[nodiscard]] QString createDatabase(const QString &prefix = QStringLiteral("test")) const;
    // A role that may log in with this password; connInfo() with its user and password set.
    connection::ConnInfo
    createRole(const QString &name, const QString &password, const QString &database = QStringLiteral("howdah")) const;
    // Runs SQL by psql, statement by statement, and answers its output (unaligned, without headers or tags). An error
    // of the server is ErrorKind::Server with psql's words in `detail`.
    Result<QString> psql(const QString &database, const QString &sql) const;

    // For fault tests. Open connections are lost; restart() works after each of them.
    void restart() const;
    void kill() const; // SIGKILL for the postmaster
    void stopServer() const;
    [[nodiscard]] qint64 pid() const; // 0 when it does not run
    [[nodiscard]] QString serverLog() const;

private:
    class Instance;
    std::shared_ptr<Instance> m_instance;
};

} // namespace howdah::test
