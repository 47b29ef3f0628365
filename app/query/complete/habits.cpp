// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/habits.h"

#include "query/complete/scopewords.h"

#include <algorithm>
#include <array>

namespace howdah::query::complete {

static constexpr std::size_t LongestContext = 5; // words before a name

// The contexts of a name: its clause alone, then with the last word, the last two ...
static std::array<size_t, LongestContext + 1> contextsOf(const StatementText &text, const Scope &scope, int piece)
{
    std::array<size_t, LongestContext + 1> contexts{};
    size_t hash = qHash(int(scope.clauseOf[std::size_t(piece)]), 17);
    contexts[0] = hash;
    for (std::size_t n = 1; n <= LongestContext; ++n) {
        const Piece &before = text.at(piece - int(n));
        switch (before.kind) {
        case Piece::Kind::Name:
        case Piece::Kind::QuotedName:
            hash = qHash(before.name, hash);
            break;
        case Piece::Kind::Number:
        case Piece::Kind::String:
            hash = qHash(int(before.kind), hash); // whatever it is
            break;
        case Piece::Kind::Symbol:
            hash = qHash(before.symbol, hash);
            break;
        }
        contexts[n] = hash + n;
    }
    return contexts;
}

void Habits::learn(QByteArrayView statement, int weight)
{
    const StatementText text = readWhole(statement);
    const Scope scope = readScope(text);
    for (int i = 0; i < text.size(); ++i) {
        if (!isPlainName(text.at(i)) || scope.isDefinition[std::size_t(i)])
            continue;
        for (const size_t context : contextsOf(text, scope, i)) {
            auto &names = m_next[context];
            int &count = names[text.at(i).name];
            count += weight;
            if (count <= 0)
                names.remove(text.at(i).name);
        }
    }
}

QHash<QString, double> Habits::predict(const StatementText &text, const Scope &scope) const
{
    QHash<QString, double> likely;
    if (text.cursor < 0 || m_next.isEmpty())
        return likely;
    const QString typed = text.at(text.cursor).name;
    for (const size_t context : contextsOf(text, scope, text.cursor)) {
        const auto found = m_next.constFind(context);
        if (found == m_next.cend())
            continue;
        int total = 0;
        QHash<QString, int> fits;
        for (auto it = found->cbegin(); it != found->cend(); ++it) {
            if (it.key().startsWith(typed, Qt::CaseInsensitive)) {
                fits.insert(it.key(), it.value());
                total += it.value();
            }
        }
        if (total == 0)
            continue;
        // The longer context counts by how much it has been seen.
        const double trust = double(total) / (double(total) + 1.0);
        for (double &share : likely)
            share *= 1 - trust;
        for (auto it = fits.cbegin(); it != fits.cend(); ++it)
            likely[it.key()] += trust * double(it.value()) / double(total);
    }
    return likely;
}

} // namespace howdah::query::complete
