// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What follows from scorecards without asking the database: comparisons, and the words for people.
#include "base/enumtable.h"
#include "base/figures.h"
#include "prompt/scorecard.h"
#include "prompt/tr.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

enum class Aim { More, Less, Neither };

Verdict verdictOf(const Estimate &change, Aim aim)
{
    // An end that is not known is infinite, and so holds zero.
    if (change.low <= 0 && change.high >= 0)
        return Verdict::Inconclusive;
    const bool more = change.low > 0;
    if (aim == Aim::Neither)
        return more ? Verdict::Higher : Verdict::Lower;
    return more == (aim == Aim::More) ? Verdict::Better : Verdict::Worse;
}

MetricComparison
compared(const QString &key, qint64 from, qint64 to, std::optional<Estimate> before, std::optional<Estimate> after)
{
    MetricComparison metric{.key = key, .from = from, .to = to, .before = before, .after = after};
    return metric;
}

void judge(MetricComparison &metric, const Estimate &change, Aim aim)
{
    if (!Scorecard::enough(metric.from) || !Scorecard::enough(metric.to))
        return;
    metric.change = change;
    metric.verdict = verdictOf(change, aim);
}

std::optional<Estimate> ifAny(const SampleMean &mean)
{
    return mean.count > 0 ? std::optional(meanEstimate(mean.mean, mean.deviation, mean.count)) : std::nullopt;
}

// How much of one mixture would have to move to become the other: 0 the same, 1 nothing in common.
double distance(const std::vector<CallShare> &a, const std::vector<CallShare> &b)
{
    const auto total = [](const std::vector<CallShare> &shares) {
        qint64 sum = 0;
        for (const CallShare &share : shares)
            sum += share.calls;
        return double(std::max<qint64>(sum, 1));
    };
    QHash<QString, double> parts;
    for (const CallShare &share : a)
        parts[share.name] += double(share.calls) / total(a);
    for (const CallShare &share : b)
        parts[share.name] -= double(share.calls) / total(b);
    double sum = 0;
    for (const double part : std::as_const(parts))
        sum += std::abs(part);
    return sum / 2;
}

QStringList cautionsOf(const Scorecard &before, const Scorecard &after)
{
    QStringList cautions;
    if (before.calls == 0 || after.calls == 0)
        return cautions;
    if (before.window != after.window)
        cautions << tr("The two versions cover different periods");
    // The server writes moments so that their texts are in order.
    if (before.lastUsed < after.firstUsed || after.lastUsed < before.firstUsed)
        cautions << tr(
            "They were used one after the other: whatever else changed in the meantime is part of the difference");
    if (!before.models.empty() && !after.models.empty() && distance(before.models, after.models) > 0.1)
        cautions << tr("They used different models, or in different proportions");
    const auto [fewer, more] = std::minmax(before.calls, after.calls);
    if (more / std::max<qint64>(fewer, 1) >= 10)
        cautions << tr("One has %1 times as many calls as the other").arg(more / std::max<qint64>(fewer, 1));
    return cautions;
}

} // namespace

ScoreComparison compareScorecards(const Scorecard &before, const Scorecard &after)
{
    ScoreComparison comparison{.metrics = {}, .cautions = cautionsOf(before, after)};
    const auto add = [&comparison](MetricComparison metric, const Estimate &change, Aim aim) {
        judge(metric, change, aim);
        comparison.metrics.push_back(std::move(metric));
    };
    const auto share = [](const Scorecard &card) {
        return card.calls > 0 ? std::optional(card.success()) : std::nullopt;
    };
    add(compared(u"success"_s, before.calls, after.calls, share(before), share(after)),
        difference(after.success(), before.success()), Aim::More);
    for (const auto &[key, figure] : {std::pair(u"p50Ms"_s, &Scorecard::p50Ms), {u"p95Ms"_s, &Scorecard::p95Ms}}) {
        const std::optional<Estimate> &old = before.*figure;
        const std::optional<Estimate> &now = after.*figure;
        add(compared(key, before.timed, after.timed, old, now),
            difference(now.value_or(Estimate()), old.value_or(Estimate())), Aim::Less);
    }
    add(compared(u"tokens"_s, before.counted, after.counted, ifAny(before.tokens), ifAny(after.tokens)),
        meanDifference(after.tokens, before.tokens), Aim::Neither);
    add(compared(u"quality"_s, before.quality.count, after.quality.count, ifAny(before.quality), ifAny(after.quality)),
        meanDifference(after.quality, before.quality), Aim::More);
    return comparison;
}

QString metricLabel(const QString &key)
{
    static const QHash<QString, const char *> labels{
        {u"success"_s, QT_TRANSLATE_NOOP("Prompt", "Success")},
        {u"p50Ms"_s, QT_TRANSLATE_NOOP("Prompt", "Median time")},
        {u"p95Ms"_s, QT_TRANSLATE_NOOP("Prompt", "95th percentile of time")},
        {u"p50Tokens"_s, QT_TRANSLATE_NOOP("Prompt", "Median tokens")},
        {u"p95Tokens"_s, QT_TRANSLATE_NOOP("Prompt", "95th percentile of tokens")},
        {u"tokens"_s, QT_TRANSLATE_NOOP("Prompt", "Mean tokens")},
        {u"quality"_s, QT_TRANSLATE_NOOP("Prompt", "Quality")},
    };
    return tr(labels.value(key, "?"));
}

