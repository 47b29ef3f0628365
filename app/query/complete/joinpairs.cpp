// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/joinpairs.h"

#include "query/complete/scopecolumns.h"

namespace howdah::query::complete {

std::vector<JoinPair> joinPairs(const CompletionIndex &index, QByteArrayView query, const QStringList &searchPath)
{
    const StatementText text = readWhole(query);
    const Scope scope = readScope(text);
    ScopeColumns columns(index, text, scope, searchPath);
    std::vector<JoinPair> pairs;
    for (std::size_t i = 0; i + 1 < scope.uses.size(); ++i) {
        const ColumnUse &left = scope.uses[i];
        const ColumnUse &right = scope.uses[i + 1];
        const int first = right.schema >= 0 ? right.schema : right.qualifier >= 0 ? right.qualifier : right.name;
        if (left.name < 0 || right.name < 0 || first != left.name + 2 || !text.at(left.name + 1).is('='))
            continue;
        const auto one = columns.meaning(left);
        const auto other = columns.meaning(right);
        if (one && other && one->column.origin && other->column.origin && one->column.origin != other->column.origin)
            pairs.push_back({one->column.origin, other->column.origin});
    }
    return pairs;
}

} // namespace howdah::query::complete
