// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/whendone.h"
#include "connect/connectioncontroller.h"
#include "edit/ownthread.h"
#include "edit/saverun.h"
#include "edit/watch.h"

#include <algorithm>

using namespace Qt::StringLiterals;

// Saving by an EditSession, and finding out what became of it.
namespace howdah::ui {

using data::ChangeKind;
using data::RowKey;
using data::SaveOutcome;
using data::SaveReport;
using data::StagedRow;

QString EditSession::saveRefusal() const
{
    if (!hasEdits())
        return tr("Nothing is staged");
    if (const QString why = refusal(); !why.isEmpty())
        return why;
    if (!m_connection->isConnected())
        return tr("There is no connection");
    return {};
}

bool EditSession::isCommitting() const { return m_run && m_run->isCommitting(); }

void EditSession::save()
{
    if (!saveRefusal().isEmpty() || !takeSession())
        return;
    m_known.clear();
    findProblems();
    m_settling = false;
    m_run = new SaveRun(
        {.session = m_session,
         .target = m_changes->sharedTarget(),
         .rows = m_changes->rows(),
         .journal = m_journal,
         .owner = m_owner,
         .server = m_connection->connInfo()},
        m_tasks);
    m_sent = 0;
    m_toSend = qsizetype(m_run->job().rows.size());
    connect(m_run, &SaveRun::progressed, this, [this, run = m_run](qsizetype sent, qsizetype total) {
        if (run != m_run)
            return;
        m_sent = sent;
        Q_EMIT saveProgressed(sent, total);
        announce();
    });
    connect(m_run, &SaveRun::finished, this, [this, run = m_run] {
        if (run == m_run)
            finished(run);
    });
    Q_EMIT savingChanged(true);
    announce();
    m_run->start();
}

void EditSession::cancelSave()
{
    if (m_run)
        m_run->cancel();
}

// What the journal must say of a save once it has ended.
static void noteOutcome(data::EditJournal &journal, const SaveReport &report)
{
    if (report.outcome == SaveOutcome::Saved)
        journal.remove();
    else if (!report.transaction.isEmpty())
        std::ignore = journal.appendOutcome(report.outcome);
}

// The relation was left while its save ran: how it ends is for the journal, from which the edits are offered again.
void EditSession::orphaned(SaveRun *run)
{
    disconnect(run, nullptr, this, nullptr);
    connect(run, &SaveRun::finished, run, [run] { noteOutcome(*run->job().journal, run->report()); });
    connect(run, &QObject::destroyed, this, [this, owner = run->job().owner] {
        if (m_changes && owner == m_owner)
            findOffers();
    });
    Q_EMIT savingChanged(false);
}

void EditSession::finished(SaveRun *run)
{
    const SaveReport report = run->report();
    const std::vector<StagedRow> rows = run->job().rows;
    if (run->isAbandoned() || run->job().session != m_session)
        m_session.reset();
    dropDeadSession();
    m_run = nullptr;
    noteSave(report, rows);
    switch (report.outcome) {
    case SaveOutcome::Saved:
        takeSaved(report);
        break;
    case SaveOutcome::NotSaved:
        noteOutcome(*m_journal, report);
        know(report.problems);
        break;
    case SaveOutcome::Unknown:
        noteOutcome(*m_journal, report);
        m_unknown = UnknownOutcome{report, rows};
        break;
    }
    goOn();
    Q_EMIT savingChanged(false);
    if (report.outcome == SaveOutcome::Saved)
        Q_EMIT saved(report);
    else
        Q_EMIT saveFailed(report);
    announce();
}

// What waited for the end of a save, or of a step that was being staged.
void EditSession::goOn()
{
    if (!m_unknown) {
        for (const auto &[steps, backwards] : std::exchange(m_deferred, {}))
            applySteps(steps, backwards);
    }
    if (auto target = std::exchange(m_nextTarget, nullptr))
        adopt(std::move(target));
    else if (std::exchange(m_asksAgain, false) && m_connection->isConnected())
        ask();
    else if (m_unknown && m_connection->isConnected())
        settle();
    else if (!isStaging() && std::exchange(m_checksAgain, false))
        checkConflicts();
}

// It is in the database: neither staged any more nor to be undone.
void EditSession::takeSaved(const SaveReport &report)
{
    std::vector<RowKey> keys;
    for (const data::SavedRow &row : report.saved)
        keys.push_back(row.key);
    m_unknown.reset();
    m_deferred.clear();
    m_changes->forget(keys);
    m_undo.clear();
    m_known.clear();
    findProblems();
    if (m_journal)
        m_journal->remove();
    newJournal();
    for (const StagedRow &row : m_changes->rows())
        keepNote(m_journal->append({row.key, std::nullopt, row}));
    Q_EMIT reset();
}

void EditSession::noteSave(const SaveReport &report, const std::vector<StagedRow> &rows)
{
    const auto count = [&rows](ChangeKind kind) { return std::ranges::count(rows, kind, &StagedRow::kind); };
    m_lastSave = SaveNote{
        .outcome = report.outcome,
        .at = QDateTime::currentDateTime(),
        .edited = count(ChangeKind::Update),
        .added = count(ChangeKind::Insert),
        .deleted = count(ChangeKind::Delete),
        .error = report.error};
}

// ---- when the answer to COMMIT was lost

void EditSession::settle()
{
    if (!m_unknown || m_settling || !m_connection->isConnected() || !takeSession())
        return;
    m_settling = true;
    announce();
    const connection::Session *session = m_session.get();
    watch(
        onOwnThread([session = m_session.get(), transaction = m_unknown->report.transaction] {
            return Result<SaveOutcome>(data::settle(*session, transaction));
        }),
        [this, session](const Result<SaveOutcome> &outcome) {
            m_settling = false;
            dropDeadSession();
            settled(outcome.value_or(SaveOutcome::Unknown));
            // Asked over a line that was lost in its turn; there is another one now.
            if (m_unknown && m_session && m_session.get() != session)
                settle();
        });
}

void EditSession::settleByHand(bool saved)
{
    if (m_unknown && !m_settling)
        settled(saved ? SaveOutcome::Saved : SaveOutcome::NotSaved);
}

void EditSession::settled(SaveOutcome outcome)
{
    announce();
    if (!m_unknown || outcome == SaveOutcome::Unknown)
        return;
    SaveReport report = m_unknown->report;
    report.outcome = outcome;
    noteSave(report, m_unknown->rows);
    if (outcome == SaveOutcome::Saved) {
        report.error.reset();
        m_lastSave->error.reset();
        takeSaved(report);
        goOn();
        Q_EMIT saved(report);
        return;
    }
    report.saved.clear();
    m_unknown.reset();
    if (m_journal)
        keepNote(m_journal->appendOutcome(outcome));
    goOn();
    Q_EMIT saveFailed(report);
}

// ---- comparing with the server

void EditSession::checkConflicts()
{
    if (!hasEdits() || m_checking || isSaving() || isStaging() || !m_connection->isConnected() || !takeSession())
        return;
    m_checking = true;
    announce();
    watch(
        onOwnThread([session = m_session.get(), target = m_changes->sharedTarget(), rows = m_changes->rows(),
                     fresh = m_fresh] { return data::checkRows(*session, *target, rows, fresh); }),
        [this, target = m_changes->sharedTarget()](const Result<data::CheckedRows> &answer) {
            m_checking = false;
            dropDeadSession();
            announce();
            if (isStaging())
                m_checksAgain = true;
            else if (m_changes && m_changes->sharedTarget() == target)
                checked(answer);
            else
                checkConflicts(); // what was asked is not what is staged any more
        });
}

// The columns that came after rows were staged, as the server has them.
void EditSession::fillIn(const data::CheckedRows &answer, const std::vector<int> &fresh)
{
    const auto filled = [&](const StagedRow &row) -> std::optional<StagedRow> {
        StagedRow out = row;
        const auto found = answer.bases.find(row.key);
        for (const int column : found == answer.bases.end() ? std::vector<int>() : fresh) {
            out.basis.values[size_t(column)] = found->second.values[size_t(column)];
            out.basis.cut[size_t(column)] = found->second.cut[size_t(column)];
        }
        return out;
    };
    for (const StagedRow &row : m_changes->rows())
        m_changes->apply({row.key, row, filled(row)});
    remap(filled);
    noteAgain();
}

void EditSession::checked(const Result<data::CheckedRows> &answer)
{
    if (!answer) {
        m_checkError = answer.error();
        return;
    }
    m_checkError.reset();
    if (const std::vector<int> fresh = std::exchange(m_fresh, {}); !fresh.empty())
        fillIn(*answer, fresh);
    // Those of before were looked at again.
    std::erase_if(m_known, [](const auto &known) {
        const auto kind = known.second.problem.kind;
        return kind == data::RowProblem::Kind::Changed || kind == data::RowProblem::Kind::Gone;
    });
    findProblems();
    know(answer->problems);
}

} // namespace howdah::ui
