// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/activationflow.h"

#include "prompt/dialogs/activatedialog.h"
#include "prompt/promptjournal.h"

namespace howdah::ui {

using operations::ActivationPlan;
using prompt::ActivationAction;
using prompt::StoredPrompt;

ActivationFlow::ActivationFlow(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
}

void ActivationFlow::activateSelected()
{
    if (const StoredPrompt *stored = m_parts.selected())
        plan({ActivationAction::Activate, stored->prompt.name, stored->id});
}

void ActivationFlow::rollBack()
{
    if (const StoredPrompt *stored = m_parts.selected())
        plan({ActivationAction::Rollback, stored->prompt.name, {}});
}

// What is shown is what the database says now, and nothing else is done later.
void ActivationFlow::plan(const operations::ActivationWish &wish)
{
    whenDone(
        this,
        m_parts.context->jobs().read<ActivationPlan>(
            [overview = m_parts.source->overview(), wish](connection::Session &session) {
                return operations::planActivation(session, overview->table, overview->prompts, wish);
            }),
        [this, wish](const Result<ActivationPlan> &plan) {
            if (plan)
                ask(*plan);
            else if (plan.error().kind == ErrorKind::NotFound && wish.action == ActivationAction::Rollback)
                m_parts.context->report(
                    Tone::Edited,
                    tr("Nothing has been replaced yet: there is no version of %1 to go back to.").arg(wish.name));
            else
                m_parts.context->report(plan.error());
        });
}

void ActivationFlow::ask(const ActivationPlan &plan)
{
    const bool production = m_parts.context->connection().guard().environment() == Environment::Production;
    auto *dialog = new ActivateDialog(plan, production ? plan.request.name : QString(), m_parts.context->window());
    connect(dialog, &QDialog::accepted, this, [this, dialog] { carryOut(*dialog); });
    m_parts.context->open(dialog);
    readScores(dialog);
}

void ActivationFlow::readScores(ActivateDialog *dialog)
{
    whenDone(
        dialog,
        m_parts.context->jobs().read<prompt::Scorecards>(
            [table = m_parts.source->overview()->table,
             request = dialog->plan().request](connection::Session &session) {
                return prompt::readScorecards(
                    session, table, request.id, request.expectedId, prompt::TimeWindow::lastDays(30));
            }),
        [dialog](const Result<prompt::Scorecards> &cards) {
            if (cards)
                dialog->showScores(cards->first, cards->second);
            else
                dialog->showScoreProblem(cards.error().message);
        });
}

void ActivationFlow::carryOut(const ActivateDialog &dialog)
{
    if (!m_parts.source->overview())
        return;
    prompt::ActivationRequest request = dialog.plan().request;
    request.reason = dialog.reason();
    m_parts.context->write<prompt::ActivationReport>(
        this,
        [table = m_parts.source->overview()->table, request,
         origin = m_parts.source->origin()](connection::Session &on) {
            return operations::changeActivePrompt(on, table, request, origin, prompt::promptJournalFile());
        },
        [this, next = *dialog.plan().next](const Result<prompt::ActivationReport> &report) {
            if (report)
                m_parts.context->report(
                    Tone::Applied, tr("%1 now uses %2.").arg(next.prompt.name, next.prompt.version));
            else
                m_parts.context->report(report.error());
            Q_EMIT m_parts.context->reloadWanted(next.id);
        });
}

} // namespace howdah::ui
