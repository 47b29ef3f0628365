// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/rowsaving.h"

namespace howdah::ui {

// Edits of an earlier run of the program, or of a relation that was left, that can be taken up again.
struct RestoreOffer
{
    data::RestoredEdits edits;              // the rows as they fit the relation as it is now
    QDateTime at;                           // when they were last written
    QStringList lost;                       // what does not fit any more, a sentence each
    std::vector<data::RowProblem> problems; // who was changed by others meanwhile, or is gone
    bool isChecked = false;                 // problems are known
    std::optional<Error> error;             // why they are not
    // What became of a save that was about to be committed; Unknown: nobody can say.
    std::optional<data::SaveOutcome> settled;
    std::vector<int> fresh; // columns that are new since; read before the rows are compared
    bool isCarried = false; // the relation was altered since
};

// The edits that are found in journals: of a program that ended, or of a relation that was left. First it is found out
// what became of a save that was about to be committed, then what still fits and who was changed meanwhile. UI thread.
class EditOffers final : public QObject
{
    Q_OBJECT
public:
    EditOffers(
        EditConnection &connection, StagedRows &rows, RowProblems &problems, EditHistory &history, RowSaving &saving)
        : m_connection(connection)
        , m_rows(rows)
        , m_problems(problems)
        , m_history(history)
        , m_saving(saving)
    {
    }

    // Looks into the journals of the relation.
    void find();
    // Finds out about the first one what is not known, or not for the present target.
    void prepare();

    [[nodiscard]] const RestoreOffer *first() const { return m_offers.empty() ? nullptr : &m_offers.front(); }
    [[nodiscard]] size_t count() const { return m_offers.size(); }
    [[nodiscard]] bool isLooking() const { return m_isLooking; }
    [[nodiscard]] bool isBusy() const { return m_isBusy; } // something is being found out about the first
    Result<void> restore();                                // one step of undo
    Result<void> discard();                                // undone by undo(), until the relation is closed

Q_SIGNALS:
    void offerChanged();

private:
    void found(std::vector<data::RestoredEdits> found);
    void check();
    void settled(data::SaveOutcome outcome);
    void fit();
    void checked(const Result<data::CheckedRows> &answer);
    void drop();
    [[nodiscard]] Result<std::unique_ptr<data::EditJournal>> claim();
    [[nodiscard]] Result<void> stage(Recorder &recorder);
    void restorePending(const RestoreOffer &offer, bool hasOtherJournal);

    EditConnection &m_connection;
    StagedRows &m_rows;
    RowProblems &m_problems;
    EditHistory &m_history;
    RowSaving &m_saving;
    std::vector<RestoreOffer> m_offers;
    bool m_isLooking = false;
    bool m_isBusy = false;
};

} // namespace howdah::ui
