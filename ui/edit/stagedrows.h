// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/remapping.h"
#include "edit/editconnection.h"

#include <set>

namespace howdah::ui {

// What is staged on the relation that is open, with its journal on disk, and who works on it at the moment. UI thread.
class StagedRows final : public QObject
{
    Q_OBJECT
public:
    enum class Hold {
        None,
        Staging, // a step is being made, undone or redone
        Saving,
        Unknown, // it is not known what became of the last save
    };
    struct PendingSave // that was sent and not answered
    {
        data::TransactionId transaction;
        std::vector<data::RowKey> rows;
    };

    explicit StagedRows(const EditConnection &connection)
        : m_connection(connection)
    {
    }

    // Whose edits they are.
    void setOwner(data::JournalOwner owner) { m_owner = std::move(owner); }
    // The first target: from now on changes() is there.
    void begin(std::shared_ptr<const data::EditTarget> target);
    // A newer target for what is staged; the same where what it was made for did not change.
    void carry(const data::Remapping &over, const std::shared_ptr<const data::EditTarget> &target, bool isSame);
    // Nothing is staged on it any more, so that there is nothing to offer either.
    void removeEmptyJournal();

    // nullptr until begin().
    [[nodiscard]] data::ChangeSet *changes() { return m_changes.get(); }
    [[nodiscard]] const data::ChangeSet *changes() const { return m_changes.get(); }
    [[nodiscard]] const data::EditTarget *target() const { return m_changes ? &m_changes->target() : nullptr; }
    [[nodiscard]] bool hasEdits() const { return m_changes && !m_changes->isEmpty(); }
    [[nodiscard]] const data::JournalOwner &owner() const { return m_owner; }

    [[nodiscard]] Hold hold() const;
    void setHold(Hold hold) { m_hold = hold; }
    void setPending(std::optional<PendingSave> pending) { m_pending = std::move(pending); }

    // Why nothing can be edited now; "" when something can.
    [[nodiscard]] QString refusal() const;
    // Why this cell cannot be set; "" when it can.
    [[nodiscard]] QString refusal(const data::RowBasis &row, int column) const;
    [[nodiscard]] QString refusal(const data::RowKey &row, int column) const;
    [[nodiscard]] Result<void> editable() const;

    // The journal.
    [[nodiscard]] const std::shared_ptr<data::EditJournal> &journal() const { return m_journal; }
    // Why edits cannot be noted on disk: they would not survive the program. Nothing when they can.
    [[nodiscard]] const std::optional<Error> &journalError() const { return m_journalError; }
    void takeOver(std::unique_ptr<data::EditJournal> journal);
    void noteAgain();
    void writeDown(const data::RowKey &row);
    void keepNote(const Result<void> &written);
    // They are in the database: neither staged nor noted any more.
    void forget(const std::vector<data::RowKey> &saved);

    // After steps were applied, to whom it may concern.
    void report(const std::set<data::RowKey> &rows);

    // What did not fit a changed relation; a sentence each.
    [[nodiscard]] const QStringList &lostEdits() const { return m_lost; }
    void addLostEdits(const QStringList &lost) { m_lost += lost; }
    void forgetLostEdits();

Q_SIGNALS:
    void rowChanged(const howdah::data::RowKey &row);
    void reset();
    void changed();

private:
    void newJournal();

    const EditConnection &m_connection;
    data::JournalOwner m_owner;
    std::unique_ptr<data::ChangeSet> m_changes;
    std::shared_ptr<data::EditJournal> m_journal; // shared with a save that runs
    std::optional<Error> m_journalError;
    Hold m_hold = Hold::None;
    std::optional<PendingSave> m_pending;
    QStringList m_lost;
};

} // namespace howdah::ui
