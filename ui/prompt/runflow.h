// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "prompt/edit/promptrunpanel.h"
#include "prompt/promptparts.h"

#include <QSet>
#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <stop_token>

namespace howdah::ui {

// Running the version that is shown, as it is edited and with the values that are tried: the plan, the question whether
// a guarded text may leave, and the answer as it comes. Lives as long as the page shows this database. UI thread; the
// endpoint is asked on another one.
class RunFlow final : public QObject
{
    Q_OBJECT
public:
    explicit RunFlow(const PromptParts &parts);
    ~RunFlow() override;

    // Others may have configured some.
    void readEndpoints();
    void run();
    void cancel();
    // Another version is shown, or none.
    void showSelected();
    [[nodiscard]] bool isRunning() const { return panel()->isRunning(); }

private:
    struct Pieces; // of the answer, between the threads
    [[nodiscard]] PromptRunPanel *panel() const { return m_parts.detail->run(); }
    void ask(const operations::PromptRunPlan &plan, const QString &agreement);
    void send(const operations::PromptRunPlan &plan);
    void showPieces();
    void ended(const Result<operations::PromptRunReport> &report);

    PromptParts m_parts;
    QThreadPool m_pool;
    Latest m_reads;
    Latest m_plans;
    Latest m_runs;
    std::stop_source m_stop;
    std::shared_ptr<Pieces> m_pieces;
    QTimer m_showing;
    TaskHandle m_task;
    QString m_shownId;
    // What may be sent where was said once, for as long as this database is shown.
    QSet<QString> m_agreed;
};

} // namespace howdah::ui
