// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planflame.h"

#include "common/colors.h"
#include "value/valuetext.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace howdah::ui {

PlanFlame::PlanFlame(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Nodes of the plan by their time"));
}

// Children are never wider than their parent, together: times of what ran beside it are cut down.
std::vector<PlanFlame::Bar> PlanFlame::barsOf(const ShownPlan &shown)
{
    const auto weight = [&](size_t node) {
        return shown.figures.timed ? shown.figures.nodes[node].inclusive : shown.plan.nodes[node].totalCost.value_or(0);
    };
    std::vector<Bar> bars(shown.plan.nodes.size());
    if (!bars.empty())
        bars[0].width = 1;
    for (size_t node = 0; node < bars.size(); ++node) { // a parent stands before its children
        double all = 0;
        for (const int child : shown.plan.nodes[node].children)
            all += std::max(0.0, weight(size_t(child)));
        const double whole = std::max(weight(node), all);
        double left = bars[node].left;
        for (const int child : shown.plan.nodes[node].children) {
            const double part = whole > 0 ? std::max(0.0, weight(size_t(child))) / whole : 0;
            bars[size_t(child)] = {left, bars[node].width * part, bars[node].depth + 1};
            left += bars[size_t(child)].width;
        }
    }
    return bars;
}

QRectF PlanFlame::rectOf(const Bar &bar, double width)
{
    return {bar.left * width, double(bar.depth) * RowHeight, std::max(1.0, bar.width * width), RowHeight - 1.0};
}

int PlanFlame::depthOf(const std::vector<Bar> &bars)
{
    int depth = 0;
    for (const Bar &bar : bars)
        depth = std::max(depth, bar.depth + 1);
    return depth;
}

void PlanFlame::setPlan(const ShownPlan *shown)
{
    m_shown = shown;
    m_bars = shown ? barsOf(*shown) : std::vector<Bar>();
    m_current = -1;
    updateGeometry();
    update();
}

void PlanFlame::setCurrent(int node)
{
    if (!m_shown || node < 0 || node >= int(m_bars.size()) || node == m_current)
        return;
    m_current = node;
    setAccessibleDescription(m_shown->title(node) + QLatin1StringView(", ") + m_shown->timeText(node));
    update();
}

QRectF PlanFlame::barOf(int node) const { return rectOf(m_bars[size_t(node)], width()); }

QSize PlanFlame::sizeHint() const { return {200, std::max(1, depthOf(m_bars)) * RowHeight}; }

int PlanFlame::nodeAt(const QPointF &at) const
{
    for (int node = int(m_bars.size()) - 1; node >= 0; --node) {
        if (barOf(node).contains(at))
            return node;
    }
    return -1;
}

void PlanFlame::paintBars(
    QPainter &painter, const ShownPlan &shown, const std::vector<Bar> &bars, double width, const QPalette &palette,
    int current)
{
    const QRectF clip = painter.hasClipping() ? painter.clipBoundingRect() : QRectF();
    std::vector<double> ends; // of the last bar of each row: what is narrower than a pixel is painted once
    for (size_t node = 0; node < bars.size(); ++node) {
        const QRectF rect = rectOf(bars[node], width);
        const auto depth = size_t(bars[node].depth);
        if (ends.size() <= depth)
            ends.resize(depth + 1, -1);
        const bool isCurrent = int(node) == current;
        if ((!clip.isNull() && !clip.intersects(rect)) || (rect.right() < ends[depth] + 0.5 && !isCurrent))
            continue;
        ends[depth] = rect.right();
        const double share = shown.share(int(node));
        const Tone tone = share >= 0.5 ? Tone::Failed : share >= 0.1 ? Tone::Edited : Tone::Accent;
        painter.fillRect(rect.adjusted(0, 0, rect.width() > 3 ? -1 : 0, 0), fill(tone, palette));
        if (isCurrent) {
            painter.setPen(QPen(palette.color(QPalette::Highlight), 2));
            painter.drawRect(rect.adjusted(1, 1, -2, -1));
        }
        if (rect.width() < 24)
            continue;
        painter.setPen(palette.color(QPalette::Text));
        const QRectF inside = rect.adjusted(6, 0, -6, 0);
        const QString text = shown.title(int(node)) + QLatin1StringView("  ") + shown.timeText(int(node));
        painter.drawText(
            inside, int(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine),
            painter.fontMetrics().elidedText(text, Qt::ElideRight, int(inside.width())));
    }
}

void PlanFlame::paint(
    QPainter &painter, const ShownPlan &shown, const QSizeF &size, const QPalette &palette, int current)
{
    paintBars(painter, shown, barsOf(shown), size.width(), palette, current);
}

void PlanFlame::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (m_shown)
        paintBars(painter, *m_shown, m_bars, width(), palette(), m_current);
}

void PlanFlame::mousePressEvent(QMouseEvent *event)
{
    if (const int node = nodeAt(event->position()); node >= 0)
        Q_EMIT chosen(node);
}

void PlanFlame::keyPressEvent(QKeyEvent *event)
{
    if (!m_shown || m_bars.empty())
        return QWidget::keyPressEvent(event);
    const auto &nodes = m_shown->plan.nodes;
    const plan::Node &one = nodes[size_t(std::max(0, m_current))];
    int next = -1;
    if (event->key() == Qt::Key_Up) {
        next = one.parent;
    } else if (event->key() == Qt::Key_Down) {
        next = m_current < 0 ? 0 : one.children.empty() ? -1 : one.children.front();
    } else if (event->key() == Qt::Key_Home) {
        next = 0;
    } else if ((event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) && one.parent >= 0) {
        const auto &row = nodes[size_t(one.parent)].children;
        const auto at = std::ranges::find(row, m_current) - row.begin() + (event->key() == Qt::Key_Left ? -1 : 1);
        next = at >= 0 && at < std::ssize(row) ? row[size_t(at)] : -1;
    } else {
        return QWidget::keyPressEvent(event);
    }
    if (next >= 0)
        Q_EMIT chosen(next);
}

bool PlanFlame::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_shown)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int node = nodeAt(help->pos());
    QToolTip::showText(
        help->globalPos(),
        node < 0 ? QString() : tipText(m_shown->title(node) + QLatin1Char('\n') + m_shown->timeText(node)), this);
    return true;
}

} // namespace howdah::ui
