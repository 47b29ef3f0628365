// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/chartview.h"

#include "chart/marktexts.h"
#include "chart/plot.h"
#include "common/theme.h"
#include "metrics/paneltable.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace howdah::ui {

ChartView::ChartView(metrics::PanelKind kind, EntityStyles &styles, QWidget *parent)
    : QGraphicsView(parent)
    , m_styles(styles)
    , m_chart(kind)
{
    installChartAccessibility();
    setScene(m_chart.scene());
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    // One item covers all: what changes is drawn as a whole.
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setMinimumSize(120, 60);
    m_chart.setPalette(palette());
    m_secondClick.setSingleShot(true);
    connect(&m_secondClick, &QTimer::timeout, this, &ChartView::notifyClicked);
}

ChartView::~ChartView() = default;

void ChartView::setPanel(const metrics::PanelDefinition &panel)
{
    m_panel = panel;
    setAccessibleName(panel.title);
}

void ChartView::setData(std::shared_ptr<const metrics::PanelData> data)
{
    m_clicked.reset(); // the same place is another mark now
    m_chart.setData(m_panel, std::move(data), m_styles);
    setAccessibleDescription(summary());
    QAccessibleTableModelChangeEvent changed(this, QAccessibleTableModelChangeEvent::ModelReset);
    QAccessible::updateAccessibility(&changed);
    Q_EMIT currentChanged();
}

void ChartView::setHidden(const QStringList &names)
{
    m_chart.setHidden(names);
    viewport()->update();
}

QString ChartView::summary() const { return m_chart.data() ? metrics::summaryOf(m_panel, *m_chart.data()) : QString(); }

int ChartView::neededHeight(int width) const
{
    constexpr int AroundRows = 2; // the unit above them, the values below
    constexpr int DotHeight = 10;
    constexpr int SmallHeight = 84; // with its name
    constexpr int AroundSmall = 44; // edges of the panel and of the chart
    using enum metrics::PanelKind;
    const bool hasRows =
        m_panel.kind == Bar || m_panel.kind == HeatMap || m_panel.kind == Timeline || m_panel.kind == Box;
    const bool maySplit = m_panel.kind == Line || m_panel.kind == Band;
    if (!m_chart.data() || (!hasRows && !maySplit))
        return 0;
    const Plot plot = plotOf(m_panel, *m_chart.data(), {});
    const int line = QFontMetrics(smallFont()).height();
    if (const int small = int(plot.small.size()); small > 0) {
        const int columns = smallColumns(small, (width > 0 ? width : this->width()) - AroundSmall);
        return (small + columns - 1) / columns * SmallHeight + 2 * line;
    }
    const size_t rows = plot.yIsRows ? plot.rows.size() : plot.isHorizontal ? plot.categories.size() : 0;
    const int row = plot.isDots ? std::max(line, DotHeight * int(plot.lineNames(*m_chart.data()).size())) : line;
    return rows == 0 ? 0 : int(rows) * row + AroundRows * line + space::group;
}

QString ChartView::wordsOf(const MarkRef &mark) const
{
    return m_chart.data() && mark.isValid() ? markWords(m_panel, *m_chart.data(), mark.series, mark.point) : QString();
}

void ChartView::setCurrent(const std::optional<MarkRef> &mark)
{
    if (m_chart.current() == mark)
        return;
    m_chart.setCurrent(mark);
    announce();
    Q_EMIT currentChanged();
}

void ChartView::announce()
{
    if (!QAccessible::isActive() || !m_chart.current())
        return;
    const auto &marks = m_chart.marks();
    const auto at = std::ranges::find(marks, *m_chart.current());
    QAccessibleEvent focused(this, QAccessible::Focus);
    focused.setChild(int(at - marks.begin()));
    QAccessible::updateAccessibility(&focused);
}

// ---- keys

