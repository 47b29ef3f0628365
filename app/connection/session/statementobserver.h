// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/statement.h"

#include <functional>
#include <span>

namespace howdah::connection {

// What became of one statement that a session which may write was asked to run.
struct StatementEvent
{
    enum class Outcome {
        Done,    // in its transaction: see the end of that
        Failed,  // `error` holds
        Undone,  // it ran, and was rolled back with those that it was sent with
        Unknown, // the connection was lost before the answer
        Refused, // it was not sent: the session may only read
    };

    quint64 session = 0; // a number in this process
    QString sessionName;
    QString target; // "user@host:port/database"
    int backendPid = 0;
    const Statement *statement = nullptr;
    Outcome outcome = Outcome::Done;
    QByteArray command; // the command tag, when there was an answer
    qint64 rows = -1;
    double milliseconds = 0;
    const Error *error = nullptr;
};

// Stands behind a COMMIT that does not wait for the disk, because a later one of its session does: until then a crash
// of the server takes it back.
inline constexpr QLatin1StringView DurableLater(" /* durable with the end of the run */");

// Hears of them from the sessions of a context (sessioncontext.h). Called on the thread of the session, after the
// answer and before the asker has it. Must not use sessions itself.
using StatementObserver = std::function<void(std::span<const StatementEvent>)>;

} // namespace howdah::connection
