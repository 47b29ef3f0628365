// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/run/seeds.h"
#include "operations/decision.h"
#include "operations/migrationproposal.h"

#include <functional>

namespace howdah::operations {

// The seeds of a pack, and what running them takes.
struct SeedProposal
{
    std::vector<migration::Seed> seeds; // all of them
    MigrationProposal run;              // those that would run
};

// `again`: those that have changed since they ran, too. `session`: ours. Blocks.
[[nodiscard]] Result<SeedProposal>
proposeSeeds(connection::Session &session, const MigrationPlace &place, const migration::History &history, bool again);

struct SeedOrder
{
    MigrationPlace place;
    const SeedProposal &proposal;
    migration::RunOptions options;
    // As MigrationOrder::openForFiles.
    std::function<Result<connection::Session *>()> openForFiles;
};

// Runs what was agreed to; in production after the names of what goes were typed, and only while the database is still
// as it was agreed. Nothing: it was declined. An error: nothing was run. Blocks.
[[nodiscard]] Result<std::optional<migration::SeedReport>> runSeeds(
    const SeedOrder &order, Decision &decision, migration::RunObserver *observer = nullptr,
    const std::stop_token &stop = {});

} // namespace howdah::operations
