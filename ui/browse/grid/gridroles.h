// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

#include <QAbstractTableModel>

namespace howdah::ui {

// What a cell of a grid answers beside Qt::DisplayRole (the server's text; a preview when truncated).
enum GridCellRole {
    IsNullRole = Qt::UserRole + 1, // bool
    IsTruncatedRole,               // bool: the text is the beginning of a longer value
    IsLoadingRole,                 // bool: the row is not here yet
    CategoryRole,                  // int of data::TypeCategory
    RowStateRole,                  // int of RowState
    CellStateRole,                 // int of CellState: of the value that is staged, else of the one that was read
    IsEditedRole,                  // bool: another value is staged for this cell
    IsServerMadeRole,              // bool: the server made something else of what was saved
    ProblemRole,                   // QString: what stands against this cell; "" when nothing does
};

// What is to become of a row.
enum class RowState {
    Read,
    Edited,
    New,     // staged, and not in the database yet
    Deleted, // struck out until it is saved
    Saved,   // was new, and has been saved since the rows were read
};

enum class CellState { Value, Null, Empty, Default };

// What a vertical header answers.
enum GridRowRole {
    HeaderRowStateRole = Qt::UserRole + 151, // int of RowState
    HeaderProblemRole,                       // QString: what stands against the row
};

// What a horizontal header answers beside Qt::DisplayRole (the column's name).
enum GridHeaderRole {
    TypeTextRole = Qt::UserRole + 101, // "character varying(255)"
    KeyMarkRole,                       // int of KeyMark
    SortDirectionRole,                 // int: 0 none, 1 ascending, 2 descending
    SortRankRole,                      // int: 1 for the first sort column; 0 without
    ColumnCategoryRole,                // int of data::TypeCategory
    NotNullRole,                       // bool
};

enum class KeyMark { None, Primary, Foreign, Both };

// A table model that holds a window of rows over a relation of any length: row 0 of the model is row firstPosition() of
// the relation. The window moves by inserting and removing rows at either end, or is replaced by a reset (a jump).
class WindowedTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] virtual qint64 firstPosition() const = 0;
    [[nodiscard]] virtual bool isPositionExact() const = 0;
    // Rows of the whole; an estimate unless counted. Negative while unknown.
    [[nodiscard]] virtual qint64 totalRows() const = 0;
    // Rows of the relation that are here. New ones, which are not in it yet, follow them up to rowCount().
    [[nodiscard]] virtual int readRows() const { return rowCount(); }
    [[nodiscard]] virtual bool isAtStart() const = 0;
    [[nodiscard]] virtual bool isAtEnd() const = 0;

    // Each returns at once and does nothing while the same is under way; the rows arrive through the model's signals.
    virtual void fetchBefore() = 0;
    virtual void fetchAfter() = 0;
    virtual void jumpToStart() = 0;
    virtual void jumpToEnd() = 0;
    virtual void jumpToFraction(double fraction) = 0; // 0..1 of the rows

Q_SIGNALS:
    // firstPosition(), totalRows() or their exactness changed.
    void extentChanged();
    // After a jump's reset: the row of the window that was asked for, to be shown at the top.
    void jumped(int row);
};

} // namespace howdah::ui
