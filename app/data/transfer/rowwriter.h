// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"

namespace howdah::data {

// Turns lines of COPY into a file of one format and hands them to a device in large pieces.
class RowWriter
{
public:
    virtual ~RowWriter() = default;
    [[nodiscard]] virtual Result<void> take(QByteArrayView line) = 0;
    [[nodiscard]] virtual Result<void> finish() = 0;
    [[nodiscard]] virtual qint64 bytes() const = 0; // written so far
    // Cells that a spreadsheet would run, of delimited text.
    [[nodiscard]] virtual qint64 formulas() const { return 0; }
};

// `request` and `to` must outlive the writer. ErrorKind::Invalid when the format cannot hold the columns.
[[nodiscard]] Result<std::unique_ptr<RowWriter>> makeRowWriter(const ExportRequest &request, QIODevice &to);

// All columns when none are named; of Copy, all that can be set.
[[nodiscard]] std::vector<int> exportedColumns(const ExportRequest &request);

} // namespace howdah::data
