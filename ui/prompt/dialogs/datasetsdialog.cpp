// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/datasetsdialog.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/tooltips.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::CaseResult;
using prompt::Dataset;
using prompt::TestCase;
using prompt::TestRun;

namespace {

QTreeWidget *listOf(const QString &name, const QString &words, const QStringList &headers)
{
    auto *list = new QTreeWidget;
    list->setObjectName(name);
    list->setAccessibleName(words);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setHeaderLabels(headers);
    return list;
}

// One line of a text of any length.
QString inLine(const QString &text) { return text.simplified().left(200); }

QString comparisonText(const prompt::PairedComparison &comparison)
{
    QStringList lines;
    for (const prompt::MetricComparison &metric : comparison.metrics)
        if (metric.change && metric.verdict != prompt::Verdict::NotEnough)
            lines << DatasetsDialog::tr("%1: %2, %3")
                         .arg(
                             prompt::pairedLabel(metric.key), prompt::pairedText(metric.key, *metric.change),
                             prompt::verdictText(metric.verdict));
    if (lines.isEmpty())
        lines << DatasetsDialog::tr("Too few cases to compare the versions: %1 of %2 needed.")
                     .arg(countText(comparison.pairs), countText(prompt::PairedComparison::Enough));
    if (!comparison.unanswered.isEmpty())
        lines << DatasetsDialog::tr("Left out, as one of both has no answer: %1")
                     .arg(inLine(comparison.unanswered.join(u", "_s)));
    return lines.join(u'\n');
}

} // namespace

