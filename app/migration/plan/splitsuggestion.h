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

// Gives the parts names that sort where the file stood: the first keeps its version, the next ones take the versions
// behind it that the source does not use.
void nameParts(std::vector<SplitPart> &parts, const Step &step, const Source &source);

} // namespace howdah::migration
