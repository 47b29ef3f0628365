// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "prompt/edit/scorepanel.h"
#include "prompt/run/endpoint.h"
#include "prompt/test/pairedcomparison.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QTabWidget;
class QTreeWidget;

namespace howdah::ui {

class Banner;

// Datasets with their cases, and the runs of versions over them: what is there, and what is wanted of it. Whoever opens
// it reads and writes.
class DatasetsDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // The version that is tested, and those that it can be compared with.
    DatasetsDialog(const VersionChoice &version, const std::vector<VersionChoice> &others, QWidget *parent);

    void setRefusal(const QString &refusal); // why nothing can be written, "" when it can
    void setEndpoints(const Result<prompt::Endpoints> &endpoints);
    // `select`: the id of the one to show; "" for the one that is shown.
    void showDatasets(const std::vector<prompt::Dataset> &datasets, const QString &select);
    void showCases(const std::vector<prompt::TestCase> &cases);
    void showRuns(const std::vector<prompt::TestRun> &runs);
    // Of the run that is chosen; with the one that it was made to be compared with.
    void showResults(
        const std::vector<prompt::CaseResult> &results, const std::optional<prompt::PairedComparison> &comparison);
    void report(const QString &words, bool failed = false);

    void showProgress(qsizetype done, qsizetype all, const QString &words);
    void endProgress();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

    [[nodiscard]] QString datasetId() const;
    [[nodiscard]] QString datasetName() const;
    [[nodiscard]] const std::vector<prompt::TestCase> &cases() const { return m_cases; }
    [[nodiscard]] QString baselineId() const;
    [[nodiscard]] QString endpoint() const;

Q_SIGNALS:
    void datasetChosen();
    void createWanted();
    void removeWanted();
    void caseWanted(const howdah::prompt::TestCase &testCase); // to be edited; without an id: a new one
    void callsWanted();
    void casesUnwanted(const QStringList &ids);
    void runWanted();
    void cancelWanted();
    void runChosen(const howdah::prompt::TestRun &run);

private:
    [[nodiscard]] QWidget *buildList();
    [[nodiscard]] QWidget *buildCases();
    [[nodiscard]] QWidget *buildRuns();
    [[nodiscard]] QWidget *buildRunning(const VersionChoice &version, const std::vector<VersionChoice> &others);
    [[nodiscard]] QPushButton *tool(const QString &text, const QString &name);
    void editCurrent();
    void removeChosen();
    void update();

    std::vector<prompt::TestCase> m_cases;
    std::vector<prompt::TestRun> m_runs;
    QString m_refusal;
    QString m_endpointProblem;
    bool m_isRunning = false;
    QTreeWidget *m_datasets;
    QTreeWidget *m_caseList;
    QTreeWidget *m_runList;
    QTreeWidget *m_results;
    QTabWidget *m_tabs;
    QLabel *m_comparison;
    QComboBox *m_baseline;
    QComboBox *m_endpoints;
    QProgressBar *m_progress;
    QLabel *m_progressText;
    Banner *m_reported;
    QPushButton *m_create = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_addCase = nullptr;
    QPushButton *m_fromCalls = nullptr;
    QPushButton *m_editCase = nullptr;
    QPushButton *m_removeCases = nullptr;
    QPushButton *m_run = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace howdah::ui
