// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionrequest.h"

#include <vector>

namespace howdah::query::complete {

// Bytes of the text that are replaced. Those of one change do not overlap and are sorted.
struct TextEdit
{
    qsizetype begin = 0;
    qsizetype end = 0;
    QString text;
    bool operator==(const TextEdit &) const = default;
};

// Gives the alias, the WITH query or the alias of an item at the cursor another name, wherever the statement uses it.
// Empty: there is none at the cursor, `name` is empty, or it is one that the statement has already.
[[nodiscard]] std::vector<TextEdit>
renameAlias(const CompletionIndex &index, const CompletionRequest &request, const QString &name);

// The * or alias.* at the cursor as its columns; empty: there is none whose columns are known.
[[nodiscard]] std::vector<TextEdit> expandStar(const CompletionIndex &index, const CompletionRequest &request);

// A statement of a script.
struct OutlineItem
{
    QString title; // "create table orders", "select ... from customers"
    qsizetype begin = 0;
    qsizetype end = 0;
    int line = 1;
    bool operator==(const OutlineItem &) const = default;
};

// What a script does, one line for each statement, in order. Linear time.
[[nodiscard]] std::vector<OutlineItem> outlineOf(QByteArrayView script);

} // namespace howdah::query::complete
