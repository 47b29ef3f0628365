// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/columnranking.h"

#include "query/complete/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

static bool holds(const std::vector<QString> &names, const QString &name)
{
    return std::ranges::find(names, name) != names.end();
}

static QString keyOf(SourceAt at, const QString &column)
{
    return QString::number(at.block) + u'.' + QString::number(at.source) + u'.' + column;
}

ColumnRanking::ColumnRanking(ScopeColumns &columns, const StatementFacts &facts, const Echo &echo, const Place &place)
    : m_columns(columns)
    , m_facts(facts)
    , m_echo(echo)
    , m_place(place)
{
    if (place.block < 0)
        return;
    readLists();
    readWanted();
    readParallel();
    readOpenKeys();
}

ColumnRanking::Ordered ColumnRanking::usedIn(Clause clause, bool inCalls) const
{
    Ordered names;
    for (const ColumnUse &use : m_columns.scope().uses) {
        if (use.block == m_place.block && use.clause == clause && use.name >= 0 && (inCalls || !use.inCall))
            names.push_back(m_columns.text().at(use.name).name);
    }
    return names;
}

void ColumnRanking::readLists()
{
    const Block &block = m_columns.scope().blocks[std::size_t(m_place.block)];
    const StatementText &text = m_columns.text();
    for (const Output &output : block.outputs) {
        const bool here = text.cursor >= output.begin && text.cursor < output.end;
        if (here || output.star)
            continue;
        if (output.use >= 0)
            m_selected.push_back(text.at(m_columns.scope().uses[std::size_t(output.use)].name).name);
        else
            m_selected.push_back(output.name);
    }
    m_grouped = usedIn(Clause::GroupBy, true);
    m_ordered = usedIn(Clause::OrderBy, true);
    const int before = m_facts.operandBegin() - 1;
    if (text.at(before).is(','))
        m_previous = text.at(before - 1).name;
    const int after = m_facts.operandEnd() + 1;
    if (text.at(after).is(',')) {
        int last = after + 1;
        while (text.at(last + 1).is('.'))
            last += 2;
        m_next = text.at(last).name;
    }
    const auto &uses = m_columns.scope().uses;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const auto &meaning = m_facts.meaning(i);
        if (!meaning)
            continue;
        const QString key = keyOf(meaning->source, meaning->column.name);
        ++m_uses[key];
        if (uses[i].block == m_place.block && uses[i].clause == m_place.clause)
            m_usedHere.insert(key);
        if (meaning->source.block == m_place.block && uses[i].clause == m_place.clause)
            m_sourcesUsed.insert(meaning->source.source);
    }
    for (const auto &[one, other] : m_facts.equalities()) {
        const QString first = keyOf(one.source, one.column.name);
        const QString second = keyOf(other.source, other.column.name);
        m_joined.insert(first);
        m_joined.insert(second);
        m_pairs.insert(first + u'=' + second);
        m_pairs.insert(second + u'=' + first);
        --m_uses[first]; // a key that joins is not what one selects
        --m_uses[second];
        for (const SourceAt at : {one.source, other.source}) {
            if (at.block == m_place.block)
                m_sourcesJoined.insert(at.source);
        }
    }
}

// What blocks around name of this one.
void ColumnRanking::readWanted()
{
    const Scope &scope = m_columns.scope();
    const int first = scope.blocks[std::size_t(m_place.block)].first;
    if (m_place.clause != Clause::Select)
        return;
    for (std::size_t i = 0; i < scope.uses.size(); ++i) {
        const ColumnUse &use = scope.uses[i];
        if (use.block == m_place.block || use.name < 0)
            continue;
        const QString &name = m_columns.text().at(use.name).name;
        if (m_facts.meaning(i) && m_columns.blockBehind(m_facts.meaning(i)->source) != first)
            continue;
        bool reads = false;
        for (const SourceAt at : m_columns.visible(use.block)) {
            const bool fits =
                use.qualifier < 0 || m_columns.source(at).shown() == m_columns.text().at(use.qualifier).name;
            reads = reads || (fits && m_columns.blockBehind(at) == first);
        }
        if (reads)
            m_wanted.insert(name);
    }
    for (const QString &name : m_selected)
        m_wanted.remove(name);
}

