// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotlanes.h"

#include <algorithm>
#include <map>

namespace howdah::ui {

double layOutLanes(std::vector<LanePeriod> &periods, std::vector<PlotTick> &rows)
{
    std::map<QString, std::vector<double>> busyUntil; // of each lane of a row
    std::vector<QString> order;
    for (LanePeriod &period : periods) {
        const auto [at, isNew] = busyUntil.try_emplace(period.row);
        if (isNew)
            order.push_back(period.row);
        std::vector<double> &lanes = at->second;
        auto lane = std::ranges::find_if(lanes, [&period](double until) { return until <= period.from; });
        if (lane == lanes.end())
            lane = lanes.insert(lanes.end(), 0);
        *lane = period.to;
        period.top = double(lane - lanes.begin());
    }
    std::map<QString, double> tops;
    double top = 0;
    for (const QString &name : order) {
        const double height = double(busyUntil[name].size());
        rows.push_back({top + height / 2, name});
        tops[name] = top;
        top += height;
    }
    for (LanePeriod &period : periods)
        period.top += tops[period.row];
    return top;
}

} // namespace howdah::ui
