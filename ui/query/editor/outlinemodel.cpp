// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/outlinemodel.h"

#include "common/tooltips.h"

#include <algorithm>

namespace howdah::ui {

void OutlineModel::setItems(std::vector<Item> items)
{
    if (items == m_items)
        return;
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

int OutlineModel::rowAt(qint64 offset) const
{
    const auto behind =
        std::ranges::upper_bound(m_items, offset, {}, [](const Item &item) { return qint64(item.begin); });
    return int(behind - m_items.begin()) - 1;
}

int OutlineModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_items.size()); }

QVariant OutlineModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_items.size()))
        return {};
    const Item &item = m_items[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return tr("%1  %2", "line, statement").arg(item.line, 4).arg(item.title);
    case Qt::ToolTipRole:
        return plainToolTip(item.title);
    case Qt::AccessibleTextRole:
        return tr("Line %1: %2").arg(item.line).arg(item.title);
    default:
        return {};
    }
}

} // namespace howdah::ui
