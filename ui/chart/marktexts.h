// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/paneldata.h"

namespace howdah::ui {

// Everything that is known of a mark, in the order in which one would ask: whose, where, how much, how sure, of how
// many. For tool tips, the foot of a card and screen readers. "quality, 2026-03-01: 0.81, 0.78 to 0.84, n 34".
[[nodiscard]] QString
markWords(const metrics::PanelDefinition &panel, const metrics::PanelData &data, int series, int point);

} // namespace howdah::ui
