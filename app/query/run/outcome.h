// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/textposition.h"
#include "connection/session/statement.h"
#include "connection/session/transactionstate.h"
#include "query/result/resultstore.h"

#include <QDateTime>

#include <optional>

namespace howdah::query {

// Where something stands: bytes from 0, the line from 1.
struct ScriptPlace
{
    QString file; // that \i named; empty: the script that was run
    qint64 offset = 0;
    qint64 size = 0;
    qint64 line = 1;
    bool operator==(const ScriptPlace &) const = default;
};

// The transaction of a session as the server has said it, and since when one is open by the clock of this machine.
struct TransactionFacts
{
    connection::TransactionState state = connection::TransactionState::Idle;
    QDateTime since; // null where none is open
    [[nodiscard]] bool isOpen() const
    {
        return state == connection::TransactionState::Open || state == connection::TransactionState::Failed;
    }
    bool operator==(const TransactionFacts &) const = default;
};

// What became of one statement or command of a script.
struct Outcome
{
    enum class Kind { Statement, Command };
    enum class State {
        Running,
        Done,
        Failed,    // the server refused it, or the command could not be done
        NotSent,   // refused here: the lock of production, a parameter without a value, a command of psql
        Cancelled, // by whoever ran it; the server has taken it back
        Lost,      // the connection was lost, and it has had no effect, or goes with its transaction
        Unknown,   // the connection was lost, and nobody knows whether it took effect
    };

    qint64 number = 0; // in the run, from 0
    Kind kind = Kind::Statement;
    State state = State::Running;
    ScriptPlace place;
    QString sql;                                       // as it is sent
    std::vector<std::optional<QByteArray>> parameters; // of $1, ... in it
    QStringList parameterNames;                        // and what they are called

    QByteArray command; // the command tag, as "INSERT 0 3"
    qint64 rows = -1;   // that it counts; -1: none
    QDateTime started;
    double milliseconds = 0;
    std::vector<connection::Notice> notices; // the first Answer::MaxNotices
    qint64 noticesLeftOut = 0;
    // Its rows; null where it answers none, or where they went elsewhere (RunObserver::rowsOf).
    std::shared_ptr<ResultStore> result;
    bool isCopy = false; // of COPY ... TO STDOUT: each value is a piece of its data, with its line break

    std::optional<Error> error; // with detail, hint and context
    qint64 errorOffset = -1;    // byte in the text of its file; -1: the server named no place
    TextPosition errorAt;       // the same as line and column (in characters), where there is one
    QString text;               // what a command has to say, or what is to be known of a statement that is done
    bool isRemark = false;      // `text` is beside what is answered (\warn)
    bool expanded = false;      // \x was on
    bool timed = false;         // \timing was on

    TransactionFacts transaction; // after it

    [[nodiscard]] bool isDone() const { return state == State::Done; }
    [[nodiscard]] bool hasFailed() const { return state != State::Done && state != State::Running; }
};

} // namespace howdah::query
