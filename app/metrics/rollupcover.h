// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/timerange.h"

#include <optional>

namespace howdah::metrics {

// Which stretch of time a rollup holds, and in which cells: all rows from `from` up to `to`, when it was refreshed.
struct RollupCover
{
    QDateTime from;
    QDateTime to;
    Bucket grain{Unit::Hour, 1};
    QTimeZone zone = QTimeZone::utc(); // whose days the cells are; of narrower cells UTC
    QDateTime refreshed;
    [[nodiscard]] bool isValid() const { return from.isValid() && to.isValid() && from < to; }
};

// A range cut into what the rollup answers and what is counted from the table: disjoint, together the whole range.
struct RollupPieces
{
    std::vector<TimeRange> rolled;
    std::vector<TimeRange> live;
    bool operator==(const RollupPieces &) const = default;
};

// Every cell that one of `bounds` (beginnings of buckets or periods) falls into is counted from the table, so that
// whatever lies between two bounds is counted exactly: hours at the edges of the range, and where a zone is off by
// half an hour or a quarter from the cells. Nothing when no whole cell is left, or more than `most` pieces would be
// needed: such a query is not for this rollup.
[[nodiscard]] std::optional<RollupPieces>
piecesOf(const RollupCover &cover, const TimeRange &whole, const std::vector<QDateTime> &bounds, size_t most = 64);

} // namespace howdah::metrics
