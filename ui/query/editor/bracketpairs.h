// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/script/partrange.h"

#include <QByteArrayView>

#include <optional>

namespace howdah::ui {

// Two tokens that belong together: ( ), [ ], CASE and END, and of PL/pgSQL BEGIN, IF, LOOP and their END.
struct BracketPair
{
    query::TextExtent open;
    query::TextExtent close;
    bool operator==(const BracketPair &) const = default;
};

// That of the bracket or word that `offset` touches (the one behind it first); in `sql`, which begins outside of
// quotes. Also within the body of a function.
[[nodiscard]] std::optional<BracketPair> pairAt(QByteArrayView sql, qint64 offset, bool standardStrings = true);

// Is `offset` at the end of this text within a string, a quoted name or a comment? What is quoted with dollars is a
// text of its own.
enum class TextPlace { Sql, String, QuotedName, Comment };
[[nodiscard]] TextPlace placeAtEnd(QByteArrayView sql, bool standardStrings = true);

} // namespace howdah::ui
