// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace howdah::connection {

class ConnectionProbe;

// Whether there is still somebody at the other end of a socket whose answer is awaited. Silence alone says nothing: a
// statement may take hours. So it looks at what the kernel knows (data that nobody acknowledges), and after some
// silence asks the same address over a second connection whether PostgreSQL, or what stands before it, still talks:
// something in between may acknowledge packets for a server that is long unreachable. Unix sockets are never watched:
// there the kernel tells. On the session's thread.
class ConnectionWatch final
{
public:
    enum class State {
        Fine,
        Silent, // no answer here, and none to a new connection
        Dead,   // nobody is there any more
    };

    ConnectionWatch();
    ~ConnectionWatch();
    ConnectionWatch(const ConnectionWatch &) = delete;
    ConnectionWatch &operator=(const ConnectionWatch &) = delete;

    // A socket whose own time-out (TCP_USER_TIMEOUT) is the operator's stays with it. Otherwise it is switched off: it
    // would also end a connection whose server is alive but takes nothing for some seconds, as in a long statement that
    // more data follow.
    void attach(int socket, bool hasTimeoutOfItsOwn);
    // How long to wait until the next look.
    [[nodiscard]] int patienceMs() const;
    // After a wait: something came or could be sent, or nothing for so long.
    void heard();
    State look(int waitedMs);

    // How long the kernel's and our own patience is; for what the kernel is told at connecting.
    static constexpr int PatienceMs = 4000;

private:
    [[nodiscard]] bool isUnacknowledged(int waitedMs);
    State ask();

    int m_socket = -1;
    bool m_watches = false;
    int m_silentMs = 0; // waited without anything
    int m_stuckMs = 0;  // of these, with data that is not acknowledged
    int m_nextProbeMs = 0;
    int m_gapMs = 0;
    int m_muteSinceMs = -1;
    std::unique_ptr<ConnectionProbe> m_probe;
};

} // namespace howdah::connection
