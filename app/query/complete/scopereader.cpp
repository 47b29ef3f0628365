// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/scopereader.h"

#include "query/complete/scopewords.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using enum Word;

ScopeReader::ScopeReader(const StatementText &statement)
    : m_text(statement)
{
    const auto size = statement.pieces.size();
    m_scope.blockOf.assign(size, -1);
    m_scope.clauseOf.assign(size, Clause::None);
    m_scope.isDefinition.assign(size, false);
}

void ScopeReader::mark(int begin, int end, int block, Clause clause)
{
    for (int i = std::max(begin, 0); i < std::min(end, m_text.size()); ++i) {
        m_scope.blockOf[std::size_t(i)] = block;
        m_scope.clauseOf[std::size_t(i)] = clause;
    }
}

void ScopeReader::define(int i)
{
    if (i >= 0 && i < m_text.size())
        m_scope.isDefinition[std::size_t(i)] = true;
}

bool ScopeReader::beginsQuery(int i, int end) const
{
    for (int depth = 0; depth < 8 && i < end && at(i).is('('); ++depth)
        ++i;
    if (i >= end)
        return false;
    const Piece &piece = at(i);
    const Piece &next = at(i + 1);
    if (piece.is(Select))
        return true;
    if (piece.is(Values))
        return next.is('(');
    if (piece.is(With)) {
        const bool named = at(i + 2).is(As) || at(i + 2).is('(') || at(i + 2).atCursor;
        return i + 1 < end && (next.is(Recursive) || (next.isName() && (next.atCursor || named)));
    }
    if (piece.is(Insert) || piece.is(Merge))
        return next.is(Into) || next.atCursor;
    if (piece.is(Delete))
        return next.is(From) || next.atCursor;
    const Piece &before = at(i - 1);
    return piece.is(Update) && i + 1 < end && next.isName() && (!isReserved(next.word) || next.is(Only))
        && !before.is(For) && !before.is(On) && !before.is(Or) && !before.is(Do);
}

bool ScopeReader::beginsClause(int i, const Block &block) const
{
    const Piece &piece = at(i);
    if (piece.is(Word::None))
        return false;
    const Piece &next = at(i + 1);
    if (piece.is(From)) // IS [NOT] DISTINCT FROM
        return !at(i - 1).is(Distinct) || !(at(i - 2).is(Is) || at(i - 2).is(Not));
    if (piece.is(Where) || piece.is(Having) || piece.is(Window) || piece.is(Limit) || piece.is(Offset)
        || piece.is(Fetch) || piece.is(Union) || piece.is(Intersect) || piece.is(Except) || piece.is(Returning)
        || piece.is(Select))
        return true;
    if (piece.is(Group) || piece.is(Order))
        return next.is(By) || next.atCursor;
    if (piece.is(Values))
        return block.kind == Insert || block.kind == Merge;
    if (piece.is(Set))
        return block.kind == Update || block.kind == Merge || block.hasConflict;
    if (piece.is(On))
        return next.is(Conflict) || next.atCursor ? block.kind == Insert : block.kind == Merge;
    if (piece.is(Using))
        return block.kind == Delete || block.kind == Merge;
    if (piece.is(For))
        return next.is(Update) || next.is(No) || next.is(Key) || next.name == "share"_L1;
    return piece.is(Into) && block.kind == Select;
}

Scope ScopeReader::read()
{
    const bool grants = at(0).is(Grant) || at(0).is(Revoke);
    for (int i = 0; i < m_text.size();) {
        if (!grants && beginsQuery(i, m_text.size()))
            i = std::max(i + 1, readQuery(i, m_text.size(), {}));
        else
            ++i;
    }
    return std::move(m_scope);
}

// WITH ..., then branches that are joined by UNION and the like.
int ScopeReader::readQuery(int i, int end, Around around, int *firstBlock)
{
    if (m_depth >= Deepest)
        return end;
    ++m_depth;
    int current = int(m_scope.blocks.size());
    if (firstBlock)
        *firstBlock = current;
    m_scope.blocks.push_back({.parent = around.parent, .first = current, .seesOuter = around.seesOuter, .begin = i});
    std::vector<CommonTable> tables;
    if (at(i).is(With)) {
        mark(i, i + 1, current, Clause::With);
        i = readWith(i + 1, end, {current, false}, tables);
        block(current).commonTables = tables;
    }
    for (;;) {
        i = readBranch(i, end, current);
        block(current).end = i;
        if (i >= end || !(at(i).is(Union) || at(i).is(Intersect) || at(i).is(Except)))
            break;
        mark(i, i + 1, current, Clause::None);
        ++i;
        for (; i < end && (at(i).is(All) || at(i).is(Distinct)); ++i)
            mark(i, i + 1, current, Clause::None);
        const int previous = current;
        current = int(m_scope.blocks.size());
        m_scope.blocks.push_back(
            {.parent = around.parent,
             .first = block(previous).first,
             .previous = previous,
             .seesOuter = around.seesOuter,
             .begin = i,
             .commonTables = tables});
    }
    --m_depth;
    return i;
}

