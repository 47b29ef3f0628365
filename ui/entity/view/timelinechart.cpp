// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/timelinechart.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/tooltips.h"
#include "entity/entitywords.h"

#include <QHelpEvent>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimeZone>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::TimelineEntry;
using Span = entity::TimelineEntry::Span;

constexpr int BarUnits = 10'000; // of the horizontal scroll bar
constexpr double Narrowest = 10; // milliseconds in sight
constexpr double Margin = 0.03;  // of the range, at both ends
constexpr int LongestNames = 150;
constexpr double LeastRange = 1000; // milliseconds, where all happened at once

TimelineChart::TimelineChart(TimelineModel *model, QItemSelectionModel *cursor, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_model(model)
    , m_cursor(cursor)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Timeline"));
    viewport()->setMouseTracking(true);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        arrange();
        showAll();
    });
    connect(cursor, &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        setAccessibleDescription(index.isValid() ? m_model->tip(index.row()) : QString());
        viewport()->update();
    });
}

// ---- where things are

// Entries of a lane that overlap stand in lines below one another.
void TimelineChart::arrange()
{
    m_lineOf.clear();
    m_laneTops.assign(1, 0);
    if (!m_model->timeline())
        return;
    const auto &timeline = *m_model->timeline();
    const auto [from, until] = timeline.extent();
    const double gap = std::max(until - from, LeastRange) * 0.01;
    m_lineOf.assign(timeline.entries.size(), -1);
    size_t at = 0;
    for (int lane = 0; lane < int(timeline.lanes.size()); ++lane) {
        std::vector<double> ends; // of each line
        for (; at < timeline.entries.size() && timeline.entries[at].lane == lane; ++at) {
            const TimelineEntry &entry = timeline.entries[at];
            if (entry.span == Span::Ahead)
                continue;
            size_t line = 0;
            while (line < ends.size() && ends[line] > entry.beginMs)
                ++line;
            if (line == ends.size())
                ends.push_back(0);
            ends[line] = std::max(entry.endMs, entry.beginMs + gap);
            m_lineOf[at] = m_laneTops.back() + int(line);
        }
        m_laneTops.push_back(m_laneTops.back() + std::max(1, int(ends.size())));
    }
    m_first = from;
    m_last = std::max(until, from + LeastRange);
}

int TimelineChart::lineHeight() const { return zoomed(space::rowComfortable); }

int TimelineChart::namesWidth() const
{
    int width = 0;
    const QFontMetrics metrics(smallFont());
    if (m_model->timeline()) {
        for (const QString &lane : m_model->timeline()->lanes)
            width = std::max(width, metrics.horizontalAdvance(lane));
    }
    return std::min(width, zoomed(LongestNames)) + 2 * zoomed(space::inside);
}

double TimelineChart::xOf(double time) const
{
    const double room = std::max(1, viewport()->width() - namesWidth());
    return namesWidth() + (time - m_from) / (m_until - m_from) * room;
}

double TimelineChart::timeAt(double x) const
{
    const double room = std::max(1, viewport()->width() - namesWidth());
    return m_from + (x - namesWidth()) / room * (m_until - m_from);
}

QRect TimelineChart::rectOf(int row) const
{
    if (row < 0 || row >= int(m_lineOf.size()) || m_lineOf[size_t(row)] < 0)
        return {};
    const TimelineEntry &entry = m_model->entry(row);
    const int height = lineHeight() - zoomed(6);
    const int top = (m_lineOf[size_t(row)] + 1) * lineHeight() + zoomed(3) - verticalScrollBar()->value();
    // Far outside, painting would overflow.
    const double left = std::clamp(xOf(entry.beginMs), -1e5, 1e5);
    if (entry.span == Span::Moment)
        return {int(left) - height / 2, top, height, height};
    const double right = std::clamp(xOf(entry.endMs), -1e5, 1e5);
    return {int(left), top, std::max(zoomed(4), int(right - left)), height};
}

int TimelineChart::rowAt(const QPoint &place) const
{
    for (int row = int(m_lineOf.size()) - 1; row >= 0; --row) {
        if (rectOf(row).adjusted(-2, -2, 2, 2).contains(place))
            return row;
    }
    return -1;
}

// ---- what is in sight

