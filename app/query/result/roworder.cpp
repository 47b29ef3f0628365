// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/roworder.h"

#include "base/propagate.h"

#include <algorithm>
#include <cstring>

namespace howdah::query {

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

} // namespace howdah::query
