// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <atomic>
#include <cstring>
#include <thread>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace howdah::test {

// Where a line is cut: at the statement that begins with `sql`, or at the COMMIT behind it.
struct CutPoint
{
    QByteArray sql;
    bool commit = false; // at the first COMMIT behind it
    bool behind = false; // the server still gets it whole, and nothing that follows; else it does not get it
};

// Stands between one client and a PostgreSQL server's unix socket, on a port of its own, reads the client's messages,
// and cuts the line at one of them: nothing depends on time. Serves the first client only; further ones are refused.
class WireProxy final
{
public:
    WireProxy(const QString &serverSocket, CutPoint cut)
        : m_cut(std::move(cut))
    {
        m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || listen(m_listener, 4) != 0
            || getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            qFatal("the proxy cannot listen");
        m_port = ntohs(address.sin_port);
        m_thread =
            std::jthread([this, path = serverSocket.toLocal8Bit()](const std::stop_token &stop) { serve(path, stop); });
    }
    ~WireProxy()
    {
        m_thread.request_stop();
        m_thread.join();
    }
    WireProxy(const WireProxy &) = delete;
    WireProxy &operator=(const WireProxy &) = delete;

    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] bool hasCut() const { return m_hasCut; }

private:
    void serve(const QByteArray &path, const std::stop_token &stop)
    {
        const int client = acceptOne(stop);
        close(m_listener); // what would wait for an answer there, waits for ever
        if (client < 0)
            return;
        const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.constData(), size_t(path.size()));
        if (connect(server, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            qFatal("the proxy cannot reach the server");
        while (!stop.stop_requested() && forward(client, server)) {
        }
        close(client);
        // What was sent arrives: the server reads it before it sees the end.
        shutdown(server, SHUT_WR);
        char rest[4096];
        while (read(server, rest, sizeof rest) > 0) {
        }
        close(server);
    }

    int acceptOne(const std::stop_token &stop) const
    {
        while (!stop.stop_requested()) {
            pollfd waiting{m_listener, POLLIN, 0};
            if (poll(&waiting, 1, 50) > 0)
                return accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        }
        return -1;
    }

    bool forward(int client, int server)
    {
        pollfd both[2]{{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (poll(both, 2, 50) <= 0)
            return true;
        if (both[1].revents != 0 && !pass(server, client))
            return false;
        if (both[0].revents == 0)
            return true;
        char buffer[65536];
        const ssize_t count = read(client, buffer, sizeof buffer);
        if (count <= 0)
            return false;
        m_pending.append(buffer, count);
        return sendMessages(server);
    }

    static bool pass(int from, int to)
    {
        char buffer[65536];
        const ssize_t count = read(from, buffer, sizeof buffer);
        return count > 0 && send(to, buffer, size_t(count), MSG_NOSIGNAL) == count;
    }

    // Whole messages only. The first has no type byte.
    bool sendMessages(int server)
    {
        while (true) {
            const qsizetype head = m_begun ? 1 : 0;
            if (m_pending.size() < head + 4)
                return true;
            quint32 length = 0;
            std::memcpy(&length, m_pending.constData() + head, 4);
            const qsizetype size = head + qsizetype(ntohl(length));
            if (m_pending.size() < size)
                return true;
            const bool reached = m_begun && isReached(QByteArrayView(m_pending).first(size));
            if (reached && !m_cut.behind)
                return cutNow();
            if (send(server, m_pending.constData(), size_t(size), MSG_NOSIGNAL) != size)
                return false;
            if (m_inCut && m_pending.startsWith('E'))
                return cutNow();
            m_inCut = m_inCut || reached;
            m_begun = true;
            m_pending.remove(0, size);
        }
    }

    // A statement comes as Parse (type, length, an empty name, the text), Bind, Describe, Execute.
    bool isReached(QByteArrayView message)
    {
        if (message[0] != 'P' || message.size() < 6)
            return false;
        const QByteArrayView text = message.sliced(6);
        if (!m_seen && text.startsWith(m_cut.sql)) {
            m_seen = true;
            return !m_cut.commit;
        }
        return m_seen && m_cut.commit && text.startsWith("COMMIT");
    }

    bool cutNow()
    {
        m_hasCut = true;
        return false;
    }

    const CutPoint m_cut;
    int m_listener = -1;
    int m_port = 0;
    bool m_begun = false; // the first message went by
    bool m_seen = false;  // the statement
    bool m_inCut = false; // what is cut behind has begun
    std::atomic<bool> m_hasCut = false;
    QByteArray m_pending;
    std::jthread m_thread;
};

} // namespace howdah::test
