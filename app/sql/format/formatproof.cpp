// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatproof.h"

#include "sql/characters.h"

namespace howdah::sql {

namespace {

bool isSameAtom(const Atom &before, const Atom &after)
{
    if (before.kind != after.kind)
        return false;
    if (before.text == after.text)
        return true;
    return before.kind == Atom::Kind::Word && !before.key.empty() && before.key == after.key;
}

// Strings that follow one another are one where a newline is between them, and an error where none is.
bool isJoinedAlike(const Atom &left, const Atom &before, const Atom &after)
{
    const bool areStrings = left.kind == Atom::Kind::String && before.kind == Atom::Kind::String;
    if (areStrings && before.newlineBefore != after.newlineBefore)
        return false;
    return before.touches == after.touches || mayMove(left, before);
}

} // namespace

bool isSameStatement(const std::vector<Atom> &before, const std::vector<Atom> &after)
{
    if (before.size() != after.size())
        return false;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!isSameAtom(before[i], after[i]))
            return false;
        if (i > 0 && !isJoinedAlike(before[i - 1], before[i], after[i]))
            return false;
    }
    return true;
}

bool isSameText(QByteArrayView before, QByteArrayView after)
{
    qsizetype right = 0;
    const auto skipBlanks = [](QByteArrayView text, qsizetype &at) {
        while (at < text.size() && classOf(text[at]) == CharClass::Space)
            ++at;
        return at < text.size();
    };
    for (qsizetype left = 0; skipBlanks(before, left); ++left, ++right) {
        if (!skipBlanks(after, right) || lowered(before[left]) != lowered(after[right]))
            return false;
    }
    return !skipBlanks(after, right);
}

} // namespace howdah::sql
