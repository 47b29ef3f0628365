// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/saver.h"

namespace howdah::data {

// Settles conflicts of a staged row in these columns. `now`: the row as the server has it. Mine: what is staged rests
// on the value of now. Theirs: what is staged is given up. Steps are to be applied in order, as one.
enum class Choice { Mine, Theirs };
[[nodiscard]] Result<std::vector<ChangeStep>> resolveConflicts(
    const ChangeSet &changes, const RowKey &key, const RowBasis &now, const std::vector<int> &columns, Choice choice);

// A row that is gone, as a new one: with all that was read of it, and what is staged on it. What the server alone gives
// is left to it.
[[nodiscard]] Result<std::map<int, CellValue>> cellsOfLostRow(const EditTarget &target, const StagedRow &row);

} // namespace howdah::data
