// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/scopewords.h"

#include <array>

namespace howdah::query::complete {

using enum Word;

static constexpr std::array Reserved = std::to_array<Word>(
    {All,     Analyze,     And,        Any,       As,         Asc,       Between, By,       Case,   Cast,    Check,
     Collate, Column,      Constraint, Create,    Cross,      Default,   Desc,    Distinct, Do,     Else,    End,
     Except,  Exists,      False,      Fetch,     For,        Foreign,   From,    Full,     Grant,  Group,   Having,
     Ilike,   In,          Inner,      Intersect, Interval,   Into,      Is,      Isnull,   Join,   Lateral, Left,
     Like,    Limit,       Natural,    Not,       Notnull,    Null,      Offset,  On,       Only,   Or,      Order,
     Outer,   Over,        Partition,  Primary,   References, Returning, Right,   Select,   Set,    Similar, Some,
     Table,   Tablesample, Then,       To,        True,       Union,     Unique,  Using,    Values, When,    Where,
     Window,  With,        Within,     Unbounded, Preceding,  Following, Row});

static constexpr auto ReservedTable = [] {
    std::array<bool, 256> table{};
    for (const Word word : Reserved)
        table[std::size_t(word)] = true;
    return table;
}();

bool isReserved(Word word) { return ReservedTable[std::size_t(word)]; }

bool isPlainName(const Piece &piece) { return piece.isName() && !isReserved(piece.word); }

bool endsOperand(const StatementText &text, int index)
{
    const Piece &piece = text.at(index);
    switch (piece.kind) {
    case Piece::Kind::Number:
    case Piece::Kind::String:
    case Piece::Kind::QuotedName:
        return true;
    case Piece::Kind::Name:
        return piece.is(End) || piece.is(Null) || piece.is(True) || piece.is(False) || !isReserved(piece.word);
    case Piece::Kind::Symbol:
        break;
    }
    if (piece.is('*')) { // all columns, or times
        const Piece &before = text.at(index - 1);
        return before.is(Select) || before.is(Returning) || before.is(',') || before.is('.') || before.is('(')
            || before.is(Distinct);
    }
    return piece.is(')') || piece.is(']');
}

bool isJoinWord(Word word, const Piece &next)
{
    if (word == Left || word == Right)
        return !next.is('(');
    return word == Natural || word == Inner || word == Cross || word == Full || word == Join;
}

} // namespace howdah::query::complete
