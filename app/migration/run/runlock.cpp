// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/runlock.h"

#include "base/propagate.h"
#include "migration/run/retry.h"
#include "migration/source/tr.h"

#include <QDeadlineTimer>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Session;

constexpr std::chrono::milliseconds LockPoll(100);

RunLock::~RunLock()
{
    if (m_held && m_session.isOpen())
        (void)m_session.query(m_dialect.unlock()).result();
}

static Error busy(const std::optional<LockHolder> &holder)
{
    return makeError(
        ErrorKind::Conflict,
        holder ? tr("Another migration run holds the lock of this database: %1").arg(describe(*holder))
               : tr("Another migration run holds the lock of this database"),
        tr("Wait for it to finish. If it hangs, terminate its session, with howdahctl by --terminate-holder."));
}

Result<void> RunLock::take(const RunOptions &options, RunObserver &observer, const std::stop_token &stop)
{
    QDeadlineTimer deadline(QDeadlineTimer::Forever);
    if (options.lockWait)
        deadline = QDeadlineTimer(*options.lockWait);
    std::optional<LockHolder> reported;
    while (true) {
        ASSIGN_OR_RETURN(const Answer taken, m_session.query(m_dialect.tryLock()).result());
        m_held = taken.rows.boolean(0, 0);
        if (m_held)
            return {};
        ASSIGN_OR_RETURN(const Answer seen, m_session.query(m_dialect.lockHolder()).result());
        const std::optional<LockHolder> holder = m_dialect.readLockHolder(seen.rows);
        if (holder && holder != reported) {
            observer.lockAwaited(*holder);
            reported = holder;
            if (options.terminateHolder) {
                RETURN_IF_ERROR(terminateSession(m_session, holder->pid));
                observer.holderTerminated(*holder);
            }
        }
        if (deadline.hasExpired())
            return fail(busy(reported));
        if (!pause(LockPoll, stop))
            return fail(ErrorKind::Cancelled, tr("Cancelled while waiting for another migration run"));
    }
}

Result<void> terminateSession(Session &session, int pid)
{
    const Result<Answer> answer =
        session.query({u"SELECT pg_catalog.pg_terminate_backend($1)"_s, {QByteArray::number(pid)}}).result();
    if (answer)
        return {};
    Error error = answer.error();
    error.message = tr("The session %1 cannot be terminated: %2").arg(pid).arg(error.message);
    return fail(error);
}

} // namespace howdah::migration
