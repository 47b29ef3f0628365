// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotticks.h"

#include "chart/figuretext.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::Bucket;
using metrics::TimeRange;
using metrics::Unit;

namespace {

// How far ticks may lie apart: `every` units of the calendar.
struct TimeStep
{
    Unit unit;
    int every;
    double seconds; // about
};
constexpr double Day = 86'400;
constexpr TimeStep Steps[] = {
    {Unit::Minute, 1, 60},
    {Unit::Minute, 5, 300},
    {Unit::Minute, 15, 900},
    {Unit::Minute, 30, 1800},
    {Unit::Hour, 1, 3600},
    {Unit::Hour, 3, 10'800},
    {Unit::Hour, 6, 21'600},
    {Unit::Hour, 12, 43'200},
    {Unit::Day, 1, Day},
    {Unit::Day, 2, 2 * Day},
    {Unit::Week, 1, 7 * Day},
    {Unit::Week, 2, 14 * Day},
    {Unit::Month, 1, 30.4 * Day},
    {Unit::Month, 3, 91.3 * Day},
    {Unit::Month, 6, 182.6 * Day},
    {Unit::Month, 12, 365 * Day},
    {Unit::Month, 60, 1826 * Day},
    {Unit::Month, 120, 3652 * Day},
    {Unit::Month, 600, 18262 * Day},
    {Unit::Month, 1200, 36524 * Day},
};

// Within a power of ten: 1, 2 and 5.
constexpr std::array LogParts = {0.0, 0.30102999566398120, 0.69897000433601880};

const TimeStep &stepFor(const TimeRange &range, int most)
{
    const double seconds = double(range.milliseconds()) / 1000;
    for (const TimeStep &step : Steps) {
        if (seconds / step.seconds <= std::max(1, most))
            return step;
    }
    return Steps[std::size(Steps) - 1];
}

// Of every few units those that people would choose: midnight, noon, January.
bool isChosen(const QDateTime &there, const TimeStep &step)
{
    switch (step.unit) {
    case Unit::Minute:
        return there.time().minute() % step.every == 0;
    case Unit::Hour:
        return there.time().hour() % step.every == 0;
    case Unit::Day:
        return there.date().toJulianDay() % step.every == 0;
    case Unit::Week:
        return there.date().toJulianDay() / 7 % step.every == 0;
    case Unit::Month:
        return (there.date().year() * 12 + there.date().month() - 1) % step.every == 0;
    }
    return true;
}

QString labelOf(const QDateTime &there, const TimeStep &step, const QDateTime &before)
{
    if (step.unit == Unit::Month && step.every >= 12)
        return there.toString(u"yyyy"_s);
    const bool isNewYear = !before.isValid() || before.date().year() != there.date().year();
    if (step.unit == Unit::Month)
        return QLocale::c().toString(there, isNewYear ? u"MMM yyyy"_s : u"MMM"_s);
    const bool isNewDay = !before.isValid() || before.date() != there.date();
    if (step.unit == Unit::Minute || step.unit == Unit::Hour)
        return QLocale::c().toString(there, isNewDay ? u"d MMM HH:mm"_s : u"HH:mm"_s);
    return QLocale::c().toString(there, isNewYear && before.isValid() ? u"d MMM yyyy"_s : u"d MMM"_s);
}

} // namespace

ValueScale valueScale(double low, double high, int most, TickSteps steps)
{
    low = std::isfinite(low) ? low : 0;
    high = std::isfinite(high) ? high : low;
    if (high < low)
        std::swap(low, high);
    if (high - low <= std::abs(high) * 1e-12) {
        const double half = high == 0 ? 0.5 : std::abs(high) * 0.1;
        low = high == 0 ? 0 : low - half;
        high += high == 0 ? 1 : half;
    }
    most = std::max(1, most);
    const double finest = std::pow(10.0, std::floor(std::log10((high - low) / most)));
    const double power = steps == TickSteps::Whole ? std::max(1.0, finest) : finest;
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0}) {
        const double step = power * factor;
        if (steps == TickSteps::Whole && step != std::round(step))
            continue;
        // A hair of tolerance: 0.3 / 0.1 is less than 3.
        const double min = std::floor(low / step + 1e-9) * step;
        const double max = std::ceil(high / step - 1e-9) * step;
        if ((max - min) / step <= most + 1e-6)
            return {min, max, step};
    }
    return {low, high, high - low};
}

std::vector<PlotTick> valueTicks(const ValueScale &scale, const QString &unit)
{
    std::vector<PlotTick> ticks;
    const int count = int(std::lround((scale.max - scale.min) / scale.step));
    for (int i = 0; i <= count; ++i) {
        const double at = scale.min + i * scale.step;
        ticks.push_back({at, tickText(std::abs(at) < scale.step * 1e-9 ? 0 : at, scale.step, unit)});
    }
    return ticks;
}

std::pair<double, double> logBounds(double low, double high)
{
    low = std::isfinite(low) ? low : 0;
    high = std::isfinite(high) ? std::max(low, high) : low;
    double min = std::floor(low + 1e-9);
    for (const double part : LogParts)
        min = std::floor(low + 1e-9) + part <= low + 1e-9 ? std::floor(low + 1e-9) + part : min;
    const double power = std::floor(high + 1e-9);
    const auto beyond =
        std::ranges::find_if(LogParts, [rest = high - power](double part) { return part >= rest - 1e-9; });
    const double max = power + (beyond == LogParts.end() ? 1 : *beyond);
    return {min, std::max(max, min + LogParts[1])};
}

std::vector<PlotTick> logTicks(double min, double max, int most, const QString &unit)
{
    std::vector<PlotTick> ticks;
    const int first = int(std::ceil(min - 1e-9));
    const int last = int(std::floor(max + 1e-9));
    if (last - first < 2) {
        for (int power = first - 1; power <= last; ++power) {
            for (const double part : LogParts) {
                const double at = power + part;
                if (at >= min - 1e-9 && at <= max + 1e-9)
                    ticks.push_back({at, figureText(std::round(std::pow(10.0, part)) * std::pow(10.0, power), unit)});
            }
        }
        if (int(ticks.size()) <= std::max(2, most))
            return ticks;
        ticks.clear();
    }
    const int step = std::max(1, int(std::ceil(double(last - first + 1) / std::max(1, most))));
    for (int power = first; power <= last; power += step)
        ticks.push_back({double(power), figureText(std::pow(10.0, power), unit)});
    return ticks;
}

std::vector<PlotTick> timeTicks(const TimeRange &range, const QTimeZone &zone, int most)
{
    std::vector<PlotTick> ticks;
    if (!range.isValid())
        return ticks;
    const TimeStep &step = stepFor(range, most);
    const Bucket unit{step.unit, 1};
    QDateTime before;
    // By the calendar's own units, so that a day of 23 hours moves no tick.
    QDateTime at = metrics::bucketStart(range.from, unit, zone);
    if (step.unit == Unit::Month && step.every > 12)
        at = QDateTime(QDate(at.toTimeZone(zone).date().year(), 1, 1), QTime(0, 0), zone).toUTC();
    while (at <= range.to) {
        const QDateTime there = at.toTimeZone(zone);
        if (at >= range.from && isChosen(there, step)) {
            ticks.push_back({double(at.toMSecsSinceEpoch()), labelOf(there, step, before)});
            before = there;
        }
        at = step.unit == Unit::Minute && step.every > 1 ? at.addSecs(60) : metrics::nextBucket(at, unit, zone);
    }
    return ticks;
}

} // namespace howdah::ui
