// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/figuretext.h"
#include "chart/plotcolors.h"
#include "chart/plotpainter.h"
#include "common/theme.h"

#include <QLinearGradient>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

// What has an extent: bands, bars, boxes, cells, periods.
namespace howdah::ui {

using metrics::PanelKind;
using metrics::Point;

void PlotPainter::paintBands(QPainter &painter) const
{
    painter.save();
    painter.setClipRect(reach());
    painter.setPen(Qt::NoPen);
    // Bands that lie over one another are thinner, or nothing behind them could be seen.
    const double alpha = m_plot.bands.size() > 2 ? 0.10 : 0.18;
    for (const PlotBand &band : m_plot.bands) {
        QPolygonF polygon;
        for (const QPointF &point : band.upper)
            polygon << withinReach(placeOf(point));
        for (auto point = band.lower.crbegin(); point != band.lower.crend(); ++point)
            polygon << withinReach(placeOf(*point));
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
        QRectF rect = rectOf(mark);
        if (rect.width() > 6 && !m_plot.isHorizontal && m_data.kind == PanelKind::Histogram)
            rect.adjust(0.5, 0, -0.5, 0);
        painter.setPen(Qt::NoPen);
        // Mixed rather than transparent: the grid would shine through.
        painter.setBrush(point.isTooFew() ? mixed(m_palette.color(QPalette::Base), full, PaleAlpha) : full);
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
    const QRectF box = rectOf(mark);
    const double middle = box.center().y();
    painter.setPen(QPen(full, 1.5));
    if (!std::isnan(mark.low) && !std::isnan(mark.high)) {
        const double left = placeOf({mark.at.x(), mark.low}).x();
        const double right = placeOf({mark.at.x(), mark.high}).x();
        painter.drawLine(QPointF(left, middle), QPointF(box.left(), middle));
        painter.drawLine(QPointF(box.right(), middle), QPointF(right, middle));
        for (const double x : {left, right})
            painter.drawLine(QPointF(x, middle - box.height() / 4), QPointF(x, middle + box.height() / 4));
    }
    painter.setBrush(withAlpha(full, pointOf(mark.ref).isTooFew() ? 0.15 : 0.3));
    painter.drawRect(box);
    const double median = placeOf(mark.at).x();
    painter.setPen(QPen(full, 3));
    painter.drawLine(QPointF(median, box.top()), QPointF(median, box.bottom()));
}

// Where an alarm begins: a dotted line across, with its value. Beyond the axis there is none, and nothing is there yet.
void PlotPainter::paintThresholds(QPainter &painter) const
{
    if (m_plot.across == Plot::Across::Angles)
        return;
    for (const std::optional<double> &threshold : {m_panel.alarmAbove, m_panel.alarmBelow}) {
        if (!threshold || (m_plot.isLogarithmic && *threshold <= 0))
            continue;
        const double value = m_plot.isLogarithmic ? std::log10(*threshold) : *threshold;
        if (value < m_valueMin || value > m_valueMax)
            continue;
        const QPointF from = placeOf({m_plot.xMin, value});
        const QPointF to = placeOf({m_plot.xMax, value});
        painter.setPen(QPen(color(Tone::Failed, m_palette), 1.5, Qt::DotLine, Qt::FlatCap));
        painter.drawLine(from, to);
        const QString text = figureText(*threshold, m_panel.unit);
        const double width = m_metrics.horizontalAdvance(text);
        const QPointF at = m_plot.isHorizontal ? QPointF(from.x() + 3, m_area.top() + m_metrics.ascent())
                                               : QPointF(m_area.right() - width - 2, from.y() - 3);
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

void PlotPainter::paintCells(QPainter &painter) const
{
    for (const PlotMark &mark : m_plot.marks) {
        const Point &point = pointOf(mark.ref);
        const QRectF rect = rectOf(mark).adjusted(0.5, 0.5, -0.5, -0.5);
        const QColor ground = heatColor(point.value);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRect(rect);
        const QString text = figureText(point.value, m_panel.unit == "share"_L1 ? m_panel.unit : QString());
        if (m_metrics.horizontalAdvance(text) + 4 > rect.width() || m_metrics.height() > rect.height())
            continue;
        const QColor dark(0x10, 0x14, 0x18);
        painter.setPen(contrast(dark, ground) >= contrast(Qt::white, ground) ? dark : QColor(Qt::white));
        painter.drawText(rect, Qt::AlignCenter, text);
    }
    paintScale(painter);
}

void PlotPainter::paintScale(QPainter &painter) const
{
    if (std::isnan(m_plot.leastValue))
        return;
    constexpr double width = 96;
    const double height = m_metrics.height() - 4;
    const QString least = figureText(m_plot.leastValue, m_panel.unit == "share"_L1 ? m_panel.unit : QString());
    const QString most = figureText(m_plot.mostValue, m_panel.unit);
    const double right = m_size.width() - 16 - m_metrics.horizontalAdvance(most);
    const QRectF bar(right - width - 6, 2, width, height);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    gradient.setColorAt(0, heatColor(m_plot.leastValue));
    gradient.setColorAt(1, heatColor(m_plot.mostValue));
    painter.setPen(QPen(color(Surface::Border, m_palette), 1));
    painter.setBrush(gradient);
    painter.drawRect(bar);
    painter.setPen(mutedText());
    const QRectF line(0, 0, m_size.width(), m_metrics.height());
    painter.drawText(line.adjusted(0, 0, bar.left() - 6 - m_size.width(), 0), Qt::AlignRight | Qt::AlignVCenter, least);
    painter.drawText(line.adjusted(bar.right() + 6, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, most);
}

void PlotPainter::paintPeriods(QPainter &painter) const
{
    for (const PlotMark &mark : m_plot.marks) {
        const Point &point = pointOf(mark.ref);
        const QColor full = colorOf(mark.ref.series);
        const QRectF rect = rectOf(mark);
        painter.setPen(QPen(full, 1));
        painter.setBrush(withAlpha(full, point.isTooFew() ? 0.35 : 0.75));
        if (!point.bucketEnd.isValid())
            painter.setBrush(QBrush(full, Qt::BDiagPattern));
        painter.drawRect(rect);
    }
}

} // namespace howdah::ui
