// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testserver.h"

namespace howdah::test {

// The sessions that hold a transaction open without doing anything, and what each did last; empty when there is none,
// or no server. A window that waits for its user must hold none: it would keep locks and stop vacuum for as long as he
// is at lunch.
[[nodiscard]] inline QString heldTransactions(const TestServer &server)
{
    return server
        .psql(
            QStringLiteral("howdah"),
            QStringLiteral("SELECT application_name || ': ' || query FROM pg_stat_activity"
                           " WHERE state LIKE 'idle in transaction%' AND backend_type = 'client backend'"))
        .value_or(QString())
        .trimmed();
}

} // namespace howdah::test
