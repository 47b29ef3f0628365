// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/runcontroller.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "connect/givennames.h"
#include "migration/history/dialects.h"
#include "operations/migrationrun.h"

#include <QtConcurrentRun>

#include <functional>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int DeliverEveryMs = 30;

} // namespace

// Takes what the run tells, on whatever thread it tells it, and keeps it until the controller comes for it.
class RunController::Bridge final : public operations::MigrationRunObserver
{
public:
    using Event = std::function<void(RunController &)>;

    explicit Bridge(RunController *controller)
        : m_controller(controller)
    {
    }

    void lockAwaited(const migration::LockHolder &holder) override
    {
        post([holder](RunController &to) { Q_EMIT to.lockAwaited(holder); });
    }

    void holderTerminated(const migration::LockHolder &holder) override
    {
        post([holder](RunController &to) { Q_EMIT to.holderTerminated(holder); });
    }

    void copied(const migration::SafetyCopy &copy) override
    {
        post([file = copy.file](RunController &to) { Q_EMIT to.copied(file); });
    }

    void restored(const Result<std::vector<migration::RestoredTable>> &tables) override
    {
        post([tables](RunController &to) { Q_EMIT to.restored(tables); });
    }

    void stepStarted(size_t, const migration::Step &step) override
    {
        // Statements are reported by the step of the plan that runs, which may be shorter than the one approved.
        const std::scoped_lock lock(m_mutex);
        m_step = {step.version, step.direction};
        m_transactional = step.transactional;
        postLocked([step = m_step](RunController &to) { Q_EMIT to.stepStarted(step); });
    }

    void statementStarted(size_t, int number) override
    {
        const std::scoped_lock lock(m_mutex);
        postLocked([step = m_step, number](RunController &to) { Q_EMIT to.statementStarted(step, number); });
    }

    void statementFinished(const migration::StatementReport &report) override
    {
        const std::scoped_lock lock(m_mutex);
        postLocked([step = m_step, report](RunController &to) {
            Q_EMIT to.statementFinished(step, report.number, report.milliseconds, report.rows);
        });
    }

    void blocked(const std::vector<migration::Blocker> &blockers) override
    {
        post([blockers](RunController &to) { Q_EMIT to.blocked(blockers); });
    }

    void retrying(const migration::RetryReport &report) override
    {
        const std::scoped_lock lock(m_mutex);
        postLocked([step = m_step, whole = m_transactional, report](RunController &to) {
            Q_EMIT to.retrying(step, whole, report);
        });
    }

    void remarked(size_t, int number, const QString &text) override
    {
        const std::scoped_lock lock(m_mutex);
        postLocked([step = m_step, number, text](RunController &to) { Q_EMIT to.remarked(step, number, text); });
    }

    void stepFinished(size_t, const migration::StepReport &report) override
    {
        post([report](RunController &to) { Q_EMIT to.stepFinished(report); });
    }

    void noticed(const connection::Notice &notice) override
    {
        post([notice](RunController &to) { Q_EMIT to.noticed(notice); });
    }

    std::vector<Event> take()
    {
        const std::scoped_lock lock(m_mutex);
        m_called = false;
        return std::exchange(m_events, {});
    }

private:
    void post(Event event)
    {
        const std::scoped_lock lock(m_mutex);
        postLocked(std::move(event));
    }

    void postLocked(Event event)
    {
        m_events.push_back(std::move(event));
        // The controller outlives the run: its destructor waits for it.
        if (!std::exchange(m_called, true))
            QMetaObject::invokeMethod(
                m_controller, [to = m_controller] { to->m_delivery.start(); }, Qt::QueuedConnection);
    }

    RunController *m_controller;
    std::mutex m_mutex;
    RunStep m_step;
    bool m_transactional = true;
    std::vector<Event> m_events;
    bool m_called = false;
};

RunController::RunController(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_delivery.setSingleShot(true);
    m_delivery.setInterval(DeliverEveryMs);
    connect(&m_delivery, &QTimer::timeout, this, &RunController::deliver);
}

RunController::~RunController()
{
    cancel();
    m_pool.waitForDone();
    m_aside.waitForDone();
}

void RunController::start(Means means, std::shared_ptr<const Preview> preview)
{
    Q_ASSERT(!m_running);
    m_running = true;
    m_stop = {};
    m_clock.start();
    m_means = std::move(means);
    m_bridge = std::make_shared<Bridge>(this);
    Q_EMIT started();
    const auto job = [session = m_means.session.get(), target = m_means.target, folder = m_means.safetyCopy,
                      typed = m_means.typed, durable = m_means.durable, patience = m_means.lockTimeout, preview,
                      bridge = m_bridge, stop = m_stop.get_token()]() -> Result<migration::RunReport> {
        const migration::Source &source = preview->overview->source;
        ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(source.pack));
        GivenNames given(typed, preview->uncovered);
        operations::MigrationOrder order{
            {target, *dialect, source, preview->guarded}, *preview, folder, {}, durable, [session] { return session; }};
        order.options.lockTimeout = patience;
        order.options.lockWait = std::nullopt; // the panel shows who holds it, and has a button
        ASSIGN_OR_RETURN(const auto report, operations::runMigrations(order, given, *bridge, stop));
        return report.has_value() ? Result<migration::RunReport>(*report) : fail(ErrorKind::Cancelled, tr("Cancelled"));
    };
    whenDone(
        this, QtConcurrent::run(&m_pool, job), [this](const Result<migration::RunReport> &report) { end(report); });
}

void RunController::terminate(int pid)
{
    const auto job = [target = m_means.target, pid] { return operations::endSession(target, pid); };
    whenDone(this, QtConcurrent::run(&m_aside, job), [this, pid](const Result<void> &done) {
        Q_EMIT terminated(pid, done ? QString() : describe(done.error()));
    });
}

void RunController::cancel()
{
    if (m_running)
        m_stop.request_stop();
}

void RunController::deliver()
{
    if (!m_bridge)
        return;
    for (const Bridge::Event &event : m_bridge->take())
        event(*this);
}

void RunController::end(const Result<migration::RunReport> &report)
{
    m_delivery.stop();
    deliver();
    m_bridge.reset();
    m_means = {};
    m_running = false;
    Q_EMIT finished({report, double(m_clock.elapsed())});
}

} // namespace howdah::ui
