// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace howdah::test {

// A server that lies: it stands before a real one and may change, drop, repeat or invent each message on the way to the
// client. Works on threads of its own; its functions are for any thread.
class HostileProxy final
{
public:
    // To the client; false when that has hung up, or the proxy ends. Blocks while the client does not read.
    using Send = std::function<bool(const QByteArray &)>;
    // Asked for each message of the server, with its type in front, on the thread of its connection. Sends what it
    // likes.
    using Answer = std::function<void(const QByteArray &message, const Send &send)>;

    HostileProxy(const connection::ConnInfo &server, Answer answer);
    ~HostileProxy();
    HostileProxy(const HostileProxy &) = delete;
    HostileProxy &operator=(const HostileProxy &) = delete;

    // As given, but through the proxy and without encryption.
    [[nodiscard]] connection::ConnInfo info() const;
    // Ends all connections that are open now.
    void hangUp();

private:
    class Loop;
    std::unique_ptr<Loop> m_loop;
};

// A message of the protocol with its length.
[[nodiscard]] QByteArray pgMessage(char type, const QByteArray &body);

} // namespace howdah::test
