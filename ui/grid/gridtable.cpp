// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridtable.h"

#include "grid/gridheader.h"
#include "grid/gridmodel.h"
#include "grid/gridrowheader.h"
#include "common/density.h"
#include "common/theme.h"

#include <QKeyEvent>
#include <QScrollBar>

namespace howdah::ui {

// So many rows before an end of the window the next page is asked for.
constexpr int Nearness = 100;
constexpr int WidestColumn = 420;

GridTable::GridTable(QWidget *parent)
    : QTableView(parent)
    , m_header(new GridHeader(this))
    , m_rowHeader(new GridRowHeader(this))
    , m_hint(new GridHint(viewport()))
{
    setHorizontalHeader(m_header);
    setVerticalHeader(m_rowHeader);
    setItemDelegate(new GridEditDelegate(*this, this));
    setVerticalScrollMode(ScrollPerItem); // the bar's value is then the top row
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionBehavior(SelectItems);
    setSelectionMode(ContiguousSelection);
    setEditTriggers(DoubleClicked | EditKeyPressed | AnyKeyPressed);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false); // Tab leaves the grid; arrows move in it
    setFrameShape(NoFrame);
    setAccessibleName(tr("Rows"));
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(space::rowCompact);
    verticalHeader()->setDefaultSectionSize(ui::rowHeight());
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        fetchWhatIsNear();
        Q_EMIT scrolled();
    });
}

GridTable::~GridTable() = default;

void GridTable::setWindowedModel(WindowedTableModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_gridEditing = editingOf(model);
    m_editing = m_gridEditing.get();
    setModel(model);
    if (!model)
        return;
    connect(model, &WindowedTableModel::extentChanged, this, &GridTable::scrolled);
    connect(model, &WindowedTableModel::extentChanged, this, &GridTable::updateRowNumbers);
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this] { m_rowsGo = false; });
    connect(model, &QAbstractItemModel::modelReset, this, [this] { m_allSelected = false; });
    // What was typed belongs to a row, and that is known only until the rows are others.
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &GridTable::commitOpenEditor);
    connect(model, &WindowedTableModel::jumped, this, [this](int row) {
        executeDelayedItemsLayout();
        showRow(row);
        Q_EMIT scrolled();
    });
}

int GridTable::visibleRows() const { return qMax(1, viewport()->height() / verticalHeader()->defaultSectionSize()); }
int GridTable::topRow() const { return verticalScrollBar()->value(); }

void GridTable::showRow(int row)
{
    updateGeometries();
    verticalScrollBar()->setValue(row);
}

void GridTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    QTableView::scrollTo(index, hint);
    if (m_covered == 0 || !index.isValid())
        return;
    // A frozen column is in sight anyway, over its place.
    const int natural = columnViewportPosition(index.column()) + horizontalScrollBar()->value();
    if (natural >= m_covered && columnViewportPosition(index.column()) < m_covered)
        horizontalScrollBar()->setValue(natural - m_covered);
}

std::vector<int> GridTable::shownColumns() const
{
    std::vector<int> columns;
    for (int place = 0; place < m_header->count(); ++place) {
        const int column = m_header->logicalIndex(place);
        if (!isColumnHidden(column))
            columns.push_back(column);
    }
    return columns;
}

// Somebody works on the rows that follow those of the relation; they are in sight, and stay there.
bool GridTable::isAtNewRows() const
{
    const int row = currentIndex().row();
    return row >= m_model->readRows() && row >= topRow() && row < topRow() + visibleRows();
}

void GridTable::fetchWhatIsNear()
{
    if (!m_model || m_model->readRows() == 0)
        return;
    if (!m_model->isAtEnd() && topRow() + visibleRows() + Nearness >= m_model->readRows()) {
        // A page would go in before the new rows, and the next one, to the end of the relation.
        if (!isAtNewRows())
            m_model->fetchAfter();
    } else if (!m_model->isAtStart() && topRow() <= Nearness) {
        m_model->fetchBefore();
    }
}

// The bar's value is a row of the window; when the window moves, what is seen has another row.
void GridTable::shiftTop(int rows)
{
    const int top = topRow() + rows;
    executeDelayedItemsLayout();
    updateGeometries();
    verticalScrollBar()->setValue(qMax(0, top));
}

