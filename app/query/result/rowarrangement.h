// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultcolumns.h"
#include "query/result/resultstore.h"
#include "query/result/roworder.h"
#include "query/result/rowwish.h"

#include <atomic>
#include <stop_token>

namespace howdah::query {

// Sorts and filters the rows that have come, as PostgreSQL would with COLLATE "C": numbers, dates, intervals and
// enumerations by their values, everything else by its bytes; NULL last, and first when descending; equal ones as they
// came. Of texts the first 1,000 bytes count. Holds some 32 MB whatever the number of rows, the rest in a file without
// a name. Blocks; for worker threads. ErrorKind::Cancelled, ::Io.
[[nodiscard]] Result<std::shared_ptr<const RowOrder>> arrangeRows(
    const ResultStore &rows, const std::vector<ResultColumn> &columns, const RowWish &wish, std::stop_token stop = {},
    std::atomic<qint64> *progress = nullptr);

} // namespace howdah::query
