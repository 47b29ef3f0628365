// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/filter.h"

#include "sql/condition.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::data {

static QString tr(const char *text) { return QCoreApplication::translate("Data", text); }

namespace {
struct OperatorName
{
    FilterOperator op;
    QLatin1StringView key;
};
constexpr std::array operatorNames{
    OperatorName{FilterOperator::Equal, "equal"_L1},
    OperatorName{FilterOperator::NotEqual, "not-equal"_L1},
    OperatorName{FilterOperator::Less, "less"_L1},
    OperatorName{FilterOperator::LessOrEqual, "less-or-equal"_L1},
    OperatorName{FilterOperator::Greater, "greater"_L1},
    OperatorName{FilterOperator::GreaterOrEqual, "greater-or-equal"_L1},
    OperatorName{FilterOperator::Contains, "contains"_L1},
    OperatorName{FilterOperator::StartsWith, "starts-with"_L1},
    OperatorName{FilterOperator::Matches, "matches"_L1},
    OperatorName{FilterOperator::InList, "in-list"_L1},
    OperatorName{FilterOperator::IsNull, "is-null"_L1},
    OperatorName{FilterOperator::IsNotNull, "is-not-null"_L1},
    OperatorName{FilterOperator::IsEmpty, "is-empty"_L1},
    OperatorName{FilterOperator::IsTrue, "is-true"_L1},
    OperatorName{FilterOperator::IsFalse, "is-false"_L1},
    OperatorName{FilterOperator::JsonContains, "json-contains"_L1},
    OperatorName{FilterOperator::JsonHasKey, "json-has-key"_L1},
    OperatorName{FilterOperator::HasElement, "has-element"_L1},
};
} // namespace

QString operatorKey(FilterOperator op) { return std::ranges::find(operatorNames, op, &OperatorName::op)->key; }

std::optional<FilterOperator> operatorFromKey(QStringView key)
{
    const auto found = std::ranges::find_if(operatorNames, [key](const OperatorName &name) { return key == name.key; });
    return found == operatorNames.end() ? std::nullopt : std::optional(found->op);
}

bool takesValue(FilterOperator op)
{
    switch (op) {
    case FilterOperator::IsNull:
    case FilterOperator::IsNotNull:
    case FilterOperator::IsEmpty:
    case FilterOperator::IsTrue:
    case FilterOperator::IsFalse:
        return false;
    default:
        return true;
    }
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
        return {Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, InList};
    case TypeCategory::DateTime:
    case TypeCategory::Interval:
        return {GreaterOrEqual, Less, Equal, NotEqual, Greater, LessOrEqual, StartsWith};
    case TypeCategory::Text:
        return {Contains, Equal, NotEqual,    StartsWith, Matches,       InList,
                IsEmpty,  Less,  LessOrEqual, Greater,    GreaterOrEqual};
    case TypeCategory::Uuid:
        return {Equal, NotEqual, StartsWith, InList, Less, Greater};
    case TypeCategory::Enumeration:
        return {Equal, NotEqual, InList, Contains, Less, Greater};
    case TypeCategory::Json:
        return {Contains, JsonContains, JsonHasKey};
    case TypeCategory::Bytes:
        return {Equal, NotEqual, StartsWith, IsEmpty};
    case TypeCategory::Array:
        return {HasElement, Contains, Equal, NotEqual};
    case TypeCategory::Other:
        break;
    }
    if (!isSortable(column))
        return {Contains, StartsWith, Matches};
    return {Contains, Equal, NotEqual, Less, Greater, StartsWith, Matches};
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

// An array as PostgreSQL reads it, each element quoted, so that none is taken for NULL or for two.
static QByteArray arrayText(const QStringList &values)
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

static QString escapedPattern(QString value)
{
    return value.replace(u"\\"_s, u"\\\\"_s).replace(u"%"_s, u"\\%"_s).replace(u"_"_s, u"\\_"_s);
}

static QString comparisonSign(FilterOperator op)
{
    switch (op) {
    case FilterOperator::NotEqual:
        return u"<>"_s;
    case FilterOperator::Less:
        return u"<"_s;
    case FilterOperator::LessOrEqual:
        return u"<="_s;
    case FilterOperator::Greater:
        return u">"_s;
    case FilterOperator::GreaterOrEqual:
        return u">="_s;
    default:
        return u"="_s;
    }
}

