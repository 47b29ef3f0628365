// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editoffers.h"

#include "base/propagate.h"
#include "edit/ownthread.h"

#include <QFileInfo>

#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::ChangeKind;
using data::ChangeStep;
using data::RestoredEdits;
using data::SaveOutcome;
using data::StagedRow;

void EditOffers::find()
{
    m_isLooking = true;
    m_connection.watch(
        this, onOwnThread([owner = m_rows.owner()] {
            return Result<std::vector<RestoredEdits>>(data::restorableEdits(data::editFolder(), owner));
        }),
        [this](const Result<std::vector<RestoredEdits>> &answer) {
            found(answer.value_or(std::vector<RestoredEdits>()));
        });
}

void EditOffers::found(std::vector<RestoredEdits> found)
{
    m_isLooking = false;
    Q_EMIT m_rows.changed();
    for (RestoredEdits &edits : found) {
        const bool known =
            std::ranges::any_of(m_offers, [&](const RestoreOffer &offer) { return offer.edits.path == edits.path; });
        if (!known) {
            const QDateTime at = QFileInfo(edits.path).lastModified();
            m_offers.push_back({.edits = std::move(edits), .at = at});
        }
    }
    prepare();
}

void EditOffers::prepare()
{
    if (m_offers.empty() || m_isBusy || !m_rows.changes())
        return;
    const RestoreOffer &offer = m_offers.front();
    if (!offer.edits.pending || (offer.settled && *offer.settled != SaveOutcome::Unknown))
        return check();
    if (!m_connection.isOnline() || m_saving.isSaving() || !m_connection.take())
        return;
    m_isBusy = true;
    m_connection.watch(
        this, onOwnThread([session = m_connection.session().get(), transaction = *offer.edits.pending] {
            return Result<SaveOutcome>(data::settle(*session, transaction));
        }),
        [this](const Result<SaveOutcome> &outcome) {
            m_isBusy = false;
            m_connection.dropDead();
            settled(*outcome);
        });
}

void EditOffers::settled(SaveOutcome outcome)
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
            offer.edits.size = QFileInfo(offer.edits.path).size();
            if (offer.edits.rows.empty())
                (*journal)->remove();
        }
        offer.edits.pending.reset();
        offer.edits.pendingRows.clear();
    }
    check();
}

// The rows as they fit the relation now.
void EditOffers::fit()
{
    RestoreOffer &offer = m_offers.front();
    const data::Remapping over(offer.edits.columns, m_rows.changes()->sharedTarget());
    std::vector<StagedRow> rows;
    for (const StagedRow &row : offer.edits.rows) {
        offer.lost += over.lost(row);
        if (auto fits = over.remapped(row))
            rows.push_back(*std::move(fits));
    }
    offer.edits.rows = std::move(rows);
    offer.edits.columns = data::columnsOf(m_rows.changes()->target());
    offer.fresh = over.fresh();
    offer.isCarried = offer.isCarried || !over.isTrivial() || !offer.lost.isEmpty();
}

void EditOffers::check()
{
    fit();
    Q_EMIT offerChanged();
    Q_EMIT m_rows.changed();
    RestoreOffer &offer = m_offers.front();
    if (offer.edits.rows.empty() || !m_connection.isOnline() || m_saving.isSaving() || !m_connection.take()) {
        offer.isChecked = offer.edits.rows.empty();
        return;
    }
    m_isBusy = true;
    m_connection.watch(
        this,
        onOwnThread([session = m_connection.session().get(), target = m_rows.changes()->sharedTarget(),
                     rows = offer.edits.rows,
                     fresh = offer.fresh] { return data::checkRows(*session, *target, rows, fresh); }),
        [this, target = m_rows.changes()->sharedTarget()](const Result<data::CheckedRows> &answer) {
            m_isBusy = false;
            m_connection.dropDead();
            if (m_offers.empty() || m_rows.changes()->sharedTarget() != target)
                return prepare();
            checked(answer);
        });
}

void EditOffers::checked(const Result<data::CheckedRows> &answer)
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
    Q_EMIT m_rows.changed();
}

void EditOffers::drop()
{
    m_offers.erase(m_offers.begin());
    Q_EMIT offerChanged();
    Q_EMIT m_rows.changed();
    prepare();
}

