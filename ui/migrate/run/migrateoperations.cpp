// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/migrateoperations.h"

#include "common/icons.h"
#include "common/prompter.h"
#include "connect/connectioncontroller.h"
#include "migrate/review/reportdialog.h"
#include "common/quantities.h"
#include "migration/rehearse/difference.h"

#include <QAction>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Action;
using migration::Direction;
using migration::Mark;
using migration::Version;

MigrateOperations::MigrateOperations(const PageServices &services, QWidget *parent)
    : QObject(parent)
    , m_services(services)
    , m_page(parent)
{
    buildActions();
    connect(&m_jobs, &MigrationJobs::rehearsing, this, [this](const QString &text) { m_task.setProgress(text); });
    updateActions();
}

MigrateOperations::~MigrateOperations() { m_task.finish(); }

QAction *MigrateOperations::make(
    const QString &text, const QString &toolTip, const QString &iconName, void (MigrateOperations::*slot)())
{
    auto *action = new QAction(ui::icon(iconName), text, this);
    action->setToolTip(toolTip);
    connect(action, &QAction::triggered, this, slot);
    m_actions << action;
    return action;
}

void MigrateOperations::buildActions()
{
    m_to = make(
        tr("Make this the latest"), tr("Roll back what is newer and apply what is older, after a review"), u"go-jump"_s,
        &MigrateOperations::toHere);
    m_redo = make(
        tr("Redo from here"), tr("Roll back to before the selected migration and apply again, after a review"),
        u"view-refresh"_s, &MigrateOperations::redo);
    m_resume = make(
        tr("Resume"), tr("Continue where the interrupted run stopped, after a review"), u"media-playback-start"_s,
        &MigrateOperations::resumeSelected);
    m_create = make(
        tr("New migration"), tr("Create the files of the next migration, numbered like the others"), u"document-new"_s,
        &MigrateOperations::createNew);
    m_openFile = make(
        tr("Edit file"), tr("Open the files of the selected migration in the desktop's editor"), u"document-edit"_s,
        &MigrateOperations::openFile);
    m_markApplied = make(
        tr("Mark as applied"), tr("Record that it was applied manually; nothing is run"), u"checkmark"_s,
        &MigrateOperations::markAsApplied);
    m_markRolledBack = make(
        tr("Mark as rolled back"), tr("Record that it was rolled back manually; nothing is run"), u"edit-undo"_s,
        &MigrateOperations::markAsRolledBack);
    m_accept = make(
        tr("Accept the changed files"),
        tr("Take the files as they are now into the history; nothing is run, and a rollback runs the changed down "
           "file"),
        u"document-save"_s, &MigrateOperations::acceptFiles);
    m_baseline = make(
        tr("Baseline up to here"),
        tr("Mark the selected migration and everything before it as applied, in a database that already has them"),
        u"flag"_s, &MigrateOperations::baseline);
    m_validate = new QAction(ui::icon(u"security-high"), tr("Validate"), this);
    m_validate->setToolTip(tr("Compare the files with the history, and look for invalid indexes"));
    connect(m_validate, &QAction::triggered, this, &MigrateOperations::validateWanted);
    m_actions << m_validate;
    m_lint = make(
        tr("Check all files"), tr("Find statements that lock, rewrite or destroy more than they need to"),
        u"tools-check-spelling"_s, &MigrateOperations::lintAll);
    m_rehearse = make(
        tr("Rehearse"), tr("Prove on a scratch database that each rollback restores the previous state"), u"flask"_s,
        &MigrateOperations::askRehearse);
    m_savePlan = new QAction(ui::icon(u"document-save"), tr("Save the plan as SQL"), this);
    m_savePlan->setToolTip(tr("Save what applying all pending migrations would run to a file"));
    connect(m_savePlan, &QAction::triggered, this, &MigrateOperations::planWanted);
    m_actions << m_savePlan;
    m_dump = make(
        tr("Save the schema as SQL"),
        tr("Save the schema of the database to a file; the same schema always gives the same bytes"),
        u"document-export"_s, &MigrateOperations::askDump);
    m_restore = make(
        tr("Restore a safety copy"), tr("Restore what a rollback removed"), u"document-import"_s,
        &MigrateOperations::askRestore);
}

