// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/page.h"

namespace howdah::data {

// Finding a row by its key among rows that are sorted and filtered in any way.

// The columns to ask for; empty when the rows have no key, or no order to stand in.
[[nodiscard]] std::vector<int> findableKey(const PageQuery &query);

// The row with this key: where it stands in the order, and whether the filters leave it. One value for each column of
// findableKey().
[[nodiscard]] connection::Statement findStatement(const PageQuery &query, const std::vector<QByteArray> &key);

struct FoundRow
{
    Place place;
    bool isShown = false; // the filters leave it
    bool operator==(const FoundRow &) const = default;
};
// Nothing when there is no such row.
[[nodiscard]] std::optional<FoundRow> foundIn(const PageQuery &query, const connection::RowBatch &answer);

// How many rows stand before the place: counted, or as the planner believes.
[[nodiscard]] connection::Statement countBefore(const PageQuery &query, const Place &place);
[[nodiscard]] connection::Statement estimateBefore(const PageQuery &query, const Place &place);

} // namespace howdah::data
