// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/releaseflow.h"

#include "prompt/dialogs/releasedialog.h"
#include "prompt/promptjournal.h"

namespace howdah::ui {

ReleaseFlow::ReleaseFlow(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
}

void ReleaseFlow::open()
{
    const prompt::StoredPrompt *stored = m_parts.selected();
    if (!stored)
        return;
    auto *dialog = new ReleaseDialog(m_parts.source->overview(), *stored, m_parts.context->window());
    m_dialog = dialog;
    connect(dialog, &ReleaseDialog::labelWanted, this, &ReleaseFlow::label);
    connect(dialog, &ReleaseDialog::approvalWanted, this, &ReleaseFlow::approve);
    m_parts.context->open(dialog);
    read(dialog);
}

void ReleaseFlow::read(ReleaseDialog *dialog)
{
    whenDone(
        dialog,
        m_parts.context->jobs().read<prompt::Release>(
            [table = m_parts.source->overview()->table](connection::Session &session) {
                return prompt::readRelease(session, table);
            }),
        [this, dialog](const Result<prompt::Release> &release) {
            m_release = release ? *release : prompt::Release();
            dialog->show(release);
        });
}

void ReleaseFlow::label(const QString &label, const QString &reason, bool removes)
{
    if (!m_dialog || !m_parts.source->overview())
        return;
    const prompt::StoredPrompt stored = m_dialog->stored();
    Result<operations::LabelPlan> plan = operations::planLabel(
        m_release, m_parts.source->overview()->prompts, stored.prompt.name, label, removes ? QString() : stored.id);
    if (!plan)
        return m_dialog->showOutcome(describe(plan.error()));
    plan->request.reason = reason;
    carryOut([table = m_parts.source->overview()->table, plan = *plan,
              origin = m_parts.source->origin()](connection::Session &on) {
        return operations::changePromptLabel(on, table, plan, origin, prompt::promptJournalFile());
    });
}

void ReleaseFlow::approve(bool withdraws, const QString &comment)
{
    if (!m_dialog || !m_parts.source->overview())
        return;
    const prompt::StoredPrompt stored = m_dialog->stored();
    Result<prompt::ApprovalRequest> request = operations::planApproval(m_release, stored, withdraws);
    if (!request)
        return m_dialog->showOutcome(describe(request.error()));
    request->comment = comment;
    carryOut([table = m_parts.source->overview()->table, stored, request = *request,
              origin = m_parts.source->origin()](connection::Session &on) {
        return operations::approvePrompt(on, table, stored, request, origin, prompt::promptJournalFile());
    });
}

// What the rules refuse is said in the dialog, beside what was asked for.
void ReleaseFlow::carryOut(std::function<Result<void>(connection::Session &)> job)
{
    const bool begun = m_parts.context->write<void>(this, std::move(job), [this](const Result<void> &done) {
        if (!m_dialog)
            return;
        m_dialog->showOutcome(done ? QString() : describe(done.error()));
        read(m_dialog);
    });
    if (!begun && m_dialog)
        m_dialog->showOutcome(tr("Nothing was written."));
}

} // namespace howdah::ui