DatasetsDialog::DatasetsDialog(const VersionChoice &version, const std::vector<VersionChoice> &others, QWidget *parent)
    : DialogFrame(
          named(
              tr("Datasets"),
              tr("Cases that versions of prompts are tested with. They are in the platform's database.")),
          parent)
    , m_datasets(listOf(u"datasets"_s, tr("Datasets"), {tr("Dataset"), tr("Cases")}))
    , m_caseList(listOf(u"cases"_s, tr("Cases"), {tr("Case"), tr("Values"), tr("Expected"), tr("Assertions")}))
    , m_runList(listOf(
          u"runs"_s, tr("Runs"), {tr("Started"), tr("Version"), tr("Model"), tr("State"), tr("Passed"), tr("Score")}))
    , m_results(listOf(u"results"_s, tr("Results"), {tr("Case"), tr("Result"), tr("Score"), tr("Time"), tr("Details")}))
    , m_tabs(new QTabWidget)
    , m_comparison(new QLabel)
    , m_baseline(new QComboBox)
    , m_endpoints(new QComboBox)
    , m_progress(new QProgressBar)
    , m_progressText(new QLabel)
    , m_reported(new Banner(Tone::Applied))
{
    setObjectName(u"datasetsDialog"_s);
    resizeWithin({1040, 680});
    m_reported->setObjectName(u"datasetsTold"_s);
    m_reported->hide();
    content()->addWidget(m_reported);
    auto *columns = new QSplitter(Qt::Horizontal);
    columns->setChildrenCollapsible(false);
    columns->addWidget(buildList());
    m_tabs->setObjectName(u"datasetTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildCases(), tr("Cases"));
    m_tabs->addTab(buildRuns(), tr("Runs"));
    columns->addWidget(m_tabs);
    columns->setStretchFactor(1, 1);
    columns->setSizes({230, 780});
    content()->addWidget(columns, 1);
    content()->addWidget(buildRunning(version, others));
    startWith(addSafe(tr("Close")));
    update();
}

QPushButton *DatasetsDialog::tool(const QString &text, const QString &name)
{
    QPushButton *made = button(text);
    made->setObjectName(name);
    made->setAutoDefault(false);
    return made;
}

QWidget *DatasetsDialog::buildList()
{
    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    m_datasets->header()->setStretchLastSection(false);
    m_datasets->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_datasets->header()->resizeSection(1, 60);
    column->addWidget(m_datasets, 1);
    m_create = tool(tr("New…"), u"createDataset"_s);
    m_remove = tool(tr("Remove…"), u"removeDataset"_s);
    auto *tools = new QHBoxLayout;
    tools->addWidget(m_create);
    tools->addWidget(m_remove);
    tools->addStretch(1);
    column->addLayout(tools);
    connect(m_create, &QPushButton::clicked, this, &DatasetsDialog::createWanted);
    connect(m_remove, &QPushButton::clicked, this, &DatasetsDialog::removeWanted);
    connect(m_datasets, &QTreeWidget::currentItemChanged, this, [this] {
        showCases({});
        showRuns({});
        Q_EMIT datasetChosen();
    });
    return side;
}

QWidget *DatasetsDialog::buildCases()
{
    auto *tab = new QWidget;
    auto *column = new QVBoxLayout(tab);
    column->setContentsMargins(0, space::inside, 0, 0);
    column->setSpacing(space::inside);
    m_caseList->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_caseList->header()->resizeSection(0, 150);
    m_caseList->header()->resizeSection(1, 210);
    m_caseList->header()->resizeSection(2, 180);
    column->addWidget(m_caseList, 1);
    m_fromCalls = tool(tr("Add from calls…"), u"addFromCalls"_s);
    m_addCase = tool(tr("Add…"), u"addCase"_s);
    m_editCase = tool(tr("Edit…"), u"editCase"_s);
    m_removeCases = tool(tr("Remove"), u"removeCases"_s);
    auto *tools = new QHBoxLayout;
    for (QPushButton *one : {m_fromCalls, m_addCase, m_editCase, m_removeCases})
        tools->addWidget(one);
    tools->addStretch(1);
    column->addLayout(tools);
    connect(m_fromCalls, &QPushButton::clicked, this, &DatasetsDialog::callsWanted);
    connect(m_addCase, &QPushButton::clicked, this, [this] { Q_EMIT caseWanted({}); });
    connect(m_editCase, &QPushButton::clicked, this, &DatasetsDialog::editCurrent);
    connect(m_caseList, &QTreeWidget::itemActivated, this, &DatasetsDialog::editCurrent);
    connect(m_removeCases, &QPushButton::clicked, this, &DatasetsDialog::removeChosen);
    connect(m_caseList, &QTreeWidget::itemSelectionChanged, this, &DatasetsDialog::update);
    return tab;
}

QWidget *DatasetsDialog::buildRuns()
{
    auto *tab = new QSplitter(Qt::Vertical);
    tab->setChildrenCollapsible(false);
    m_runList->header()->resizeSection(0, 150);
    m_runList->header()->resizeSection(1, 180);
    m_runList->header()->resizeSection(2, 150);
    tab->addWidget(m_runList);
    auto *below = new QWidget;
    auto *column = new QVBoxLayout(below);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    m_comparison->setObjectName(u"comparison"_s);
    m_comparison->setTextFormat(Qt::PlainText);
    m_comparison->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_comparison->setWordWrap(true);
    m_comparison->hide();
    column->addWidget(m_comparison);
    m_results->header()->resizeSection(0, 150);
    m_results->header()->resizeSection(1, 90);
    m_results->header()->resizeSection(2, 60);
    m_results->header()->resizeSection(3, 80);
    column->addWidget(m_results, 1);
    tab->addWidget(below);
    connect(m_runList, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem *item) {
        showResults({}, {});
        const int row = m_runList->indexOfTopLevelItem(item);
        if (row >= 0 && row < int(m_runs.size()))
            Q_EMIT runChosen(m_runs[size_t(row)]);
    });
    return tab;
}

QWidget *DatasetsDialog::buildRunning(const VersionChoice &version, const std::vector<VersionChoice> &others)
{
    auto *bar = new QWidget;
    auto *column = new QVBoxLayout(bar);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    auto *tested = new QLabel(tr("Test %1").arg(version.label));
    tested->setTextFormat(Qt::PlainText);
    row->addWidget(tested);
    m_baseline->setObjectName(u"testBaseline"_s);
    m_baseline->setAccessibleName(tr("Compare with"));
    m_baseline->addItem(tr("compared with nothing"), QString());
    for (const VersionChoice &one : others)
        m_baseline->addItem(tr("compared with %1").arg(one.label), one.id);
    row->addWidget(m_baseline);
    m_endpoints->setObjectName(u"testEndpoint"_s);
    m_endpoints->setAccessibleName(tr("Endpoint"));
    row->addWidget(m_endpoints);
    m_run = tool(tr("Run the cases"), u"runCases"_s);
    m_cancel = tool(tr("Cancel"), u"cancelCases"_s);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_run);
    column->addLayout(row);
    auto *progress = new QHBoxLayout;
    m_progress->setObjectName(u"testProgress"_s);
    m_progress->setAccessibleName(tr("Cases that were run"));
    m_progress->hide();
    m_progressText->setTextFormat(Qt::PlainText);
    m_progressText->hide();
    progress->addWidget(m_progress, 1);
    progress->addWidget(m_progressText, 1);
    column->addLayout(progress);
    connect(m_run, &QPushButton::clicked, this, &DatasetsDialog::runWanted);
    connect(m_cancel, &QPushButton::clicked, this, &DatasetsDialog::cancelWanted);
    return bar;
}

