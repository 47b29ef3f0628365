// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionindex.h"
#include "query/complete/habits.h"

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
    const Habits *habits = nullptr; // what statements before have gone on with; nullptr: not known
    int most = 100;
};

} // namespace howdah::query::complete
