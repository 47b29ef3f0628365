// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/assertion.h"

#include "base/enumtable.h"
#include "base/propagate.h"
#include "prompt/test/boundedpattern.h"
#include "prompt/test/jsonschema.h"
#include "prompt/tr.h"

#include <QJsonDocument>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using Kind = Assertion::Kind;

static constexpr std::array Kinds{
    EnumName{Kind::Equals, "equals"_L1, QT_TRANSLATE_NOOP("Prompt", "Equals")},
    EnumName{Kind::Contains, "contains"_L1, QT_TRANSLATE_NOOP("Prompt", "Contains")},
    EnumName{Kind::Regex, "regex"_L1, QT_TRANSLATE_NOOP("Prompt", "Regular expression")},
    EnumName{Kind::JsonSchema, "json-schema"_L1, QT_TRANSLATE_NOOP("Prompt", "JSON Schema")},
    EnumName{Kind::Length, "length"_L1, QT_TRANSLATE_NOOP("Prompt", "Length")},
    EnumName{Kind::Cost, "cost"_L1, QT_TRANSLATE_NOOP("Prompt", "Cost")},
    EnumName{Kind::Latency, "latency"_L1, QT_TRANSLATE_NOOP("Prompt", "Latency")},
    EnumName{Kind::Judge, "judge"_L1, QT_TRANSLATE_NOOP("Prompt", "Judge")},
};
static_assert(isWholeTable(Kinds));

QString assertionName(Kind kind) { return nameIn(Kinds, kind); }
std::optional<Kind> assertionKind(QStringView name) { return valueNamed(Kinds, name); }
QString assertionLabel(Kind kind) { return tr(textIn(Kinds, kind)); }

static QString number(double value) { return QLocale().toString(value, 'g', 6); }

static QString bounds(const Assertion &assertion)
{
    if (assertion.least && assertion.most)
        return tr("%1 to %2").arg(number(*assertion.least), number(*assertion.most));
    if (assertion.least)
        return tr("at least %1").arg(number(*assertion.least));
    return tr("at most %1").arg(number(assertion.most.value_or(0)));
}

static QString what(const Assertion &assertion)
{
    const QString quoted =
        assertion.text.isEmpty() ? tr("the expected answer") : u'"' + assertion.text.simplified() + u'"';
    switch (assertion.kind) {
    case Kind::Equals:
        return tr("equals %1").arg(quoted);
    case Kind::Contains:
        return tr("contains %1").arg(quoted);
    case Kind::Regex:
        return tr("matches %1").arg(assertion.text);
    case Kind::JsonSchema:
        return tr("matches the JSON Schema");
    case Kind::Length:
        return tr("length %1 characters").arg(bounds(assertion));
    case Kind::Cost:
        return tr("cost %1").arg(bounds(assertion));
    case Kind::Latency:
        return tr("latency %1 ms").arg(bounds(assertion));
    case Kind::Judge:
        return assertion.judge.isEmpty() ? tr("judged: %1").arg(assertion.text.simplified())
                                         : tr("judged by %1: %2").arg(assertion.judge, assertion.text.simplified());
    }
    return {};
}

QString describe(const Assertion &assertion)
{
    QString text = what(assertion);
    if (assertion.ignoresCase)
        text = tr("%1, ignoring case").arg(text);
    return assertion.isNegated ? tr("not: %1").arg(text) : text;
}

// ---- as the table keeps them

QJsonArray assertionsJson(const std::vector<Assertion> &assertions)
{
    QJsonArray list;
    for (const Assertion &one : assertions) {
        QJsonObject object{{u"type"_s, assertionName(one.kind)}};
        if (one.kind == Kind::JsonSchema) {
            const Result<QJsonValue> schema = jsonValueOf(one.text);
            object.insert(u"value"_s, schema ? *schema : QJsonValue(one.text));
        } else if (!one.text.isEmpty()) {
            object.insert(u"value"_s, one.text);
        }
        if (!one.judge.isEmpty())
            object.insert(u"judge"_s, one.judge);
        if (one.ignoresCase)
            object.insert(u"ignoreCase"_s, true);
        if (one.isNegated)
            object.insert(u"not"_s, true);
        if (one.least)
            object.insert(u"min"_s, *one.least);
        if (one.most)
            object.insert(u"max"_s, *one.most);
        list.append(object);
    }
    return list;
}

