// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/completer.h"

#include "query/complete/situation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

// Are the words of this statement in capitals?
static bool writesUpperCase(const StatementText &text, QByteArrayView bytes)
{
    int upper = 0;
    int lower = 0;
    for (int i = std::max(0, text.cursor - 200); i < std::min(text.size(), text.cursor + 200); ++i) {
        const Piece &piece = text.at(i);
        if (piece.is(Word::None) || piece.atCursor || piece.begin >= bytes.size())
            continue;
        const char first = bytes[piece.begin];
        ++(first >= 'A' && first <= 'Z' ? upper : lower);
    }
    if (upper + lower == 0 && !text.prefix.isEmpty())
        return text.prefix.front().isUpper();
    return upper > lower;
}

static void propose(const Situation &at, Collector &collector)
{
    switch (at.place.expects) {
    case Expects::Nothing:
        break;
    case Expects::Statement:
    case Expects::Operator:
        proposeKeywords(at, collector);
        proposeAliases(at, collector);
        break;
    case Expects::Expression:
        proposeJoinConditions(at, collector);
        proposeColumns(at, collector);
        proposeFunctions(at, collector);
        proposeLiterals(at, collector);
        if (at.place.qualifier.isEmpty())
            proposeKeywords(at, collector);
        break;
    case Expects::Relation:
        proposeRelations(at, collector);
        break;
    case Expects::ColumnName:
        proposeColumnNames(at, collector);
        break;
    case Expects::NewName:
        proposeAliases(at, collector);
        break;
    case Expects::Type:
        proposeTypes(at, collector);
        break;
    case Expects::Literal:
        proposeLiterals(at, collector);
        break;
    case Expects::Window:
        for (const QString &window : at.block() ? at.block()->windows : QStringList())
            collector.add(ProposalKind::Window, window, window, {}, {50, {}, 0});
        break;
    case Expects::Objects:
        proposeObjects(at, collector);
        proposeKeywords(at, collector);
        break;
    }
}

// The items of a list are not the same: what is in the list already says nothing of the item that is being typed, as
// long as that is no more than a name or a function of one.
static bool repeatsItem(const StatementText &text, const Scope &scope, const Place &place, int piece)
{
    const Clause clause = scope.clauseOf[std::size_t(piece)];
    const bool isList = clause == Clause::Select || clause == Clause::GroupBy || clause == Clause::OrderBy
                     || clause == Clause::Returning;
    if (!isList || clause != place.clause || scope.blockOf[std::size_t(piece)] != place.block)
        return false;
    const int begin = place.call >= 0 ? place.call : place.item;
    const bool isSimple = text.cursor - begin <= 2 + 2 * int(place.qualifier.size());
    return isSimple && !text.at(piece + 1).is('(');
}

Proposals complete(const CompletionIndex &index, const CompletionRequest &request)
{
    const StatementText text = readStatement(request.text, request.cursor);
    if (text.cursor < 0)
        return {};
    const Scope scope = readScope(text);
    const Place place = placeOf(text, scope);
    ScopeColumns columns(index, text, scope, request.searchPath);
    const StatementFacts facts(columns, place);
    Echo echo(text, [&](int piece) { return !repeatsItem(text, scope, place, piece); });
    if (request.habits)
        echo.setHabits(request.habits->predict(text, scope));
    const ColumnRanking ranking(columns, facts, echo, place);
    Collector collector(text, writesUpperCase(text, request.text));
    propose({request, index, text, scope, place, columns, facts, echo, ranking}, collector);
    return collector.take(request.most);
}

} // namespace howdah::query::complete