// The same item in the other branches.
void ColumnRanking::readParallel()
{
    const Scope &scope = m_columns.scope();
    const Block &block = scope.blocks[std::size_t(m_place.block)];
    if (m_place.clause != Clause::Select)
        return;
    const StatementText &text = m_columns.text();
    std::size_t item = 0;
    while (item < block.outputs.size() && block.outputs[item].end <= text.cursor)
        ++item;
    for (const Block &other : scope.blocks) {
        if (&other == &block || other.first != block.first || item >= other.outputs.size())
            continue;
        const Output &output = other.outputs[item];
        if (output.use >= 0)
            m_parallel.append(text.at(scope.uses[std::size_t(output.use)].name).name);
        m_parallel.append(output.name);
    }
}

// Ends of keys whose tables are both there, and which no condition brings together.
void ColumnRanking::readOpenKeys()
{
    if (m_place.clause != Clause::Where && m_place.clause != Clause::On)
        return;
    const CompletionIndex &index = m_columns.index();
    const std::vector<SourceAt> sources = m_columns.visible(m_place.block);
    if (sources.size() > 40)
        return;
    for (const SourceAt from : sources) {
        const catalog::Relation *one = m_columns.relation(from);
        if (!one)
            continue;
        for (const int position : index.linksOf(one->oid)) {
            const KeyLink &link = index.links()[std::size_t(position)];
            for (const SourceAt to : sources) {
                const catalog::Relation *other = m_columns.relation(to);
                if (link.from != one->oid || !other || other->oid != link.to || from == to)
                    continue;
                for (qsizetype i = 0; i < link.fromColumns.size(); ++i) {
                    const auto *begin = index.catalog().column(link.from, link.fromColumns.at(i));
                    const auto *end = index.catalog().column(link.to, link.toColumns.value(i));
                    if (!begin || !end || m_joined.contains(keyOf(from, begin->name)))
                        continue;
                    m_openKeys.insert(keyOf(from, begin->name), 22);
                    if (!m_joined.contains(keyOf(to, end->name)))
                        m_openKeys.insert(keyOf(to, end->name), 12);
                }
            }
        }
    }
}

Rank ColumnRanking::rank(SourceAt at, const VisibleColumn &column) const
{
    Rank rank;
    if (m_place.block >= 0 && at.block != m_place.block)
        rank.add(-12);                            // of a query around this one
    rank.add(std::max(0.0, 2 - 0.3 * at.source)); // the first tables, and the first columns, matter most
    if (column.origin)
        rank.add(std::max(0.0, 1.5 - 0.05 * column.origin->number));
    addComparison(rank, at, column);
    addClause(rank, at, column);
    addCall(rank, column);
    addUse(rank, at, column);
    const auto &comparison = m_facts.comparison();
    const bool repeats =
        comparison.partner
        && m_pairs.contains(
            keyOf(at, column.name) + u'=' + keyOf(comparison.partner->source, comparison.partner->column.name));
    const QString stem = Echo::tail(column.name);
    rank.add(50 * m_echo.habit(column.name), QT_TRANSLATE_NOOP("Completion", "as in statements before"));
    if (repeats)
        rank.add(-30); // the same condition once more
    else
        rank.add(
            std::max(m_echo.of(column.name), 0.85 * m_echo.ofStem(stem)),
            QT_TRANSLATE_NOOP("Completion", "the statement repeats itself"));
    return rank;
}

Rank ColumnRanking::rankSource(SourceAt at) const
{
    Rank best;
    bool any = false;
    for (const VisibleColumn &column : m_columns.columns(at)) {
        const Rank one = rank(at, column);
        if (!any || one.score > best.score)
            best = one;
        any = true;
    }
    best.score *= 0.5;
    return best;
}

void ColumnRanking::addComparison(Rank &rank, SourceAt at, const VisibleColumn &column) const
{
    const auto &comparison = m_facts.comparison();
    if (!comparison.partner) {
        addConstant(rank, at, column);
        return;
    }
    const Meaning &partner = *comparison.partner;
    if (m_place.clause == Clause::Set) {
        // an assignment, in which all columns of the type are as good
    } else if (partner.source == at) {
        rank.add(partner.column.name == column.name ? -60 : comparison.op == "="_L1 ? -15 : 0);
    } else if (comparison.op == "="_L1) {
        rank.add(
            keyLikeness(m_columns.index(), column, partner.column),
            QT_TRANSLATE_NOOP("Completion", "goes with the other side"));
        if (at.block == m_place.block && !m_sourcesJoined.contains(at.source))
            rank.add(12, QT_TRANSLATE_NOOP("Completion", "of a table that nothing joins yet"));
        else if (m_joined.contains(keyOf(at, column.name)))
            rank.add(-5);
    }
    const bool computed = partner.column.category == 'U' || column.category == 'U';
    if (!computed)
        rank.add(partner.column.category == column.category ? 6 : -20);
    if (partner.column.name == column.name && partner.source != at)
        rank.add(12);
}

