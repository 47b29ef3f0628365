// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/decision.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace howdah {

namespace {

constexpr double Alpha = 0.05;
// The mixture's variance times 500 that makes the interval narrowest there: -2 ln a + ln(-2 ln a) + 1.
constexpr double Mixture = 8.78 / 500;

double onceReach()
{
    static const double z = normalQuantile(1 - Alpha / 2);
    return z;
}

// How many standard errors the difference is from zero, by the end of its interval that is nearer to it.
double distanceOf(const Estimate &difference)
{
    const double reach = difference.value > 0 ? difference.value - difference.low : difference.high - difference.value;
    if (difference.value == 0 || std::isnan(reach) || std::isinf(reach))
        return 0;
    return reach > 0 ? onceReach() * std::abs(difference.value) / reach : std::numeric_limits<double>::infinity();
}

} // namespace

double sequentialReach(double count)
{
    const double mixed = std::max(count, 1.0) * Mixture;
    return std::sqrt(2 * (mixed + 1) / mixed * std::log(std::sqrt(mixed + 1) / Alpha));
}

double chanceOf(const Estimate &difference, double count, Looks looks)
{
    const double z = distanceOf(difference);
    if (looks == Looks::Once)
        return std::erfc(z / std::sqrt(2.0));
    const double mixed = std::max(count, 1.0) * Mixture;
    return std::min(1.0, std::sqrt(mixed + 1) * std::exp(-z * z * mixed / (2 * (mixed + 1))));
}

Estimate forLooks(const Estimate &difference, double count, Looks looks)
{
    if (looks == Looks::Once)
        return difference;
    const double wider = sequentialReach(count) / onceReach();
    return {
        difference.value, difference.value - wider * (difference.value - difference.low),
        difference.value + wider * (difference.high - difference.value)};
}

std::vector<double> holmAdjusted(const std::vector<double> &chances)
{
    std::vector<size_t> order(chances.size());
    std::iota(order.begin(), order.end(), size_t(0));
    std::ranges::stable_sort(order, {}, [&chances](size_t at) { return chances[at]; });
    std::vector<double> adjusted(chances.size());
    double most = 0;
    for (size_t rank = 0; rank < order.size(); ++rank) {
        most = std::max(most, std::min(1.0, double(order.size() - rank) * chances[order[rank]]));
        adjusted[order[rank]] = most;
    }
    return adjusted;
}

} // namespace howdah
