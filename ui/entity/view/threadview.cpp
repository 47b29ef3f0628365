// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/threadview.h"

#include "common/icons.h"
#include "common/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int KeptLayouts = 200;

ThreadView::ThreadView(QWidget *parent)
    : QListView(parent)
    , m_layouts(KeptLayouts)
{
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(SingleSelection);
    setAccessibleName(tr("Messages"));
}

ThreadView::~ThreadView() = default;

void ThreadView::setThreadModel(ThreadModel *model)
{
    m_model = model;
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        forgetAll();
        verticalScrollBar()->setValue(0);
    });
    connect(model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        forgetRows(first.row(), last.row());
    });
    setModel(model);
    forgetAll();
}

void ThreadView::setTerm(const QString &term)
{
    m_term = term;
    viewport()->update();
}

// ---- where the rows are

void ThreadView::forgetAll()
{
    m_layouts.clear();
    const int count = m_model ? m_model->rowCount() : 0;
    m_heights.resize(size_t(count));
    m_isExact.assign(size_t(count), false);
    const TurnLayout::Estimate estimate(viewport()->width());
    for (int row = 0; row < count; ++row)
        m_heights[size_t(row)] = estimate.heightOf(m_model->turn(row), m_model->isUnfolded(row));
    sumUp();
    settle(false);
}

void ThreadView::forgetRows(int first, int last)
{
    if (last - first > KeptLayouts) {
        const int top = rowAt(verticalOffset());
        const int within = top < 0 ? 0 : verticalOffset() - m_tops[size_t(top)];
        forgetAll();
        if (top >= 0)
            verticalScrollBar()->setValue(m_tops[size_t(top)] + within);
        return;
    }
    for (int row = first; row <= last; ++row) {
        m_layouts.remove(row);
        m_isExact[size_t(row)] = false;
    }
    settle(false);
}

void ThreadView::sumUp()
{
    m_tops.resize(m_heights.size() + 1);
    m_tops[0] = 0;
    for (size_t i = 0; i < m_heights.size(); ++i)
        m_tops[i + 1] = m_tops[i] + m_heights[i];
    updateGeometries();
}

int ThreadView::rowAt(int y) const
{
    if (m_heights.empty() || y < 0 || y >= m_tops.back())
        return -1;
    return int(std::ranges::upper_bound(m_tops, y) - m_tops.begin()) - 1;
}

TurnLayout *ThreadView::layoutOf(int row)
{
    TurnLayout *layout = m_layouts.object(row);
    if (!layout) {
        layout = new TurnLayout(*m_model, row, viewport()->width());
        m_layouts.insert(row, layout);
    }
    return layout;
}

// Lays out what is in sight. What comes in from above keeps the rows below it where they are.
void ThreadView::settle(bool isUpward)
{
    if (m_isSettling || m_heights.empty())
        return;
    m_isSettling = true;
    int value = verticalScrollBar()->value();
    for (int row = std::max(0, rowAt(value)), y = m_tops[size_t(row)];
         row < int(m_heights.size()) && y < value + viewport()->height(); ++row) {
        if (!m_isExact[size_t(row)]) {
            const int height = layoutOf(row)->height();
            const int change = height - m_heights[size_t(row)];
            m_heights[size_t(row)] = height;
            m_isExact[size_t(row)] = true;
            if (isUpward && y < value)
                value += change;
        }
        y += m_heights[size_t(row)];
    }
    sumUp();
    verticalScrollBar()->setValue(value);
    m_isSettling = false;
    viewport()->update();
}

void ThreadView::updateGeometries()
{
    const int room = viewport()->height();
    verticalScrollBar()->setRange(0, std::max(0, m_tops.back() - room));
    verticalScrollBar()->setPageStep(room);
    verticalScrollBar()->setSingleStep(QFontMetrics(baseFont()).lineSpacing() * 2);
}

void ThreadView::doItemsLayout()
{
    QAbstractItemView::doItemsLayout(); // not the list's, which lays out every row NOLINT(bugprone-parent-virtual-call)
    settle(false);
}

int ThreadView::verticalOffset() const { return verticalScrollBar()->value(); }

QRect ThreadView::visualRect(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= int(m_heights.size()))
        return {};
    return {0, m_tops[size_t(index.row())] - verticalOffset(), viewport()->width(), heightOf(index.row())};
}

QModelIndex ThreadView::indexAt(const QPoint &point) const
{
    const int row = rowAt(point.y() + verticalOffset());
    return row < 0 ? QModelIndex() : m_model->index(row);
}

