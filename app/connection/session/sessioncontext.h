// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/readonly/allowedfunctions.h"
#include "connection/session/statementobserver.h"

#include <memory>
#include <mutex>

namespace howdah::connection {

// What the sessions of one opener share: who hears of their statements, and which functions the operator allows them.
// Who opens sessions holds it and puts it into the ConnInfo that they are opened with, so that it reaches all that are
// opened for the same work; sessions of a ConnInfo without one are reported to nobody, and nothing is allowed them. May
// be changed while sessions run: what comes next goes by it. Any thread.
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
    AllowedFunctions m_allowedFunctions;
};

} // namespace howdah::connection
