// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/rowbatch.h"

#include <algorithm>
#include <charconv>

namespace howdah::connection {

const Columns &RowBatch::columns() const
{
    static const Columns none;
    return m_columns ? *m_columns : none;
}

qsizetype RowBatch::columnNamed(QStringView name) const
{
    const Columns &all = columns();
    const auto found = std::ranges::find_if(all, [name](const Column &column) { return column.name == name; });
    return found == all.end() ? -1 : found - all.begin();
}

QByteArrayView RowBatch::bytes(qsizetype row, qsizetype column) const
{
    if (!holds(row, column))
        return {};
    const size_t at = index(row, column);
    const quint32 begin = at == 0 ? 0 : m_ends[at - 1];
    return {m_arena.data() + begin, qsizetype(m_ends[at] - begin)};
}

std::optional<QByteArray> RowBatch::value(qsizetype row, qsizetype column) const
{
    if (isNull(row, column))
        return std::nullopt;
    const QByteArray copy = bytes(row, column).toByteArray();
    return copy.isNull() ? QByteArray("") : copy;
}

QString RowBatch::text(qsizetype row, qsizetype column) const
{
    if (isNull(row, column))
        return {};
    const QByteArrayView raw = bytes(row, column);
    return raw.isEmpty() ? QString(QLatin1StringView("")) : QString::fromUtf8(raw);
}

qint64 RowBatch::integer(qsizetype row, qsizetype column) const
{
    const QByteArrayView text = bytes(row, column);
    qint64 value = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    return error == std::errc() && end == text.end() ? value : 0;
}
double RowBatch::real(qsizetype row, qsizetype column) const { return bytes(row, column).toByteArray().toDouble(); }

bool RowBatch::boolean(qsizetype row, qsizetype column) const
{
    const QByteArrayView raw = bytes(row, column);
    return !raw.isEmpty() && raw.front() == 't';
}

qsizetype RowBatch::byteCount() const
{
    return qsizetype(m_arena.capacity()) + qsizetype(m_ends.capacity() * sizeof(quint32) + m_nulls.capacity() / 8);
}

void RowBatch::appendValue(QByteArrayView value)
{
    m_arena.append(value.data(), size_t(value.size()));
    m_ends.push_back(quint32(m_arena.size()));
    m_nulls.push_back(false);
}

void RowBatch::appendNull()
{
    m_ends.push_back(quint32(m_arena.size()));
    m_nulls.push_back(true);
}

void RowBatch::reserve(qsizetype rows, qsizetype bytes)
{
    m_arena.reserve(size_t(bytes));
    m_ends.reserve(size_t(rows * columnCount()));
    m_nulls.reserve(size_t(rows * columnCount()));
}

} // namespace howdah::connection