void TimelineChart::setRange(double from, double until)
{
    const double whole = (m_last - m_first) * (1 + 2 * Margin);
    const double begin = m_first - (m_last - m_first) * Margin;
    const double width = std::clamp(until - from, std::min(Narrowest, whole), whole);
    m_from = std::clamp(from, begin, begin + whole - width);
    m_until = m_from + width;
    m_isAll = width >= whole * 0.999;
    updateBars();
    viewport()->update();
    Q_EMIT rangeChanged();
}

void TimelineChart::showAll() { setRange(m_first - (m_last - m_first) * Margin, m_last + (m_last - m_first) * Margin); }

void TimelineChart::zoom(double factor, double around)
{
    setRange(around - (around - m_from) / factor, around + (m_until - around) / factor);
}

void TimelineChart::zoomIn()
{
    const QRect rect = rectOf(current());
    const bool isInSight = !rect.isEmpty() && rect.right() > namesWidth() && rect.left() < viewport()->width();
    zoom(2, isInSight ? std::clamp(timeAt(rect.center().x()), m_from, m_until) : (m_from + m_until) / 2);
}

void TimelineChart::zoomOut() { zoom(0.5, (m_from + m_until) / 2); }

void TimelineChart::updateBars()
{
    m_isUpdating = true;
    const int lines = m_laneTops.empty() ? 0 : m_laneTops.back();
    verticalScrollBar()->setRange(0, std::max(0, (lines + 1) * lineHeight() - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(lineHeight());
    const double whole = (m_last - m_first) * (1 + 2 * Margin);
    const double begin = m_first - (m_last - m_first) * Margin;
    const int page = std::clamp(int((m_until - m_from) / whole * BarUnits), 1, BarUnits);
    horizontalScrollBar()->setRange(0, m_isAll ? 0 : BarUnits - page);
    horizontalScrollBar()->setPageStep(page);
    horizontalScrollBar()->setSingleStep(std::max(1, page / 10));
    horizontalScrollBar()->setValue(int((m_from - begin) / whole * BarUnits));
    m_isUpdating = false;
}

void TimelineChart::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dy)
    if (dx != 0 && !m_isUpdating) {
        const double whole = (m_last - m_first) * (1 + 2 * Margin);
        const double width = m_until - m_from;
        m_from = m_first - (m_last - m_first) * Margin + whole * horizontalScrollBar()->value() / BarUnits;
        m_until = m_from + width;
    }
    viewport()->update();
}

void TimelineChart::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

// ---- mouse and keyboard

bool TimelineChart::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = rowAt(help->pos());
        QToolTip::showText(
            help->globalPos(), row < 0 ? QString() : plainToolTip(m_model->tip(row)), viewport(), rectOf(row));
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineChart::wheelEvent(QWheelEvent *event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    zoom(std::pow(1.2, event->angleDelta().y() / 120.0), timeAt(event->position().x()));
    event->accept();
}

void TimelineChart::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->position().toPoint();
    if (const int row = rowAt(m_pressed); row >= 0)
        makeCurrent(row);
}

void TimelineChart::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint place = event->position().toPoint();
    viewport()->setCursor(rowAt(place) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (!event->buttons().testFlag(Qt::LeftButton) || m_isAll)
        return;
    const double by = timeAt(m_pressed.x()) - timeAt(place.x());
    m_pressed = place;
    setRange(m_from + by, m_until + by);
}

void TimelineChart::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int row = rowAt(event->position().toPoint()); row >= 0)
        Q_EMIT rowWanted(row);
}

int TimelineChart::current() const { return m_cursor->currentIndex().row(); }

void TimelineChart::makeCurrent(int row)
{
    m_cursor->setCurrentIndex(
        m_model->index(row, TimelineModel::What), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const QRect rect = rectOf(row);
    if (rect.isEmpty())
        return;
    if (rect.right() < namesWidth() || rect.left() > viewport()->width()) {
        const double half = (m_until - m_from) / 2;
        setRange(m_model->entry(row).beginMs - half, m_model->entry(row).beginMs + half);
    }
    if (rect.top() < lineHeight())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + rect.top() - lineHeight());
    else if (rect.bottom() > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + rect.bottom() - viewport()->height() + zoomed(4));
}

