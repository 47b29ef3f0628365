// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clusterestimate.h"

#include <QDateTime>
#include <QString>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace howdah::metrics {

inline constexpr double Unknown = std::numeric_limits<double>::quiet_NaN();
// Fewer values than this do not carry a figure: it is shown pale, with its count.
inline constexpr qint64 EnoughValues = 30;

// One mark. What a kind does not use stays unknown: NaN, -1, empty, invalid.
struct Point
{
    QDateTime bucket; // its beginning, UTC
    QDateTime bucketEnd;
    QString label;      // a category; of a heat map the column
    QString row;        // of a heat map
    double x = Unknown; // of a scatter; of a histogram the lower edge
    double xEnd = Unknown;
    double value = Unknown; // NaN: a gap
    // The interval that holds the true value in 95 of 100 cases; an end is infinite where too few values were counted
    // to say.
    double low = Unknown;
    double high = Unknown;
    qint64 n = -1;              // how many values it was computed from
    double quartile1 = Unknown; // of a box; value is its median, low and high its whiskers
    double quartile3 = Unknown;
    double baseline = Unknown; // what the value is compared with
    QString remark;            // what the query says of the mark: a contradiction, a reason
    bool isUnfinished = false; // its bucket has not ended
    // What it was made of where the panel goes by clusters.
    std::shared_ptr<const std::vector<ClusterMean>> clusters;

    [[nodiscard]] bool isGap() const { return std::isnan(value); }
    // A figure that is itself the count is what it is.
    [[nodiscard]] bool isTooFew() const { return n >= 0 && n < EnoughValues && value != double(n); }
};

// The marks of one entity, in order.
struct Series
{
    QString name; // "" when there is one alone
    bool isPrevious =
        false;           // of the previous period, moved onto the range; `bucket` keeps the true time in `trueBuckets`
    bool isRest = false; // what a stack has beyond its series, added up; leads to no rows of its own
    std::vector<Point> points;
    std::vector<QDateTime> trueBuckets; // of a previous period: when each point was
};

// A number as PostgreSQL writes it, infinities and NaN too; nothing for what is none.
[[nodiscard]] std::optional<double> numberOf(QByteArrayView text);
// A timestamptz as PostgreSQL writes it with DateStyle ISO; infinities and years BC are nothing.
[[nodiscard]] QDateTime instantOf(QByteArrayView text);

} // namespace howdah::metrics
