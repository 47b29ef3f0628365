// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/rowwriter.h"

namespace howdah::data {

// What is gathered before ExportRequest::beside is asked for what stands beside it: so many rows, or so many bytes.
inline constexpr size_t besideRows = 1'000;
inline constexpr qsizetype besideBytes = 1 << 20;

// Turns lines of COPY's text format into a file that has further columns beside those of the rows (Beside). The lines
// of Csv and Tsv are spelled as the server would have done. `request` and `to` must outlive the writer.
// ErrorKind::Usage for formats that are made to be loaded again, where such columns have no place.
[[nodiscard]] Result<std::unique_ptr<RowWriter>> makeBesideWriter(const ExportRequest &request, QIODevice &to);

} // namespace howdah::data
