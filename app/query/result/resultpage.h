// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultstore.h"
#include "query/result/roworder.h"

#include <map>

namespace howdah::query {

// Rows of an answer as they are shown: of long values the beginning.
struct ResultPage
{
    qint64 first = 0;                          // place of the first one among those that are shown
    std::vector<qint64> rows;                  // their numbers in the store
    connection::RowBatch values;               // in that order
    std::map<std::pair<int, int>, qint64> cut; // by row and column: the bytes of the whole
    [[nodiscard]] int count() const { return int(rows.size()); }
    [[nodiscard]] qint64 end() const { return first + count(); }
};

// So many rows from this place on, fewer at the end; as they came without an order. Of a value no more than
// `mostBytes`. May read the disk.
[[nodiscard]] Result<ResultPage>
readResultPage(const ResultStore &rows, const RowOrder *order, qint64 first, qint64 count, qsizetype mostBytes);

} // namespace howdah::query
