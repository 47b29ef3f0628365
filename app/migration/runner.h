// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/textposition.h"
#include "migration/plan.h"

#include <chrono>
#include <stop_token>

namespace howdah::migration {

struct RunOptions
{
    // How long to wait for another run to end; nullopt: as long as it takes.
    std::optional<std::chrono::milliseconds> lockWait = std::chrono::seconds(10);
    // lock_timeout of the statements inside a transaction; zero: none. Those outside wait without limit: an index that
    // is built concurrently has to outlast older transactions, and giving up would leave it invalid.
    std::chrono::milliseconds lockTimeout = std::chrono::seconds(5);
};

struct StatementReport
{
    size_t step = 0; // index in the plan that runs
    int number = 1;  // of the statement in its file, from 1
    int of = 1;
    double milliseconds = 0;
    qint64 rows = -1; // affected; -1 when the statement does not say
    bool operator==(const StatementReport &) const = default;
};

struct StepReport
{
    Version version;
    QString name;
    Direction direction = Direction::Up;
    double milliseconds = 0;
    bool operator==(const StepReport &) const = default;
};

struct RunFailure
{
    Version version;
    QString name;
    Direction direction = Direction::Up;
    QString file;
    TextPosition position; // where in the file; columns in characters
    int statement = 0;     // its number, 0 when the failure was not in a statement of the file
    int of = 0;
    bool partial = false; // statements before it have run and stay
    Error error;
    bool operator==(const RunFailure &) const = default;
};

struct RunReport
{
    std::vector<StepReport> steps; // those that were done
    std::optional<RunFailure> failure;
    int doneByOthers = 0; // steps of the plan that somebody else did before we had the lock
    bool operator==(const RunReport &) const = default;
};

// "003-index.up.sql:12:8: statement 3 of 5: ...", then what is known and what to do, for logs and terminals.
[[nodiscard]] QString describe(const RunFailure &failure);

// Told what happens during a run; on the thread of the run or on that of its session, one call at a time. Cheap work
// only: the run waits for it.
class RunObserver
{
public:
    virtual ~RunObserver() = default;
    virtual void lockAwaited(const LockHolder &) {}
    virtual void stepStarted(size_t, const Step &) {}
    virtual void statementFinished(const StatementReport &) {}
    virtual void stepFinished(size_t, const StepReport &) {}
    virtual void noticed(const connection::Notice &) {}
};

// Runs a plan: takes the history's lock, reads the history again, and executes step by step; each transactional step is
// one transaction that holds its history row, sent in one network round trip. Blocks: for worker threads and command
// lines. An error means that nothing was run; a run that stops half-way is a report with a failure. `stop` cancels what
// runs, from any thread.
//
// The plan is what was approved. When the history has changed since, only what is left of it runs; if what would have
// to run now is not part of it, that is ErrorKind::Conflict.
[[nodiscard]] Result<RunReport>
run(connection::Session &session, const Dialect &dialect, const Source &source, const Plan &plan,
    const RunOptions &options = {}, RunObserver *observer = nullptr, std::stop_token stop = {});

} // namespace howdah::migration
