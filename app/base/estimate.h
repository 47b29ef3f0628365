// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <vector>

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
// The probability that of `trials` at most `most` succeed.
[[nodiscard]] double binomialBelow(qint64 most, qint64 trials, double probability);

// Wilson's score interval of a share; no trials: nothing is known, 0 to 1.
[[nodiscard]] Estimate shareEstimate(qint64 successes, qint64 trials);
// Of a mean, by Student's distribution; `deviation` is that of the sample. Infinite under two values.
[[nodiscard]] Estimate meanEstimate(double mean, double deviation, qint64 count);

// What one cluster (an agent, a persona, a session) has of a figure: values of one cluster resemble one another, so
// that it is the clusters that count, not the values.
struct ClusterMean
{
    double mean = 0; // of a share: the share
    qint64 count = 0;
};
// Of the mean of all values, by the variance between clusters and Student's distribution with one degree less than
// there are clusters (Cochran, Sampling Techniques, 1977, section 6.3; CR1 in Cameron & Miller, A Practitioner's Guide
// to Cluster-Robust Inference, 2015). With one value in each it is meanEstimate(). Infinite under two clusters.
[[nodiscard]] Estimate clusteredMean(const std::vector<ClusterMean> &clusters);
// Wilson's interval with as many trials as the variance between the clusters leaves (Korn & Graubard, Survey
// Methodology 24, 1998): never more than there were, and one for each cluster where all trials ended alike.
[[nodiscard]] Estimate clusteredShare(const std::vector<ClusterMean> &clusters);

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
// Newcombe's hybrid score interval).
[[nodiscard]] Estimate difference(const Estimate &a, const Estimate &b);

// What Welch's test says of the difference of two means, a - b.
struct SampleMean
{
    double mean = 0;
    double deviation = 0;
    qint64 count = 0;
};
[[nodiscard]] Estimate meanDifference(const SampleMean &a, const SampleMean &b);

} // namespace howdah
