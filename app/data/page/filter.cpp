// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/filter.h"

#include "base/enumtable.h"
#include "data/page/filtertypes.h"
#include "data/page/tr.h"
#include "data/page/value.h"
#include "sql/condition.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

static QString escapedPattern(QString value)
{
    return value.replace(u"\\"_s, u"\\\\"_s).replace(u"%"_s, u"\\%"_s).replace(u"_"_s, u"\\_"_s);
}

static QString elementType(const ColumnShape &column)
{
    QString type = comparisonType(column);
    return type.endsWith("[]"_L1) ? type.chopped(2) : type;
}

// "a, b" as an array; what is one already, or stands for a range, stays as it is.
static QByteArray setText(const ColumnShape &column, const QString &value)
{
    const bool isList = column.category == TypeCategory::Array && !value.trimmed().startsWith(u'{');
    return isList ? arrayText(listValues(value)) : value.toUtf8();
}

// Where in a document: "a.b.0", or an array as SQL writes it.
static QByteArray pathText(const QString &path)
{
    return path.trimmed().startsWith(u'{') ? path.trimmed().toUtf8() : arrayText(path.trimmed().split(u'.'));
}

namespace {

// What one filter says, as SQL. Values become parameters in the order value, second.
struct Writer
{
    const ColumnShape &column;
    const QString &sql;
    const Filter &filter;
    Parameters &parameters;

    QString value(QStringView type) { return parameters.add(filter.value, type); }
    // What people read is for the path that their own conditions have, and stays short.
    [[nodiscard]] bool isPlain() const { return parameters.isLiteral(); }
    [[nodiscard]] static QString plain(QStringView sign) { return u' ' + sign.toString() + u' '; }
    [[nodiscard]] QString sign(QStringView sign) const { return isPlain() ? plain(sign) : operatorSql(sign); }
    [[nodiscard]] QString compared(QStringView sign) const
    {
        return isPlain() ? plain(sign) : comparisonSql(sign, column);
    }
    [[nodiscard]] QString function(QStringView name) const
    {
        return (isPlain() ? QString() : u"pg_catalog."_s) + name.toString();
    }
    [[nodiscard]] QString as(QStringView type) const
    {
        return sql + u"::"_s + (isPlain() ? type.toString() : typeSql(type));
    }
    [[nodiscard]] QString now() const { return function(u"now()"); }
    [[nodiscard]] QString text() const
    {
        return isPlain() ? as(u"text") : textSql(sql, column.typeOid, column.category);
    }
    QString typed() { return value(comparisonType(column)); }

    QString between(const QString &low, const QString &high) const
    {
        return isPlain() ? sql + u" BETWEEN "_s + low + u" AND "_s + high
                         : sql + compared(u">=") + low + u" AND "_s + sql + compared(u"<=") + high;
    }

    [[nodiscard]] QString like() const { return isPlain() ? u" LIKE "_s : operatorSql(u"~~"); }
    [[nodiscard]] QString likeAnyCase() const { return isPlain() ? u" ILIKE "_s : operatorSql(u"~~*"); }
    [[nodiscard]] QString escaped() const { return escapedPattern(filter.value); }
    QString pattern(const QString &text) { return parameters.add(text, u"text"); }
    [[nodiscard]] QString json() const { return as(u"jsonb"); }
    QString set() { return parameters.add(setText(column, filter.value), comparisonType(column)); }

