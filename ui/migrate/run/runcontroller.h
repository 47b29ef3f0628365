// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "migrate/list/preview.h"
#include "migration/run/runner.h"
#include "migration/run/safetycopy.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <stop_token>

namespace howdah::ui {

// How a run ended. An error: nothing was run.
struct RunOutcome
{
    Result<migration::RunReport> report;
    double milliseconds = 0;
};

// Runs an approved plan on a thread of its own and tells of it on the UI thread, in bunches: a run of a thousand quick
// statements costs the event loop some thirty turns a second, not a thousand. One run at a time.
class RunController final : public QObject
{
    Q_OBJECT
public:
    explicit RunController(QObject *parent = nullptr);
    ~RunController() override;

    // What a run needs besides what is run.
    struct Means
    {
        std::shared_ptr<connection::Session> session; // may write; used by nothing else; let go when the run has ended
        connection::ConnInfo target;                  // with user and database: for sessions beside that one
        QString safetyCopy = {};                      // the folder for a copy that is made first; empty: none
        QStringList typed = {};                       // names, in the review
        std::optional<bool> durable = {};             // nullopt: in production
        std::chrono::milliseconds lockTimeout = migration::RunOptions().lockTimeout;
    };
    void start(Means means, std::shared_ptr<const Preview> preview);
    // pg_terminate_backend for somebody who stands in the way; told as noticed() or failed to be.
    void terminate(int pid);
    // The statement under way is cancelled on the server; finished() tells what is left.
    void cancel();

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isCancelling() const { return m_running && m_stop.stop_requested(); }

Q_SIGNALS:
    void started();
    void lockAwaited(const howdah::migration::LockHolder &holder);
    void holderTerminated(const howdah::migration::LockHolder &holder);
    void copied(const QString &file); // what goes, before anything ran
    void restored(const howdah::Result<std::vector<howdah::migration::RestoredTable>> &tables); // after all was applied
    void stepStarted(const howdah::ui::RunStep &step);
    void statementStarted(const howdah::ui::RunStep &step, int number);
    void statementFinished(const howdah::ui::RunStep &step, int number, double milliseconds, qint64 rows);
    void blocked(const std::vector<howdah::migration::Blocker> &blockers);
    void retrying(const howdah::ui::RunStep &step, bool whole, const howdah::migration::RetryReport &report);
    void remarked(const howdah::ui::RunStep &step, int number, const QString &text);
    void terminated(int pid, const QString &problem); // "" when the session was ended
    void stepFinished(const howdah::migration::StepReport &report);
    void noticed(const howdah::connection::Notice &notice);
    void finished(const howdah::ui::RunOutcome &outcome);

private:
    class Bridge;

    void deliver();
    void end(const Result<migration::RunReport> &report);

    QThreadPool m_pool;
    QTimer m_delivery;
    QElapsedTimer m_clock;
    std::stop_source m_stop;
    std::shared_ptr<Bridge> m_bridge;
    Means m_means;
    QThreadPool m_aside; // ends the sessions of others
    bool m_running = false;
};

} // namespace howdah::ui
