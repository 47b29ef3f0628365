// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/operatortexts.h"

#include "browse/filter/filterrow.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Of what compares values.
static QString comparisonText(data::FilterOperator op)
{
    using enum data::FilterOperator;
    switch (op) {
    case Equal:
        return u"="_s;
    case NotEqual:
        return u"≠"_s;
    case Less:
        return u"<"_s;
    case LessOrEqual:
        return u"≤"_s;
    case Greater:
        return u">"_s;
    case GreaterOrEqual:
        return u"≥"_s;
    case Between:
        return FilterRow::tr("is between");
    case InList:
        return FilterRow::tr("is one of");
    case IsNull:
        return FilterRow::tr("is NULL");
    case IsNotNull:
        return FilterRow::tr("is not NULL");
    case IsEmpty:
        return FilterRow::tr("is empty");
    case IsTrue:
        return FilterRow::tr("is true");
    case IsFalse:
        return FilterRow::tr("is false");
    default:
        return {};
    }
}

static QString patternText(data::FilterOperator op)
{
    using enum data::FilterOperator;
    switch (op) {
    case EqualAnyCase:
        return FilterRow::tr("= in any case");
    case Contains:
        return FilterRow::tr("contains");
    case ContainsExact:
        return FilterRow::tr("contains exactly");
    case StartsWith:
        return FilterRow::tr("starts with");
    case EndsWith:
        return FilterRow::tr("ends with");
    case Matches:
        return FilterRow::tr("is like (%, _)");
    case Like:
        return FilterRow::tr("is like exactly (%, _)");
    case Regex:
        return FilterRow::tr("matches regex");
    case RegexAnyCase:
        return FilterRow::tr("matches regex in any case");
    case FullText:
        return FilterRow::tr("has the words");
    case OnDay:
        return FilterRow::tr("is on the day");
    case InThis:
        return FilterRow::tr("is in this");
    case WithinLast:
        return FilterRow::tr("is within the last");
    case WithinNext:
        return FilterRow::tr("is within the next");
    case OlderThan:
        return FilterRow::tr("is older than");
    default:
        return {};
    }
}

static QString collectionText(data::FilterOperator op)
{
    using enum data::FilterOperator;
    switch (op) {
    case JsonContains:
        return FilterRow::tr("contains JSON");
    case JsonWithin:
        return FilterRow::tr("is contained in JSON");
    case JsonHasKey:
        return FilterRow::tr("has the key");
    case JsonAt:
        return FilterRow::tr("has the text");
    case JsonPath:
        return FilterRow::tr("has the path");
    case JsonMatches:
        return FilterRow::tr("satisfies the path");
    case HasElement:
        return FilterRow::tr("has the element");
    case ContainsAll:
        return FilterRow::tr("contains all of");
    case Overlaps:
        return FilterRow::tr("overlaps");
    case ContainedBy:
        return FilterRow::tr("is contained in");
    case RangeHas:
        return FilterRow::tr("includes");
    case InSubnet:
        return FilterRow::tr("is in the network");
    case HasSubnet:
        return FilterRow::tr("has the address");
    default:
        return {};
    }
}

QString operatorText(data::FilterOperator op)
{
    QString text = comparisonText(op);
    if (text.isEmpty())
        text = patternText(op);
    return text.isEmpty() ? collectionText(op) : text;
}

QString valueExample(data::FilterOperator op, const QString &type)
{
    using enum data::FilterOperator;
    switch (op) {
    case InList:
    case ContainsAll:
    case Overlaps:
    case ContainedBy:
        return type.contains("range"_L1) ? type : FilterRow::tr("one, two, \"three, with a comma\"");
    case WithinLast:
    case WithinNext:
    case OlderThan:
        return FilterRow::tr("7 days");
    case OnDay:
        return FilterRow::tr("2026-01-31, today, yesterday");
    case InThis:
        return FilterRow::tr("day, week, month, quarter, year");
    case JsonContains:
    case JsonWithin:
        return u"{\"key\": \"value\"}"_s;
    case JsonPath:
        return u"$.items[*] ? (@.price > 10)"_s;
    case JsonMatches:
        return u"$.price > 10"_s;
    case JsonHasKey:
        return u"key"_s;
    case JsonAt:
    case Contains:
    case ContainsExact:
    case StartsWith:
    case EndsWith:
        return u"text"_s;
    case FullText:
        return FilterRow::tr("words \"a phrase\" -without");
    case Regex:
    case RegexAnyCase:
        return u"^[a-z]+$"_s;
    case HasElement:
        return type.endsWith("[]"_L1) ? type.chopped(2) : type;
    case InSubnet:
        return u"10.0.0.0/8"_s;
    default:
        return type;
    }
}

QStringList valueWords(data::FilterOperator op)
{
    // As the server reads them, in every language of the window.
    if (op == data::FilterOperator::InThis)
        return {u"day"_s, u"week"_s, u"month"_s, u"quarter"_s, u"year"_s};
    if (op == data::FilterOperator::OnDay)
        return {u"today"_s, u"yesterday"_s, u"tomorrow"_s};
    if (op == data::FilterOperator::WithinLast || op == data::FilterOperator::WithinNext
        || op == data::FilterOperator::OlderThan)
        return {u"1 hour"_s, u"24 hours"_s, u"7 days"_s, u"30 days"_s, u"1 year"_s};
    return {};
}

} // namespace howdah::ui
