// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/run/historyoperations.h"
#include "migration/run/safetycopy.h"
#include "operations/decision.h"
#include "operations/migrationproposal.h"

#include <functional>

namespace howdah::operations {

// A proposal that is to be run.
struct MigrationOrder
{
    MigrationPlace place;
    const MigrationProposal &proposal;
    QString safetyCopy; // the folder for a copy of what the run takes; empty: none
    // RunOptions::durable and openSession are set by the operation.
    migration::RunOptions options;
    std::optional<bool> durable; // nullopt: in production
    // The session that the files run on, with the names of the database; used by nothing else. Asked for once all the
    // names were given. It has to live until the run has ended.
    std::function<Result<connection::Session *>()> openForFiles;
};

// Told what happens, as a RunObserver is.
class MigrationRunObserver : public migration::RunObserver
{
public:
    // What is to be copied: before anything that no copy holds is asked about.
    virtual void copyPlanned(const migration::SafetyReach &) {}
    virtual void copied(const migration::SafetyCopy &) {}
    // After the last step, where the proposal says so: what was put back, or why nothing was. What is applied stays.
    virtual void restored(const Result<std::vector<migration::RestoredTable>> &) {}
};

// Applies or rolls back what was agreed to: asks for the names of what goes in production, makes the safety copy, looks
// then whether the database is still as it was agreed (the copy may have taken minutes), on the very session that the
// files run on, and runs. Nothing: it was declined. An error: nothing was run, as of a copy that cannot be made.
// Blocks.
[[nodiscard]] Result<std::optional<migration::RunReport>> runMigrations(
    const MigrationOrder &order, Decision &decision, MigrationRunObserver &observer, const std::stop_token &stop = {});

// What is told to the history without running anything.
struct MarkOrder
{
    MigrationPlace place;
    migration::MarkRequest request;
    migration::RunOptions options;
};

// Marks or takes as a baseline; in production after the version was typed. `session`: ours, may write. Nothing: it was
// declined. Blocks.
[[nodiscard]] Result<std::optional<std::vector<migration::Marked>>> markMigrations(
    connection::Session &session, const MarkOrder &order, Decision &decision,
    migration::RunObserver *observer = nullptr, const std::stop_token &stop = {});

// Takes the database as it is now as what its migrations have made; in production after its name was typed. False: it
// was declined. Blocks.
[[nodiscard]] Result<bool> acceptDatabase(
    connection::Session &session, const MigrationPlace &place, const migration::RunOptions &options, Decision &decision,
    migration::RunObserver *observer = nullptr, const std::stop_token &stop = {});

// Ends the session that stands in the way of a run. Blocks.
[[nodiscard]] Result<void> endSession(const connection::ConnInfo &target, int pid);

} // namespace howdah::operations
