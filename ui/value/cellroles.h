// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

#include <Qt>

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
    IsLabelRole,                   // bool: the text is the label of the row that is referred to, for people to read
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

} // namespace howdah::ui