int ScopeReader::readWith(int i, int end, Around around, std::vector<CommonTable> &tables)
{
    const bool recursive = at(i).is(Recursive);
    if (recursive) {
        mark(i, i + 1, around.parent, Clause::With);
        ++i;
    }
    while (i < end && at(i).isName() && !isReserved(at(i).word)) {
        i = readCommonTable(i, end, around, recursive, tables);
        block(around.parent).commonTables = tables;
        if (!at(i).is(','))
            break;
        mark(i, i + 1, around.parent, Clause::With);
        ++i;
    }
    return i;
}

int ScopeReader::readCommonTable(int i, int end, Around around, bool recursive, std::vector<CommonTable> &tables)
{
    CommonTable table{.name = at(i).name, .piece = i, .recursive = recursive};
    mark(i, i + 1, around.parent, Clause::With);
    define(i++);
    if (at(i).is('(')) {
        const int close = std::min(m_text.closing(i), end);
        for (int c = i; c < close; ++c) {
            if (at(c).isName()) {
                table.columns.append(at(c).name);
                define(c);
            }
        }
        mark(i, close + 1, around.parent, Clause::With);
        i = close + 1;
    }
    for (; i < end && (at(i).is(As) || at(i).is(Not) || at(i).is(Materialized)); ++i)
        mark(i, i + 1, around.parent, Clause::With);
    if (!at(i).is('(')) {
        tables.push_back(table);
        return i;
    }
    // Known before its body is read, for a body that names itself.
    table.block = int(m_scope.blocks.size());
    tables.push_back(table);
    block(around.parent).commonTables = tables;
    mark(i, i + 1, around.parent, Clause::With);
    const int open = i;
    const int close = std::min(m_text.closing(open), end);
    if (!beginsQuery(open + 1, close)) { // not written yet
        tables.back().block = -1;
        mark(open, close + 1, around.parent, Clause::With);
        return close + 1;
    }
    i = readQuery(open + 1, close, around);
    return i >= close || at(i).is(')') ? i + 1 : i;
}

int ScopeReader::readBranch(int i, int end, int b)
{
    block(b).kind = at(i).word;
    if (at(i).is('(') && beginsQuery(i + 1, end)) {
        int inner = -1;
        const int close = std::min(m_text.closing(i), end);
        block(b).kind = Select;
        i = readQuery(i + 1, close, {b, block(b).seesOuter}, &inner);
        if (inner >= 0 && inner < int(m_scope.blocks.size()))
            block(b).outputs = block(inner).outputs;
        i = i >= close || at(i).is(')') ? i + 1 : i;
    }
    while (i < end) {
        const Piece &piece = at(i);
        if (piece.is(Union) || piece.is(Intersect) || piece.is(Except) || piece.is(')'))
            return i;
        i = std::max(i + 1, readClause(i, end, b));
    }
    return end;
}

int ScopeReader::readSelect(int i, int end, int b)
{
    mark(i, i + 1, b, Clause::Select);
    ++i;
    for (; i < end && (at(i).is(All) || at(i).is(Distinct)); ++i)
        mark(i, i + 1, b, Clause::Select);
    if (at(i).is(On) && at(i + 1).is('(')) {
        mark(i, i + 1, b, Clause::Select);
        i = readGroup(i + 1, end, b, Clause::OrderBy, false);
    }
    return readOutputs(i, end, b, Clause::Select);
}

