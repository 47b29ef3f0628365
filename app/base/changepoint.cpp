// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/changepoint.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace howdah {

static double medianOf(std::span<const double> values)
{
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    const size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::vector<size_t> outliersAmong(const std::vector<double> &values)
{
    if (values.size() < LeastCourse)
        return {};
    const double median = medianOf(values);
    std::vector<double> distances;
    distances.reserve(values.size());
    for (const double value : values)
        distances.push_back(std::abs(value - median));
    // Of the deviation of normal values; where more than half are the same, their mean distance has to do.
    double spread = 1.4826 * medianOf(distances);
    if (spread <= 0)
        spread = 1.253314 * std::accumulate(distances.begin(), distances.end(), 0.0) / double(distances.size());
    std::vector<size_t> found;
    constexpr double Beyond = 4.5;
    for (size_t i = 0; spread > 0 && i < values.size(); ++i) {
        if (distances[i] / spread > Beyond)
            found.push_back(i);
    }
    return found;
}

// How far values go with the one before, apart from the shift itself; the estimate's own error is counted in.
static double correlationOf(std::span<const double> before, std::span<const double> after)
{
    std::vector<double> rest;
    for (const std::span<const double> level : {before, after}) {
        const double mean = std::accumulate(level.begin(), level.end(), 0.0) / double(level.size());
        for (const double value : level)
            rest.push_back(value - mean);
    }
    double products = 0;
    double squares = 0;
    for (size_t i = 0; i < rest.size(); ++i) {
        products += i > 0 ? rest[i] * rest[i - 1] : 0;
        squares += rest[i] * rest[i];
    }
    const double correlation = squares > 0 ? products / squares : 0;
    constexpr double Most = 0.95;
    return correlation > 0 ? std::min(Most, correlation + 2 / double(rest.size())) : 0;
}

std::optional<LevelShift> levelShiftOf(const std::vector<double> &values)
{
    constexpr size_t LeastLevel = 5;
    constexpr double MostChance = 0.01;
    const size_t n = values.size();
    if (n < LeastCourse)
        return std::nullopt;
    // How many pairs of an earlier and a later value rise, less those that fall; for each place to cut.
    double statistic = 0;
    double largest = 0;
    size_t at = 0;
    for (size_t cut = 0; cut + 1 < n; ++cut) {
        for (const double other : values)
            statistic += other > values[cut] ? 1 : other < values[cut] ? -1 : 0;
        const bool isWithin = cut + 1 >= LeastLevel && n - cut - 1 >= LeastLevel;
        if (isWithin && std::abs(statistic) > largest) {
            largest = std::abs(statistic);
            at = cut + 1;
        }
    }
    if (at == 0)
        return std::nullopt;
    const std::span all(values);
    const double size = double(n);
    const double together = correlationOf(all.first(at), all.subspan(at));
    const double worth = (1 - together) / (1 + together);
    const double chance =
        std::min(1.0, 2 * std::exp(-6 * largest * largest / (size * size * size + size * size) * worth));
    if (chance >= MostChance)
        return std::nullopt;
    return LevelShift{at, chance, medianOf(all.first(at)), medianOf(all.subspan(at))};
}

} // namespace howdah
