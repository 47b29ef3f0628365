// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/session/session.h"
#include "data/page/parameters.h"
#include "data/page/relationshape.h"

#include <QStringList>

#include <algorithm>

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
    Between,    // value and second, both included
    EqualAnyCase,
    ContainsExact, // letters as they are
    EndsWith,
    Like,  // a LIKE pattern: letters as they are
    Regex, // a POSIX regular expression
    RegexAnyCase,
    FullText,    // words as a search engine takes them: "exact phrase" -without or
    WithinLast,  // an interval, up to now
    WithinNext,  // an interval, from now on
    OlderThan,   // an interval
    OnDay,       // a date, or what the server reads as one: today, yesterday
    InThis,      // day, week, month, quarter, year
    JsonWithin,  // the value is JSON that contains the cell's
    JsonPath,    // an SQL/JSON path that finds something
    JsonMatches, // an SQL/JSON path that is true
    JsonAt,      // second is where ("a.b.0" or "{a,b,0}"), value is the text there
    ContainsAll, // of an array: a list, or an array as SQL writes it; of a range: a range
    Overlaps,
    ContainedBy,
    RangeHas, // a point of a range
    InSubnet, // of an address: in this network, or equal to it
    HasSubnet,
};

// One row of the filter bar.
struct Filter
{
    QString column;
    FilterOperator op = FilterOperator::Equal;
    QString value;
    QString second = {}; // of the operators that takesSecond()
    bool negated = false;
    bool operator==(const Filter &) const = default;
};

enum class Join { All, Any };

// Filters and groups that hold together, or any one of them; in the order of the screen: filters, then groups.
struct FilterGroup
{
    Join join = Join::All;
    bool negated = false;
    std::vector<Filter> filters = {};
    std::vector<FilterGroup> groups = {};
    bool operator==(const FilterGroup &other) const
    {
        return join == other.join && negated == other.negated && filters == other.filters && groups == other.groups;
    }
    [[nodiscard]] bool isEmpty() const
    {
        return filters.empty() && std::ranges::all_of(groups, [](const FilterGroup &group) { return group.isEmpty(); });
    }
};

// What restricts the rows: filters and groups as they are joined, the condition and the search; these three together.
// The condition is SQL as it would stand after WHERE. The search is text that some column with text contains.
struct FilterSet
{
    std::vector<Filter> filters;
    QString condition;
    Join join = Join::All;
    std::vector<FilterGroup> groups = {};
    QString search = {};
    // Columns whose values are not to be known: a search leaves them out, a filter, condition or order by one of them
    // is refused. Not of what the operator asks for, and neither compared nor remembered.
    QStringList hidden = {};
    bool operator==(const FilterSet &other) const
    {
        return filters == other.filters && condition == other.condition && join == other.join && groups == other.groups
            && search == other.search;
    }
    [[nodiscard]] bool isEmpty() const { return root().isEmpty() && condition.trimmed().isEmpty() && search.isEmpty(); }
    [[nodiscard]] FilterGroup root() const { return {join, false, filters, groups}; }
};

// The operators that make sense for a column, the most useful first.
[[nodiscard]] std::vector<FilterOperator> operatorsFor(const ColumnShape &column);
[[nodiscard]] bool takesValue(FilterOperator op);
[[nodiscard]] bool takesSecond(FilterOperator op);
// Whether all that the operator takes is there; an unfinished line of the bar asks for nothing.
[[nodiscard]] bool isComplete(const Filter &filter);
// The stable lower-case name of an operator, for saved state; and back.
[[nodiscard]] QString operatorKey(FilterOperator op);
[[nodiscard]] std::optional<FilterOperator> operatorFromKey(QStringView key);

// The values of an InList text.
[[nodiscard]] QStringList listValues(QStringView text);

// And the text of these, each in quotes.
[[nodiscard]] QString listText(const QStringList &values);

// The predicate of one filter; ErrorKind::Usage when the column does not exist or cannot be compared so.
[[nodiscard]] Result<QString> filterSql(const RelationShape &shape, const Filter &filter, Parameters &parameters);

// Says what is wrong with a condition: not one expression, or a parameter in it; its position is that in the text.
// Nothing for an empty one.
[[nodiscard]] std::optional<Error> conditionProblem(const QString &condition);

// ErrorKind::Permission: of what is asked for by a hidden column.
[[nodiscard]] Error hiddenColumnError(const QString &column);
// The whole predicate, in parentheses; "" when nothing restricts.
[[nodiscard]] Result<QString> predicateSql(const RelationShape &shape, const FilterSet &set, Parameters &parameters);
// The same for people, with the values in place, on lines; it finds exactly the same rows. "" when nothing restricts.
[[nodiscard]] Result<QString> readablePredicate(const RelationShape &shape, const FilterSet &set);

// Whether a search looks at the column: text of any kind, and the labels of enumerations.
[[nodiscard]] bool isSearched(const ColumnShape &column);

// Asks the server for one value of a filter alone, whose error is then that field's.
struct ValueCheck
{
    std::vector<int> address; // positions in `groups`, one inside the other, and then in `filters`
    int operand = 0;          // 0: value, 1: second
    connection::Statement statement;
};
[[nodiscard]] std::vector<ValueCheck> valueChecks(const RelationShape &shape, const FilterSet &set);

} // namespace howdah::data
