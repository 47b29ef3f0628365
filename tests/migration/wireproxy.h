// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
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

// Stands between one client and a PostgreSQL server's unix socket, on a port of its own, counts the client's messages,
// and cuts the line right behind the message that it is told: nothing depends on time. Serves the first client only;
// further ones (the run's watcher) are refused.
class WireProxy final
{
public:
    // `cutAfter`: the number of the message, from 1; 0: never.
    WireProxy(const QString &serverSocket, int cutAfter)
        : m_cutAfter(cutAfter)
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
        close(m_listener);
    }
    WireProxy(const WireProxy &) = delete;
    WireProxy &operator=(const WireProxy &) = delete;

    [[nodiscard]] int port() const { return m_port; }
    // How many messages of the client went by.
    [[nodiscard]] int messages() const { return m_messages; }
    [[nodiscard]] bool hasCut() const { return m_cut; }

private:
    void serve(const QByteArray &path, const std::stop_token &stop)
    {
        const int client = acceptOne(stop);
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
            const qsizetype head = m_messages == 0 ? 0 : 1;
            if (m_pending.size() < head + 4)
                return true;
            quint32 length = 0;
            std::memcpy(&length, m_pending.constData() + head, 4);
            const qsizetype size = head + qsizetype(ntohl(length));
            if (m_pending.size() < size)
                return true;
            if (send(server, m_pending.constData(), size_t(size), MSG_NOSIGNAL) != size)
                return false;
            m_pending.remove(0, size);
            if (++m_messages == m_cutAfter) {
                m_cut = true;
                return false;
            }
        }
    }

    const int m_cutAfter;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<int> m_messages = 0;
    std::atomic<bool> m_cut = false;
    QByteArray m_pending;
    std::jthread m_thread;
};

} // namespace howdah::test
