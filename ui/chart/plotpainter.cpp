// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotpainter.h"

#include "chart/figuretext.h"
#include "chart/plotcolors.h"
#include "common/theme.h"

#include <QPainter>
#include <QCoreApplication>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;
using metrics::Point;

namespace {

constexpr double ReachOfPoint = 10;   // pixels across that can be pointed at
constexpr double TickDistance = 36;   // of values that stand above one another
constexpr double NarrowestTime = 84;  // between ticks of time
constexpr double MostNameShare = 0.3; // of the width, for names at the left
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
    , m_size(size)
    , m_font(smallFont())
    , m_metrics(m_font)
{
    layOut();
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
    return !line.isDotted && m_styles.styleOf(seriesOf(line.series).name).dash == Qt::SolidLine;
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

// ---- where things stand

QString PlotPainter::shownName(const QString &name, double width) const
{
    return m_metrics.elidedText(QString(name).replace(u'\n', u' '), Qt::ElideRight, width);
}

double PlotPainter::widestOf(const std::vector<PlotTick> &ticks) const
{
    double widest = 0;
    for (const PlotTick &tick : ticks)
        widest = std::max(widest, m_metrics.horizontalAdvance(tick.label));
    return widest;
}

// Counts: whole numbers that are no shares of anything.
bool PlotPainter::areWhole() const
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

void PlotPainter::layOutValues(double length, double each)
{
    const int most = std::max(2, int(length / each));
    std::vector<PlotTick> ticks;
    if (m_plot.isLogarithmic) {
        m_valueMin = std::floor(m_plot.yMin);
        m_valueMax = std::max(m_valueMin + 1, std::ceil(m_plot.yMax));
        ticks = logTicks(m_valueMin, m_valueMax, most, m_panel.unit == "share"_L1 ? m_panel.unit : QString());
    } else {
        const ValueScale scale =
            valueScale(m_plot.yMin, m_plot.yMax, most, areWhole() ? TickSteps::Whole : TickSteps::Any);
        m_valueMin = scale.min;
        m_valueMax = scale.max;
        ticks = valueTicks(scale, m_panel.unit == "share"_L1 ? m_panel.unit : QString());
    }
    (m_plot.isHorizontal ? m_xTicks : m_yTicks) = std::move(ticks);
}

// Rows carry their names at the left; names that begin with a number for the sake of order lose it.
void PlotPainter::dressRows()
{
    std::vector<PlotTick> rows = m_plot.yIsRows ? m_plot.rows : m_plot.categories;
    const bool areNumbered = !rows.empty() && std::ranges::all_of(rows, [](const PlotTick &row) {
        return row.label.size() > 2 && row.label[0].isDigit() && row.label[1] == u' ';
    });
    for (PlotTick &row : rows)
        row.label = shownName(areNumbered ? row.label.sliced(2) : row.label, m_size.width() * MostNameShare);
    m_yTicks = std::move(rows);
}

void PlotPainter::layOut()
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
    const bool hasNames = m_plot.yIsRows || m_plot.isHorizontal;
    const double height = std::max(10.0, m_size.height() - top - bottom);
    if (hasNames)
        dressRows();
    else
        layOutValues(height, TickDistance);
    left += widestOf(m_yTicks) + 8;
    // Behind the bars stand their counts.
    const bool hasCounts = m_plot.isHorizontal && std::ranges::any_of(m_plot.marks, [this](const PlotMark &mark) {
                               return pointOf(mark.ref).n >= 0;
                           });
    const double right = 16 + (hasCounts ? m_metrics.horizontalAdvance(u"n 9,999"_s) : 0);
    m_area = QRectF(left, top, std::max(10.0, m_size.width() - left - right), height);
    if (m_plot.isHorizontal)
        layOutValues(m_area.width(), 64);
    else if (m_plot.across == Plot::Across::Time)
        m_xTicks = timeTicks(m_data.range, QTimeZone(m_data.zone), int(m_area.width() / NarrowestTime));
    else if (m_plot.across == Plot::Across::Values)
        m_xTicks = [this] {
            if (m_plot.isAcrossLogarithmic)
                return logTicks(m_plot.xMin, m_plot.xMax, int(m_area.width() / 64), {});
            const ValueScale scale = valueScale(m_plot.xMin, m_plot.xMax, std::max(2, int(m_area.width() / 64)));
            std::vector<PlotTick> ticks = valueTicks(scale, {});
            std::erase_if(
                ticks, [this](const PlotTick &tick) { return tick.at < m_plot.xMin || tick.at > m_plot.xMax; });
            return ticks;
        }();
    else
        m_xTicks = m_plot.categories;
}

QPointF PlotPainter::placeOf(const QPointF &inPlot) const
{
    const double value = m_plot.yIsRows ? (inPlot.y() - m_plot.yMin) / (m_plot.yMax - m_plot.yMin)
                                        : (inPlot.y() - m_valueMin) / (m_valueMax - m_valueMin);
    if (m_plot.across == Plot::Across::Angles) {
        const double angle = inPlot.x() * std::numbers::pi / 180;
        const double radius = value * m_area.width() / 2;
        return m_area.center() + QPointF(radius * std::sin(angle), -radius * std::cos(angle));
    }
    const double along = (inPlot.x() - m_plot.xMin) / (m_plot.xMax - m_plot.xMin);
    if (m_plot.isHorizontal)
        return {m_area.left() + value * m_area.width(), m_area.top() + along * m_area.height()};
    const double up = m_plot.yIsRows ? value : 1 - value;
    return {m_area.left() + along * m_area.width(), m_area.top() + up * m_area.height()};
}

double PlotPainter::plotXAt(double x) const
{
    return m_plot.xMin + (x - m_area.left()) / m_area.width() * (m_plot.xMax - m_plot.xMin);
}

QRectF PlotPainter::rectOf(const PlotMark &mark) const
{
    if (mark.extent.isNull()) {
        const QPointF middle = placeOf(mark.at);
        return {middle.x() - ReachOfPoint / 2, middle.y() - ReachOfPoint / 2, ReachOfPoint, ReachOfPoint};
    }
    QRectF rect = QRectF(placeOf(mark.extent.topLeft()), placeOf(mark.extent.bottomRight())).normalized();
    // A value of zero, or a moment, is still there.
    if (rect.height() < 2)
        rect.adjust(0, -1, 0, 1);
    if (rect.width() < 2)
        rect.adjust(-1, 0, 1, 0);
    return rect;
}

// ---- grid and words of the axes

void PlotPainter::paintUnder(QPainter &painter) const
{
    painter.setFont(m_font);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_plot.across == Plot::Across::Angles) {
        paintRings(painter);
    } else {
        paintGrid(painter);
        paintAcross(painter);
        paintUp(painter);
    }
    paintUnit(painter);
    if (m_data.kind == PanelKind::HeatMap)
        paintCells(painter);
    else if (m_data.kind == PanelKind::Timeline)
        paintPeriods(painter);
    else {
        paintBands(painter);
        paintBars(painter);
    }
}

