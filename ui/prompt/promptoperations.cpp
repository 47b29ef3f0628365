// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with prompts as a whole: activating, keys, files.
#include "base/plainfile.h"
#include "base/paths.h"
#include "common/prompter.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "operations/promptkeys.h"
#include "operations/promptsync.h"
#include "prompt/interactions.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/promptfile.h"
#include "prompt/promptjournal.h"
#include "prompt/promptpage.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::FileAction;
using operations::PromptExport;
using prompt::StoredPrompt;

void PromptPage::openDialog(QDialog *dialog)
{
    delete m_dialog; // one at a time
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog = dialog;
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

// ---- activating

void PromptPage::activateSelected()
{
    if (const StoredPrompt *stored = selected())
        planActivation({prompt::ActivationAction::Activate, stored->prompt.name, stored->id});
}

void PromptPage::rollBack()
{
    if (const StoredPrompt *stored = selected())
        planActivation({prompt::ActivationAction::Rollback, stored->prompt.name, {}});
}

// What is shown is what the database says now, and nothing else is done later.
void PromptPage::planActivation(const operations::ActivationWish &wish)
{
    whenDone(
        this, m_jobs.read<operations::ActivationPlan>([overview = m_overview, wish](connection::Session &session) {
            return operations::planActivation(session, overview->table, overview->prompts, wish);
        }),
        [this, wish](const Result<operations::ActivationPlan> &plan) {
            if (plan)
                openActivation(*plan);
            else if (plan.error().kind == ErrorKind::NotFound && wish.action == prompt::ActivationAction::Rollback)
                tell(
                    Tone::Edited,
                    tr("Nothing was replaced yet: there is no version of %1 to go back to.").arg(wish.name));
            else
                tell(plan.error());
        });
}

void PromptPage::openActivation(const operations::ActivationPlan &plan)
{
    const bool production = m_services.connection->environment() == Environment::Production;
    auto *dialog = new ActivateDialog(plan, production ? plan.request.name : QString(), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { carryOut(*dialog); });
    openDialog(dialog);
    readActivationScores();
}

void PromptPage::readActivationScores()
{
    auto *dialog = qobject_cast<ActivateDialog *>(m_dialog);
    if (!dialog)
        return;
    using Cards = std::pair<prompt::Scorecard, std::optional<prompt::Scorecard>>;
    whenDone(
        dialog,
        m_jobs.read<Cards>(
            [table = m_overview->table, next = dialog->plan().request.id,
             current = dialog->plan().request.expectedId](connection::Session &session) -> Result<Cards> {
                const auto window = prompt::TimeWindow::lastDays(30);
                const auto card = prompt::readScorecard(session, table, next, window);
                if (!card)
                    return fail(card.error());
                if (current.isEmpty())
                    return Cards{*card, {}};
                const auto other = prompt::readScorecard(session, table, current, window);
                if (!other)
                    return fail(other.error());
                return Cards{*card, *other};
            }),
        [this, dialog](const Result<Cards> &cards) {
            if (cards)
                dialog->showScores(cards->first, cards->second);
            else
                dialog->showScoreProblem(cards.error().message);
        });
}

void PromptPage::carryOut(const ActivateDialog &dialog)
{
    auto session = m_services.connection->takeSession(connection::SessionRole::Write, u"prompts"_s);
    if (!session) {
        tell(session.error());
        return;
    }
    operations::ActivationPlan plan = dialog.plan();
    plan.request.reason = dialog.reason();
    ++m_writing;
    updateActions();
    whenDone(
        this,
        m_jobs.write<prompt::ActivationReport>(
            *session,
            [table = m_overview->table, request = plan.request, origin = origin()](connection::Session &on) {
                return operations::changeActivePrompt(on, table, request, origin, prompt::promptJournalFile());
            }),
        [this, name = plan.request.name, next = *plan.next](const Result<prompt::ActivationReport> &report) {
            --m_writing;
            if (report)
                tell(Tone::Applied, tr("%1 uses %2 from now on.").arg(name, next.prompt.version));
            else
                tell(report.error());
            m_toSelect = next.id;
            reload();
        });
}

// ---- keys

void PromptPage::openKeys()
{
    auto *dialog = new KeysDialog(&m_keys, m_services.prompter, refusal(), this);
    connect(dialog, &KeysDialog::useWanted, this, &PromptPage::readKeyUse);
    connect(dialog, &KeysDialog::reencryptWanted, this, &PromptPage::reencrypt);
    connect(dialog, &KeysDialog::cancelWanted, this, [this] { m_reencrypting.request_stop(); });
    openDialog(dialog);
    readKeyUse();
}

void PromptPage::readKeyUse()
{
    auto *dialog = qobject_cast<KeysDialog *>(m_dialog);
    if (!dialog)
        return;
    using Use = std::vector<prompt::KeyUse>;
    if (!m_overview) {
        // Without a table of prompts there are keys all the same.
        Use use;
        for (const prompt::KeyRing::Entry &entry : m_keys.ring()->entries())
            use.push_back(
                {entry.id, true, &entry == m_keys.ring()->current(), entry.created,
                 QString::fromLatin1(entry.key.fingerprint().toHex()), 0});
        dialog->showUse(use);
        return;
    }
    whenDone(
        dialog, m_jobs.read<Use>([table = m_overview->table, keys = m_keys.ring()](connection::Session &session) {
            return prompt::readKeyUse(session, table, *keys);
        }),
        [this, dialog](const Result<Use> &use) { dialog->showUse(use); });
}

// Row by row: stopped or killed, the next run goes on where this one was.
void PromptPage::reencrypt()
{
    auto *dialog = qobject_cast<KeysDialog *>(m_dialog);
    auto session = m_services.connection->takeSession(connection::SessionRole::Write, u"prompts"_s);
    if (!dialog || !session || !m_overview) {
        if (!session)
            tell(session.error());
        return;
    }
    ++m_writing;
    m_reencrypting = std::stop_source();
    const QPointer<KeysDialog> shown = dialog;
    dialog->showProgress(0, qsizetype(m_overview->prompts.size()));
    whenDone(
        this,
        m_jobs.write<prompt::ReencryptReport>(
            *session,
            [this, shown, table = m_overview->table, keys = m_keys.ring(), origin = origin(),
             stop = m_reencrypting.get_token()](connection::Session &on) {
                const auto progress = [this, shown](qsizetype done, qsizetype all) {
                    QMetaObject::invokeMethod(this, [shown, done, all] {
                        if (shown && shown->isRunning())
                            shown->showProgress(done, all);
                    });
                };
                return operations::reencryptPrompts(
                    on, table, *keys, origin, prompt::promptJournalFile(), stop, progress);
            }),
        [this, shown](const Result<prompt::ReencryptReport> &report) {
            --m_writing;
            QString words;
            if (report) {
                words = tr("%n texts were encrypted anew", nullptr, int(report->changed)) + u". "_s;
                if (!report->refused.empty())
                    words +=
                        tr("%n texts do not open, and stay as they are", nullptr, int(report->refused.size())) + u'.';
            } else {
                words = describe(report.error()) + u'\n'
                      + tr("What was done holds; \"Encrypt everything\" goes on where it stopped.");
            }
            if (shown)
                shown->endProgress(words.trimmed(), !report);
            else
                tell(report ? Tone::Applied : Tone::Failed, words);
            reload();
        });
}

// ---- files into the database

void PromptPage::openSeeds()
{
    QString folder = m_folders.value(m_connection).toString();
    if (folder.isEmpty())
        folder = QDir(shareFolder()).filePath(u"resources/prompts"_s);
    auto *dialog = new QFileDialog(this, tr("Folder of prompt files"), folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &PromptPage::usePromptsFolder);
    dialog->open();
}

void PromptPage::usePromptsFolder(const QString &folder)
{
    m_folders.insert(m_connection, folder);
    m_planOrigin = folder;
    openPlan(tr("Files against the database"));
    m_planFiles.watch(folder, {}); // the files, when they have been read
    readPlan();
}

void PromptPage::openImport()
{
    auto *dialog = new QFileDialog(
        this, tr("Import prompts"), {},
        tr("Prompts (*.prompt *.json *.prompty *.prompt.yml *.prompt.yaml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PromptPage::importFile);
    dialog->open();
}

void PromptPage::importFile(const QString &file)
{
    m_planOrigin = file;
    openPlan(tr("Import %1").arg(QFileInfo(file).fileName()));
    m_planFiles.watch(QFileInfo(file).path(), {QFileInfo(file).fileName()});
    readPlan();
}

void PromptPage::openPlan(const QString &title)
{
    auto *dialog = new PlanDialog(title, refusal(), this);
    connect(dialog, &PlanDialog::planWanted, this, &PromptPage::readPlan);
    connect(dialog, &PlanDialog::applyWanted, this, &PromptPage::applyPlan);
    connect(dialog, &QDialog::finished, this, [this] { m_planFiles.watch({}, {}); });
    openDialog(dialog);
}

void PromptPage::readPlan()
{
    auto *dialog = qobject_cast<PlanDialog *>(m_dialog);
    if (!dialog || !m_overview)
        return;
    using Plan = std::pair<PlanDialog::Incoming, prompt::SyncPlan>;
    whenDone(
        dialog,
        m_jobs.work<Plan>([origin = m_planOrigin, overview = m_overview, update = dialog->update()]() -> Result<Plan> {
            auto read = QFileInfo(origin).isDir() ? operations::readIncomingFolder(origin)
                                                  : operations::readIncomingFile(origin);
            if (!read)
                return fail(read.error());
            // Broken files are shown beside the plan, and hold up nothing.
            auto plan = operations::planPromptSync(
                *read, overview->prompts, {overview->usage.cbegin(), overview->usage.cend()},
                {.update = update, .withoutBroken = true});
            if (!plan)
                return fail(plan.error());
            auto findings = prompt::lintPrompts(read->prompts);
            return Plan{{std::move(*read), std::move(findings)}, std::move(*plan)};
        }),
        [this, dialog](const Result<Plan> &plan) {
            if (plan) {
                // Anew each time: a file that was replaced is another one than the one that was watched.
                m_planFiles.watch(plan->first.prompts.folder, plan->first.prompts.files);
                dialog->showPlan(plan->first, plan->second);
            } else {
                dialog->showProblem(describe(plan.error()));
            }
        });
}

void PromptPage::applyPlan()
{
    auto *dialog = qobject_cast<PlanDialog *>(m_dialog);
    auto session = m_services.connection->takeSession(connection::SessionRole::Write, u"prompts"_s);
    if (!dialog || !session) {
        if (!session)
            tell(session.error());
        return;
    }
    if (!m_keys.ring()->current()) {
        dialog->showProblem(tr("There is no key to encrypt the texts with. Make one under Keys first."));
        return;
    }
    ++m_writing;
    whenDone(
        this,
        m_jobs.write<prompt::SyncReport>(
            *session, [table = m_overview->table, plan = dialog->plan(), keys = m_keys.ring()](
                          connection::Session &on) { return operations::applyPromptSync(on, table, plan, *keys, {}); }),
        [this, dialog = QPointer<PlanDialog>(dialog)](const Result<prompt::SyncReport> &report) {
            --m_writing;
            if (!report) {
                if (dialog)
                    dialog->showProblem(describe(report.error()));
                updateActions();
                return;
            }
            tell(
                Tone::Applied, tr("%1 versions inserted, %2 updated.")
                                   .arg(
                                       QLocale().toString(qlonglong(report->inserted)),
                                       QLocale().toString(qlonglong(report->updated))));
            if (dialog)
                dialog->accept();
            reload();
        });
}

// ---- out of the database

std::vector<StoredPrompt> PromptPage::exported(ExportDialog::Scope scope) const
{
    std::vector<StoredPrompt> prompts;
    const StoredPrompt *current = selected();
    for (const StoredPrompt &one : m_overview->prompts) {
        const bool wanted = scope == ExportDialog::Scope::All
                         || (scope == ExportDialog::Scope::Active && one.prompt.active.value_or(false))
                         || (scope == ExportDialog::Scope::Version && current && one.id == current->id);
        if (wanted && isReadable(one.state))
            prompts.push_back(one);
    }
    return prompts;
}

void PromptPage::openExport()
{
    if (!m_overview)
        return;
    const StoredPrompt *current = selected();
    const auto count = [this](ExportDialog::Scope scope) { return int(exported(scope).size()); };
    const auto locked = m_overview->prompts.size() - exported(ExportDialog::Scope::All).size();
    auto *dialog = new ExportDialog(
        current ? u"%1 %2"_s.arg(current->prompt.name, current->prompt.version) : tr("The selected version"),
        {count(ExportDialog::Scope::Version), count(ExportDialog::Scope::Active), count(ExportDialog::Scope::All)},
        int(locked), this);
    connect(dialog, &ExportDialog::planWanted, this, &PromptPage::readExport);
    connect(dialog, &ExportDialog::folderChosen, this, &PromptPage::writeExport);
    openDialog(dialog);
    readExport();
}

void PromptPage::readExport()
{
    auto *dialog = qobject_cast<ExportDialog *>(m_dialog);
    if (!dialog)
        return;
    const auto scope = dialog->scope();
    const auto format = dialog->format();
    whenDone(
        dialog, m_jobs.work<PromptExport>([prompts = exported(scope), format] {
            return operations::planPromptExport(prompts, {.format = format, .folder = {}, .tellsLiteLlmApart = true});
        }),
        [dialog, scope, format](const Result<PromptExport> &plan) {
            // An older question may be answered after a newer one.
            if (dialog->scope() == scope && dialog->format() == format)
                dialog->showPlan(plan);
        });
}

// What lies in the folder already is looked at first, and replaced only after a question.
void PromptPage::writeExport(const QString &folder)
{
    auto *dialog = qobject_cast<ExportDialog *>(m_dialog);
    if (!dialog)
        return;
    const operations::PromptExportOptions options{
        .format = dialog->format(), .folder = folder, .overwrite = false, .tellsLiteLlmApart = true};
    whenDone(
        dialog, m_jobs.work<PromptExport>([prompts = exported(dialog->scope()), options] {
            return operations::planPromptExport(prompts, options);
        }),
        [this, dialog](const Result<PromptExport> &plan) {
            if (!plan) {
                dialog->showDone(describe(plan.error()), true);
                return;
            }
            QStringList taken;
            for (const operations::ExportedFile &file : plan->files) {
                if (file.action == FileAction::Replace || file.action == FileAction::Edited)
                    taken << file.name;
            }
            if (taken.isEmpty()) {
                writeFiles(*plan);
                return;
            }
            PromptExport all = *plan;
            for (operations::ExportedFile &file : all.files) {
                if (file.action == FileAction::Edited)
                    file.action = FileAction::Replace;
            }
            const Question question{
                .title = tr("Replace %n files?", nullptr, int(taken.size())),
                .text = tr("%1 holds files of these names with other contents. They would be lost.")
                            .arg(QDir::toNativeSeparators(plan->folder)),
                .sql = {},
                .losses = taken,
                .acceptText = tr("Replace"),
                .tone = Tone::Failed};
            m_services.prompter->confirm(this, question, [this, dialog = QPointer(dialog), all](bool yes) {
                if (yes)
                    writeFiles(all);
                else if (dialog)
                    dialog->showDone(tr("Nothing was written."), false);
            });
        });
}

operations::PromptOrigin PromptPage::origin() const { return {m_connection, prompt::qualifiedName(m_overview->table)}; }

void PromptPage::writeFiles(const operations::PromptExport &files)
{
    auto *dialog = qobject_cast<ExportDialog *>(m_dialog);
    if (!dialog || !m_overview)
        return;
    whenDone(
        dialog, m_jobs.work<qsizetype>([files, origin = origin()] {
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

// ---- where there is no table

void PromptPage::openMigrations() { Q_EMIT placeWanted(u"migrations"_s, u"pack:deepref"_s); }

void PromptPage::openDemo() { m_services.connection->connectToPrivateServer(u"deepref"_s); }

void PromptPage::tellDemoProblem(const Error &error)
{
    tell(
        Tone::Failed, tr("The demo of prompts could not be prepared: %1").arg(describe(error)) + u' '
                          + tr("The next start with --demo tries again."));
}

void PromptPage::chooseMapping()
{
    auto *dialog = new QFileDialog(this, tr("Mapping file"), {}, tr("YAML (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PromptPage::useMapping);
    dialog->open();
}

void PromptPage::useMapping(const QString &file)
{
    whenDone(
        this, m_jobs.work<prompt::PromptTable>([file]() -> Result<prompt::PromptTable> {
            const Result<QByteArray> mapping = readPlainFile(file);
            if (!mapping)
                return fail(mapping.error());
            return prompt::parseTableMapping(*mapping, QFileInfo(file).fileName());
        }),
        [this, file](const Result<prompt::PromptTable> &mapping) {
            if (!mapping) {
                tell(mapping.error());
                return;
            }
            m_mapping = *mapping;
            m_mappingFile = file;
            reload();
        });
}

} // namespace howdah::ui
