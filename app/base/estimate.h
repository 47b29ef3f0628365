// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace howdah {

// A figure and the interval that holds the true one in 95 of 100 cases. An end may be infinite: the data does not say.
struct Estimate
{
    double value = 0;
    double low = 0;
    double high = 0;
    bool operator==(const Estimate &) const = default;
};

[[nodiscard]] double normalQuantile(double probability);
// Of Student's distribution.
[[nodiscard]] double studentQuantile(double probability, double degrees);
// The probability of a value below `t`.
[[nodiscard]] double studentBelow(double t, double degrees);
// The probability that of `trials` at most `most` succeed.
[[nodiscard]] double binomialBelow(qint64 most, qint64 trials, double probability);

// Wilson's score interval of a share; no trials: nothing is known, 0 to 1.
[[nodiscard]] Estimate shareEstimate(qint64 successes, qint64 trials);
// The same of a share and as many trials as it is worth, which need not be a whole number.
[[nodiscard]] Estimate wilsonEstimate(double share, double trials);
// Of a mean, by Student's distribution; `deviation` is that of the sample, `degrees` (of freedom) one less than the
// count unless given. Infinite under two values.
[[nodiscard]] Estimate
meanEstimate(double mean, double deviation, qint64 count, std::optional<double> degrees = std::nullopt);

// Of the mean of values whose large ones are rare, as costs, so that it reaches further up than down: Hall's
// transformation of Student's statistic by the skewness of the sample (Hall, Journal of the Royal Statistical Society B
// 54, 1992; Zhou & Gao, The American Statistician 54, 2000). `error` is that of the mean. A mean that is not negative
// has no end below zero.
[[nodiscard]] Estimate skewedEstimate(double mean, double error, double skewness, double count);

// Which values, counted from 1 in ascending order, hold a quantile between them with at least 95 %; empty where the
// sample is too small to say so on that side.
struct RankInterval
{
    std::optional<qint64> low;
    std::optional<qint64> high;
    bool operator==(const RankInterval &) const = default;
};
[[nodiscard]] RankInterval quantileRanks(double quantile, qint64 count);

// a - b, from the intervals of both (the method of variance estimates recovery; for Wilson's intervals this is
// Newcombe's hybrid score interval). With the correlation of the two where they come from the same clusters (Zou,
// Psychological Methods 12, 2007).
[[nodiscard]] Estimate difference(const Estimate &a, const Estimate &b, double correlation = 0);

// What Welch's test says of the difference of two means, a - b.
struct SampleMean
{
    double mean = 0;
    double deviation = 0;
    qint64 count = 0;
};
[[nodiscard]] Estimate meanDifference(const SampleMean &a, const SampleMean &b);

} // namespace howdah
