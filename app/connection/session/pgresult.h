// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/pgerror.h"
#include "connection/session/statement.h"

#include <libpq-fe.h>

// The rows and notices that libpq returns, as our values. Included only inside app/connection.
namespace howdah::connection {

[[nodiscard]] std::shared_ptr<const Columns> columnsOf(const PGresult *result);
[[nodiscard]] qint64 bytesOf(const PGresult *result); // of its values
// Appends all rows of the result.
void appendRows(const PGresult *result, RowBatch &batch);
[[nodiscard]] qint64 affectedRows(PGresult *result);
// A COPY has begun, in either direction.
[[nodiscard]] bool isCopy(const PGresult *result);
[[nodiscard]] Notice noticeOf(const PGresult *result);

} // namespace howdah::connection
