// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace howdah::ui::test {

// Stands between a window, with all of its sessions, and the server. When some bytes come by it cuts that line, before
// they reach the server or once the server has answered; or it goes silent, on all lines, as a dead network does.
class LineProxy final
{
public:
    enum class Fault { None, CutBefore, CutAfter, Silence };

    explicit LineProxy(const connection::ConnInfo &server)
        : m_target(server)
    {
        m_listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = addressOf(m_folder.path());
        if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
            || listen(m_listener, 16) != 0)
            qFatal("the proxy cannot listen");
        m_thread = std::jthread([this](const std::stop_token &stop) { serve(stop); });
    }
    ~LineProxy()
    {
        m_silent = false;
        m_thread.request_stop();
        m_thread.join();
        m_lines.clear();
        close(m_listener);
    }
    LineProxy(const LineProxy &) = delete;
    LineProxy &operator=(const LineProxy &) = delete;

    // From now on; the first line that carries these bytes to the server meets the fault.
    void arm(Fault fault, const QByteArray &trigger)
    {
        const std::lock_guard lock(m_mutex);
        m_fault = fault;
        m_trigger = trigger;
        m_onlySaves = false;
        m_met = false;
    }
    // The same for the COMMIT of a save, which has asked for the number of its transaction; those who only read, as the
    // catalog beside it, end with a COMMIT as well.
    void armAtCommit(Fault fault)
    {
        const std::lock_guard lock(m_mutex);
        m_fault = fault;
        m_trigger = QByteArray("COMMIT\0", 7);
        m_onlySaves = true;
        m_met = false;
    }
    [[nodiscard]] bool hasMet() const { return m_met; }
    void setRefusing(bool refusing) { m_refusing = refusing; } // new lines are closed at once
    void setSilent(bool silent) { m_silent = silent; }

    [[nodiscard]] connection::ConnInfo connInfo() const
    {
        connection::ConnInfo info = m_target;
        info.set(QStringLiteral("host"), m_folder.path());
        return info;
    }

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

    void serve(const std::stop_token &stop)
    {
        while (!stop.stop_requested()) {
            pollfd wait{m_listener, POLLIN, 0};
            if (poll(&wait, 1, 20) <= 0)
                continue;
            const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (m_refusing) {
                close(client);
                continue;
            }
            m_lines.emplace_back([this, client](const std::stop_token &over) {
                const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
                const sockaddr_un address = addressOf(m_target.value(QStringLiteral("host")));
                if (connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
                    carry(client, server, over);
                close(client);
                close(server);
            });
        }
    }

    // The fault that these bytes meet, once.
    Fault faultOf(const QByteArray &bytes, bool &saves)
    {
        const std::lock_guard lock(m_mutex);
        saves = saves || bytes.contains("pg_catalog.txid_current()");
        if (m_fault == Fault::None || m_met || !bytes.contains(m_trigger) || (m_onlySaves && !saves))
            return Fault::None;
        m_met = true;
        if (m_fault == Fault::Silence)
            m_silent = true;
        return m_fault;
    }

    void carry(int client, int server, const std::stop_token &stop)
    {
        bool answered = false; // the next answer is to be lost
        bool saves = false;
        while (!stop.stop_requested()) {
            pollfd both[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
            if (m_silent) {
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
                continue;
            }
            if (poll(both, 2, 20) <= 0)
                continue;
            char bytes[65536];
            if (both[0].revents != 0) {
                const ssize_t size = read(client, bytes, sizeof bytes);
                if (size <= 0)
                    return;
                const Fault fault = faultOf(QByteArray(bytes, qsizetype(size)), saves);
                if (fault == Fault::CutBefore)
                    return;
                if (fault == Fault::Silence)
                    continue;
                answered = answered || fault == Fault::CutAfter;
                if (write(server, bytes, size_t(size)) != size)
                    return;
            }
            if (both[1].revents != 0) {
                const ssize_t size = read(server, bytes, sizeof bytes);
                if (answered || size <= 0 || write(client, bytes, size_t(size)) != size)
                    return;
            }
        }
    }

    connection::ConnInfo m_target;
    QTemporaryDir m_folder;
    int m_listener = -1;
    std::mutex m_mutex;
    Fault m_fault = Fault::None;
    QByteArray m_trigger;
    bool m_onlySaves = false;
    std::atomic_bool m_met = false;
    std::atomic_bool m_refusing = false;
    std::atomic_bool m_silent = false;
    std::vector<std::jthread> m_lines;
    std::jthread m_thread;
};

} // namespace howdah::ui::test
