// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/pooler.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

// How often the two sessions look at one another: other clients of the proxy may take the server that is looked for.
constexpr int Rounds = 5;

static Result<int> backendOf(Session &session)
{
    const Result<connection::Answer> answer = session.query({u"SELECT pg_backend_pid()"_s, {}}).result();
    if (!answer)
        return fail(answer.error());
    return int(answer->rows.integer(0, 0));
}

Result<Pooling> detectPooling(Session &session, const OpenSession &openSession)
{
    Result<int> own = backendOf(session);
    if (!own)
        return fail(own.error());
    // A proxy invents the key that cancels a statement, and with it the process number that it announces.
    if (session.serverParameter(u"announced_pid"_s).toInt() == *own)
        return Pooling::None;
    const std::unique_ptr<Session> other = openSession ? openSession() : nullptr;
    if (!other)
        return Pooling::Unknown;
    for (int round = 0; round < Rounds; ++round) {
        // While the other holds a transaction open, it holds a server. If that is ours, we have none of our own.
        if (const auto begun = other->query({u"BEGIN"_s, {}}).result(); !begun)
            return Pooling::Transaction; // a proxy that pools statements refuses it
        const Result<int> theirs = backendOf(*other);
        bool same = theirs && *theirs == *own;
        if (theirs && !same) {
            const Result<int> now = backendOf(session);
            same = now && *now != *own;
        }
        (void)other->query({u"ROLLBACK"_s, {}}).result();
        if (!theirs)
            return fail(theirs.error());
        if (same)
            return Pooling::Transaction;
        if (own = backendOf(session); !own)
            return fail(own.error());
    }
    return Pooling::Session;
}

Error poolingError()
{
    return makeError(
        ErrorKind::Conflict,
        tr("This connection goes through a proxy that pools transactions (as pgbouncer with pool_mode = transaction), "
           "where the lock of a run and its settings would be lost between two statements"),
        tr("Nothing was run. Connect to the server itself, or to a port of the proxy that pools sessions "
           "(pool_mode = session)."));
}

} // namespace howdah::migration
