// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditlog.h"
#include "connection/audit/auditanchor.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditfollower.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace howdah::connection {

// Keeps the end of the usual log in the keychain (auditanchor.h), on a thread of its own, so that no statement waits
// for it: looks there when this program first writes, or when it is told to, says what the log lacks to
// its followers, and writes the end there each `interval` in which something was noted, and when it ends. A program
// that is killed leaves an anchor that is behind by so much; the one in the state folder is never behind. An anchor
// that the log has lost is left as it is. One in a program.
class AuditKeeper final
{
public:
    explicit AuditKeeper(std::chrono::milliseconds interval = std::chrono::seconds(30), QString folder = auditFolder());
    // Waits for the keychain, at most for AnchorPatience each time.
    ~AuditKeeper();
    AuditKeeper(const AuditKeeper &) = delete;
    AuditKeeper &operator=(const AuditKeeper &) = delete;

    // Without waiting for a line. Any thread.
    void lookNow();

private:
    // Outlives this for whoever is just telling it something.
    struct State
    {
        std::mutex mutex;
        std::condition_variable_any changed;
        bool wanted = false;  // there is a reason to look
        bool written = false; // since the anchor was written
    };

    void work(const std::stop_token &stop);
    [[nodiscard]] bool look();
    [[nodiscard]] bool keep();

    const std::chrono::milliseconds m_interval;
    const QString m_folder;
    const std::shared_ptr<State> m_state = std::make_shared<State>();
    AuditHead m_known; // what the keychain holds; its thread only
    AuditFollower m_follower;
    std::jthread m_thread; // last: it uses all of these
};

} // namespace howdah::connection
