// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exportflow.h"

#include "common/prompter.h"
#include "prompt/promptjournal.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::FileAction;
using operations::PromptExport;
using prompt::StoredPrompt;

ExportFlow::ExportFlow(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
}

std::vector<StoredPrompt> ExportFlow::chosen(ExportDialog::Scope scope) const
{
    std::vector<StoredPrompt> prompts;
    if (!m_parts.source->overview())
        return prompts;
    const StoredPrompt *current = m_parts.selected();
    for (const StoredPrompt &one : m_parts.source->overview()->prompts) {
        const bool wanted = scope == ExportDialog::Scope::All
                         || (scope == ExportDialog::Scope::Active && one.prompt.active.value_or(false))
                         || (scope == ExportDialog::Scope::Version && current && one.id == current->id);
        if (wanted && isReadable(one.state))
            prompts.push_back(one);
    }
    return prompts;
}

void ExportFlow::open()
{
    if (!m_parts.source->overview())
        return;
    const StoredPrompt *current = m_parts.selected();
    const auto count = [this](ExportDialog::Scope scope) { return int(chosen(scope).size()); };
    const int all = count(ExportDialog::Scope::All);
    auto *dialog = new ExportDialog(
        current ? u"%1 %2"_s.arg(current->prompt.name, current->prompt.version) : tr("The selected version"),
        {count(ExportDialog::Scope::Version), count(ExportDialog::Scope::Active), all},
        int(m_parts.source->overview()->prompts.size()) - all, m_parts.context->window());
    connect(dialog, &ExportDialog::planWanted, this, [this, dialog] { plan(dialog); });
    connect(
        dialog, &ExportDialog::folderChosen, this, [this, dialog](const QString &folder) { write(dialog, folder); });
    m_parts.context->open(dialog);
    plan(dialog);
}

void ExportFlow::plan(ExportDialog *dialog)
{
    const auto scope = dialog->scope();
    const auto format = dialog->format();
    whenDone(
        dialog, m_parts.context->jobs().work<PromptExport>([prompts = chosen(scope), format] {
            return operations::planPromptExport(
                prompts, {.format = format, .folder = {}, .distinguishesLiteLlm = true});
        }),
        [dialog, scope, format](const Result<PromptExport> &plan) {
            // An older question may be answered after a newer one.
            if (dialog->scope() == scope && dialog->format() == format)
                dialog->showPlan(plan);
        });
}

// What lies in the folder already is looked at first, and replaced only after a question.
void ExportFlow::write(ExportDialog *dialog, const QString &folder)
{
    const operations::PromptExportOptions options{
        .format = dialog->format(), .folder = folder, .overwrite = false, .distinguishesLiteLlm = true};
    whenDone(
        dialog, m_parts.context->jobs().work<PromptExport>([prompts = chosen(dialog->scope()), options] {
            return operations::planPromptExport(prompts, options);
        }),
        [flow = QPointer(this), dialog](const Result<PromptExport> &plan) {
            if (!flow)
                return;
            if (!plan) {
                dialog->showDone(describe(plan.error()), true);
                return;
            }
            QStringList taken;
            for (const operations::ExportedFile &file : plan->files) {
                if (file.action == FileAction::Replace || file.action == FileAction::Edited)
                    taken << file.name;
            }
            if (taken.isEmpty())
                flow->writeFiles(dialog, *plan);
            else
                flow->askToReplace(dialog, *plan, taken);
        });
}

void ExportFlow::askToReplace(ExportDialog *dialog, const PromptExport &files, const QStringList &taken)
{
    PromptExport all = files;
    for (operations::ExportedFile &file : all.files) {
        if (file.action == FileAction::Edited)
            file.action = FileAction::Replace;
    }
    const Question question{
        .title = tr("Replace %n files?", nullptr, int(taken.size())),
        .text = tr("%1 contains files of these names with different contents. They would be lost.")
                    .arg(QDir::toNativeSeparators(files.folder)),
        .sql = {},
        .losses = taken,
        .acceptText = tr("Replace"),
        .tone = Tone::Failed};
    m_parts.context->services().prompter->confirm(
        m_parts.context->window(), question, [flow = QPointer(this), dialog = QPointer(dialog), all](bool yes) {
            if (!flow || !dialog)
                return;
            if (yes)
                flow->writeFiles(dialog, all);
            else
                dialog->showDone(tr("Nothing was written."), false);
        });
}

void ExportFlow::writeFiles(ExportDialog *dialog, const PromptExport &files)
{
    whenDone(
        dialog, m_parts.context->jobs().work<qsizetype>([files, origin = m_parts.source->origin()] {
            return operations::writePromptExport(files, origin, prompt::promptJournalFile());
        }),
        [dialog, folder = files.folder](const Result<qsizetype> &written) {
            if (written)
                dialog->showDone(
                    tr("%n files were written to %1", nullptr, int(*written)).arg(QDir::toNativeSeparators(folder)),
                    false);
            else
                dialog->showDone(describe(written.error()), true);
        });
}

} // namespace howdah::ui
