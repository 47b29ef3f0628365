// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clusterestimate.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <limits>

namespace howdah {

namespace {

constexpr double OneSide = 0.025; // on either side of 95 %
constexpr double Unbounded = std::numeric_limits<double>::infinity();

struct ClusteredFigure
{
    double mean = 0;
    double variance = 0; // of the mean
    double weight = 0;
    double clusters = 0;
};

ClusteredFigure clusteredFigure(const std::vector<ClusterMean> &clusters)
{
    ClusteredFigure figure;
    double total = 0;
    for (const ClusterMean &one : clusters) {
        if (one.weight <= 0)
            continue;
        total += one.mean * one.weight;
        figure.weight += one.weight;
        figure.clusters += 1;
    }
    if (figure.weight <= 0)
        return figure;
    figure.mean = total / figure.weight;
    double squares = 0;
    for (const ClusterMean &one : clusters) {
        const double off = std::max(one.weight, 0.0) * (one.mean - figure.mean);
        squares += off * off;
    }
    if (figure.clusters > 1)
        figure.variance = figure.clusters / (figure.clusters - 1) * squares / (figure.weight * figure.weight);
    return figure;
}

ClusteredFigure figureOf(const ClusterSums &sums)
{
    ClusteredFigure figure{.mean = 0, .variance = 0, .weight = sums.n, .clusters = double(sums.clusters)};
    if (sums.n <= 0)
        return figure;
    figure.mean = sums.k / sums.n;
    const double squares = sums.kk - 2 * figure.mean * sums.kn + figure.mean * figure.mean * sums.nn;
    if (sums.clusters > 1)
        figure.variance = figure.clusters / (figure.clusters - 1) * std::max(squares, 0.0) / (sums.n * sums.n);
    return figure;
}

Estimate meanOf(const ClusteredFigure &figure)
{
    if (figure.clusters < 2)
        return {figure.mean, -Unbounded, Unbounded};
    const double half = studentQuantile(1 - OneSide, figure.clusters - 1) * std::sqrt(figure.variance);
    return {figure.mean, figure.mean - half, figure.mean + half};
}

double trialsOf(const ClusteredFigure &figure)
{
    const double spread = figure.mean * (1 - figure.mean);
    double trials = figure.clusters;
    if (spread > 0)
        trials = figure.variance > 0 ? std::min(figure.weight, spread / figure.variance) : figure.weight;
    const double narrowing = normalQuantile(1 - OneSide) / studentQuantile(1 - OneSide, figure.clusters - 1);
    return trials * narrowing * narrowing;
}

Estimate shareOf(const ClusteredFigure &figure)
{
    if (figure.clusters < 2)
        return {figure.mean, 0, 1};
    return wilsonEstimate(figure.mean, trialsOf(figure));
}

// What each cluster adds to how far the mean of all is off.
QHash<QString, double> influences(const std::vector<ClusterMean> &clusters)
{
    const double mean = clusteredFigure(clusters).mean;
    QHash<QString, double> offs;
    for (const ClusterMean &one : clusters)
        offs[one.name] += std::max(one.weight, 0.0) * (one.mean - mean);
    return offs;
}

double squared(const QHash<QString, double> &offs)
{
    double sum = 0;
    for (const double off : offs)
        sum += off * off;
    return sum;
}

} // namespace

Estimate clusteredMean(const std::vector<ClusterMean> &clusters) { return meanOf(clusteredFigure(clusters)); }
Estimate clusteredMean(const ClusterSums &sums) { return meanOf(figureOf(sums)); }
Estimate clusteredShare(const std::vector<ClusterMean> &clusters) { return shareOf(clusteredFigure(clusters)); }
Estimate clusteredShare(const ClusterSums &sums) { return shareOf(figureOf(sums)); }
double effectiveTrials(const ClusterSums &sums) { return sums.clusters < 2 ? 0 : trialsOf(figureOf(sums)); }

Estimate clusteredSkewed(const std::vector<ClusterMean> &clusters)
{
    const ClusteredFigure figure = clusteredFigure(clusters);
    double squares = 0;
    double cubes = 0;
    for (const ClusterMean &one : clusters) {
        const double off = std::max(one.weight, 0.0) * (one.mean - figure.mean);
        squares += off * off;
        cubes += off * off * off;
    }
    const double spread = squares > 0 ? std::pow(squares / figure.clusters, 1.5) : 1;
    const double skewness = squares > 0 ? cubes / figure.clusters / spread : 0;
    return skewedEstimate(figure.mean, std::sqrt(figure.variance), skewness, figure.clusters);
}

double clusterCorrelation(const std::vector<ClusterMean> &a, const std::vector<ClusterMean> &b)
{
    const QHash<QString, double> ofA = influences(a);
    const QHash<QString, double> ofB = influences(b);
    double together = 0;
    for (auto at = ofA.cbegin(); at != ofA.cend(); ++at)
        together += at.value() * ofB.value(at.key(), 0);
    const double size = std::sqrt(squared(ofA) * squared(ofB));
    return size > 0 ? std::clamp(together / size, -1.0, 1.0) : 0;
}

} // namespace howdah