// ---- what is shown

void DatasetsDialog::setRefusal(const QString &refusal)
{
    m_refusal = refusal;
    update();
}

void DatasetsDialog::setEndpoints(const Result<prompt::Endpoints> &endpoints)
{
    m_endpoints->clear();
    m_endpointProblem = endpoints ? QString() : describe(endpoints.error());
    if (endpoints) {
        for (const prompt::Endpoint &one : endpoints->list)
            m_endpoints->addItem(one.name);
        if (!endpoints->usual.isEmpty())
            m_endpoints->setCurrentText(endpoints->usual);
        if (endpoints->list.empty())
            m_endpointProblem = tr("No endpoint is configured; add one in the settings.");
    }
    m_endpoints->setVisible(m_endpointProblem.isEmpty());
    update();
}

void DatasetsDialog::showDatasets(const std::vector<Dataset> &datasets, const QString &select)
{
    const QString wanted = select.isEmpty() ? datasetId() : select;
    const QSignalBlocker quiet(m_datasets);
    m_datasets->clear();
    for (const Dataset &one : datasets) {
        auto *line = new QTreeWidgetItem(m_datasets, {one.name, countText(one.cases)});
        line->setData(0, Qt::UserRole, one.id);
        line->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        line->setToolTip(0, plainToolTip(one.description.isEmpty() ? one.name : one.description));
        if (one.id == wanted)
            m_datasets->setCurrentItem(line);
    }
    if (!m_datasets->currentItem())
        m_datasets->setCurrentItem(m_datasets->topLevelItem(0));
    update();
    Q_EMIT datasetChosen();
}

void DatasetsDialog::showCases(const std::vector<TestCase> &cases)
{
    m_cases = cases;
    m_caseList->clear();
    for (const TestCase &one : cases) {
        QStringList values;
        for (auto it = one.variables.begin(); it != one.variables.end(); ++it)
            values << it.key() + u" = "_s + inLine(it.value());
        QStringList assertions;
        for (const prompt::Assertion &assertion : one.assertions)
            assertions << prompt::describe(assertion);
        auto *line = new QTreeWidgetItem(
            m_caseList, {one.name, values.join(u"; "_s), inLine(one.expected.value_or(QString())),
                         one.problem.isEmpty() ? inLine(assertions.join(u"; "_s)) : one.problem});
        if (!one.problem.isEmpty())
            line->setIcon(3, icon(Tone::Failed));
        for (int column = 1; column < 4; ++column)
            line->setToolTip(column, plainToolTip(line->text(column)));
    }
    update();
}

void DatasetsDialog::showRuns(const std::vector<TestRun> &runs)
{
    const QSignalBlocker quiet(m_runList);
    m_runs = runs;
    m_runList->clear();
    for (const TestRun &one : runs) {
        auto *line = new QTreeWidgetItem(
            m_runList,
            {one.startedAt.left(19), one.version, one.model, prompt::runStateText(one.state),
             tr("%1 of %2").arg(countText(one.passed), countText(one.cases)), QLocale().toString(one.score, 'f', 2)});
        line->setIcon(4, icon(one.cases > 0 && one.passed == one.cases ? Tone::Applied : Tone::Failed));
        if (!one.isSameText) {
            line->setIcon(1, icon(Tone::Edited));
            line->setToolTip(1, tr("The texts of the version were changed, or encrypted again, after this run"));
        }
    }
    m_results->clear();
    m_comparison->hide();
}

