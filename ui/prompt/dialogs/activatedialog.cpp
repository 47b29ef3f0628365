// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/activatedialog.h"

#include "common/statestack.h"
#include "common/typednames.h"
#include "compare/compareview.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>
#include <QTabBar>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

static bool isRollback(const operations::ActivationPlan &plan)
{
    return plan.request.action == prompt::ActivationAction::Rollback;
}

static QString titleOf(const operations::ActivationPlan &plan)
{
    return (isRollback(plan) ? ActivateDialog::tr("Roll %1 back to %2?") : ActivateDialog::tr("Activate %1 %2?"))
        .arg(plan.request.name, plan.next->prompt.version);
}

static QString textOf(const StoredPrompt &next, const std::optional<StoredPrompt> &current)
{
    if (!current)
        return ActivateDialog::tr("No version of this prompt is active now. After this the agent uses %1.")
            .arg(next.prompt.version);
    return ActivateDialog::tr("%1 is active now; %2 replaces it in one step. If somebody else activates another "
                              "version in the meantime, nothing is changed. \"Roll back\" returns to %1.")
        .arg(current->prompt.version, next.prompt.version);
}

ActivateDialog::ActivateDialog(const operations::ActivationPlan &plan, const QString &typed, QWidget *parent)
    : DialogFrame(named(titleOf(plan), textOf(*plan.next, plan.current)), parent)
    , m_plan(plan)
    , m_scores(new QTableView)
    , m_compare(new CompareView)
    , m_reason(new QLineEdit)
{
    setObjectName(u"activateDialog"_s);
    resizeWithin({900, 640});
    m_scores->setAccessibleName(tr("Scorecards of both versions"));
    m_scores->setModel(&m_model);
    m_scores->verticalHeader()->hide();
    m_scores->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_scores->setShowGrid(false);
    m_scores->setWordWrap(true);
    m_scores->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_scores->setTabKeyNavigation(false);
    m_state = new StateStack(m_scores);
    m_state->showLoading(tr("Reading the calls of the last 30 days"));
    auto *tabs = new QTabWidget;
    tabs->setObjectName(u"activateTabs"_s);
    tabs->tabBar()->setAccessibleName(tr("Calls or changes"));
    tabs->setDocumentMode(true);
    tabs->addTab(m_state, tr("Last 30 days"));
    auto *differs = new StateStack(m_compare);
    tabs->addTab(differs, tr("Changes"));
    const StoredPrompt &next = *plan.next;
    const std::optional<StoredPrompt> &current = plan.current;
    if (!isReadable(next.state) || (current && !isReadable(current->state)))
        differs->showEmpty(
            {u"object-locked"_s,
             tr("Not readable"),
             tr("A text cannot be decrypted with the available keys, so the changes cannot be shown."),
             {}});
    else
        m_compare->compare(current ? current->prompt.systemPrompt : QString(), next.prompt.systemPrompt);
    content()->addWidget(tabs, 1);
    m_reason->setObjectName(u"reason"_s);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Reason, recorded with your name in the history"));
    content()->addWidget(m_reason);
    startWith(addSafe(tr("Cancel")));
    QPushButton *accept = addAccept(isRollback(plan) ? tr("Roll back") : tr("Activate"));
    connect(accept, &QPushButton::clicked, this, &QDialog::accept);
    if (typed.isEmpty())
        return;
    auto *names = new TypedNames({typed}, tr("This is production."));
    content()->addWidget(names);
    accept->setEnabled(false);
    connect(names, &TypedNames::changed, accept, [accept, names] { accept->setEnabled(names->isComplete()); });
}

QString ActivateDialog::reason() const { return m_reason->text().trimmed(); }

void ActivateDialog::showScores(const prompt::Scorecard &next, const std::optional<prompt::Scorecard> &current)
{
    m_scored = true;
    m_model.setLines(
        scoreRows(next, current), m_plan.next->prompt.version,
        m_plan.current ? m_plan.current->prompt.version : QString());
    m_scores->horizontalHeader()->setStretchLastSection(true);
    for (int i = 0; i + 1 < m_model.columnCount(); ++i)
        m_scores->setColumnWidth(i, i == ScoreModel::Figure ? 160 : 200);
    m_state->showContent();
}

void ActivateDialog::showScoreProblem(const QString &problem)
{
    m_scored = true;
    m_state->showEmpty({u"office-chart-line"_s, tr("No statistics"), problem, {}});
}

} // namespace howdah::ui
