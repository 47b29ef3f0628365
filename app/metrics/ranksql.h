// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace howdah::metrics {

// Which of so many values, counted from 1 in ascending order, bound a percentile with 95 % confidence, as SQL of how
// many there are; NULL where there are too few to say. What quantileRanks() computes (order statistics and the binomial
// distribution: Hahn & Meeker, Statistical Intervals, 1991, section 5.2), exactly for small numbers; from
// n p (1 - p) > 50 on by the Cornish-Fisher expansion of the binomial quantile (Johnson, Kemp & Kotz, Univariate
// Discrete Distributions, 2005, 3.6), rounded outward: never narrower than the exact ranks, and one rank wider at most.
enum class RankEnd : quint8 { Low, High };
[[nodiscard]] QString rankSql(double share, const QString &count, RankEnd end);

// The argument of :rank_low and :rank_high: "0.95, n". The share is a number between 0.001 and 0.999.
struct RankArgument
{
    double share = 0;
    QString count;
};
[[nodiscard]] std::optional<RankArgument> rankArgument(const QString &argument);

} // namespace howdah::metrics
