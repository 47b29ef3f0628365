// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/paneldata.h"

namespace howdah::ui {

// What a panel leaves to its data, or says for all of them. Pure.

[[nodiscard]] bool hasBuckets(const metrics::PanelData &data);

// As the file says; with "auto" where all values are above zero and the largest is more than 30 times the least.
[[nodiscard]] bool isOnLogarithms(const metrics::PanelDefinition &panel, const metrics::PanelData &data);

// Dots rather than bars: as the file says, else for estimates of which even the least is more than half of the largest,
// so that bars would show little but their ink, and on a logarithmic axis, which has no zero for a bar to begin at.
[[nodiscard]] bool isOfDots(const metrics::PanelDefinition &panel, const metrics::PanelData &data);

// Labels in the order in which they stand. A polar chart has all that the file names, so that its figures keep their
// shape whatever the data lack, and the others by their names; columns of a heat map that are numbers stand in their
// order.
[[nodiscard]] QStringList orderedLabels(const metrics::PanelDefinition &panel, QStringList labels);

} // namespace howdah::ui
