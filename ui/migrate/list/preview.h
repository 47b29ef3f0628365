// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/list/migrationrow.h"
#include "value/planlocks.h"
#include "migrate/list/runmodel.h"
#include "migration/history/journal.h"
#include "operations/migrationproposal.h"

#include <memory>

namespace howdah::ui {

// What would be run, as it is shown before. Made off the UI thread; never changed afterwards.
struct Preview : operations::MigrationProposal
{
    std::shared_ptr<const Overview> overview; // read for this plan
    QString sql;                              // every step in order, each beneath a heading of comments
    std::vector<int> stepLines;               // of the headings in it, from 1
    std::vector<RunLine> lines;               // for the progress of the run
    std::vector<PlanLock> locks;
    std::vector<migration::Finding> findings;
    std::map<migration::Version, migration::Proof> proofs; // of the steps' migrations
    double typicalMilliseconds = -1;                       // of all, where it is known of every step
};

// "Apply 3 migrations", "Roll back 1 migration", "Resume 001-a", "Roll back and apply 2 migrations again".
[[nodiscard]] QString planTitle(const migration::Plan &plan);
// The plan takes something away on purpose.
[[nodiscard]] bool goesDown(const migration::Plan &plan);

// Reads folder and history and makes the plan, with all that its review shows but the counts. `database` is the one
// that proofs on copies are of. `target`: where the session is, for what only the server can tell; `guarded`: it is
// production, with what the names are typed of. Blocks.
[[nodiscard]] Result<std::shared_ptr<const Preview>> makePreview(
    connection::Session &session, const connection::ConnInfo &target, const QString &folder,
    const migration::Request &request, const QString &database, bool guarded = false);
[[nodiscard]] Result<std::shared_ptr<Overview>> readOverview(connection::Session &session, const QString &folder);

// Pure: how long the statements took before, in the journal of this database, else in their rehearsal. Fills
// RunLine::typical.
void addTypicalTimes(
    std::vector<RunLine> &lines, const std::vector<migration::Event> &events,
    const std::map<migration::Version, migration::Proof> &proofs);

} // namespace howdah::ui