// The journal, so that no other window takes it up as well. Nothing: it is gone already, with all that was in it saved.
Result<std::unique_ptr<data::EditJournal>> EditOffers::claim()
{
    const RestoredEdits &edits = m_offers.front().edits;
    const QFileInfo now(edits.path);
    if (edits.rows.empty() && !now.exists())
        return nullptr;
    // Another window has restored it since it was offered here, and saved or discarded what was in it: to stage that
    // once more would be to do it twice.
    if (!now.exists()) {
        drop();
        return fail(
            ErrorKind::Conflict, tr("These edits are gone: another window has saved or discarded them meanwhile."));
    }
    // Or staged more and left it: what it holds now is read.
    if (now.size() != edits.size) {
        m_offers.erase(m_offers.begin());
        Q_EMIT offerChanged();
        Q_EMIT m_rows.changed();
        find();
        return fail(ErrorKind::Conflict, tr("Another window has changed these edits meanwhile. They are read again."));
    }
    return data::EditJournal::resume(edits);
}

// New rows get other keys where theirs are taken. A row that is staged already stays as it is.
Result<void> EditOffers::stage(Recorder &recorder)
{
    RestoreOffer &offer = m_offers.front();
    quint64 last = 0;
    for (const StagedRow &row : m_rows.changes()->rows())
        last = std::max(last, row.order);
    for (StagedRow row : offer.edits.rows) {
        if (recorder.changes().row(row.key) && row.kind != ChangeKind::Insert) {
            offer.lost << tr("The earlier edits of %1 were skipped, because the row already has staged changes")
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

Result<void> EditOffers::restore()
{
    if (m_offers.empty() || m_isBusy)
        return fail(ErrorKind::Usage, tr("There is nothing to restore yet"));
    if (auto can = m_rows.editable(); !can)
        return can;
    ASSIGN_OR_RETURN(auto claimed, claim());
    RestoreOffer &offer = m_offers.front();
    Recorder recorder(*m_rows.changes());
    const bool isAlone = m_rows.changes()->isEmpty() && !offer.isCarried;
    if (auto staged = stage(recorder); !staged) {
        recorder.takeBack();
        return staged;
    }
    // The journal goes on where it was; what does not fit it any more is rewritten before it goes.
    std::unique_ptr<data::EditJournal> old = std::move(claimed);
    auto journal = EditHistory::Journal::Write;
    if (isAlone && old) {
        m_rows.takeOver(std::move(old));
        journal = EditHistory::Journal::HasIt;
    }
    const int count = int(recorder.steps().size());
    m_history.push(
        QCoreApplication::translate("howdah::ui::EditSession", "Restore %n change(s)", nullptr, count),
        recorder.takeSteps(), journal);
    if (offer.edits.pending)
        restorePending(offer, old != nullptr);
    if (old && !m_rows.journalError())
        old->remove();
    m_rows.addLostEdits(offer.lost);
    const auto problems = offer.problems;
    drop();
    m_problems.add(problems);
    return {};
}

// A save that nobody knows the end of goes on being asked about.
void EditOffers::restorePending(const RestoreOffer &offer, bool hasOtherJournal)
{
    UnknownOutcome unknown{.report = {.transaction = *offer.edits.pending}, .rows = offer.edits.rows};
    unknown.report.outcome = SaveOutcome::Unknown;
    for (const StagedRow &row : offer.edits.rows)
        unknown.report.saved.push_back({.key = row.key, .kind = row.kind});
    m_saving.setUnknown(std::move(unknown));
    if (hasOtherJournal)
        m_rows.keepNote(m_rows.journal()->appendSaving(*offer.edits.pending, offer.edits.pendingRows));
}

Result<void> EditOffers::discard()
{
    if (m_offers.empty() || m_isBusy || !m_rows.changes())
        return fail(ErrorKind::Usage, tr("There is nothing to discard yet"));
    if (m_history.isStaging())
        return fail(ErrorKind::Usage, m_rows.refusal());
    ASSIGN_OR_RETURN(auto claimed, claim());
    // Undoing stages the rows: so the step is that of rows that were staged and are not any more.
    Recorder recorder(*m_rows.changes());
    if (auto staged = stage(recorder); !staged) {
        recorder.takeBack();
        return staged;
    }
    std::vector<ChangeStep> steps;
    for (const ChangeStep &step : recorder.steps() | std::views::reverse)
        steps.push_back(step.inverse());
    recorder.takeBack();
    const int count = int(steps.size());
    m_history.push(
        QCoreApplication::translate("howdah::ui::EditSession", "Discard %n earlier change(s)", nullptr, count),
        std::move(steps));
    if (claimed)
        claimed->remove();
    drop();
    return {};
}

} // namespace howdah::ui
