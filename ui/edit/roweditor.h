// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/resolution.h"
#include "edit/edithistory.h"

#include <variant>

namespace howdah::ui {

// A row that was read, or one that is staged already (the only way for new rows).
using RowRef = std::variant<data::RowBasis, data::RowKey>;

// Cells of one row.
struct RowEdit
{
    RowRef row;
    std::map<int, data::CellValue> cells;
};

struct CellEdit
{
    RowRef row;
    int column = 0;
    data::CellValue value;
};

// What each gesture does to the rows that are staged. Each call is one step of undo, all or nothing, and answers why
// not. `what` names it for people: "Paste 12 cells"; "" lets words be found. What takes longer than a turn of the event
// loop may goes on in further ones: then success means that it is under way, see EditHistory. So do undo and redo.
// Keeps nothing by itself.
class RowEditor final
{
    Q_DECLARE_TR_FUNCTIONS(howdah::ui::EditSession)
public:
    RowEditor(StagedRows &rows, RowProblems &problems, EditHistory &history)
        : m_rows(rows)
        , m_problems(problems)
        , m_history(history)
    {
    }

    Result<void> setRows(std::vector<RowEdit> edits, const QString &what);
    Result<void> setCells(const std::vector<CellEdit> &edits, const QString &what = {});
    Result<data::RowKey> insertRow(const std::map<int, data::CellValue> &cells = {});
    // The keys of the new rows; while it is under way, of those that are staged already: of one at least.
    Result<std::vector<data::RowKey>>
    insertRows(std::vector<std::map<int, data::CellValue>> rows, const QString &what = {});
    Result<std::vector<data::RowKey>> duplicateRows(std::vector<RowRef> rows);
    Result<void> deleteRows(std::vector<RowRef> rows);
    Result<void> revertRows(std::vector<data::RowKey> rows);
    Result<void> revertCell(const data::RowKey &row, int column);
    Result<void> revertCells(std::vector<std::pair<data::RowKey, int>> cells);
    Result<void> discardAll();

    // After somebody else changed the row: what is staged goes on top of the row as it is now, ...
    Result<void> keepMine(const data::RowKey &row);
    Result<void> keepMine(const data::RowKey &row, int column);
    // ... or is given up where it collides. The rest of the row's edits stay.
    Result<void> keepTheirs(const data::RowKey &row);
    Result<void> keepTheirs(const data::RowKey &row, int column);
    // After somebody else deleted it: as a new row with the values that it had and those that are staged.
    Result<data::RowKey> insertAgain(const data::RowKey &row);

private:
    Result<void> resolve(const data::RowKey &row, const std::vector<int> &columns, data::Choice choice);

    StagedRows &m_rows;
    RowProblems &m_problems;
    EditHistory &m_history;
};

} // namespace howdah::ui
