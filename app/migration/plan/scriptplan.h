// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/step.h"

namespace howdah::migration {

// Splits Step::text into its statements and decides whether they run in one transaction. `wantsTransaction` is what the
// file asks for. What stands against running it is appended to `refusals`.
// `addedValues` are those that enums have got earlier in the same transaction; what this file adds is appended.
void planScript(
    Step &step, bool wantsTransaction, std::vector<Refusal> &refusals, std::vector<QByteArray> *addedValues = nullptr);

} // namespace howdah::migration
