// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "data/page/filter.h"
#include "data/page/filtertypes.h"

using namespace Qt::StringLiterals;

namespace howdah::data {

namespace {

enum class Takes { Nothing, One, Two };

struct OperatorFacts
{
    FilterOperator op;
    QLatin1StringView key;
    Takes takes = Takes::One;
};

constexpr std::array operatorTable{
    OperatorFacts{FilterOperator::Equal, "equal"_L1},
    OperatorFacts{FilterOperator::NotEqual, "not-equal"_L1},
    OperatorFacts{FilterOperator::Less, "less"_L1},
    OperatorFacts{FilterOperator::LessOrEqual, "less-or-equal"_L1},
    OperatorFacts{FilterOperator::Greater, "greater"_L1},
    OperatorFacts{FilterOperator::GreaterOrEqual, "greater-or-equal"_L1},
    OperatorFacts{FilterOperator::Contains, "contains"_L1},
    OperatorFacts{FilterOperator::StartsWith, "starts-with"_L1},
    OperatorFacts{FilterOperator::Matches, "matches"_L1},
    OperatorFacts{FilterOperator::InList, "in-list"_L1},
    OperatorFacts{FilterOperator::IsNull, "is-null"_L1, Takes::Nothing},
    OperatorFacts{FilterOperator::IsNotNull, "is-not-null"_L1, Takes::Nothing},
    OperatorFacts{FilterOperator::IsEmpty, "is-empty"_L1, Takes::Nothing},
    OperatorFacts{FilterOperator::IsTrue, "is-true"_L1, Takes::Nothing},
    OperatorFacts{FilterOperator::IsFalse, "is-false"_L1, Takes::Nothing},
    OperatorFacts{FilterOperator::JsonContains, "json-contains"_L1},
    OperatorFacts{FilterOperator::JsonHasKey, "json-has-key"_L1},
    OperatorFacts{FilterOperator::HasElement, "has-element"_L1},
    OperatorFacts{FilterOperator::Between, "between"_L1, Takes::Two},
    OperatorFacts{FilterOperator::EqualAnyCase, "equal-any-case"_L1},
    OperatorFacts{FilterOperator::ContainsExact, "contains-exact"_L1},
    OperatorFacts{FilterOperator::EndsWith, "ends-with"_L1},
    OperatorFacts{FilterOperator::Like, "like"_L1},
    OperatorFacts{FilterOperator::Regex, "regex"_L1},
    OperatorFacts{FilterOperator::RegexAnyCase, "regex-any-case"_L1},
    OperatorFacts{FilterOperator::FullText, "full-text"_L1},
    OperatorFacts{FilterOperator::WithinLast, "within-last"_L1},
    OperatorFacts{FilterOperator::WithinNext, "within-next"_L1},
    OperatorFacts{FilterOperator::OlderThan, "older-than"_L1},
    OperatorFacts{FilterOperator::OnDay, "on-day"_L1},
    OperatorFacts{FilterOperator::InThis, "in-this"_L1},
    OperatorFacts{FilterOperator::JsonWithin, "json-within"_L1},
    OperatorFacts{FilterOperator::JsonPath, "json-path"_L1},
    OperatorFacts{FilterOperator::JsonMatches, "json-matches"_L1},
    OperatorFacts{FilterOperator::JsonAt, "json-at"_L1, Takes::Two},
    OperatorFacts{FilterOperator::ContainsAll, "contains-all"_L1},
    OperatorFacts{FilterOperator::Overlaps, "overlaps"_L1},
    OperatorFacts{FilterOperator::ContainedBy, "contained-by"_L1},
    OperatorFacts{FilterOperator::RangeHas, "range-has"_L1},
    OperatorFacts{FilterOperator::InSubnet, "in-subnet"_L1},
    OperatorFacts{FilterOperator::HasSubnet, "has-subnet"_L1},
};
static_assert(isWholeTable(operatorTable, &OperatorFacts::op));

} // namespace

QString operatorKey(FilterOperator op) { return operatorTable[size_t(op)].key; }

std::optional<FilterOperator> operatorFromKey(QStringView key)
{
    return valueNamed(operatorTable, &OperatorFacts::op, &OperatorFacts::key, key);
}

bool takesValue(FilterOperator op) { return operatorTable[size_t(op)].takes != Takes::Nothing; }

bool takesSecond(FilterOperator op) { return operatorTable[size_t(op)].takes == Takes::Two; }

bool isComplete(const Filter &filter)
{
    return (!takesValue(filter.op) || !filter.value.isEmpty())
        && (!takesSecond(filter.op) || !filter.second.trimmed().isEmpty());
}

// ---- what a column can be asked

// The OIDs of PostgreSQL's own types never change (src/include/catalog/pg_type.dat).
QString rangeElementType(quint32 typeOid)
{
    switch (typeOid) {
    case 3904:
    case 4451:
        return u"integer"_s;
    case 3906:
    case 4532:
        return u"numeric"_s;
    case 3908:
    case 4533:
        return u"timestamp without time zone"_s;
    case 3910:
    case 4534:
        return u"timestamp with time zone"_s;
    case 3912:
    case 4535:
        return u"date"_s;
    case 3926:
    case 4536:
        return u"bigint"_s;
    default:
        return {};
    }
}

static std::vector<FilterOperator> textOperators()
{
    using enum FilterOperator;
    return {Contains, Equal, EqualAnyCase, NotEqual,     StartsWith,    EndsWith, ContainsExact,
            Matches,  Like,  Regex,        RegexAnyCase, FullText,      InList,   IsEmpty,
            Between,  Less,  LessOrEqual,  Greater,      GreaterOrEqual};
}

static std::vector<FilterOperator> timeOperators(const ColumnShape &column)
{
    using enum FilterOperator;
    std::vector<FilterOperator> operators{GreaterOrEqual, Less, Between, Equal, NotEqual, Greater, LessOrEqual};
    const bool isTimeOfDay = column.typeOid == 1083 || column.typeOid == 1266;
    if (column.category == TypeCategory::DateTime && !isTimeOfDay)
        operators.insert(operators.end(), {OnDay, InThis, WithinLast, WithinNext, OlderThan});
    operators.insert(operators.end(), {StartsWith, InList});
    return operators;
}

static std::vector<FilterOperator> otherOperators(const ColumnShape &column)
{
    using enum FilterOperator;
    if (!rangeElementType(column.typeOid).isEmpty())
        return {RangeHas, Overlaps, ContainsAll, ContainedBy, Equal, NotEqual, Contains};
    if (column.typeOid == typeoid::inet || column.typeOid == typeoid::cidr)
        return {InSubnet, HasSubnet, Equal, NotEqual, Between, InList, Less, Greater, Contains, StartsWith};
    if (column.typeOid == typeoid::tsvector)
        return {FullText, Contains, Equal, NotEqual};
    if (!isSortable(column))
        return {Contains, StartsWith, EndsWith, Matches, Like, Regex, RegexAnyCase};
    return {Contains, Equal,   NotEqual, Less,  Greater,      Between, StartsWith,
            EndsWith, Matches, Like,     Regex, RegexAnyCase, InList};
}

static std::vector<FilterOperator> ownOperators(const ColumnShape &column)
{
    using enum FilterOperator;
    switch (column.category) {
    case TypeCategory::Boolean:
        return {IsTrue, IsFalse};
    case TypeCategory::Integer:
    case TypeCategory::Decimal:
    case TypeCategory::Real:
        return {Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Between, InList, StartsWith};
    case TypeCategory::DateTime:
    case TypeCategory::Interval:
        return timeOperators(column);
    case TypeCategory::Text:
        return textOperators();
    case TypeCategory::Uuid:
        return {Equal, NotEqual, StartsWith, EndsWith, InList, Less, Greater, Between};
    case TypeCategory::Enumeration:
        return {Equal, NotEqual, InList, Contains, Less, LessOrEqual, Greater, GreaterOrEqual, Between, Regex};
    case TypeCategory::Json:
        return {Contains, JsonContains, JsonHasKey, JsonAt, JsonPath, JsonMatches, JsonWithin, FullText, Regex};
    case TypeCategory::Bytes:
        return {Equal, NotEqual, StartsWith, IsEmpty};
    case TypeCategory::Array:
        return {HasElement, ContainsAll, Overlaps, ContainedBy, Contains, Equal, NotEqual};
    case TypeCategory::Other:
        return otherOperators(column);
    }
    return {};
}

std::vector<FilterOperator> operatorsFor(const ColumnShape &column)
{
    std::vector<FilterOperator> operators = ownOperators(column);
    if (!column.notNull) {
        operators.push_back(FilterOperator::IsNull);
        operators.push_back(FilterOperator::IsNotNull);
    }
    return operators;
}

bool isSearched(const ColumnShape &column)
{
    return column.category == TypeCategory::Text || column.category == TypeCategory::Enumeration;
}

// ---- lists

QStringList listValues(QStringView text)
{
    QStringList values;
    QString value;
    bool quoted = false;
    bool wasQuoted = false;
    const auto take = [&] {
        if (wasQuoted || !value.trimmed().isEmpty())
            values << (wasQuoted ? value : value.trimmed());
        value.clear();
        wasQuoted = false;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quoted) {
            if (c != u'"')
                value += c;
            else if (i + 1 < text.size() && text[i + 1] == u'"')
                value += text[++i];
            else
                quoted = false;
        } else if (c == u'"' && value.trimmed().isEmpty()) {
            value.clear();
            quoted = wasQuoted = true;
        } else if (c == u',' || c == u'\n') {
            take();
        } else if (!wasQuoted || !c.isSpace()) {
            value += c;
        }
    }
    take();
    return values;
}

QString listText(const QStringList &values)
{
    QStringList quoted;
    for (const QString &value : values)
        quoted << u'"' + QString(value).replace(u"\""_s, u"\"\""_s) + u'"';
    return quoted.join(u", "_s);
}

// An array as PostgreSQL reads it, each element quoted, so that none is taken for NULL or for two.
QByteArray arrayText(const QStringList &values)
{
    QString out = u"{"_s;
    for (const QString &value : values) {
        if (out.size() > 1)
            out += u',';
        QString escaped = value;
        escaped.replace(u"\\"_s, u"\\\\"_s).replace(u"\""_s, u"\\\""_s);
        out += u'"' + escaped + u'"';
    }
    return (out + u'}').toUtf8();
}

} // namespace howdah::data