static constexpr std::array verdictNames{
    EnumName{Verdict::NotEnough, "not-enough-data"_L1},
    EnumName{Verdict::Inconclusive, "inconclusive"_L1},
    EnumName{Verdict::Better, "better"_L1},
    EnumName{Verdict::Worse, "worse"_L1},
    EnumName{Verdict::Higher, "higher"_L1},
    EnumName{Verdict::Lower, "lower"_L1},
};
static_assert(isWholeTable(verdictNames));

QString verdictName(Verdict verdict) { return nameIn(verdictNames, verdict); }

static constexpr std::array verdictTexts{
    EnumText{Verdict::NotEnough, QT_TRANSLATE_NOOP("Prompt", "not enough data")},
    EnumText{Verdict::Inconclusive, QT_TRANSLATE_NOOP("Prompt", "inconclusive")},
    EnumText{Verdict::Better, QT_TRANSLATE_NOOP("Prompt", "better")},
    EnumText{Verdict::Worse, QT_TRANSLATE_NOOP("Prompt", "worse")},
    EnumText{Verdict::Higher, QT_TRANSLATE_NOOP("Prompt", "higher")},
    EnumText{Verdict::Lower, QT_TRANSLATE_NOOP("Prompt", "lower")},
};
static_assert(isWholeTable(verdictTexts));

QString verdictText(Verdict verdict) { return tr(textIn(verdictTexts, verdict)); }

namespace {

// How a metric is written: 0.942 as "94.2 %", 1234.5 as "1,235 ms".
QString written(const QString &key, double value, bool sign = false)
{
    if (std::isinf(value))
        return value < 0 ? u"-\u221e"_s : u"\u221e"_s;
    const QString plus = sign && value > 0 ? u"+"_s : QString();
    const QLocale locale;
    if (key == "success"_L1)
        return plus + tr("%1 %").arg(locale.toString(100 * value, 'f', 1));
    if (key == "quality"_L1)
        return plus + locale.toString(value, 'f', 2);
    const QString number = plus + locale.toString(value, 'f', 0);
    return key.endsWith("Ms"_L1) ? tr("%1 ms").arg(number) : number;
}

QString between(const QString &key, const Estimate &estimate, bool sign = false)
{
    return tr("%1 (%2 to %3)")
        .arg(written(key, estimate.value, sign), written(key, estimate.low, sign), written(key, estimate.high, sign));
}

ScoreLine line(const QString &key, const std::optional<Estimate> &estimate, qint64 count)
{
    const QString n = countText(count);
    if (!Scorecard::enough(count) || !estimate)
        return {metricLabel(key), tr("not enough data: n = %1, %2 required").arg(n).arg(Scorecard::Enough), false};
    return {metricLabel(key), tr("%1, n = %2").arg(between(key, *estimate), n), true};
}

QString listed(const std::vector<CallShare> &shares, qint64 total)
{
    QStringList parts;
    for (const CallShare &share : shares)
        parts << tr("%1: %2 (%3)")
                     .arg(
                         share.name.isEmpty() ? tr("(unknown)") : share.name, countText(share.calls),
                         written(u"success"_s, double(share.calls) / double(std::max<qint64>(total, 1))));
    return parts.join(u"; "_s);
}

} // namespace

std::vector<ScoreLine> scoreLines(const Scorecard &card)
{
    std::vector<ScoreLine> lines{
        {tr("Calls"), countText(card.calls), true},
        line(u"success"_s, card.success(), card.calls),
        line(u"p50Ms"_s, card.p50Ms, card.timed),
        line(u"p95Ms"_s, card.p95Ms, card.timed),
        line(u"p50Tokens"_s, card.p50Tokens, card.counted),
        line(u"p95Tokens"_s, card.p95Tokens, card.counted),
        line(u"quality"_s, card.meanQuality(), card.quality.count)};
    if (!card.errors.empty())
        lines.push_back({tr("Failures"), listed(card.errors, card.calls), true});
    if (!card.models.empty())
        lines.push_back({tr("Models"), listed(card.models, card.calls), true});
    if (card.calls > 0)
        lines.push_back({tr("Used"), tr("%1 to %2").arg(card.firstUsed, card.lastUsed), true});
    return lines;
}

std::vector<ScoreLine> scoreLines(const ScoreComparison &comparison)
{
    std::vector<ScoreLine> lines;
    for (const MetricComparison &metric : comparison.metrics) {
        if (!metric.change) {
            lines.push_back(
                {metricLabel(metric.key),
                 tr("not enough data: n = %1 and %2, %3 required")
                     .arg(countText(metric.from), countText(metric.to))
                     .arg(Scorecard::Enough),
                 false});
            continue;
        }
        lines.push_back(
            {metricLabel(metric.key),
             tr("%1: %2, from %3 to %4, n = %5 and %6")
                 .arg(
                     verdictText(metric.verdict), between(metric.key, *metric.change, true),
                     written(metric.key, metric.before ? metric.before->value : 0),
                     written(metric.key, metric.after ? metric.after->value : 0), countText(metric.from),
                     countText(metric.to)),
             metric.verdict != Verdict::Inconclusive});
    }
    for (const QString &caution : comparison.cautions)
        lines.push_back({tr("Caution"), caution, true});
    return lines;
}

} // namespace howdah::prompt
