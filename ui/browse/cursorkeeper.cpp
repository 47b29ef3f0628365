// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/cursorkeeper.h"

#include "grid/gridtable.h"

#include <algorithm>

namespace howdah::ui {

using data::RowIdentity;

namespace {

// By the key where there is one: the rest changes whenever the row does.
bool isSameRow(const RowIdentity &one, const RowIdentity &other)
{
    if (one.isEmpty())
        return false;
    return one.key.empty() ? one.tableOid == other.tableOid && one.ctid == other.ctid : one.key == other.key;
}

} // namespace

CursorKeeper::CursorKeeper(GridModel *model, GridTable *table, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_table(table)
{
    model->setWantedAgain([this] { return wanted(); });
    connect(model, &GridModel::aboutToReadAgain, this, &CursorKeeper::keep);
    connect(model, &GridModel::readAgain, this, &CursorKeeper::putBack);
}

PageReader::Extent CursorKeeper::wanted() const
{
    const int last = qMax(0, m_model->readRows() - 1);
    const int top = qBound(0, m_table->topRow(), last);
    const int current = m_table->currentIndex().isValid() ? qMin(m_table->currentIndex().row(), last) : top;
    // A row that was scrolled far away is worth more than what is in sight: it is the one that somebody looks at
    // beside.
    const int sight = m_table->visibleRows();
    if (current < top - sight || current > top + 2 * sight)
        return {current, current};
    return {qMin(top, current), qMax(top, current)};
}

void CursorKeeper::keep()
{
    const QModelIndex current = m_table->currentIndex();
    const int row = current.isValid() ? current.row() : qMin(m_table->topRow(), m_model->rowCount() - 1);
    m_row = {};
    m_added.reset();
    m_column = current.isValid() ? current.column() : -1;
    m_below = row - m_table->topRow();
    m_position = m_model->firstPosition() + row;
    if (row >= 0 && row < m_model->readRows())
        m_row = m_model->rows().identity(row);
    else if (row >= 0 && row < m_model->rowCount())
        m_added = m_model->rows().key(row);
}

int CursorKeeper::find() const
{
    if (m_added)
        return m_model->rows().rowOf(*m_added);
    for (int row = 0; row < m_model->readRows(); ++row) {
        if (isSameRow(m_row, m_model->rows().identity(row)))
            return row;
    }
    return -1;
}

void CursorKeeper::putBack()
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return;
    const int found = find();
    const int row = found < 0 ? int(std::clamp<qint64>(m_position - m_model->firstPosition(), 0, rows - 1)) : found;
    if (m_column >= 0 && m_column < m_model->columnCount())
        m_table->setCurrentIndex(m_model->index(row, m_column));
    m_table->showRow(qMax(0, row - m_below));
}

} // namespace howdah::ui
