// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/connectionwatch.h"

#include <QDeadlineTimer>
#include <QtEndian>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace howdah::connection {

constexpr int LookMs = 1000;
constexpr int ProbeLookMs = 100;
constexpr int UnansweredProbes = 3; // the kernel's, of a window that is shut
constexpr int FirstProbeMs = 2000;  // of silence
constexpr int ProbeLimitMs = 2000;
// Each probe costs the server a process; while all is well they become rare.
constexpr int LongestGapMs = 60'000;
// A machine that is only overloaded must not lose what it has worked on for an hour.
constexpr int MuteLimitMs = 20'000;

// Asks for TLS, which whatever speaks PostgreSQL's protocol answers with one byte, before it asks who we are.
class ConnectionProbe final
{
public:
    enum class State { Pending, Answered, Mute };

    ConnectionProbe(const sockaddr_storage &address, socklen_t size)
        : m_socket(socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        if (m_socket < 0 || connect(m_socket, reinterpret_cast<const sockaddr *>(&address), size) == 0
            || errno == EINPROGRESS)
            return;
        // Where there is no route nobody answers; who refuses is there.
        m_state = errno == ECONNREFUSED ? State::Answered : State::Mute;
    }
    ~ConnectionProbe()
    {
        if (m_socket >= 0)
            close(m_socket);
    }
    ConnectionProbe(const ConnectionProbe &) = delete;
    ConnectionProbe &operator=(const ConnectionProbe &) = delete;

    // At once.
    State step()
    {
        if (m_socket < 0)
            return State::Answered; // out of descriptors: that tells nothing of the server
        if (m_state != State::Pending)
            return m_state;
        if (m_asked ? isReady(POLLIN) : isReady(POLLOUT) && !ask())
            return m_state = hasAnswered() ? State::Answered : State::Mute;
        return m_state = m_limit.hasExpired() ? State::Mute : State::Pending;
    }

private:
    [[nodiscard]] bool isReady(short events) const
    {
        pollfd descriptor{m_socket, events, 0};
        return poll(&descriptor, 1, 0) > 0;
    }
    // False when it cannot be asked.
    bool ask()
    {
        const quint32 request[2] = {qToBigEndian(quint32(8)), qToBigEndian(quint32(80877103))};
        m_asked = true;
        return ::send(m_socket, request, sizeof request, MSG_NOSIGNAL) == sizeof request;
    }
    [[nodiscard]] bool hasAnswered() const
    {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size);
        return error == 0 || error == ECONNREFUSED || error == ECONNRESET;
    }

    const int m_socket;
    State m_state = State::Pending;
    bool m_asked = false;
    const QDeadlineTimer m_limit{ProbeLimitMs};
};

ConnectionWatch::ConnectionWatch() = default;
ConnectionWatch::~ConnectionWatch() = default;

void ConnectionWatch::attach(int socket, bool hasTimeoutOfItsOwn)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    m_socket = socket;
    m_watches = getpeername(socket, reinterpret_cast<sockaddr *>(&address), &size) == 0
             && (address.ss_family == AF_INET || address.ss_family == AF_INET6);
    heard();
    if (!m_watches || hasTimeoutOfItsOwn)
        return;
    const unsigned none = 0;
    setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &none, sizeof none);
}

int ConnectionWatch::patienceMs() const
{
    if (!m_watches)
        return -1;
    return m_probe ? ProbeLookMs : LookMs;
}

void ConnectionWatch::heard()
{
    m_silentMs = m_stuckMs = 0;
    m_muteSinceMs = -1;
    m_nextProbeMs = m_gapMs = FirstProbeMs;
    m_probe.reset();
}

ConnectionWatch::State ConnectionWatch::look(int waitedMs)
{
    if (!m_watches)
        return State::Fine;
    m_silentMs += waitedMs;
    if (isUnacknowledged(waitedMs))
        return State::Dead;
    return ask();
}

// What the kernel would tell by TCP_USER_TIMEOUT, but for a window that is shut: who shuts it and answers the kernel's
// questions about it is alive.
bool ConnectionWatch::isUnacknowledged(int waitedMs)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(m_socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return false;
    const bool isShut = size > offsetof(tcp_info, tcpi_snd_wnd) && info.tcpi_snd_wnd == 0;
    const bool isStuck =
        !isShut && info.tcpi_unacked > 0 && info.tcpi_retransmits > 0 && info.tcpi_last_ack_recv >= quint32(waitedMs);
    m_stuckMs = isStuck ? m_stuckMs + waitedMs : 0;
    if (isShut)
        return info.tcpi_probes >= UnansweredProbes;
    return m_stuckMs >= PatienceMs - LookMs && info.tcpi_last_ack_recv >= PatienceMs;
}

ConnectionWatch::State ConnectionWatch::ask()
{
    const State now = m_muteSinceMs < 0 ? State::Fine : State::Silent;
    if (!m_probe) {
        if (m_silentMs < m_nextProbeMs)
            return now;
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        if (getpeername(m_socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            return now; // the next read tells why
        m_probe = std::make_unique<ConnectionProbe>(address, size);
    }
    switch (m_probe->step()) {
    case ConnectionProbe::State::Pending:
        return now;
    case ConnectionProbe::State::Answered:
        m_probe.reset();
        m_muteSinceMs = -1;
        m_gapMs = std::min(m_gapMs * 2, LongestGapMs);
        m_nextProbeMs = m_silentMs + m_gapMs;
        return State::Fine;
    case ConnectionProbe::State::Mute:
        m_probe.reset();
        if (m_muteSinceMs < 0)
            m_muteSinceMs = m_silentMs;
        m_nextProbeMs = m_silentMs + LookMs;
        return m_silentMs - m_muteSinceMs >= MuteLimitMs ? State::Dead : State::Silent;
    }
    return now;
}

} // namespace howdah::connection
