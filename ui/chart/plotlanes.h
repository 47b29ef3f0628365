// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/plotticks.h"

namespace howdah::ui {

// A period of a row of a timeline.
struct LanePeriod
{
    QString row;
    double from = 0;
    double to = 0;
    double top = 0; // of its lane; set by layOutLanes()
};

// Gives each row as many lanes as it has periods at a time, so that none lies on another. The periods come in the order
// of their beginnings; rows stand in the order in which they first come. Names the rows at their middles; returns the
// height of all.
[[nodiscard]] double layOutLanes(std::vector<LanePeriod> &periods, std::vector<PlotTick> &rows);

} // namespace howdah::ui