void PlotPainter::paintGrid(QPainter &painter) const
{
    painter.setPen(QPen(color(Surface::Border, m_palette), 1));
    const auto crisp = [](double at) { return std::floor(at) + 0.5; };
    if (m_plot.isHorizontal) {
        for (const PlotTick &tick : m_xTicks) {
            const double x = crisp(placeOf({m_plot.xMin, tick.at}).x());
            painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
        }
        return;
    }
    if (!m_plot.yIsRows) {
        for (const PlotTick &tick : m_yTicks) {
            const double y = crisp(placeOf({m_plot.xMin, tick.at}).y());
            painter.drawLine(QPointF(m_area.left(), y), QPointF(m_area.right(), y));
        }
    }
    if (m_plot.across == Plot::Across::Time) {
        for (const PlotTick &tick : m_xTicks) {
            const double x = crisp(placeOf({tick.at, m_plot.yMin}).x());
            painter.drawLine(QPointF(x, m_area.bottom()), QPointF(x, m_area.bottom() + 4));
        }
    }
}

// The words along the lower edge, as many as have room.
void PlotPainter::paintAcross(QPainter &painter) const
{
    painter.setPen(mutedText());
    double free = -1e9; // up to where words stand already
    const double y = m_area.bottom() + 6;
    const bool isCategories = !m_plot.isHorizontal && m_plot.across == Plot::Across::Categories;
    const double room = isCategories && !m_xTicks.empty() ? m_area.width() / double(m_xTicks.size()) : 1e9;
    for (const PlotTick &tick : m_xTicks) {
        const double middle =
            m_plot.isHorizontal ? placeOf({m_plot.xMin, tick.at}).x() : placeOf({tick.at, m_plot.yMin}).x();
        const QString text = isCategories ? shownName(tick.label, std::max(room * 0.95, 60.0)) : tick.label;
        const double width = m_metrics.horizontalAdvance(text);
        const double left = std::clamp(middle - width / 2, 0.0, std::max(0.0, m_size.width() - width));
        if (left < free)
            continue;
        free = left + width + 6;
        painter.drawText(QRectF(left, y, width + 1, m_metrics.height()), Qt::AlignLeft | Qt::AlignTop, text);
    }
}

