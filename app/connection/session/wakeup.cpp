// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/wakeup.h"

#include <QtGlobal>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace howdah::connection {

Wakeup::Wakeup()
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("No pipe for a session: out of file descriptors");
    m_read = ends[0];
    m_write = ends[1];
}

Wakeup::~Wakeup()
{
    close(m_read);
    close(m_write);
}

void Wakeup::ring() const
{
    // A full pipe is readable already, so a failed write loses nothing.
    [[maybe_unused]] const auto written = write(m_write, "", 1);
}

void Wakeup::clear() const
{
    char sink[64];
    while (read(m_read, sink, sizeof sink) == sizeof sink) {
    }
}

bool Wakeup::wait(int socket, bool forWriting, int milliseconds) const
{
    pollfd descriptors[2] = {
        {m_read, POLLIN, 0},
        {socket, short(forWriting ? POLLIN | POLLOUT : POLLIN), 0},
    };
    return poll(descriptors, socket < 0 ? 1 : 2, milliseconds) > 0 && descriptors[1].revents != 0;
}

} // namespace howdah::connection
