// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/packedrows.h"

#include <cstring>

namespace howdah::query {

using connection::RowBatch;

static constexpr quint32 Null = 0xffffffff;

// Rows without columns are their number alone.
QByteArray packRows(const RowBatch &batch)
{
    const qsizetype columns = batch.columnCount();
    const qsizetype values = batch.rowCount() * columns;
    std::vector<quint32> sizes;
    sizes.reserve(std::size_t(values));
    qsizetype all = 0;
    for (qsizetype row = 0; row < batch.rowCount(); ++row) {
        for (qsizetype column = 0; column < columns; ++column) {
            const bool isNull = batch.isNull(row, column);
            const qsizetype size = isNull ? 0 : batch.bytes(row, column).size();
            sizes.push_back(isNull ? Null : quint32(size));
            all += size;
        }
    }
    const auto rows = quint64(batch.rowCount());
    const qsizetype head = qsizetype(sizeof(rows)) + values * qsizetype(sizeof(quint32));
    QByteArray packed(head + all, Qt::Uninitialized);
    char *to = packed.data();
    std::memcpy(to, &rows, sizeof(rows));
    if (values > 0)
        std::memcpy(to + sizeof(rows), sizes.data(), sizes.size() * sizeof(quint32));
    to += head;
    for (qsizetype row = 0; row < batch.rowCount(); ++row) {
        for (qsizetype column = 0; column < columns; ++column) {
            const QByteArrayView value = batch.bytes(row, column);
            if (!value.isEmpty())
                std::memcpy(to, value.data(), std::size_t(value.size()));
            to += value.size();
        }
    }
    return packed;
}

RowBatch unpackRows(QByteArrayView packed, std::shared_ptr<const connection::Columns> columns)
{
    quint64 rows = 0;
    std::memcpy(&rows, packed.data(), sizeof(rows));
    const std::size_t perRow = columns ? columns->size() : 0;
    RowBatch batch(std::move(columns));
    const std::size_t head = sizeof(rows) + std::size_t(rows) * perRow * sizeof(quint32);
    batch.reserve(qsizetype(rows), packed.size() - qsizetype(head));
    const char *size = packed.data() + sizeof(rows);
    auto at = qsizetype(head);
    for (quint64 row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < perRow; ++column, size += sizeof(quint32)) {
            quint32 length = 0;
            std::memcpy(&length, size, sizeof(length));
            if (length == Null) {
                batch.appendNull();
            } else {
                batch.appendValue(packed.sliced(at, length));
                at += length;
            }
        }
        batch.endRow();
    }
    return batch;
}

} // namespace howdah::query
