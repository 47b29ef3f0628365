// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionindex.h"
#include "query/complete/proposal.h"

#include <QByteArrayView>

#include <functional>

namespace howdah::query::complete {

// What is asked at a cursor. Offsets are bytes of `text`, which is UTF-8.
struct CompletionRequest
{
    QByteArrayView text;
    qsizetype cursor = 0;
    QStringList searchPath{QStringLiteral("public")}; // the session's, without "$user" and pg_catalog
    // The keys that have been seen in a JSON column, as far as they are known already; never waits. May be empty.
    std::function<QStringList(const catalog::Relation &, const catalog::Column &)> jsonKeys;
    int most = 100;
};

// What may be inserted at the cursor, the likeliest first. The order of equals is that of their texts, so that a list
// does not change while one looks at it. Any thread; asks no server; never fails, on whatever text.
[[nodiscard]] Proposals complete(const CompletionIndex &index, const CompletionRequest &request);

} // namespace howdah::query::complete
