// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatclauses.h"
#include "sql/format/formatmeasures.h"
#include "sql/format/formatwriter.h"

#include <initializer_list>
#include <string_view>

namespace howdah::sql {

// Lays out the atoms of one statement. What fits into a line stays in one, but for queries of some length, which have
// their clauses on lines of their own. Every atom is written, in its order; only the blanks between them are chosen
// here.
class FormatLayout final
{
public:
    FormatLayout(FormatMeasures &atoms, const FormatStyle &style, QByteArrayView lineEnd);
    [[nodiscard]] QByteArray run();

private:
    using Words = std::initializer_list<std::string_view>;

    // ---- by kind of statement
    void statement(int begin, int end, int indent);
    void query(int begin, int end, int indent);
    void clause(const FormatClause &clause, int indent);
    void join(const FormatClause &join, int indent);
    void commonTables(const FormatClause &with, int indent);
    void definition(int begin, int end, int indent);
    void routine(int begin, int end, int indent);
    void table(int begin, int end, int indent);
    void alteration(int begin, int end, int indent);
    void brokenBefore(Words words, int begin, int end, int indent);
    [[nodiscard]] int behindTemplateLines(int begin, int end, int indent);
    [[nodiscard]] int embeddedQuery(int begin, int end) const;

    // ---- expressions
    void expression(int begin, int end, int indent);
    void conditions(int begin, int end, int indent);
    [[nodiscard]] std::vector<int> conditionBreaks(int begin, int end) const;
    void list(int begin, int end, int indent);
    void wrappedList(int begin, int end, const std::vector<int> &commas, int indent);
    [[nodiscard]] bool isSimple(int begin, int end, const std::vector<int> &commas) const;
    void fill(int begin, int end);
    void unit(int begin, int end);
    [[nodiscard]] int unitEnd(int begin, int end) const;
    void bracket(int open);
    void content(int begin, int end, int indent);
    void caseExpression(int open);
    void caseBranch(int begin, int end, int indent);
    void atomicBody(int open);

    // ---- in a line
    [[nodiscard]] bool fits(int begin, int end) const;
    bool inLine(int begin, int end); // if it fits
    void flat(int begin, int end);
    void put(int i);

    FormatMeasures &m_atoms;
    const FormatStyle &m_style;
    FormatWriter m_writer;
};

} // namespace howdah::sql
