// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QByteArrayView>

namespace howdah::plan {

// Bytes of a statement.
struct StatementRange
{
    qsizetype begin = 0;
    qsizetype size = 0;
    [[nodiscard]] bool contains(qsizetype byte) const { return byte >= begin && byte <= begin + size; }
    bool operator==(const StatementRange &) const = default;
};

// Where the text of a statement says what its nodes do: a scan where its relation is named with its alias, a join where
// its condition stands, a sort at its key, an aggregate at its GROUP BY, LIMIT, DISTINCT, UNION, the name of a CTE, the
// changing of a table. By PostgreSQL's lexical rules; what the planner has rewritten, or what a view does, is not
// found.
class StatementPlaces final
{
public:
    StatementPlaces() = default;
    // Of the same statement. Pure; takes time that grows with both together, and stops looking for conditions in
    // statements of more than MostTokens.
    StatementPlaces(const Plan &plan, QByteArrayView statement, bool standardStrings = true);

    static constexpr size_t MostTokens = 20'000;

    // What the node does; else what those below it do, which it hands on; nothing where that is not known.
    [[nodiscard]] std::optional<StatementRange> of(int node) const;
    // Those that have a place there, the most telling first: the smallest range.
    [[nodiscard]] std::vector<int> at(qsizetype byte) const;

private:
    struct Found
    {
        int node = 0;
        StatementRange range;
    };
    std::vector<Found> m_found;                             // several of a node: its first is its own
    std::vector<std::optional<StatementRange>> m_inherited; // by node
};

// Where the statement begins that EXPLAIN explains; 0 where it is none.
[[nodiscard]] qsizetype behindExplain(QByteArrayView sql, bool standardStrings = true);

} // namespace howdah::plan