    // One for each operator.
    QString equal() { return sql + compared(u"=") + typed(); }
    QString notEqual() { return sql + compared(u"<>") + typed(); }
    QString less() { return sql + compared(u"<") + typed(); }
    QString lessOrEqual() { return sql + compared(u"<=") + typed(); }
    QString greater() { return sql + compared(u">") + typed(); }
    QString greaterOrEqual() { return sql + compared(u">=") + typed(); }
    QString betweenTwo()
    {
        const QString low = typed();
        return between(low, parameters.add(filter.second, comparisonType(column)));
    }
    QString inList()
    {
        return sql + compared(u"=") + u"ANY ("_s
             + parameters.add(arrayText(listValues(filter.value)), QString(comparisonType(column) + u"[]"_s)) + u')';
    }
    QString equalAnyCase()
    {
        return function(u"lower") + u'(' + text() + u')' + sign(u"=") + function(u"lower") + u'(' + value(u"text")
             + u')';
    }
    QString contains() { return text() + likeAnyCase() + pattern(u'%' + escaped() + u'%'); }
    QString containsExact() { return text() + like() + pattern(u'%' + escaped() + u'%'); }
    QString startsWith() { return text() + likeAnyCase() + pattern(escaped() + u'%'); }
    QString endsWith() { return text() + likeAnyCase() + pattern(u'%' + escaped()); }
    QString matches() { return text() + likeAnyCase() + value(u"text"); }
    QString isLike() { return text() + like() + value(u"text"); }
    QString regex() { return text() + sign(u"~") + value(u"text"); }
    QString regexAnyCase() { return text() + sign(u"~*") + value(u"text"); }
    QString fullText()
    {
        // A document of words is searched as it is, JSON by its strings, anything else as text.
        const QString document = column.category == TypeCategory::Json ? json() : text();
        const QString words =
            column.typeOid == typeoid::tsvector ? sql : function(u"to_tsvector") + u'(' + document + u')';
        return words + sign(u"@@") + function(u"websearch_to_tsquery") + u'(' + value(u"text") + u')';
    }
    QString withinLast() { return between(u'(' + now() + sign(u"-") + value(u"interval") + u')', now()); }
    QString withinNext() { return between(now(), u'(' + now() + sign(u"+") + value(u"interval") + u')'); }
    QString olderThan() { return sql + compared(u"<") + u'(' + now() + sign(u"-") + value(u"interval") + u')'; }
    QString onDay()
    {
        const QString day = value(u"date");
        return sql + compared(u">=") + day + u" AND "_s + sql + compared(u"<") + u'(' + day + sign(u"+") + u"1)"_s;
    }
    QString inThis()
    {
        // The first half is for an index; the second ends the time.
        const QString trunc = function(u"date_trunc") + u'(';
        const QString start = trunc + value(u"text") + u", "_s + now() + u')';
        const QString unit = isPlain() ? value(u"text") : parameters.expressions().back();
        return sql + compared(u">=") + start + u" AND "_s + trunc + unit + u", "_s + sql + u')' + sign(u"=") + start;
    }
    QString jsonContains() { return json() + sign(u"@>") + value(u"jsonb"); }
    QString jsonWithin() { return json() + sign(u"<@") + value(u"jsonb"); }
    QString jsonHasKey() { return json() + sign(u"?") + value(u"text"); }
    QString jsonPath() { return json() + sign(u"@?") + value(u"jsonpath"); }
    QString jsonMatches() { return json() + sign(u"@@") + value(u"jsonpath"); }
    QString jsonAt()
    {
        const QString wanted = value(u"text");
        const QString path = parameters.add(pathText(filter.second), u"text[]");
        return u'(' + json() + sign(u"#>>") + path + u')' + sign(u"=") + wanted;
    }
    QString hasElement()
    {
        return value(elementType(column)) + (isPlain() ? plain(u"=") : elementComparisonSql(u"=", column)) + u"ANY ("_s
             + sql + u')';
    }
    QString containsAll() { return sql + sign(u"@>") + set(); }
    QString overlaps() { return sql + sign(u"&&") + set(); }
    QString containedBy() { return sql + sign(u"<@") + set(); }
    QString rangeHas() { return sql + sign(u"@>") + value(rangeElementType(column.typeOid)); }
    QString inSubnet() { return sql + sign(u"<<=") + value(u"inet"); }
    QString hasSubnet() { return sql + sign(u">>=") + value(u"inet"); }
    QString isNull() { return sql + u" IS NULL"_s; }
    QString isNotNull() { return sql + u" IS NOT NULL"_s; }
    QString isEmpty()
    {
        return column.category == TypeCategory::Bytes
                 ? function(u"octet_length") + u'(' + sql + u')' + sign(u"=") + u'0'
                 : text() + sign(u"=") + u"''"_s;
    }
    QString isTrue() { return sql; }
    QString isFalse() { return u"NOT "_s + sql; }
};

struct OperatorWriter
{
    FilterOperator op;
    QString (Writer::*write)();
};

constexpr std::array writers{
    OperatorWriter{FilterOperator::Equal, &Writer::equal},
    OperatorWriter{FilterOperator::NotEqual, &Writer::notEqual},
    OperatorWriter{FilterOperator::Less, &Writer::less},
    OperatorWriter{FilterOperator::LessOrEqual, &Writer::lessOrEqual},
    OperatorWriter{FilterOperator::Greater, &Writer::greater},
    OperatorWriter{FilterOperator::GreaterOrEqual, &Writer::greaterOrEqual},
    OperatorWriter{FilterOperator::Contains, &Writer::contains},
    OperatorWriter{FilterOperator::StartsWith, &Writer::startsWith},
    OperatorWriter{FilterOperator::Matches, &Writer::matches},
    OperatorWriter{FilterOperator::InList, &Writer::inList},
    OperatorWriter{FilterOperator::IsNull, &Writer::isNull},
    OperatorWriter{FilterOperator::IsNotNull, &Writer::isNotNull},
    OperatorWriter{FilterOperator::IsEmpty, &Writer::isEmpty},
    OperatorWriter{FilterOperator::IsTrue, &Writer::isTrue},
    OperatorWriter{FilterOperator::IsFalse, &Writer::isFalse},
    OperatorWriter{FilterOperator::JsonContains, &Writer::jsonContains},
    OperatorWriter{FilterOperator::JsonHasKey, &Writer::jsonHasKey},
    OperatorWriter{FilterOperator::HasElement, &Writer::hasElement},
    OperatorWriter{FilterOperator::Between, &Writer::betweenTwo},
    OperatorWriter{FilterOperator::EqualAnyCase, &Writer::equalAnyCase},
    OperatorWriter{FilterOperator::ContainsExact, &Writer::containsExact},
    OperatorWriter{FilterOperator::EndsWith, &Writer::endsWith},
    OperatorWriter{FilterOperator::Like, &Writer::isLike},
    OperatorWriter{FilterOperator::Regex, &Writer::regex},
    OperatorWriter{FilterOperator::RegexAnyCase, &Writer::regexAnyCase},
    OperatorWriter{FilterOperator::FullText, &Writer::fullText},
    OperatorWriter{FilterOperator::WithinLast, &Writer::withinLast},
    OperatorWriter{FilterOperator::WithinNext, &Writer::withinNext},
    OperatorWriter{FilterOperator::OlderThan, &Writer::olderThan},
    OperatorWriter{FilterOperator::OnDay, &Writer::onDay},
    OperatorWriter{FilterOperator::InThis, &Writer::inThis},
    OperatorWriter{FilterOperator::JsonWithin, &Writer::jsonWithin},
    OperatorWriter{FilterOperator::JsonPath, &Writer::jsonPath},
    OperatorWriter{FilterOperator::JsonMatches, &Writer::jsonMatches},
    OperatorWriter{FilterOperator::JsonAt, &Writer::jsonAt},
    OperatorWriter{FilterOperator::ContainsAll, &Writer::containsAll},
    OperatorWriter{FilterOperator::Overlaps, &Writer::overlaps},
    OperatorWriter{FilterOperator::ContainedBy, &Writer::containedBy},
    OperatorWriter{FilterOperator::RangeHas, &Writer::rangeHas},
    OperatorWriter{FilterOperator::InSubnet, &Writer::inSubnet},
    OperatorWriter{FilterOperator::HasSubnet, &Writer::hasSubnet},
};
static_assert(isWholeTable(writers, &OperatorWriter::op));

} // namespace

