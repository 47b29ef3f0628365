// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::entity {

// English words out of the names of tables and columns.

// "OrderItems" and "order items" as "order_items".
[[nodiscard]] QString idOf(const QString &name);
// "order items"
[[nodiscard]] QString wordsOf(const QString &name);
// Of the last word: "order item".
[[nodiscard]] QString singularOf(const QString &name);
// "order items" of either.
[[nodiscard]] QString pluralOf(const QString &name);
// "Order items"; of an abbreviation all letters.
[[nodiscard]] QString titleOf(const QString &words);
// Whether the name, as idOf() has it, matches.
[[nodiscard]] bool isNamed(const QString &name, const char *pattern);

} // namespace howdah::entity
