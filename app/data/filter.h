// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "data/parameters.h"
#include "data/relationshape.h"

#include <QStringList>

namespace howdah::data {

enum class FilterOperator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains, // letters in any case
    StartsWith,
    Matches, // an ILIKE pattern with % and _
    InList,  // values separated by commas; "in quotes" when one holds a comma
    IsNull,
    IsNotNull,
    IsEmpty,
    IsTrue,
    IsFalse,
    JsonContains, // the value is JSON
    JsonHasKey,
    HasElement, // of an array
};

// One row of the filter bar.
struct Filter
{
    QString column;
    FilterOperator op = FilterOperator::Equal;
    QString value;
    bool operator==(const Filter &) const = default;
};

// What restricts the rows: all filters and the condition together. The condition is SQL as it would stand after WHERE.
struct FilterSet
{
    std::vector<Filter> filters;
    QString condition;
    bool operator==(const FilterSet &) const = default;
    [[nodiscard]] bool isEmpty() const { return filters.empty() && condition.trimmed().isEmpty(); }
};

// The operators that make sense for a column, the most useful first.
[[nodiscard]] std::vector<FilterOperator> operatorsFor(const ColumnShape &column);
[[nodiscard]] bool takesValue(FilterOperator op);
// The stable lower-case name of an operator, for saved state; and back.
[[nodiscard]] QString operatorKey(FilterOperator op);
[[nodiscard]] std::optional<FilterOperator> operatorFromKey(QStringView key);

// The values of an InList text.
[[nodiscard]] QStringList listValues(QStringView text);

// The predicate of one filter; ErrorKind::Usage when the column does not exist or cannot be compared so.
[[nodiscard]] Result<QString> filterSql(const RelationShape &shape, const Filter &filter, Parameters &parameters);

// Says what is wrong with a condition: not one expression, or a parameter in it; its position is that in the text.
// Nothing for an empty one.
[[nodiscard]] std::optional<Error> conditionProblem(const QString &condition);

// The whole predicate, in parentheses; "" when nothing restricts.
[[nodiscard]] Result<QString> predicateSql(const RelationShape &shape, const FilterSet &set, Parameters &parameters);

} // namespace howdah::data
