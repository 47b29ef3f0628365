// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::sql {

// PostgreSQL's table locks, from the weakest to the strongest. (SHARE does not contain SHARE UPDATE EXCLUSIVE, but
// where a statement takes both, it takes one that contains both.)
enum class LockMode {
    None,
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
};

// "ACCESS EXCLUSIVE", as LOCK TABLE spells it; empty for None.
[[nodiscard]] QString lockModeName(LockMode mode);
// Of pg_locks: "AccessExclusiveLock". None for what is no table lock.
[[nodiscard]] LockMode lockModeOf(QStringView pgLocksMode);

// Would the second wait while somebody else holds the first?
[[nodiscard]] bool conflicts(LockMode held, LockMode wanted);

// SELECT waits.
[[nodiscard]] bool blocksReads(LockMode mode);
// INSERT, UPDATE, DELETE and MERGE wait.
[[nodiscard]] bool blocksWrites(LockMode mode);

} // namespace howdah::sql
