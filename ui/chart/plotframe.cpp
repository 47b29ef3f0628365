// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotframe.h"

#include "chart/shortnames.h"
#include "common/theme.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;
using metrics::Point;

namespace {

constexpr double ReachOfPoint = 10;   // pixels across that can be pointed at
constexpr double TickDistance = 36;   // of values that stand above one another
constexpr double NarrowestTime = 84;  // between ticks of time
constexpr double MostNameShare = 0.3; // of the width, for names at the left
constexpr double BetweenSmall = 14;

} // namespace

PlotFrame::PlotFrame(
    const Plot &plot, const metrics::PanelDefinition &panel, const metrics::PanelData &data, const QSizeF &size)
    : m_plot(plot)
    , m_panel(panel)
    , m_data(data)
    , m_size(size)
    , m_font(smallFont())
    , m_metrics(m_font)
{
    layOut();
    if (m_areas.empty())
        m_areas = {m_area};
}

QRectF PlotFrame::areaOf(int series) const
{
    const int small = m_plot.smallOf(series);
    return small < 0 || size_t(small) >= m_areas.size() ? m_area : m_areas[size_t(small)];
}

bool PlotFrame::isLeftmost(const QRectF &area) const
{
    return std::ranges::none_of(m_areas, [&area](const QRectF &one) { return one.left() < area.left() - 1; });
}

// Of its column: the last row may be shorter than the others.
bool PlotFrame::isLowest(const QRectF &area) const
{
    return std::ranges::none_of(m_areas, [&area](const QRectF &one) {
        return std::abs(one.left() - area.left()) < 1 && one.top() > area.top() + 1;
    });
}

double PlotFrame::widestOf(const std::vector<PlotTick> &ticks) const
{
    double widest = 0;
    for (const PlotTick &tick : ticks)
        widest = std::max(widest, m_metrics.horizontalAdvance(tick.label));
    return widest;
}

// Counts: whole numbers that are no shares of anything.
bool PlotFrame::areWhole() const
{
    bool any = false;
    for (const metrics::Series &series : m_data.series) {
        for (const Point &point : series.points) {
            if (!std::isfinite(point.value))
                continue;
            any = true;
            if (point.value != std::round(point.value))
                return false;
        }
    }
    return any && m_panel.unit != "share"_L1;
}

// Behind the bars stand their counts.
bool PlotFrame::hasCounts() const
{
    return m_plot.isHorizontal && std::ranges::any_of(m_plot.marks, [this](const PlotMark &mark) {
               return m_data.series[size_t(mark.ref.series)].points[size_t(mark.ref.point)].n >= 0;
           });
}

void PlotFrame::layOutValues(double length, double each)
{
    const int most = std::max(2, int(length / each));
    std::vector<PlotTick> ticks;
    const QString unit = m_panel.unit == "share"_L1 ? m_panel.unit : QString();
    if (m_plot.isLogarithmic) {
        std::tie(m_valueMin, m_valueMax) = logBounds(m_plot.yMin, m_plot.yMax);
        ticks = logTicks(m_valueMin, m_valueMax, most, unit);
    } else {
        const ValueScale scale =
            valueScale(m_plot.yMin, m_plot.yMax, most, areWhole() ? TickSteps::Whole : TickSteps::Any);
        m_valueMin = scale.min;
        m_valueMax = scale.max;
        ticks = valueTicks(scale, unit);
    }
    (m_plot.isHorizontal ? m_xTicks : m_yTicks) = std::move(ticks);
}

// Rows carry their names at the left; names that begin with a number for the sake of order lose it.
void PlotFrame::dressRows()
{
    std::vector<PlotTick> rows = m_plot.yIsRows ? m_plot.rows : m_plot.categories;
    const bool areNumbered = !rows.empty() && std::ranges::all_of(rows, [](const PlotTick &row) {
        return row.label.size() > 2 && row.label[0].isDigit() && row.label[1] == u' ';
    });
    QStringList names;
    for (const PlotTick &row : rows)
        names << (areNumbered ? row.label.sliced(2) : row.label);
    names = shortNames(names, m_metrics, m_size.width() * MostNameShare);
    for (size_t i = 0; i < rows.size(); ++i)
        rows[i].label = names[qsizetype(i)];
    m_yTicks = std::move(rows);
}

// Up to the right edge of each line, if all of their names have a place there.
void PlotFrame::makeRoomForNames(double height)
{
    constexpr double MostShare = 0.22;
    constexpr double NarrowestChart = 360;
    constexpr double AroundName = 22; // a marker, and the distances
    const QStringList names = m_plot.lineNames(m_data);
    if (m_plot.across != Plot::Across::Time || m_plot.yIsRows || m_data.kind == PanelKind::Bar || names.size() < 2
        || m_size.width() < NarrowestChart || double(names.size()) * m_metrics.height() > height)
        return;
    double widest = 0;
    for (const QString &name : names)
        widest = std::max(widest, m_metrics.horizontalAdvance(name));
    m_directRoom = std::min(widest, m_size.width() * MostShare) + AroundName;
}

