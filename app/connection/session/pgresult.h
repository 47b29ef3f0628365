// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "connection/session/rowbatch.h"
#include "connection/session/session.h"

#include <libpq-fe.h>

// What libpq returns, as our values. Included only inside app/connection.
namespace howdah::connection {

struct PgClear
{
    void operator()(PGresult *result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, PgClear>;

// The error of a failed result; `statement` is quoted in it. A class 08 or 57P0x state is ErrorKind::Connection.
[[nodiscard]] Error errorOf(const PGresult *result, const QString &statement);
// The error of the connection itself, for a line that is gone or never came to be.
[[nodiscard]] Error connectionError(const PGconn *connection, const QString &statement = {});
// What kind of failure the text of a refused connection attempt is, and what to do. May ask the server why its
// certificate was not accepted: blocks.
[[nodiscard]] Error openingError(const QString &text, const ConnInfo &target = {});

[[nodiscard]] std::shared_ptr<const Columns> columnsOf(const PGresult *result);
[[nodiscard]] qint64 bytesOf(const PGresult *result); // of its values
// Appends all rows of the result.
void appendRows(const PGresult *result, RowBatch &batch);
[[nodiscard]] qint64 affectedRows(PGresult *result);
[[nodiscard]] Notice noticeOf(const PGresult *result);

} // namespace howdah::connection