void ThreadView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid() || index.row() >= int(m_heights.size()))
        return;
    // What comes into sight is laid out, which may move the row again.
    for (int attempt = 0; attempt < 3; ++attempt) {
        const int top = m_tops[size_t(index.row())];
        const int height = heightOf(index.row());
        const int room = viewport()->height();
        const int value = verticalOffset();
        if (hint == PositionAtTop || top < value || (hint == EnsureVisible && height > room && top > value))
            verticalScrollBar()->setValue(top);
        else if (hint == PositionAtCenter)
            verticalScrollBar()->setValue(top - (room - height) / 2);
        else if (top + height > value + room)
            verticalScrollBar()->setValue(top + height - room);
        settle(false);
    }
}

void ThreadView::showRow(int row)
{
    if (row < 0 || row >= int(m_heights.size()))
        return;
    setCurrentIndex(m_model->index(row));
    scrollTo(currentIndex(), PositionAtTop);
}

void ThreadView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx)
    if (!m_isSettling)
        settle(dy > 0);
    viewport()->update();
}

void ThreadView::resizeEvent(QResizeEvent *event)
{
    QAbstractItemView::resizeEvent(event); // as above NOLINT(bugprone-parent-virtual-call)
    if (event->size().width() == event->oldSize().width())
        return settle(false);
    const int top = rowAt(verticalOffset());
    forgetAll();
    if (top > 0)
        verticalScrollBar()->setValue(m_tops[size_t(top)]);
}

void ThreadView::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        forgetAll();
}

// ---- what is drawn

void ThreadView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const QPalette colors = palette();
    painter.fillRect(event->rect(), colors.color(QPalette::Base));
    const int bottom = verticalOffset() + event->rect().bottom();
    for (int row = std::max(0, rowAt(verticalOffset() + event->rect().top()));
         row < int(m_heights.size()) && m_tops[size_t(row)] <= bottom; ++row) {
        const QRect rect = visualRect(m_model->index(row));
        if (currentIndex().row() == row) {
            painter.fillRect(rect, color(Surface::Hover, colors));
            if (hasFocus()) {
                painter.setPen(color(Tone::Accent, colors));
                painter.drawRect(rect.adjusted(0, 0, -1, -2));
            }
        }
        layoutOf(row)->paint(painter, rect, colors, m_term);
    }
}

// ---- the cursor

QModelIndex ThreadView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    Q_UNUSED(modifiers)
    const int count = int(m_heights.size());
    if (count == 0)
        return {};
    int row = std::max(0, currentIndex().row());
    switch (action) {
    case MoveUp:
    case MovePrevious:
    case MoveLeft:
        --row;
        break;
    case MoveDown:
    case MoveNext:
    case MoveRight:
        row += currentIndex().isValid() ? 1 : 0;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = count - 1;
        break;
    case MovePageUp:
        row = std::min(row - 1, rowAt(std::max(0, m_tops[size_t(row)] - viewport()->height())));
        break;
    case MovePageDown: {
        const int below = rowAt(m_tops[size_t(row)] + viewport()->height());
        row = below < 0 ? count - 1 : std::max(row + 1, below);
        break;
    }
    }
    return m_model->index(std::clamp(row, 0, count - 1));
}

void ThreadView::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    const QModelIndex index = indexAt(rect.center());
    selectionModel()->select(index.isValid() ? QItemSelection(index, index) : QItemSelection(), command);
}

QRegion ThreadView::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    for (const QModelIndex &index : selection.indexes())
        region += visualRect(index);
    return region;
}

// ---- folding, copying

void ThreadView::toggle(int row)
{
    if (row >= 0)
        m_model->toggle(row);
}

void ThreadView::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid()
        && layoutOf(index.row())->isFoldLine(int(event->position().y()) - visualRect(index).top()))
        toggle(index.row());
}

void ThreadView::copy() const
{
    if (currentIndex().isValid())
        QApplication::clipboard()->setText(m_model->wholeText(currentIndex().row()));
}

void ThreadView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    const int row = currentIndex().row();
    switch (event->key()) {
    case Qt::Key_Space:
        return toggle(row);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row >= 0)
            Q_EMIT rowWanted(row);
        return;
    default:
        QListView::keyPressEvent(event);
    }
}

void ThreadView::contextMenuEvent(QContextMenuEvent *event)
{
    const QPoint place =
        event->reason() == QContextMenuEvent::Mouse ? event->pos() : visualRect(currentIndex()).topLeft();
    const QModelIndex index = indexAt(place);
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(u"edit-copy"_s), tr("Copy the message"), this, &ThreadView::copy);
    menu->addAction(
        m_model->isUnfolded(index.row()) ? tr("Fold") : tr("Unfold"), this, [this, row = index.row()] { toggle(row); });
    menu->addAction(icon(u"table"_s), tr("Show the row"), this, [this, row = index.row()] { Q_EMIT rowWanted(row); });
    menu->popup(viewport()->mapToGlobal(place));
}

} // namespace howdah::ui