void PlotPainter::paintUp(QPainter &painter) const
{
    painter.setPen(mutedText());
    double free = -1e9;
    const bool hasNames = m_plot.yIsRows || m_plot.isHorizontal;
    // Values run upwards: from the top of the screen to its bottom they are walked backwards.
    std::vector<PlotTick> ticks = m_yTicks;
    if (!hasNames)
        std::ranges::reverse(ticks);
    for (const PlotTick &tick : ticks) {
        const double middle =
            m_plot.isHorizontal ? placeOf({tick.at, m_valueMin}).y() : placeOf({m_plot.xMin, tick.at}).y();
        const double top = middle - m_metrics.height() / 2;
        if (top < free)
            continue;
        free = top + m_metrics.height() - 1;
        const QRectF place(0, top, m_area.left() - 8, m_metrics.height());
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, tick.label);
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
            QRectF(8, 0, m_size.width() - 16, m_metrics.height() + 2), Qt::AlignLeft | Qt::AlignVCenter, unit);
}

void PlotPainter::paintRings(QPainter &painter) const
{
    painter.setPen(QPen(color(Surface::Border, m_palette), 1));
    painter.setBrush(Qt::NoBrush);
    const QPointF middle = m_area.center();
    for (const PlotTick &tick : m_yTicks) {
        const double radius = (tick.at - m_valueMin) / (m_valueMax - m_valueMin) * m_area.width() / 2;
        painter.drawEllipse(middle, radius, radius);
    }
    const double count = std::max<double>(1, double(m_plot.categories.size()));
    for (const PlotTick &category : m_plot.categories)
        painter.drawLine(middle, placeOf({360.0 * category.at / count, m_valueMax}));
    painter.setPen(mutedText());
    for (const PlotTick &tick : m_yTicks) {
        const QPointF at = placeOf({0, tick.at});
        painter.drawText(QPointF(at.x() + 3, at.y() + m_metrics.ascent()), tick.label);
    }
    painter.setPen(m_palette.color(QPalette::Text));
    for (const PlotTick &category : m_plot.categories) {
        const QPointF edge = placeOf({360.0 * category.at / count, m_valueMax});
        const QPointF out = edge - middle;
        const double length = std::max(1.0, std::hypot(out.x(), out.y()));
        const QPointF at = middle + out * ((length + 8) / length);
        const double room = std::min(m_size.width() - at.x() - 2, 110.0);
        const QString text = shownName(category.label, out.x() > 1 ? std::max(room, 30.0) : 110);
        const double width = m_metrics.horizontalAdvance(text);
        double left = at.x() - width / 2;
        if (out.x() > length * 0.1)
            left = at.x();
        else if (out.x() < -length * 0.1)
            left = at.x() - width;
        const double up = out.y() < -length * 0.9 ? m_metrics.height()
                        : out.y() > length * 0.9  ? 0
                                                  : m_metrics.height() / 2;
        painter.drawText(QRectF(left, at.y() - up, width + 1, m_metrics.height()), Qt::AlignLeft, text);
    }
}

