// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/textposition.h"
#include "connection/session/session.h"
#include "migration/history/record.h"
#include "migration/plan/step.h"
#include "migration/run/retry.h"

#include <functional>
#include <memory>

// What a run is given besides its plan, and what it says of itself.
namespace howdah::migration {

// Opens one more session to the same database; null when that fails. Called from a thread of the run.
using OpenSession = std::function<std::unique_ptr<connection::Session>()>;

struct RunOptions
{
    // How long to wait for another run to end; nullopt: as long as it takes.
    std::optional<std::chrono::milliseconds> lockWait = std::chrono::seconds(10);
    bool terminateHolder = false; // end the session that holds the lock of runs
    // lock_timeout of the statements; zero: none. Those that wait without standing in anybody's way (see
    // PlannedStatement::patient) wait without limit.
    std::chrono::milliseconds lockTimeout = std::chrono::seconds(2);
    // Each migration is on the disk before the next begins. Otherwise a run waits for the disk once, in its end: what a
    // crash of the server leaves of it is always a beginning.
    bool durable = false;
    RetryPolicy retry; // after a lock timeout or a deadlock, of the transaction, or of the statement outside of one
    // To see who blocks, and to recognise a proxy that pools transactions; without it neither is done.
    OpenSession openSession = {};
};

// A session that holds a lock which a statement of the run waits for.
struct Blocker
{
    int pid = 0; // 0: a prepared transaction
    QString application;
    QString user;
    QString state; // "idle in transaction", ...
    QString since; // its transaction; the server's text of a timestamptz
    QString query; // the last one
    bool operator==(const Blocker &) const = default;
};
// "pid 4711, psql, anna, idle in transaction, LOCK TABLE users", for people.
[[nodiscard]] QString describe(const Blocker &blocker);

// A statement or transaction was given up and will be tried again after a pause.
struct RetryReport
{
    size_t step = 0;
    int statement = 0; // where it was given up; the whole transaction starts again when there is one
    int retry = 1;     // of `limit`
    int limit = 1;
    std::chrono::milliseconds pause{0};
    Error error;
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
    bool durable = true; // on the disk; false: it is with the end of the run, and not before
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
    bool partial = false;  // statements before it have run and stay
    bool wholeRun = false; // one transaction held all steps, so nothing of any of them stays
    bool seed = false;     // it was a seed, and no migration
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

// Told what happens during a run; on the threads of the run and of its sessions, one call at a time. Cheap work
// only: the run waits for it.
class RunObserver
{
public:
    virtual ~RunObserver() = default;
    virtual void lockAwaited(const LockHolder &) {}
    virtual void holderTerminated(const LockHolder &) {}
    virtual void stepStarted(size_t, const Step &) {}
    virtual void statementStarted(size_t, int) {} // the index of the step, the number of the statement
    virtual void statementFinished(const StatementReport &) {}
    virtual void stepFinished(size_t, const StepReport &) {} // see StepReport::durable
    virtual void stepsFlushed() {}                           // all that have finished are on the disk now
    // Who stands in the way of the statement that runs; empty when nobody does any more.
    virtual void blocked(const std::vector<Blocker> &) {}
    virtual void retrying(const RetryReport &) {}
    // An invalid index was dropped, a statement was passed over because its work is done already, ...
    virtual void remarked(size_t, int, const QString &) {}
    virtual void noticed(const connection::Notice &) {}
};

} // namespace howdah::migration
