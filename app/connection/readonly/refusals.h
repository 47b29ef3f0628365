// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

namespace howdah::connection {

// The server has refused a write, as the transaction only reads: read_only_sql_transaction.
[[nodiscard]] inline bool isRefusedWrite(const Error &error) { return error.sqlState == QLatin1StringView("25006"); }

// That, or we have.
[[nodiscard]] inline bool isRefusal(const Error &error)
{
    return isRefusedWrite(error) || (error.kind == ErrorKind::Permission && error.sqlState.isEmpty());
}

} // namespace howdah::connection
