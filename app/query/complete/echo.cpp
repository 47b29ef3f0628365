// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/echo.h"

#include <algorithm>

namespace howdah::query::complete {

static constexpr int Farthest = 20'000; // pieces on either side

QString Echo::tail(const QString &name)
{
    const qsizetype end = name.indexOf(u'_');
    return end > 0 && end <= 4 && end + 1 < name.size() ? name.sliced(end + 1) : name;
}

Echo::Echo(const StatementText &text, const std::function<bool(int)> &counts)
{
    const int cursor = text.cursor;
    if (cursor < 0)
        return;
    const int begin = std::max(0, cursor - Farthest);
    const int end = std::min(text.size(), cursor + Farthest);
    m_tails.resize(std::size_t(text.size()));
    for (int i = begin; i < end; ++i) {
        if (text.at(i).isName())
            m_tails[std::size_t(i)] = tail(text.at(i).name);
    }
    for (int i = begin; i < end; ++i) {
        const Piece &piece = text.at(i);
        if (i == cursor || !piece.isName() || !counts(i))
            continue;
        const double left = alike(text, cursor - 1, i - 1, -1, 8);
        const double right = alike(text, cursor + 1, i + 1, 1, 8);
        const double score = std::min(left + right, 40.0);
        double &byName = m_byName[piece.name];
        byName = std::max(byName, score);
        double &byStem = m_byStem[m_tails[std::size_t(i)]];
        byStem = std::max(byStem, score);
    }
}

// How much the pieces beside two places are the same.
double Echo::alike(const StatementText &text, int here, int there, int step, int most) const
{
    double score = 0;
    for (int n = 0; n < most; ++n, here += step, there += step) {
        const Piece &one = text.at(here);
        const Piece &other = text.at(there);
        if (here < 0 || there < 0 || here >= text.size() || there >= text.size() || one.kind != other.kind
            || one.word != other.word || one.symbol != other.symbol || one.atCursor || other.atCursor)
            break;
        if (one.isName() && one.word == Word::None) {
            const bool same = one.name == other.name;
            if (!same && m_tails[std::size_t(here)] != m_tails[std::size_t(there)])
                break;
            score += same ? 7 : 6;
        } else if (one.kind == Piece::Kind::Number || one.kind == Piece::Kind::String) {
            score += one.name == other.name ? 6 : 0.5;
        } else {
            score += one.word == Word::None ? 0.5 : 1.5;
        }
    }
    return score;
}

} // namespace howdah::query::complete
