// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <vector>

namespace howdah {

// What is said of a course of values at equal distances. Below this many nothing is.
inline constexpr size_t LeastCourse = 10;

// The values whose modified z-score, their distance from the median by the median of all distances (Iglewicz & Hoaglin,
// How to Detect and Handle Outliers, 1993), is beyond 4.5. At their 3.5 one of ten courses of independent values has
// one by chance, at 4.5 it is two of a hundred of 30 values, and four of 12; tests/base/tst_changepoint measures it.
[[nodiscard]] std::vector<size_t> outliersAmong(const std::vector<double> &values);

struct LevelShift
{
    size_t at = 0;     // the first value of the new level
    double chance = 1; // that a course without a shift looks so, about
    double before = 0; // medians
    double after = 0;
};
// The one shift of the level that is the clearest, where chance shows it in less than one of 100 courses: Pettitt's
// test (Journal of the Royal Statistical Society C 28, 1979), by ranks, so that a few outliers make none. Each level
// has five values at least. Where values go with the one before, they count as fewer.
[[nodiscard]] std::optional<LevelShift> levelShiftOf(const std::vector<double> &values);

} // namespace howdah
