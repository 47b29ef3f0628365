// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/frozencolumns.h"

#include "grid/gridheader.h"
#include "grid/gridview.h"
#include "common/widgets.h"

#include <QEvent>
#include <QMouseEvent>
#include <QScrollBar>

namespace howdah::ui {

class FrozenColumns::View final : public QTableView
{
public:
    using QTableView::QTableView;

    void mousePressEvent(QMouseEvent *event) override
    {
        parentWidget()->setFocus(Qt::MouseFocusReason);
        QTableView::mousePressEvent(event);
    }

    // Before its bar can take the row that the grid has.
    void settle()
    {
        executeDelayedItemsLayout();
        updateGeometries();
    }
};

FrozenColumns::FrozenColumns(GridTable *table)
    : QObject(table)
    , m_table(table)
    , m_view(new View(table))
    , m_header(new GridHeader(m_view))
    , m_edge(separator(Qt::Vertical, table))
    , m_viewport(table->viewport())
{
    m_view->setHorizontalHeader(m_header);
    m_view->setVerticalScrollMode(table->verticalScrollMode());
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setSelectionBehavior(table->selectionBehavior());
    m_view->setSelectionMode(table->selectionMode());
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setShowGrid(false);
    m_view->setAlternatingRowColors(table->alternatingRowColors());
    m_view->setWordWrap(false);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFocusPolicy(Qt::NoFocus);             // keys stay with the grid, which has every column
    m_view->setContextMenuPolicy(Qt::NoContextMenu); // so that the grid's opens
    m_view->setAccessibleName(tr("Frozen columns"));
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setMinimumSectionSize(table->verticalHeader()->minimumSectionSize());
    m_header->setSectionsMovable(false);
    m_view->hide();
    m_edge->hide();
    connectTable();
}

QTableView *FrozenColumns::view() const { return m_view; }

void FrozenColumns::connectTable()
{
    QHeaderView *header = m_table->horizontalHeader();
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int size) {
        if (m_count > 0 && !m_following && m_view->model()) {
            m_header->resizeSection(column, size);
            place();
        }
    });
    connect(m_header, &QHeaderView::sectionResized, this, [this](int column, int, int size) {
        if (m_count > 0 && !m_following && size > 0)
            m_table->horizontalHeader()->resizeSection(column, size);
    });
    connect(header, &QHeaderView::sectionMoved, this, &FrozenColumns::follow);
    connect(header, &QHeaderView::sectionCountChanged, this, &FrozenColumns::follow);
    connect(header, &QHeaderView::geometriesChanged, this, &FrozenColumns::place);
    connect(m_header, &GridHeader::sortRequested, m_table->gridHeader(), &GridHeader::sortRequested);
    connect(m_header, &GridHeader::menuRequested, m_table->gridHeader(), &GridHeader::menuRequested);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &FrozenColumns::syncScroll);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (m_count > 0 && m_view->isVisible() && !m_following)
            m_table->verticalScrollBar()->setValue(value); // the wheel over these columns
    });
    connect(m_table, &GridTable::scrolled, this, &FrozenColumns::syncScroll);
    connect(m_view, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        static_cast<QAbstractItemView *>(m_table)->edit(index);
    });
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
}

// Only once it is needed: a view costs something for each row that comes and goes.
void FrozenColumns::adopt()
{
    if (m_view->model() == m_table->model() && m_view->selectionModel() == m_table->selectionModel())
        return;
    m_view->setItemDelegate(m_table->itemDelegate());
    m_view->setModel(m_table->model());
    if (m_table->selectionModel())
        m_view->setSelectionModel(m_table->selectionModel());
}

void FrozenColumns::setCount(int count)
{
    m_count = count;
    if (count > 0) {
        adopt();
        follow();
    } else {
        m_view->setModel(nullptr);
    }
    m_view->setVisible(count > 0);
    m_edge->setVisible(count > 0);
    place();
    if (count > 0) {
        m_view->raise();
        m_edge->raise();
        syncScroll();
    }
    m_table->setCoveredWidth(width());
}

void FrozenColumns::follow()
{
    if (m_count == 0 || m_following || m_view->model() != m_table->model())
        return;
    m_following = true;
    const QHeaderView *header = m_table->horizontalHeader();
    m_view->verticalHeader()->setDefaultSectionSize(m_table->verticalHeader()->defaultSectionSize());
    for (int visual = 0; visual < header->count() && visual < m_header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        m_header->moveSection(m_header->visualIndex(column), visual);
        m_header->setSectionHidden(column, visual >= m_count || header->isSectionHidden(column));
        if (visual < m_count && !header->isSectionHidden(column))
            m_header->resizeSection(column, header->sectionSize(column));
    }
    m_following = false;
    place();
}

int FrozenColumns::width() const
{
    if (m_count == 0)
        return 0;
    int width = 0;
    const QHeaderView *header = m_table->horizontalHeader();
    for (int visual = 0; visual < qMin(m_count, header->count()); ++visual)
        width += header->sectionSize(header->logicalIndex(visual)); // 0 when hidden
    // Something must be left to scroll.
    return qMin(width, m_table->viewport()->width() * 2 / 3);
}

void FrozenColumns::place()
{
    if (m_count == 0)
        return;
    const QPoint corner = m_table->viewport()->geometry().topLeft();
    const int top = m_table->horizontalHeader()->geometry().top();
    const int bottom = m_table->viewport()->geometry().bottom();
    const QRect wanted(corner.x(), top, width(), bottom - top + 1);
    if (m_view->geometry() != wanted) {
        m_view->setGeometry(wanted);
        m_edge->setGeometry(wanted.right() + 1, top, 1, wanted.height());
    }
    m_table->setCoveredWidth(width());
    syncScroll();
}

void FrozenColumns::syncScroll()
{
    if (m_count == 0 || m_following)
        return;
    m_following = true;
    m_view->settle();
    m_view->verticalScrollBar()->setValue(m_table->verticalScrollBar()->value());
    m_following = false;
}

bool FrozenColumns::isFrozen(int column) const
{
    const int visual = m_table->horizontalHeader()->visualIndex(column);
    return visual >= 0 && visual < m_count;
}

// An editor belongs to the grid and would open beneath these columns. Scrolled to the left the grid has the same
// columns at the same place: there they can stand aside.
void FrozenColumns::editorCame()
{
    if (!isFrozen(m_table->currentIndex().column()))
        return;
    m_table->horizontalScrollBar()->setValue(0);
    m_view->hide();
    m_edge->hide();
}

void FrozenColumns::editorWent()
{
    if (m_count == 0 || m_view->isVisible())
        return;
    m_view->show();
    m_edge->show();
    place();
}

bool FrozenColumns::eventFilter(QObject *watched, QEvent *event)
{
    // Compared, not asked: while the table goes its viewport outlives it.
    if (m_count > 0 && watched == m_viewport) {
        if (event->type() == QEvent::ChildAdded)
            editorCame();
        else if (event->type() == QEvent::ChildRemoved)
            editorWent();
    }
    const bool isPlaced =
        event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show;
    if (isPlaced && m_count > 0)
        place();
    return QObject::eventFilter(watched, event);
}

} // namespace howdah::ui
