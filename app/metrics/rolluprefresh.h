// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "metrics/rollupcover.h"
#include "metrics/rollupscript.h"

#include <functional>
#include <stop_token>

namespace howdah::metrics {

// A rollup as it stands in the database.
struct RollupStatus
{
    RollupDefinition definition;
    RollupCover cover; // invalid before the first refresh
    QDateTime now;     // of the server
    qint64 bytes = 0;  // with indexes
    double rows = 0;   // the planner's estimate
};

// All rollups that this database has and we may read, by schema and name. Blocks.
[[nodiscard]] Result<std::vector<RollupStatus>> findRollups(connection::Session &session);
// One of them: "name", "schema.name", quoted or not. ErrorKind::NotFound when there is none.
[[nodiscard]] Result<RollupStatus> readRollup(connection::Session &session, const QString &table);
// Only what a query needs to know of it; nothing when the table is no rollup of ours, or was never refreshed.
[[nodiscard]] Result<std::optional<RollupCover>> readRollupCover(connection::Session &session, const QString &table);

struct RefreshOptions
{
    // How far before the end of what is rolled up the rows are counted again, to find those that came late. Nothing:
    // all the way.
    std::optional<std::chrono::seconds> recheck = std::chrono::hours(24 * 31);
};

struct RefreshProgress
{
    QDateTime at; // rolled up to here
    QDateTime to; // will be
    double share = 0;
    qint64 cells = 0; // corrected so far
};
using RefreshObserver = std::function<void(const RefreshProgress &)>;

struct RefreshReport
{
    QDateTime from;         // rolled up from here ...
    QDateTime to;           // ... to here
    qint64 added = 0;       // rows written for new cells
    qint64 corrected = 0;   // cells that were counted again, because rows came late or are gone
    bool isStopped = false; // asked to; the next refresh goes on
    bool operator==(const RefreshReport &) const = default;
};

// Brings a rollup up to date, in transactions of some cells each: whatever ends it, each cell was counted once and
// wholly, or not at all, and the next refresh goes on from there.
//
// First the rows of each cell of the recheck window are counted in table and rollup; a cell where the numbers differ is
// emptied and counted again, so that a row that came late, however often this runs, is in it once. Then what is older
// than the lag is added. Not seen: rows that came later than the window reaches, an UPDATE of what was counted, and a
// deletion that a late row makes up for in the same cell; a recheck of everything sees the first, dropping and creating
// all. Rows newer than the lag are not rolled up, and queries read these from the table.
//
// ErrorKind::Conflict when somebody else refreshes it. Blocks; `stop` is heeded between transactions, Session::cancel()
// at once.
[[nodiscard]] Result<RefreshReport> refreshRollup(
    connection::Session &session, const QString &table, const RefreshOptions &options = {},
    const RefreshObserver &observer = {}, std::stop_token stop = {});

} // namespace howdah::metrics
