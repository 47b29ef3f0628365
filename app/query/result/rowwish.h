// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace howdah::query {

struct SortTerm
{
    int column = 0;
    bool descending = false;
    bool operator==(const SortTerm &) const = default;
};

// What a row must fulfil. Values compare in the order of the type, as they are sorted; NULL is another value than any,
// and neither less nor greater.
struct ResultCondition
{
    enum class Is { Equal, Other, Less, LessOrEqual, Greater, GreaterOrEqual, With, Without, Null, NotNull };
    int column = 0;
    Is is = Is::Equal;
    QByteArray value; // With, Without: words in it, whatever their case
    bool operator==(const ResultCondition &) const = default;
};

// Which rows of those that have come, and in which order: those that fulfil all conditions, and have the words in one
// of the columns.
struct RowWish
{
    std::vector<SortTerm> sort;
    std::vector<ResultCondition> conditions;
    QString words;
    std::vector<int> wordColumns; // empty: all
    [[nodiscard]] bool isEmpty() const { return sort.empty() && conditions.empty() && words.isEmpty(); }
    [[nodiscard]] bool filters() const { return !conditions.empty() || !words.isEmpty(); }
    bool operator==(const RowWish &) const = default;
};

} // namespace howdah::query
