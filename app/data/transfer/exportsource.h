// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"
#include "data/page/filter.h"
#include "data/page/ordering.h"

namespace howdah::data {

// What is exported.

// The rows that a filter leaves, in the order that is asked for, as ExportRequest::restricts. `columns` as there.
[[nodiscard]] Result<connection::Statement> filteredRows(
    const EditTarget &target, const std::vector<int> &columns, const FilterSet &filters,
    const std::vector<SortColumn> &sort);

// Rows that were selected. ErrorKind::Usage when they cannot be told apart. Sets ExportRequest::expectedRows, too: a
// row that was deleted meanwhile must not be missing without a word.
inline constexpr qsizetype mostSelectedRows = 10'000;
[[nodiscard]] Result<void>
selectRows(ExportRequest &request, const std::vector<RowBasis> &rows, const std::vector<SortColumn> &sort = {});

// The columns that a query answers, as a target without a relation; the query itself, made fit for
// ExportRequest::restricts. ErrorKind::Usage unless it is one statement that reads. Blocks.
struct QuerySource
{
    EditTarget target;
    connection::Statement statement;
    connection::Columns origins; // what the server says of each: its name and the table that it comes from
};
[[nodiscard]] Result<QuerySource> readQuery(connection::Session &session, const QString &sql);

} // namespace howdah::data