// ---- above the lines

void PlotPainter::paintOver(QPainter &painter) const
{
    painter.setFont(m_font);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_plot.yIsRows)
        return;
    paintMoments(painter);
    paintThresholds(painter);
    paintDashed(painter);
    paintMarkers(painter);
    paintWords(painter);
}

QPointF PlotPainter::withinReach(const QPointF &place) const
{
    const QRectF within = reach();
    const auto ended = [](double at, double low, double high) {
        return std::isinf(at) ? std::clamp(at, low, high) : at;
    };
    return {ended(place.x(), within.left(), within.right()), ended(place.y(), within.top(), within.bottom())};
}

QRectF PlotPainter::reach() const { return m_area.adjusted(-4, -4, 4, 4); }

// What happened when: a dashed line with a flag, and its words where there is room for them.
void PlotPainter::paintMoments(QPainter &painter) const
{
    if (m_plot.across != Plot::Across::Time || m_plot.isHorizontal)
        return;
    constexpr double Flag = 7;
    constexpr double LeastRoom = 40;
    constexpr double MostRoom = 180;
    const auto placeAt = [this](const metrics::Moment &moment) {
        return std::floor(placeOf({double(moment.at.toMSecsSinceEpoch()), m_plot.yMin}).x()) + 0.5;
    };
    for (size_t i = 0; i < m_data.moments.size(); ++i) {
        const double x = placeAt(m_data.moments[i]);
        const double top = m_area.top();
        painter.setPen(QPen(mutedText(), 1, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, top), QPointF(x, m_area.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(mutedText());
        painter.drawPolygon(QPolygonF({{x, top}, {x + Flag, top + Flag / 2}, {x, top + Flag}}));
        const double left = x + Flag + 3;
        // Up to the next one, whose line would run through the words.
        const double end = i + 1 < m_data.moments.size() ? placeAt(m_data.moments[i + 1]) - 4 : m_area.right();
        const double room = std::min(end - left, MostRoom);
        if (room < LeastRoom)
            continue;
        painter.setPen(mutedText());
        painter.drawText(
            QRectF(left, top - 3, room + 1, m_metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
            shownName(m_data.moments[i].label, room));
    }
}

void PlotPainter::paintDashed(QPainter &painter) const
{
    painter.setBrush(Qt::NoBrush);
    for (const PlotLine &line : m_plot.lines) {
        if (isSolid(line) || line.points.isEmpty())
            continue;
        QPainterPath path(placeOf(line.points.front()));
        for (qsizetype i = 1; i < line.points.size(); ++i)
            path.lineTo(placeOf(line.points[i]));
        painter.setPen(penOf(line));
        painter.drawPath(path);
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
        const bool hasWhisker = !std::isnan(mark.low) && !std::isnan(mark.high);
        if (hasWhisker && m_data.kind != PanelKind::Box && m_plot.bands.empty()) {
            painter.save();
            painter.setClipRect(reach());
            paintWhisker(painter, mark);
            painter.restore();
        }
        if (std::isfinite(point.baseline))
            paintBaseline(painter, mark);
        if (isBar)
            continue;
        const QPointF at = placeOf(mark.at);
        if (!mark.isAlone && at.x() - last[size_t(mark.ref.series)] < Apart)
            continue;
        last[size_t(mark.ref.series)] = at.x();
        const EntityStyle style = m_styles.styleOf(seriesOf(mark.ref.series).name);
        const QColor full = colorOf(mark.ref.series);
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
    if (std::isnan(mark.low) || std::isnan(mark.high))
        return;
    const QPointF low = withinReach(placeOf({mark.at.x(), mark.low}));
    const QPointF high = withinReach(placeOf({mark.at.x(), mark.high}));
    QColor ink = m_palette.color(QPalette::Text);
    // On lines in their own colour, so that it is seen whose they are.
    painter.setPen(
        mark.extent.isNull() ? QPen(withAlpha(colorOf(mark.ref.series), 0.7), 1) : QPen(withAlpha(ink, 0.75), 1.2));
    painter.drawLine(low, high);
    const QPointF cap = m_plot.isHorizontal ? QPointF(0, 3) : QPointF(3, 0);
    // An open end has no cap.
    if (std::isfinite(mark.low))
        painter.drawLine(low - cap, low + cap);
    if (std::isfinite(mark.high))
        painter.drawLine(high - cap, high + cap);
}

// A grey bar across: what the value is to be compared with.
void PlotPainter::paintBaseline(QPainter &painter, const PlotMark &mark) const
{
    const Point &point = pointOf(mark.ref);
    if (m_plot.isLogarithmic && point.baseline <= 0)
        return;
    const double value = m_plot.isLogarithmic ? std::log10(point.baseline) : point.baseline;
    const QPointF at = placeOf({mark.at.x(), value});
    const QRectF bar = rectOf(mark);
    const double half = mark.extent.isNull() ? 6 : (m_plot.isHorizontal ? bar.height() : bar.width()) / 2 + 2;
    const QPointF arm = m_plot.isHorizontal ? QPointF(0, half) : QPointF(half, 0);
    painter.setPen(QPen(m_palette.color(QPalette::Base), 5, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(at - arm, at + arm);
    painter.setPen(QPen(color(Tone::Baseline, m_palette), 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(at - arm, at + arm);
}

// How many values stand behind a mark, where marks are few; names beside scattered points.
void PlotPainter::paintWords(QPainter &painter) const
{
    constexpr size_t MostWords = 40;
    if (m_plot.marks.size() > MostWords)
        return;
    painter.setPen(mutedText());
    std::vector<QRectF> taken;
    const auto write = [&](const QPointF &at, const QString &text) {
        const QRectF place(at.x(), at.y(), m_metrics.horizontalAdvance(text) + 1, m_metrics.height());
        const bool isFree = std::ranges::none_of(taken, [&](const QRectF &other) { return other.intersects(place); });
        if (!isFree || place.right() > m_size.width() || place.top() < 0)
            return;
        taken.push_back(place);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, text);
    };
    for (const PlotMark &mark : m_plot.marks) {
        const Point &point = pointOf(mark.ref);
        const QString count =
            point.n >= 0 && m_plot.across != Plot::Across::Angles ? u"n "_s + countText(point.n) : QString();
        if (m_data.kind == PanelKind::Scatter) {
            const QPointF at = placeOf(mark.at);
            write({at.x() + 7, at.y() - m_metrics.height() / 2}, point.label.isEmpty() ? count : point.label);
        } else if (m_plot.isHorizontal && !mark.extent.isNull() && !count.isEmpty()) {
            const QRectF bar = rectOf(mark);
            double right = std::max(bar.right(), placeOf({0, m_valueMin}).x());
            for (const double edge : {mark.high, point.baseline})
                right = std::isfinite(edge) ? std::max(right, placeOf({mark.at.x(), edge}).x()) : right;
            if (bar.height() >= m_metrics.height() * 0.7)
                write({right + 6, bar.center().y() - m_metrics.height() / 2}, count);
        } else if (
            point.isTooFew() && point.n > 0 && mark.isAlone && !m_plot.isHorizontal
            && m_plot.across == Plot::Across::Time) {
            const QPointF at = placeOf(mark.at);
            write({at.x() - m_metrics.horizontalAdvance(count) / 2, at.y() - m_metrics.height() - 5}, count);
        }
    }
}

} // namespace howdah::ui
