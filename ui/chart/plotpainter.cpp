// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotpainter.h"

#include "chart/plotcolors.h"
#include "chart/plotlabels.h"
#include "chart/shortnames.h"
#include "common/theme.h"

#include <QPainter>
#include <QCoreApplication>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;
using metrics::Point;

namespace {

constexpr double MarkerSize = 7;

} // namespace

PlotPainter::PlotPainter(
    const Plot &plot, const metrics::PanelDefinition &panel, const metrics::PanelData &data, EntityStyles &styles,
    const QPalette &palette, const QSizeF &size)
    : m_plot(plot)
    , m_panel(panel)
    , m_data(data)
    , m_styles(styles)
    , m_palette(palette)
    , m_frame(plot, panel, data, size)
{
}

const Point &PlotPainter::pointOf(const MarkRef &ref) const
{
    return m_data.series[size_t(ref.series)].points[size_t(ref.point)];
}

QColor PlotPainter::mutedText() const { return color(Surface::MutedText, m_palette); }

QColor PlotPainter::colorOf(int series) const
{
    const QColor color = entityColor(m_styles.styleOf(seriesOf(series).name).index, m_palette);
    return seriesOf(series).isPrevious ? withAlpha(color, PaleAlpha) : color;
}

bool PlotPainter::isSolid(const PlotLine &line) const
{
    return m_plot.small.empty() && !line.isDotted && m_styles.styleOf(seriesOf(line.series).name).dash == Qt::SolidLine;
}

QPen PlotPainter::penOf(const PlotLine &line) const
{
    const EntityStyle style = m_styles.styleOf(seriesOf(line.series).name);
    QPen pen(colorOf(line.series), 2);
    pen.setStyle(line.isDotted ? Qt::DotLine : style.dash);
    pen.setCapStyle(line.isDotted ? Qt::RoundCap : Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    return pen;
}

// ---- grid and words of the axes

void PlotPainter::paintUnder(QPainter &painter) const
{
    painter.setFont(m_frame.font());
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_plot.across == Plot::Across::Angles) {
        paintRings(painter);
    } else {
        for (const QRectF &area : m_frame.areas()) {
            paintGrid(painter, area);
            if (m_frame.isLowest(area))
                paintAcross(painter, area);
            if (m_frame.isLeftmost(area))
                paintUp(painter, area);
        }
    }
    paintUnit(painter);
    if (m_data.kind == PanelKind::HeatMap)
        paintCells(painter);
    else if (m_data.kind == PanelKind::Timeline)
        paintPeriods(painter);
    else {
        paintOthers(painter);
        paintBands(painter);
        paintBars(painter);
    }
}

void PlotPainter::paintGrid(QPainter &painter, const QRectF &area) const
{
    painter.setPen(QPen(color(Surface::Border, m_palette), 1));
    const auto crisp = [](double at) { return std::floor(at) + 0.5; };
    if (m_plot.isHorizontal) {
        for (const PlotTick &tick : m_frame.xTicks()) {
            const double x = crisp(m_frame.placeIn(area, {m_plot.xMin, tick.at}).x());
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        }
        if (!m_plot.isDots)
            return;
        // From a name to its dots.
        painter.setPen(QPen(color(Surface::Border, m_palette), 1, Qt::DotLine, Qt::FlatCap));
        for (const PlotTick &tick : m_plot.categories) {
            const double y = crisp(m_frame.placeIn(area, {tick.at, m_frame.valueMin()}).y());
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        }
        return;
    }
    if (!m_plot.yIsRows) {
        for (const PlotTick &tick : m_frame.yTicks()) {
            const double y = crisp(m_frame.placeIn(area, {m_plot.xMin, tick.at}).y());
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        }
    }
    if (m_plot.across == Plot::Across::Time) {
        for (const PlotTick &tick : m_frame.xTicks()) {
            const double x = crisp(m_frame.placeIn(area, {tick.at, m_plot.yMin}).x());
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4));
        }
    }
}

