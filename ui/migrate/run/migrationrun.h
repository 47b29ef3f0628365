// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/tasks.h"
#include "migrate/run/runcontroller.h"
#include "migrate/run/rundetails.h"

namespace howdah::ui {

class MigrationList;
class RunPanel;

// One run, while it works and after it has ended, in the panel and the list of the page: until the next one, or until
// the connection is another. UI thread.
class MigrationRun final : public QObject
{
    Q_OBJECT
public:
    // What the details of a run tells of where it ran.
    struct Where
    {
        QString target; // "uaip on the private server"
        QString server; // "PostgreSQL 15.20"
        QString source;
    };

    // Panel and list outlive it.
    MigrationRun(
        const PageServices &services, RunPanel *panel, MigrationList *list, std::shared_ptr<const Preview> preview,
        Where where, QObject *parent = nullptr);

    void start(RunController::Means means);
    [[nodiscard]] bool isRunning() const { return m_controller.isRunning(); }
    void cancel();
    // It goes on, and nobody wants to know of it any more; it ends with the run.
    void leave();

    [[nodiscard]] const Preview &preview() const { return *m_preview; }
    [[nodiscard]] const std::optional<migration::RunFailure> &failure() const { return m_failure; }
    // The text that failed; empty when it is none of the plan.
    [[nodiscard]] QString failedText() const;
    // Applies again what this run has rolled back; where it made a safety copy of what went.
    [[nodiscard]] std::optional<migration::Request> undoRequest() const;
    [[nodiscard]] const QString &safetyCopy() const { return m_details.safetyCopy; }
    // What happened, as Markdown; "" while it runs.
    [[nodiscard]] QString report() const;
    [[nodiscard]] QString reportName() const; // of a file for it
    // The history as it was read since: it decides what a run did whose line was lost.
    void settle(const migration::History &history);

Q_SIGNALS:
    void finished(const howdah::ui::RunOutcome &outcome);
    void reported(howdah::ui::Tone tone, const QString &text);

private:
    void connectPanel();
    void startStep(const RunStep &step);
    void finishStep(const migration::StepReport &report);
    void end(const RunOutcome &outcome);
    void askTerminate(int pid, const QString &who);

    PageServices m_services;
    RunPanel *m_panel;
    MigrationList *m_list;
    std::shared_ptr<const Preview> m_preview;
    RunDetails m_details;
    bool m_hasEnded = false;
    std::optional<migration::RunFailure> m_failure;
    std::optional<Result<std::vector<migration::RestoredTable>>> m_restored;
    std::vector<migration::StepReport> m_unsettled; // finished on a line that was lost later
    TaskHandle m_task;
    RunController m_controller; // last: it waits for its thread
};

} // namespace howdah::ui
