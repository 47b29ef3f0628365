// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"
#include "data/page/filter.h"
#include "data/page/ordering.h"

namespace howdah::ui {

// What is open, for exporting and importing.
struct TransferSubject
{
    data::RelationShape shape;
    data::FilterSet filters; // as shown
    std::vector<data::SortColumn> sort;
    QStringList columns;                   // those that are shown, in the order shown; empty: all
    std::vector<data::RowBasis> selection; // selected rows; empty: none
};

} // namespace howdah::ui
