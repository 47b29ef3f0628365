// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace howdah::test {

// What happens to a line.
enum class Fault {
    BlackHole, // packets vanish: this side's kernel no longer acknowledges anything, as behind a dead network
    Hang,      // the kernel acknowledges, but nothing is forwarded any more: a proxy or a tunnel whose far side is dead
    Delay,     // this message and what follows it waits once, then all goes on
    Reset,     // RST to the client; the server sees its client leave
    Close,     // the end of the stream, for both
    Truncate,  // half of the message, then the end of the stream
};

// A step of the protocol. `message` is the sender and PostgreSQL's name of it: "> Parse" comes from the client, "<
// ReadyForQuery" from the server; FaultProxy::seen() tells what passes. Empty: any message.
struct FaultPoint
{
    QByteArray message;
    int nth = 1;           // counted from arm() on, over all connections
    QByteArray containing; // in its bytes, as "COMMIT"
};

// A TCP proxy before a real server that knows PostgreSQL's messages and breaks the line at the one that was asked for.
// Works on a thread of its own; its functions are for any thread. The black hole needs no rights: a packet filter of
// the socket itself drops what arrives, so that even its kernel is silent. What is encrypted passes as "TlsData".
class FaultProxy final
{
public:
    // Where `server` leads: by TCP or by a unix socket.
    explicit FaultProxy(const connection::ConnInfo &server);
    ~FaultProxy();
    FaultProxy(const FaultProxy &) = delete;
    FaultProxy &operator=(const FaultProxy &) = delete;

    // As given, but through the proxy; without encryption unless `server` says otherwise.
    [[nodiscard]] connection::ConnInfo info() const;
    [[nodiscard]] int port() const;
    // Later connections lead there: a failover behind one address.
    void leadTo(const connection::ConnInfo &server);

    // Strikes once, at the next such message: only the connection that it belongs to, or with Whole::Network all of
    // them and those that come. Forgets what has struck before.
    enum class Whole { Connection, Network };
    void arm(const FaultPoint &point, Fault fault, Whole whole = Whole::Connection, int delayMs = 300);
    [[nodiscard]] bool hasStruck() const;

    // Now, for all connections and for those that come: with Reset and Close new ones are refused.
    void strike(Fault fault);
    // New connections work again; what hung or was swallowed goes on; what was closed stays closed. Nothing is armed.
    void heal();

    // The messages that were forwarded since the last forget(), of all connections in the order of their passing.
    [[nodiscard]] std::vector<QByteArray> seen() const;
    void forget();
    // Open connections of clients, and how many there were in all.
    [[nodiscard]] int connections() const;
    [[nodiscard]] int accepted() const;

private:
    class Loop;
    std::unique_ptr<Loop> m_loop;
};

} // namespace howdah::test
