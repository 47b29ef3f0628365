// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/place.h"

#include "query/complete/scopewords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using enum Word;

// The names before the dot at the cursor.
static QStringList qualifierAt(const StatementText &text)
{
    QStringList names;
    for (int i = text.cursor - 1; text.at(i).is('.') && text.at(i - 1).isName() && names.size() < 3; i -= 2)
        names.prepend(text.at(i - 1).name);
    return names;
}

// The parentheses around the cursor, and the item of their list.
static void placeInGroup(Place &place, const StatementText &text, const Scope &scope)
{
    int commas = 0;
    for (int i = text.cursor - 1; i >= 0; --i) {
        const Piece &piece = text.at(i);
        if ((piece.is(')') || piece.is(']')) && piece.match >= 0) {
            i = piece.match;
            continue;
        }
        const bool opens = piece.is('(') || piece.is('[');
        const bool clauseBegins = scope.clauseOf[std::size_t(i)] != place.clause || piece.is(Select) || piece.is(By)
                               || piece.is(Returning) || piece.is(Set);
        if (place.item < 0 && (piece.is(',') || opens || clauseBegins))
            place.item = i + 1;
        if (piece.is(',')) {
            ++commas;
        } else if (opens) {
            place.inGroup = true;
            if (i > 0 && piece.is('(') && isPlainName(text.at(i - 1)))
                place.call = i - 1;
            place.argument = commas;
            return;
        } else if (clauseBegins) {
            return;
        }
    }
    place.item = std::max(place.item, 0);
}

static Expects expectsInFrom(const StatementText &text, const Block &block)
{
    const Piece &before = text.at(text.cursor - 1);
    for (const Source &source : block.sources) {
        if (source.atCursor)
            return Expects::Relation;
    }
    if (before.is(As))
        return Expects::NewName;
    if (before.is(',') || before.is(Join) || before.is(From) || before.is(Using) || before.is(Only) || before.is('(')
        || before.is(Into) || before.is(Update) || before.is(Lateral))
        return Expects::Relation;
    return Expects::Operator;
}

static Expects expectsInSet(const StatementText &text, const Place &place)
{
    const Piece &before = text.at(text.cursor - 1);
    const bool first =
        before.is(Set) || (before.is(',') && !place.inGroup) || (before.is('(') && text.at(text.cursor - 2).is(Set));
    if (first)
        return Expects::ColumnName;
    return endsOperand(text, text.cursor - 1) ? Expects::Operator : Expects::Expression;
}

static Expects expectsIn(const StatementText &text, const Scope &scope, const Place &place)
{
    const int cursor = text.cursor;
    const Piece &before = text.at(cursor - 1);
    if (!place.qualifier.isEmpty()) {
        for (const Source &source : scope.blocks[std::size_t(place.block)].sources) {
            if (source.atCursor)
                return Expects::Relation;
        }
    }
    switch (place.clause) {
    case Clause::From:
    case Clause::Target:
    case Clause::Into:
        return place.call >= 0 && place.qualifier.isEmpty() && !endsOperand(text, cursor - 1)
                 ? Expects::Expression
                 : expectsInFrom(text, scope.blocks[std::size_t(place.block)]);
    case Clause::Using:
    case Clause::InsertColumns:
    case Clause::ConflictTarget:
        return before.is('(') || before.is(',') ? Expects::ColumnName : Expects::Operator;
    case Clause::Set:
        if (place.qualifier.isEmpty())
            return expectsInSet(text, place);
        break;
    case Clause::None:
    case Clause::With:
    case Clause::Select:
    case Clause::On:
    case Clause::Where:
    case Clause::GroupBy:
    case Clause::Having:
    case Clause::Window:
    case Clause::OrderBy:
    case Clause::Limit:
    case Clause::For:
    case Clause::Values:
    case Clause::Returning:
    case Clause::ConflictWhere:
    case Clause::When:
        break;
    }
    if (!place.qualifier.isEmpty())
        return Expects::Expression;
    if (before.is(Over) || (place.clause == Clause::Window && before.is('(') && text.at(cursor - 2).is(Over)))
        return before.is(Over) ? Expects::Window : Expects::Operator;
    if (place.clause == Clause::With)
        return before.is(With) || before.is(',') || before.is(Recursive) ? Expects::NewName : Expects::Operator;
    const bool ends = endsOperand(text, cursor - 1) || before.is(Desc) || before.is(Asc)
                   || (text.at(cursor - 2).is(Nulls) && (before.is(First) || before.is(Last)));
    return ends ? Expects::Operator : Expects::Expression;
}

static Place placeInQuery(const StatementText &text, const Scope &scope)
{
    const int cursor = text.cursor;
    const Piece &before = text.at(cursor - 1);
    Place place;
    place.block = scope.blockOf[std::size_t(cursor)];
    place.clause = scope.clauseOf[std::size_t(cursor)];
    place.qualifier = qualifierAt(text);
    placeInGroup(place, text, scope);
    if (text.in == CursorIn::String)
        place.expects = Expects::Literal;
    else if (before.is(':') && text.at(cursor - 2).is(':'))
        place.expects = Expects::Type;
    else if (before.is(As))
        place.expects = place.call >= 0 || text.at(cursor - 1).match >= 0 ? Expects::Type : Expects::NewName;
    else
        place.expects = expectsIn(text, scope, place);
    // cast(x AS |), whose word is reserved and thus no call
    if (before.is(As)) {
        for (int i = cursor - 1; i >= std::max(0, cursor - 200); --i) {
            if (text.at(i).match >= 0 && text.at(i).match < i) {
                i = text.at(i).match;
            } else if (text.at(i).is('(')) {
                if (text.at(i - 1).is(Cast))
                    place.expects = Expects::Type;
                break;
            }
        }
    }
    return place;
}

Place placeOf(const StatementText &text, const Scope &scope)
{
    if (text.cursor < 0)
        return {};
    if (scope.blockOf[std::size_t(text.cursor)] >= 0)
        return placeInQuery(text, scope);
    Place place = placeInCommand(text);
    if (place.expects == Expects::Nothing)
        place.expects = text.cursor == 0 ? Expects::Statement : Expects::Operator;
    place.qualifier = qualifierAt(text);
    return place;
}

} // namespace howdah::query::complete