// How many characters a type has room for: 20 of varchar(20); -1: any.
static int lengthOf(const QString &type)
{
    const qsizetype open = type.indexOf(u'(');
    const bool isText = type.startsWith("char"_L1) || type.startsWith("varchar"_L1);
    return isText && open > 0 ? type.sliced(open + 1, type.indexOf(u')') - open - 1).trimmed().toInt() : -1;
}

void ColumnRanking::addConstant(Rank &rank, SourceAt at, const VisibleColumn &column) const
{
    const auto &comparison = m_facts.comparison();
    const bool isLike = comparison.op == "like"_L1 || comparison.op == "ilike"_L1;
    if (isLike)
        rank.add(column.category == 'S' ? 12 : -15);
    if (!comparison.constant)
        return;
    if (m_usedHere.contains(keyOf(at, column.name)) && comparison.op == "="_L1)
        rank.add(-8); // it is compared with another constant
    const QString &value = comparison.constant->name;
    if (comparison.constant->kind == Piece::Kind::Number) {
        rank.add(
            column.category == 'N'   ? 10
            : column.category == 'U' ? 0
                                     : -18,
            QT_TRANSLATE_NOOP("Completion", "a number"));
        if (m_columns.index().isKey(column.origin))
            rank.add(-14);
        const int number = value.toInt();
        if (number >= 1900 && number < 2100 && column.name.contains("year"_L1))
            rank.add(14, QT_TRANSLATE_NOOP("Completion", "a year"));
        const bool isWhole =
            !column.type.contains(u',') && column.type != "real"_L1 && !column.type.startsWith("double"_L1);
        if (column.category == 'N' && !column.type.isEmpty())
            rank.add(value.contains(u'.') != isWhole ? 4 : -4);
        return;
    }
    const bool isDate = value.size() >= 8 && value.size() <= 10 && value.count(u'-') == 2 && value.front().isDigit();
    rank.add(isDate && column.category == 'D' ? 16 : 0, QT_TRANSLATE_NOOP("Completion", "a date"));
    rank.add(
        column.category == 'S' || column.category == 'E' ? 10
        : column.category == 'N'                         ? -18
                                                         : 0,
        QT_TRANSLATE_NOOP("Completion", "a text"));
    if (column.origin && column.origin->isEnum())
        rank.add(4);
    const int length = lengthOf(column.type);
    if (length >= 0 && !isLike) {
        if (value.size() > length)
            rank.add(-30); // there is no room for it
        else if (value.size() == length && column.type.startsWith("char"_L1) && !column.type.contains("varying"_L1))
            rank.add(8, QT_TRANSLATE_NOOP("Completion", "a text of that length"));
        else if (length <= 2)
            rank.add(-6);
    }
    if (m_columns.index().isKey(column.origin))
        rank.add(-6);
}

void ColumnRanking::addOrder(Rank &rank, const Ordered &order, const QString &name) const
{
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order[i] != name)
            continue;
        if (i > 0 && !m_previous.isEmpty() && order[i - 1] == m_previous)
            rank.add(12);
        if (i + 1 < order.size() && !m_next.isEmpty() && order[i + 1] == m_next)
            rank.add(12);
    }
}

void ColumnRanking::addSelect(Rank &rank, const QString &name) const
{
    const bool selected = holds(m_selected, name);
    if (m_place.call < 0 && !m_place.inGroup) {
        if (holds(m_grouped, name))
            rank.add(selected ? 5 : 45, QT_TRANSLATE_NOOP("Completion", "grouped by"));
        else if (!m_grouped.empty())
            rank.add(-15);
        else if (holds(m_ordered, name))
            rank.add(selected ? 0 : 20, QT_TRANSLATE_NOOP("Completion", "ordered by"));
        if (selected)
            rank.add(-25);
        addOrder(rank, m_grouped, name);
        if (m_grouped.empty())
            addOrder(rank, m_ordered, name);
    } else if (holds(m_grouped, name)) {
        rank.add(-20);
    }
    if (m_place.call >= 0 && selected)
        rank.add(-4);
    if (m_wanted.contains(name))
        rank.add(40, QT_TRANSLATE_NOOP("Completion", "read by the query around"));
}

