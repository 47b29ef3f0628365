// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/history.h"
#include "migration/run/runreport.h"

#include <stop_token>

namespace howdah::migration {

// Holds the lock of a history until it goes out of scope. The lock belongs to the session that runs the statements, not
// to one of its own: should the program be killed, the server releases it only once the last statement has ended.
class RunLock final
{
public:
    RunLock(connection::Session &session, const Dialect &dialect)
        : m_session(session)
        , m_dialect(dialect)
    {
    }
    RunLock(const RunLock &) = delete;
    RunLock &operator=(const RunLock &) = delete;
    ~RunLock();

    // Asked for again and again while the session is idle: a wait on the server would hold up CREATE INDEX CONCURRENTLY
    // of the very run that is waited for. Blocks.
    [[nodiscard]] Result<void> take(const RunOptions &options, RunObserver &observer, const std::stop_token &stop);

private:
    connection::Session &m_session;
    const Dialect &m_dialect;
    bool m_held = false;
};

// pg_terminate_backend: for whoever holds the lock of runs, or blocks one. Blocks.
[[nodiscard]] Result<void> terminateSession(connection::Session &session, int pid);

} // namespace howdah::migration
