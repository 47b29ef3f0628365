// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/readonly/judgement.h"
#include "connection/session/statement.h"

#include <QElapsedTimer>
#include <QHash>

#include <set>

namespace howdah::connection {

// What the database is asked of names that may be the owner's: which functions they stand for, through operators, casts
// and the parts of aggregates as well, and what domains check. `everySchema` where the search path will be another one
// by the time the statement runs.
[[nodiscard]] Statement lookUp(const std::vector<NeededName> &names, bool everySchema);

// Of its answer: the first function that may do more than read, as an error that names it and says how to allow it.
// What domains check is judged here too; the names in that are left in `more`.
[[nodiscard]] Result<void>
judgeLookUp(const RowBatch &rows, const JudgeOptions &options, std::vector<NeededName> &more);

// What a session has learned of its database, for as long as it may be thought to hold.
struct ReadingMemory
{
    std::set<NeededName> known; // names that stand for nothing but reading
    QElapsedTimer age;
    QHash<QByteArray, std::vector<NeededName>> prepared; // by the names of PREPARE
    int pathMoves = 0;                                   // how often the path became another one

    // Those of `names` that the database has to be asked for.
    [[nodiscard]] std::vector<NeededName> unknown(const std::vector<NeededName> &names);
    void forget() { known.clear(); }
};

} // namespace howdah::connection
