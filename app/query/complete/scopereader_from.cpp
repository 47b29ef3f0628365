// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// FROM and what else names tables, and the groups of expressions.
#include "query/complete/scopereader.h"
#include "query/complete/scopewords.h"

#include <algorithm>

namespace howdah::query::complete {

using enum Word;

int ScopeReader::readFrom(int i, int end, int b)
{
    if (m_depth >= Deepest)
        return end;
    bool expects = true;
    while (i < end) {
        const Piece &piece = at(i);
        if (piece.is(')') || (beginsClause(i, block(b)) && !(piece.is(On) && !at(i + 1).is(Conflict))))
            return i;
        if (piece.is(On) && block(b).kind == Merge)
            return i;
        mark(i, i + 1, b, Clause::From);
        if (piece.is(',')) {
            expects = true;
            ++i;
        } else if (piece.is(On)) {
            mark(i, i + 1, b, Clause::On);
            i = readJoin(i + 1, end, b);
        } else if (piece.is(Using)) {
            i = readUsing(i, end, b);
        } else if (isJoinWord(piece.word, at(i + 1)) || piece.is(Outer)) {
            expects = piece.is(Join);
            ++i;
        } else if (expects) {
            i = std::max(i + 1, readSource(i, end, b));
            expects = false;
        } else {
            ++i;
        }
    }
    return i;
}

// The condition behind ON, until the next table.
int ScopeReader::readJoin(int i, int end, int b)
{
    while (i < end) {
        const Piece &piece = at(i);
        if (piece.is(',') || piece.is(')') || isJoinWord(piece.word, at(i + 1)) || beginsClause(i, block(b)))
            return i;
        mark(i, i + 1, b, Clause::On);
        if (piece.is('(') || piece.is('['))
            i = readGroup(i, end, b, Clause::On, isPlainName(at(i - 1)));
        else if (isPlainName(piece))
            i = readName(i, end, b, Clause::On, false);
        else
            ++i;
    }
    return i;
}

int ScopeReader::readUsing(int i, int end, int b)
{
    mark(i, i + 1, b, Clause::Using);
    ++i;
    if (!at(i).is('('))
        return i;
    return readColumnList(i, end, b, Clause::Using);
}

// (a, b): names of columns and nothing else. Not closed, it ends where it holds no name.
int ScopeReader::readColumnList(int i, int end, int b, Clause clause)
{
    const int open = i;
    const bool closed = at(open).match > open && at(open).match < end;
    mark(i, i + 1, b, clause);
    for (++i; i < end && !at(i).is(')'); ++i) {
        if (!closed && isReserved(at(i).word))
            return i;
        mark(i, i + 1, b, clause);
        if (!at(i).isName() || at(i).atCursor)
            continue;
        if (clause == Clause::InsertColumns)
            block(b).insertColumns.push_back(i);
        m_scope.uses.push_back({.name = i, .block = b, .clause = clause});
    }
    mark(i, i + 1, b, clause);
    return std::min(i + 1, end);
}

int ScopeReader::readSource(int i, int end, int b)
{
    Source source{.begin = i};
    for (; i < end && (at(i).is(Only) || at(i).is(Lateral)); ++i) {
        source.lateral = source.lateral || at(i).is(Lateral);
        mark(i, i + 1, b, Clause::From);
    }
    if (i >= end)
        return end;
    if (at(i).is('('))
        return readSourceGroup(i, end, b, source);
    if (!at(i).isName() || (isReserved(at(i).word) && !at(i).atCursor))
        return i;
    source.namePiece = i;
    while (at(i + 1).is('.') && at(i + 2).isName() && i + 2 < end) {
        source.atCursor = source.atCursor || at(i).atCursor;
        source.schema = at(i).name;
        i += 2;
    }
    source.namePiece = i;
    source.name = at(i).name;
    source.atCursor = source.atCursor || at(i).atCursor;
    mark(source.begin, i + 1, b, Clause::From);
    ++i;
    if (at(i).is('(') && i < end && block(b).kind != Insert) {
        source.kind = Source::Kind::Function;
        i = readGroup(i, end, b, Clause::From, true);
        for (; i < end && (at(i).is(With) || at(i).name == QLatin1StringView("ordinality")); ++i)
            mark(i, i + 1, b, Clause::From);
    }
    return readAlias(i, end, b, source);
}

int ScopeReader::readSourceGroup(int i, int end, int b, Source &source)
{
    const int close = std::min(m_text.closing(i), end);
    mark(i, i + 1, b, Clause::From);
    if (!beginsQuery(i + 1, close)) { // a join in parentheses
        ++m_depth;
        i = readFrom(i + 1, close, b);
        --m_depth;
        mark(i, i + 1, b, Clause::From);
        return std::min(i + 1, end);
    }
    source.kind = Source::Kind::Derived;
    i = readQuery(i + 1, close, {b, source.lateral}, &source.block);
    if (source.block >= int(m_scope.blocks.size()))
        source.block = -1;
    mark(i, i + 1, b, Clause::From);
    i = i >= close || at(i).is(')') ? i + 1 : i;
    return readAlias(std::min(i, end), end, b, source);
}

int ScopeReader::readAlias(int i, int end, int b, Source &source)
{
    const bool as = i < end && at(i).is(As);
    if (as) {
        mark(i, i + 1, b, Clause::From);
        ++i;
    }
    if (i < end && isPlainName(at(i)) && (as || !at(i).atCursor) && !at(i).is(Do) && !at(i).is(When)) {
        source.alias = at(i).atCursor ? QString() : at(i).name;
        source.aliasPiece = i;
        define(i);
        mark(i, i + 1, b, Clause::From);
        ++i;
        if (i < end && at(i).is('(') && block(b).kind != Insert) {
            const int close = std::min(m_text.closing(i), end);
            for (int c = i + 1; c < close; ++c) {
                const bool first = at(c - 1).is('(') || at(c - 1).is(',');
                if (at(c).isName() && first) {
                    source.columns.append(at(c).name);
                    define(c);
                }
            }
            mark(i, close + 1, b, Clause::From);
            i = close + 1;
        }
    }
    source.end = std::min(i, end);
    block(b).sources.push_back(source);
    return source.end;
}

int ScopeReader::readWindows(int i, int end, int b)
{
    mark(i, i + 1, b, Clause::Window);
    ++i;
    while (i < end && at(i).isName() && !beginsClause(i, block(b))) {
        block(b).windows.append(at(i).name);
        define(i);
        mark(i, i + 2, b, Clause::Window);
        i += at(i + 1).is(As) ? 2 : 1;
        if (at(i).is('('))
            i = readGroup(i, end, b, Clause::Window, false);
        if (!at(i).is(','))
            break;
        mark(i, i + 1, b, Clause::Window);
        ++i;
    }
    return i;
}

int ScopeReader::readConflict(int i, int end, int b)
{
    block(b).hasConflict = true;
    mark(i, i + 2, b, Clause::ConflictTarget);
    i += 2;
    if (at(i).is('('))
        return readColumnList(i, end, b, Clause::ConflictTarget);
    mark(i, i + 1, b, Clause::ConflictTarget);
    if (at(i).is(On) && at(i + 1).is(Constraint)) {
        mark(i, i + 3, b, Clause::ConflictTarget);
        i += 3;
    }
    return std::min(i, end);
}

// Until the next clause. In it nothing stops at commas.
int ScopeReader::readExpression(int i, int end, int b, Clause clause, bool inCall)
{
    const int from = i;
    while (i < end && !at(i).is(')')) {
        if (i > from || clause != Clause::None) {
            if (beginsClause(i, block(b)))
                return i;
            const bool isHead = at(i).is(Insert) || at(i).is(Update) || at(i).is(Delete);
            if (isHead && (at(i - 1).is(Then) || at(i - 1).is(Do)))
                return i;
        }
        mark(i, i + 1, b, clause);
        if (at(i).is('(') || at(i).is('['))
            i = readGroup(i, end, b, clause, i > from && isPlainName(at(i - 1)));
        else if (isPlainName(at(i)))
            i = readName(i, end, b, clause, inCall);
        else
            ++i;
    }
    return i;
}

// Some functions have FROM in their arguments.
static bool hasFromInside(const Piece &function)
{
    const QString &name = function.name;
    return function.is(Extract) || name == QLatin1StringView("substring") || name == QLatin1StringView("trim")
        || name == QLatin1StringView("overlay") || function.is(Cast);
}

int ScopeReader::readGroup(int i, int end, int b, Clause clause, bool inCall)
{
    const int open = i;
    const bool closed = at(open).match > open && at(open).match < end;
    const int close = closed ? at(open).match : end;
    mark(open, open + 1, b, clause);
    if (m_depth >= Deepest) {
        mark(open, close + 1, b, clause);
        return std::min(close + 1, end);
    }
    if (beginsQuery(open + 1, close)) {
        i = readQuery(open + 1, close, {b, true});
    } else {
        ++m_depth;
        const Piece &before = at(open - 1);
        const Clause inner = before.is(Over) || clause == Clause::Window ? Clause::Window : clause;
        const bool mayHaveFrom = hasFromInside(before);
        for (i = open + 1; i < close && !at(i).is(')') && !at(i).is(']');) {
            // A query goes on here: the parenthesis has not been closed yet.
            const bool goesOn = at(i).is(From) ? !mayHaveFrom && beginsClause(i, block(b))
                                               : (at(i).is(Where) && !before.is(Filter))
                                                     || (at(i).is(Group) && at(i + 1).is(By)) || at(i).is(Having);
            if (goesOn) {
                --m_depth;
                return i;
            }
            mark(i, i + 1, b, inner);
            if (at(i).is('(') || at(i).is('['))
                i = readGroup(i, close, b, inner, i > open + 1 && isPlainName(at(i - 1)));
            else if (isPlainName(at(i)))
                i = readName(i, close, b, inner, inCall);
            else
                ++i;
        }
        --m_depth;
    }
    mark(i, i + 1, b, clause);
    return i >= close || at(i).is(')') || at(i).is(']') ? std::min(i + 1, end) : i;
}

// a, b.a, c.b.a, or the name of a function, whose arguments are read by who called.
int ScopeReader::readName(int i, int end, int b, Clause clause, bool inCall)
{
    if (at(i).is(Nulls) && (at(i + 1).is(First) || at(i + 1).is(Last) || at(i + 1).atCursor)) { // NULLS FIRST
        mark(i, i + 2, b, clause);
        return std::min(i + 2, end);
    }
    int parts[3] = {-1, -1, -1}; // NOLINT: the last three names
    for (;;) {
        parts[0] = parts[1];
        parts[1] = parts[2];
        parts[2] = i;
        mark(i, i + 1, b, clause);
        const bool goesOn = i + 2 < end && at(i + 1).is('.') && at(i + 2).isName();
        if (!goesOn)
            break;
        mark(i + 1, i + 2, b, clause);
        i += 2;
    }
    ++i;
    if (i + 1 < end && at(i).is('.') && at(i + 1).is('*')) { // b.*
        mark(i, i + 2, b, clause);
        m_scope.uses.push_back(
            {.name = -1, .qualifier = parts[2], .schema = parts[1], .block = b, .clause = clause, .inCall = inCall});
        return i + 2;
    }
    if (i < end && at(i).is('('))
        return i;
    // A constant with its type before it, date '2020-01-01', is no column; nor is an alias of AS, a type behind ::, or
    // the word at the cursor.
    const Piece &before = at(parts[2] - 1);
    const bool isType = at(i).kind == Piece::Kind::String || (before.is(':') && at(parts[2] - 2).is(':'));
    if (!isType && !before.is(As) && !at(parts[2]).atCursor)
        m_scope.uses.push_back(
            {.name = parts[2],
             .qualifier = parts[1],
             .schema = parts[0],
             .block = b,
             .clause = clause,
             .inCall = inCall});
    return i;
}

const CommonTable *Scope::commonTable(int block, const QString &name) const
{
    for (int depth = 0; block >= 0 && depth < 100; ++depth) {
        const Block &at = blocks[std::size_t(block)];
        for (auto table = at.commonTables.rbegin(); table != at.commonTables.rend(); ++table) {
            if (table->name == name)
                return &*table;
        }
        block = at.parent;
    }
    return nullptr;
}

Scope readScope(const StatementText &statement) { return ScopeReader(statement).read(); }

} // namespace howdah::query::complete
