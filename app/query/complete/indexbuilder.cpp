// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/indexbuilder.h"

#include "query/complete/joinpairs.h"

#include <algorithm>

namespace howdah::query::complete {

static bool joins(const KeyLink &link, const catalog::Column &from, const catalog::Column &to)
{
    return link.fromColumns.size() == 1 && link.from == from.relation && link.fromColumns.first() == from.number
        && link.to == to.relation && link.toColumns.value(0) == to.number;
}

// The conditions by which views join are keys that nobody has declared.
static void addKeysOfView(CompletionIndex &index, const catalog::Relation &view)
{
    for (const JoinPair &pair : joinPairs(index, view.definition.toUtf8(), {view.schema})) {
        const bool isKnown = std::ranges::any_of(index.linksOf(pair.left->relation), [&](int position) {
            const KeyLink &link = index.links()[std::size_t(position)];
            return joins(link, *pair.left, *pair.right) || joins(link, *pair.right, *pair.left);
        });
        if (!isKnown)
            index.addLink(
                {.from = pair.left->relation,
                 .to = pair.right->relation,
                 .fromColumns = {pair.left->number},
                 .toColumns = {pair.right->number},
                 .isDeclared = false});
    }
}

SharedIndex buildIndex(catalog::Snapshot catalog, const IndexExtras &extras)
{
    auto index = std::make_shared<CompletionIndex>(std::move(catalog), extras);
    for (const catalog::Relation &relation : index->catalog().relations) {
        if (!relation.definition.isEmpty())
            addKeysOfView(*index, relation);
    }
    return index;
}

} // namespace howdah::query::complete
