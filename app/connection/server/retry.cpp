// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/retry.h"

#include "base/enumtable.h"
#include "connection/server/diagnosis.h"
#include "connection/server/serverprobe.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static FailureCause causeOf(const Error &error, const ConnInfo &target)
{
    return diagnose(error.message + u'\n' + error.detail, error.sqlState, target).cause;
}

namespace {

struct CauseRetry
{
    FailureCause cause;
    Retry retry;
};

constexpr std::array retries{
    CauseRetry{FailureCause::Unknown, Retry::Later},
    CauseRetry{FailureCause::BadKeyword, Retry::Never},
    CauseRetry{FailureCause::ServiceMissing, Retry::Never},
    CauseRetry{FailureCause::UnknownHost, Retry::Later}, // of a network that is not there yet
    CauseRetry{FailureCause::NoSocket, Retry::Soon},
    CauseRetry{FailureCause::SocketPermission, Retry::Never},
    CauseRetry{FailureCause::Unreachable, Retry::Later},
    CauseRetry{FailureCause::Refused, Retry::Soon},
    CauseRetry{FailureCause::Timeout, Retry::Later},
    CauseRetry{FailureCause::NotPostgres, Retry::Later}, // a proxy in between that has lost its server
    CauseRetry{FailureCause::Closed, Retry::Soon},
    CauseRetry{FailureCause::TlsRefused, Retry::Never},
    CauseRetry{FailureCause::TlsFile, Retry::Never},
    CauseRetry{FailureCause::TlsUnknownIssuer, Retry::Never},
    CauseRetry{FailureCause::TlsExpired, Retry::Never},
    CauseRetry{FailureCause::TlsNotYetValid, Retry::Never},
    CauseRetry{FailureCause::TlsRevoked, Retry::Never},
    CauseRetry{FailureCause::TlsNoRevocations, Retry::Never},
    CauseRetry{FailureCause::TlsWrongName, Retry::Never},
    CauseRetry{FailureCause::TlsClientRefused, Retry::Never},
    CauseRetry{FailureCause::TlsOther, Retry::Later},
    CauseRetry{FailureCause::StartingUp, Retry::Soon},
    CauseRetry{FailureCause::VersionTooOld, Retry::Never},
    CauseRetry{FailureCause::PoolerOption, Retry::Never},
    CauseRetry{FailureCause::PoolerStatements, Retry::Never},
    CauseRetry{FailureCause::NotAllowed, Retry::Never},
    CauseRetry{FailureCause::NoTlsNotAllowed, Retry::Never},
    CauseRetry{FailureCause::AuthenticationMethod, Retry::Never},
    CauseRetry{FailureCause::NoPassword, Retry::Never},
    CauseRetry{FailureCause::WrongPassword, Retry::Never},
    CauseRetry{FailureCause::UnknownRole, Retry::Never},
    CauseRetry{FailureCause::UnknownDatabase, Retry::Never},
    CauseRetry{FailureCause::DatabaseClosed, Retry::Never},
    CauseRetry{FailureCause::NoConnectPrivilege, Retry::Never},
    CauseRetry{FailureCause::TooManyConnections, Retry::Later},
    CauseRetry{FailureCause::BadOption, Retry::Never},
    CauseRetry{FailureCause::WrongKindOfServer, Retry::Soon}, // nobody has been promoted yet
};
static_assert(isWholeTable(retries, &CauseRetry::cause));

} // namespace

static Retry retryAfterCause(FailureCause cause) { return retries[size_t(cause)].retry; }

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
