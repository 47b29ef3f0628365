// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "operations/prompttest.h"
#include "prompt/promptparts.h"

#include <QPointer>
#include <QThreadPool>

#include <stop_token>

namespace howdah::ui {

class DatasetsDialog;

// The datasets of a database, their cases, and the runs of the selected version over them. A run goes on when the
// dialog is closed, and ends with the database that is shown. UI thread; the work is done on others.
class DatasetsFlow final : public QObject
{
    Q_OBJECT
public:
    explicit DatasetsFlow(const PromptParts &parts);
    ~DatasetsFlow() override;

    void open();
    void cancel() { m_stop.request_stop(); }
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

private:
    void readDatasets(const QString &select = {});
    void readDataset();
    void readRun(const prompt::TestRun &run);
    void create();
    void remove();
    void removeCases(const QStringList &ids);
    void editCase(const prompt::TestCase &testCase);
    void chooseCalls();
    void save(std::vector<prompt::TestCase> cases);
    void plan();
    void ask(const operations::PromptTestPlan &plan);
    void run(const operations::PromptTestPlan &plan);
    void ended(const Result<operations::PromptTestReport> &report);
    void report(const Error &error);
    // Runs a job of the session; `done` is called where it succeeded, on this thread.
    template <typename Job, typename Done>
    void write(Job job, Done done);

    PromptParts m_parts;
    QPointer<DatasetsDialog> m_dialog;
    prompt::StoredPrompt m_version; // that is tested
    QThreadPool m_pool;
    Latest m_lists;
    Latest m_contents;
    Latest m_results;
    Latest m_endpoints;
    Latest m_plans;
    std::stop_source m_stop;
    TaskHandle m_task;
    bool m_isRunning = false;
    qsizetype m_done = 0; // of the run
    qsizetype m_all = 0;
    QString m_words;
};

} // namespace howdah::ui
