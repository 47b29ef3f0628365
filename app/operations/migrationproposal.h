// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "migration/history/history.h"
#include "migration/plan/losses.h"
#include "migration/plan/plandanger.h"
#include "migration/run/safetycopy.h"

namespace howdah::operations {

// What would be run, and what it takes: made before anybody has agreed to it, and what is agreed to.
struct MigrationProposal
{
    migration::Plan plan;
    std::vector<migration::Loss> losses; // not counted yet
    QStringList uncovered;               // what goes and no safety copy holds
    bool guarded = false;                // production: names are typed, and what goes is looked at again before the run
    migration::PlanDanger danger;        // what goes; only where it is guarded
    bool intoNothing = false;            // no table is there, so nothing can be lost
    // Put back when all of it was applied: what a rollback of it took.
    std::optional<migration::SafetyCopy> restore = {};
};

// Where migrations are run.
struct MigrationPlace
{
    connection::ConnInfo target; // with user and database: for sessions of ours beside the one that is given
    const migration::Dialect &dialect;
    const migration::Source &source;
    bool guarded = false; // production that is open for writing
};

[[nodiscard]] bool goesDown(const migration::Plan &plan);

// Plans a request, and looks what it takes. `session`: ours, which sees PostgreSQL's names only. What goes in
// production is looked for on a session that sees the names of the database, as the files do: else the names of
// something would be asked for that the files do not reach. Blocks.
[[nodiscard]] Result<MigrationProposal> propose(
    connection::Session &session, const MigrationPlace &place, const migration::History &history,
    const migration::Request &request);

// The same of a plan that is made already and only goes up, as of seeds. Blocks.
[[nodiscard]] Result<MigrationProposal> proposeToApply(const MigrationPlace &place, migration::Plan plan);

// Its losses, with their rows and what hangs on them. Blocks, for seconds at most.
[[nodiscard]] Result<std::vector<migration::Loss>>
countLosses(connection::Session &session, const MigrationProposal &proposal, const QString &schema);

// It only goes up, and takes nothing that is there: it may run where nobody can be asked, as in CI. `counted`: its
// losses, by countLosses(). What is typed in production is asked for all the same.
[[nodiscard]] bool takesNothing(const MigrationProposal &proposal, const std::vector<migration::Loss> &counted);

// What is typed in production before it runs: the version that a rollback ends with, and the name of each thing that
// applying destroys. `database`: its name, typed in the place of very many.
[[nodiscard]] QStringList namesToType(const MigrationProposal &proposal, const QString &database);

} // namespace howdah::operations
