// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/timerange.h"

#include <QString>

#include <vector>

namespace howdah::ui {

// A place on an axis that has words.
struct PlotTick
{
    double at = 0;
    QString label;
    bool operator==(const PlotTick &) const = default;
};

// A stretch of an axis that begins and ends with a tick.
struct ValueScale
{
    double min = 0;
    double max = 1;
    double step = 0.2;
};
enum class TickSteps { Any, Whole }; // of counts there are no halves
// The narrowest that holds both, with at most `most` steps of 1, 2, 2.5 or 5 times a power of ten. Equal bounds are
// opened; what is not finite counts as zero.
[[nodiscard]] ValueScale valueScale(double low, double high, int most, TickSteps steps = TickSteps::Any);
[[nodiscard]] std::vector<PlotTick> valueTicks(const ValueScale &scale, const QString &unit);
// Of an axis that shows the decimal logarithm: from 1, 2 or 5 times a power of ten to another that hold both.
[[nodiscard]] std::pair<double, double> logBounds(double low, double high);
// Whole powers of ten, at most so many; twice and five times of them, too, where there are but few.
[[nodiscard]] std::vector<PlotTick> logTicks(double min, double max, int most, const QString &unit);

// Where the calendar of the zone begins something: a minute, hour, day, week, month or year, as narrow as `most`
// allows. Places are milliseconds since the epoch. Where a day begins the label names it.
[[nodiscard]] std::vector<PlotTick> timeTicks(const metrics::TimeRange &range, const QTimeZone &zone, int most);

} // namespace howdah::ui
