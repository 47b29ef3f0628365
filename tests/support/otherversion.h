// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/hostileproxy.h"

namespace howdah::test {

// The real server, which says by the protocol that it is of a version for which nobody has a pg_dump.
class OtherVersion final
{
public:
    explicit OtherVersion(const connection::ConnInfo &server, QByteArray version = "99.1")
        : m_proxy(server, [version = std::move(version)](const QByteArray &message, const HostileProxy::Send &send) {
            static const QByteArray name = QByteArray("server_version") + '\0';
            const bool says = message.startsWith('S') && message.sliced(5).startsWith(name);
            send(says ? pgMessage('S', name + version + '\0') : message);
        })
    {
    }

    [[nodiscard]] connection::ConnInfo info() const { return m_proxy.info(); }

private:
    HostileProxy m_proxy;
};

} // namespace howdah::test
