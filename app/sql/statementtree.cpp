// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/statementtree.h"

#include "sql/leadingwords.h"

using namespace Qt::StringLiterals;

namespace howdah::sql {

// Enough for every rule that looks at words behind names (ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY).
static constexpr std::size_t ManyWords = 64;

StatementTree readStatement(const QByteArray &text)
{
    StatementTree result;
    result.text = text;
    result.words = leadingWords(text, ManyWords);
    const auto tree = parseTree(text);
    if (!tree) {
        result.failure = tree.error();
        return result;
    }
    const QJsonObject holder = tree->size() == 1 ? tree->first()["stmt"_L1].toObject() : QJsonObject();
    if (holder.isEmpty()) {
        result.several = true;
        return result;
    }
    result.node = holder.begin().key();
    result.body = holder.begin().value().toObject();
    return result;
}

} // namespace howdah::sql