// The words along the lower edge, as many as have room.
void PlotPainter::paintAcross(QPainter &painter, const QRectF &area) const
{
    const std::vector<PlotTick> &ticks = m_frame.xTicks();
    const QFontMetricsF &metrics = m_frame.fontMetrics();
    painter.setPen(mutedText());
    double free = -1e9; // up to where words stand already
    const bool isCategories = !m_plot.isHorizontal && m_plot.across == Plot::Across::Categories;
    QStringList names;
    for (const PlotTick &tick : ticks)
        names << tick.label;
    if (isCategories && !ticks.empty())
        names = shortNames(names, metrics, std::max(area.width() / double(ticks.size()) * 0.95, 60.0));
    // Words of a small chart stay beneath it.
    const double least = m_plot.small.empty() ? 0 : area.left() - 3;
    const double end = m_plot.small.empty() ? m_frame.size().width() : area.right() + 3;
    for (size_t i = 0; i < ticks.size(); ++i) {
        const QPointF inPlot =
            m_plot.isHorizontal ? QPointF(m_plot.xMin, ticks[i].at) : QPointF(ticks[i].at, m_plot.yMin);
        const QString &text = names[qsizetype(i)];
        const double width = metrics.horizontalAdvance(text);
        const double left =
            std::clamp(m_frame.placeIn(area, inPlot).x() - width / 2, least, std::max(least, end - width));
        if (left < free)
            continue;
        free = left + width + 6;
        painter.drawText(
            QRectF(left, area.bottom() + 6, width + 1, metrics.height()), Qt::AlignLeft | Qt::AlignTop, text);
    }
}

