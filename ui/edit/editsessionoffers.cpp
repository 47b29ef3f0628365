// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectioncontroller.h"
#include "edit/ownthread.h"
#include "edit/recorder.h"
#include "edit/watch.h"

#include <QFileInfo>

#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

// The edits that an EditSession finds in journals: of a program that ended, or of a relation that was left. First it is
// found out what became of a save that was about to be committed, then what still fits and who was changed meanwhile.
namespace howdah::ui {

using data::ChangeKind;
using data::ChangeStep;
using data::RestoredEdits;
using data::RowKey;
using data::SaveOutcome;
using data::StagedRow;

void EditSession::findOffers()
{
    m_looking = true;
    watch(
        onOwnThread([owner = m_owner] {
            return Result<std::vector<RestoredEdits>>(data::restorableEdits(data::editFolder(), owner));
        }),
        [this](const Result<std::vector<RestoredEdits>> &found) {
            offersFound(found.value_or(std::vector<RestoredEdits>()));
        });
}

void EditSession::offersFound(std::vector<RestoredEdits> found)
{
    m_looking = false;
    announce();
    for (RestoredEdits &edits : found) {
        const bool known =
            std::ranges::any_of(m_offers, [&](const RestoreOffer &offer) { return offer.edits.path == edits.path; });
        if (!known) {
            const QDateTime at = QFileInfo(edits.path).lastModified();
            m_offers.push_back({.edits = std::move(edits), .at = at});
        }
    }
    prepareOffer();
}

void EditSession::prepareOffer()
{
    if (m_offers.empty() || m_offerBusy || !m_changes)
        return;
    const RestoreOffer &offer = m_offers.front();
    if (!offer.edits.pending || (offer.settled && *offer.settled != SaveOutcome::Unknown))
        return checkOffer();
    if (!m_connection->isConnected() || isSaving() || !takeSession())
        return;
    m_offerBusy = true;
    watch(
        onOwnThread([session = m_session.get(), transaction = *offer.edits.pending] {
            return Result<SaveOutcome>(data::settle(*session, transaction));
        }),
        [this](const Result<SaveOutcome> &outcome) {
            m_offerBusy = false;
            dropDeadSession();
            offerSettled(*outcome);
        });
}

void EditSession::offerSettled(SaveOutcome outcome)
{
    RestoreOffer &offer = m_offers.front();
    offer.settled = outcome;
    if (outcome == SaveOutcome::Saved) {
        std::erase_if(offer.edits.rows, [&](const StagedRow &row) {
            return std::ranges::find(offer.edits.pendingRows, row.key) != offer.edits.pendingRows.end();
        });
    }
    // What is known must not be asked again, and cannot be once the server has forgotten.
    if (outcome != SaveOutcome::Unknown) {
        if (auto journal = data::EditJournal::resume(offer.edits)) {
            std::ignore = (*journal)->appendOutcome(outcome);
            if (offer.edits.rows.empty())
                (*journal)->remove();
        }
        offer.edits.pending.reset();
        offer.edits.pendingRows.clear();
    }
    checkOffer();
}

// The rows as they fit the relation now.
void EditSession::fitOffer()
{
    RestoreOffer &offer = m_offers.front();
    const data::CarryOver over(offer.edits.columns, m_changes->sharedTarget());
    std::vector<StagedRow> rows;
    for (const StagedRow &row : offer.edits.rows) {
        offer.lost += over.lost(row);
        if (auto fits = over.carried(row))
            rows.push_back(*std::move(fits));
    }
    offer.edits.rows = std::move(rows);
    offer.edits.columns = data::columnsOf(m_changes->target());
    offer.fresh = over.fresh();
    offer.isCarried = offer.isCarried || !over.isTrivial() || !offer.lost.isEmpty();
}

void EditSession::checkOffer()
{
    fitOffer();
    Q_EMIT offerChanged();
    announce();
    RestoreOffer &offer = m_offers.front();
    if (offer.edits.rows.empty() || !m_connection->isConnected() || isSaving() || !takeSession()) {
        offer.isChecked = offer.edits.rows.empty();
        return;
    }
    m_offerBusy = true;
    watch(
        onOwnThread([session = m_session.get(), target = m_changes->sharedTarget(), rows = offer.edits.rows,
                     fresh = offer.fresh] { return data::checkRows(*session, *target, rows, fresh); }),
        [this, target = m_changes->sharedTarget()](const Result<data::CheckedRows> &answer) {
            m_offerBusy = false;
            dropDeadSession();
            if (m_offers.empty() || !m_changes || m_changes->sharedTarget() != target)
                return prepareOffer();
            offerChecked(answer);
        });
}

void EditSession::offerChecked(const Result<data::CheckedRows> &answer)
{
    RestoreOffer &offer = m_offers.front();
    offer.isChecked = answer.has_value();
    if (answer) {
        offer.error.reset();
        offer.problems = answer->problems;
        for (StagedRow &row : offer.edits.rows) {
            const auto found = answer->bases.find(row.key);
            for (const int column : found == answer->bases.end() ? std::vector<int>() : offer.fresh) {
                row.basis.values[size_t(column)] = found->second.values[size_t(column)];
                row.basis.cut[size_t(column)] = found->second.cut[size_t(column)];
            }
        }
    } else {
        offer.error = answer.error();
    }
    Q_EMIT offerChanged();
    announce();
}

void EditSession::dropOffer()
{
    m_offers.erase(m_offers.begin());
    Q_EMIT offerChanged();
    announce();
    prepareOffer();
}

// The journal, so that no other window takes it up as well. Nothing: it is gone already, with all that was in it saved.
Result<std::unique_ptr<data::EditJournal>> EditSession::claimOffer()
{
    const RestoredEdits &edits = m_offers.front().edits;
    if (edits.rows.empty() && !QFileInfo::exists(edits.path))
        return nullptr;
    return data::EditJournal::resume(edits);
}

// New rows get other keys where theirs are taken. A row that is staged already stays as it is.
Result<void> EditSession::stageOffer(Recorder &recorder)
{
    RestoreOffer &offer = m_offers.front();
    quint64 last = 0;
    for (const StagedRow &row : m_changes->rows())
        last = std::max(last, row.order);
    for (StagedRow row : offer.edits.rows) {
        if (recorder.changes().row(row.key) && row.kind != ChangeKind::Insert) {
            offer.lost << tr("The earlier edits of %1 are left out, since the row is staged already")
                              .arg(data::rowName(recorder.changes().target(), row));
            continue;
        }
        if (last > 0) {
            row.order += last;
            if (row.kind == ChangeKind::Insert)
                row.key = "n" + QByteArray::number(row.order);
        }
        if (auto added = recorder.add(ChangeStep{row.key, std::nullopt, row}); !added)
            return added;
    }
    return {};
}

Result<void> EditSession::restore()
{
    if (m_offers.empty() || m_offerBusy)
        return fail(ErrorKind::Usage, tr("There is nothing to restore yet"));
    if (auto can = editable(); !can)
        return can;
    auto claimed = claimOffer();
    if (!claimed)
        return fail(claimed.error());
    RestoreOffer &offer = m_offers.front();
    Recorder recorder(*m_changes);
    const bool isAlone = m_changes->isEmpty() && !offer.isCarried;
    if (auto staged = stageOffer(recorder); !staged) {
        recorder.takeBack();
        return staged;
    }
    // The journal goes on where it was; what does not fit it any more is written anew before it goes.
    std::unique_ptr<data::EditJournal> old = *std::move(claimed);
    if (isAlone && old) {
        m_journal->remove();
        m_journal = std::move(old);
        m_muted = true;
    }
    const qsizetype count = qsizetype(recorder.steps().size());
    if (count > 0)
        push(tr("Restore %n change(s)", nullptr, int(count)), recorder.takeSteps());
    m_muted = false;
    if (offer.edits.pending) {
        m_unknown = UnknownOutcome{.report = {.transaction = *offer.edits.pending}, .rows = offer.edits.rows};
        m_unknown->report.outcome = SaveOutcome::Unknown;
        for (const StagedRow &row : offer.edits.rows)
            m_unknown->report.saved.push_back({.key = row.key, .kind = row.kind});
        if (old)
            keepNote(m_journal->appendSaving(*offer.edits.pending, offer.edits.pendingRows));
    }
    if (old && !m_journalError)
        old->remove();
    m_lost += offer.lost;
    const auto problems = offer.problems;
    dropOffer();
    know(problems);
    return {};
}

Result<void> EditSession::discardOffer()
{
    if (m_offers.empty() || m_offerBusy || !m_changes)
        return fail(ErrorKind::Usage, tr("There is nothing to discard yet"));
    if (isStaging())
        return fail(ErrorKind::Usage, refusal());
    auto claimed = claimOffer();
    if (!claimed)
        return fail(claimed.error());
    // Undoing stages the rows: so the step is that of rows that were staged and are not any more.
    Recorder recorder(*m_changes);
    if (auto staged = stageOffer(recorder); !staged) {
        recorder.takeBack();
        return staged;
    }
    std::vector<ChangeStep> steps;
    for (const ChangeStep &step : recorder.steps() | std::views::reverse)
        steps.push_back(step.inverse());
    recorder.takeBack();
    const int count = int(steps.size());
    push(tr("Discard %n earlier change(s)", nullptr, count), std::move(steps));
    if (*claimed)
        (*claimed)->remove();
    dropOffer();
    return {};
}

void EditSession::forgetLostEdits()
{
    m_lost.clear();
    announce();
}

} // namespace howdah::ui