void GridTable::rowsInserted(const QModelIndex &parent, int start, int end)
{
    const int count = end - start + 1;
    const bool wasEmpty = model()->rowCount() == count;
    const int current = currentIndex().row();
    const bool pushesNewRows = m_model && start > 0 && current > end && current >= m_model->readRows()
                            && current - count >= topRow() && current - count < topRow() + visibleRows();
    QTableView::rowsInserted(parent, start, end);
    if ((start == 0 && !wasEmpty) || pushesNewRows)
        shiftTop(count);
    if (m_allSelected)
        selectLoaded();
    Q_EMIT scrolled();
}

void GridTable::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    m_rowsGo = true;
    // The base class would drop an editor with what was typed.
    if (m_editor && m_edited.row() >= start && m_edited.row() <= end)
        commitOpenEditor();
    const int above = qMin(end + 1, topRow()) - start; // rows that go out of those that are scrolled away
    QTableView::rowsAboutToBeRemoved(parent, start, end);
    if (above > 0 && end - start + 1 < model()->rowCount()) {
        const int top = topRow() - above;
        // The rows go after this returns; the bar is set once the view has seen it.
        connect(
            model(), &QAbstractItemModel::rowsRemoved, this,
            [this, top] {
                executeDelayedItemsLayout();
                updateGeometries();
                verticalScrollBar()->setValue(qMax(0, top));
            },
            Qt::SingleShotConnection);
    }
}

void GridTable::keyPressEvent(QKeyEvent *event)
{
    m_hint->hide();
    if (takeTypedWhileReading(*event))
        return;
    m_entering =
        m_entering && (!event->text().isEmpty() || event->key() == Qt::Key_F2) && event->key() != Qt::Key_Escape;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !(event->modifiers() & ~Qt::KeypadModifier) && m_editing && currentIndex().isValid())
        return editCell(currentIndex());
    if (m_model && event->matches(QKeySequence::MoveToStartOfDocument)) {
        if (m_model->isAtStart())
            setCurrentIndex(m_model->index(0, qMax(0, currentIndex().column())));
        else
            m_model->jumpToStart();
        return;
    }
    if (m_model && event->matches(QKeySequence::MoveToEndOfDocument)) {
        if (m_model->isAtEnd())
            setCurrentIndex(m_model->index(m_model->rowCount() - 1, qMax(0, currentIndex().column())));
        else
            m_model->jumpToEnd();
        return;
    }
    QTableView::keyPressEvent(event);
}

void GridTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fetchWhatIsNear();
    Q_EMIT scrolled();
}

void GridTable::scrollContentsBy(int dx, int dy)
{
    m_hint->hide(); // its cell moves away
    QTableView::scrollContentsBy(dx, dy);
}

void GridTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    m_hint->hide();
    m_reading = m_reading && current == m_edited;
    QTableView::currentChanged(current, previous); // commits and closes an editor
    fetchWhatIsNear();
    if (current.row() != previous.row())
        Q_EMIT currentRowChanged(current.isValid() ? current.row() : -1);
}

void GridTable::setRowNumbersShown(bool shown)
{
    m_numbers = shown;
    updateRowNumbers();
}

void GridTable::updateRowNumbers()
{
    const bool any = m_numbers && m_model && m_model->readRows() > 0 && m_model->isPositionExact();
    m_rowHeader->setNumbers(any ? m_model->firstPosition() + m_model->readRows() : 0);
}

// ---- what is selected

void GridTable::selectLoaded()
{
    const QAbstractItemModel *here = model();
    selectionModel()->select(
        QItemSelection(here->index(0, 0), here->index(here->rowCount() - 1, here->columnCount() - 1)),
        QItemSelectionModel::ClearAndSelect);
}

void GridTable::selectAll()
{
    if (!m_model || m_model->rowCount() == 0 || m_model->columnCount() == 0)
        return;
    selectLoaded();
    m_allSelected = true;
}

void GridTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    if (!deselected.isEmpty() && !m_rowsGo)
        m_allSelected = false;
    QTableView::selectionChanged(selected, deselected);
}

void GridTable::selectWholeRows()
{
    const QItemSelection chosen = selectionModel()->selection();
    if (!chosen.isEmpty())
        selectionModel()->select(chosen, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    else if (currentIndex().isValid())
        selectRow(currentIndex().row());
}

void GridTable::selectWholeColumns()
{
    const QItemSelection chosen = selectionModel()->selection();
    if (!chosen.isEmpty())
        selectionModel()->select(chosen, QItemSelectionModel::Select | QItemSelectionModel::Columns);
    else if (currentIndex().isValid())
        selectColumn(currentIndex().column());
}

int GridTable::sizeHintForColumn(int column) const { return qMin(QTableView::sizeHintForColumn(column), WidestColumn); }

} // namespace howdah::ui
