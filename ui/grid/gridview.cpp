// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridview.h"

#include "grid/positionbar.h"
#include "grid/windowedtablemodel.h"

#include <QHBoxLayout>

namespace howdah::ui {

GridView::GridView(QWidget *parent)
    : QWidget(parent)
    , m_table(new GridTable(this))
    , m_bar(new PositionBar(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_bar);
    setFocusProxy(m_table);
    connect(m_table, &GridTable::scrolled, this, &GridView::updateBar);
    connect(m_bar, &PositionBar::positionWanted, this, &GridView::goTo);
    connect(m_bar, &PositionBar::stepWanted, this, [this](int rows) { m_table->showRow(m_table->topRow() + rows); });
    connect(m_bar, &PositionBar::pageWanted, this, [this](int pages) {
        m_table->showRow(m_table->topRow() + pages * m_table->visibleRows());
    });
}

void GridView::setModel(WindowedTableModel *model)
{
    m_table->setWindowedModel(model);
    updateBar();
}

std::pair<qint64, qint64> GridView::visibleRange() const
{
    const WindowedTableModel *model = m_table->windowedModel();
    if (!model || model->readRows() == 0)
        return {-1, -1};
    const int end = model->readRows() - 1; // new rows have no place in the relation
    const int first = qMin(m_table->topRow(), end);
    const int last = qMin(m_table->topRow() + m_table->visibleRows() - 1, end);
    return {model->firstPosition() + first, model->firstPosition() + last};
}

void GridView::goTo(qint64 position)
{
    WindowedTableModel *model = m_table->windowedModel();
    if (!model)
        return;
    const qint64 row = position - model->firstPosition();
    if (row >= 0 && row + m_table->visibleRows() <= model->rowCount())
        m_table->showRow(int(row));
    else if (position <= 0)
        model->jumpToStart();
    else if (model->totalRows() > 0 && position + m_table->visibleRows() >= model->totalRows())
        model->jumpToEnd();
    else if (model->totalRows() > 0)
        model->jumpToFraction(double(position) / double(model->totalRows()));
}

void GridView::updateBar()
{
    const WindowedTableModel *model = m_table->windowedModel();
    if (model) {
        // An estimate may be too small: what is here counts at least.
        const qint64 known = model->firstPosition() + model->rowCount();
        const int added = model->rowCount() - model->readRows();
        const qint64 total = model->isAtEnd() ? known : qMax(model->totalRows() + added, known);
        m_bar->setExtent(
            model->firstPosition() + m_table->topRow(), m_table->visibleRows(), total, model->isPositionExact());
    }
    Q_EMIT visibleRangeChanged();
}

} // namespace howdah::ui