void TimelineChart::stepBy(int by)
{
    const int count = m_model->rowCount();
    if (count > 0)
        makeCurrent(current() < 0 ? (by > 0 ? 0 : count - 1) : std::clamp(current() + by, 0, count - 1));
}

// To the entry of the next lane that has one, nearest in time.
void TimelineChart::stepLane(int by)
{
    if (current() < 0)
        return stepBy(by);
    const TimelineEntry &from = m_model->entry(current());
    const int lanes = int(m_model->timeline()->lanes.size());
    for (int lane = from.lane + by; lane >= 0 && lane < lanes; lane += by) {
        int best = -1;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const TimelineEntry &one = m_model->entry(row);
            if (one.lane == lane
                && (best < 0
                    || std::abs(one.beginMs - from.beginMs) < std::abs(m_model->entry(best).beginMs - from.beginMs)))
                best = row;
        }
        if (best >= 0)
            return makeCurrent(best);
    }
}

void TimelineChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return stepBy(-1);
    case Qt::Key_Right:
        return stepBy(1);
    case Qt::Key_Up:
        return stepLane(-1);
    case Qt::Key_Down:
        return stepLane(1);
    case Qt::Key_Home:
        return stepBy(-m_model->rowCount());
    case Qt::Key_End:
        return stepBy(m_model->rowCount());
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_0:
        return showAll();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current() >= 0)
            Q_EMIT rowWanted(current());
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void TimelineChart::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (current() < 0 && m_model->rowCount() > 0)
        makeCurrent(0);
    viewport()->update();
}

// ---- what is drawn

void TimelineChart::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    if (!m_model->timeline())
        return;
    paintGrid(painter);
    paintLanes(painter);
    painter.save();
    painter.setClipRect(namesWidth(), lineHeight(), viewport()->width(), viewport()->height());
    for (int row = 0; row < m_model->rowCount(); ++row)
        paintEntry(painter, row);
    painter.restore();
    paintAxis(painter);
}

std::vector<PlotTick> TimelineChart::ticks() const
{
    const metrics::TimeRange range{
        QDateTime::fromMSecsSinceEpoch(qint64(m_from)), QDateTime::fromMSecsSinceEpoch(qint64(m_until) + 1)};
    const int most = std::max(2, (viewport()->width() - namesWidth()) / zoomed(90));
    std::vector<PlotTick> shown = timeTicks(range, QTimeZone::systemTimeZone(), most);
    std::erase_if(shown, [this](const PlotTick &tick) {
        return xOf(tick.at) < namesWidth() || xOf(tick.at) > viewport()->width();
    });
    return shown;
}

// Beneath the entries.
void TimelineChart::paintGrid(QPainter &painter) const
{
    painter.setPen(color(Surface::Border, palette()));
    for (const PlotTick &tick : ticks())
        painter.drawLine(int(xOf(tick.at)), lineHeight(), int(xOf(tick.at)), viewport()->height());
    const double now = xOf(m_model->timeline()->head.now);
    if (now > namesWidth() && now < viewport()->width()) {
        painter.setPen(QPen(color(Tone::Accent, palette()), 1, Qt::DashLine));
        painter.drawLine(int(now), lineHeight(), int(now), viewport()->height());
    }
}

