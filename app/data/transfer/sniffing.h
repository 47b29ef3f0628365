// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"
#include "data/transfer/lookslike.h"

namespace howdah::data {

// Guesses about delimited text, from its beginning. Each can be overruled.

// Of , ; | and the tabulator the one that parts most lines into the same number of fields, first of all those whose
// header names columns of the target. A comma when none does.
[[nodiscard]] char sniffedDelimiter(QByteArrayView text, const EditTarget &target);
// The first record names columns, or is of words above numbers.
[[nodiscard]] bool sniffedHeader(const std::vector<DelimitedRecord> &records, const EditTarget &target);

[[nodiscard]] LooksLike looksOf(QByteArrayView text);
// What holds values of both.
[[nodiscard]] LooksLike both(LooksLike one, LooksLike other);

// Whether values that look so can be values of the column. False is a guess that is told, not a refusal.
[[nodiscard]] bool canHold(const EditColumn &column, LooksLike what);

} // namespace howdah::data
