// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/changeset.h"

#include <stop_token>

namespace howdah::data {

// By what a transaction is found again after the line was lost: its number, and the cluster that gave it.
struct TransactionId
{
    QByteArray xid;
    QByteArray system;   // the cluster's identifier; "" when we may not know
    QByteArray timeline; // changes when a standby takes over
    [[nodiscard]] bool isEmpty() const { return xid.isEmpty(); }
    bool operator==(const TransactionId &) const = default;
};

enum class SaveOutcome {
    Saved,    // all of it, verified
    NotSaved, // nothing of it
    Unknown,  // the line was lost while COMMIT was on its way, and the server cannot say what became of it
};

// What stands against a staged row.
struct RowProblem
{
    enum class Kind {
        Changed, // somebody else changed it: see conflicts
        Gone,    // it does not exist any more, or we may not see it any more
        Refused, // the server answered, but did not do it: a policy, a rule or a trigger
        Several, // the statement would have changed more than this row
        Error,   // the server's words
    };
    RowKey key;
    Kind kind = Kind::Error;
    std::vector<CellConflict> conflicts;
    std::optional<RowBasis> now; // of Changed: the row as it is, for ChangeSet::rebaseRow()
    Error error;                 // always says what happened
    std::vector<int> columns;    // that the error is about; may be empty
    bool operator==(const RowProblem &) const = default;
};

// A row after it was saved.
struct SavedRow
{
    RowKey key; // that it was staged under
    ChangeKind kind = ChangeKind::Update;
    RowBasis now;             // of a Delete: empty
    std::vector<int> altered; // set columns that the server made something else of: rounding, triggers, defaults
    bool operator==(const SavedRow &) const = default;
};

struct SaveReport
{
    SaveOutcome outcome = SaveOutcome::NotSaved;
    std::vector<SavedRow> saved;      // all staged rows, in order, when Saved; when Unknown, as they are if it is
    std::vector<RowProblem> problems; // when NotSaved
    std::optional<Error> error;       // of the save as a whole: the first problem's, or of the line
    TransactionId transaction;        // of the commit, once it was sent
    double milliseconds = 0;
};

struct SaveOptions
{
    int lockTimeoutMs = 10'000; // for a row that somebody else holds; 0: as the server has it
    // Called before COMMIT is sent; an error takes everything back. For the journal.
    std::function<Result<void>(const TransactionId &)> beforeCommit;
    // A new session to the same server, to find out what became of a COMMIT. Without it the outcome is Unknown.
    std::function<Result<std::shared_ptr<connection::Session>>()> reconnect;
    // Told after each row that was sent, and how many there are. On the calling thread.
    std::function<void(qsizetype, qsizetype)> progress;
    // To be requested before Session::cancel(), which by itself does nothing between two statements. Once beforeCommit
    // was called it is too late.
    std::stop_token stop;
};

} // namespace howdah::data
