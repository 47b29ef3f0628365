// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/word.h"

#include <QByteArrayView>
#include <QString>

#include <vector>

namespace howdah::query::complete {

// A token of the statement around the cursor. Offsets are bytes of the whole text.
struct Piece
{
    enum class Kind : unsigned char { Name, QuotedName, Number, String, Symbol };

    Kind kind = Kind::Symbol;
    char symbol = 0;
    Word word = Word::None; // of an unquoted name
    bool atCursor = false;
    int match = -1; // the other parenthesis or bracket
    qsizetype begin = 0;
    qsizetype end = 0;
    QString name; // as the server would fold it; the text of a number or a string

    [[nodiscard]] bool is(Word wanted) const { return word == wanted; }
    [[nodiscard]] bool is(char wanted) const { return kind == Kind::Symbol && symbol == wanted; }
    [[nodiscard]] bool isName() const { return kind == Kind::Name || kind == Kind::QuotedName; }
};

// What stands around the cursor.
enum class CursorIn : unsigned char { Code, String, Comment };

// One statement, read as far as it can be: the text is broken while somebody types. At the cursor stands a name of its
// own, which may be empty: what has been typed of it is `prefix`, what a proposal replaces is [replaceBegin,
// replaceEnd).
struct StatementText
{
    std::vector<Piece> pieces;
    int cursor = -1; // the piece at the cursor; -1 in a comment or without one
    CursorIn in = CursorIn::Code;
    QString prefix; // as typed, without quotes
    bool quoted = false;
    qsizetype replaceBegin = 0;
    qsizetype replaceEnd = 0;

    [[nodiscard]] int size() const { return int(pieces.size()); }
    // A piece that is nothing at all stands outside of the statement.
    [[nodiscard]] const Piece &at(int index) const;
    // The end of the group that begins at `open`: the closing piece, or the end of the statement.
    [[nodiscard]] int closing(int open) const;
};

// The statement around `cursor`, a byte offset in `text` (UTF-8). Looks at no more than Reach bytes on either side, and
// into a dollar quote that the cursor is in, as that is code mostly. Time is linear in what is looked at.
inline constexpr qsizetype Reach = 128 * 1024;
[[nodiscard]] StatementText readStatement(QByteArrayView text, qsizetype cursor);

// All of `text` as one statement, without a cursor.
[[nodiscard]] StatementText readWhole(QByteArrayView text);

} // namespace howdah::query::complete
