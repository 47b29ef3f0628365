// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/planpanes.h"

#include "plan/planview.h"

namespace howdah::ui {

void addPlanPanes(PlanView *view, const PageServices &services)
{
    Q_UNUSED(view)
    Q_UNUSED(services)
}

} // namespace howdah::ui
