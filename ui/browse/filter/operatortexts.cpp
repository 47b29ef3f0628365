// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/operatortexts.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

struct OperatorTexts
{
    Q_DECLARE_TR_FUNCTIONS(howdah::ui::FilterRow)
};

} // namespace

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
        return OperatorTexts::tr("is between");
    case InList:
        return OperatorTexts::tr("is one of");
    case IsNull:
        return OperatorTexts::tr("is NULL");
    case IsNotNull:
        return OperatorTexts::tr("is not NULL");
    case IsEmpty:
        return OperatorTexts::tr("is empty");
    case IsTrue:
        return OperatorTexts::tr("is true");
    case IsFalse:
        return OperatorTexts::tr("is false");
    default:
        return {};
    }
}

static QString patternText(data::FilterOperator op)
{
    using enum data::FilterOperator;
    switch (op) {
    case EqualAnyCase:
        return OperatorTexts::tr("= in any case");
    case Contains:
        return OperatorTexts::tr("contains");
    case ContainsExact:
        return OperatorTexts::tr("contains exactly");
    case StartsWith:
        return OperatorTexts::tr("starts with");
    case EndsWith:
        return OperatorTexts::tr("ends with");
    case Matches:
        return OperatorTexts::tr("is like (%, _)");
    case Like:
        return OperatorTexts::tr("is like exactly (%, _)");
    case Regex:
        return OperatorTexts::tr("matches regex");
    case RegexAnyCase:
        return OperatorTexts::tr("matches regex in any case");
    case FullText:
        return OperatorTexts::tr("has the words");
    case OnDay:
        return OperatorTexts::tr("is on the day");
    case InThis:
        return OperatorTexts::tr("is in this");
    case WithinLast:
        return OperatorTexts::tr("is within the last");
    case WithinNext:
        return OperatorTexts::tr("is within the next");
    case OlderThan:
        return OperatorTexts::tr("is older than");
    default:
        return {};
    }
}

static QString collectionText(data::FilterOperator op)
{
    using enum data::FilterOperator;
    switch (op) {
    case JsonContains:
        return OperatorTexts::tr("contains JSON");
    case JsonWithin:
        return OperatorTexts::tr("is contained in JSON");
    case JsonHasKey:
        return OperatorTexts::tr("has the key");
    case JsonAt:
        return OperatorTexts::tr("has the text");
    case JsonPath:
        return OperatorTexts::tr("has the path");
    case JsonMatches:
        return OperatorTexts::tr("satisfies the path");
    case HasElement:
        return OperatorTexts::tr("has the element");
    case ContainsAll:
        return OperatorTexts::tr("contains all of");
    case Overlaps:
        return OperatorTexts::tr("overlaps");
    case ContainedBy:
        return OperatorTexts::tr("is contained in");
    case RangeHas:
        return OperatorTexts::tr("includes");
    case InSubnet:
        return OperatorTexts::tr("is in the network");
    case HasSubnet:
        return OperatorTexts::tr("has the address");
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
        return type.contains("range"_L1) ? type : OperatorTexts::tr("one, two, \"three, with a comma\"");
    case WithinLast:
    case WithinNext:
    case OlderThan:
        return OperatorTexts::tr("7 days");
    case OnDay:
        return OperatorTexts::tr("2026-01-31, today, yesterday");
    case InThis:
        return OperatorTexts::tr("day, week, month, quarter, year");
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
        return OperatorTexts::tr("words \"a phrase\" -without");
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
