// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/matching.h"

#include <algorithm>

namespace howdah::query::complete {

static bool beginsWord(QStringView name, qsizetype at)
{
    return at == 0 || !name.at(at - 1).isLetterOrNumber() || (name.at(at).isUpper() && !name.at(at - 1).isUpper());
}

// Each letter either goes on in a word or begins one.
static bool matchesWords(QStringView typed, QStringView name)
{
    qsizetype next = 0;
    bool goesOn = false;
    for (qsizetype at = 0; at < name.size() && next < typed.size(); ++at) {
        if (typed.at(next) == u'_' && !name.at(at).isLetterOrNumber()) {
            ++next;
            goesOn = false;
            continue;
        }
        const bool may = goesOn || beginsWord(name, at);
        goesOn = may && name.at(at).toLower() == typed.at(next).toLower();
        if (goesOn)
            ++next;
    }
    return next == typed.size();
}

static bool matchesLetters(QStringView typed, QStringView name)
{
    qsizetype next = 0;
    for (qsizetype at = 0; at < name.size() && next < typed.size(); ++at) {
        if (name.at(at).toLower() == typed.at(next).toLower())
            ++next;
    }
    return next == typed.size();
}

QString initials(QStringView name)
{
    QString letters;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const bool begins = i == 0 || name.at(i - 1) == u'_' || (name.at(i).isUpper() && name.at(i - 1).isLower());
        if (begins && name.at(i).isLetter())
            letters += name.at(i).toLower();
    }
    return letters;
}

double match(QStringView typed, QStringView name)
{
    if (typed.isEmpty())
        return MatchesPrefix;
    if (name.size() < typed.size())
        return 0;
    const QChar first = typed.front().toLower();
    if (name.front().toLower() == first && name.startsWith(typed, Qt::CaseInsensitive))
        return MatchesPrefix;
    if (!std::ranges::any_of(name, [&](QChar c) { return c.toLower() == first; }))
        return 0;
    if (matchesWords(typed, name))
        return MatchesWords;
    // One or two letters are in nearly every name.
    return typed.size() > 2 && matchesLetters(typed, name) ? MatchesLetters : 0;
}

} // namespace howdah::query::complete
