// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/rowsaving.h"

#include "edit/ownthread.h"
#include "edit/saverun.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::ChangeKind;
using data::RowKey;
using data::SaveOutcome;
using data::SaveReport;
using data::StagedRow;

static std::vector<RowKey> keysOf(const std::vector<StagedRow> &rows)
{
    std::vector<RowKey> keys;
    for (const StagedRow &row : rows)
        keys.push_back(row.key);
    return keys;
}

QString RowSaving::refusal() const
{
    if (!m_rows.hasEdits())
        return tr("No staged changes");
    if (const QString why = m_rows.refusal(); !why.isEmpty())
        return why;
    if (!m_connection.isOnline())
        return tr("Not connected");
    return {};
}

bool RowSaving::isCommitting() const { return m_run && m_run->isCommitting(); }

void RowSaving::save()
{
    if (!refusal().isEmpty() || !m_connection.take())
        return;
    m_problems.forget();
    m_run = new SaveRun(
        {.session = m_connection.session(),
         .target = m_rows.changes()->sharedTarget(),
         .rows = m_rows.changes()->rows(),
         .journal = m_rows.journal(),
         .owner = m_rows.owner(),
         .server = m_connection.server(),
         .lockTimeoutMs = m_connection.lockTimeoutMs()},
        m_tasks);
    m_rows.setHold(StagedRows::Hold::Saving);
    m_sent = 0;
    m_toSend = qsizetype(m_run->job().rows.size());
    connect(m_run, &SaveRun::progressed, this, [this](qsizetype sent, qsizetype total) {
        m_sent = sent;
        Q_EMIT saveProgressed(sent, total);
        Q_EMIT m_rows.changed();
    });
    connect(m_run, &SaveRun::finished, this, &RowSaving::finished);
    Q_EMIT savingChanged(true);
    Q_EMIT m_rows.changed();
    m_run->start();
}

void RowSaving::cancel()
{
    if (m_run)
        m_run->cancel();
}

SaveRun *RowSaving::leave()
{
    SaveRun *run = std::exchange(m_run, nullptr);
    if (run) {
        disconnect(run, nullptr, this, nullptr);
        connect(run, &SaveRun::finished, run, [run] { operations::noteOutcome(*run->job().journal, run->report()); });
    }
    return run;
}

void RowSaving::finished()
{
    SaveRun *run = std::exchange(m_run, nullptr);
    disconnect(run, nullptr, this, nullptr);
    m_rows.setHold(StagedRows::Hold::None);
    const SaveReport report = run->report();
    const std::vector<StagedRow> rows = run->job().rows;
    if (run->isAbandoned() || run->job().session != m_connection.session())
        m_connection.letGo();
    m_connection.dropDead();
    noteSave(report, rows);
    switch (report.outcome) {
    case SaveOutcome::Saved:
        takeSaved(report);
        break;
    case SaveOutcome::NotSaved:
        operations::noteOutcome(*m_rows.journal(), report);
        m_problems.add(report.problems);
        break;
    case SaveOutcome::Unknown:
        operations::noteOutcome(*m_rows.journal(), report);
        setUnknown(UnknownOutcome{report, rows});
        break;
    }
    Q_EMIT released();
    Q_EMIT m_rows.changed();
    Q_EMIT savingChanged(false);
    if (report.outcome == SaveOutcome::Saved)
        Q_EMIT saved(report);
    else
        Q_EMIT saveFailed(report);
}

// It is in the database: neither staged any more nor to be undone.
void RowSaving::takeSaved(const SaveReport &report)
{
    std::vector<RowKey> keys;
    for (const data::SavedRow &row : report.saved)
        keys.push_back(row.key);
    setUnknown({});
    m_history.forget();
    m_rows.forget(keys);
    m_problems.forget();
    Q_EMIT m_rows.reset();
}

void RowSaving::noteSave(const SaveReport &report, const std::vector<StagedRow> &rows)
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

void RowSaving::setUnknown(std::optional<UnknownOutcome> unknown)
{
    m_unknown = std::move(unknown);
    if (m_unknown)
        m_rows.setPending(StagedRows::PendingSave{m_unknown->report.transaction, keysOf(m_unknown->rows)});
    else
        m_rows.setPending({});
}

void RowSaving::settle()
{
    if (!m_unknown || m_settling || !m_connection.isOnline() || !m_connection.take())
        return;
    m_settling = true;
    Q_EMIT m_rows.changed();
    const connection::Session *session = m_connection.session().get();
    m_connection.watch(
        this, onOwnThread([session = m_connection.session().get(), transaction = m_unknown->report.transaction] {
            return Result<SaveOutcome>(data::settle(*session, transaction));
        }),
        [this, session](const Result<SaveOutcome> &outcome) {
            m_settling = false;
            m_connection.dropDead();
            settled(outcome.value_or(SaveOutcome::Unknown));
            // Asked over a connection that was lost in its turn; there is another one now.
            if (m_unknown && m_connection.session() && m_connection.session().get() != session)
                settle();
        });
}

void RowSaving::settleByHand(bool saved)
{
    if (m_unknown && !m_settling)
        settled(saved ? SaveOutcome::Saved : SaveOutcome::NotSaved);
}

void RowSaving::settled(SaveOutcome outcome)
{
    Q_EMIT m_rows.changed();
    if (!m_unknown || outcome == SaveOutcome::Unknown)
        return;
    SaveReport report = m_unknown->report;
    report.outcome = outcome;
    noteSave(report, m_unknown->rows);
    if (outcome == SaveOutcome::Saved) {
        report.error.reset();
        m_lastSave->error.reset();
        takeSaved(report);
        Q_EMIT released();
        Q_EMIT saved(report);
        return;
    }
    report.saved.clear();
    setUnknown({});
    if (m_rows.journal())
        m_rows.keepNote(m_rows.journal()->appendOutcome(outcome));
    Q_EMIT released();
    Q_EMIT saveFailed(report);
}

} // namespace howdah::ui