void TimelineChart::paintAxis(QPainter &painter) const
{
    const QRect band(0, 0, viewport()->width(), lineHeight());
    painter.fillRect(band, palette().color(QPalette::Base));
    painter.setFont(smallFont());
    painter.setPen(color(Surface::MutedText, palette()));
    const QFontMetrics metrics(smallFont());
    int free = namesWidth();
    for (const PlotTick &tick : ticks()) {
        const int x = int(xOf(tick.at)) + zoomed(4);
        const int width = metrics.horizontalAdvance(tick.label);
        if (x < free || x + width > viewport()->width())
            continue;
        painter.drawText(QRect(x, 0, width + 2, lineHeight()), Qt::AlignVCenter, tick.label);
        free = x + width + zoomed(12);
    }
    painter.drawText(
        band.adjusted(zoomed(space::inside), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
        metrics.elidedText(durationText(m_until - m_from), Qt::ElideRight, namesWidth()));
    painter.setPen(color(Surface::Border, palette()));
    painter.drawLine(0, lineHeight(), viewport()->width(), lineHeight());
}

void TimelineChart::paintLanes(QPainter &painter) const
{
    const QStringList &lanes = m_model->timeline()->lanes;
    painter.setFont(smallFont());
    for (int lane = 0; lane < int(lanes.size()) && lane + 1 < int(m_laneTops.size()); ++lane) {
        const int top = (m_laneTops[size_t(lane)] + 1) * lineHeight() - verticalScrollBar()->value();
        const int bottom = (m_laneTops[size_t(lane) + 1] + 1) * lineHeight() - verticalScrollBar()->value();
        painter.setPen(color(Surface::Border, palette()));
        painter.drawLine(0, bottom, viewport()->width(), bottom);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(
            QRect(zoomed(space::inside), top, namesWidth() - zoomed(space::inside), lineHeight()), Qt::AlignVCenter,
            QFontMetrics(smallFont())
                .elidedText(lanes[lane], Qt::ElideRight, namesWidth() - zoomed(space::inside) - zoomed(4)));
    }
}

void TimelineChart::paintEntry(QPainter &painter, int row) const
{
    const QRect rect = rectOf(row);
    if (rect.isEmpty() || rect.right() < namesWidth() || rect.left() > viewport()->width()
        || rect.bottom() < lineHeight() || rect.top() > viewport()->height())
        return;
    const TimelineEntry &entry = m_model->entry(row);
    const Tone tone = toneOf(entry.tone);
    const QColor ink = color(tone, palette());
    painter.setPen(QPen(ink, current() == row ? 2 : 1, entry.span == Span::Open ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(fill(tone, palette()));
    const QRectF shape = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (entry.span == Span::Moment) {
        const QPointF centre = shape.center();
        const double half = shape.height() / 2 - 2;
        painter.drawPolygon(QPolygonF{
            {centre - QPointF(0, half), centre + QPointF(half, 0), centre + QPointF(0, half),
             centre - QPointF(half, 0)}});
    } else {
        painter.drawRoundedRect(shape, 3, 3);
    }
    if (current() == row && hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(shape.adjusted(-2, -2, 2, 2), 4, 4);
    }
    paintWords(painter, row, rect);
}

void TimelineChart::paintWords(QPainter &painter, int row, const QRect &rect) const
{
    const TimelineEntry &entry = m_model->entry(row);
    const int height = rect.height();
    QStringList words{entry.label.isEmpty() ? entry.state : entry.label.left(120).simplified()};
    if (entry.isRetry())
        words << tr("attempt %1").arg(entry.attempt);
    if (entry.span == Span::Closed || entry.span == Span::Open)
        words << durationText(entry.durationMs());
    if (!entry.waits.isEmpty())
        words << tr("waits for %1").arg(entry.waits);
    const QString text = words.join(u"  ·  "_s);
    const QFontMetrics metrics(smallFont());
    const int sign = entry.error.isEmpty() && entry.waits.isEmpty() ? 0 : height - zoomed(4);
    const int wanted = metrics.horizontalAdvance(text) + sign + 2 * zoomed(space::tight);
    // Inside where there is room, else behind, if nothing of the line stands there.
    const int left = std::max(rect.left(), namesWidth());
    int room = rect.right() - left;
    QRect line(left, rect.top(), room, height);
    if (entry.span == Span::Moment || room < wanted) {
        int end = viewport()->width();
        for (int next = row + 1; next < int(m_lineOf.size()) && m_model->entry(next).lane == entry.lane; ++next) {
            if (m_lineOf[size_t(next)] == m_lineOf[size_t(row)]) {
                end = std::min(end, rectOf(next).left());
                break;
            }
        }
        const int behind = end - rect.right() - zoomed(space::tight);
        if (behind > room || entry.span == Span::Moment)
            line = QRect(rect.right() + 1, rect.top(), behind, height);
    }
    line.adjust(zoomed(space::tight), 0, -zoomed(2), 0);
    if (line.width() < zoomed(12))
        return;
    if (sign > 0) {
        icon(entry.error.isEmpty() ? Tone::Pending : Tone::Failed)
            .paint(&painter, QRect(line.left(), line.top() + zoomed(2), sign, sign));
        line.setLeft(line.left() + sign + zoomed(2));
    }
    painter.setFont(smallFont());
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(text, Qt::ElideRight, line.width()));
}

} // namespace howdah::ui
