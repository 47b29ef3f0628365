// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/situation.h"

#include "query/complete/scopewords.h"
#include "query/complete/tr.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

// The column that a list of constants belongs to: a IN ('x', |
static std::optional<Meaning> columnOfList(const Situation &at)
{
    int i = at.text.cursor - 1;
    while (at.text.at(i).is(',') || at.text.at(i).kind == Piece::Kind::String)
        --i;
    if (!at.text.at(i).is('(') || !at.text.at(i - 1).is(Word::In))
        return std::nullopt;
    i -= at.text.at(i - 2).is(Word::Not) ? 3 : 2;
    for (std::size_t u = 0; u < at.scope.uses.size(); ++u) {
        if (at.scope.uses[u].name == i && at.facts.isKnown(u))
            return at.facts.meaning(u);
    }
    return std::nullopt;
}

// The column of INSERT whose value this is.
static std::optional<VisibleColumn> columnOfValue(const Situation &at)
{
    const Block *block = at.block();
    if (!block || at.place.clause != Clause::Values || block->sources.empty())
        return std::nullopt;
    if (block->insertColumns.empty()) {
        const auto &columns = at.columns.columns({at.place.block, 0});
        return std::size_t(at.place.argument) < columns.size() ? std::optional(columns[std::size_t(at.place.argument)])
                                                               : std::nullopt;
    }
    if (std::size_t(at.place.argument) >= block->insertColumns.size())
        return std::nullopt;
    return at.columns.column(
        {at.place.block, 0}, at.text.at(block->insertColumns[std::size_t(at.place.argument)]).name);
}

static void proposeLabels(const Situation &at, Collector &collector, const catalog::Column *column)
{
    if (!column || !column->isEnum())
        return;
    const catalog::Type *type = at.index.catalog().type(column->typeOid);
    if (!type)
        return;
    double score = 80;
    for (const QString &label : type->labels) {
        const QString text = sql::quoteLiteral(label).trimmed();
        collector.add(
            ProposalKind::Label, at.text.in == CursorIn::String ? label : text, text, type->name, {score, {}, 0});
        score -= 0.5;
    }
}

// Behind ->, ->>, #> and ?: what has been seen in the column.
static void proposeJsonKeys(const Situation &at, Collector &collector)
{
    int i = at.text.cursor - 1;
    bool asks = false;
    while (at.text.at(i).is('>') || at.text.at(i).is('-') || at.text.at(i).is('?') || at.text.at(i).is('#')) {
        asks = asks || at.text.at(i).is('>') || at.text.at(i).is('?');
        --i;
    }
    if (!asks || !at.request.jsonKeys)
        return;
    while (at.text.at(i).kind == Piece::Kind::String && at.text.at(i - 1).is('>')) { // data -> 'a' -> |
        while (!at.text.at(i).isName() && i > 0)
            --i;
    }
    for (std::size_t u = 0; u < at.scope.uses.size(); ++u) {
        if (at.scope.uses[u].name != i || !at.facts.isKnown(u))
            continue;
        const catalog::Column *column = at.facts.meaning(u)->column.origin;
        const catalog::Relation *relation = column ? at.index.catalog().relation(column->relation) : nullptr;
        if (!relation)
            return;
        for (const QString &key : at.request.jsonKeys(*relation, *column)) {
            const QString text = sql::quoteLiteral(key).trimmed();
            collector.add(
                ProposalKind::JsonKey, at.text.in == CursorIn::String ? key : text, text, column->name, {85, {}, 0});
        }
        return;
    }
}

void proposeLiterals(const Situation &at, Collector &collector)
{
    const auto &comparison = at.facts.comparison();
    if (comparison.partner && comparison.isRight)
        proposeLabels(at, collector, comparison.partner->column.origin);
    if (const auto listed = columnOfList(at))
        proposeLabels(at, collector, listed->column.origin);
    if (const auto given = columnOfValue(at))
        proposeLabels(at, collector, given->origin);
    proposeJsonKeys(at, collector);
}

} // namespace howdah::query::complete
