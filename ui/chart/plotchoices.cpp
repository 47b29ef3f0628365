// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotchoices.h"

#include "metrics/panelcut.h"

#include <algorithm>
#include <cmath>

namespace howdah::ui {

using metrics::PanelData;
using metrics::PanelDefinition;
using metrics::PanelKind;
using metrics::Point;
using metrics::Series;

namespace {

constexpr double Decades = 30;   // one and a half of them: below, a linear axis shows all
constexpr double FarShare = 0.5; // of the largest: what lies beyond it is far from zero

// Of values, and of the whiskers of boxes.
std::pair<double, double> spanOf(const PanelData &data)
{
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    const auto include = [&](double value) {
        least = std::isfinite(value) ? std::min(least, value) : least;
        most = std::isfinite(value) ? std::max(most, value) : most;
    };
    for (const Series &series : data.series) {
        for (const Point &point : series.points) {
            include(point.value);
            if (data.kind == PanelKind::Box) {
                include(point.low);
                include(point.high);
            }
        }
    }
    return {least, most};
}

bool areNumbers(const QStringList &labels)
{
    return std::ranges::all_of(labels, [](const QString &label) {
        bool isNumber = false;
        label.toDouble(&isNumber);
        return isNumber;
    });
}

} // namespace

bool hasBuckets(const PanelData &data)
{
    return std::ranges::any_of(data.series, [](const Series &series) {
        return !series.points.empty() && series.points.front().bucket.isValid();
    });
}

bool isOnLogarithms(const PanelDefinition &panel, const PanelData &data)
{
    if (!panel.logarithmicIfWide)
        return panel.logarithmic;
    const auto [least, most] = spanOf(data);
    return least > 0 && most > least * Decades;
}

bool isOfDots(const PanelDefinition &panel, const PanelData &data)
{
    using enum metrics::BarMarks;
    if (data.kind != PanelKind::Bar || panel.stacked || hasBuckets(data) || panel.marks == Bars)
        return false;
    if (panel.marks == Dots || isOnLogarithms(panel, data))
        return true;
    const auto [least, most] = spanOf(data);
    const bool isFar = (least > 0 && least > most * FarShare) || (most < 0 && most < least * FarShare);
    return panel.interval != metrics::Interval::None && isFar;
}

QStringList orderedLabels(const PanelDefinition &panel, QStringList labels)
{
    if (panel.kind == PanelKind::HeatMap && areNumbers(labels))
        std::ranges::sort(labels, {}, [](const QString &label) { return label.toDouble(); });
    if (panel.kind == PanelKind::Polar) {
        labels.sort();
        for (const QString &label : panel.order) {
            if (!labels.contains(label))
                labels << label;
        }
    }
    return metrics::inOrder(labels, panel.order);
}

} // namespace howdah::ui