std::optional<MarkRef> ChartView::neighbour(const MarkRef &from, int key) const
{
    const auto &marks = m_chart.marks();
    const auto at = std::ranges::find(marks, from);
    if (at == marks.end())
        return std::nullopt;
    if (key == Qt::Key_Right)
        return at + 1 != marks.end() && (at + 1)->series == from.series ? std::optional(*(at + 1)) : from;
    if (key == Qt::Key_Left)
        return at != marks.begin() && (at - 1)->series == from.series ? std::optional(*(at - 1)) : from;
    // The mark of the next series that stands nearest to this one.
    const bool isDown = key == Qt::Key_Down;
    int wanted = -1;
    for (const MarkRef &mark : marks) {
        const bool isBeyond = isDown ? mark.series > from.series : mark.series < from.series;
        if (isBeyond && (wanted < 0 || (isDown ? mark.series < wanted : mark.series > wanted)))
            wanted = mark.series;
    }
    std::optional<MarkRef> nearest;
    double least = 0;
    const QPointF here = m_chart.positionOf(from);
    for (const MarkRef &mark : marks) {
        if (mark.series != wanted)
            continue;
        const double distance = QLineF(m_chart.positionOf(mark), here).length();
        if (!nearest || distance < least) {
            nearest = mark;
            least = distance;
        }
    }
    return nearest ? nearest : from;
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    const auto &marks = m_chart.marks();
    const std::optional<MarkRef> current = m_chart.current();
    const int key = event->key();
    if (marks.empty() || (event->modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier) {
        QGraphicsView::keyPressEvent(event);
        return;
    }
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        setCurrent(current ? neighbour(*current, key) : std::optional(marks.front()));
        return;
    case Qt::Key_Home:
    case Qt::Key_End: {
        const int series = current ? current->series : marks.front().series;
        const auto inSeries = [series](const MarkRef &mark) { return mark.series == series; };
        const auto first = std::ranges::find_if(marks, inSeries);
        const auto last = std::ranges::find_if_not(first, marks.end(), inSeries);
        setCurrent(key == Qt::Key_Home ? *first : *(last - 1));
        return;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current)
            Q_EMIT drillWanted(current->series, current->point);
        return;
    case Qt::Key_Space:
        if (current)
            Q_EMIT markClicked(current->series, current->point);
        return;
    case Qt::Key_Escape:
        if (m_isDragging) {
            m_isDragging = false;
            m_dragFrom.reset();
            m_chart.setBrush({}, {});
            return;
        }
        break;
    default:
        break;
    }
    event->ignore();
}

void ChartView::focusInEvent(QFocusEvent *event)
{
    QGraphicsView::focusInEvent(event);
    if (event->reason() != Qt::MouseFocusReason && !m_chart.current() && !m_chart.marks().empty())
        setCurrent(m_chart.marks().front());
}

// ---- mouse

void ChartView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        m_dragFrom = event->position();
        m_isDragging = false;
    }
    event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    constexpr double DragDistance = 6;
    if (m_dragFrom && (event->buttons() & Qt::LeftButton) && m_chart.hasTimeAxis()) {
        m_isDragging = m_isDragging || std::abs(event->position().x() - m_dragFrom->x()) > DragDistance;
        if (m_isDragging) {
            m_chart.setBrush(m_chart.timeAt(m_dragFrom->x()), m_chart.timeAt(event->position().x()));
            return;
        }
    }
    if (event->buttons() == Qt::NoButton)
        setCurrent(m_chart.markAt(event->position()));
}

void ChartView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_dragFrom)
        return;
    const QPointF from = *std::exchange(m_dragFrom, std::nullopt);
    if (std::exchange(m_isDragging, false)) {
        m_chart.setBrush({}, {});
        QDateTime first = m_chart.timeAt(from.x());
        QDateTime last = m_chart.timeAt(event->position().x());
        if (last < first)
            std::swap(first, last);
        if (first < last)
            Q_EMIT rangeChosen(first, last);
        return;
    }
    if (const auto mark = m_chart.markAt(event->position())) {
        setCurrent(mark);
        if (m_clicked && m_clicked != mark)
            notifyClicked(); // two marks were clicked, each once
        m_clicked = mark;
        m_secondClick.start(QApplication::doubleClickInterval());
    }
}

void ChartView::notifyClicked()
{
    if (const auto mark = std::exchange(m_clicked, std::nullopt))
        Q_EMIT markClicked(mark->series, mark->point);
}

void ChartView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_clicked.reset();
    if (const auto mark = m_chart.markAt(event->position()))
        Q_EMIT drillWanted(mark->series, mark->point);
}

void ChartView::leaveEvent(QEvent *event)
{
    QGraphicsView::leaveEvent(event);
    if (!hasFocus())
        setCurrent(std::nullopt);
}

// ---- the rest

void ChartView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    m_chart.resize(viewport()->size());
}

void ChartView::changeEvent(QEvent *event)
{
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_chart.setPalette(palette());
}

bool ChartView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto mark = m_chart.markAt(help->pos());
        // Words of the database: shown as they are.
        QToolTip::showText(help->globalPos(), mark ? wordsOf(*mark).toHtmlEscaped() : QString(), this);
        return true;
    }
    return QGraphicsView::viewportEvent(event);
}

} // namespace howdah::ui
