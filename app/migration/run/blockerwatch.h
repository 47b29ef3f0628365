// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/run/runreport.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace howdah::migration {

// While a run's statement lasts, asks on a second session who stands in its way, and tells the observer what changes.
// That session is opened only once a statement has lasted a while: most runs never need it.
class BlockerWatch final
{
public:
    // `pid`: the backend of the run.
    BlockerWatch(int pid, OpenSession openSession, RunObserver &observer);
    ~BlockerWatch() = default;

    // Called by the run, from any thread: something of it goes on, or nothing.
    void busy() { ++m_beat; }
    void idle() { m_beat = 0; }
    // Those who were seen last; empty when nobody stood in the way.
    [[nodiscard]] std::vector<Blocker> lastSeen() const;
    void forget();

private:
    void watch(const std::stop_token &stop);
    void notify(std::vector<Blocker> blockers);

    const int m_pid;
    const OpenSession m_openSession;
    RunObserver &m_observer;
    std::atomic<quint64> m_beat = 0; // 0: idle
    mutable std::mutex m_mutex;      // guards m_seen
    std::vector<Blocker> m_seen;
    std::vector<Blocker> m_reported;
    std::jthread m_thread; // last: it uses the others
};

// Who blocks the backend `pid`. Blocks.
[[nodiscard]] Result<std::vector<Blocker>> readBlockers(connection::Session &session, int pid);

} // namespace howdah::migration
