// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace howdah::connection {

enum class ReadOnlyWay {
    Plain,   // the server's read-only mode holds it
    InBlock, // it could end its transaction and begin one of its own (DO, CALL): it needs a READ ONLY block around it
};

// What a session that is to change nothing may be asked. The server itself refuses writes in a read-only transaction;
// this is about the rest: what would switch that mode off, and what PostgreSQL counts as reading although something is
// different afterwards (VACUUM, ALTER SYSTEM, COPY into a file or program, pg_terminate_backend(), NOTIFY ...). What a
// function of the database does by itself outside of transactions (through dblink, a language that reaches the network)
// cannot be seen. ErrorKind::Permission names what is refused. Pure; any thread.
[[nodiscard]] Result<ReadOnlyWay> readOnlyWay(const QString &sql);

// A function of PostgreSQL that changes something whatever transaction calls it; by its name without a schema, in lower
// case.
[[nodiscard]] bool changesByItself(QByteArrayView function);

} // namespace howdah::connection
