// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/rolluprefresher.h"

#include "base/whendone.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"
#include "operations/dashboards/rollupchanges.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::RefreshProgress;
using metrics::RefreshReport;

constexpr int RefresherRingMs = 40;

RollupRefresher::RollupRefresher(ConnectionController *connection, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_tasks(tasks)
{
    m_pool.setMaxThreadCount(1);
}

RollupRefresher::~RollupRefresher()
{
    // A cancel may fall between two of its statements.
    do
        cancel();
    while (!m_pool.waitForDone(RefresherRingMs));
}

void RollupRefresher::cancel()
{
    m_stop.request_stop();
    if (m_session)
        m_session->cancel();
}

void RollupRefresher::start(const QString &table)
{
    if (isRunning())
        return;
    auto session = m_connection->takeSession(connection::SessionRole::Write, u"rollup"_s);
    if (!session) {
        Q_EMIT refreshed(fail(session.error()));
        return;
    }
    m_session = *std::move(session);
    m_stop = std::stop_source();
    m_task = m_tasks->start(tr("Refreshing %1").arg(table), [this] { cancel(); });
    const auto observer = [this](const RefreshProgress &progress) {
        QMetaObject::invokeMethod(
            this,
            [this, progress] {
                if (!isRunning())
                    return;
                m_task.setProgress(tr("up to %1").arg(progress.at.toString(u"yyyy-MM-dd HH:mm"_s)), progress.share);
                Q_EMIT progressed(progress);
            },
            Qt::QueuedConnection);
    };
    const auto future = QtConcurrent::run(
        &m_pool, [session = m_session.get(), table, observer, stop = m_stop.get_token()]() -> Result<RefreshReport> {
            return operations::refreshRollup(*session, table, {}, observer, stop);
        });
    whenDone(this, future, [this](const Result<RefreshReport> &report) {
        m_session.reset(); // back to its pool
        m_task.finish();
        Q_EMIT refreshed(report);
    });
}

} // namespace howdah::ui
