// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/scriptrunner.h"

#include "base/whendone.h"

#include <mutex>

namespace howdah::query {

// Hears of the run on its threads, and passes it on as long as there is somebody.
class ScriptRunner::Relay final : public RunObserver
{
public:
    explicit Relay(ScriptRunner *runner)
        : m_runner(runner)
    {
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_runner = nullptr;
    }

    void began(const Outcome &outcome) override
    {
        pass([outcome](ScriptRunner *runner) { Q_EMIT runner->began(outcome); });
    }
    void rowsCome(qint64 number, const std::shared_ptr<ResultStore> &rows) override
    {
        pass([number, rows](ScriptRunner *runner) { Q_EMIT runner->rowsCome(number, rows); });
    }
    void noticed(qint64 number, const connection::Notice &notice) override
    {
        pass([number, notice](ScriptRunner *runner) { Q_EMIT runner->noticed(number, notice); });
    }
    void ended(const Outcome &outcome) override
    {
        pass([outcome](ScriptRunner *runner) { runner->take(outcome); });
    }

private:
    template <typename Work>
    void pass(Work work)
    {
        const std::lock_guard lock(m_mutex);
        if (ScriptRunner *const runner = m_runner)
            QMetaObject::invokeMethod(runner, [runner, work = std::move(work)] { work(runner); }, Qt::QueuedConnection);
    }

    std::mutex m_mutex;
    ScriptRunner *m_runner;
};

ScriptRunner::ScriptRunner(QObject *parent)
    : QObject(parent)
    , m_relay(std::make_shared<Relay>(this))
{
}

ScriptRunner::~ScriptRunner()
{
    m_relay->leave();
    cancel();
}

bool ScriptRunner::start(
    std::shared_ptr<connection::Session> session, Script script, PartRange range, RunOptions options)
{
    if (isRunning())
        return false;
    if (session && m_session.lock() == session)
        options.before = m_transaction;
    m_session = session;
    if (!session) {
        whenDone(
            this, m_jobs.run(session, [](connection::Session &) { return Result<RunReport>(RunReport()); }),
            [this](const Result<RunReport> &done) {
                RunReport report;
                report.end = RunReport::End::ConnectionLost;
                report.error = done ? std::nullopt : std::optional(done.error());
                Q_EMIT finished(report);
            });
        return true;
    }
    auto run = std::make_shared<ScriptRun>(*session, std::move(script), range, std::move(options), m_relay.get());
    m_run = run;
    const auto job = [run, relay = m_relay](connection::Session &) -> Result<RunReport> { return run->run(); };
    whenDone(this, m_jobs.run(std::move(session), job), [this](const Result<RunReport> &done) {
        m_run.reset();
        RunReport report;
        if (done)
            report = *done;
        else
            report.error = done.error();
        if (done && report.transaction != m_transaction) {
            m_transaction = report.transaction;
            Q_EMIT transactionChanged(m_transaction);
        }
        Q_EMIT finished(report);
    });
    return true;
}

void ScriptRunner::cancel()
{
    if (m_run)
        m_run->cancel();
}

void ScriptRunner::take(const Outcome &outcome)
{
    const bool changes = outcome.transaction != m_transaction;
    m_transaction = outcome.transaction;
    Q_EMIT ended(outcome);
    if (changes)
        Q_EMIT transactionChanged(m_transaction);
}

} // namespace howdah::query
