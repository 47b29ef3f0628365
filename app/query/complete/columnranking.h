// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/echo.h"
#include "query/complete/rank.h"
#include "query/complete/statementfacts.h"

#include <QSet>

namespace howdah::query::complete {

// How likely each column is at the cursor. Made once for a completion; every rule is one about SQL, none about names
// that certain databases have.
class ColumnRanking final
{
public:
    ColumnRanking(ScopeColumns &columns, const StatementFacts &facts, const Echo &echo, const Place &place);

    [[nodiscard]] Rank rank(SourceAt at, const VisibleColumn &column) const;
    // The best of a table's columns: how likely it is that one of them is qualified here.
    [[nodiscard]] Rank rankSource(SourceAt at) const;
    // What a computed column or an alias of the select list gets.
    [[nodiscard]] Rank rankOutput(const QString &name) const;

private:
    // Names in the order in which a clause has them, without what is at the cursor.
    using Ordered = std::vector<QString>;

    [[nodiscard]] Ordered usedIn(Clause clause, bool inCalls) const;
    void readLists();
    void readWanted();
    void readParallel();
    void readOpenKeys();
    void addComparison(Rank &rank, SourceAt at, const VisibleColumn &column) const;
    void addClause(Rank &rank, SourceAt at, const VisibleColumn &column) const;
    void addSelect(Rank &rank, const QString &name) const;
    void addOrder(Rank &rank, const Ordered &order, const QString &name) const;
    void addCall(Rank &rank, const VisibleColumn &column) const;
    void addConstant(Rank &rank, SourceAt at, const VisibleColumn &column) const;
    void addUse(Rank &rank, SourceAt at, const VisibleColumn &column) const;

    ScopeColumns &m_columns;
    const StatementFacts &m_facts;
    const Echo &m_echo;
    const Place &m_place;
    Ordered m_selected;
    Ordered m_grouped;
    Ordered m_ordered;
    QString m_previous; // names beside the cursor in its list
    QString m_next;
    QSet<QString> m_wanted;            // by those who read from this block, and not there yet
    QStringList m_parallel;            // what the other branches of a UNION have at this place
    QHash<QString, double> m_openKeys; // block.source.column of keys that no condition has yet
    QHash<QString, int> m_uses;        // block.source.column
    QSet<QString> m_usedHere;          // in this clause
    QSet<QString> m_joined;            // that conditions compare with other columns
    QSet<QString> m_pairs;             // two columns that are compared already
    QSet<int> m_sourcesUsed;           // of this block, in this clause
    QSet<int> m_sourcesJoined;         // of this block
};

// How much two columns look like the two ends of a key, 0 to 60.
[[nodiscard]] double keyLikeness(const CompletionIndex &index, const VisibleColumn &one, const VisibleColumn &other);

} // namespace howdah::query::complete