QList<QAction *> MigrateOperations::ofMigration() const
{
    return {m_openFile, m_resume, m_to, m_redo, m_accept, m_markApplied, m_markRolledBack, m_baseline};
}

void MigrateOperations::setContext(const Context &context)
{
    m_context = context;
    updateActions();
}

const migration::Entry *MigrateOperations::entry() const
{
    return m_context.overview && m_context.selected ? m_context.overview->find(*m_context.selected) : nullptr;
}

QString MigrateOperations::selectedLabel() const
{
    const migration::Entry *selected = entry();
    return selected ? migration::label(selected->version, selected->name).simplified() : QString();
}

void MigrateOperations::updateActions()
{
    const bool able = m_context.able && !m_busy && m_context.overview;
    const migration::Entry *selected = entry();
    const bool applied = selected && selected->record && selected->record->isApplied();
    const bool leftover = selected && selected->isLeftover();
    const bool hasFile = selected && selected->migration;
    m_to->setEnabled(able && hasFile);
    m_redo->setEnabled(able && applied && hasFile);
    m_resume->setEnabled(able && leftover);
    m_resume->setVisible(leftover);
    m_create->setEnabled(!m_busy && m_context.overview);
    m_openFile->setEnabled(hasFile);
    m_markApplied->setEnabled(able && selected && (!applied || selected->state == migration::State::Edited));
    m_markRolledBack->setEnabled(able && (applied || leftover));
    m_accept->setEnabled(
        able && applied && hasFile && (selected->downEdited || selected->state == migration::State::Edited));
    m_baseline->setEnabled(able && hasFile && !applied && !leftover);
    for (QAction *one : {m_validate, m_lint, m_rehearse, m_savePlan, m_dump, m_restore})
        one->setEnabled(able);
}

void MigrateOperations::cancel()
{
    if (m_busy)
        m_jobs.cancel();
}

void MigrateOperations::fail(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        Q_EMIT reported(Tone::Baseline, tr("Cancelled."));
    else
        Q_EMIT reported(Tone::Failed, describe(error));
}

