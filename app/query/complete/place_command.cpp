// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the objects stand that commands name.
#include "query/complete/place.h"

#include "query/complete/scopewords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using enum Word;
using Kinds = std::vector<ProposalKind>;

// What a kind of object is called, behind ALTER, DROP, ON and the like. Empty: no such kind.
static Kinds kindsOf(const StatementText &text, int i)
{
    const Piece &piece = text.at(i);
    const QString &name = piece.name;
    if (piece.is(Table) || piece.is(Only))
        return {ProposalKind::Table};
    if (piece.is(View))
        return {ProposalKind::View};
    if (piece.is(Sequence))
        return {ProposalKind::Sequence};
    if (piece.is(Index))
        return {ProposalKind::Index};
    if (piece.is(Function) || name == "routine"_L1 || name == "aggregate"_L1)
        return {ProposalKind::Function};
    if (piece.is(Procedure))
        return {ProposalKind::Procedure};
    if (piece.is(Schema))
        return {ProposalKind::Schema};
    if (piece.is(Type) || piece.is(Domain))
        return {ProposalKind::Type};
    if (piece.is(Role) || piece.is(User) || (piece.is(Group) && i == 1))
        return {ProposalKind::Role};
    if (piece.is(Extension))
        return {ProposalKind::Extension};
    if (piece.is(Database))
        return {ProposalKind::Database};
    if (piece.is(Column))
        return {ProposalKind::Column};
    if (piece.is(Constraint))
        return {ProposalKind::Constraint};
    if (piece.is(Trigger))
        return {ProposalKind::Trigger};
    if (piece.is(Policy))
        return {ProposalKind::Policy};
    return {};
}

// The piece before the cursor, without the dots and names of a qualified name and IF [NOT] EXISTS, CONCURRENTLY.
static int wordBefore(const StatementText &text)
{
    int i = text.cursor - 1;
    while (text.at(i).is('.'))
        i -= 2;
    while (text.at(i).is(Exists) || text.at(i).is(If) || text.at(i).is(Concurrently)
           || (text.at(i).is(Not) && text.at(i - 1).is(If)))
        --i;
    return i;
}

// The relation that the command is about: the name behind TABLE, ON, VIEW ...
static void nameRelation(Place &place, const StatementText &text)
{
    for (int i = 1; i < text.cursor; ++i) {
        const Piece &before = text.at(i - 1);
        const bool names = before.is(Table) || before.is(View) || before.is(Only) || before.is(On) || before.is(Copy)
                        || (before.is(Exists) && text.at(i - 2).is(If)) || before.is(Analyze) || before.is(Vacuum);
        if (!names || !isPlainName(text.at(i)))
            continue;
        place.relationName = text.at(i).name;
        if (text.at(i + 1).is('.') && text.at(i + 2).isName() && i + 2 < text.cursor) {
            place.relationSchema = place.relationName;
            place.relationName = text.at(i + 2).name;
        }
        return;
    }
}

static Kinds kindsInGrant(const StatementText &text, int before)
{
    const Piece &piece = text.at(before);
    const bool takes = text.at(0).is(Revoke);
    if (piece.is(To) || (takes && piece.is(From)))
        return {ProposalKind::Role};
    if (piece.is(In) || piece.is(Schema))
        return {ProposalKind::Schema};
    if (piece.is(On))
        return {ProposalKind::Table, ProposalKind::View, ProposalKind::Sequence};
    if (piece.is(','))
        for (int i = before; i > 0; --i) {
            if (text.at(i).is(To) || (takes && text.at(i).is(From)))
                return {ProposalKind::Role};
            if (text.at(i).is(On))
                return {ProposalKind::Table, ProposalKind::View};
        }
    if (before == 0)
        return {ProposalKind::Role};
    return kindsOf(text, before);
}

static Kinds kindsInSet(const StatementText &text, int before)
{
    const Piece &piece = text.at(before);
    if (piece.is(Role) || piece.name == "authorization"_L1)
        return {ProposalKind::Role};
    if (piece.is(To) || piece.is('=') || piece.is(',')) {
        for (int i = 0; i < before; ++i) {
            if (text.at(i).name == "search_path"_L1)
                return {ProposalKind::Schema};
        }
        return {};
    }
    return before == 0 || piece.is(Local) || piece.is(Session) ? Kinds{ProposalKind::Setting} : Kinds{};
}

