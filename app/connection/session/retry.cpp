// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/retry.h"

#include "connection/server/diagnosis.h"
#include "connection/server/serverprobe.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static FailureCause causeOf(const Error &error, const ConnInfo &target)
{
    return diagnose(error.message + u'\n' + error.detail, error.sqlState, target).cause;
}

static Retry retryAfterCause(FailureCause cause)
{
    using enum FailureCause;
    switch (cause) {
    case NoSocket:
    case Refused:
    case Closed:
    case StartingUp:
    case WrongKindOfServer: // nobody has been promoted yet
        return Retry::Soon;
    case Unknown:
    case UnknownHost: // of a network that is not there yet
    case Unreachable:
    case Timeout:
    case NotPostgres: // a proxy in between that has lost its server
    case TlsOther:    // it ended in the middle of the handshake
    case TooManyConnections:
        return Retry::Later;
    default:
        return Retry::Never;
    }
}

Retry retryAfter(const Error &error, const ConnInfo &target)
{
    if (error.kind == ErrorKind::Timeout)
        return Retry::Later;
    if (error.kind != ErrorKind::Connection)
        return Retry::Never;
    return retryAfterCause(causeOf(error, target));
}

bool isReasonKnown(const Error &error, const ConnInfo &target)
{
    return error.kind != ErrorKind::Connection || causeOf(error, target) != FailureCause::Unknown;
}

Retry retryAfterAsking(const ConnInfo &target)
{
    ConnInfo quick = target;
    quick.set(u"connect_timeout"_s, u"3"_s);
    quick.values.remove(u"password"_s);
    switch (ping(quick)) {
    case Ping::Refused:
        return Retry::Soon;
    case Ping::Silent:
        return Retry::Later;
    case Ping::Ready:
        break;
    }
    return Retry::Never; // it takes connections, and does not want this one
}

Backoff::Backoff(std::optional<unsigned> seed)
    : m_random(seed ? *seed : std::random_device{}())
{
}

Backoff::Ms Backoff::next(Retry retry, Ms since)
{
    const Ms longest = retry == Retry::Soon && since < SoonFor ? LongestSoon : LongestLater;
    const int doublings = std::min(m_attempts++, 10);
    const Ms pause = std::min(First * (1 << doublings), longest);
    return Ms(std::uniform_int_distribution<Ms::rep>(pause.count() / 2, pause.count())(m_random));
}

} // namespace howdah::connection
