// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/pairedcomparison.h"

#include "base/decision.h"
#include "prompt/tr.h"

#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

using Pair = std::pair<const CaseResult *, const CaseResult *>;

enum class Direction { More, Less };

constexpr double MostPairedChance = 0.05;

Verdict pairedVerdict(const MetricComparison &metric, Direction better)
{
    if (metric.from < PairedComparison::Enough || !metric.change)
        return Verdict::NotEnough;
    const Estimate &change = *metric.change;
    // An end that is not known is infinite, and so holds zero.
    if (metric.chance > MostPairedChance || (change.low <= 0 && change.high >= 0))
        return Verdict::Inconclusive;
    return (change.value > 0) == (better == Direction::More) ? Verdict::Better : Verdict::Worse;
}

// Of the four cells of the table, with the correction that method 10 makes where both go together.
double pairedPhi(double both, double first, double second, double neither)
{
    const double n = both + first + second + neither;
    const double scale = (both + first) * (second + neither) * (both + second) * (first + neither);
    if (scale <= 0)
        return 0;
    const double excess = both * neither - first * second;
    return (excess > 0 ? std::max(excess - n / 2, 0.0) : excess) / std::sqrt(scale);
}

MetricComparison comparedShares(const std::vector<Pair> &pairs, qint64 onlyBefore, qint64 onlyAfter)
{
    const qint64 n = qint64(pairs.size());
    const qint64 both = std::ranges::count_if(pairs, [](const Pair &p) { return p.first->passed && p.second->passed; });
    MetricComparison metric{.key = u"passed"_s, .from = n, .to = n, .before = {}, .after = {}, .change = {}};
    metric.isPrimary = true;
    if (n == 0)
        return metric;
    metric.before = shareEstimate(both + onlyBefore, n);
    metric.after = shareEstimate(both + onlyAfter, n);
    const double phi =
        pairedPhi(double(both), double(onlyAfter), double(onlyBefore), double(n - both - onlyBefore - onlyAfter));
    metric.change = difference(*metric.after, *metric.before, phi);
    metric.chance = std::min(1.0, 2 * binomialBelow(std::min(onlyBefore, onlyAfter), onlyBefore + onlyAfter, 0.5));
    return metric;
}

struct Spread
{
    double mean = 0;
    double deviation = 0;
};

Spread spreadOf(const std::vector<double> &values)
{
    Spread spread;
    for (const double value : values)
        spread.mean += value / double(values.size());
    double squares = 0;
    for (const double value : values)
        squares += (value - spread.mean) * (value - spread.mean);
    if (values.size() > 1)
        spread.deviation = std::sqrt(squares / double(values.size() - 1));
    return spread;
}

double studentChance(const Spread &spread, qint64 count)
{
    if (count < 2)
        return 1;
    const double error = spread.deviation / std::sqrt(double(count));
    if (error <= 0)
        return spread.mean == 0 ? 1 : 0;
    return 2 * studentBelow(-std::abs(spread.mean) / error, double(count - 1));
}

template <typename Value>
MetricComparison comparedMeans(const QString &key, const std::vector<Pair> &pairs, const Value &valueOf)
{
    std::vector<double> before;
    std::vector<double> after;
    std::vector<double> changes;
    for (const auto &[first, second] : pairs) {
        const std::optional<double> a = valueOf(*first);
        const std::optional<double> b = valueOf(*second);
        if (!a || !b)
            continue;
        before.push_back(*a);
        after.push_back(*b);
        changes.push_back(*b - *a);
    }
    const qint64 n = qint64(changes.size());
    MetricComparison metric{.key = key, .from = n, .to = n, .before = {}, .after = {}, .change = {}};
    if (n == 0)
        return metric;
    const auto estimate = [n](const std::vector<double> &values) {
        const Spread spread = spreadOf(values);
        return meanEstimate(spread.mean, spread.deviation, n);
    };
    metric.before = estimate(before);
    metric.after = estimate(after);
    metric.change = estimate(changes);
    metric.chance = studentChance(spreadOf(changes), n);
    return metric;
}

std::optional<double> asNumber(const std::optional<qint64> &value)
{
    return value ? std::optional(double(*value)) : std::nullopt;
}

