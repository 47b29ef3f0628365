// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/editedrelation.h"
#include "grid/newrows.h"
#include "grid/wholevalues.h"
#include "value/cellroles.h"

#include <variant>

namespace howdah::data {
struct RowProblem;
}

namespace howdah::ui {

// The rows that a grid shows, by their place in it: those that were read and the new ones behind them, with what is
// staged and what saves returned. Keeps nothing by itself. UI thread.
class GridRows final
{
public:
    GridRows(
        const PageReader &pages, const LoadedRows &loaded, const NewRows &added, const EditedRelation &edited,
        const WholeValues &whole);

    [[nodiscard]] int count() const { return readCount() + m_added.count(); }
    [[nodiscard]] int readCount() const { return m_loaded.count(); }
    // Of the relation, counted from 0, of the first row.
    [[nodiscard]] qint64 firstPosition() const { return m_loaded.first().row; }
    [[nodiscard]] bool isPositionExact() const { return m_loaded.first().exact; }
    [[nodiscard]] int columnCount() const;
    [[nodiscard]] const data::ColumnShape &column(int section) const;

    // Whether what is staged belongs to the relation that is open.
    [[nodiscard]] bool isEditing() const { return m_edited.isActive(); }
    // Where the target of edits is not known, what the relation's shape tells; nullptr when nothing is open.
    [[nodiscard]] const std::shared_ptr<const data::EditTarget> &target() const { return m_edited.target(); }

    // ---- rows

    [[nodiscard]] RowState state(int row) const;
    // By which the session knows the row; "" without a session.
    [[nodiscard]] data::RowKey key(int row) const;
    [[nodiscard]] int rowOf(const data::RowKey &key) const; // -1 when it is not here
    [[nodiscard]] data::RowIdentity identity(int row) const;
    // nullptr when nothing is staged for the row.
    [[nodiscard]] const data::StagedRow *staged(int row) const;
    // As a save returned it; nullptr when it stands here as it was read.
    [[nodiscard]] const ReturnedRow *returned(int row) const;
    // What stands against the row; nullptr when nothing does.
    [[nodiscard]] const data::RowProblem *problem(int row) const;
    // What was read of the row, or returned by a save; empty for a row that is not saved.
    [[nodiscard]] data::RowBasis basis(int row) const;
    // How the session is told of the row.
    [[nodiscard]] std::variant<data::RowBasis, data::RowKey> ref(int row) const;

    // ---- cells

    // What is staged, else what was read.
    [[nodiscard]] data::CellValue value(int row, int column) const;
    // nullptr when nothing is staged for the cell.
    [[nodiscard]] const data::CellValue *stagedValue(int row, int column) const;
    // Only the beginning of value() is here: to be read whole first.
    [[nodiscard]] bool isCut(int row, int column) const;
    // What is shown of it: no more than a beginning, however long it is.
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] bool isTextCut(int row, int column) const;
    [[nodiscard]] CellState cellState(int row, int column) const;

private:
    [[nodiscard]] const NewRow *newRow(int row) const { return m_added.at(row - readCount()); }
    [[nodiscard]] const data::RowBasis *whole(int row) const;
    [[nodiscard]] data::RowBasis shownBasis(int row) const;

    const PageReader &m_pages;
    const LoadedRows &m_loaded;
    const NewRows &m_added;
    const EditedRelation &m_edited;
    const WholeValues &m_whole;
};

} // namespace howdah::ui
