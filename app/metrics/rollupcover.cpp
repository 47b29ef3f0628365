// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/rollupcover.h"

#include <algorithm>

namespace howdah::metrics {

namespace {

// The cell that a bound falls into; nothing when the bound is where a cell begins.
std::optional<TimeRange> cutCell(const QDateTime &bound, const RollupCover &cover)
{
    const QDateTime start = bucketStart(bound, cover.grain, cover.zone);
    if (start == bound)
        return std::nullopt;
    return TimeRange{start, nextBucket(start, cover.grain, cover.zone)};
}

// What is left of `whole` without the others, which are in order.
std::vector<TimeRange> without(const TimeRange &whole, const std::vector<TimeRange> &others)
{
    std::vector<TimeRange> left;
    QDateTime at = whole.from;
    for (const TimeRange &other : others) {
        if (at < other.from && at < whole.to)
            left.push_back({at, std::min(other.from, whole.to)});
        at = std::max(at, other.to);
    }
    if (at < whole.to)
        left.push_back({at, whole.to});
    return left;
}

} // namespace

std::optional<RollupPieces>
piecesOf(const RollupCover &cover, const TimeRange &whole, const std::vector<QDateTime> &bounds, size_t most)
{
    if (!cover.isValid() || !whole.isValid())
        return std::nullopt;
    std::vector<TimeRange> cut;
    const auto cutAt = [&](const QDateTime &bound) {
        if (const std::optional<TimeRange> cell = cutCell(bound, cover))
            cut.push_back(*cell);
    };
    cutAt(whole.from);
    cutAt(whole.to);
    for (const QDateTime &bound : bounds) {
        if (bound > whole.from && bound < whole.to)
            cutAt(bound);
    }
    std::ranges::sort(cut, {}, &TimeRange::from);
    const TimeRange held{
        std::max(bucketStart(cover.from, cover.grain, cover.zone), whole.from), std::min(cover.to, whole.to)};
    if (!held.isValid())
        return std::nullopt;
    RollupPieces pieces;
    pieces.rolled = without(held, cut);
    pieces.live = without(whole, pieces.rolled);
    if (pieces.rolled.empty() || pieces.rolled.size() > most || pieces.live.size() > most)
        return std::nullopt;
    return pieces;
}

} // namespace howdah::metrics