static QString textOf(const QJsonValue &value)
{
    if (value.isString() || value.isUndefined())
        return value.toString();
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

static Result<Assertion> assertionOf(const QJsonObject &object)
{
    static const QStringList known{u"type"_s, u"value"_s, u"judge"_s, u"ignoreCase"_s, u"not"_s, u"min"_s, u"max"_s};
    for (auto it = object.begin(); it != object.end(); ++it)
        if (!known.contains(it.key()))
            return fail(ErrorKind::Invalid, tr("%1 is not known; known are %2").arg(it.key(), known.join(u", "_s)));
    const std::optional<Kind> kind = assertionKind(object["type"_L1].toString());
    if (!kind)
        return fail(ErrorKind::Invalid, tr("The type \"%1\" is not known").arg(object["type"_L1].toString()));
    for (const auto key : {"min"_L1, "max"_L1})
        if (object.contains(key) && !object[key].isDouble())
            return fail(ErrorKind::Invalid, tr("%1 must be a number").arg(key));
    for (const auto key : {"not"_L1, "ignoreCase"_L1})
        if (object.contains(key) && !object[key].isBool())
            return fail(ErrorKind::Invalid, tr("%1 must be true or false").arg(key));
    const auto bound = [&object](QLatin1StringView key) {
        return object[key].isDouble() ? std::optional(object[key].toDouble()) : std::nullopt;
    };
    Assertion made{
        .kind = *kind,
        .text = textOf(object["value"_L1]),
        .judge = object["judge"_L1].toString(),
        .ignoresCase = object["ignoreCase"_L1].toBool(),
        .isNegated = object["not"_L1].toBool(),
        .least = bound("min"_L1),
        .most = bound("max"_L1)};
    RETURN_IF_ERROR(checkAssertion(made));
    return made;
}

Result<std::vector<Assertion>> assertionsOf(const QJsonArray &json)
{
    std::vector<Assertion> list;
    for (qsizetype i = 0; i < json.size(); ++i) {
        Result<Assertion> one = json.at(i).isObject() ? assertionOf(json.at(i).toObject())
                                                      : fail(ErrorKind::Invalid, tr("It is not an object"));
        if (!one)
            return fail(
                ErrorKind::Invalid, tr("Assertion %1: %2").arg(i + 1).arg(one.error().message), one.error().hint);
        list.push_back(*std::move(one));
    }
    return list;
}

Result<void> checkAssertion(const Assertion &assertion)
{
    const auto wrong = [](const QString &words) { return fail(ErrorKind::Invalid, words); };
    switch (assertion.kind) {
    case Kind::Equals:
    case Kind::Contains:
        return {};
    case Kind::Regex: {
        if (assertion.text.isEmpty())
            return wrong(tr("The regular expression is missing"));
        const Result<BoundedPattern> pattern = BoundedPattern::from(assertion.text);
        return pattern ? Result<void>() : fail(pattern.error());
    }
    case Kind::JsonSchema: {
        const Result<QJsonValue> schema = jsonValueOf(assertion.text);
        return schema ? checkSchema(*schema) : wrong(tr("The JSON Schema is not JSON"));
    }
    case Kind::Length:
        return assertion.least || assertion.most ? Result<void>() : wrong(tr("A length needs a minimum or a maximum"));
    case Kind::Cost:
    case Kind::Latency:
        return assertion.most ? Result<void>() : wrong(tr("A maximum is missing"));
    case Kind::Judge:
        if (assertion.text.isEmpty() && assertion.judge.isEmpty())
            return wrong(tr("A judge needs to know what to look for"));
        return assertion.least.value_or(0.5) >= 0 && assertion.least.value_or(0.5) <= 1
                 ? Result<void>()
                 : wrong(tr("The lowest mark that passes is between 0 and 1"));
    }
    return {};
}

// ---- checking

namespace {

struct Found
{
    bool isSo = false;
    QString otherwise; // what is said when it is not
    bool isKnown = true;
};

QString shortened(const QString &text)
{
    constexpr qsizetype Most = 200;
    const QString line = text.simplified();
    return line.size() > Most ? line.first(Most) + u'…' : line;
}

Found foundSchema(const Assertion &assertion, const QString &answer)
{
    const Result<QJsonValue> schema = jsonValueOf(assertion.text);
    if (!schema)
        return {false, tr("The JSON Schema is not JSON"), false};
    const Result<QJsonValue> value = jsonValueOf(answer);
    if (!value)
        return {
            false, answer.trimmed().startsWith("```"_L1) ? tr("The answer is not JSON, but a code block")
                                                         : tr("The answer is not JSON")};
    const Result<QString> problem = schemaProblem(*schema, *value);
    return problem ? Found{problem->isEmpty(), *problem} : Found{false, problem.error().message, false};
}

Found within(const Assertion &assertion, double value, const QString &words)
{
    return {value >= assertion.least.value_or(value) && value <= assertion.most.value_or(value), words};
}

Found found(const Assertion &assertion, const Outcome &outcome, const std::optional<QString> &expected)
{
    const Qt::CaseSensitivity sensitivity = assertion.ignoresCase ? Qt::CaseInsensitive : Qt::CaseSensitive;
    const QString wanted = assertion.text.isEmpty() ? expected.value_or(QString()) : assertion.text;
    switch (assertion.kind) {
    case Kind::Equals:
        if (assertion.text.isEmpty() && !expected)
            return {false, tr("The case has no expected answer"), false};
        return {
            outcome.answer.trimmed().compare(wanted.trimmed(), sensitivity) == 0,
            tr("The answer is \"%1\"").arg(shortened(outcome.answer))};
    case Kind::Contains:
        if (wanted.isEmpty())
            return {false, tr("The case has no expected answer"), false};
        return {outcome.answer.contains(wanted, sensitivity), tr("\"%1\" is not in the answer").arg(shortened(wanted))};
    case Kind::Regex: {
        const Result<BoundedPattern> pattern = BoundedPattern::from(assertion.text, assertion.ignoresCase);
        const Result<bool> isIn = pattern ? pattern->isIn(outcome.answer) : Result<bool>(fail(pattern.error()));
        return isIn ? Found{*isIn, tr("The regular expression does not match the answer")}
                    : Found{false, isIn.error().message, false};
    }
    case Kind::JsonSchema:
        return foundSchema(assertion, outcome.answer);
    case Kind::Length: {
        const qsizetype length = outcome.answer.toUcs4().size();
        return within(assertion, double(length), tr("It has %1 characters").arg(QLocale().toString(length)));
    }
    case Kind::Cost:
        if (!outcome.cost)
            return {false, tr("The cost is not known: models.yaml names no price of this model"), false};
        return within(assertion, *outcome.cost, tr("It cost %1").arg(number(*outcome.cost)));
    case Kind::Latency:
        return within(
            assertion, double(outcome.milliseconds), tr("It took %1 ms").arg(QLocale().toString(outcome.milliseconds)));
    case Kind::Judge:
        break;
    }
    return {false, {}, false};
}

} // namespace

CheckResult check(const Assertion &assertion, const Outcome &outcome, const std::optional<QString> &expected)
{
    const Found one = found(assertion, outcome, expected);
    const bool passed = one.isKnown && one.isSo != assertion.isNegated;
    QString detail;
    if (!passed)
        detail = one.isKnown && assertion.isNegated ? tr("It is so, and was not to be") : one.otherwise;
    return {assertion.kind, passed, passed ? 1.0 : 0.0, detail};
}

// ---- judges

// The text within a code block, where that is all there is.
static QString withoutFence(const QString &text)
{
    QString trimmed = text.trimmed();
    const qsizetype end = trimmed.indexOf(u'\n');
    if (!trimmed.startsWith("```"_L1) || !trimmed.endsWith("```"_L1) || end < 0)
        return trimmed;
    return trimmed.mid(end + 1).chopped(3).trimmed();
}

Result<Judgement> judgementOf(const QString &answer)
{
    const QString text = withoutFence(answer);
    if (const Result<QJsonValue> json = jsonValueOf(text); json && json->isObject()) {
        const QJsonObject object = json->toObject();
        const QJsonValue score = object["score"_L1];
        const QJsonValue pass = object["pass"_L1];
        const QString reason = object["reason"_L1].toString();
        if (score.isDouble() && score.toDouble() >= 0 && score.toDouble() <= 1)
            return Judgement{score.toDouble(), reason};
        if (score.isUndefined() && pass.isBool())
            return Judgement{pass.toBool() ? 1.0 : 0.0, reason};
    }
    for (const auto &[word, score] : {std::pair("PASS"_L1, 1.0), {"FAIL"_L1, 0.0}})
        if (text.startsWith(word) && (text.size() == word.size() || !text[word.size()].isLetterOrNumber())) {
            QString reason = text.mid(word.size()).trimmed();
            while (reason.startsWith(u':') || reason.startsWith(u'.') || reason.startsWith(u'-'))
                reason = reason.mid(1).trimmed();
            return Judgement{score, reason};
        }
    return fail(
        ErrorKind::Invalid, tr("The judge gave no mark"),
        tr("Have it answer {\"score\": 0.8, \"reason\": \"...\"}, with a score from 0 to 1."), answer);
}

CheckResult checkJudgement(const Assertion &assertion, const Result<Judgement> &judgement)
{
    if (!judgement)
        return {Kind::Judge, false, 0, judgement.error().message};
    const double score = assertion.isNegated ? 1 - judgement->score : judgement->score;
    return {Kind::Judge, score >= assertion.least.value_or(0.5), score, judgement->reason};
}

} // namespace howdah::prompt