static QString elementType(const ColumnShape &column)
{
    QString type = comparisonType(column);
    return type.endsWith("[]"_L1) ? type.chopped(2) : type;
}

static QString valueSql(const ColumnShape &column, const QString &sql, const Filter &filter, Parameters &parameters)
{
    const QString type = comparisonType(column);
    switch (filter.op) {
    case FilterOperator::Equal:
    case FilterOperator::NotEqual:
    case FilterOperator::Less:
    case FilterOperator::LessOrEqual:
    case FilterOperator::Greater:
    case FilterOperator::GreaterOrEqual:
        return sql + u' ' + comparisonSign(filter.op) + u' ' + parameters.add(filter.value, type);
    case FilterOperator::Contains:
        return sql + u"::text ILIKE "_s + parameters.add(u'%' + escapedPattern(filter.value) + u'%', u"text");
    case FilterOperator::StartsWith:
        return sql + u"::text ILIKE "_s + parameters.add(escapedPattern(filter.value) + u'%', u"text");
    case FilterOperator::Matches:
        return sql + u"::text ILIKE "_s + parameters.add(filter.value, u"text");
    case FilterOperator::InList:
        return sql + u" = ANY ("_s + parameters.add(arrayText(listValues(filter.value)), QString(type + u"[]"_s))
             + u')';
    case FilterOperator::JsonContains:
        return sql + u"::jsonb @> "_s + parameters.add(filter.value, u"jsonb");
    case FilterOperator::JsonHasKey:
        return sql + u"::jsonb ? "_s + parameters.add(filter.value, u"text");
    case FilterOperator::HasElement:
        return parameters.add(filter.value, elementType(column)) + u" = ANY ("_s + sql + u')';
    case FilterOperator::IsNull:
        return sql + u" IS NULL"_s;
    case FilterOperator::IsNotNull:
        return sql + u" IS NOT NULL"_s;
    case FilterOperator::IsEmpty:
        return column.category == TypeCategory::Bytes ? u"octet_length("_s + sql + u") = 0"_s : sql + u"::text = ''"_s;
    case FilterOperator::IsTrue:
        return sql;
    case FilterOperator::IsFalse:
        return u"NOT "_s + sql;
    }
    return {};
}

Result<QString> filterSql(const RelationShape &shape, const Filter &filter, Parameters &parameters)
{
    const auto column = std::ranges::find(shape.columns, filter.column, &ColumnShape::name);
    if (column == shape.columns.end())
        return fail(ErrorKind::Usage, tr("There is no column %1 to filter by").arg(filter.column));
    const std::vector<FilterOperator> offered = operatorsFor(*column);
    const bool nullTest = filter.op == FilterOperator::IsNull || filter.op == FilterOperator::IsNotNull;
    if (!nullTest && std::ranges::find(offered, filter.op) == offered.end())
        return fail(
            ErrorKind::Usage,
            tr("Column %1 of type %2 cannot be compared in this way").arg(filter.column, column->type));
    return valueSql(*column, columnSql(shape, int(column - shape.columns.begin())), filter, parameters);
}

std::optional<Error> conditionProblem(const QString &condition)
{
    const auto problem = sql::checkCondition(condition);
    if (!problem)
        return std::nullopt;
    Error error = makeError(ErrorKind::Invalid, problem->message);
    error.statement = condition;
    error.position = condition.left(problem->offset).toUcs4().size() + 1;
    return error;
}

Result<QString> predicateSql(const RelationShape &shape, const FilterSet &set, Parameters &parameters)
{
    QStringList parts;
    for (const Filter &filter : set.filters) {
        const Result<QString> part = filterSql(shape, filter, parameters);
        if (!part)
            return part;
        parts << *part;
    }
    if (!set.condition.trimmed().isEmpty()) {
        if (const std::optional<Error> problem = conditionProblem(set.condition))
            return fail(*problem);
        // On lines of its own: a comment at its end must not swallow what follows.
        parts << u"(\n"_s + set.condition + u"\n)"_s;
    }
    return parts.isEmpty() ? QString() : u'(' + parts.join(u" AND "_s) + u')';
}

} // namespace howdah::data
