// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"
#include "query/result/resultcolumns.h"
#include "query/result/resultstore.h"
#include "query/result/roworder.h"

namespace howdah::query {

struct ResultExport
{
    std::vector<int> columns; // in the order of the file; empty: all
    data::BulkFormat format = data::BulkFormat::Csv;
    bool header = true;
    bool guardsFormulas = false;
};

// Writes the rows that have come, or those of an order, as they came: nothing is asked again. What is in memory does
// not grow with them. Blocks; for worker threads. As data::exportRows().
[[nodiscard]] Result<data::ExportReport> exportResult(
    const ResultStore &rows, const RowOrder *order, const std::vector<ResultColumn> &columns, const ResultExport &wish,
    QIODevice &to, const std::function<void(data::BulkProgress)> &progress = {}, std::stop_token stop = {});

// The values of a COPY ... TO STDOUT are pieces of its data: they are written as they are, one behind the other.
[[nodiscard]] Result<data::ExportReport>
exportCopyData(const ResultStore &rows, QIODevice &to, const std::stop_token &stop = {});

} // namespace howdah::query
