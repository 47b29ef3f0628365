// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/palette/fuzzy.h"

#include <QVarLengthArray>

#include <limits>

namespace howdah::ui {

namespace {

constexpr int startOfText = 14;
constexpr int startOfWord = 10;
constexpr int neighbour = 8;
constexpr int sameCase = 1;
// More than beginnings of words can gain where a pattern is spread over several of them.
constexpr int wholeText = 400;
constexpr int beginning = 200;
constexpr int gap = -1; // for each character skipped, up to maxGap
constexpr int maxGap = 8;
constexpr int impossible = std::numeric_limits<int>::min() / 2;
// Longer patterns and texts are matched greedily: the table would cost more than the ranking is worth.
constexpr qsizetype mostPattern = 32;
constexpr qsizetype mostText = 160;

bool startsWord(QStringView text, qsizetype i)
{
    return i == 0 || !text[i - 1].isLetterOrNumber() || (text[i].isUpper() && text[i - 1].isLower());
}

int bonus(QStringView text, qsizetype i, QChar wanted)
{
    const int place = i == 0 ? startOfText : startsWord(text, i) ? startOfWord : 0;
    return 1 + place + (text[i] == wanted ? sameCase : 0);
}

// The cheap question first: most texts of a large catalog do not match at all.
bool occursInOrder(QStringView pattern, QStringView text)
{
    qsizetype at = 0;
    for (const QChar c : text) {
        if (c == pattern[at] || c.toCaseFolded() == pattern[at].toCaseFolded()) {
            if (++at == pattern.size())
                return true;
        }
    }
    return false;
}

// The best places for the pattern, by a table of the best score of each prefix that ends at each character.
FuzzyMatch bestMatch(QStringView pattern, QStringView text)
{
    const qsizetype rows = pattern.size();
    const qsizetype columns = text.size();
    QVarLengthArray<int, 2048> best(rows * columns);
    QVarLengthArray<int, 2048> from(rows * columns);
    for (qsizetype r = 0; r < rows; ++r) {
        const QChar wanted = pattern[r].toCaseFolded();
        int before = impossible; // the best of the row above, with what the gap since costs
        int beforeAt = -1;
        for (qsizetype c = 0; c < columns; ++c) {
            int &here = best[r * columns + c];
            here = impossible;
            from[r * columns + c] = -1;
            if (text[c].toCaseFolded() == wanted) {
                const int gained = bonus(text, c, pattern[r]);
                if (r == 0) {
                    here = gained + int(std::min<qsizetype>(c, maxGap)) * gap;
                } else {
                    const int adjacent = c > 0 ? best[(r - 1) * columns + c - 1] : impossible;
                    const int joined = adjacent > impossible ? adjacent + neighbour : impossible;
                    const bool joins = joined >= before;
                    here = joins ? joined : before;
                    from[r * columns + c] = joins ? int(c - 1) : beforeAt;
                    here = here > impossible ? here + gained : impossible;
                }
            }
            if (r > 0 && c > 0) {
                const int candidate = best[(r - 1) * columns + c - 1];
                before = before > impossible ? before + gap : impossible;
                if (candidate > impossible && candidate + gap >= before) {
                    before = candidate + gap;
                    beforeAt = int(c - 1);
                }
            }
        }
    }
    FuzzyMatch match{impossible, {}};
    int at = -1;
    for (qsizetype c = 0; c < columns; ++c) {
        if (best[(rows - 1) * columns + c] > match.score) {
            match.score = best[(rows - 1) * columns + c];
            at = int(c);
        }
    }
    for (qsizetype r = rows; r-- > 0 && at >= 0;) {
        match.positions.prepend(at);
        at = from[r * columns + at];
    }
    return match;
}

FuzzyMatch greedyMatch(QStringView pattern, QStringView text)
{
    FuzzyMatch match;
    qsizetype at = 0;
    for (qsizetype c = 0; c < text.size() && at < pattern.size(); ++c) {
        if (text[c].toCaseFolded() == pattern[at].toCaseFolded()) {
            match.positions << int(c);
            match.score += bonus(text, c, pattern[at]);
            ++at;
        }
    }
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    QVarLengthArray<QChar, 64> letters;
    for (const QChar c : pattern) {
        if (!c.isSpace())
            letters.append(c);
    }
    const QStringView wanted(letters.constData(), letters.size());
    if (wanted.isEmpty())
        return FuzzyMatch{};
    if (wanted.size() > text.size() || !occursInOrder(wanted, text))
        return std::nullopt;
    FuzzyMatch match =
        wanted.size() <= mostPattern && text.size() <= mostText ? bestMatch(wanted, text) : greedyMatch(wanted, text);
    match.score = match.score * 4 - int(std::min<qsizetype>(text.size(), 120)) / 4;
    if (text.startsWith(wanted, Qt::CaseInsensitive))
        match.score += text.size() == wanted.size() ? wholeText : beginning;
    return match;
}

} // namespace howdah::ui
