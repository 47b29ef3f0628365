// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/cellfilter.h"

#include "data/page/value.h"

#include <set>

using namespace Qt::StringLiterals;

namespace howdah::data {

// A field of one line takes no more.
constexpr qsizetype LongestFilterValue = 1000;
constexpr size_t MostListed = 200;

static bool canBeAsked(const ColumnShape &column, FilterOperator op)
{
    const std::vector<FilterOperator> operators = operatorsFor(column);
    return std::ranges::find(operators, op) != operators.end();
}

// The one filter that holds for rows with one of these; nothing when there is none.
static std::optional<Filter> sameAs(const ColumnShape &column, const std::set<QByteArray> &values)
{
    using enum FilterOperator;
    const QByteArray &first = *values.begin();
    QStringList all;
    for (const QByteArray &value : values)
        all << decoded(value);
    if (column.category == TypeCategory::Boolean && values.size() == 1)
        return Filter{column.name, first == "t" ? IsTrue : IsFalse, {}};
    if (values.size() > 1)
        return canBeAsked(column, InList) ? std::optional(Filter{column.name, InList, listText(all)}) : std::nullopt;
    if (first.isEmpty())
        return canBeAsked(column, IsEmpty) ? std::optional(Filter{column.name, IsEmpty, {}}) : std::nullopt;
    return canBeAsked(column, Equal) ? std::optional(Filter{column.name, Equal, decoded(first)}) : std::nullopt;
}

static Filter otherThan(Filter same)
{
    if (same.op == FilterOperator::Equal)
        same.op = FilterOperator::NotEqual;
    else
        same.negated = true;
    return same;
}

std::optional<FilterGroup>
filterByCells(const ColumnShape &column, const std::vector<std::optional<QByteArray>> &values, CellMatch match)
{
    using enum FilterOperator;
    std::set<QByteArray> texts;
    bool hasNull = false;
    for (const auto &value : values) {
        if (value && value->size() > LongestFilterValue)
            return std::nullopt;
        if (value)
            texts.insert(*value);
        hasNull = hasNull || !value;
    }
    if (values.empty() || texts.size() > MostListed)
        return std::nullopt;
    if (match == CellMatch::Greater || match == CellMatch::Less) {
        const FilterOperator op = match == CellMatch::Greater ? Greater : Less;
        const bool one = texts.size() == 1 && !hasNull && !texts.begin()->isEmpty();
        return one && canBeAsked(column, op)
                 ? std::optional(FilterGroup{Join::All, false, {{column.name, op, decoded(*texts.begin())}}})
                 : std::nullopt;
    }
    const bool wantsSame = match == CellMatch::Same;
    const Filter null{column.name, wantsSame ? IsNull : IsNotNull, {}};
    if (texts.empty())
        return FilterGroup{Join::All, false, {null}};
    std::optional<Filter> same = sameAs(column, texts);
    if (!same)
        return std::nullopt;
    if (wantsSame)
        return hasNull ? FilterGroup{Join::Any, false, {*same, null}} : FilterGroup{Join::All, false, {*same}};
    // A comparison with NULL is unknown, and such a row would be lost unless it is named.
    if (hasNull || column.notNull)
        return FilterGroup{Join::All, false, {otherThan(*same)}};
    return FilterGroup{Join::Any, false, {otherThan(*same), {column.name, IsNull, {}}}};
}

FilterSet restrictedBy(FilterSet set, FilterGroup group)
{
    if (set.join == Join::Any && set.filters.size() + set.groups.size() > 1) {
        FilterGroup before = set.root();
        set.filters.clear();
        set.groups = {std::move(before)};
    }
    set.join = Join::All;
    if (group.join == Join::All && !group.negated && group.groups.empty())
        set.filters.insert(set.filters.end(), group.filters.begin(), group.filters.end());
    else
        set.groups.push_back(std::move(group));
    return set;
}

} // namespace howdah::data
