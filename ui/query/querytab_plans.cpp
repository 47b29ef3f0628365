// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/querytab.h"

#include "base/plainfile.h"
#include "base/whendone.h"
#include "common/icons.h"
#include "connect/connectioncontroller.h"
#include "operations/proveindex/indexmigration.h"
#include "plan/planview.h"
#include "plan/prove/provedialog.h"
#include "query/run/explainchoices.h"
#include "query/run/summary.h"

#include <QFileInfo>
#include <QToolButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void QueryTab::explain(bool measured)
{
    if (m_run->isRunning())
        return;
    const SqlEditor::Extent selected = m_editor->selectedBytes();
    const SqlEditor::Extent extent = selected.size > 0 ? selected : m_editor->extentOf(m_editor->partsAtCursor());
    const query::Script script(m_editor->bytesOf(extent), m_editor->script().hasStandardStrings());
    constexpr int AnyVersion = 180'000; // of what is looked at, the versions judge alike
    const query::RunSummary summary = query::summarize(script, script.all(), AnyVersion);
    if (summary.statementsInAll != 1)
        return m_notices->say(u"run"_s, Tone::Neutral, tr("Put the cursor on the statement to explain, or select it."));
    if (summary.statements.front().command.startsWith("EXPLAIN"_L1))
        return runPart(Part::AtCursor);
    const operations::ExplainOptions options = m_actions.explainChoices->options(measured);
    // A generic plan is that of all values.
    if (!options.has(operations::ExplainOption::GenericPlan) && m_form->askForMissing())
        return;
    TabRun::Order order = orderAt(extent);
    order.explain = options;
    start(std::move(order));
}

void QueryTab::openPlan(const QString &title, const QByteArray &text)
{
    if (text.trimmed().isEmpty())
        return m_notices->say(u"run"_s, Tone::Neutral, tr("There is no plan to open."));
    m_results->addPlan(title, text);
}

void QueryTab::openPlanFile(const QString &path)
{
    whenDone(
        this, QtConcurrent::run([path] { return readPlainFile(path); }), [this, path](const Result<QByteArray> &text) {
            if (text)
                openPlan(QFileInfo(path).fileName(), *text);
            else
                m_notices->say(u"run"_s, Tone::Failed, describe(text.error()));
        });
}

// ---- what an index would do for it

void QueryTab::dressPlan(PlanView *view)
{
    auto *prove = new QToolButton(view);
    prove->setObjectName(u"proveIndex"_s);
    prove->setIcon(icon(u"office-chart-line"_s));
    prove->setText(tr("Prove an index…"));
    prove->setAccessibleName(prove->text());
    prove->setAutoRaise(true);
    view->addTool(prove);
    const auto update = [view, prove] {
        const bool isHere = view->origin().isHere && view->origin().isHere();
        prove->setEnabled(view->plan() && !view->origin().statement.isEmpty() && isHere);
        prove->setToolTip(
            prove->isEnabled()
                ? tr("Prove an index: find the indexes that this statement may want, and measure them on "
                     "a copy of its tables")
                : tr("An index is proved where the statement is known, and the window is connected to "
                     "its database"));
    };
    update();
    connect(view, &PlanView::planChanged, prove, update);
    connect(m_services.connection, &ConnectionController::stateChanged, prove, update);
    connect(prove, &QToolButton::clicked, this, [this, view] { proveIndex(view); });
}

void QueryTab::proveIndex(PlanView *view)
{
    connection::ConnInfo target = m_services.connection->target();
    target.context = m_services.connection->sessionContext();
    auto *dialog =
        new ProveDialog(target, QString::fromUtf8(view->origin().statement), migration::scratchServer(), this);
    dialog->setObjectName(u"proveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ProveDialog::migrationWanted, this, [this, dialog](const plan::IndexCandidate &candidate) {
        const catalog::Snapshot catalog = m_services.connection->catalog();
        const QString sql = operations::indexMigrationSql(candidate, catalog.get());
        dialog->accept();
        Q_EMIT migrationWanted(sql.toUtf8());
    });
    dialog->open();
}

} // namespace howdah::ui
