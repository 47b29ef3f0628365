// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/figuretext.h"
#include "chart/plotcolors.h"
#include "chart/plotpainter.h"
#include "common/theme.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

// What has an extent: bands, bars, boxes, cells, periods.
namespace howdah::ui {

using metrics::PanelKind;
using metrics::Point;

void PlotPainter::paintBands(QPainter &painter) const
{
    painter.save();
    painter.setPen(Qt::NoPen);
    // Bands that lie over one another are thinner, or nothing behind them could be seen.
    const double alpha = m_plot.small.empty() && m_plot.bands.size() > 2 ? 0.10 : 0.18;
    for (const PlotBand &band : m_plot.bands) {
        const QRectF area = m_frame.areaOf(band.series);
        const auto placed = [&](const QPointF &point) {
            return PlotFrame::withinReach(area, m_frame.placeIn(area, point));
        };
        painter.setClipRect(PlotFrame::reachOf(area));
        QPolygonF polygon;
        for (const QPointF &point : band.upper)
            polygon << placed(point);
        for (auto point = band.lower.crbegin(); point != band.lower.crend(); ++point)
            polygon << placed(*point);
        painter.setBrush(withAlpha(colorOf(band.series), seriesOf(band.series).isPrevious ? alpha / 2 : alpha));
        painter.drawPolygon(polygon);
    }
    painter.restore();
}

void PlotPainter::paintBars(QPainter &painter) const
{
    for (const PlotMark &mark : m_plot.marks) {
        if (mark.extent.isNull())
            continue;
        if (m_data.kind == PanelKind::Box) {
            paintBox(painter, mark);
            continue;
        }
        const Point &point = pointOf(mark.ref);
        const QColor full = colorOf(mark.ref.series);
        QRectF rect = m_frame.rectOf(mark);
        if (rect.width() > 6 && !m_plot.isHorizontal && m_data.kind == PanelKind::Histogram)
            rect.adjust(0.5, 0, -0.5, 0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(barGround(full, point.isTooFew(), m_palette));
        if (point.isTooFew()) { // an edge that is seen as well as others
            painter.setPen(QPen(full, 1));
            rect = QRectF(rect.toRect()).adjusted(0.5, 0.5, -0.5, -0.5);
        }
        // What lies against one another in a stack is parted by the ground.
        if (m_panel.stacked && rect.width() > 3 && rect.height() > 3)
            m_plot.isHorizontal ? rect.adjust(0, 0, -1, 0) : rect.adjust(0, 1, 0, 0);
        if (point.isUnfinished) { // hatched: it still grows
            painter.setBrush(QBrush(full, Qt::BDiagPattern));
            painter.setPen(QPen(full, 1, Qt::DotLine));
        }
        painter.drawRect(rect);
    }
}

void PlotPainter::paintBox(QPainter &painter, const PlotMark &mark) const
{
    const QColor full = colorOf(mark.ref.series);
    const QRectF area = m_frame.areaOf(mark.ref.series);
    const QRectF box = m_frame.rectOf(mark);
    const double middle = box.center().y();
    painter.setPen(QPen(full, 1.5));
    if (!std::isnan(mark.low) && !std::isnan(mark.high)) {
        const auto end = [&](double value) {
            return std::clamp(m_frame.placeIn(area, {mark.at.x(), value}).x(), area.left(), area.right());
        };
        const double left = end(mark.low);
        const double right = end(mark.high);
        painter.drawLine(QPointF(left, middle), QPointF(box.left(), middle));
        painter.drawLine(QPointF(box.right(), middle), QPointF(right, middle));
        for (const double x : {left, right})
            painter.drawLine(QPointF(x, middle - box.height() / 4), QPointF(x, middle + box.height() / 4));
        paintCuts(painter, mark, full);
    }
    painter.setBrush(withAlpha(full, pointOf(mark.ref).isTooFew() ? 0.15 : 0.3));
    painter.drawRect(box);
    const double median = m_frame.placeIn(area, mark.at).x();
    painter.setPen(QPen(full, 3));
    painter.drawLine(QPointF(median, box.top()), QPointF(median, box.bottom()));
}

// Where an alarm begins: a dotted line across, with its value. Beyond the axis there is none, and nothing is there yet.
void PlotPainter::paintThresholds(QPainter &painter, const QRectF &area) const
{
    if (m_plot.across == Plot::Across::Angles)
        return;
    for (const std::optional<double> &threshold : {m_panel.alarmAbove, m_panel.alarmBelow}) {
        if (!threshold || (m_plot.isLogarithmic && *threshold <= 0))
            continue;
        const double value = m_plot.isLogarithmic ? std::log10(*threshold) : *threshold;
        if (value < m_frame.valueMin() || value > m_frame.valueMax())
            continue;
        const QPointF from = m_frame.placeIn(area, {m_plot.xMin, value});
        const QPointF to = m_frame.placeIn(area, {m_plot.xMax, value});
        painter.setPen(QPen(color(Tone::Failed, m_palette), 1.5, Qt::DotLine, Qt::FlatCap));
        painter.drawLine(from, to);
        const QString text = figureText(*threshold, m_panel.unit);
        const double width = m_frame.fontMetrics().horizontalAdvance(text);
        const QPointF at = m_plot.isHorizontal ? QPointF(from.x() + 3, area.top() + m_frame.fontMetrics().ascent())
                                               : QPointF(area.right() - width - 2, from.y() - 3);
        painter.drawText(at, text);
    }
}

QColor PlotPainter::heatColor(double value) const
{
    const double span = m_plot.mostValue - m_plot.leastValue;
    const double share = span > 0 ? (value - m_plot.leastValue) / span : 1;
    return mixed(
        mixed(m_palette.color(QPalette::Base), entityColor(0, m_palette), 0.08), entityColor(0, m_palette), share);
}

// Figures in all cells or in none: those that are left out would seem to be those without a value.
void PlotPainter::paintCells(QPainter &painter) const
{
    const QString unit = m_panel.unit == "share"_L1 ? m_panel.unit : QString();
    const bool haveRoom = std::ranges::all_of(m_plot.marks, [&](const PlotMark &mark) {
        const QRectF rect = m_frame.rectOf(mark);
        return m_frame.fontMetrics().horizontalAdvance(figureText(pointOf(mark.ref).value, unit)) + 5 <= rect.width()
            && m_frame.fontMetrics().height() <= rect.height() - 1;
    });
    for (const PlotMark &mark : m_plot.marks) {
        const Point &point = pointOf(mark.ref);
        const QRectF rect = m_frame.rectOf(mark).adjusted(0.5, 0.5, -0.5, -0.5);
        const QColor ground = heatColor(point.value);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRect(rect);
        if (!haveRoom)
            continue;
        painter.setPen(inkOn(ground));
        painter.drawText(rect, Qt::AlignCenter, figureText(point.value, unit));
    }
    paintScale(painter);
}

void PlotPainter::paintScale(QPainter &painter) const
{
    if (std::isnan(m_plot.leastValue))
        return;
    constexpr double width = 96;
    const double height = m_frame.fontMetrics().height() - 4;
    const QString least = figureText(m_plot.leastValue, m_panel.unit == "share"_L1 ? m_panel.unit : QString());
    const QString most = figureText(m_plot.mostValue, m_panel.unit);
    const double right = m_frame.size().width() - 16 - m_frame.fontMetrics().horizontalAdvance(most);
    const QRectF bar(right - width - 6, 2, width, height);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    gradient.setColorAt(0, heatColor(m_plot.leastValue));
    gradient.setColorAt(1, heatColor(m_plot.mostValue));
    painter.setPen(QPen(color(Surface::Border, m_palette), 1));
    painter.setBrush(gradient);
    painter.drawRect(bar);
    painter.setPen(mutedText());
    const QRectF line(0, 0, m_frame.size().width(), m_frame.fontMetrics().height());
    painter.drawText(
        line.adjusted(0, 0, bar.left() - 6 - m_frame.size().width(), 0), Qt::AlignRight | Qt::AlignVCenter, least);
    painter.drawText(line.adjusted(bar.right() + 6, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, most);
}

void PlotPainter::paintPeriods(QPainter &painter) const
{
    for (const PlotMark &mark : m_plot.marks) {
        const Point &point = pointOf(mark.ref);
        const QColor full = colorOf(mark.ref.series);
        const QRectF rect = m_frame.rectOf(mark);
        painter.setPen(QPen(full, 1));
        painter.setBrush(withAlpha(full, point.isTooFew() ? 0.35 : 0.75));
        if (!point.bucketEnd.isValid())
            painter.setBrush(QBrush(full, Qt::BDiagPattern));
        painter.drawRect(rect);
    }
}

} // namespace howdah::ui
