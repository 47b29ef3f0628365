// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/figuretext.h"

#include "common/tr.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

struct Scale
{
    double factor;
    QString suffix;
};

Scale scaleOf(double size)
{
    if (size >= 1e12)
        return {1e12, u" T"_s};
    if (size >= 1e9)
        return {1e9, u" G"_s};
    if (size >= 1e6)
        return {1e6, u" M"_s};
    return {1, {}};
}

// The C locale with thousands apart, which by itself it leaves out.
const QLocale &grouping()
{
    static const QLocale locale = [] {
        QLocale made = QLocale::c();
        made.setNumberOptions(QLocale::DefaultNumberOptions);
        return made;
    }();
    return locale;
}

QString fixed(double value, int decimals)
{
    const QString text = grouping().toString(value, 'f', decimals);
    // "-0.00" is a zero that was rounded.
    return text.startsWith(u'-') && value > -1 && text.toDouble() == 0 ? text.sliced(1) : text;
}

QString withUnit(const QString &number, const QString &unit) { return unit.isEmpty() ? number : number + u' ' + unit; }

} // namespace

QString countText(qint64 count) { return grouping().toString(count); }

QString figureText(double value, const QString &unit)
{
    if (std::isnan(value))
        return u"–"_s;
    if (std::isinf(value))
        return value > 0 ? u"∞"_s : u"−∞"_s;
    if (unit == "share"_L1)
        return figureText(value * 100) + u" %"_s;
    const double size = std::abs(value);
    const Scale scale = scaleOf(size);
    const double shown = value / scale.factor;
    if (scale.factor == 1 && value == std::floor(value))
        return withUnit(fixed(value, 0), unit);
    if (size != 0 && size < 1e-4)
        return withUnit(QString::number(value, 'g', 3), unit);
    const int digitsBefore = shown == 0 ? 1 : std::max(1, int(std::floor(std::log10(std::abs(shown)))) + 1);
    const int leadingZeros = size < 1 && size > 0 ? int(-std::floor(std::log10(size))) - 1 : 0;
    const int decimals = std::clamp(size < 1 ? 3 + leadingZeros : 4 - digitsBefore, 0, 7);
    return withUnit(fixed(shown, decimals) + scale.suffix, unit);
}

QString intervalText(double low, double high, const QString &unit)
{
    if (std::isfinite(low) && std::isfinite(high))
        return tr("%1 to %2").arg(figureText(low, unit), figureText(high, unit));
    if (std::isfinite(low) && std::isinf(high))
        return tr("at least %1").arg(figureText(low, unit));
    if (std::isfinite(high) && std::isinf(low))
        return tr("at most %1").arg(figureText(high, unit));
    return {};
}

ShownDifference shownDifference(double difference, const QString &unit)
{
    if (unit == "share"_L1)
        return {difference * 100, tr("points")};
    return {difference, unit};
}

QString differenceText(double difference, const QString &unit)
{
    const ShownDifference shown = shownDifference(difference, unit);
    return figureText(shown.value, shown.unit);
}

QString tickText(double value, double step, const QString &unit)
{
    if (unit == "share"_L1)
        return tickText(value * 100, step * 100) + u" %"_s;
    const Scale scale = scaleOf(std::max(std::abs(value), step));
    const double shownStep = step / scale.factor;
    if (shownStep < 1e-6)
        return QString::number(value, 'g', 4);
    // As many decimals as the step has, which is 1, 2, 2.5 or 5 times a power of ten.
    int decimals = 0;
    for (double rest = shownStep; decimals < 7 && std::abs(rest - std::round(rest)) > 1e-6 * std::max(1.0, rest);
         ++decimals)
        rest *= 10;
    return fixed(value / scale.factor, decimals) + scale.suffix;
}

QString momentText(const QDateTime &moment, const QTimeZone &zone)
{
    if (!moment.isValid())
        return {};
    const QDateTime there = moment.toTimeZone(zone);
    return there.time() == QTime(0, 0) ? there.toString(u"yyyy-MM-dd"_s) : there.toString(u"yyyy-MM-dd HH:mm"_s);
}

} // namespace howdah::ui