int ScopeReader::readClause(int i, int end, int b)
{
    const auto simple = [&](Clause clause, int words) {
        mark(i, i + words, b, clause);
        return readExpression(i + words, end, b, clause);
    };
    const Piece &piece = at(i);
    const Piece &next = at(i + 1);
    if (piece.is(Select))
        return readSelect(i, end, b);
    if (piece.is(Insert) || piece.is(Update) || piece.is(Delete) || piece.is(Merge))
        return readHead(i, end, b);
    if (piece.is(From) || piece.is(Using)) {
        mark(i, i + 1, b, Clause::From);
        return readFrom(i + 1, end, b);
    }
    if (piece.is(Where))
        return simple(block(b).hasConflict ? Clause::ConflictWhere : Clause::Where, 1);
    if (piece.is(Group))
        return simple(Clause::GroupBy, next.is(By) ? 2 : 1);
    if (piece.is(Order))
        return simple(Clause::OrderBy, next.is(By) ? 2 : 1);
    if (piece.is(Window))
        return readWindows(i, end, b);
    if (piece.is(Returning)) {
        mark(i, i + 1, b, Clause::Returning);
        return readOutputs(i + 1, end, b, Clause::Returning);
    }
    if (piece.is(On) && next.is(Conflict))
        return readConflict(i, end, b);
    if (piece.is(Limit) || piece.is(Offset) || piece.is(Fetch))
        return simple(Clause::Limit, 1);
    static constexpr std::array Simple = std::to_array<std::pair<Word, Clause>>(
        {{Having, Clause::Having},
         {Values, Clause::Values},
         {Set, Clause::Set},
         {On, Clause::On},
         {For, Clause::For},
         {Into, Clause::Into}});
    const auto found = std::ranges::find(Simple, piece.word, &std::pair<Word, Clause>::first);
    return found == Simple.end() ? simple(Clause::None, 0) : simple(found->second, 1);
}

// INSERT INTO t, UPDATE t, DELETE FROM t, MERGE INTO t.
int ScopeReader::readHead(int i, int end, int b)
{
    const Word kind = at(i).word;
    mark(i, i + 1, b, Clause::Target);
    if (!block(b).sources.empty()) { // THEN UPDATE SET, THEN INSERT (...), DO UPDATE SET
        ++i;
        if (kind == Insert && at(i).is('('))
            return readColumnList(i, end, b, Clause::InsertColumns);
        return i;
    }
    block(b).kind = kind;
    ++i;
    if (at(i).is(Into) || at(i).is(From)) {
        mark(i, i + 1, b, Clause::Target);
        ++i;
    } else if (kind != Update) {
        return i;
    }
    i = readTarget(i, end, b);
    if (kind == Insert && at(i).is('(') && !beginsQuery(i + 1, end))
        return readColumnList(i, end, b, Clause::InsertColumns);
    return i;
}

int ScopeReader::readTarget(int i, int end, int b)
{
    const auto before = block(b).sources.size();
    const int from = i;
    i = readSource(i, end, b);
    if (block(b).sources.size() > before)
        block(b).sources.back().isTarget = true;
    mark(from, i, b, Clause::Target);
    return i;
}

int ScopeReader::readOutputs(int i, int end, int b, Clause clause)
{
    while (i < end) {
        Output output{.begin = i};
        const int from = i;
        // One item: until a comma that stands in no group.
        while (i < end && !at(i).is(',') && !at(i).is(')') && !beginsClause(i, block(b))) {
            mark(i, i + 1, b, clause);
            if (at(i).is('(') || at(i).is('['))
                i = readGroup(i, end, b, clause, isPlainName(at(i - 1)) && i > from);
            else if (isPlainName(at(i)))
                i = readName(i, end, b, clause, false);
            else
                ++i;
        }
        output.end = i;
        if (output.end > output.begin)
            finishOutput(output, i, b);
        if (i >= end || !at(i).is(','))
            break;
        mark(i, i + 1, b, clause);
        ++i;
    }
    return i;
}

void ScopeReader::finishOutput(Output &output, int end, int b)
{
    const int last = end - 1;
    const Piece &piece = at(last);
    auto &uses = m_scope.uses;
    const bool named =
        piece.isName() && last > output.begin
        && (at(last - 1).is(As) || (isPlainName(piece) && !piece.atCursor && endsOperand(m_text, last - 1)));
    if (named) {
        output.name = piece.name;
        output.alias = last;
        define(last);
        if (!uses.empty() && uses.back().name == last)
            uses.pop_back();
    }
    const int bare = named ? (at(last - 1).is(As) ? last - 1 : last) : end; // the end of the expression
    if (at(bare - 1).is('*') && (bare - 1 == output.begin || at(bare - 2).is('.'))) {
        output.star = true;
        if (bare - 3 >= output.begin)
            output.starQualifier = at(bare - 3).name;
    } else if (!uses.empty() && uses.back().block == b && uses.back().name == bare - 1) {
        const ColumnUse &use = uses.back();
        const int first = use.schema >= 0 ? use.schema : use.qualifier >= 0 ? use.qualifier : use.name;
        if (first == output.begin)
            output.use = int(uses.size()) - 1;
    }
    if (!named && !output.star) {
        if (output.use >= 0)
            output.name = piece.name;
        else if (piece.is(')') && isPlainName(at(output.begin)) && at(output.begin + 1).match == last)
            output.name = at(output.begin).name;
        else if (at(output.begin).is(Case))
            output.name = u"case"_s;
    }
    block(b).outputs.push_back(output);
}

} // namespace howdah::query::complete
