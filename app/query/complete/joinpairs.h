// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionindex.h"

#include <QByteArrayView>

namespace howdah::query::complete {

class ScopeColumns;

// Two columns that a condition compares by =.
struct JoinPair
{
    const catalog::Column *left = nullptr;
    const catalog::Column *right = nullptr;
};

// The pairs of columns of the catalog that `query` joins by. The catalog's lists are asked, the links are not.
[[nodiscard]] std::vector<JoinPair>
joinPairs(const CompletionIndex &index, QByteArrayView query, const QStringList &searchPath);

} // namespace howdah::query::complete
