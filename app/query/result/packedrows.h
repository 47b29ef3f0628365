// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"

namespace howdah::query {

// A batch as bytes for a file of this process: for each value its length (0xffffffff: NULL), then all their bytes; its
// columns are held elsewhere. Pure.
[[nodiscard]] QByteArray packRows(const connection::RowBatch &batch);
[[nodiscard]] connection::RowBatch
unpackRows(QByteArrayView packed, std::shared_ptr<const connection::Columns> columns);

} // namespace howdah::query