void MigrateOperations::openDialog(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

// ---- runs that need a review

void MigrateOperations::toHere()
{
    Q_EMIT reviewWanted({.direction = Direction::Up, .to = m_context.selected, .action = Action::To});
}

void MigrateOperations::redo()
{
    Q_EMIT reviewWanted({.direction = Direction::Down, .to = m_context.selected, .action = Action::Redo});
}

void MigrateOperations::resumeSelected()
{
    const migration::Entry *selected = entry();
    if (selected && selected->record)
        Q_EMIT reviewWanted(
            {.direction = selected->record->direction, .to = m_context.selected, .action = Action::Resume});
}

// ---- files

void MigrateOperations::createNew()
{
    const TextQuestion question{
        .title = tr("New migration"),
        .text = tr("What does it do? The name becomes part of the file names in %1.")
                    .arg(QDir::toNativeSeparators(m_context.folder)),
        .value = {},
        .placeholder = tr("add orders"),
        .acceptText = tr("Create"),
        .problem = [](const QString &name) { return name.trimmed().isEmpty() ? tr("A name is needed.") : QString(); }};
    m_services.prompter->askText(m_page, question, [this](const std::optional<QString> &name) {
        if (!name)
            return;
        run(tr("Creating a migration"), m_jobs.create(m_context.folder, name->trimmed()),
            [this](const migration::NewMigration &made) {
                Q_EMIT sourceChanged(made.upFile);
                Q_EMIT reported(Tone::Applied, tr("%1 and %2 were created.").arg(made.upFile, made.downFile));
            });
    });
}

void MigrateOperations::openFile()
{
    const migration::Entry *selected = entry();
    const migration::Migration *migration = selected ? m_context.overview->migrationOf(*selected) : nullptr;
    if (!migration)
        return;
    QStringList files{migration->up.file, migration->down ? migration->down->file : QString()};
    files.removeAll(QString());
    for (const QString &file : std::as_const(files))
        openFile(file);
}

void MigrateOperations::openFile(const QString &file)
{
    const QString path = QDir(m_context.folder).filePath(file);
    if (!QFileInfo(path).isFile())
        Q_EMIT reported(
            Tone::Failed, tr("%1 is not a file in %2.").arg(file, QDir::toNativeSeparators(m_context.folder)));
    else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
        Q_EMIT reported(Tone::Failed, tr("No program of the desktop opens %1.").arg(QDir::toNativeSeparators(path)));
}

void MigrateOperations::rewrite(const migration::Finding &finding)
{
    const migration::Script *script = nullptr;
    for (const migration::Migration &migration : m_context.overview->source.migrations) {
        if (migration.up.file == finding.file)
            script = &migration.up;
        else if (migration.down && migration.down->file == finding.file)
            script = &*migration.down;
    }
    if (!script || !finding.rewrite)
        return;
    const QByteArray text = migration::applied(script->text, *finding.rewrite);
    Question question{.title = finding.rewrite->title + u'?', .text = {}, .sql = {}, .losses = {}};
    question.text =
        tr("%1 is changed to this. Databases where it is already applied are not affected.").arg(finding.file);
    question.sql = unifiedText(migration::differenceBetween(script->text, text), finding.file);
    question.acceptText = tr("Edit the file");
    const QString file = QDir(m_context.folder).filePath(finding.file);
    m_services.prompter->confirm(
        m_page, question, [this, file, name = finding.file, before = script->text, text](bool yes) {
            if (!yes)
                return;
            run(tr("Editing %1").arg(name), m_jobs.rewrite(file, before, text), [this, name](const QString &) {
                Q_EMIT sourceChanged(name);
                Q_EMIT reported(Tone::Applied, tr("%1 was edited.").arg(name));
            });
        });
}

void MigrateOperations::split(const migration::Refusal &refusal)
{
    QStringList names;
    for (const migration::SplitPart &part : refusal.split)
        names << part.file;
    Question question{.title = tr("Write it as %1 files?").arg(names.size()), .text = {}, .sql = {}, .losses = {}};
    question.text = tr("%1 becomes %2. Its down file stays as it is.").arg(refusal.file, names.join(u", "_s));
    question.acceptText = tr("Write the files");
    for (const migration::SplitPart &part : refusal.split)
        question.sql += u"-- %1\n"_s.arg(part.file) + QString::fromUtf8(part.text) + u'\n';
    m_services.prompter->confirm(m_page, question, [this, refusal, names](bool yes) {
        if (!yes)
            return;
        run(tr("Writing the files"), m_jobs.split(m_context.folder, refusal.file, refusal.split),
            [this, refusal, names](const QString &) {
                Q_EMIT sourceChanged(refusal.split.front().file);
                Q_EMIT reported(Tone::Applied, tr("%1 is now %2.").arg(refusal.file, names.join(u", "_s)));
            });
    });
}

QFileDialog *MigrateOperations::fileDialog(const QString &title, const QString &name, bool save)
{
    auto *dialog = new QFileDialog(m_page, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(save ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    if (!name.isEmpty())
        dialog->selectFile(name);
    return dialog;
}

void MigrateOperations::savePlan(const migration::Plan &plan)
{
    QFileDialog *dialog = fileDialog(tr("Save the plan as SQL"), u"plan.sql"_s, true);
    connect(dialog, &QFileDialog::fileSelected, this, [this, plan](const QString &file) { savePlanTo(plan, file); });
    dialog->open();
}

void MigrateOperations::savePlanTo(const migration::Plan &plan, const QString &file)
{
    run(tr("Writing the plan"), m_jobs.write(file, migration::planScriptText(plan)), [this](const QString &written) {
        Q_EMIT reported(Tone::Applied, tr("The plan was saved to %1.").arg(written));
    });
}

void MigrateOperations::saveText(const QString &text, const QString &fileName)
{
    QFileDialog *dialog = fileDialog(tr("Save the report"), fileName, true);
    connect(dialog, &QFileDialog::fileSelected, this, [this, text](const QString &file) {
        run(tr("Writing the report"), m_jobs.write(file, text.toUtf8()), [this](const QString &written) {
            Q_EMIT reported(Tone::Applied, tr("The report was saved to %1.").arg(written));
        });
    });
    dialog->open();
}

void MigrateOperations::showReport(const QString &title, const QString &text, const QString &fileName)
{
    auto *dialog = new ReportDialog(title, text, fileName, m_page);
    connect(dialog, &ReportDialog::saveRequested, this, &MigrateOperations::saveText);
    openDialog(dialog);
}

} // namespace howdah::ui
