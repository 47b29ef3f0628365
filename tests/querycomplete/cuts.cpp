// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "querycomplete/cuts.h"

#include "query/complete/scope.h"
#include "query/complete/scopewords.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;
using namespace howdah::query::complete;

namespace howdah::test {

std::vector<Cut> cutsOf(const QByteArray &query)
{
    const StatementText text = readWhole(query);
    const Scope scope = readScope(text);
    std::map<int, QByteArray> found;
    for (const ColumnUse &use : scope.uses) {
        if (use.name >= 0)
            found[use.name] = use.qualifier >= 0 ? "qualified" : "column";
        if (use.qualifier >= 0)
            found[use.qualifier] = "qualifier";
    }
    for (const Block &block : scope.blocks) {
        for (const Source &source : block.sources) {
            if (source.namePiece >= 0)
                found[source.namePiece] = "table";
        }
    }
    for (int i = 0; i < text.size(); ++i) {
        if (!found.contains(i) && isPlainName(text.at(i)) && text.at(i + 1).is('(')
            && !scope.isDefinition[std::size_t(i)] && scope.blockOf[std::size_t(i)] >= 0 && !text.at(i - 1).is(Word::As)
            && !text.at(i).is(Word::Filter) && !text.at(i).is(Word::Grouping) && !text.at(i).is(Word::Rollup)
            && text.at(i).name != "decimal"_L1 && text.at(i).name != "char"_L1 && text.at(i).name != "varchar"_L1
            && text.at(i).name != "numeric"_L1)
            found[i] = "function";
    }
    std::vector<Cut> cuts;
    for (const auto &[piece, kind] : found) {
        if (!scope.isDefinition[std::size_t(piece)])
            cuts.push_back({query, text.at(piece).begin, text.at(piece).end, kind});
    }
    return cuts;
}

// Is `text` the right name, or the right name with what follows it in the query?
static bool isRight(const QString &text, const QByteArray &rest, qsizetype nameSize)
{
    const QByteArray name = rest.first(nameSize).toLower();
    const QByteArray proposed = text.toUtf8().toLower();
    if (proposed == name)
        return true;
    if (!proposed.contains('.') || proposed.size() <= name.size())
        return false;
    const StatementText one = readWhole(proposed);
    const StatementText other = readWhole(rest.first(std::min<qsizetype>(rest.size(), proposed.size() * 2 + 200)));
    if (one.size() > other.size())
        return false;
    for (int i = 0; i < one.size(); ++i) {
        if (one.at(i).name != other.at(i).name || one.at(i).symbol != other.at(i).symbol)
            return false;
    }
    return true;
}

int rankOf(const Proposals &proposals, const Cut &cut)
{
    for (std::size_t i = 0; i < proposals.size(); ++i) {
        if (isRight(proposals[i].text, cut.query.sliced(cut.begin), cut.end - cut.begin))
            return int(i);
    }
    return -1;
}

} // namespace howdah::test
