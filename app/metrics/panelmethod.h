// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/dashboard.h"

namespace howdah::metrics {

// How the interval of a panel, and that of its change, is computed, with the source; "" where it has none. Stands
// beside what it is about: in the tooltip of the panel, at the foot of pictures, in files. resources/help/dashboards.md
// says more.
[[nodiscard]] QString methodOf(const PanelDefinition &panel);

} // namespace howdah::metrics
