// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/structure/structuremodel.h"

#include "value/valuetext.h"

namespace howdah::ui {

void StructureModel::setTable(StructureTable table)
{
    if (table == m_table)
        return;
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

quint32 StructureModel::link(int row) const
{
    for (const StructureCell &cell : m_table.rows[size_t(row)]) {
        if (cell.link != 0)
            return cell.link;
    }
    return 0;
}

bool StructureModel::isColumnUsed(int column) const
{
    return std::ranges::any_of(m_table.rows, [column](const auto &row) { return !row[size_t(column)].text.isEmpty(); });
}

int StructureModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.rows.size());
}

int StructureModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.heads.size());
}

QVariant StructureModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StructureCell &cell = m_table.rows[size_t(index.row())][size_t(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return singleLine(cell.text);
    case Qt::EditRole:
        return cell.text;
    case NatureRole:
        return int(cell.nature);
    case MarkRole:
        return int(cell.mark);
    case LinkRole:
        return cell.link;
    default:
        return {};
    }
}

QVariant StructureModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole && section >= 0 && section < m_table.heads.size())
        return m_table.heads[section];
    return QAbstractTableModel::headerData(section, orientation, role);
}

} // namespace howdah::ui
