// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "connection/session/receivedbytes.h"

namespace howdah::connection {

// How large an answer that is not streamed, or one row of a stream, may become, and whether it has: what is too large
// is cancelled, and a server that goes on all the same is left. On the thread of its connection.
class AnswerLimit final
{
public:
    explicit AnswerLimit(qint64 mostBytes);

    void attach(int socket) { m_received.attach(socket); }
    // Another answer is awaited.
    void begin();
    // The next row of a stream, or what comes unasked, is counted by itself.
    void countAnew() { m_received.reset(); }
    // Before and after libpq reads from the socket.
    void beforeReading() { m_received.beforeReading(); }
    void afterReading() { m_received.afterReading(); }

    enum class Verdict {
        Within,   // or cancelled already
        Exceeded, // now: it is to be cancelled
        Hopeless, // the server does not stop sending
    };
    [[nodiscard]] Verdict check();
    // The values of what has arrived: over a unix socket it is counted a little too low (receivedbytes.h).
    void weigh(qint64 bytes);
    // Until the next answer begins: what is left of this one, however late it comes, is not cancelled again.
    [[nodiscard]] bool isExceeded() const { return m_isExceeded; }
    [[nodiscard]] Error error() const;

private:
    const qint64 m_mostBytes;
    ReceivedBytes m_received;
    bool m_isExceeded = false; // the answer that is awaited has been cancelled for its size
};

} // namespace howdah::connection
