// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/step.h"
#include "migration/source/migration.h"

namespace howdah::migration {

// Pure: the text of a step, cut before the statements with these numbers (indices, ascending, not 0). What stands
// between two statements goes with the second. `file` of the parts is empty.
[[nodiscard]] std::vector<SplitPart> splitBefore(const Step &step, const std::vector<size_t> &starts);

// Where to cut a file that mixes statements that must and that must not run in a transaction.
[[nodiscard]] std::vector<size_t> mixedStarts(const Step &step);

// Gives the parts names that the layout of the source reads, and that sort where the file stood: the first keeps its
// name, the next ones come right behind it. No parts are left where there is no room for them before the next
// migration, or of a down file, whose parts would belong to no up file.
void nameParts(std::vector<SplitPart> &parts, const Step &step, const Source &source);

} // namespace howdah::migration
