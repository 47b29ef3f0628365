// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/readonly/allowedfunctions.h"
#include "connection/session/statement.h"

#include <functional>
#include <memory>
#include <mutex>
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
    QString target;   // "user@host:port/database"
    QString settings; // of the platform, "name=value": its tenant
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

// Hears of them from the sessions of a context. Called on the thread of the session, after the
// answer and before the asker has it. Must not use sessions itself.
using StatementObserver = std::function<void(std::span<const StatementEvent>)>;

// What the sessions of one opener share: who hears of their statements, and which functions the operator allows them.
// Who opens sessions holds it and puts it into the ConnInfo that they are opened with, so that it reaches all that are
// opened for the same work; sessions of a ConnInfo without one are reported to nobody, and nothing is allowed them: see
// ObservationDuty. May be changed while sessions run: what comes next goes by it. Any thread.
class SessionContext final
{
public:
    SessionContext() = default;
    SessionContext(const SessionContext &) = delete;
    SessionContext &operator=(const SessionContext &) = delete;

    // Sees every statement of every session that is not read-only, and what a read-only one refuses, in their order;
    // those that were sent together come together, or in parts while the server is busy with the rest. An empty one
    // ends it.
    void observeStatements(StatementObserver observer);
    [[nodiscard]] std::shared_ptr<const StatementObserver> statementObserver() const;
    // There is an observer, or there was one until it was ended.
    [[nodiscard]] bool hasBeenObserved() const;

    // The same for every statement of every session, whatever it does and whether it may write: statementlog.h. What
    // was sent together comes one by one. An empty one ends it.
    void logStatements(StatementObserver logger);
    [[nodiscard]] std::shared_ptr<const StatementObserver> statementLogger() const;

    [[nodiscard]] AllowedFunctions &allowedFunctions() { return m_allowedFunctions; }
    [[nodiscard]] const AllowedFunctions &allowedFunctions() const { return m_allowedFunctions; }

private:
    mutable std::mutex m_mutex; // of the two observers
    std::shared_ptr<const StatementObserver> m_observer;
    std::shared_ptr<const StatementObserver> m_logger;
    bool m_hasBeenObserved = false;
    AllowedFunctions m_allowedFunctions;
};

// While one lives, this process opens no session whose context nobody was ever made to observe: that fails with
// ErrorKind::Internal, and nothing is sent. A ConnInfo that was made anew and not given its context would be a hole in
// the audit log otherwise, which nobody sees. startAudit() makes one, which lives as long as its observer. Any thread.
class ObservationDuty final
{
public:
    ObservationDuty();
    ~ObservationDuty();
    ObservationDuty(const ObservationDuty &) = delete;
    ObservationDuty &operator=(const ObservationDuty &) = delete;

    [[nodiscard]] static bool isHeld();
};

} // namespace howdah::connection
