// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/statementtext.h"

namespace howdah::query::complete {

// May the word not be the name of a column? Those that are reserved, and those that have a meaning of their own where
// expressions stand.
[[nodiscard]] bool isReserved(Word word);

// May this piece be a name in an expression?
[[nodiscard]] bool isPlainName(const Piece &piece);

// Does an operand end here: a name, a constant, a closing parenthesis?
[[nodiscard]] bool endsOperand(const StatementText &text, int index);

// LEFT, INNER, JOIN ... between two tables. `next` is the piece behind, as left() and right() are functions.
[[nodiscard]] bool isJoinWord(Word word, const Piece &next);

} // namespace howdah::query::complete
