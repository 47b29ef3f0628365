// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "metrics/rollupscript.h"

namespace howdah::metrics {

// A definition with what only the database knows: schema, types, kinds; and facts of the source.
struct RollupSource
{
    RollupDefinition definition;
    double rows = 0; // the planner's estimate
    qint64 bytes = 0;
    bool hasTimeIndex = false; // one that begins with the time column and holds all rows
    bool hasRowSecurity = false;
    TimeRange range; // of the rows; invalid when there are none
};

// Looks the definition's table and columns up. Without a schema the search path decides. ErrorKind::NotFound names
// what is not there, ErrorKind::Invalid a column that cannot be used so. Reads the ends of the time column: without an
// index on it this reads the table. Blocks.
[[nodiscard]] Result<RollupSource> inspectRollup(connection::Session &session, RollupDefinition definition);

// What cells of one width would take.
struct RollupEstimate
{
    Bucket grain;
    double rows = 0;
    double bytes = 0; // indexes included
    double seconds = 0;
};

struct RollupPlan
{
    RollupSource source;
    std::vector<RollupEstimate> estimates; // by width, from the narrowest
    size_t advised = 0;                    // in `estimates`: the narrowest that is much smaller than the table
    qint64 sampleRows = 0;                 // that were read for the estimates; 0: from the planner's statistics alone
    double sampleSeconds = 0;
    QStringList remarks; // what the operator should know before: row security, no index, little to be won
};

// Estimates from the planner's statistics (reltuples, n_distinct) and from whole days of the table that are grouped as
// the rollup would, within a time limit. Read-only. Blocks.
[[nodiscard]] Result<RollupPlan>
planRollup(connection::Session &session, const RollupDefinition &definition, int timeoutMs = 20'000);

// Those of the built-in ones whose tables this database has.
[[nodiscard]] Result<std::vector<RollupDefinition>> possibleRollups(connection::Session &session);

} // namespace howdah::metrics
