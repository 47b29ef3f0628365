// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace howdah::plan {

// The nodes that read what another node produced apart from the tree, the likeliest first.

// CTE Scans of the CTE that it produces, below the node that it is declared at.
[[nodiscard]] std::vector<int> readersOfCte(const Plan &plan, int producer);
// Of an InitPlan: those whose conditions name its parameter ("$0", "(InitPlan 1).col1"); where one is below a Gather,
// the Gather, which has it computed before its workers start.
[[nodiscard]] std::vector<int> readersOfInitPlan(const Plan &plan, int initPlan);

[[nodiscard]] bool changesRows(const Plan &plan, int node); // a ModifyTable is in it

} // namespace howdah::plan
