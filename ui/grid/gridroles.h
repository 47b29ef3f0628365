// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/value.h"

#include <QMetaType>

namespace howdah::ui {

// What a cell answers beside the roles of cellroles.h.
enum GridValueRole {
    ValueTextRole = Qt::UserRole + 181, // QString: the value itself where a label is shown in its place
};

// What a vertical header answers.
enum GridRowRole {
    HeaderRowStateRole = Qt::UserRole + 151, // int of RowState
    HeaderProblemRole,                       // QString: what stands against the row
    HeaderRowNumberRole,                     // QString: its place in the relation, "" where it is not known exactly
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

} // namespace howdah::ui

Q_DECLARE_METATYPE(howdah::data::CellValue)
