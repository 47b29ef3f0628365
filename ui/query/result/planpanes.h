// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"

namespace howdah::ui {

class PlanView;

// What is built on a plan that is shown, a line for each: a face, something beside it, or a button (PlanView::addFace,
// addAside, addTool). Called once for each view, before its first plan. UI thread.
void addPlanPanes(PlanView *view, const PageServices &services);

} // namespace howdah::ui
