// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "plan/planmodel.h"

#include <QPalette>

namespace howdah::ui {

enum class PlanFile { Svg, Png, Html };

// The icicle of a plan as a picture, or its table and text as one HTML file that needs nothing else; names of the
// server are text in it, never markup. UI thread: it paints with the fonts of the window.
[[nodiscard]] Result<QByteArray> planFile(const ShownPlan &shown, PlanFile kind, const QPalette &palette);

} // namespace howdah::ui
