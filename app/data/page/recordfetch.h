// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/pagequery.h"

namespace howdah::data {

// How a row is found again: by its key; or, without one, by its place in the file, as long as it has not changed
// (xmin).
struct RowIdentity
{
    std::vector<std::optional<QByteArray>> key;
    QByteArray tableOid;
    QByteArray ctid;
    QByteArray xmin;
    [[nodiscard]] bool isEmpty() const { return key.empty() && ctid.isEmpty(); }
    bool operator==(const RowIdentity &) const = default;
};

// Empty for a row that cannot be found again (of a view).
[[nodiscard]] RowIdentity identityOf(const PageQuery &query, const connection::RowBatch &rows, qsizetype row);

// All columns of one row as the server's text, wide values up to this many characters. No row in the answer: it was
// changed or deleted since.
inline constexpr int mostRecordCharacters = 1'000'000;
[[nodiscard]] connection::Statement recordStatement(const RelationShape &shape, const RowIdentity &identity);

} // namespace howdah::data
