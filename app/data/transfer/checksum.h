// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"

namespace howdah::data {

// What rows amount to, whatever order they come in. Equal contents give equal sums on any server of any version; a
// difference in one value, in a name, or in how often a row is there gives another one.
//
// "1:" and, in hexadecimal, SHA-256 of these lines, each ended by \n:
//   howdah-checksum-1
//   the names of the columns as JSON strings, sorted by their bytes in UTF-8, joined by commas
//   the number of rows
//   the sum, modulo 2 to the 256th, of SHA-256 of every row, read as numbers with the first byte the most significant,
//   in 64 hexadecimal digits
// A row is its line in the text format of COPY in UTF-8, with \n: the columns in the order of the names above, values
// as under DateStyle ISO, IntervalStyle postgres, TimeZone UTC, extra_float_digits 1, bytea_output hex, lc_monetary C,
// search_path pg_catalog, pg_temp (so that regclass and its like have their schema).
//
// It finds accidents. It is not made against somebody who makes up rows so that sums are equal.
struct TableChecksum
{
    QString sum;
    qint64 rows = 0;
    double milliseconds = 0;
    bool hidesRows = false; // policies of row level security hold for us, and rows that they hide are not in it
    bool operator==(const TableChecksum &) const = default;
};

// Of all columns, or of those. What is in memory does not grow with the rows. Blocks.
[[nodiscard]] Result<TableChecksum> tableChecksum(
    connection::Session &session, const EditTarget &target, const std::vector<int> &columns = {},
    const std::function<void(BulkProgress)> &progress = {}, std::stop_token stop = {});

} // namespace howdah::data
