// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace howdah {

static constexpr double Tail = 0.025; // on either side of 95 %
static constexpr double Infinite = std::numeric_limits<double>::infinity();

// The regularised incomplete beta function by its continued fraction (Lentz), which converges fast below the mean; the
// other side is its mirror.
static double incompleteBeta(double x, double a, double b)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    if (x > (a + 1) / (a + b + 2))
        return 1 - incompleteBeta(1 - x, b, a);
    constexpr double Tiny = 1e-300;
    const auto kept = [](double value) { return std::abs(value) < Tiny ? Tiny : value; };
    double c = 1;
    double d = 1 / kept(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m < 100'000; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / kept(1 + even * d);
        c = kept(1 + even / c);
        fraction *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / kept(1 + odd * d);
        c = kept(1 + odd / c);
        const double step = d * c;
        fraction *= step;
        if (std::abs(step - 1) < 1e-14)
            break;
    }
    const double front = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
    return std::exp(front) * fraction / a;
}

// The point at which an ascending function reaches `wanted`.
template <typename Function>
static double solve(const Function &function, double wanted, double low, double high)
{
    for (int i = 0; i < 200 && high - low > 1e-13 * std::max(1.0, std::abs(low)); ++i) {
        const double middle = (low + high) / 2;
        (function(middle) < wanted ? low : high) = middle;
    }
    return (low + high) / 2;
}

double normalQuantile(double probability)
{
    return solve([](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }, probability, -40, 40);
}

double studentBelow(double t, double degrees)
{
    const double beyond = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
    return t < 0 ? beyond : 1 - beyond;
}

double studentQuantile(double probability, double degrees)
{
    double reach = 2;
    while (studentBelow(reach, degrees) < std::max(probability, 1 - probability) && reach < 1e12)
        reach *= 2;
    return solve([degrees](double t) { return studentBelow(t, degrees); }, probability, -reach, reach);
}

double binomialBelow(qint64 most, qint64 trials, double probability)
{
    if (most < 0 || most >= trials)
        return most < 0 ? 0 : 1;
    return incompleteBeta(1 - probability, double(trials - most), double(most) + 1);
}

Estimate wilsonEstimate(double share, double trials)
{
    const double n = trials;
    static const double z = normalQuantile(1 - Tail);
    const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    // At the ends the formula gives just that end, but for rounding.
    return {share, share <= 0 ? 0 : centre - half, share >= 1 ? 1 : centre + half};
}

Estimate shareEstimate(qint64 successes, qint64 trials)
{
    if (trials <= 0)
        return {0, 0, 1};
    return wilsonEstimate(double(successes) / double(trials), double(trials));
}

Estimate meanEstimate(double mean, double deviation, qint64 count, std::optional<double> degrees)
{
    if (count < 2 || degrees.value_or(1) <= 0)
        return {mean, -Infinite, Infinite};
    const double half =
        studentQuantile(1 - Tail, degrees.value_or(double(count - 1))) * deviation / std::sqrt(double(count));
    return {mean, mean - half, mean + half};
}

Estimate skewedEstimate(double mean, double error, double skewness, double count)
{
    if (count < 2)
        return {mean, -Infinite, Infinite};
    const double t = studentQuantile(1 - Tail, count - 1);
    const double a = skewness / std::sqrt(count);
    const auto turned = [a](double q) {
        constexpr double Straight = 1e-9;
        return std::abs(a) < Straight ? q : 3 / a * (std::cbrt(1 + a * (q - a / 6)) - 1);
    };
    const double low = mean - turned(t) * error;
    return {mean, mean >= 0 ? std::max(low, 0.0) : low, mean - turned(-t) * error};
}

RankInterval quantileRanks(double quantile, qint64 count)
{
    // The value at rank r is at or below the quantile with the probability that at least r values are: 1 - P(X < r).
    const auto below = [&](qint64 most) { return binomialBelow(most, count, quantile); };
    // The greatest rank whose value is too high with a probability of at most Tail.
    qint64 from = 0;
    qint64 to = count;
    while (from < to) {
        const qint64 middle = from + (to - from + 1) / 2;
        if (below(middle - 1) <= Tail)
            from = middle;
        else
            to = middle - 1;
    }
    RankInterval ranks;
    if (from >= 1)
        ranks.low = from;
    // The smallest rank whose value is too low with a probability of at most Tail.
    from = 1;
    to = count + 1;
    while (from < to) {
        const qint64 middle = from + (to - from) / 2;
        if (1 - below(middle - 1) <= Tail)
            to = middle;
        else
            from = middle + 1;
    }
    if (from <= count)
        ranks.high = from;
    return ranks;
}

Estimate difference(const Estimate &a, const Estimate &b, double correlation)
{
    const double value = a.value - b.value;
    const auto reach = [correlation](double one, double other) {
        if (std::isinf(one) || std::isinf(other))
            return Infinite;
        return std::sqrt(std::max(one * one + other * other - 2 * correlation * one * other, 0.0)); // unknown stays so
    };
    return {value, value - reach(a.value - a.low, b.high - b.value), value + reach(a.high - a.value, b.value - b.low)};
}

Estimate meanDifference(const SampleMean &a, const SampleMean &b)
{
    const double value = a.mean - b.mean;
    if (a.count < 2 || b.count < 2)
        return {value, -Infinite, Infinite};
    const double errorA = a.deviation * a.deviation / double(a.count);
    const double errorB = b.deviation * b.deviation / double(b.count);
    const double error = errorA + errorB;
    if (error <= 0)
        return {value, value, value};
    const double degrees =
        error * error / (errorA * errorA / double(a.count - 1) + errorB * errorB / double(b.count - 1));
    const double half = studentQuantile(1 - Tail, degrees) * std::sqrt(error);
    return {value, value - half, value + half};
}

} // namespace howdah
