// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan.h"

namespace howdah::migration {

// Splits Step::text into its statements and decides whether they run in one transaction. `wantsTransaction` is what the
// file asks for. What stands against running it is appended to `refusals`.
void planScript(Step &step, bool wantsTransaction, std::vector<Refusal> &refusals);

} // namespace howdah::migration
