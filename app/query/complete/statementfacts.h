// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/place.h"
#include "query/complete/scopecolumns.h"

#include <QHash>
#include <QSet>

namespace howdah::query::complete {

// What the statement says besides the cursor: which columns its names mean, which of them it compares, and what stands
// next to the cursor. Read once for a completion.
class StatementFacts final
{
public:
    // The comparison that the operand at the cursor is part of.
    struct Comparison
    {
        QString op; // "=", "<", "like" ...; empty: none
        std::optional<Meaning> partner;
        const Piece *constant = nullptr;
        bool isRight = false;    // the operand at the cursor is the second one
        bool isSubquery = false; // it is what a subquery gives, which is compared
    };

    StatementFacts(ScopeColumns &columns, const Place &place);

    [[nodiscard]] const std::optional<Meaning> &meaning(std::size_t use) const { return m_meanings[use]; }
    [[nodiscard]] bool isKnown(std::size_t use) const { return use < m_meanings.size() && m_meanings[use].has_value(); }
    [[nodiscard]] const Comparison &comparison() const { return m_comparison; }
    // Pairs of columns that the statement compares by =, without those at the cursor.
    [[nodiscard]] const std::vector<std::pair<Meaning, Meaning>> &equalities() const { return m_equalities; }
    // The first and last piece of the name at the cursor, with what qualifies it on either side.
    [[nodiscard]] int operandBegin() const { return m_operandBegin; }
    [[nodiscard]] int operandEnd() const { return m_operandEnd; }
    [[nodiscard]] const Piece &next() const { return m_columns.text().at(m_columns.text().cursor + 1); }
    // Columns are written with the table before them: in the statement, and those of one table.
    [[nodiscard]] bool isQualifying() const { return m_all.qualified > 1 && m_all.bare * 8 < m_all.qualified; }
    [[nodiscard]] bool qualifies(SourceAt at) const;

private:
    // How columns have been written.
    struct Style
    {
        int qualified = 0;
        int bare = 0;
    };

    void readUses();
    void readOperand(const Place &place);
    void readComparison();
    void readSubquery();
    [[nodiscard]] std::optional<Meaning> meaningAt(int piece, bool endsThere) const;

    ScopeColumns &m_columns;
    std::vector<std::optional<Meaning>> m_meanings; // of each use
    QHash<int, std::size_t> m_useByPiece;           // by the first and the last piece of each
    std::vector<std::pair<Meaning, Meaning>> m_equalities;
    Comparison m_comparison;
    int m_operandBegin = 0;
    int m_operandEnd = 0;
    Style m_all;
    QHash<int, Style> m_styles; // by block and source
};

} // namespace howdah::query::complete
