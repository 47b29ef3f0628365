// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridrows.h"

#include <QVariant>

namespace howdah::ui {

// What a grid says of its rows, cells and columns in words: to people who point at them, and to screen readers.

// What stands against the row, or one cell of it; "" when nothing does.
[[nodiscard]] QString problemWords(const GridRows &rows, int row, int column = -1);
[[nodiscard]] QString cellTip(const GridRows &rows, int row, int column);
// The same of a cell that shows a label: with that and the whole value. Without a label as cellTip().
[[nodiscard]] QString referenceTip(const GridRows &rows, int row, int column, const QString &label);
[[nodiscard]] QString spokenCell(const GridRows &rows, int row, int column);
[[nodiscard]] QString spokenCellState(const GridRows &rows, int row, int column, bool withProblem = true);
// "row 1,000", or "new row 2" of those that follow them.
[[nodiscard]] QString rowName(const GridRows &rows, int row);

// What the heads of rows and columns answer (gridroles.h).
[[nodiscard]] QVariant rowHead(const GridRows &rows, int row, int role);
[[nodiscard]] QVariant columnHead(const data::PageQuery &query, int section, int role);

} // namespace howdah::ui
