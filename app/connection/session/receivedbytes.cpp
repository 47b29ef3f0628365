// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/receivedbytes.h"

#include <cstddef>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace howdah::connection {

qint64 ReceivedBytes::ofKernel() const
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(m_socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0
        || size < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return -1;
    return qint64(info.tcpi_bytes_received);
}

qint64 ReceivedBytes::waiting() const
{
    int bytes = 0;
    return ioctl(m_socket, FIONREAD, &bytes) == 0 ? bytes : 0;
}

void ReceivedBytes::attach(int socket)
{
    m_socket = socket;
    m_seen = ofKernel();
    m_count = 0;
}

void ReceivedBytes::beforeReading()
{
    if (m_seen < 0)
        m_waited = waiting();
}

void ReceivedBytes::afterReading()
{
    if (m_seen < 0) {
        m_count += qMax<qint64>(0, m_waited - waiting()); // what came meanwhile is missing: a little too few
        return;
    }
    const qint64 now = ofKernel();
    m_count += qMax<qint64>(0, now - m_seen);
    m_seen = now;
}

} // namespace howdah::connection
