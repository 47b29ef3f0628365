// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultstore.h"
#include "query/result/roworder.h"

#include <functional>
#include <stop_token>

namespace howdah::query {

// Looks at a row of a batch, which has this number in the store.
using RowLook = std::function<Result<void>(const connection::RowBatch &batch, qsizetype row, qint64 number)>;

// All rows that have come, or those of an order, one after the other. Blocks on the disk. ErrorKind::Cancelled, ::Io,
// or the first error of `look`.
[[nodiscard]] Result<void>
eachRow(const ResultStore &rows, const RowOrder *order, const std::stop_token &stop, const RowLook &look);

} // namespace howdah::query
