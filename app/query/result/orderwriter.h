// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/roworder.h"

namespace howdah::query {

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
