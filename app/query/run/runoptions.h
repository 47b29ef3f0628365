// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/run/outcome.h"
#include "query/script/parameters.h"

#include <functional>

// What a run is asked for, what it tells on the way, and what it answers.
namespace howdah::query {

enum class OnError { Stop, Continue };

struct RunOptions
{
    OnError onError = OnError::Stop; // \set ON_ERROR_STOP changes it
    bool savepoints = false;         // in a transaction a statement that fails takes nothing else with it
    bool autocommit = true;          // false: a transaction is begun where none is open, and left open
    bool singleTransaction = false;  // all of it in one, which is rolled back by the first error
    bool keepOutcomes = true;        // in the report; false where only the observer wants them
    ParameterValues values;          // of :name and $1, and psql's variables
    ResultStore::Limits limits;      // of the rows of all its answers together
    // Instead of `limits`: what its answers share with others, those that a tab still shows.
    std::shared_ptr<ResultBudget> budget;
    std::optional<QString> folder;       // of \i and \copy with a relative path; nothing: this process's
    std::optional<QString> scriptFolder; // of \ir in the script itself
    TransactionFacts before;             // what the last run left: since when a transaction is open
    // Asked before anything is sent, with the text that would be: an error keeps it from being sent. On the thread of
    // the session, which it must not use. For what has to be confirmed in production.
    std::function<Result<void>(const QString &sql)> gate;
    // Asked with the first rows of an answer which of its columns are not to be known: a mask comes in the place of
    // their values, wherever they would go (\gset, too). Empty: all are. On the thread of the session.
    std::function<std::vector<bool>(const Outcome &outcome, const connection::Columns &columns)> masked;
};

// Told what happens, on the thread of the session, which goes on when it is back. Must not use the session.
class RunObserver
{
public:
    virtual ~RunObserver() = default;
    virtual void began(const Outcome &) {}
    // Where the rows go rather than into a store of their own; empty: they are kept. Called before it is sent.
    virtual connection::RowSink rowsOf(const Outcome &) { return {}; }
    // The first rows have come: the store may be read from now on, and grows.
    virtual void rowsCome(qint64 /*number*/, const std::shared_ptr<ResultStore> &) {}
    virtual void noticed(qint64 /*number*/, const connection::Notice &) {}
    virtual void ended(const Outcome &) {}
};

struct RunReport
{
    enum class End {
        Finished, // all of it was run, perhaps with errors
        Stopped,  // at an error
        Cancelled,
        ConnectionLost,
    };
    std::vector<Outcome> outcomes; // in the order of the run; with keepOutcomes
    End end = End::Finished;
    qint64 done = 0;
    qint64 failed = 0;            // all that are not done
    qint64 notRun = 0;            // parts of the script behind the end
    std::optional<Error> error;   // of the run itself: its BEGIN or COMMIT, a script that cannot be read to its end
    bool committed = false;       // of singleTransaction
    TransactionFacts transaction; // as the run leaves it: never ended by us, but for singleTransaction
    ParameterValues values;       // with what \set and \gset have made
    double milliseconds = 0;
};

} // namespace howdah::query
