// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"
#include "migration/run/runlock.h"
#include "migration/run/runreport.h"

#include <stop_token>

namespace howdah::migration {

// Runs a plan: takes the history's lock, reads the history again, and executes step by step; each transactional step is
// one transaction that holds its history row and its journal, whose end travels with the statements of the next: one
// network round trip a step. Blocks: for worker threads and command lines. An error means that nothing was run; a run
// that stops half-way is a report with a failure.
// `stop` cancels what runs, from any thread.
//
// The plan is what was approved. When the history has changed since, only what is left of it runs; if what would have
// to run now is not part of it, that is ErrorKind::Conflict.
[[nodiscard]] Result<RunReport>
run(connection::Session &session, const Dialect &dialect, const Source &source, const Plan &plan,
    const RunOptions &options = {}, RunObserver *observer = nullptr, std::stop_token stop = {});

} // namespace howdah::migration