void judgePaired(std::vector<MetricComparison> &metrics)
{
    std::vector<double> chances;
    for (const MetricComparison &metric : metrics)
        if (!metric.isPrimary && metric.from >= PairedComparison::Enough)
            chances.push_back(metric.chance);
    const std::vector<double> adjusted = holmAdjusted(chances);
    size_t next = 0;
    for (MetricComparison &metric : metrics) {
        if (!metric.isPrimary && metric.from >= PairedComparison::Enough)
            metric.chance = adjusted[next++];
        const bool more = metric.key == "passed"_L1 || metric.key == "score"_L1;
        metric.verdict = pairedVerdict(metric, more ? Direction::More : Direction::Less);
    }
}

} // namespace

PairedComparison comparePaired(const std::vector<CaseResult> &before, const std::vector<CaseResult> &after)
{
    PairedComparison comparison;
    QHash<QString, const CaseResult *> first;
    for (const CaseResult &one : before)
        first.insert(one.caseName, &one);
    std::vector<Pair> pairs;
    for (const CaseResult &one : after) {
        const CaseResult *other = first.take(one.caseName);
        if (other && (!other->error.isEmpty() || !one.error.isEmpty()))
            comparison.unanswered << one.caseName; // a server that failed says nothing of a version
        else if (other)
            pairs.emplace_back(other, &one);
        else
            comparison.unpaired << one.caseName;
    }
    comparison.unpaired << first.keys();
    comparison.unpaired.sort();
    comparison.unanswered.sort();
    comparison.pairs = qint64(pairs.size());
    for (const auto &[old, now] : pairs) {
        comparison.onlyBefore += old->passed && !now->passed ? 1 : 0;
        comparison.onlyAfter += now->passed && !old->passed ? 1 : 0;
    }
    comparison.metrics = {
        comparedShares(pairs, comparison.onlyBefore, comparison.onlyAfter),
        comparedMeans(u"score"_s, pairs, [](const CaseResult &one) { return std::optional(one.score); }),
        comparedMeans(u"meanMs"_s, pairs, [](const CaseResult &one) { return asNumber(one.milliseconds); }),
        comparedMeans(u"tokens"_s, pairs, [](const CaseResult &one) { return asNumber(one.outputTokens); }),
        comparedMeans(u"cost"_s, pairs, [](const CaseResult &one) { return one.cost; })};
    judgePaired(comparison.metrics);
    comparison.method = tr(
        "Each case is compared with itself. Passed: exact test (McNemar 1947), interval for paired shares (Newcombe "
        "1998). Means: Student's interval of the differences. Whether cases pass decides; the other metrics together "
        "are wrong in at most 5 of 100 cases (Holm 1979). Each case was run once: how much an answer varies from run "
        "to run is not known.");
    return comparison;
}

QString pairedLabel(const QString &key)
{
    static const QHash<QString, const char *> labels{
        {u"passed"_s, QT_TRANSLATE_NOOP("Prompt", "Passed")},
        {u"score"_s, QT_TRANSLATE_NOOP("Prompt", "Mean score")},
        {u"meanMs"_s, QT_TRANSLATE_NOOP("Prompt", "Mean time")},
        {u"tokens"_s, QT_TRANSLATE_NOOP("Prompt", "Mean tokens of an answer")},
        {u"cost"_s, QT_TRANSLATE_NOOP("Prompt", "Mean cost")}};
    return tr(labels.value(key, "?"));
}

static QString figure(const QString &key, double value, bool isChange)
{
    if (std::isinf(value))
        return value < 0 ? u"-∞"_s : u"∞"_s;
    const QString plus = isChange && value > 0 ? u"+"_s : QString();
    const QLocale locale;
    if (key == "passed"_L1)
        return plus + locale.toString(100 * value, 'f', 1);
    if (key == "score"_L1)
        return plus + locale.toString(value, 'f', 2);
    return plus + (key == "cost"_L1 ? locale.toString(value, 'g', 3) : locale.toString(value, 'f', 0));
}

QString pairedValue(const QString &key, double value)
{
    const QString number = figure(key, value, false);
    return key == "passed"_L1 ? tr("%1 %").arg(number) : key == "meanMs"_L1 ? tr("%1 ms").arg(number) : number;
}

QString pairedText(const QString &key, const Estimate &change)
{
    const QString number = figure(key, change.value, true);
    const QString value = key == "passed"_L1 ? tr("%1 points").arg(number)
                        : key == "meanMs"_L1 ? tr("%1 ms").arg(number)
                                             : number;
    return tr("%1 (%2 to %3)").arg(value, figure(key, change.low, true), figure(key, change.high, true));
}

} // namespace howdah::prompt