void DatasetsDialog::showResults(
    const std::vector<CaseResult> &results, const std::optional<prompt::PairedComparison> &comparison)
{
    m_results->clear();
    for (const CaseResult &one : results) {
        QStringList details;
        if (!one.error.isEmpty())
            details << one.error;
        for (const prompt::CheckResult &check : one.checks)
            if (!check.detail.isEmpty())
                details << prompt::assertionLabel(check.kind) + u": "_s + check.detail;
        if (details.isEmpty())
            details << one.answer.value_or(QString());
        auto *line = new QTreeWidgetItem(
            m_results,
            {one.caseName,
             !one.error.isEmpty() ? tr("error")
             : one.passed         ? tr("passed")
                                  : tr("failed"),
             QLocale().toString(one.score, 'f', 2),
             one.milliseconds ? durationText(double(*one.milliseconds)) : QString(), inLine(details.join(u"; "_s))});
        line->setIcon(1, icon(one.passed ? Tone::Applied : Tone::Failed));
        line->setToolTip(4, plainToolTip(details.join(u'\n')));
    }
    m_comparison->setVisible(comparison.has_value());
    if (comparison) {
        m_comparison->setText(comparisonText(*comparison));
        m_comparison->setToolTip(plainToolTip(comparison->method));
    }
}

void DatasetsDialog::report(const QString &words, bool failed)
{
    m_reported->setTone(failed ? Tone::Failed : Tone::Applied);
    m_reported->setText(words);
    m_reported->setVisible(!words.isEmpty());
}

void DatasetsDialog::showProgress(qsizetype done, qsizetype all, const QString &words)
{
    m_isRunning = true;
    m_progress->setMaximum(int(all));
    m_progress->setValue(int(done));
    m_progressText->setText(words);
    m_progress->show();
    m_progressText->show();
    update();
}

void DatasetsDialog::endProgress()
{
    m_isRunning = false;
    m_progress->hide();
    m_progressText->hide();
    m_tabs->setCurrentIndex(1);
    update();
}

// ---- what is wanted

QString DatasetsDialog::datasetId() const
{
    return m_datasets->currentItem() ? m_datasets->currentItem()->data(0, Qt::UserRole).toString() : QString();
}

QString DatasetsDialog::datasetName() const
{
    return m_datasets->currentItem() ? m_datasets->currentItem()->text(0) : QString();
}

QString DatasetsDialog::baselineId() const { return m_baseline->currentData().toString(); }

QString DatasetsDialog::endpoint() const { return m_endpoints->currentText(); }

void DatasetsDialog::editCurrent()
{
    const int row = m_caseList->indexOfTopLevelItem(m_caseList->currentItem());
    if (row >= 0 && m_editCase->isEnabled())
        Q_EMIT caseWanted(m_cases[size_t(row)]);
}

void DatasetsDialog::removeChosen()
{
    QStringList ids;
    for (int row = 0; row < m_caseList->topLevelItemCount(); ++row)
        if (m_caseList->topLevelItem(row)->isSelected())
            ids << m_cases[size_t(row)].id;
    if (!ids.isEmpty())
        Q_EMIT casesUnwanted(ids);
}

void DatasetsDialog::update()
{
    const auto enable = [](QPushButton *button, bool isEnabled, const QString &reason) {
        button->setEnabled(isEnabled && reason.isEmpty());
        button->setToolTip(reason.isEmpty() ? QString() : plainToolTip(reason));
    };
    const bool isChosen = m_datasets->currentItem() != nullptr;
    const bool hasCase = !m_caseList->selectedItems().isEmpty();
    enable(m_create, !m_isRunning, m_refusal);
    enable(m_remove, isChosen && !m_isRunning, m_refusal);
    enable(m_addCase, isChosen && !m_isRunning, m_refusal);
    enable(m_fromCalls, isChosen && !m_isRunning, m_refusal);
    enable(m_editCase, hasCase && !m_isRunning, m_refusal);
    enable(m_removeCases, hasCase && !m_isRunning, m_refusal);
    enable(m_run, isChosen && !m_cases.empty() && !m_isRunning, m_refusal.isEmpty() ? m_endpointProblem : m_refusal);
    m_datasets->setEnabled(!m_isRunning);
    m_cancel->setVisible(m_isRunning);
}

} // namespace howdah::ui