void ColumnRanking::addClause(Rank &rank, SourceAt at, const VisibleColumn &column) const
{
    const QString &name = column.name;
    switch (m_place.clause) {
    case Clause::Select:
    case Clause::Returning: {
        addSelect(rank, name);
        if (m_columns.blockBehind(at) >= 0 && !m_uses.contains(keyOf(at, name)))
            rank.add(8, QT_TRANSLATE_NOOP("Completion", "computed to be used"));
        const QString tail = Echo::tail(name);
        for (const QString &other : m_parallel) {
            if (other == name || Echo::tail(other) == tail) {
                rank.add(30, QT_TRANSLATE_NOOP("Completion", "as in the other branch"));
                break;
            }
        }
        break;
    }
    case Clause::GroupBy:
        if (holds(m_selected, name))
            rank.add(45, QT_TRANSLATE_NOOP("Completion", "selected"));
        if (holds(m_grouped, name))
            rank.add(-45);
        addOrder(rank, m_selected, name);
        break;
    case Clause::OrderBy:
        if (holds(m_selected, name))
            rank.add(40, QT_TRANSLATE_NOOP("Completion", "selected"));
        if (holds(m_grouped, name))
            rank.add(15, QT_TRANSLATE_NOOP("Completion", "grouped by"));
        if (holds(m_ordered, name))
            rank.add(-40);
        addOrder(rank, m_selected, name);
        break;
    case Clause::Where:
    case Clause::On:
        rank.add(
            m_openKeys.value(keyOf(at, name)),
            QT_TRANSLATE_NOOP("Completion", "a key that joins tables of the statement"));
        break;
    case Clause::None:
    case Clause::With:
    case Clause::Into:
    case Clause::From:
    case Clause::Using:
    case Clause::Having:
    case Clause::Window:
    case Clause::Limit:
    case Clause::For:
    case Clause::Values:
    case Clause::Target:
    case Clause::InsertColumns:
    case Clause::Set:
    case Clause::ConflictTarget:
    case Clause::ConflictWhere:
    case Clause::When:
        break;
    }
}

// Sums and averages are of numbers that are no keys.
void ColumnRanking::addCall(Rank &rank, const VisibleColumn &column) const
{
    if (m_place.call < 0)
        return;
    const QString &function = m_columns.text().at(m_place.call).name;
    const bool isKey = m_columns.index().isKey(column.origin);
    if (function == "sum"_L1 || function == "avg"_L1 || function.startsWith("stddev"_L1) || function == "round"_L1) {
        if (column.category == 'N')
            rank.add(isKey ? -8 : 14, QT_TRANSLATE_NOOP("Completion", "a number"));
        else if (column.category != 'U')
            rank.add(-20);
    } else if (
        function == "substring"_L1 || function == "substr"_L1 || function == "lower"_L1 || function == "upper"_L1
        || function == "trim"_L1) {
        rank.add(column.category == 'S' ? 14 : -14, QT_TRANSLATE_NOOP("Completion", "a text"));
    } else if (function == "extract"_L1 || function == "date_trunc"_L1 || function == "date_part"_L1) {
        rank.add(column.category == 'D' ? 20 : -10, QT_TRANSLATE_NOOP("Completion", "a date"));
    }
}

void ColumnRanking::addUse(Rank &rank, SourceAt at, const VisibleColumn &column) const
{
    const QString key = keyOf(at, column.name);
    const bool isCondition = m_place.clause == Clause::Where || m_place.clause == Clause::On;
    const int uses = m_uses.value(key) + (isCondition && m_joined.contains(key) ? 1 : 0);
    if (isCondition && at.block == m_place.block && !m_sourcesUsed.contains(at.source))
        rank.add(8, QT_TRANSLATE_NOOP("Completion", "of a table that no condition names yet"));
    if (uses > 0)
        rank.add(std::min(4 + 2 * uses, 12), QT_TRANSLATE_NOOP("Completion", "used in the statement"));
    if (isCondition && m_usedHere.contains(key))
        rank.add(-6);
}

Rank ColumnRanking::rankOutput(const QString &name) const
{
    Rank rank;
    rank.add(30 * m_echo.habit(name));
    rank.add(38, QT_TRANSLATE_NOOP("Completion", "selected"));
    rank.add(m_echo.of(name), QT_TRANSLATE_NOOP("Completion", "the statement repeats itself"));
    if (holds(m_place.clause == Clause::OrderBy ? m_ordered : m_grouped, name))
        rank.add(-40);
    addOrder(rank, m_selected, name);
    return rank;
}

} // namespace howdah::query::complete
