// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/edithistory.h"

namespace howdah::ui {

// Compares what is staged with the server, when somebody asks for it and after the relation was altered. What it finds
// stands in RowProblems. UI thread.
class ConflictCheck final : public QObject
{
    Q_OBJECT
public:
    ConflictCheck(EditConnection &connection, StagedRows &rows, RowProblems &problems, EditHistory &history)
        : m_connection(connection)
        , m_rows(rows)
        , m_problems(problems)
        , m_history(history)
    {
    }

    void run();
    // One that was due while a step was being staged.
    void runIfDue();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; } // of the last one
    // Columns that came after rows were staged: what they hold there is not known yet.
    void setFresh(std::vector<int> columns) { m_fresh = std::move(columns); }

private:
    void checked(const Result<data::CheckedRows> &answer);
    void fillIn(const data::CheckedRows &answer, const std::vector<int> &fresh);

    EditConnection &m_connection;
    StagedRows &m_rows;
    RowProblems &m_problems;
    EditHistory &m_history;
    bool m_isRunning = false;
    bool m_isDue = false;
    std::optional<Error> m_error;
    std::vector<int> m_fresh;
};

} // namespace howdah::ui
