// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/statpainter.h"

#include "chart/figuretext.h"
#include "common/theme.h"
#include "common/tr.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::Point;
using metrics::Series;

std::optional<MarkRef> StatPainter::figure() const
{
    for (size_t s = 0; s < m_data.series.size(); ++s) {
        const Series &series = m_data.series[s];
        if (series.isPrevious)
            continue;
        for (size_t p = series.points.size(); p-- > 0;) {
            const bool isLast = p == 0;
            if (!series.points[p].isGap() && (isLast || !series.points[p].isUnfinished))
                return MarkRef{int(s), int(p)};
        }
    }
    return std::nullopt;
}

const Point *StatPainter::before() const
{
    for (const Series &series : m_data.series) {
        if (!series.isPrevious || series.points.empty())
            continue;
        const Point &last = series.points.back();
        return last.isGap() ? nullptr : &last;
    }
    return nullptr;
}

std::optional<metrics::Change> StatPainter::change() const
{
    const std::optional<MarkRef> ref = figure();
    const Point *then = before();
    if (!ref || !then)
        return std::nullopt;
    const Point &now = m_data.series[size_t(ref->series)].points[size_t(ref->point)];
    return metrics::changeOf(now, *then);
}

QString StatPainter::changeText() const
{
    const std::optional<metrics::Change> change = this->change();
    if (!change || !std::isfinite(change->value))
        return {};
    const Point *then = before();
    const QString was = tr("was %1").arg(figureText(then->value, m_panel.unit));
    const QString arrow = change->value > 0 ? u"▲ "_s : change->value < 0 ? u"▼ "_s : u"= "_s;
    QString text = arrow;
    if (then->value != 0 && m_panel.unit != "share"_L1)
        text += figureText(std::abs(change->value / then->value), u"share"_s);
    else
        text += differenceText(std::abs(change->value), m_panel.unit);
    text += u", "_s + was;
    if (std::isfinite(change->low) && std::isfinite(change->high) && !change->isClear())
        text += u", "_s + tr("inconclusive");
    return text;
}

void StatPainter::paint(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    const std::optional<MarkRef> ref = figure();
    if (!ref) {
        painter.setFont(smallFont());
        painter.setPen(color(Surface::MutedText, m_palette));
        painter.drawText(QRectF(QPointF(), m_size), Qt::AlignCenter | Qt::TextWordWrap, tr("No values in this range"));
        return;
    }
    const Point &point = m_data.series[size_t(ref->series)].points[size_t(ref->point)];
    const QFont small = smallFont();
    const QFontMetricsF metrics(small);
    const double left = 12;
    const double width = m_size.width() - 2 * left;
    const QColor muted = color(Surface::MutedText, m_palette);

    // As large as there is room for.
    QFont large = headingFont(1);
    const double room = m_size.height() - 2 * metrics.height() - 20;
    large.setPixelSize(std::clamp(int(room * 0.5), 18, 40));
    const QString text = figureText(point.value, m_panel.unit);
    while (large.pixelSize() > 14 && QFontMetricsF(large).horizontalAdvance(text) > width)
        large.setPixelSize(large.pixelSize() - 1);
    const double figureHeight = QFontMetricsF(large).height();
    double top = 4;
    painter.setFont(large);
    painter.setPen(point.isTooFew() ? muted : m_palette.color(QPalette::Text));
    painter.drawText(QRectF(left, top, width, figureHeight), Qt::AlignLeft | Qt::AlignVCenter, text);
    top += figureHeight;

    painter.setFont(small);
    painter.setPen(muted);
    QStringList facts;
    if (const QString interval = intervalText(point.low, point.high, m_panel.unit); !interval.isEmpty())
        facts << interval;
    if (point.n >= 0)
        facts << u"n "_s + countText(point.n);
    const auto line = [&](const QString &words, const QColor &ink) {
        painter.setPen(ink);
        painter.drawText(
            QRectF(left, top, width, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(words, Qt::ElideRight, width));
        top += metrics.height() + 1;
    };
    line(facts.join(u" · "_s), muted);
    // Neither green nor red: whether more is better is not known here.
    if (const QString changed = changeText(); !changed.isEmpty())
        line(changed, change()->isClear() || std::isnan(change()->low) ? m_palette.color(QPalette::Text) : muted);
    const QRectF rest(left, top + 4, width, m_size.height() - top - 10);
    if (rest.height() > 16)
        paintCourse(painter, rest);
}

void StatPainter::paintCourse(QPainter &painter, const QRectF &place) const
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Series &series : m_data.series) {
        for (const Point &point : series.points) {
            if (std::isfinite(point.value) && point.bucket.isValid()) {
                low = std::min(low, point.value);
                high = std::max(high, point.value);
            }
        }
    }
    if (!(low <= high))
        return;
    const double span = high > low ? high - low : 1;
    const double from = double(m_data.range.from.toMSecsSinceEpoch());
    const double length = std::max<double>(1, double(m_data.range.milliseconds()));
    for (const Series &series : m_data.series) {
        QPainterPath path;
        bool isOpen = false;
        for (const Point &point : series.points) {
            if (!std::isfinite(point.value) || !point.bucket.isValid()) {
                isOpen = false;
                continue;
            }
            const QPointF at(
                place.left() + (double(point.bucket.toMSecsSinceEpoch()) - from) / length * place.width(),
                place.bottom() - (point.value - low) / span * place.height());
            isOpen ? path.lineTo(at) : path.moveTo(at);
            isOpen = true;
        }
        QPen pen(entityColor(m_styles.styleOf(series.name).index, m_palette), 1.5);
        if (series.isPrevious)
            pen.setStyle(Qt::DotLine);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
}

} // namespace howdah::ui