static Kinds kindsInAlter(const StatementText &text, int before)
{
    const Piece &piece = text.at(before);
    if (piece.is(Set) && text.at(before + 1).atCursor && before > 1 && text.at(1).is(Schema))
        return {};
    if (before >= 3 && (piece.is(Rename) || piece.is(Drop) || piece.is(Alter)))
        return {ProposalKind::Column};
    if (piece.is(To) && text.at(before - 1).is(Owner))
        return {ProposalKind::Role};
    if (piece.is(Set) && (text.at(1).is(Role) || text.at(1).is(User) || text.at(1).is(Database)))
        return {ProposalKind::Setting};
    if (piece.is(Schema) && text.at(before - 1).is(Set))
        return {ProposalKind::Schema};
    if (piece.is(Type) && before > 1)
        return {ProposalKind::Type};
    if (piece.is(References))
        return {ProposalKind::Table};
    return kindsOf(text, before);
}

static Kinds kindsInCreate(const StatementText &text, int before)
{
    const Piece &piece = text.at(before);
    if (piece.is(References) || piece.is(On) || piece.is(Of))
        return {ProposalKind::Table, ProposalKind::View};
    if (piece.is(Extension) || piece.is(Schema))
        return kindsOf(text, before);
    if (piece.is(Execute) || ((piece.is(Function) || piece.is(Procedure)) && text.at(before - 1).is(Execute)))
        return {ProposalKind::Function};
    const bool inIndex = std::any_of(
        text.pieces.begin(), text.pieces.begin() + before + 1, [](const Piece &one) { return one.is(Index); });
    if (inIndex && (piece.is('(') || piece.is(',')))
        return {ProposalKind::Column};
    // CREATE TABLE t (name |
    const bool inTable = text.at(1).is(Table) || text.at(2).is(Table);
    if (inTable && piece.isName() && before > 2 && (text.at(before - 1).is('(') || text.at(before - 1).is(',')))
        return {ProposalKind::Type};
    if (inTable && (piece.is('(') || piece.is(',')) && text.at(before - 1).is(Key))
        return {};
    return {};
}

static Kinds kindsAt(const StatementText &text, int before)
{
    const Piece &piece = text.at(before);
    const Piece &first = text.at(0);
    if (first.is(Grant) || first.is(Revoke))
        return kindsInGrant(text, before);
    if (first.is(Set) || first.is(Show))
        return kindsInSet(text, before);
    if (first.is(Alter))
        return kindsInAlter(text, before);
    if (first.is(Create))
        return kindsInCreate(text, before);
    if (first.is(Drop) && piece.is(On))
        return {ProposalKind::Table};
    if (first.is(Drop) && piece.is(','))
        return kindsOf(text, text.at(1).is(Materialized) ? 2 : 1);
    if (first.is(Comment) || first.is(Refresh) || first.is(Reindex) || first.is(Drop))
        return kindsOf(text, before);
    if (first.is(Truncate) || first.is(Lock) || first.is(Table))
        return before == 0 || piece.is(Table) || piece.is(',') || piece.is(Only) ? Kinds{ProposalKind::Table} : Kinds{};
    if (first.is(Copy) || first.is(Analyze) || first.is(Vacuum)) {
        if (before == 0 || piece.is(Analyze) || piece.is(Full) || piece.name == "verbose"_L1)
            return {ProposalKind::Table, ProposalKind::View};
        return piece.is('(') || piece.is(',') ? Kinds{ProposalKind::Column} : Kinds{};
    }
    return first.is(Call) && before == 0 ? Kinds{ProposalKind::Procedure} : Kinds{};
}

Place placeInCommand(const StatementText &text)
{
    Place place;
    if (text.cursor <= 0)
        return place;
    const bool resets = text.at(0).name == "reset"_L1 && text.cursor == 1;
    place.kinds = resets ? Kinds{ProposalKind::Setting} : kindsAt(text, wordBefore(text));
    if (!place.kinds.empty()) {
        place.expects = Expects::Objects;
        nameRelation(place, text);
    }
    return place;
}

} // namespace howdah::query::complete
