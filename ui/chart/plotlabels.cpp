// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotlabels.h"

#include "chart/figuretext.h"
#include "chart/plotcolors.h"
#include "chart/shortnames.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <map>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;
using metrics::Point;

namespace {

constexpr size_t MostWords = 40; // of more marks none has words
constexpr double SignSize = 7;

} // namespace

const Point &PlotLabels::pointOf(const MarkRef &ref) const
{
    return m_data.series[size_t(ref.series)].points[size_t(ref.point)];
}

QColor PlotLabels::colorOf(int series) const
{
    return entityColor(m_styles.styleOf(m_data.series[size_t(series)].name).index, m_palette);
}

void PlotLabels::paint(QPainter &painter)
{
    if (!m_plot.small.empty())
        paintSmallNames(painter);
    else if (m_frame.hasDirectLabels())
        paintLineNames(painter);
    if (m_panel.stacked && m_data.kind == PanelKind::Bar) {
        paintSegments(painter);
        paintStackCounts(painter);
    } else {
        paintCounts(painter);
    }
}

// ---- names

void PlotLabels::paintName(
    QPainter &painter, const QPointF &middleLeft, const QString &name, const QString &shown) const
{
    const EntityStyle style = m_styles.styleOf(name);
    paintMarker(
        painter, middleLeft + QPointF(SignSize / 2, 0), SignSize, style.marker, entityColor(style.index, m_palette));
    painter.setPen(m_palette.color(QPalette::Text));
    painter.drawText(
        QRectF(
            middleLeft.x() + SignSize + 5, middleLeft.y() - m_frame.fontMetrics().height() / 2,
            m_frame.fontMetrics().horizontalAdvance(shown) + 1, m_frame.fontMetrics().height()),
        Qt::AlignLeft | Qt::AlignVCenter, shown);
}

void PlotLabels::paintSmallNames(QPainter &painter) const
{
    const double room = m_frame.areas().front().width() - SignSize - 6;
    const QStringList shown = shortNames(m_plot.small, m_frame.fontMetrics(), room);
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const QRectF area = m_frame.areas()[size_t(i)];
        paintName(
            painter, {area.left(), area.top() - m_frame.fontMetrics().height() / 2 - 2}, m_plot.small[i], shown[i]);
    }
}

// Each at the height of its last value, or as near to it as the others leave room, with a thin line from there.
void PlotLabels::paintLineNames(QPainter &painter) const
{
    struct Ending
    {
        QString name;
        QPointF at;
        double y = 0;
    };
    const QRectF area = m_frame.area();
    std::vector<const PlotMark *> last(m_data.series.size(), nullptr); // in one walk: there may be thousands of marks
    for (const PlotMark &mark : m_plot.marks)
        last[size_t(mark.ref.series)] = &mark;
    std::vector<Ending> endings;
    for (size_t i = 0; i < last.size(); ++i) {
        const metrics::Series &series = m_data.series[i];
        if (!last[i] || series.isPrevious || series.name.isEmpty())
            continue;
        const QPointF at = m_frame.placeIn(area, last[i]->at);
        endings.push_back({series.name, at, at.y()});
    }
    std::ranges::stable_sort(endings, {}, &Ending::y);
    const double line = m_frame.fontMetrics().height() - 1;
    double free = area.top() - line / 2;
    for (Ending &ending : endings) { // downwards, then up again from the lower edge
        ending.y = std::max(ending.y, free);
        free = ending.y + line;
    }
    free = area.bottom() + line / 2;
    for (auto ending = endings.rbegin(); ending != endings.rend(); ++ending) {
        ending->y = std::min(ending->y, free);
        free = ending->y - line;
    }
    QStringList names;
    for (const Ending &ending : endings)
        names << ending.name;
    const double left = area.right() + 6;
    names = shortNames(names, m_frame.fontMetrics(), m_frame.directRoom() - SignSize - 13);
    for (size_t i = 0; i < endings.size(); ++i) {
        const Ending &ending = endings[i];
        painter.setPen(QPen(color(Surface::Border, m_palette), 1));
        if (left - ending.at.x() > SignSize || std::abs(ending.y - ending.at.y()) > 2)
            painter.drawLine(ending.at + QPointF(SignSize / 2, 0), QPointF(left - 1, ending.y));
        paintName(painter, {left, ending.y}, ending.name, names[qsizetype(i)]);
    }
}

// ---- figures

