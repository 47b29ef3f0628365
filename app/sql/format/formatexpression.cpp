// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatlayout.h"

#include <algorithm>

namespace howdah::sql {

void FormatLayout::expression(int begin, int end, int indent)
{
    if (inLine(begin, end))
        return;
    if (conditionBreaks(begin, end).empty())
        fill(begin, end);
    else
        conditions(begin, end, indent);
}

// The ORs of this level, or where there are none the ANDs that are not those of a BETWEEN.
std::vector<int> FormatLayout::conditionBreaks(int begin, int end) const
{
    std::vector<int> ors;
    std::vector<int> ands;
    int between = 0;
    for (int i = begin; i < end; i = m_atoms.behind(i)) {
        const std::string_view word = m_atoms.key(i);
        if (word == "between")
            ++between;
        else if (word == "or" && i > begin)
            ors.push_back(i);
        else if (word == "and" && between > 0)
            --between;
        else if (word == "and" && i > begin)
            ands.push_back(i);
    }
    return ors.empty() ? ands : ors;
}

void FormatLayout::conditions(int begin, int end, int indent)
{
    std::vector<int> breaks = conditionBreaks(begin, end);
    breaks.push_back(end);
    int from = begin;
    for (const int to : breaks) {
        if (from != begin)
            m_writer.newline(indent);
        if (!inLine(from, to)) {
            if (from != begin || breaks.size() == 1) { // the word before it, then what it joins
                const int word = m_atoms.code(from, to);
                flat(from, word + 1);
                from = word + 1;
            }
            if (conditionBreaks(from, to).empty())
                fill(from, to);
            else
                conditions(from, to, indent + m_writer.step());
        }
        from = to;
    }
}

// Items that may have lines of their own; the cursor stands at the first.
void FormatLayout::list(int begin, int end, int indent)
{
    const std::vector<int> commas = m_atoms.commas(begin, end);
    int from = begin;
    for (const int comma : commas) {
        expression(from, comma, indent + m_writer.step());
        const bool isBehindComment = comma > begin && m_atoms.at(comma - 1).isComment();
        const bool isBeforeComment = comma + 1 < end && m_atoms.at(comma + 1).isComment();
        if (isBehindComment || (m_style.comma == CommaPlace::Leading && !isBeforeComment)) {
            m_writer.newline(indent);
            put(comma);
        } else {
            put(comma);
            m_writer.newline(indent);
        }
        from = comma + 1;
    }
    expression(from, end, indent + m_writer.step());
}

// Numbers, short strings and names, many in a line.
bool FormatLayout::isSimple(int begin, int end, const std::vector<int> &commas) const
{
    constexpr std::size_t Many = 4;
    constexpr int Short = 40;
    if (commas.size() < Many)
        return false;
    int from = begin;
    for (std::size_t i = 0; i <= commas.size(); ++i) {
        const int to = i < commas.size() ? commas[i] : end;
        if (m_atoms.isBroken(from, to) || m_atoms.width(from, to) > Short || unitEnd(from, to) != to)
            return false;
        from = to + 1;
    }
    return true;
}

void FormatLayout::wrappedList(int begin, int end, const std::vector<int> &commas, int indent)
{
    int from = begin;
    for (std::size_t i = 0; i <= commas.size(); ++i) {
        const int to = i < commas.size() ? commas[i] + 1 : end;
        if (!m_writer.isFresh() && !fits(from, to))
            m_writer.newline(indent);
        flat(from, to);
        from = to;
    }
}

// What touches, and an operator with what stands behind it.
int FormatLayout::unitEnd(int begin, int end) const
{
    int i = begin;
    const Atom &first = m_atoms.at(begin);
    if (first.isSpaced && begin + 1 < end && !m_atoms.at(begin + 1).isComment())
        ++i;
    for (i = m_atoms.behind(i); i < end; i = m_atoms.behind(i)) {
        if (m_atoms.isSpaced(i) || m_atoms.at(i).isComment())
            break;
    }
    return std::min(i, end);
}

// As many units in a line as fit.
void FormatLayout::fill(int begin, int end)
{
    for (int i = begin; i < end;) {
        if (m_atoms.at(i).isComment()) {
            put(i++);
            continue;
        }
        const int to = unitEnd(i, end);
        if (inLine(i, to)) {
            i = to;
            continue;
        }
        const bool isWhole = !m_atoms.isBroken(i, to) && m_atoms.width(i, to) <= m_writer.roomOfNextLine();
        if (isWhole && !m_writer.isFresh() && m_atoms.isSpaced(i) && !m_atoms.at(i).isOpen('(') && i > begin)
            m_writer.wrap();
        if (!inLine(i, to))
            unit(i, to);
        i = to;
    }
}

// A unit that no line holds: its brackets are opened.
void FormatLayout::unit(int begin, int end)
{
    for (int i = begin; i < end; i = m_atoms.behind(i)) {
        if (!m_atoms.opens(i))
            put(i);
        else if (inLine(i, m_atoms.behind(i)))
            continue;
        else if (m_atoms.key(i) == "case")
            caseExpression(i);
        else if (m_atoms.key(i) == "begin")
            atomicBody(i);
        else
            bracket(i);
    }
}

void FormatLayout::bracket(int open)
{
    const int close = m_atoms.closing(open);
    const int base = m_writer.lineIndent();
    put(open);
    if (m_atoms.code(open + 1, close) < close) {
        m_writer.newline(base + m_writer.step());
        content(open + 1, close, base + m_writer.step());
    } else {
        flat(open + 1, close);
    }
    m_writer.closingLine(base);
    put(close);
}

void FormatLayout::content(int begin, int end, int indent)
{
    if (m_atoms.isQuery(begin, end))
        return statement(begin, end, indent);
    const std::vector<int> commas = m_atoms.commas(begin, end);
    const int first = m_atoms.code(begin, end);
    const bool isWindow = m_atoms.find("partition", begin, end) < end && m_atoms.find("order", begin, end) < end;
    if (isWindow)
        return brokenBefore({"order", "rows", "range", "groups"}, begin, end, indent);
    if (isSimple(first, end, commas))
        return wrappedList(begin, end, commas, indent);
    if (!commas.empty())
        return list(begin, end, indent);
    expression(begin, end, indent);
}

void FormatLayout::caseExpression(int open)
{
    const int close = m_atoms.closing(open);
    const int base = m_writer.lineIndent();
    const int indent = base + m_writer.step();
    int from = open;
    for (int i = open + 1; i < close; i = m_atoms.behind(i)) {
        if (m_atoms.key(i) != "when" && m_atoms.key(i) != "else")
            continue;
        if (from == open)
            flat(from, i);
        else
            caseBranch(from, i, indent + m_writer.step());
        m_writer.newline(indent);
        from = i;
    }
    if (from == open)
        flat(from, close);
    else
        caseBranch(from, close, indent + m_writer.step());
    m_writer.closingLine(base);
    put(close);
}

// WHEN ... THEN ..., or ELSE ...
void FormatLayout::caseBranch(int begin, int end, int indent)
{
    if (inLine(begin, end))
        return;
    const int then = m_atoms.find("then", begin, end);
    const int word = m_atoms.code(begin, end);
    flat(begin, word + 1);
    expression(word + 1, then, indent);
    if (then == end)
        return;
    if (!m_atoms.isBroken(begin, then) && fits(then, then + 1) && m_atoms.opens(m_atoms.code(then + 1, end))) {
        flat(then, then + 1);
        return expression(then + 1, end, indent);
    }
    m_writer.newline(indent);
    put(then);
    expression(then + 1, end, indent + m_writer.step());
}

void FormatLayout::atomicBody(int open)
{
    const int close = m_atoms.closing(open);
    const int base = m_writer.lineIndent();
    const int indent = base + m_writer.step();
    const int atomic = m_atoms.code(open + 1, close);
    flat(open, atomic + 1);
    m_writer.newline(indent);
    int from = atomic + 1;
    for (int i = from; i < close; i = m_atoms.behind(i)) {
        if (m_atoms.at(i).kind != Atom::Kind::Semicolon)
            continue;
        statement(from, i, indent);
        put(i);
        m_writer.newline(indent);
        from = i + 1;
    }
    flat(from, close);
    m_writer.closingLine(base);
    put(close);
}

} // namespace howdah::sql
