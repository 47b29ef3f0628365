// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/operatortexts.h"

#include "base/enumtable.h"
#include "common/tr.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

struct OperatorTexts
{
    data::FilterOperator op;
    const char *text;
    const char *example = nullptr; // nullptr: the type
};

constexpr std::array texts{
    OperatorTexts{data::FilterOperator::Equal, "="},
    OperatorTexts{data::FilterOperator::NotEqual, "≠"},
    OperatorTexts{data::FilterOperator::Less, "<"},
    OperatorTexts{data::FilterOperator::LessOrEqual, "≤"},
    OperatorTexts{data::FilterOperator::Greater, ">"},
    OperatorTexts{data::FilterOperator::GreaterOrEqual, "≥"},
    OperatorTexts{data::FilterOperator::Contains, QT_TRANSLATE_NOOP("Window", "contains"), "text"},
    OperatorTexts{data::FilterOperator::StartsWith, QT_TRANSLATE_NOOP("Window", "starts with"), "text"},
    OperatorTexts{data::FilterOperator::Matches, QT_TRANSLATE_NOOP("Window", "is like (%, _)")},
    OperatorTexts{
        data::FilterOperator::InList, QT_TRANSLATE_NOOP("Window", "is one of"),
        QT_TRANSLATE_NOOP("Window", "one, two, \"three, with a comma\"")},
    OperatorTexts{data::FilterOperator::IsNull, QT_TRANSLATE_NOOP("Window", "is NULL")},
    OperatorTexts{data::FilterOperator::IsNotNull, QT_TRANSLATE_NOOP("Window", "is not NULL")},
    OperatorTexts{data::FilterOperator::IsEmpty, QT_TRANSLATE_NOOP("Window", "is empty")},
    OperatorTexts{data::FilterOperator::IsTrue, QT_TRANSLATE_NOOP("Window", "is true")},
    OperatorTexts{data::FilterOperator::IsFalse, QT_TRANSLATE_NOOP("Window", "is false")},
    OperatorTexts{
        data::FilterOperator::JsonContains, QT_TRANSLATE_NOOP("Window", "contains JSON"), "{\"key\": \"value\"}"},
    OperatorTexts{data::FilterOperator::JsonHasKey, QT_TRANSLATE_NOOP("Window", "has key"), "key"},
    OperatorTexts{data::FilterOperator::HasElement, QT_TRANSLATE_NOOP("Window", "has element")},
    OperatorTexts{data::FilterOperator::Between, QT_TRANSLATE_NOOP("Window", "is between")},
    OperatorTexts{data::FilterOperator::EqualAnyCase, QT_TRANSLATE_NOOP("Window", "= (case-insensitive)")},
    OperatorTexts{
        data::FilterOperator::ContainsExact, QT_TRANSLATE_NOOP("Window", "contains (case-sensitive)"), "text"},
    OperatorTexts{data::FilterOperator::EndsWith, QT_TRANSLATE_NOOP("Window", "ends with"), "text"},
    OperatorTexts{data::FilterOperator::Like, QT_TRANSLATE_NOOP("Window", "is like (case-sensitive)")},
    OperatorTexts{data::FilterOperator::Regex, QT_TRANSLATE_NOOP("Window", "matches regex"), "^[a-z]+$"},
    OperatorTexts{
        data::FilterOperator::RegexAnyCase, QT_TRANSLATE_NOOP("Window", "matches regex (case-insensitive)"),
        "^[a-z]+$"},
    OperatorTexts{
        data::FilterOperator::FullText, QT_TRANSLATE_NOOP("Window", "matches words"),
        QT_TRANSLATE_NOOP("Window", "words \"a phrase\" -without")},
    OperatorTexts{
        data::FilterOperator::WithinLast, QT_TRANSLATE_NOOP("Window", "is within the last"),
        QT_TRANSLATE_NOOP("Window", "7 days")},
    OperatorTexts{
        data::FilterOperator::WithinNext, QT_TRANSLATE_NOOP("Window", "is within the next"),
        QT_TRANSLATE_NOOP("Window", "7 days")},
    OperatorTexts{
        data::FilterOperator::OlderThan, QT_TRANSLATE_NOOP("Window", "is older than"),
        QT_TRANSLATE_NOOP("Window", "7 days")},
    OperatorTexts{
        data::FilterOperator::OnDay, QT_TRANSLATE_NOOP("Window", "is on day"),
        QT_TRANSLATE_NOOP("Window", "2026-01-31, today, yesterday")},
    OperatorTexts{
        data::FilterOperator::InThis, QT_TRANSLATE_NOOP("Window", "is in the current"),
        QT_TRANSLATE_NOOP("Window", "day, week, month, quarter, year")},
    OperatorTexts{
        data::FilterOperator::JsonWithin, QT_TRANSLATE_NOOP("Window", "is contained in JSON"), "{\"key\": \"value\"}"},
    OperatorTexts{
        data::FilterOperator::JsonPath, QT_TRANSLATE_NOOP("Window", "has path"), "$.items[*] ? (@.price > 10)"},
    OperatorTexts{data::FilterOperator::JsonMatches, QT_TRANSLATE_NOOP("Window", "matches path"), "$.price > 10"},
    OperatorTexts{data::FilterOperator::JsonAt, QT_TRANSLATE_NOOP("Window", "has text"), "text"},
    OperatorTexts{
        data::FilterOperator::ContainsAll, QT_TRANSLATE_NOOP("Window", "contains all of"),
        QT_TRANSLATE_NOOP("Window", "one, two, \"three, with a comma\"")},
    OperatorTexts{
        data::FilterOperator::Overlaps, QT_TRANSLATE_NOOP("Window", "overlaps"),
        QT_TRANSLATE_NOOP("Window", "one, two, \"three, with a comma\"")},
    OperatorTexts{
        data::FilterOperator::ContainedBy, QT_TRANSLATE_NOOP("Window", "is contained in"),
        QT_TRANSLATE_NOOP("Window", "one, two, \"three, with a comma\"")},
    OperatorTexts{data::FilterOperator::RangeHas, QT_TRANSLATE_NOOP("Window", "includes")},
    OperatorTexts{data::FilterOperator::InSubnet, QT_TRANSLATE_NOOP("Window", "is in network"), "10.0.0.0/8"},
    OperatorTexts{data::FilterOperator::HasSubnet, QT_TRANSLATE_NOOP("Window", "contains address")},
};
static_assert(isWholeTable(texts, &OperatorTexts::op));

} // namespace

QString operatorText(data::FilterOperator op) { return tr(texts[size_t(op)].text); }

QString valueExample(data::FilterOperator op, const QString &type)
{
    using enum data::FilterOperator;
    const bool isSet = op == InList || op == ContainsAll || op == Overlaps || op == ContainedBy;
    if (op == HasElement)
        return type.endsWith("[]"_L1) ? type.chopped(2) : type;
    const char *example = texts[size_t(op)].example;
    return example == nullptr || (isSet && type.contains("range"_L1)) ? type : tr(example);
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
