// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is done to the history and to the database: marks, rehearsals, dumps, safety copies, checks of everything.
#include "base/figures.h"
#include "migrate/run/migrateoperations.h"

#include "common/prompter.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/review/findingsdialog.h"
#include "migrate/review/rehearsedialog.h"
#include "migrate/run/rundetails.h"
#include "common/quantities.h"
#include "migration/lint/lintreport.h"

#include <QAction>
#include <QFileDialog>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Mark;
using migration::Version;

// ---- marks

void MigrateOperations::baseline() { askMark(Mark::Baseline); }
void MigrateOperations::markAsApplied() { askMark(Mark::Applied); }
void MigrateOperations::markAsRolledBack() { askMark(Mark::RolledBack); }
void MigrateOperations::acceptFiles() { askMark(Mark::Accepted); }

static QString markTitle(Mark mark, const QString &what)
{
    switch (mark) {
    case Mark::Applied:
        return MigrateOperations::tr("Mark %1 as applied?").arg(what);
    case Mark::RolledBack:
        return MigrateOperations::tr("Mark %1 as rolled back?").arg(what);
    case Mark::Baseline:
        return MigrateOperations::tr("Mark everything up to %1 as applied?").arg(what);
    case Mark::Accepted:
        return MigrateOperations::tr("Accept the changed files of %1?").arg(what);
    }
    return {};
}

static QString markWord(Mark mark)
{
    switch (mark) {
    case Mark::Applied:
    case Mark::Baseline:
        break;
    case Mark::RolledBack:
        return MigrateOperations::tr("Mark as rolled back");
    case Mark::Accepted:
        return MigrateOperations::tr("Accept");
    }
    return MigrateOperations::tr("Mark as applied");
}

// The journal keeps why a file was changed; of a mark it may stay open.
static QString reasonProblem(Mark mark, const QString &reason)
{
    return mark == Mark::Accepted && reason.trimmed().isEmpty() ? MigrateOperations::tr("A reason is needed.")
                                                                : QString();
}

void MigrateOperations::askMark(Mark mark)
{
    constexpr qsizetype Shown = 8;
    if (!entry())
        return;
    migration::MarkRequest request{mark, {*m_context.selected}, {}};
    const auto marks = migration::planMark(m_context.overview->entries, request);
    if (!marks) {
        fail(marks.error());
        return;
    }
    QStringList names;
    for (const migration::Marked &one : *marks)
        names << u"%1 (%2)"_s.arg(
            migration::label(one.version, one.name).simplified(), migration::stateText(one.before));
    const QString title = markTitle(mark, marks->size() == 1 ? selectedLabel() : migrationsWord(qint64(marks->size())));
    const qsizetype more = names.size() - Shown;
    QString list = names.mid(0, Shown).join(u"\n"_s);
    if (more > 0)
        list += u'\n' + tr("and %1 more").arg(more);
    const TextQuestion question{
        .title = title,
        .text = tr("Nothing is run; only the history of %1 is updated:\n%2").arg(m_services.connection->label(), list),
        .value = {},
        .placeholder = tr("Reason, for the journal"),
        .acceptText = markWord(mark),
        .problem = [mark](const QString &reason) { return reasonProblem(mark, reason); }};
    m_services.prompter->askText(m_page, question, [this, request, title](const std::optional<QString> &note) {
        if (!note)
            return;
        migration::MarkRequest noted = request;
        noted.note = note->trimmed();
        confirmMark(noted, title);
    });
}

void MigrateOperations::confirmMark(const migration::MarkRequest &request, const QString &title)
{
    if (m_services.connection->guard().environment() != Environment::Production) {
        runMark(request, {});
        return;
    }
    Question question{.title = title, .text = {}, .sql = {}, .losses = {}};
    question.text = tr("This is production: %1.").arg(m_services.connection->label());
    question.acceptText = request.mark == Mark::Accepted ? tr("Accept") : tr("Mark");
    question.typeToAccept = {request.versions.front().text()};
    question.tone = Tone::Failed;
    m_services.prompter->confirm(m_page, question, [this, request, typed = question.typeToAccept](bool yes) {
        if (yes)
            runMark(request, typed);
    });
}

