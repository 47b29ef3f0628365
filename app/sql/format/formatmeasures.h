// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatatoms.h"
#include "sql/format/formatstyle.h"

#include <QString>

#include <optional>
#include <vector>

namespace howdah::sql {

// What is known of a statement's atoms before it is laid out: which brackets belong together, how wide each stretch is
// in one line, and where no line can hold it. Stretches are [begin, end).
class FormatMeasures final
{
public:
    FormatMeasures(std::vector<Atom> atoms, const FormatStyle &style);

    // Why the statement cannot be laid out.
    [[nodiscard]] std::optional<QString> problem() const { return m_problem; }

    [[nodiscard]] int size() const { return int(m_atoms.size()); }
    [[nodiscard]] const Atom &at(int i) const { return m_atoms[std::size_t(i)]; }
    [[nodiscard]] Atom &at(int i) { return m_atoms[std::size_t(i)]; }
    [[nodiscard]] std::string_view key(int i) const;
    [[nodiscard]] bool isSpaced(int i) const { return m_spaced[std::size_t(i)]; }
    // The atom that closes what `i` opens: a bracket, CASE, BEGIN ATOMIC; else `i`.
    [[nodiscard]] int closing(int i) const { return m_closing[std::size_t(i)]; }
    [[nodiscard]] bool opens(int i) const { return closing(i) != i; }
    // Behind `i`, or behind what it opens.
    [[nodiscard]] int behind(int i) const { return closing(i) + 1; }
    // The first from `i` on that is no comment; `end` where there is none.
    [[nodiscard]] int code(int i, int end) const;
    [[nodiscard]] int codeEnd(int begin, int end) const; // without the comments at the end

    [[nodiscard]] int width(int begin, int end) const;
    // A line comment, a long subquery or the like: not in one line.
    [[nodiscard]] bool isBroken(int begin, int end) const;
    [[nodiscard]] bool isShort(int begin, int end) const;
    [[nodiscard]] bool holdsLongText(int begin, int end) const; // a string of several lines
    // Does a query begin there, also in brackets of its own?
    [[nodiscard]] bool isQuery(int begin, int end) const;
    // The commas of this level.
    [[nodiscard]] std::vector<int> commas(int begin, int end) const;
    // The first atom of this level with this keyword; `end` where there is none.
    [[nodiscard]] int find(std::string_view key, int begin, int end) const;

private:
    void measureWidths();
    void matchBrackets();
    void close(std::vector<int> &open, int i);
    void markBroken(int open, int close);

    std::vector<Atom> m_atoms;
    int m_shortWidth;
    std::vector<bool> m_spaced;
    std::vector<int> m_closing;
    std::vector<int> m_begin; // columns, all in one line
    std::vector<int> m_end;
    std::vector<int> m_broken; // how many before it cannot be in a line
    std::vector<bool> m_breaks;
    std::optional<QString> m_problem;
};

} // namespace howdah::sql
