// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/spoolfile.h"

#include <memory>
#include <vector>

namespace howdah::query {

// The numbers of rows of a store in an order: in memory where they are few, else in a file without a name. Immutable;
// any thread.
class RowOrder final
{
public:
    [[nodiscard]] qint64 count() const { return m_count; }
    // Of the rows that had come then, which were so many.
    [[nodiscard]] qint64 of() const { return m_of; }
    // The numbers of the rows from this place on. May read the disk.
    [[nodiscard]] Result<std::vector<qint64>> rows(qint64 first, qint64 count) const;
    [[nodiscard]] qint64 bytesInMemory() const { return qint64(m_rows.size() * sizeof(quint32)); }

private:
    friend class OrderWriter;
    std::vector<quint32> m_rows;
    SpoolFile m_file;
    qint64 m_count = 0;
    qint64 m_of = 0;
};

// Makes a RowOrder, row by row. One thread.
class OrderWriter final
{
public:
    [[nodiscard]] Result<void> add(quint32 row);
    // `of`: so many rows had come.
    [[nodiscard]] Result<std::shared_ptr<const RowOrder>> finish(qint64 of);

private:
    static constexpr size_t MostInMemory = 1'000'000;
    static constexpr size_t PieceRows = 64 * 1024; // that go to the file at once
    [[nodiscard]] Result<void> flush();

    std::shared_ptr<RowOrder> m_order = std::make_shared<RowOrder>();
};

} // namespace howdah::query
