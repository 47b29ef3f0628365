// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session.h"
#include "migrate/migrationreader.h"
#include "migration/runner.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

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

    // The session may write, is used by nothing else, and is let go when the run has ended.
    void start(std::shared_ptr<connection::Session> session, std::shared_ptr<const Preview> preview);
    // The statement under way is cancelled on the server; finished() tells what is left.
    void cancel();

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isCancelling() const { return m_running && m_stop.stop_requested(); }

Q_SIGNALS:
    void started();
    void lockAwaited(const howdah::migration::LockHolder &holder);
    void stepStarted(const howdah::migration::Version &version);
    void statementFinished(const howdah::migration::Version &version, int number, double milliseconds, qint64 rows);
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
    std::shared_ptr<connection::Session> m_session;
    bool m_running = false;
};

} // namespace howdah::ui
