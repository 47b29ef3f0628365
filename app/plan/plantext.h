// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace howdah::plan {

// A plan as EXPLAIN writes it as text, whatever it was read from: for people, and for what else reads such text. Sets
// Node::line to its lines. Conditions come first; a property that text has no words of its own for stands as "key:
// value". Names of the server stay what they are, line breaks in values become spaces. Any thread.
[[nodiscard]] QString writeText(Plan &plan);

} // namespace howdah::plan
