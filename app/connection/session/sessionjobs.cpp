// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/sessionjobs.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QThread>

namespace howdah::connection {

class SessionJobs::Holder final : public QObject
{
public:
    Holder(std::shared_ptr<Session> session, std::shared_ptr<QThreadPool> threads)
        : m_session(std::move(session))
        , m_threads(std::move(threads))
    {
    }
    ~Holder() override
    {
        m_threads.reset(); // the last to hold it waits for the job, which uses the session
    }
    void cancel() const
    {
        if (m_session)
            m_session->cancel();
    }
    void watch(const QFuture<void> &done, std::function<void()> then)
    {
        connect(&m_watcher, &QFutureWatcherBase::finished, this, [this, then = std::move(then)] {
            m_session.reset();
            then();
        });
        m_watcher.setFuture(done);
    }
    // Nobody asks for it any more; it ends with its job, or with the program.
    void leave()
    {
        m_watcher.disconnect(this);
        connect(&m_watcher, &QFutureWatcherBase::finished, this, &QObject::deleteLater);
        QCoreApplication *const program = QCoreApplication::instance();
        setParent(program && program->thread() == thread() ? program : nullptr);
    }

private:
    std::shared_ptr<Session> m_session;
    std::shared_ptr<QThreadPool> m_threads;
    QFutureWatcher<void> m_watcher;
};

SessionJobs::SessionJobs(int atOnce, QObject *parent)
    : QObject(parent)
    , m_threads(std::make_shared<QThreadPool>())
{
    m_threads->setMaxThreadCount(atOnce);
}

// The thread of a window must not be held up: what was cancelled ends within milliseconds, or is left.
static int patienceMs()
{
    constexpr int LongestWaitMs = 2000;
    constexpr int LongestWindowWaitMs = 25;
    const QCoreApplication *program = QCoreApplication::instance();
    const bool isOfWindow =
        program && QThread::currentThread() == program->thread() && program->inherits("QGuiApplication");
    return isOfWindow ? LongestWindowWaitMs : LongestWaitMs;
}

SessionJobs::~SessionJobs()
{
    cancel();
    const bool done = m_threads->waitForDone(patienceMs());
    for (Holder *holder : std::exchange(m_underWay, {})) {
        if (done)
            delete holder;
        else
            holder->leave();
    }
}

void SessionJobs::cancel()
{
    m_stop.request_stop();
    m_stop = {};
    for (const Holder *holder : m_underWay)
        holder->cancel();
}

void SessionJobs::hold(std::shared_ptr<Session> session, const QFuture<void> &done)
{
    auto *holder = new Holder(std::move(session), m_threads);
    m_underWay.push_back(holder);
    holder->watch(done, [this, holder] {
        m_underWay.remove(holder);
        holder->deleteLater();
    });
}

Error SessionJobs::noConnection() { return makeError(ErrorKind::Connection, tr("Not connected")); }
Error SessionJobs::cancelled() { return makeError(ErrorKind::Cancelled, tr("Cancelled")); }

} // namespace howdah::connection
