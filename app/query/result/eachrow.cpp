// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/eachrow.h"

#include "base/propagate.h"
#include "query/tr.h"

#include <algorithm>

namespace howdah::query {

constexpr qint64 Together = 4096; // numbers of an order that are read at once

Result<void> eachRow(const ResultStore &rows, const RowOrder *order, const std::stop_token &stop, const RowLook &look)
{
    const qint64 count = order ? order->count() : rows.rowCount();
    std::optional<ResultStore::Rows> block;
    for (qint64 first = 0; first < count; first += Together) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        const qint64 end = std::min(first + Together, count);
        std::vector<qint64> numbers;
        if (order) {
            ASSIGN_OR_RETURN(numbers, order->rows(first, end - first));
        }
        for (qint64 place = first; place < end; ++place) {
            const qint64 row = order ? numbers[size_t(place - first)] : place;
            if (!block || row < block->first || row >= block->end()) {
                ASSIGN_OR_RETURN(block, rows.at(row));
            }
            RETURN_IF_ERROR(look(*block->batch, row - block->first, row));
        }
    }
    return {};
}

} // namespace howdah::query
