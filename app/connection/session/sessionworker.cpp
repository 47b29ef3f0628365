// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/sessionworker.h"

#include <condition_variable>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static quint64 nextNumber()
{
    static std::atomic<quint64> sessions = 0;
    return ++sessions;
}

// Those whose thread may still use its connection. Never taken down: a thread that nobody could wait for may end last.
struct RunningWorkers
{
    std::mutex mutex;
    std::condition_variable ended;
    std::set<SessionWorker *> workers;
};

static RunningWorkers &running()
{
    static auto *const all = new RunningWorkers;
    return *all;
}

SessionWorker::SessionWorker(const SessionOptions &options)
    : m_options(options)
    , m_number(nextNumber())
{
    setObjectName(options.name.isEmpty() ? u"session"_s : options.name);
    const std::lock_guard lock(running().mutex);
    running().workers.insert(this);
}

SessionWorker::~SessionWorker()
{
    const std::lock_guard lock(running().mutex);
    running().workers.erase(this); // it may never have begun
}

Error SessionWorker::cancelledError() { return makeError(ErrorKind::Cancelled, tr("Cancelled")); }

void SessionWorker::enqueue(Job job)
{
    // The count rises before the job can finish, so it never shows less than what waits.
    const bool first = m_pending.fetch_add(1) == 0;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.emplace_back(++m_lastPosted, std::move(job));
    }
    if (first)
        Q_EMIT busyChanged(true);
    m_wakeup.ring();
}

void SessionWorker::retire()
{
    if (m_pending.fetch_sub(1) == 1)
        Q_EMIT busyChanged(false);
}

void SessionWorker::cancelAll()
{
    {
        const std::lock_guard lock(m_mutex);
        m_cancelUpTo = m_lastPosted;
    }
    m_wakeup.ring();
}

void SessionWorker::beginRequest()
{
    const std::lock_guard lock(m_mutex);
    m_running = ++m_lastPosted;
}

void SessionWorker::quitSoon()
{
    m_quit = true;
    m_wakeup.ring();
}

QString SessionWorker::serverParameter(const QString &name) const
{
    const std::lock_guard lock(m_mutex);
    return m_parameters.value(name);
}

void SessionWorker::run()
{
    m_session = std::make_unique<OpenSession>(m_options, ConnInfo(), m_number, static_cast<ConnectionOwner &>(*this));
    while (true) {
        std::pair<quint64, Job> next;
        {
            const std::lock_guard lock(m_mutex);
            if (!m_queue.empty()) {
                next = std::move(m_queue.front());
                m_queue.pop_front();
            }
        }
        if (next.second) {
            m_running = next.first;
            next.second(cancelAsked());
            continue;
        }
        if (m_quit)
            break;
        m_wakeup.wait(m_session->socket(), false, -1);
        m_wakeup.clear();
        m_session->watchIdle();
    }
    m_open = false;
    m_session.reset();
    const std::lock_guard lock(running().mutex);
    m_ended = true;
    running().workers.erase(this);
    running().ended.notify_all();
}

void SessionWorker::endAll(const QDeadlineTimer &deadline)
{
    std::unique_lock lock(running().mutex);
    for (SessionWorker *worker : running().workers)
        worker->quitSoon();
    running().ended.wait_until(
        lock, deadline.deadline<std::chrono::steady_clock>(), [] { return running().workers.empty(); });
}

QFuture<Result<ServerFacts>> SessionWorker::open(const ConnInfo &target)
{
    return post<ServerFacts>([this, target](OpenSession &) { return openNow(target); });
}

// Whatever was before ends with its connection.
Result<ServerFacts> SessionWorker::openNow(const ConnInfo &target)
{
    m_open = false;
    m_transaction = TransactionState::Idle;
    m_session.reset();
    m_session = std::make_unique<OpenSession>(m_options, target, m_number, static_cast<ConnectionOwner &>(*this));
    Result<ServerFacts> facts = m_session->open();
    m_open = facts.has_value();
    return facts;
}

void SessionWorker::lost(const Error &error)
{
    m_open = false;
    Q_EMIT connectionLost(error);
}

void SessionWorker::reported(const QHash<QString, QString> &parameters)
{
    const std::lock_guard lock(m_mutex);
    m_parameters.insert(parameters);
}

} // namespace howdah::connection
