// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "connection/server/conninfo.h"

#include <libpq-fe.h>

#include <memory>

// What libpq says of a failure, as our errors. Included only inside app/connection.
namespace howdah::connection {

struct PgClear
{
    void operator()(PGresult *result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, PgClear>;

// The error of a failed result; `statement` is quoted in it. A class 08 or 57P0x state is ErrorKind::Connection.
[[nodiscard]] Error errorOf(const PGresult *result, const QString &statement);
// The error of the connection itself, for a connection that is gone or never came to be.
[[nodiscard]] Error connectionError(const PGconn *connection, const QString &statement = {});
// What kind of failure the text of a refused connection attempt is, and what to do. May ask the server why its
// certificate was not accepted: blocks.
[[nodiscard]] Error openingError(const QString &text, const ConnInfo &target = {});

// What a server says of values: `Key (password)=(hush) already exists`, `column token: "hush"`, a statement that it
// quotes; and what redact() finds.
[[nodiscard]] QString maskedServerText(const QString &text);
// One field of a result (PG_DIAG_...), as much of it as a person reads.
[[nodiscard]] QString diagnosticField(const PGresult *result, int code);

} // namespace howdah::connection
