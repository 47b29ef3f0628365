// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatmeasures.h"

#include "sql/format/formatphrases.h"
#include "sql/format/formatspacing.h"
#include "sql/format/formatwriter.h"
#include "sql/tr.h"

#include <algorithm>

namespace howdah::sql {

namespace {

constexpr std::size_t Deepest = 200;

} // namespace

FormatMeasures::FormatMeasures(std::vector<Atom> atoms, const FormatStyle &style)
    : m_atoms(std::move(atoms))
    , m_shortWidth(style.lineWidth * 2 / 3)
{
    markKeywords(m_atoms);
    m_spaced = spacing(m_atoms);
    measureWidths();
    matchBrackets();
    m_broken.resize(m_atoms.size() + 1, 0);
    for (std::size_t i = 0; i < m_atoms.size(); ++i)
        m_broken[i + 1] = m_broken[i] + int(m_breaks[i]);
}

std::string_view FormatMeasures::key(int i) const
{
    return i >= 0 && i < size() ? m_atoms[std::size_t(i)].key : std::string_view();
}

int FormatMeasures::code(int i, int end) const
{
    while (i < end && at(i).isComment())
        ++i;
    return i;
}

int FormatMeasures::codeEnd(int begin, int end) const
{
    while (end > begin && at(end - 1).isComment())
        --end;
    return end;
}

void FormatMeasures::measureWidths()
{
    int column = 0;
    m_begin.reserve(m_atoms.size());
    m_end.reserve(m_atoms.size());
    m_breaks.resize(m_atoms.size(), false);
    for (int i = 0; i < size(); ++i) {
        const Atom &atom = at(i);
        column += int(isSpaced(i));
        m_begin.push_back(column);
        column += extentOf(atom.text).first;
        m_end.push_back(column);
        const bool isOwnLine = atom.kind == Atom::Kind::BlockComment && atom.newlineBefore && atom.newlineAfter;
        const bool isGoingOn =
            atom.kind == Atom::Kind::String && atom.newlineBefore && i > 0 && at(i - 1).kind == Atom::Kind::String;
        const bool isControl = atom.kind == Atom::Kind::Template && atom.text.startsWith("{%") && atom.newlineBefore;
        m_breaks[std::size_t(i)] = atom.kind == Atom::Kind::LineComment || isOwnLine || isGoingOn || isControl;
    }
}

void FormatMeasures::matchBrackets()
{
    m_closing.resize(m_atoms.size());
    for (int i = 0; i < size(); ++i)
        m_closing[std::size_t(i)] = i;
    std::vector<int> open;
    for (int i = 0; i < size() && !m_problem; ++i) {
        const bool isBlock = key(i) == "begin" && key(code(i + 1, size())) == "atomic";
        if (at(i).kind == Atom::Kind::Open || key(i) == "case" || isBlock)
            open.push_back(i);
        else if (at(i).kind == Atom::Kind::Close || (key(i) == "end" && !open.empty()))
            close(open, i);
        if (open.size() > Deepest)
            m_problem = tr("it is nested too deeply");
    }
    if (std::ranges::any_of(open, [this](int i) { return at(i).kind == Atom::Kind::Open; }) && !m_problem)
        m_problem = tr("its brackets do not match");
}

void FormatMeasures::close(std::vector<int> &open, int i)
{
    if (at(i).kind != Atom::Kind::Close) { // END
        if (at(open.back()).kind != Atom::Kind::Open) {
            markBroken(open.back(), i);
            open.pop_back();
        }
        return;
    }
    while (!open.empty() && at(open.back()).kind != Atom::Kind::Open) // a CASE without an END is none
        open.pop_back();
    const bool isMatch = !open.empty() && at(i).text == (at(open.back()).text == "(" ? ")" : "]");
    if (!isMatch) {
        m_problem = tr("its brackets do not match");
        return;
    }
    markBroken(open.back(), i);
    open.pop_back();
}

void FormatMeasures::markBroken(int open, int close)
{
    m_closing[std::size_t(open)] = close;
    const bool isLong = m_end[std::size_t(close)] - m_begin[std::size_t(open)] > m_shortWidth;
    if (key(open) == "begin" || (isLong && (key(open) == "case" || isQuery(open + 1, close))))
        m_breaks[std::size_t(open)] = true;
}

int FormatMeasures::width(int begin, int end) const
{
    return begin >= end ? 0 : m_end[std::size_t(end - 1)] - m_begin[std::size_t(begin)];
}

bool FormatMeasures::isBroken(int begin, int end) const
{
    return begin < end && m_broken[std::size_t(end)] > m_broken[std::size_t(begin)];
}

bool FormatMeasures::isShort(int begin, int end) const
{
    return !isBroken(begin, end) && width(begin, end) <= m_shortWidth;
}

bool FormatMeasures::holdsLongText(int begin, int end) const
{
    for (int i = begin; i < end; ++i) {
        if (at(i).kind == Atom::Kind::String && at(i).text.contains('\n'))
            return true;
    }
    return false;
}

bool FormatMeasures::isQuery(int begin, int end) const
{
    int first = code(begin, end);
    while (first < end && at(first).isOpen('('))
        first = code(first + 1, end);
    if (first >= end)
        return false;
    const std::string_view word = key(first);
    if (word == "select" || word == "with")
        return true;
    const int second = code(first + 1, end);
    if (word == "values")
        return second < end && at(second).isOpen('(');
    if (word == "insert" || word == "merge")
        return key(second) == "into";
    if (word == "delete")
        return key(second) == "from";
    if (word == "table")
        return first == begin && begin == 0;
    if (word != "update" || second >= end || !at(second).isWordish())
        return false;
    for (int i = second; i < std::min(end, second + 10); ++i) {
        if (key(i) == "set")
            return true;
    }
    return false;
}

std::vector<int> FormatMeasures::commas(int begin, int end) const
{
    std::vector<int> found;
    for (int i = begin; i < end; i = behind(i)) {
        if (at(i).kind == Atom::Kind::Comma)
            found.push_back(i);
    }
    return found;
}

int FormatMeasures::find(std::string_view key, int begin, int end) const
{
    for (int i = begin; i < end; i = behind(i)) {
        if (at(i).key == key)
            return i;
    }
    return end;
}

} // namespace howdah::sql
