// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace howdah::data::test {

// Stands between a session and the server, for one connection, and cuts it when the client sends some bytes: before
// they reach the server, or after the server has answered them, so that the answer is lost.
class CuttingProxy final
{
public:
    enum class Cut { Never, Before, After };

    CuttingProxy(const connection::ConnInfo &server, Cut cut, QByteArray trigger)
        : m_target(server)
        , m_cut(cut)
        , m_trigger(std::move(trigger))
    {
        m_listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = addressOf(m_folder.path());
        if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
            || listen(m_listener, 4) != 0)
            qFatal("the proxy cannot listen");
        m_thread = std::jthread([this](const std::stop_token &stop) { serve(stop); });
    }
    ~CuttingProxy()
    {
        m_thread.request_stop();
        m_thread.join();
        close(m_listener);
    }
    CuttingProxy(const CuttingProxy &) = delete;
    CuttingProxy &operator=(const CuttingProxy &) = delete;

    [[nodiscard]] connection::ConnInfo connInfo() const
    {
        connection::ConnInfo info = m_target;
        info.set(QStringLiteral("host"), m_folder.path());
        return info;
    }
    [[nodiscard]] bool hasCut() const { return m_done; }

private:
    [[nodiscard]] sockaddr_un addressOf(const QString &folder) const
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QString port = m_target.value(QStringLiteral("port"));
        const QByteArray path =
            QFile::encodeName(folder + QStringLiteral("/.s.PGSQL.") + (port.isEmpty() ? QStringLiteral("5432") : port));
        qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
        return address;
    }

    static bool isReadable(int descriptor)
    {
        pollfd wait{descriptor, POLLIN, 0};
        return poll(&wait, 1, 20) > 0;
    }

    void serve(const std::stop_token &stop)
    {
        while (!stop.stop_requested() && !m_done) {
            if (!isReadable(m_listener))
                continue;
            const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
            const sockaddr_un address = addressOf(m_target.value(QStringLiteral("host")));
            if (connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
                carry(client, server, stop);
            close(client);
            close(server);
        }
    }

    void carry(int client, int server, const std::stop_token &stop)
    {
        bool answered = false; // the next answer is to be lost
        while (!stop.stop_requested()) {
            pollfd both[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
            if (poll(both, 2, 20) <= 0)
                continue;
            char bytes[65536];
            if (both[0].revents != 0) {
                const ssize_t size = read(client, bytes, sizeof bytes);
                if (size <= 0)
                    return;
                const bool meant = m_cut != Cut::Never && QByteArray(bytes, qsizetype(size)).contains(m_trigger);
                if (meant && m_cut == Cut::Before) {
                    m_done = true;
                    return;
                }
                answered = answered || meant;
                if (write(server, bytes, size_t(size)) != size)
                    return;
            }
            if (both[1].revents != 0) {
                const ssize_t size = read(server, bytes, sizeof bytes);
                if (answered) {
                    m_done = true;
                    return;
                }
                if (size <= 0 || write(client, bytes, size_t(size)) != size)
                    return;
            }
        }
    }

    connection::ConnInfo m_target;
    Cut m_cut;
    QByteArray m_trigger;
    QTemporaryDir m_folder;
    int m_listener = -1;
    std::atomic_bool m_done = false;
    std::jthread m_thread;
};

} // namespace howdah::data::test