void MigrateOperations::runMark(const migration::MarkRequest &request, const QStringList &typed)
{
    auto session = m_services.connection->takeSession(connection::SessionRole::Write, u"migrate mark"_s);
    if (!session) {
        fail(session.error());
        return;
    }
    const bool production = m_services.connection->guard().environment() == Environment::Production;
    run(tr("Writing the history"),
        m_jobs.mark(
            std::move(*session), m_services.connection->connInfo(), m_context.overview, request, {production, typed}),
        [this](const std::vector<migration::Marked> &marked) {
            Q_EMIT sourceChanged({});
            Q_EMIT reported(
                Tone::Applied, tr("The history was updated: %1.").arg(migrationsWord(qint64(marked.size()))));
        });
}

// ---- checks

void MigrateOperations::lintAll()
{
    run(tr("Checking all files"), m_jobs.lint(m_context.folder, m_context.facts),
        [this](const std::vector<migration::Finding> &findings) { showFindings(findings); });
}

void MigrateOperations::showFindings(const std::vector<migration::Finding> &findings)
{
    if (findings.empty()) {
        Q_EMIT reported(Tone::Applied, tr("The checks found nothing in any file."));
        return;
    }
    auto *dialog = new FindingsDialog(findings, m_page);
    connect(dialog, &FindingsDialog::placeRequested, this, [this](const migration::Finding &finding) {
        Q_EMIT placeWanted(finding.file, finding.line);
    });
    connect(dialog, &FindingsDialog::rewriteRequested, this, &MigrateOperations::rewrite);
    openDialog(dialog);
}

// ---- the proof

void MigrateOperations::askRehearse()
{
    auto *dialog = new RehearseDialog(m_services.connection->label(), countsOf(*m_context.overview).pending, m_page);
    connect(
        dialog, &QDialog::accepted, this, [this, dialog] { startRehearsal(dialog->onCopy(), dialog->sampleRows()); });
    openDialog(dialog);
}

void MigrateOperations::startRehearsal(bool onCopy, int sampleRows)
{
    std::optional<connection::ConnInfo> target;
    if (onCopy)
        target = m_services.connection->connInfo();
    run(tr("Rehearsing"),
        m_jobs.rehearse(m_context.folder, target, sampleRows, m_services.connection->sessionContext()),
        [this](const migration::Rehearsal &rehearsal) { showRehearsal(rehearsal); });
}

void MigrateOperations::showRehearsal(const migration::Rehearsal &rehearsal)
{
    Q_EMIT proofsChanged();
    if (rehearsal.proofs.empty()) {
        Q_EMIT reported(Tone::Baseline, tr("Nothing is pending, so there was nothing to rehearse."));
        return;
    }
    if (rehearsal.warnings.isEmpty() && std::ranges::all_of(rehearsal.proofs, [](const migration::Proof &proof) {
            return proof.badge == migration::Badge::Proven;
        })) {
        Q_EMIT reported(
            Tone::Proven,
            tr("Rehearsed: the rollback of %1 is proven.").arg(migrationsWord(qint64(rehearsal.proofs.size()))) + u' '
                + migration::describe(rehearsal.confinement));
        return;
    }
    QString text = tr("# Rehearsal") + u"\n\n| "_s + tr("Migration") + u" | "_s + tr("Rollback") + u" | "_s + tr("Up")
                 + u" | "_s + tr("Down") + u" |\n| --- | --- | ---: | ---: |\n"_s;
    QString differences;
    for (const migration::Proof &proof : rehearsal.proofs) {
        const QString name = proof.version == proof.name ? proof.version : proof.version + u'-' + proof.name;
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(
            markdownText(name), markdownText(migration::describe(proof)), durationText(proof.upMilliseconds),
            durationText(proof.downMilliseconds));
        for (const QString &fact : proof.difference.missing)
            differences +=
                u"- %1: "_s.arg(markdownText(name)) + tr("missing afterwards: ") + markdownCode(fact) + u'\n';
        for (const QString &fact : proof.difference.added)
            differences += u"- %1: "_s.arg(markdownText(name)) + tr("left over: ") + markdownCode(fact) + u'\n';
        for (const QString &note : proof.notes)
            differences += u"- %1: %2\n"_s.arg(markdownText(name), markdownText(note));
    }
    for (const QString &warning : rehearsal.warnings)
        differences += u"- %1\n"_s.arg(markdownText(warning));
    text += u'\n' + differences + (differences.isEmpty() ? u""_s : u"\n"_s)
          + markdownText(migration::describe(rehearsal.confinement)) + u'\n';
    showReport(
        rehearsal.isRestored() ? tr("Rehearsed") : tr("Not every rollback restores the previous state"), text,
        u"rehearsal.md"_s);
}

