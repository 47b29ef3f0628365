// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace howdah::connection {

// How much a server has sent. libpq gathers an answer before anybody sees it, and tells nothing of its size: a server
// could fill the memory of a program with one that never ends. What TLS wraps is counted with its wrapping. On the
// session's thread.
class ReceivedBytes final
{
public:
    void attach(int socket);
    // Before and after libpq reads from the socket.
    void beforeReading();
    void afterReading();
    // Since the last reset().
    [[nodiscard]] qint64 count() const { return m_count; }
    void reset() { m_count = 0; }

private:
    [[nodiscard]] qint64 ofKernel() const; // all that ever came over TCP; -1 elsewhere
    [[nodiscard]] qint64 waiting() const;

    int m_socket = -1;
    qint64 m_seen = -1;
    qint64 m_waited = 0;
    qint64 m_count = 0;
};

} // namespace howdah::connection
