// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <vector>

namespace howdah::entity {

// One reference from a table to another, by their places in a list; of a table of pairs both ways.
struct TableTie
{
    int from = 0;
    int to = 0;
    bool isPair = false;
    bool operator==(const TableTie &) const = default;
};

struct TableGroups
{
    QStringList titles;  // of the groups, in the order of the tables
    std::vector<int> of; // by table: its group
};

// Which tables belong together: whose names begin with the same word, those that one other refers to alone, those that
// are tied by pairs, and what refers to nothing else. Tables that neither refer to others nor are referred to are
// "Other". Pure.
[[nodiscard]] TableGroups groupTables(const QStringList &tables, const std::vector<TableTie> &ties);

} // namespace howdah::entity