void PlotFrame::layOut()
{
    const double line = m_metrics.height();
    const bool hasHead = !m_panel.unit.isEmpty() || m_data.kind == PanelKind::HeatMap;
    const double top = hasHead ? line + 6 : 8;
    const double bottom = line + 10;
    if (m_plot.across == Plot::Across::Angles) {
        const double side = std::max(20.0, std::min(m_size.width() - 120, m_size.height() - top - line * 2 - 8));
        m_area = QRectF((m_size.width() - side) / 2, top + line, side, side);
        layOutValues(side / 2, TickDistance);
        return;
    }
    double left = 8;
    const double height = std::max(10.0, m_size.height() - top - bottom);
    if (!m_plot.small.empty()) {
        layOutSmall(left, top, 16, bottom);
        return;
    }
    if (m_plot.yIsRows || m_plot.isHorizontal)
        dressRows();
    else
        layOutValues(height, TickDistance);
    left += widestOf(m_yTicks) + 8;
    makeRoomForNames(height);
    const double right =
        m_directRoom > 0 ? m_directRoom : 16 + (hasCounts() ? m_metrics.horizontalAdvance(u"n 9,999"_s) : 0);
    m_area = QRectF(left, top, std::max(10.0, m_size.width() - left - right), height);
    layOutAcross();
}

void PlotFrame::layOutAcross()
{
    const double width = m_areas.empty() ? m_area.width() : m_areas.front().width();
    if (m_plot.isHorizontal)
        layOutValues(width, 64);
    else if (m_plot.across == Plot::Across::Time)
        m_xTicks = timeTicks(m_data.range, QTimeZone(m_data.zone), int(width / NarrowestTime));
    else if (m_plot.across == Plot::Across::Categories)
        m_xTicks = m_plot.categories;
    else if (m_plot.isAcrossLogarithmic)
        m_xTicks = logTicks(m_plot.xMin, m_plot.xMax, int(width / 64), {});
    else {
        const ValueScale scale = valueScale(m_plot.xMin, m_plot.xMax, std::max(2, int(width / 64)));
        m_xTicks = valueTicks(scale, {});
        std::erase_if(
            m_xTicks, [this](const PlotTick &tick) { return tick.at < m_plot.xMin || tick.at > m_plot.xMax; });
    }
}

// A grid of small charts with the same axes, each with its name above it.
void PlotFrame::layOutSmall(double left, double top, double right, double bottom)
{
    const double name = m_metrics.height() + 2;
    const int count = int(m_plot.small.size());
    const int columns = smallColumns(count, m_size.width() - left - right);
    const int rows = (count + columns - 1) / columns;
    const double height = std::max(10.0, (m_size.height() - top - bottom - BetweenSmall * (rows - 1)) / rows - name);
    layOutValues(height, TickDistance);
    left += widestOf(m_yTicks) + 8;
    const double width = std::max(10.0, (m_size.width() - left - right - BetweenSmall * (columns - 1)) / columns);
    for (int i = 0; i < count; ++i) {
        const int row = i / columns;
        m_areas.emplace_back(
            left + (width + BetweenSmall) * (i % columns), top + name + (height + name + BetweenSmall) * row, width,
            height);
    }
    m_area = QRectF(QPointF(left, top + name), QPointF(m_size.width() - right, m_areas.back().bottom()));
    layOutAcross();
}

QPointF PlotFrame::placeIn(const QRectF &area, const QPointF &inPlot) const
{
    const double value = m_plot.yIsRows ? (inPlot.y() - m_plot.yMin) / (m_plot.yMax - m_plot.yMin)
                                        : (inPlot.y() - m_valueMin) / (m_valueMax - m_valueMin);
    if (m_plot.across == Plot::Across::Angles) {
        const double angle = inPlot.x() * std::numbers::pi / 180;
        const double radius = value * area.width() / 2;
        return area.center() + QPointF(radius * std::sin(angle), -radius * std::cos(angle));
    }
    const double along = (inPlot.x() - m_plot.xMin) / (m_plot.xMax - m_plot.xMin);
    if (m_plot.isHorizontal)
        return {area.left() + value * area.width(), area.top() + along * area.height()};
    const double up = m_plot.yIsRows ? value : 1 - value;
    return {area.left() + along * area.width(), area.top() + up * area.height()};
}

// In whichever of the small charts stand above one another there.
double PlotFrame::plotXAt(double x) const
{
    QRectF area = m_areas.front();
    for (const QRectF &one : m_areas) {
        if (one.left() - BetweenSmall / 2 <= x && one.left() > area.left())
            area = one;
    }
    return m_plot.xMin + (x - area.left()) / area.width() * (m_plot.xMax - m_plot.xMin);
}

QRectF PlotFrame::rectOf(const PlotMark &mark) const
{
    const QRectF area = areaOf(mark.ref.series);
    if (mark.extent.isNull()) {
        const QPointF middle = placeIn(area, mark.at);
        return {middle.x() - ReachOfPoint / 2, middle.y() - ReachOfPoint / 2, ReachOfPoint, ReachOfPoint};
    }
    QRectF rect = QRectF(placeIn(area, mark.extent.topLeft()), placeIn(area, mark.extent.bottomRight())).normalized();
    // A value of zero, or a moment, is still there.
    if (rect.height() < 2)
        rect.adjust(0, -1, 0, 1);
    if (rect.width() < 2)
        rect.adjust(-1, 0, 1, 0);
    return rect;
}

QPointF PlotFrame::withinReach(const QRectF &area, const QPointF &place)
{
    const QRectF within = reachOf(area);
    const auto ended = [](double at, double low, double high) {
        return std::isinf(at) ? std::clamp(at, low, high) : at;
    };
    return {ended(place.x(), within.left(), within.right()), ended(place.y(), within.top(), within.bottom())};
}

} // namespace howdah::ui
