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

constexpr double MostChance = 0.05;

// Whether they were used at the same time for the most part: a few late calls of the old version do not make them so.
bool areApart(const Scorecard &before, const Scorecard &after)
{
    const auto ends = [](const Scorecard &card) {
        return card.mostlyFrom.isEmpty() ? std::pair(card.firstUsed, card.lastUsed)
                                         : std::pair(card.mostlyFrom, card.mostlyTo);
    };
    // The server writes moments so that their texts are in order.
    return ends(before).second < ends(after).first || ends(after).second < ends(before).first;
}

Verdict verdictOf(const Estimate &change, double chance, bool isApart, Aim aim)
{
    // An end that is not known is infinite, and so holds zero.
    if (chance > MostChance || (change.low <= 0 && change.high >= 0))
        return Verdict::Inconclusive;
    if (isApart)
        return Verdict::Apart;
    const bool more = change.value > 0;
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

std::optional<Estimate> ifAny(qint64 count, const Estimate &mean)
{
    return count > 0 ? std::optional(mean) : std::nullopt;
}

// What a metric is judged by.
struct Judged
{
    MetricComparison metric;
    Estimate change; // at one look
    bool isEnough = false;
    Aim aim = Aim::Neither;
};

// All metrics together: the primary one by itself, the others by Holm's method.
void judge(std::vector<Judged> &all, bool isApart, const ComparisonRule &rule)
{
    std::vector<double> chances;
    for (Judged &one : all) {
        const double count = double(one.metric.from + one.metric.to);
        one.metric.isPrimary = one.metric.key == rule.primary;
        one.metric.chance = chanceOf(one.change, count, rule.looks);
        if (one.isEnough && !one.metric.isPrimary)
            chances.push_back(one.metric.chance);
    }
    const std::vector<double> adjusted = holmAdjusted(chances);
    size_t next = 0;
    for (Judged &one : all) {
        if (!one.isEnough)
            continue;
        if (!one.metric.isPrimary)
            one.metric.chance = adjusted[next++];
        one.metric.change = forLooks(one.change, double(one.metric.from + one.metric.to), rule.looks);
        one.metric.verdict = verdictOf(*one.metric.change, one.metric.chance, isApart, one.aim);
    }
}

QString methodOf(const Scorecard &before, const Scorecard &after, const ComparisonRule &rule)
{
    QStringList parts{tr("Primary metric: %1; the others together are wrong in at most 5 of 100 cases (Holm 1979)")
                          .arg(metricLabel(rule.primary).toLower())};
    parts
        << (rule.looks == Looks::Repeated
                ? tr("Intervals and verdicts hold however often you look (Robbins 1970; Johari and others 2022)")
                : tr("Intervals and verdicts hold for one look at a number of calls that was set before"));
    if (before.successSessions.isClustered() || after.successSessions.isClustered())
        parts << tr("By the variance between sessions: %1 and %2 of them (Korn and Graubard 1998, Woodruff 1952)")
                     .arg(countText(before.successSessions.clusters), countText(after.successSessions.clusters));
    return parts.join(u". "_s) + u'.';
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
    if (areApart(before, after))
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

QStringList comparedMetrics() { return {u"success"_s, u"p50Ms"_s, u"p95Ms"_s, u"tokens"_s, u"quality"_s}; }

ScoreComparison compareScorecards(const Scorecard &before, const Scorecard &after, const ComparisonRule &rule)
{
    std::vector<Judged> all;
    const auto add = [&all](MetricComparison metric, const Estimate &change, Aim aim, bool hasSessions) {
        const bool isEnough = hasSessions && Scorecard::enough(metric.from) && Scorecard::enough(metric.to);
        metric.hasFewSessions = !hasSessions;
        all.push_back({std::move(metric), change, isEnough, aim});
    };
    const auto sessions = [&](ClusterSums Scorecard::*which) {
        return Scorecard::enough(before.*which) && Scorecard::enough(after.*which);
    };
    add(compared(
            u"success"_s, before.calls, after.calls, ifAny(before.calls, before.success()),
            ifAny(after.calls, after.success())),
        difference(after.success(), before.success()), Aim::More, sessions(&Scorecard::successSessions));
    for (const auto &[key, figure] : {std::pair(u"p50Ms"_s, &Scorecard::p50Ms), {u"p95Ms"_s, &Scorecard::p95Ms}}) {
        const std::optional<Estimate> &old = before.*figure;
        const std::optional<Estimate> &now = after.*figure;
        add(compared(key, before.timed, after.timed, old, now),
            difference(now.value_or(Estimate()), old.value_or(Estimate())), Aim::Less,
            sessions(&Scorecard::timedSessions));
    }
    // Welch's where calls are independent.
    const bool areTokensClustered = before.tokenSessions.isClustered() || after.tokenSessions.isClustered();
    add(compared(
            u"tokens"_s, before.counted, after.counted, ifAny(before.tokens.count, before.meanTokens()),
            ifAny(after.tokens.count, after.meanTokens())),
        areTokensClustered ? difference(after.meanTokens(), before.meanTokens())
                           : meanDifference(after.tokens, before.tokens),
        Aim::Neither, sessions(&Scorecard::tokenSessions));
    const bool isQualityClustered = before.qualitySessions.isClustered() || after.qualitySessions.isClustered();
    add(compared(
            u"quality"_s, before.quality.count, after.quality.count, ifAny(before.quality.count, before.meanQuality()),
            ifAny(after.quality.count, after.meanQuality())),
        isQualityClustered ? difference(after.meanQuality(), before.meanQuality())
                           : meanDifference(after.quality, before.quality),
        Aim::More, sessions(&Scorecard::qualitySessions));
    judge(all, areApart(before, after), rule);
    ScoreComparison comparison{
        .metrics = {}, .cautions = cautionsOf(before, after), .method = methodOf(before, after, rule)};
    for (Judged &one : all)
        comparison.metrics.push_back(std::move(one.metric));
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
    EnumName{Verdict::Apart, "not-concurrent"_L1},
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
    EnumText{Verdict::Apart, QT_TRANSLATE_NOOP("Prompt", "not comparable, used at different times")},
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

QString chanceText(const MetricComparison &metric)
{
    constexpr double Least = 0.001;
    const QString chance =
        metric.chance < Least ? tr("p < 0.001") : tr("p = %1").arg(QLocale().toString(metric.chance, 'f', 3));
    return metric.isPrimary ? tr("%1, primary metric").arg(chance) : tr("%1 by Holm").arg(chance);
}

QString listed(const std::vector<CallShare> &shares, const CallShare &others, qint64 total)
{
    QStringList parts;
    for (const CallShare &share : shares)
        parts << tr("%1: %2 (%3)")
                     .arg(
                         share.name.isEmpty() ? tr("(unknown)") : share.name, countText(share.calls),
                         written(u"success"_s, double(share.calls) / double(std::max<qint64>(total, 1))));
    if (others.calls > 0)
        parts << tr("%1 others: %2 (%3)")
                     .arg(
                         others.name, countText(others.calls),
                         written(u"success"_s, double(others.calls) / double(std::max<qint64>(total, 1))));
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
        lines.push_back({tr("Failures"), listed(card.errors, card.otherErrors, card.calls), true});
    if (!card.models.empty())
        lines.push_back({tr("Models"), listed(card.models, card.otherModels, card.calls), true});
    if (card.calls > 0)
        lines.push_back({tr("Used"), tr("%1 to %2").arg(card.firstUsed, card.lastUsed), true});
    return lines;
}

std::vector<ScoreLine> scoreLines(const ScoreComparison &comparison)
{
    std::vector<ScoreLine> lines;
    for (const MetricComparison &metric : comparison.metrics) {
        if (!metric.change && metric.hasFewSessions) {
            lines.push_back(
                {metricLabel(metric.key),
                 tr("not enough data: fewer than %1 sessions on a side").arg(Scorecard::EnoughSessions), false});
            continue;
        }
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
             tr("%1: %2, from %3 to %4, n = %5 and %6, %7")
                 .arg(
                     verdictText(metric.verdict), between(metric.key, *metric.change, true),
                     written(metric.key, metric.before ? metric.before->value : 0),
                     written(metric.key, metric.after ? metric.after->value : 0), countText(metric.from),
                     countText(metric.to), chanceText(metric)),
             metric.verdict != Verdict::Inconclusive});
    }
    for (const QString &caution : comparison.cautions)
        lines.push_back({tr("Caution"), caution, true});
    lines.push_back({tr("Method"), comparison.method, true});
    return lines;
}

} // namespace howdah::prompt