// ---- the schema and what was lost

void MigrateOperations::askDump()
{
    QFileDialog *dialog = fileDialog(tr("Save the schema as SQL"), u"schema.sql"_s, true);
    connect(dialog, &QFileDialog::fileSelected, this, &MigrateOperations::dumpTo);
    dialog->open();
}

void MigrateOperations::dumpTo(const QString &file)
{
    run(tr("Writing the schema"), m_jobs.dump(m_services.connection->connInfo(), file), [this](const QString &written) {
        Q_EMIT reported(Tone::Applied, tr("The schema was saved to %1.").arg(written));
    });
}

void MigrateOperations::askRestore()
{
    QFileDialog *dialog = fileDialog(tr("Restore a safety copy"), {}, false);
    dialog->setNameFilters({tr("Safety copies (*.dump)"), tr("All files (*)")});
    // Where they are, with the last one chosen.
    if (const QString newest = operations::newestSafetyCopy(); !newest.isEmpty()) {
        dialog->setDirectory(operations::safetyCopyFolder());
        dialog->selectFile(newest);
    }
    Q_EMIT dialogOpened(dialog);
    connect(dialog, &QFileDialog::fileSelected, this, &MigrateOperations::restoreFrom);
    dialog->open();
}

void MigrateOperations::restoreFrom(const QString &file)
{
    run(tr("Reading the safety copy"), m_jobs.readSafetyCopy(file),
        [this](const migration::SafetyCopy &copy) { confirmRestore(copy); });
}

void MigrateOperations::applyAndRestore(const migration::Request &request, const QString &file)
{
    if (m_busy)
        return;
    run(tr("Reading the safety copy"), m_jobs.readSafetyCopy(file),
        [this, request](const migration::SafetyCopy &copy) { Q_EMIT restoringReviewWanted(request, copy); });
}

void MigrateOperations::confirmRestore(const migration::SafetyCopy &copy)
{
    QStringList tables;
    for (const migration::CopiedTable &table : copy.tables)
        tables << u"%1.%2: %3"_s.arg(table.schema, table.name, rowsWord(table.rows));
    const operations::RestoreOrder order{
        m_services.connection->connInfo(), m_services.connection->facts().database, copy,
        migration::ChangedRows::Refuse, m_services.connection->guard().environment() == Environment::Production};
    Question question{
        .title = tr("Restore %1?").arg(tablesWord(qint64(copy.tables.size()))), .text = {}, .sql = {}, .losses = {}};
    question.text = tr("From %1, copied from %2, into %3. Either everything is restored or nothing:\n%4")
                        .arg(copy.file, copy.database, m_services.connection->label(), tables.join(u'\n'));
    question.acceptText = tr("Restore");
    if (order.guarded)
        question.typeToAccept = {order.database};
    m_services.prompter->confirm(m_page, question, [this, order, typed = question.typeToAccept](bool yes) {
        if (yes)
            restore(order, typed);
    });
}

void MigrateOperations::restore(const operations::RestoreOrder &order, const QStringList &typed)
{
    run(tr("Restoring the safety copy"), m_jobs.restore(order, typed),
        [this](const std::vector<migration::RestoredTable> &restored) {
            qint64 rows = 0;
            for (const migration::RestoredTable &table : restored)
                rows += table.rows;
            m_services.connection->refreshCatalog();
            Q_EMIT reported(
                Tone::Applied, tr("%1 with %2 restored.").arg(tablesWord(qint64(restored.size())), rowsWord(rows)));
        });
}

} // namespace howdah::ui
