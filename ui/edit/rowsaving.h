// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/edithistory.h"

#include <QDateTime>

namespace howdah::ui {

class SaveRun;

// How the last attempt to save ended.
struct SaveNote
{
    data::SaveOutcome outcome = data::SaveOutcome::NotSaved;
    QDateTime at;
    qsizetype edited = 0;
    qsizetype added = 0;
    qsizetype deleted = 0;
    std::optional<Error> error;
};

// A save of which it is not known how it ended.
struct UnknownOutcome
{
    data::SaveReport report;
    std::vector<data::StagedRow> rows;
};

// The saving of what is staged on one relation, and what became of it. UI thread.
class RowSaving final : public QObject
{
    Q_OBJECT
public:
    RowSaving(
        EditConnection &connection, StagedRows &rows, RowProblems &problems, EditHistory &history, TaskList *tasks)
        : m_connection(connection)
        , m_rows(rows)
        , m_problems(problems)
        , m_history(history)
        , m_tasks(tasks)
    {
    }

    void save();
    // Within a second, unless COMMIT is on its way.
    void cancel();
    // The relation is being left: the save that runs, if any, keeps the journal and the session, and notes there how it
    // ended.
    [[nodiscard]] SaveRun *leave();
    [[nodiscard]] bool isSaving() const { return m_run != nullptr; }
    [[nodiscard]] bool isCommitting() const;
    // Why save() would do nothing; "" when it would.
    [[nodiscard]] QString refusal() const;
    [[nodiscard]] qsizetype rowsSent() const { return m_sent; }
    [[nodiscard]] qsizetype rowsToSend() const { return m_toSend; }
    // Nothing before the first.
    [[nodiscard]] const std::optional<SaveNote> &lastSave() const { return m_lastSave; }

    // The connection was lost while COMMIT was on its way, and the server has not told yet what became of it. Until
    // that is known nothing can be saved. The server is asked by itself once it can be reached again.
    [[nodiscard]] bool isOutcomeUnknown() const { return m_unknown.has_value(); }
    void setUnknown(std::optional<UnknownOutcome> unknown);
    void settle();
    [[nodiscard]] bool isSettling() const { return m_settling; }
    // Where the server cannot tell: the operator has looked. True: the rows are in the database.
    void settleByHand(bool saved);

Q_SIGNALS:
    void savingChanged(bool saving);
    void saveProgressed(qsizetype sent, qsizetype total);
    // The rows that were saved are not staged any more. Their `now` may be empty: read them again.
    void saved(const howdah::data::SaveReport &report);
    void saveFailed(const howdah::data::SaveReport &report); // NotSaved or Unknown
    void released();                                         // it is over: others may work on the rows

private:
    void finished();
    void takeSaved(const data::SaveReport &report);
    void noteSave(const data::SaveReport &report, const std::vector<data::StagedRow> &rows);
    void settled(data::SaveOutcome outcome);

    EditConnection &m_connection;
    StagedRows &m_rows;
    RowProblems &m_problems;
    EditHistory &m_history;
    TaskList *m_tasks;
    SaveRun *m_run = nullptr;
    qsizetype m_sent = 0;
    qsizetype m_toSend = 0;
    std::optional<SaveNote> m_lastSave;
    std::optional<UnknownOutcome> m_unknown;
    bool m_settling = false;
};

} // namespace howdah::ui