// Where they are legible: within the segment, in what stands out from it.
void PlotLabels::paintSegments(QPainter &painter)
{
    for (const PlotMark &mark : m_plot.marks) {
        if (mark.extent.isNull())
            continue;
        const Point &point = pointOf(mark.ref);
        const QRectF rect = m_frame.rectOf(mark);
        const QString text = figureText(point.value, m_panel.unit == "share"_L1 ? m_panel.unit : QString());
        if (point.isUnfinished || m_frame.fontMetrics().horizontalAdvance(text) + 8 > rect.width()
            || m_frame.fontMetrics().height() > rect.height())
            continue;
        painter.setPen(inkOn(barGround(colorOf(mark.ref.series), point.isTooFew(), m_palette)));
        painter.drawText(rect, Qt::AlignCenter, text);
    }
}

// Behind a stack that lies, how many values it is of.
void PlotLabels::paintStackCounts(QPainter &painter)
{
    if (!m_plot.isHorizontal)
        return;
    std::map<int, std::pair<QRectF, qint64>> stacks; // by their places across
    for (const PlotMark &mark : m_plot.marks) {
        const qint64 n = pointOf(mark.ref).n;
        if (mark.extent.isNull() || n < 0)
            continue;
        auto &[whole, count] = stacks[int(std::lround(mark.at.x()))];
        whole |= m_frame.rectOf(mark);
        count += n;
    }
    painter.setPen(color(Surface::MutedText, m_palette));
    for (const auto &[place, stack] : stacks) {
        if (stacks.size() <= MostWords && stack.first.height() >= m_frame.fontMetrics().height() * 0.7)
            write(
                painter, {stack.first.right() + 6, stack.first.center().y() - m_frame.fontMetrics().height() / 2},
                u"n "_s + countText(stack.second));
    }
}

void PlotLabels::write(QPainter &painter, const QPointF &at, const QString &text)
{
    const QRectF place(
        at.x(), at.y(), m_frame.fontMetrics().horizontalAdvance(text) + 1, m_frame.fontMetrics().height());
    const bool isFree = std::ranges::none_of(m_taken, [&](const QRectF &other) { return other.intersects(place); });
    if (!isFree || place.right() > m_frame.size().width() || place.top() < 0)
        return;
    m_taken.push_back(place);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, text);
}

// To the right of all that is drawn of a bar or dot.
QPointF PlotLabels::behind(const PlotMark &mark) const
{
    const QRectF bar = m_frame.rectOf(mark);
    const QRectF area = m_frame.area();
    double right = std::max(bar.right(), area.left());
    const double baseline = pointOf(mark.ref).baseline;
    for (const double edge : {mark.high, m_plot.isLogarithmic ? std::log10(baseline) : baseline}) {
        if (std::isfinite(edge))
            right = std::max(right, m_frame.placeIn(area, {mark.at.x(), edge}).x());
    }
    return {std::min(right, area.right() + 4) + 6, bar.center().y() - m_frame.fontMetrics().height() / 2};
}

// How many values stand behind a mark, where marks are few; names beside scattered points.
void PlotLabels::paintCounts(QPainter &painter)
{
    if (m_plot.marks.size() > MostWords)
        return;
    const QFontMetricsF &metrics = m_frame.fontMetrics();
    painter.setPen(color(Surface::MutedText, m_palette));
    const double row =
        m_plot.isDots && !m_plot.categories.empty() ? m_frame.area().height() / double(m_plot.categories.size()) : 0;
    for (const PlotMark &mark : m_plot.marks) {
        const Point &point = pointOf(mark.ref);
        const bool hasCount = point.n >= 0 && m_plot.across != Plot::Across::Angles;
        const QString count = hasCount ? u"n "_s + countText(point.n) : QString();
        if (m_data.kind == PanelKind::Scatter) {
            const QPointF at = m_frame.placeOf(mark.at, mark.ref.series);
            write(painter, {at.x() + 7, at.y() - metrics.height() / 2}, point.label.isEmpty() ? count : point.label);
        } else if (m_plot.isHorizontal && (m_plot.isDots || !mark.extent.isNull()) && hasCount) {
            if (std::max(row, m_frame.rectOf(mark).height()) >= metrics.height() * 0.7)
                write(painter, behind(mark), count);
        } else if (
            point.isTooFew() && point.n > 0 && mark.isAlone && !m_plot.isHorizontal
            && m_plot.across == Plot::Across::Time) {
            const QPointF at = m_frame.placeOf(mark.at, mark.ref.series);
            write(painter, {at.x() - metrics.horizontalAdvance(count) / 2, at.y() - metrics.height() - 5}, count);
        }
    }
}

} // namespace howdah::ui
