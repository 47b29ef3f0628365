// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

struct pg_conn;

namespace howdah::connection {

enum class Pooling {
    None,        // the server itself answers
    Session,     // a proxy stands between, and gives each session a server of its own
    Transaction, // a proxy gives each transaction whatever server is free
    Unknown,     // a proxy stands between, and does not let us in a second time to find out more
};

// In words for people; empty for None.
[[nodiscard]] QString describe(Pooling pooling);
// What a proxy that pools transactions cannot carry: says what was wanted of it, and what to do.
[[nodiscard]] Error needsOwnServer(const QString &what);

// What stands between an idle connection and the server. Connects a second time, only where there is a proxy, and holds
// a server with that one while it looks which one the first gets. Blocks for some seconds at most.
[[nodiscard]] Result<Pooling> findPooling(pg_conn *connection);

// The value that a statement answers first, of an idle connection. Blocks for some seconds at most.
[[nodiscard]] Result<QByteArray> askInTime(pg_conn *connection, const char *sql);

// The settings that `options` of a connection asks for (-c name=value, --name=value), in their order: what a proxy does
// not pass on is set in each transaction. ErrorKind::Usage for any other option.
[[nodiscard]] Result<QList<std::pair<QString, QString>>> settingsOf(const QString &options);

} // namespace howdah::connection