void PlotPainter::paintUp(QPainter &painter, const QRectF &area) const
{
    const double height = m_frame.fontMetrics().height();
    painter.setPen(mutedText());
    double free = -1e9;
    const bool hasNames = m_plot.yIsRows || m_plot.isHorizontal;
    // Values run upwards: from the top of the screen to its bottom they are walked backwards.
    std::vector<PlotTick> ticks = m_frame.yTicks();
    if (!hasNames)
        std::ranges::reverse(ticks);
    for (const PlotTick &tick : ticks) {
        const QPointF inPlot =
            m_plot.isHorizontal ? QPointF(tick.at, m_frame.valueMin()) : QPointF(m_plot.xMin, tick.at);
        const double top = m_frame.placeIn(area, inPlot).y() - height / 2;
        if (top < free)
            continue;
        free = top + height - 1;
        painter.drawText(QRectF(0, top, area.left() - 8, height), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

void PlotPainter::paintUnit(QPainter &painter) const
{
    painter.setPen(mutedText());
    QString unit = m_panel.unit == "share"_L1 ? QString() : m_panel.unit;
    if (m_plot.isLogarithmic)
        unit = QCoreApplication::translate("Chart", "%1, logarithmic").arg(unit);
    if (!unit.isEmpty() && m_data.kind != PanelKind::HeatMap)
        painter.drawText(
            QRectF(8, 0, m_frame.size().width() - 16, m_frame.fontMetrics().height() + 2),
            Qt::AlignLeft | Qt::AlignVCenter, unit);
}

void PlotPainter::paintRings(QPainter &painter) const
{
    painter.setPen(QPen(color(Surface::Border, m_palette), 1));
    painter.setBrush(Qt::NoBrush);
    const QRectF area = m_frame.area();
    const QFontMetricsF &metrics = m_frame.fontMetrics();
    const QPointF middle = area.center();
    for (const PlotTick &tick : m_frame.yTicks()) {
        const double radius = middle.y() - m_frame.placeIn(area, {0, tick.at}).y();
        painter.drawEllipse(middle, radius, radius);
    }
    const double count = std::max<double>(1, double(m_plot.categories.size()));
    const auto edgeOf = [&](const PlotTick &category) {
        return m_frame.placeIn(area, {360.0 * category.at / count, m_frame.valueMax()});
    };
    for (const PlotTick &category : m_plot.categories)
        painter.drawLine(middle, edgeOf(category));
    painter.setPen(mutedText());
    for (const PlotTick &tick : m_frame.yTicks()) {
        const QPointF at = m_frame.placeIn(area, {0, tick.at});
        painter.drawText(QPointF(at.x() + 3, at.y() + metrics.ascent()), tick.label);
    }
    painter.setPen(m_palette.color(QPalette::Text));
    for (const PlotTick &category : m_plot.categories) {
        const QPointF out = edgeOf(category) - middle;
        const double length = std::max(1.0, std::hypot(out.x(), out.y()));
        const QPointF at = middle + out * ((length + 8) / length);
        const double room = std::min(m_frame.size().width() - at.x() - 2, 110.0);
        const QString text = shortNames({category.label}, metrics, out.x() > 1 ? std::max(room, 30.0) : 110).front();
        const double width = metrics.horizontalAdvance(text);
        double left = at.x() - width / 2;
        if (out.x() > length * 0.1)
            left = at.x();
        else if (out.x() < -length * 0.1)
            left = at.x() - width;
        const double up = out.y() < -length * 0.9 ? metrics.height()
                        : out.y() > length * 0.9  ? 0
                                                  : metrics.height() / 2;
        painter.drawText(QRectF(left, at.y() - up, width + 1, metrics.height()), Qt::AlignLeft, text);
    }
}

// ---- above the lines

void PlotPainter::paintOver(QPainter &painter) const
{
    painter.setFont(m_frame.font());
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_plot.yIsRows)
        return;
    for (const QRectF &area : m_frame.areas()) {
        paintMoments(painter, area);
        paintThresholds(painter, area);
    }
    paintDashed(painter);
    paintMarkers(painter);
    PlotLabels(m_plot, m_frame, m_panel, m_data, m_styles, m_palette).paint(painter);
}

// What happened when: a dashed line with a flag, and its words where there is room for them.
void PlotPainter::paintMoments(QPainter &painter, const QRectF &area) const
{
    if (m_plot.across != Plot::Across::Time || m_plot.isHorizontal)
        return;
    constexpr double Flag = 7;
    constexpr double LeastRoom = 40;
    constexpr double MostRoom = 180;
    const auto placeAt = [&](const metrics::Moment &moment) {
        return std::floor(m_frame.placeIn(area, {double(moment.at.toMSecsSinceEpoch()), m_plot.yMin}).x()) + 0.5;
    };
    for (size_t i = 0; i < m_data.moments.size(); ++i) {
        const double x = placeAt(m_data.moments[i]);
        const double top = area.top();
        painter.setPen(QPen(mutedText(), 1, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, top), QPointF(x, area.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(mutedText());
        painter.drawPolygon(QPolygonF({{x, top}, {x + Flag, top + Flag / 2}, {x, top + Flag}}));
        const double left = x + Flag + 3;
        // Up to the next one, whose line would run through the words.
        const double end = i + 1 < m_data.moments.size() ? placeAt(m_data.moments[i + 1]) - 4 : area.right();
        const double room = std::min(end - left, MostRoom);
        if (room < LeastRoom)
            continue;
        painter.setPen(mutedText());
        painter.drawText(
            QRectF(left, top - 3, room + 1, m_frame.fontMetrics().height()), Qt::AlignLeft | Qt::AlignVCenter,
            shortNames({m_data.moments[i].label}, m_frame.fontMetrics(), room).front());
    }
}

QPainterPath PlotPainter::pathOf(const PlotLine &line, const QRectF &area) const
{
    QPainterPath path(m_frame.placeIn(area, line.points.front()));
    for (qsizetype i = 1; i < line.points.size(); ++i)
        path.lineTo(m_frame.placeIn(area, line.points[i]));
    return path;
}

// In each small chart the lines of the others, pale: whether this one is high or low is seen by them.
void PlotPainter::paintOthers(QPainter &painter) const
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color(Surface::Border, m_palette), 1));
    for (int small = 0; small < int(m_plot.small.size()); ++small) {
        for (const PlotLine &line : m_plot.lines) {
            if (m_plot.smallOf(line.series) != small && !seriesOf(line.series).isPrevious && !line.points.isEmpty())
                painter.drawPath(pathOf(line, m_frame.areas()[size_t(small)]));
        }
    }
}

void PlotPainter::paintDashed(QPainter &painter) const
{
    painter.setBrush(Qt::NoBrush);
    for (const PlotLine &line : m_plot.lines) {
        if (isSolid(line) || line.points.isEmpty())
            continue;
        painter.setPen(penOf(line));
        painter.drawPath(pathOf(line, m_frame.areaOf(line.series)));
    }
}

// Markers as often as they can be told apart; where no line leads, always.
void PlotPainter::paintMarkers(QPainter &painter) const
{
    std::vector<double> last(m_data.series.size(), -1e9);
    constexpr double Apart = 28;
    for (const PlotMark &mark : m_plot.marks) {
        const bool isBar = !mark.extent.isNull();
        const Point &point = pointOf(mark.ref);
        // Thousands of marks have none.
        const bool hasWhisker = !std::isnan(mark.low) && !std::isnan(mark.high) && m_data.kind != PanelKind::Box;
        if (hasWhisker && m_plot.bands.empty())
            paintWhisker(painter, mark);
        if (std::isfinite(point.baseline))
            paintBaseline(painter, mark);
        if (isBar)
            continue;
        const QPointF at = m_frame.placeOf(mark.at, mark.ref.series);
        if (!mark.isAlone && at.x() - last[size_t(mark.ref.series)] < Apart)
            continue;
        last[size_t(mark.ref.series)] = at.x();
        const EntityStyle style = m_styles.styleOf(seriesOf(mark.ref.series).name);
        const QColor full = colorOf(mark.ref.series);
        if (hasWhisker && !m_plot.bands.empty())
            paintCuts(painter, mark, full);
        if (point.isTooFew() || point.isUnfinished) { // hollow: it does not carry much yet
            painter.setPen(QPen(full, 1.5));
            painter.setBrush(m_palette.color(QPalette::Base));
            painter.drawEllipse(at, MarkerSize / 2 - 0.5, MarkerSize / 2 - 0.5);
        } else {
            paintMarker(painter, at, MarkerSize, style.marker, full);
        }
    }
}

void PlotPainter::paintWhisker(QPainter &painter, const PlotMark &mark) const
{
    const QRectF area = m_frame.areaOf(mark.ref.series);
    const auto end = [&](double value) {
        return PlotFrame::withinReach(area, m_frame.placeIn(area, {mark.at.x(), value}));
    };
    const QPointF low = end(mark.low);
    const QPointF high = end(mark.high);
    // On lines in their own colour, so that it is seen whose they are.
    const bool isOnBar = !mark.extent.isNull();
    const QColor ink =
        isOnBar ? withAlpha(m_palette.color(QPalette::Text), 0.75) : withAlpha(colorOf(mark.ref.series), 0.7);
    painter.save();
    painter.setClipRect(PlotFrame::reachOf(area));
    painter.setPen(QPen(ink, isOnBar ? 1.2 : m_plot.isDots ? 1.5 : 1));
    painter.drawLine(low, high);
    const QPointF cap = m_plot.isHorizontal ? QPointF(0, 3) : QPointF(3, 0);
    // An open end has no cap.
    if (std::isfinite(mark.low))
        painter.drawLine(low - cap, low + cap);
    if (std::isfinite(mark.high))
        painter.drawLine(high - cap, high + cap);
    painter.restore();
    paintCuts(painter, mark, ink);
}

// An interval that goes on beyond the axis ends in an arrow there.
void PlotPainter::paintCuts(QPainter &painter, const PlotMark &mark, const QColor &ink) const
{
    constexpr double Arrow = 5;
    const double hair = (m_frame.valueMax() - m_frame.valueMin()) * 1e-6;
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    const auto arrow = [&](double edge, double sign) {
        const QPointF at = m_frame.placeOf({mark.at.x(), edge}, mark.ref.series);
        // Along the axis of values, away from its middle.
        const QPointF out = m_plot.isHorizontal ? QPointF(sign, 0) : QPointF(0, -sign);
        const QPointF aside(out.y(), out.x());
        painter.drawPolygon(QPolygonF({at + out * Arrow, at + aside * Arrow * 0.8, at - aside * Arrow * 0.8}));
    };
    if (std::isfinite(mark.low) && mark.low < m_frame.valueMin() - hair)
        arrow(m_frame.valueMin(), -1);
    if (std::isfinite(mark.high) && mark.high > m_frame.valueMax() + hair)
        arrow(m_frame.valueMax(), 1);
    painter.restore();
}

// A grey bar across: what the value is to be compared with.
void PlotPainter::paintBaseline(QPainter &painter, const PlotMark &mark) const
{
    const Point &point = pointOf(mark.ref);
    if (m_plot.isLogarithmic && point.baseline <= 0)
        return;
    const double value = m_plot.isLogarithmic ? std::log10(point.baseline) : point.baseline;
    const QPointF at = m_frame.placeOf({mark.at.x(), value}, mark.ref.series);
    const QRectF bar = m_frame.rectOf(mark);
    const double half = mark.extent.isNull() ? 6 : (m_plot.isHorizontal ? bar.height() : bar.width()) / 2 + 2;
    const QPointF arm = m_plot.isHorizontal ? QPointF(0, half) : QPointF(half, 0);
    painter.setPen(QPen(m_palette.color(QPalette::Base), 5, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(at - arm, at + arm);
    painter.setPen(QPen(color(Tone::Baseline, m_palette), 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(at - arm, at + arm);
}

} // namespace howdah::ui
