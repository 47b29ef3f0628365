// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/estimate.h"

#include <QString>

#include <vector>

namespace howdah {

// What one cluster (an agent, a persona, a session) has of a statistic: values of one cluster resemble one another, so
// that it is the clusters that count, not the values.
struct ClusterMean
{
    double mean = 0;   // of a share: the share
    double weight = 0; // how many values it is the mean of, or the sum of their weights
    QString name;      // by which the same cluster is known in another statistic
};

// Of the mean of all values, by the variance between clusters and Student's distribution with one degree less than
// there are clusters (Cochran, Sampling Techniques, 1977, section 6.3; CR1 in Cameron & Miller, A Practitioner's Guide
// to Cluster-Robust Inference, 2015). With one value in each it is meanEstimate(). Infinite under two clusters.
[[nodiscard]] Estimate clusteredMean(const std::vector<ClusterMean> &clusters);
// Wilson's interval with as many trials as the variance between the clusters leaves (Korn & Graubard, Survey
// Methodology 24, 1998): never more than there were, and one for each cluster where all trials ended alike.
[[nodiscard]] Estimate clusteredShare(const std::vector<ClusterMean> &clusters);
// skewedEstimate() of the clusters, by the skewness of what each adds.
[[nodiscard]] Estimate clusteredSkewed(const std::vector<ClusterMean> &clusters);
// The same from sums over the clusters, for those that are too many to be read one by one: `k` is what a cluster has in
// all (of a share its successes), `n` how many values.
struct ClusterSums
{
    qint64 clusters = 0;
    double n = 0;
    double nn = 0; // of the squares
    double k = 0;
    double kk = 0;
    double kn = 0; // of the products

    // Whether any cluster has more than one value; else the values are what they seem.
    [[nodiscard]] bool isClustered() const { return nn > n; }
};
[[nodiscard]] Estimate clusteredMean(const ClusterSums &sums);
[[nodiscard]] Estimate clusteredShare(const ClusterSums &sums);
// How many independent trials the share is worth, the few degrees of freedom counted in.
[[nodiscard]] double effectiveTrials(const ClusterSums &sums);
// How far the same clusters move two statistics together, -1 to 1: with it difference() of two clusteredMean() of the
// same clusters, each of which is measured twice, is the interval of the paired change. 0 where they share none.
[[nodiscard]] double clusterCorrelation(const std::vector<ClusterMean> &a, const std::vector<ClusterMean> &b);

} // namespace howdah
