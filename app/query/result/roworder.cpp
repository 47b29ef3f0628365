// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/roworder.h"

#include "base/propagate.h"
#include "query/result/externalsort.h"
#include "query/result/orderwriter.h"
#include "query/result/rowmatcher.h"
#include "query/result/sortkeys.h"
#include "query/tr.h"

#include <algorithm>
#include <cstring>

namespace howdah::query {

using connection::RowBatch;

Result<std::vector<qint64>> RowOrder::rows(qint64 first, qint64 count) const
{
    first = std::clamp<qint64>(first, 0, m_count);
    count = std::clamp<qint64>(count, 0, m_count - first);
    std::vector<qint64> out;
    out.reserve(size_t(count));
    if (!m_file.isOpen()) {
        for (qint64 place = first; place < first + count; ++place)
            out.push_back(m_rows[size_t(place)]);
        return out;
    }
    constexpr qint64 size = sizeof(quint32);
    ASSIGN_OR_RETURN(const QByteArray bytes, m_file.read(first * size, count * size));
    for (qint64 place = 0; place < count; ++place) {
        quint32 row = 0;
        std::memcpy(&row, bytes.constData() + place * size, size);
        out.push_back(row);
    }
    return out;
}

// ---- numbers of rows, one behind the other

Result<void> OrderWriter::add(quint32 row)
{
    RowOrder &order = *m_order;
    order.m_rows.push_back(row);
    ++order.m_count;
    const size_t most = order.m_file.isOpen() ? PieceRows : MostInMemory;
    return order.m_rows.size() > most ? flush() : Result<void>();
}

Result<void> OrderWriter::flush()
{
    RowOrder &order = *m_order;
    if (!order.m_file.isOpen())
        RETURN_IF_ERROR(order.m_file.open(SpoolFile::usualFolder()));
    const auto written = order.m_file.append(QByteArrayView(
        reinterpret_cast<const char *>(order.m_rows.data()), qsizetype(order.m_rows.size() * sizeof(quint32))));
    if (!written)
        return fail(written.error());
    order.m_rows.clear();
    return {};
}

Result<std::shared_ptr<const RowOrder>> OrderWriter::finish(qint64 of)
{
    if (m_order->m_file.isOpen()) {
        RETURN_IF_ERROR(flush());
        m_order->m_rows.shrink_to_fit();
    }
    m_order->m_of = of;
    return std::shared_ptr<const RowOrder>(std::exchange(m_order, std::make_shared<RowOrder>()));
}

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
