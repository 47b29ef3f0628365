// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/columnstats.h"
#include "query/result/resultcolumns.h"
#include "query/result/resultstore.h"
#include "query/result/roworder.h"

#include <atomic>
#include <stop_token>

namespace howdah::query {

// What the values of a column that have come amount to, as the server would count them.
struct ResultStats
{
    data::ColumnStats stats; // exact
    QByteArray sum;          // of numbers, exact; "" without
    QByteArray mean;
    bool operator==(const ResultStats &) const = default;
};

// Of all rows that have come, or of those of an order. Exact, of any number of values; holds some 24 MB. Blocks; for
// worker threads. ErrorKind::Cancelled, ::Io.
[[nodiscard]] Result<ResultStats> resultStats(
    const ResultStore &rows, const RowOrder *order, const ResultColumn &column, int at, std::stop_token stop = {},
    std::atomic<qint64> *progress = nullptr);

} // namespace howdah::query
