// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelmethod.h"

#include "metrics/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

bool usesRanks(const QueryText &query)
{
    return std::ranges::any_of(query.uses(), [](const NameUse &use) { return use.name.startsWith("rank_"_L1); });
}

QString intervalMethod(const PanelDefinition &panel)
{
    const bool isClustered = !panel.cluster.isEmpty();
    switch (panel.interval) {
    case Interval::None:
        return {};
    case Interval::Given:
        return usesRanks(panel.query)
                 ? tr("95 % interval between two ranks, by the binomial distribution (Hahn and Meeker 1991)")
                 : tr("Interval as the query computes it");
    case Interval::Share:
        return isClustered
                 ? tr("95 % interval of a share by the variance between clusters, one for each %1 (Wilson with "
                      "the effective number of trials: Korn and Graubard 1998)")
                       .arg(panel.cluster)
                 : tr("95 % interval of a share (Wilson 1927)");
    case Interval::Mean:
        return isClustered
                 ? tr("95 % interval of a mean by the variance between clusters, one for each %1 (CR1: Cameron "
                      "and Miller 2015)")
                       .arg(panel.cluster)
                 : tr("95 % interval of a mean (Student)");
    case Interval::Skewed:
        return isClustered
                 ? tr("95 % interval of the mean of skewed values by the variance and skewness between clusters, "
                      "one for each %1 (Hall 1992)")
                       .arg(panel.cluster)
                 : tr("95 % interval of the mean of skewed values (Hall 1992)");
    }
    Q_UNREACHABLE();
}

} // namespace

QString methodOf(const PanelDefinition &panel)
{
    QString method = intervalMethod(panel);
    if (method.isEmpty() || !panel.previous)
        return method;
    method += u"; "_s;
    method += panel.cluster.isEmpty() ? tr("change by the intervals of both periods (Newcombe 1998)")
                                      : tr("paired change of what is in both periods (Zou 2007)");
    return method;
}

} // namespace howdah::metrics
