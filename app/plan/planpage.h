// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QString>

#include <vector>

namespace howdah::plan {

struct PlanPage
{
    Plan plan;
    QString text; // as EXPLAIN writes it: writeText()
};

// Plans as one HTML document that needs nothing else, light and dark; what comes from a server is text in it, never
// markup. Any thread.
[[nodiscard]] QString htmlPage(const std::vector<PlanPage> &pages);
// The icicle of a plan as an SVG document: each node as wide as its part of the time, or of the cost where nothing was
// measured. Any thread.
[[nodiscard]] QString svgPicture(const Plan &plan);

} // namespace howdah::plan
