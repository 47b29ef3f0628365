// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultstore.h"

#include <functional>

namespace howdah::cli {

// Takes text piece by piece.
using TextSink = std::function<void(const QByteArray &)>;

// An answer as psql lays it out, aligned, or with \x each row as a record. Reads the rows twice: first for the widths.
// The text goes in pieces of some kilobytes, however large a value is. What a terminal would obey is left to the stream
// that it goes to.
[[nodiscard]] Result<void> writeTable(const query::ResultStore &rows, bool expanded, const TextSink &to);

} // namespace howdah::cli
