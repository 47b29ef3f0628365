// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/planflow.h"

#include "base/figures.h"
#include "base/paths.h"
#include "base/propagate.h"
#include "operations/promptsync.h"
#include "prompt/dialogs/plandialog.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PlanFlow::PlanFlow(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
    connect(&m_watcher, &SourceWatcher::changed, this, &PlanFlow::read);
}

// ---- which files

void PlanFlow::chooseFolder()
{
    QString folder = m_folders.value(m_parts.source->label()).toString();
    if (folder.isEmpty())
        folder = QDir(shareFolder()).filePath(u"resources/prompts"_s);
    auto *dialog = new QFileDialog(m_parts.context->window(), tr("Folder of prompt files"), folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &PlanFlow::openFolder);
    dialog->open();
}

void PlanFlow::openFolder(const QString &folder)
{
    m_folders.insert(m_parts.source->label(), folder);
    open(folder, tr("Compare files with database"));
}

void PlanFlow::chooseFile()
{
    auto *dialog = new QFileDialog(
        m_parts.context->window(), tr("Import prompts"), {},
        tr("Prompts (*.prompt *.json *.prompty *.yml *.yaml *.csv);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PlanFlow::openFile);
    dialog->open();
}

void PlanFlow::openFile(const QString &file) { open(file, tr("Import %1").arg(QFileInfo(file).fileName())); }

// ---- the plan

void PlanFlow::open(const QString &origin, const QString &title)
{
    m_origin = origin;
    auto *dialog = new PlanDialog(title, m_parts.source->refusal(), m_parts.context->window());
    connect(dialog, &PlanDialog::planWanted, this, &PlanFlow::read);
    connect(dialog, &PlanDialog::applyWanted, this, [this, dialog] { apply(dialog); });
    connect(dialog, &QDialog::finished, this, [this] { m_watcher.watch({}, {}); });
    m_parts.context->open(dialog);
    m_dialog = dialog;
    // The files themselves when they have been read.
    const QFileInfo info(origin);
    m_watcher.watch(info.isDir() ? origin : info.path(), info.isDir() ? QStringList() : QStringList{info.fileName()});
    read();
}

void PlanFlow::read()
{
    if (!m_dialog || !m_parts.source->overview())
        return;
    using Plan = std::pair<PlanDialog::Incoming, prompt::SyncPlan>;
    m_plans.ask(
        m_dialog,
        m_parts.context->jobs().work<Plan>(
            [origin = m_origin, overview = m_parts.source->overview(), update = m_dialog->update()]() -> Result<Plan> {
                ASSIGN_OR_RETURN(
                    auto read, QFileInfo(origin).isDir() ? operations::readIncomingFolder(origin)
                                                         : operations::readIncomingFile(origin));
                // Broken files are shown beside the plan, and hold up nothing.
                ASSIGN_OR_RETURN(
                    auto plan, operations::planPromptSync(
                                   read, overview->prompts, {overview->usage.cbegin(), overview->usage.cend()},
                                   {.update = update, .withoutBroken = true}));
                auto findings = prompt::lintPrompts(read.prompts);
                return Plan{{std::move(read), std::move(findings)}, std::move(plan)};
            }),
        [this](const Result<Plan> &plan) {
            if (plan) {
                // Again each time: a file that was replaced is another one than the one that was watched.
                m_watcher.watch(plan->first.prompts.folder, plan->first.prompts.files);
                m_dialog->showPlan(plan->first, plan->second);
            } else {
                m_dialog->showProblem(describe(plan.error()));
            }
        });
}

void PlanFlow::apply(PlanDialog *dialog)
{
    const KeyBox::Ring keys = m_parts.context->keys().ring();
    if (!m_parts.source->overview())
        return;
    if (!keys->current()) {
        dialog->showProblem(tr("There is no key to encrypt the texts with. Create one under Keys first."));
        return;
    }
    m_parts.context->write<prompt::SyncReport>(
        this,
        [table = m_parts.source->overview()->table, plan = dialog->plan(), keys](connection::Session &on) {
            return operations::applyPromptSync(on, table, plan, *keys, {});
        },
        [this, dialog = QPointer(dialog)](const Result<prompt::SyncReport> &report) {
            if (!report) {
                if (dialog)
                    dialog->showProblem(describe(report.error()));
                return;
            }
            m_parts.context->report(
                Tone::Applied, tr("%1 versions inserted, %2 updated.")
                                   .arg(countText(qlonglong(report->inserted)), countText(qlonglong(report->updated))));
            if (dialog)
                dialog->accept();
            Q_EMIT m_parts.context->reloadWanted({});
        });
}

} // namespace howdah::ui
