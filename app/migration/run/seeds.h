// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"
#include "migration/run/runreport.h"

#include <stop_token>

// The seeds of a pack: seeds/*.sql beside its migrations, the first rows that a platform needs. Each runs once, in the
// order of the names, in one transaction with its row in howdah.seed_run. One whose file has changed since runs again
// only where that is asked for.
namespace howdah::migration {

enum class SeedState { Pending, Applied, Changed };
[[nodiscard]] QString seedStateName(SeedState state); // "pending", in JSON
[[nodiscard]] QString seedStateText(SeedState state); // for people

struct Seed
{
    QString file; // within the folder of the pack: "seeds/001-initial-data.sql"
    QByteArray text;
    QByteArray checksum;
    SeedState state = SeedState::Pending;
    QString at; // of its last run: the server's text of a timestamptz
    QString by;
    bool transaction = true; // what the file asks for
    std::vector<Problem> problems = {};
    bool operator==(const Seed &) const = default;
};

// The files, sorted by name; none where there is no such folder.
[[nodiscard]] Result<std::vector<Seed>> readSeeds(const Source &source);
// Fills in what the database says of them. Blocks.
[[nodiscard]] Result<void> readSeedHistory(connection::Session &session, std::vector<Seed> &seeds);
// Those that would run, as steps that only go up; what cannot run is refused. `again`: the changed ones, too. Pure.
[[nodiscard]] Plan planSeeds(const std::vector<Seed> &seeds, const History &history, bool again);

struct SeedReport
{
    QStringList done; // files
    std::optional<RunFailure> failure;
};
// Runs the steps of such a plan that are still to be run, under the lock of runs. Blocks. An error means that nothing
// was run.
[[nodiscard]] Result<SeedReport> runSeeds(
    connection::Session &session, const Dialect &dialect, const Source &source, const Plan &plan,
    const RunOptions &options, RunObserver *observer = nullptr, std::stop_token stop = {});

} // namespace howdah::migration
