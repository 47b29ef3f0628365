// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/rowarrangement.h"

#include "base/propagate.h"
#include "query/result/externalsort.h"
#include "query/result/rowmatcher.h"
#include "query/result/sortkeys.h"
#include "query/tr.h"

#include <algorithm>

namespace howdah::query {

Result<std::shared_ptr<const RowOrder>> arrangeRows(
    const ResultStore &rows, const std::vector<ResultColumn> &columns, const RowWish &wish, std::stop_token stop,
    std::atomic<qint64> *progress)
{
    const qint64 count = rows.rowCount();
    if (count > qint64(std::numeric_limits<quint32>::max()))
        return fail(ErrorKind::Usage, tr("There are too many rows to sort and filter here"));
    const RowMatcher matcher(columns, wish);
    OrderWriter order;
    ExternalSort sorter(stop);
    QByteArray key;
    for (qint64 row = 0; row < count;) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        ASSIGN_OR_RETURN(const ResultStore::Rows block, rows.at(row));
        for (; row < std::min(block.end(), count); ++row) {
            const qsizetype at = row - block.first;
            if (!matcher.matches(*block.batch, at))
                continue;
            if (wish.sort.empty()) {
                RETURN_IF_ERROR(order.add(quint32(row)));
                continue;
            }
            key.clear();
            for (const SortTerm &term : wish.sort) {
                const bool isNull = block.batch->isNull(at, term.column);
                appendTerm(
                    key, columns[size_t(term.column)],
                    isNull ? std::nullopt : std::optional(block.batch->bytes(at, term.column)), term.descending);
            }
            RETURN_IF_ERROR(sorter.add(key, quint32(row)));
        }
        if (progress)
            *progress = row;
    }
    if (!wish.sort.empty())
        RETURN_IF_ERROR(sorter.each([&](QByteArrayView, quint32 row) { return order.add(row); }));
    return order.finish(count);
}

} // namespace howdah::query