Result<QString> filterSql(const RelationShape &shape, const Filter &filter, Parameters &parameters)
{
    const auto column = std::ranges::find(shape.columns, filter.column, &ColumnShape::name);
    if (column == shape.columns.end())
        return fail(ErrorKind::Usage, tr("There is no column named %1 to filter by").arg(filter.column));
    const std::vector<FilterOperator> offered = operatorsFor(*column);
    const bool nullTest = filter.op == FilterOperator::IsNull || filter.op == FilterOperator::IsNotNull;
    if (!nullTest && std::ranges::find(offered, filter.op) == offered.end())
        return fail(
            ErrorKind::Usage, tr("Column %1 of type %2 cannot be compared this way").arg(filter.column, column->type));
    const QString sql = columnSql(shape, int(column - shape.columns.begin()));
    Writer writer{*column, sql, filter, parameters};
    const QString predicate = (writer.*writers[size_t(filter.op)].write)();
    return filter.negated ? u"NOT ("_s + predicate + u')' : predicate;
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

// ---- hidden columns

Error hiddenColumnError(const QString &column)
{
    return makeError(
        ErrorKind::Permission, tr("%1 is sensitive: rows are not filtered or sorted by what is hidden").arg(column),
        tr("Reveal the column first, which is noted in the audit log."));
}

static std::optional<QString> hiddenIn(const FilterGroup &group, const QStringList &hidden)
{
    for (const Filter &filter : group.filters) {
        // What is NULL is seen without that.
        const bool isNullTest = filter.op == FilterOperator::IsNull || filter.op == FilterOperator::IsNotNull;
        if (hidden.contains(filter.column) && !isNullTest)
            return filter.column;
    }
    for (const FilterGroup &inner : group.groups) {
        if (auto found = hiddenIn(inner, hidden))
            return found;
    }
    return std::nullopt;
}

// Also by the whole row.
static std::optional<QString> hiddenIn(const QString &condition, const RelationShape &shape, const QStringList &hidden)
{
    for (const QString &name : sql::columnsNamed(condition)) {
        if (hidden.contains(name))
            return name;
        const bool isColumn = std::ranges::find(shape.columns, name, &ColumnShape::name) != shape.columns.end();
        if (name == "*"_L1 || (name == shape.name && !isColumn))
            return hidden.front();
    }
    return std::nullopt;
}

static std::optional<QString> hiddenIn(const FilterSet &set, const RelationShape &shape)
{
    if (set.hidden.isEmpty())
        return std::nullopt;
    if (auto found = hiddenIn(set.root(), set.hidden))
        return found;
    return set.condition.trimmed().isEmpty() ? std::nullopt : hiddenIn(set.condition, shape, set.hidden);
}

// ---- together

// Alone on its line when `indent` is not negative.
static QString joined(const QStringList &parts, Join join, int indent)
{
    const QString word = join == Join::All ? u"AND "_s : u"OR "_s;
    return parts.join(indent < 0 ? u' ' + word : u'\n' + QString(indent, u' ') + word);
}

// Two halves joined by AND, among others joined by OR reads better in parentheses.
static QString alternative(const QString &sql, const Filter &filter)
{
    using enum FilterOperator;
    const bool isDouble = !filter.negated && (filter.op == OnDay || filter.op == InThis);
    return isDouble ? u'(' + sql + u')' : sql;
}

static Result<QStringList>
partsOf(const RelationShape &shape, const FilterGroup &group, Parameters &parameters, int indent)
{
    QStringList parts;
    for (const Filter &filter : group.filters) {
        const Result<QString> part = filterSql(shape, filter, parameters);
        if (!part)
            return std::unexpected(part.error());
        parts << (group.join == Join::Any ? alternative(*part, filter) : *part);
    }
    for (const FilterGroup &inner : group.groups) {
        if (inner.isEmpty())
            continue;
        const int deeper = indent < 0 ? -1 : indent + 4;
        const Result<QStringList> part = partsOf(shape, inner, parameters, deeper);
        if (!part)
            return part;
        const QString sql = u'(' + joined(*part, inner.join, deeper) + u')';
        parts << (inner.negated ? u"NOT "_s + sql : sql);
    }
    return parts;
}

static Result<QString> searchSql(const RelationShape &shape, const FilterSet &set, Parameters &parameters, int indent)
{
    const QString &text = set.search;
    const auto like = [&](int column) {
        const ColumnShape &searched = shape.columns[size_t(column)];
        if (parameters.isLiteral()) // sqlnames: what people read is for their path
            return columnSql(shape, column) + u"::text ILIKE "_s;
        const QString readable = textSql(columnSql(shape, column), searched.typeOid, searched.category);
        return readable + operatorSql(u"~~*");
    };
    QStringList parts;
    QString pattern;
    for (int i = 0; i < int(shape.columns.size()); ++i) {
        if (!isSearched(shape.columns[size_t(i)]) || set.hidden.contains(shape.columns[size_t(i)].name))
            continue;
        if (pattern.isEmpty())
            pattern = parameters.add(QString(u'%' + escapedPattern(text) + u'%'), u"text");
        parts << like(i) + pattern;
    }
    if (parts.isEmpty())
        return fail(
            ErrorKind::Usage, tr("%1 has no text columns to search").arg(shape.name),
            tr("Filter a column by a value instead."));
    return parts.size() == 1 ? parts.front() : u'(' + joined(parts, Join::Any, indent) + u')';
}

static Result<QStringList>
allParts(const RelationShape &shape, const FilterSet &set, Parameters &parameters, int indent)
{
    const FilterGroup root = set.root();
    if (const auto hidden = hiddenIn(set, shape))
        return fail(hiddenColumnError(*hidden));
    const int deeper = root.join == Join::Any && indent >= 0 ? indent + 4 : indent;
    Result<QStringList> parts = partsOf(shape, root, parameters, deeper);
    if (!parts)
        return parts;
    if (root.join == Join::Any && parts->size() > 1)
        *parts = {u'(' + joined(*parts, Join::Any, deeper) + u')'};
    if (!set.condition.trimmed().isEmpty()) {
        if (const std::optional<Error> problem = conditionProblem(set.condition))
            return fail(*problem);
        // On lines of its own: a comment at its end must not swallow what follows.
        *parts << u"(\n"_s + set.condition + u"\n)"_s;
    }
    if (!set.search.isEmpty()) {
        const Result<QString> search = searchSql(shape, set, parameters, indent < 0 ? -1 : indent + 4);
        if (!search)
            return std::unexpected(search.error());
        *parts << *search;
    }
    return parts;
}

Result<QString> predicateSql(const RelationShape &shape, const FilterSet &set, Parameters &parameters)
{
    const Result<QStringList> parts = allParts(shape, set, parameters, -1);
    if (!parts)
        return std::unexpected(parts.error());
    return parts->isEmpty() ? QString() : u'(' + joined(*parts, Join::All, -1) + u')';
}

Result<QString> readablePredicate(const RelationShape &shape, const FilterSet &set)
{
    Parameters literals(Parameters::Form::Literals);
    const Result<QStringList> parts = allParts(shape, set, literals, 0);
    if (!parts)
        return std::unexpected(parts.error());
    return joined(*parts, Join::All, 0);
}

// ---- values alone

// What reads the value, and nothing else of the table.
static QString checkExpression(const Filter &filter, int operand, const QString &expression)
{
    using enum FilterOperator;
    if (operand == 0 && (filter.op == Regex || filter.op == RegexAnyCase))
        return u"''"_s + operatorSql(u"~") + expression;
    if (operand == 0 && filter.op == InThis)
        return u"pg_catalog.date_trunc("_s + expression + u", pg_catalog.now())"_s;
    if (operand == 0 && (filter.op == WithinLast || filter.op == WithinNext || filter.op == OlderThan))
        return u"pg_catalog.now()"_s + operatorSql(u"-") + expression;
    return expression;
}

static void checksOf(
    const RelationShape &shape, const FilterGroup &group, const std::vector<int> &place,
    std::vector<ValueCheck> &checks)
{
    const auto below = [&](int position) {
        std::vector<int> address = place;
        address.push_back(position);
        return address;
    };
    for (int i = 0; i < int(group.filters.size()); ++i) {
        const Filter &filter = group.filters[size_t(i)];
        Parameters parameters;
        if (!filterSql(shape, filter, parameters))
            continue; // no value is at fault
        for (int operand = 0; operand < int(parameters.values().size()); ++operand) {
            // Numbered from one: a parameter that the text does not use has no type.
            QString expression = parameters.expressions()[operand];
            expression.replace(0, 1 + QString::number(operand + 1).size(), u"$1"_s);
            checks.push_back(
                {below(i),
                 operand,
                 {u"SELECT "_s + checkExpression(filter, operand, expression),
                  {parameters.values()[size_t(operand)]}}});
        }
    }
    for (int i = 0; i < int(group.groups.size()); ++i)
        checksOf(shape, group.groups[size_t(i)], below(i), checks);
}

std::vector<ValueCheck> valueChecks(const RelationShape &shape, const FilterSet &set)
{
    std::vector<ValueCheck> checks;
    checksOf(shape, set.root(), {}, checks);
    return checks;
}

} // namespace howdah::data
