// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultpage.h"

#include "base/propagate.h"

#include <algorithm>
#include <numeric>

namespace howdah::query {

using connection::RowBatch;

// Not within a character.
static QByteArrayView beginning(QByteArrayView value, qsizetype most)
{
    qsizetype size = std::min(value.size(), most);
    while (size > 0 && size < value.size() && (uchar(value[size]) & 0xc0) == 0x80)
        --size;
    return value.first(size);
}

static void appendRow(ResultPage &page, int at, const RowBatch &from, qsizetype row, qsizetype most)
{
    for (qsizetype column = 0; column < from.columnCount(); ++column) {
        if (from.isNull(row, column)) {
            page.values.appendNull();
            continue;
        }
        const QByteArrayView whole = from.bytes(row, column);
        const QByteArrayView shown = beginning(whole, most);
        if (shown.size() < whole.size())
            page.cut[{at, int(column)}] = whole.size();
        page.values.appendValue(shown);
    }
    page.values.endRow();
}

// Each block is read once, whatever the order of its rows.
static Result<void> readScattered(const ResultStore &store, ResultPage &page, qsizetype most)
{
    std::vector<size_t> places(page.rows.size());
    std::iota(places.begin(), places.end(), size_t(0));
    std::ranges::sort(places, {}, [&](size_t place) { return page.rows[place]; });
    std::vector<ResultPage> single(page.rows.size(), ResultPage{.values = RowBatch(page.values.sharedColumns())});
    std::optional<ResultStore::Rows> block;
    for (const size_t place : places) {
        const qint64 row = page.rows[place];
        if (!block || row < block->first || row >= block->end()) {
            ASSIGN_OR_RETURN(block, store.at(row));
        }
        appendRow(single[place], int(place), *block->batch, row - block->first, most);
    }
    for (ResultPage &each : single) {
        for (qsizetype column = 0; column < each.values.columnCount(); ++column) {
            if (each.values.isNull(0, column))
                page.values.appendNull();
            else
                page.values.appendValue(each.values.bytes(0, column));
        }
        page.values.endRow();
        page.cut.merge(each.cut);
    }
    return {};
}

Result<ResultPage>
readResultPage(const ResultStore &rows, const RowOrder *order, qint64 first, qint64 count, qsizetype mostBytes)
{
    const qint64 all = order ? order->count() : rows.rowCount();
    first = std::clamp<qint64>(first, 0, all);
    count = std::clamp<qint64>(count, 0, all - first);
    ResultPage page{.first = first, .values = RowBatch(rows.columns())};
    if (order) {
        ASSIGN_OR_RETURN(page.rows, order->rows(first, count));
        RETURN_IF_ERROR(readScattered(rows, page, mostBytes));
        return page;
    }
    while (page.count() < count) {
        ASSIGN_OR_RETURN(const ResultStore::Rows block, rows.at(first + page.count()));
        for (qint64 row = first + page.count(); row < std::min(block.end(), first + count); ++row) {
            appendRow(page, page.count(), *block.batch, row - block.first, mostBytes);
            page.rows.push_back(row);
        }
    }
    return page;
}

} // namespace howdah::query
