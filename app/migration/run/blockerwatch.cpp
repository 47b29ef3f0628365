// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/blockerwatch.h"

#include "base/propagate.h"
#include "migration/run/retry.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;

constexpr std::chrono::milliseconds WatchInterval(250);

// Others that wait in the same queue stand in the way as well: whoever waits for nobody is the cause, and of several
// the one that has been at it longest. Who has left since the server looked is left out; a prepared transaction has no
// row.
Result<std::vector<Blocker>> readBlockers(Session &session, int pid)
{
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT b.pid, a.application_name, a.usename, a.state, coalesce(a.xact_start, a.query_start), "
                 u"a.query "
                 "FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1)) AS b (pid) "
                 "LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) b.pid "
                 "WHERE b.pid OPERATOR(pg_catalog.=) 0 OR a.pid IS NOT NULL "
                 "ORDER BY coalesce(a.wait_event_type OPERATOR(pg_catalog.=) 'Lock', false), "
                 "coalesce(a.xact_start, a.query_start), b.pid"_s,
                 {QByteArray::number(pid)}})
            .result());
    std::vector<Blocker> blockers;
    const connection::RowBatch &rows = answer.rows;
    blockers.reserve(size_t(rows.rowCount()));
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        blockers.push_back(
            {int(rows.integer(row, 0)), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
             rows.text(row, 5)});
    return blockers;
}

BlockerWatch::BlockerWatch(int pid, OpenSession openSession, RunObserver &observer)
    : m_pid(pid)
    , m_openSession(std::move(openSession))
    , m_observer(observer)
{
    if (m_openSession)
        m_thread = std::jthread([this](const std::stop_token &stop) { watch(stop); });
}

std::vector<Blocker> BlockerWatch::lastSeen() const
{
    const std::lock_guard lock(m_mutex);
    return m_seen;
}

void BlockerWatch::forget()
{
    const std::lock_guard lock(m_mutex);
    m_seen.clear();
}

void BlockerWatch::watch(const std::stop_token &stop)
{
    std::unique_ptr<Session> session;
    quint64 last = 0;
    while (pause(WatchInterval, stop)) {
        const quint64 beat = m_beat;
        if (beat == 0 || beat != last) {
            last = beat;
            notify({});
            continue;
        }
        if (!session)
            session = m_openSession();
        if (!session)
            return; // no second session is to be had: the run goes on without being watched
        Result<std::vector<Blocker>> blockers = readBlockers(*session, m_pid);
        if (!blockers)
            return;
        notify(std::move(*blockers));
    }
}

void BlockerWatch::notify(std::vector<Blocker> blockers)
{
    if (!blockers.empty()) {
        const std::lock_guard lock(m_mutex);
        m_seen = blockers;
    }
    if (blockers == m_reported)
        return;
    m_reported = blockers;
    m_observer.blocked(m_reported);
}

} // namespace howdah::migration
