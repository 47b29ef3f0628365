// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/hostileproxy.h"

#include <QtEndian>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::test {

namespace {

constexpr int PollMs = 50;

int connectTo(const connection::ConnInfo &server)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray port = server.value(u"port"_s).isEmpty() ? "5432" : server.value(u"port"_s).toUtf8();
    const QByteArray path = server.value(u"host"_s).toUtf8() + "/.s.PGSQL." + port;
    qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        close(socket);
        return -1;
    }
    return socket;
}

bool writeAll(int socket, QByteArrayView bytes, const std::function<bool()> &goesOn)
{
    while (!bytes.isEmpty()) {
        pollfd place{.fd = socket, .events = POLLOUT, .revents = 0};
        if (poll(&place, 1, PollMs) == 0) {
            if (!goesOn())
                return false;
            continue;
        }
        const ssize_t sent = send(socket, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN)
            return false;
        bytes = bytes.sliced(qMax<ssize_t>(0, sent));
    }
    return goesOn();
}

} // namespace

QByteArray pgMessage(char type, const QByteArray &body)
{
    QByteArray message(5, type);
    qToBigEndian<quint32>(quint32(body.size() + 4), message.data() + 1);
    return message + body;
}

class HostileProxy::Loop final
{
public:
    Loop(connection::ConnInfo server, Answer answer)
        : m_server(std::move(server))
        , m_answer(std::move(answer))
        , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || listen(m_listener, 32) != 0
            || getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            qFatal("No port for the proxy");
        m_port = ntohs(address.sin_port);
        m_threads.emplace_back([this] { accept(); });
    }

    ~Loop()
    {
        m_stop = true;
        while (true) {
            std::thread next;
            {
                const std::lock_guard lock(m_mutex);
                if (m_threads.empty())
                    break;
                next = std::move(m_threads.back());
                m_threads.pop_back();
            }
            next.join();
        }
        close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(Loop)

    [[nodiscard]] const connection::ConnInfo &server() const { return m_server; }
    [[nodiscard]] int port() const { return m_port; }
    void hangUp() { ++m_generation; }

private:
    void accept()
    {
        while (!m_stop) {
            pollfd place{.fd = m_listener, .events = POLLIN, .revents = 0};
            if (poll(&place, 1, PollMs) <= 0)
                continue;
            const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0)
                continue;
            const std::lock_guard lock(m_mutex);
            if (!m_stop)
                m_threads.emplace_back([this, client, generation = m_generation.load()] { serve(client, generation); });
            else
                close(client);
        }
    }

    void serve(int client, int generation)
    {
        const auto goesOn = [this, generation] { return !m_stop && m_generation == generation; };
        const int server = connectTo(m_server);
        QByteArray pending;
        std::vector<char> buffer(64 << 10);
        pollfd places[2] = {
            {.fd = client, .events = POLLIN, .revents = 0}, {.fd = server, .events = POLLIN, .revents = 0}};
        bool isOpen = server >= 0;
        const Send send = [&](const QByteArray &bytes) {
            isOpen = isOpen && writeAll(client, bytes, goesOn);
            return isOpen;
        };
        while (isOpen && goesOn()) {
            if (poll(places, 2, PollMs) <= 0)
                continue;
            for (const pollfd &place : places) {
                if (!place.revents || !isOpen)
                    continue;
                const ssize_t count = recv(place.fd, buffer.data(), buffer.size(), 0);
                isOpen = count > 0;
                if (isOpen && place.fd == client)
                    isOpen = writeAll(server, QByteArrayView(buffer.data(), count), goesOn);
                else if (isOpen)
                    pending.append(buffer.data(), count);
            }
            while (isOpen && pending.size() >= 5) {
                const qsizetype size = 1 + qsizetype(qFromBigEndian<quint32>(pending.constData() + 1));
                if (pending.size() < size)
                    break;
                const QByteArray message = pending.left(size);
                pending.remove(0, size);
                m_answer(message, send);
            }
        }
        close(client);
        if (server >= 0)
            close(server);
    }

    connection::ConnInfo m_server;
    Answer m_answer;
    int m_listener;
    int m_port = 0;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_generation = 0;
    std::mutex m_mutex; // of the threads
    std::vector<std::thread> m_threads;
};

HostileProxy::HostileProxy(const connection::ConnInfo &server, Answer answer)
    : m_loop(std::make_unique<Loop>(server, std::move(answer)))
{
}

HostileProxy::~HostileProxy() = default;

connection::ConnInfo HostileProxy::info() const
{
    connection::ConnInfo info = m_loop->server();
    info.set(u"host"_s, u"127.0.0.1"_s);
    info.set(u"hostaddr"_s, QString());
    info.set(u"port"_s, QString::number(m_loop->port()));
    info.set(u"sslmode"_s, u"disable"_s);
    info.set(u"gssencmode"_s, u"disable"_s);
    return info;
}

void HostileProxy::hangUp() { m_loop->hangUp(); }

} // namespace howdah::test
