// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/filter.h"

namespace howdah::data {

// How rows compare with cells that somebody points at.
enum class CellMatch { Same, Other, Greater, Less };

// The filters that leave the rows which have one of these values in the column, or another one than these, or a greater
// or less one than the single one; joined as the group says. nullopt is NULL. NULL is another value than any value.
// Nothing where the column cannot be compared so, or the values are too many or too long to be typed.
[[nodiscard]] std::optional<FilterGroup>
filterByCells(const ColumnShape &column, const std::vector<std::optional<QByteArray>> &values, CellMatch match);

// The same rows as `set` leaves, and of those the ones that the group leaves.
[[nodiscard]] FilterSet restrictedBy(FilterSet set, FilterGroup group);

} // namespace howdah::data
