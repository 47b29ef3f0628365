// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"

#include <QSqlDatabase>

#include <libpq-fe.h>

#include <optional>

// Included only inside app/connection.
namespace howdah::connection {

enum class OpenedBy {
    Driver, // QPSQL, whose own queries are safe behind PostgreSQL's search path only
    Libpq,
};

// A connection of libpq, perhaps one that Qt's driver has opened. Its end hangs up. Of one thread.
class PgConnection final
{
public:
    // Blocks. A proxy that does not take options is asked again without them.
    [[nodiscard]] static Result<PgConnection> open(const ConnInfo &info, OpenedBy by);
    ~PgConnection();
    PgConnection(PgConnection &&other) noexcept;
    PgConnection &operator=(PgConnection &&) = delete;

    [[nodiscard]] PGconn *get() const { return m_connection; }

private:
    PgConnection() = default;
    [[nodiscard]] static Result<QString> byDriver(const ConnInfo &info, PgConnection &made);
    [[nodiscard]] static QString byLibpq(const ConnInfo &info, PgConnection &made);

    std::optional<QSqlDatabase> m_database; // Qt's list does not know it
    PGconn *m_connection = nullptr;         // the database's, where there is one
};

// The search_path that postgresql.conf and the database say, which is hidden in a session that has said otherwise in
// its first message: of a second connection. Blocks.
[[nodiscard]] Result<QString> searchPathOfAnother(const ConnInfo &info);

// Asks the server to cancel what runs on this connection; the server may be asked again, as it ignores a request that
// overtakes its query. False when nobody took it. It has a connection of its own, for which libpq waits without an end:
// this one waits for some seconds, and leaves the rest to a thread.
bool sendCancelRequest(PGconn *connection);

} // namespace howdah::connection
