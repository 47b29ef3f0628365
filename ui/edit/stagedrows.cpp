// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/stagedrows.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::EditTarget;
using data::RowKey;
using data::StagedRow;

void StagedRows::begin(std::shared_ptr<const EditTarget> target)
{
    m_changes = std::make_unique<data::ChangeSet>(std::move(target));
    newJournal();
}

void StagedRows::carry(const data::Remapping &over, const std::shared_ptr<const EditTarget> &target, bool isSame)
{
    const data::JournalOwner owner = m_connection.ownerOf(target->shape);
    const bool isNoted = isSame && data::columnsOf(m_changes->target()) == data::columnsOf(*target) && owner == m_owner;
    const std::vector<StagedRow> rows = m_changes->rows();
    m_changes = std::make_unique<data::ChangeSet>(target);
    for (const StagedRow &row : rows) {
        if (!isSame)
            m_lost += over.lost(row);
        if (const auto remapped = isSame ? std::optional(row) : over.remapped(row))
            m_changes->apply({remapped->key, std::nullopt, *remapped});
    }
    m_owner = owner;
    if (!isNoted)
        noteAgain();
}

void StagedRows::removeEmptyJournal()
{
    if (m_journal && m_changes && m_changes->isEmpty())
        m_journal->remove();
}

// ---- what may be done

StagedRows::Hold StagedRows::hold() const { return m_hold == Hold::None && m_pending ? Hold::Unknown : m_hold; }

QString StagedRows::refusal() const
{
    if (m_connection.state() == EditConnection::State::Closed)
        return tr("No table is open");
    if (m_connection.state() == EditConnection::State::Failed)
        return m_connection.error().message;
    if (!m_changes)
        return tr("Checking with the server what can be edited");
    switch (hold()) {
    case Hold::Saving:
        return tr("The staged changes are being saved");
    case Hold::Staging:
        return tr("The last change is still being staged");
    case Hold::Unknown:
        return tr("The outcome of the last save is not known yet");
    case Hold::None:
        break;
    }
    return m_changes->target().refusal;
}

QString StagedRows::refusal(const data::RowBasis &row, int column) const
{
    const QString why = refusal();
    if (!why.isEmpty())
        return why;
    const RowKey key = data::rowKeyOf(m_changes->target(), row);
    if (const QString refused = m_changes->refusal(key, column); !refused.isEmpty())
        return refused;
    const StagedRow *known = m_changes->row(key);
    const data::RowBasis &basis = known ? known->basis : row;
    const bool cut = row.cut[size_t(column)] && (!known || basis.cut[size_t(column)]);
    return cut ? tr("Only the beginning of this value was loaded") : QString();
}

QString StagedRows::refusal(const RowKey &row, int column) const
{
    const QString why = refusal();
    return why.isEmpty() ? m_changes->refusal(row, column) : why;
}

Result<void> StagedRows::editable() const
{
    const QString why = refusal();
    if (why.isEmpty())
        return {};
    const bool isFailed = m_connection.state() == EditConnection::State::Failed;
    return fail(ErrorKind::Usage, why, isFailed ? m_connection.error().hint : QString());
}

// ---- the journal

void StagedRows::newJournal()
{
    m_journal = std::make_shared<data::EditJournal>(data::editFolder(), m_owner, m_changes->target());
}

void StagedRows::takeOver(std::unique_ptr<data::EditJournal> journal)
{
    m_journal->remove();
    m_journal = std::move(journal);
}

// All that is staged in a journal of its own, since the old one is for other columns.
void StagedRows::noteAgain()
{
    const std::shared_ptr<data::EditJournal> old = std::move(m_journal);
    newJournal();
    Result<void> written;
    for (const StagedRow &row : m_changes->rows()) {
        if (written)
            written = m_journal->append({row.key, std::nullopt, row});
    }
    if (written && m_pending)
        written = m_journal->appendSaving(m_pending->transaction, m_pending->rows);
    if (written && old)
        old->remove();
    keepNote(written);
}

void StagedRows::writeDown(const RowKey &key)
{
    if (m_journalError)
        return; // shown already, and tried again with the next step
    const StagedRow *row = m_changes->row(key);
    if (const auto written = m_journal->append({key, std::nullopt, row ? std::optional(*row) : std::nullopt}); !written)
        keepNote(written);
}

void StagedRows::keepNote(const Result<void> &written)
{
    if (written)
        m_journalError.reset();
    else
        m_journalError = written.error();
}

void StagedRows::forget(const std::vector<RowKey> &saved)
{
    m_changes->forget(saved);
    if (m_journal)
        m_journal->remove();
    newJournal();
    for (const StagedRow &row : m_changes->rows())
        keepNote(m_journal->append({row.key, std::nullopt, row}));
}

// ---- telling

void StagedRows::report(const std::set<RowKey> &rows)
{
    constexpr qsizetype mostSingle = 200;
    if (qsizetype(rows.size()) > mostSingle) {
        Q_EMIT reset();
    } else {
        for (const RowKey &key : rows)
            Q_EMIT rowChanged(key);
    }
    Q_EMIT changed();
}

void StagedRows::forgetLostEdits()
{
    m_lost.clear();
    Q_EMIT changed();
}

} // namespace howdah::ui
