// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/dashboard.h"

namespace howdah::metrics {

// The names that queries may use, beside those of the dashboard's filters:
//   :from :to          the bounds of the range, timestamptz; with "previous" from the beginning of the previous period
//   :zone              the name of the zone, text
//   :bucket(time)      the bucket that a time falls into, timestamptz
//   :current(time)     whether a time is in the range itself, not in the previous period
//   :sample(table)     the table, or a sample of it; :scale is then what counts and sums are to be multiplied by
//   :rank_low(share, n) :rank_high(share, n)
//                      which of n values in ascending order bound that percentile, see ranksql.h
//   :until             the end of the range, or now where it is not over
//   :named(table, column)
//                      id and name of what has names in a table, those that several share told apart
//   :clustered(expr)   which of 256 groups a cluster falls into, for what has too many clusters to answer a row for
//   each
//                      (random groups: Wolter, Introduction to Variance Estimation, 2007, chapter 2)
//   :filter(expr)      whether the expression is among what is chosen of that filter
// In the query over a rollup also
//   :rolled(time)      whether a cell of the rollup belongs to the answer
//   :live(time)        whether a row of the table does, because no whole cell holds it: edges of the range, what is too
//                      young, and where a zone's buckets do not fit the cells
//   :step(value)       the step of the histogram that a value falls into, see rollupsteps.h
//   :step_value(step)  what stands for a step; :step_low(step) and :step_high(step) are its edges
// A variable of the dashboard stands as :name, without parentheses; with filters it is all that the values of a filter
// may use.
// In the condition and the figure of a drill also :mark_from :mark_to (the bucket), :mark_x :mark_x_end (places on an
// axis of values), :series :label :row (of the mark, texts).
enum class QueryPlace : quint8 { Panel, Rollup, Drill, Values };

// The table of :named, the column of its names, and that which tells versions of one name apart ("" for none); nothing
// for what is not plain names.
struct NamedArgument
{
    QString table;
    QString name;
    QString version;
};
[[nodiscard]] std::optional<NamedArgument> namedArgument(const QString &argument);
[[nodiscard]] bool isReservedName(QStringView name);
// "" when the name may be used so.
[[nodiscard]] QString problemWithName(const NameUse &use, QueryPlace place, const DashboardDefinition &dashboard);

} // namespace howdah::metrics
