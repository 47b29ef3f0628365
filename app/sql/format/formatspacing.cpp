// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatspacing.h"

#include <algorithm>
#include <array>

namespace howdah::sql {

namespace {

using AtomKind = Atom::Kind;

// Reserved words that end a value; what stands behind them is an operator with two sides.
bool isValueWord(std::string_view key)
{
    static constexpr std::array<std::string_view, 15> Words{"null",
                                                            "true",
                                                            "false",
                                                            "end",
                                                            "current_date",
                                                            "current_time",
                                                            "current_timestamp",
                                                            "localtime",
                                                            "localtimestamp",
                                                            "current_user",
                                                            "session_user",
                                                            "user",
                                                            "current_role",
                                                            "current_catalog",
                                                            "current_schema"};
    return std::ranges::find(Words, key) != Words.end();
}

// Does an operator behind `before` have only a right side?
bool isUnaryBehind(const Atom *before)
{
    if (!before)
        return true;
    switch (before->kind) {
    case AtomKind::Operator:
    case AtomKind::Open:
    case AtomKind::Comma:
    case AtomKind::Semicolon:
    case AtomKind::Colon:
        return true;
    case AtomKind::Word:
        return before->isReserved && !before->key.empty() && !isValueWord(before->key);
    case AtomKind::QuotedName:
    case AtomKind::Number:
    case AtomKind::String:
    case AtomKind::Cast:
    case AtomKind::Dot:
    case AtomKind::Close:
    case AtomKind::Template:
    case AtomKind::LineComment:
    case AtomKind::BlockComment:
        break;
    }
    return false;
}

// Words that are written like functions though they are keywords.
bool isCalledKeyword(std::string_view key)
{
    static constexpr std::array<std::string_view, 15> Words{
        "cast",    "any",          "all",       "some",           "array",
        "user",    "current_time", "localtime", "localtimestamp", "current_timestamp",
        "similar", "collation",    "primary",   "table",          "only"};
    return std::ranges::find(Words, key) != Words.end();
}

bool isSpacedBeforeOpen(const Atom &before, const Atom &open, bool was)
{
    if (open.text.front() == '[')
        return before.kind == AtomKind::Operator && before.isSpaced ? true : was;
    if (before.kind == AtomKind::Word)
        return before.isKeyword && !isCalledKeyword(before.key) ? true : was;
    if (before.kind == AtomKind::Operator)
        return before.isSpaced ? true : was;
    return was;
}

// `isUnary`: `before` is an operator without a left side.
bool isSpacedBetween(const Atom &before, const Atom &after, bool isUnary)
{
    const bool was = !after.touches;
    if (before.isComment())
        return after.kind != AtomKind::Comma && after.kind != AtomKind::Close && after.kind != AtomKind::Semicolon;
    if (after.isComment())
        return true;
    if (before.kind == AtomKind::Template || after.kind == AtomKind::Template)
        return was;
    if (before.kind == AtomKind::Open || after.kind == AtomKind::Comma || after.kind == AtomKind::Close
        || after.kind == AtomKind::Semicolon)
        return false;
    if (before.kind == AtomKind::Comma || before.kind == AtomKind::Semicolon)
        return true;
    if (!mayMove(before, after))
        return was;
    if (before.kind == AtomKind::Cast || after.kind == AtomKind::Cast)
        return false;
    if (after.kind == AtomKind::Open)
        return before.kind == AtomKind::Operator && isUnary ? was : isSpacedBeforeOpen(before, after, was);
    if (before.kind == AtomKind::Close)
        return after.kind == AtomKind::Dot || after.kind == AtomKind::Colon ? was
             : after.isWordish() || after.isSpaced                          ? true
                                                                            : was;
    if (before.kind == AtomKind::Operator && before.isSpaced)
        return isUnary && after.kind != AtomKind::Operator ? was : true;
    return true; // before an operator
}

} // namespace

std::vector<bool> spacing(const std::vector<Atom> &atoms)
{
    std::vector<bool> spaced(atoms.size(), false);
    const Atom *previous = nullptr; // that is no comment
    bool previousIsUnary = false;
    for (std::size_t i = 0; i < atoms.size(); ++i) {
        const Atom &atom = atoms[i];
        if (i > 0)
            spaced[i] = isSpacedBetween(atoms[i - 1], atom, previousIsUnary && &atoms[i - 1] == previous);
        if (atom.isComment())
            continue;
        previousIsUnary = atom.kind == AtomKind::Operator && isUnaryBehind(previous);
        previous = &atom;
    }
    return spaced;
}

} // namespace howdah::sql
