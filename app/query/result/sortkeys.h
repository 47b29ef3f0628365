// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultcolumns.h"

namespace howdah::query {

// Bytes that compare as the values of a column do, for what PostgreSQL compares by value; a text that does not read as
// a value of its type stands behind all that do. Pure.
[[nodiscard]] QByteArray sortKey(const ResultColumn &column, QByteArrayView value);
// Behind others in a key of several terms: no value can reach into the next one. NULL stands last, and first when
// descending.
void appendTerm(QByteArray &to, const ResultColumn &column, std::optional<QByteArrayView> value, bool descending);

// Of a text no more is compared.
inline constexpr qsizetype mostSortedBytes = 1000;

} // namespace howdah::query
