// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/session/session.h"
#include "sql/lockmode.h"

#include <vector>

namespace howdah::query {

// A lock on a relation that a transaction holds.
struct HeldLock
{
    QString schema;
    QString name;
    sql::LockMode mode = sql::LockMode::None; // the strongest
    int waiting = 0;                          // sessions that wait for it
    bool operator==(const HeldLock &) const = default;
};

// What the session with this process holds, so that an open transaction can be warned of: relations of its database,
// the strongest lock first; system catalogs are left out. `looker`: another session of ours to the same database
// (Names::OfPostgres). Blocks.
[[nodiscard]] Result<std::vector<HeldLock>> locksHeldBy(connection::Session &looker, int backendPid);

} // namespace howdah::query
