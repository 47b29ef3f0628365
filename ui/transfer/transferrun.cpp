// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/transferrun.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "common/quantities.h"
#include "connect/connectioncontroller.h"

#include <QtConcurrentRun>

namespace howdah::ui {

constexpr int TellEveryMs = 100;

TransferRun::TransferRun(ConnectionController *connection, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_tasks(tasks)
{
    m_pool.setMaxThreadCount(1);
    m_timer.setInterval(TellEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &TransferRun::notify);
}

TransferRun::~TransferRun()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void TransferRun::start(
    connection::SessionRole role, const QString &title, const Whole &whole, Work work,
    std::shared_ptr<connection::Session> second)
{
    auto session = m_connection->takeSession(role, QStringLiteral("transfer"));
    if (!session) {
        Q_EMIT finished(fail(session.error()));
        return;
    }
    m_session = *std::move(session);
    m_second = std::move(second);
    m_whole = whole;
    m_stop = {};
    m_cancelling = false;
    m_counters = std::make_shared<Counters>();
    m_task = m_tasks->start(title, [this] { cancel(); });
    m_clock.start();
    m_timer.start();
    const auto job = [work = std::move(work), session = m_session.get(), counters = m_counters,
                      stop = m_stop.get_token()]() -> Result<TransferOutcome> {
        const Notify note = [counters](data::BulkProgress done) {
            counters->rows = done.rows;
            counters->bytes = done.bytes;
        };
        return work(*session, note, stop);
    };
    whenDone(this, QtConcurrent::run(&m_pool, job), [this](const Result<TransferOutcome> &outcome) { ended(outcome); });
    Q_EMIT progressed();
}

void TransferRun::cancel()
{
    if (!isRunning())
        return;
    m_cancelling = true;
    m_stop.request_stop();
    Q_EMIT progressed();
}

void TransferRun::ended(const Result<TransferOutcome> &outcome)
{
    m_timer.stop();
    m_task.finish();
    m_session.reset();
    m_second.reset();
    m_cancelling = false;
    Q_EMIT finished(outcome);
}

double TransferRun::fraction() const
{
    if (!m_counters)
        return -1;
    if (m_whole.bytes > 0)
        return std::min(1.0, double(m_counters->bytes) / double(m_whole.bytes));
    // A count that is an estimate never says that all is done.
    constexpr double Almost = 0.99;
    return m_whole.rows > 0 ? std::min(Almost, double(m_counters->rows) / double(m_whole.rows)) : -1;
}

QString TransferRun::progressText() const
{
    if (!m_counters)
        return {};
    const qint64 rows = m_counters->rows;
    const double seconds = double(std::max<qint64>(m_clock.elapsed(), 1)) / 1000;
    return tr("%1, %2, %3 rows/s")
        .arg(rowsWord(rows), sizeText(m_counters->bytes), countText(qint64(double(rows) / seconds)));
}

void TransferRun::notify()
{
    m_task.setProgress(progressText(), fraction());
    Q_EMIT progressed();
}

} // namespace howdah::ui
