// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/checklist.h"

#include <QAbstractItemView>

#include <memory>

namespace howdah::ui {

void toggleOnRow(QAbstractItemView *list)
{
    // The box itself is the view's: what it has changed by the time of the click is not changed back.
    const auto pressed = std::make_shared<std::pair<QPersistentModelIndex, QVariant>>();
    // Of a list of several columns the box stands in the first one.
    const auto boxOf = [](const QModelIndex &index) { return index.siblingAtColumn(0); };
    QObject::connect(list, &QAbstractItemView::pressed, list, [pressed, boxOf](const QModelIndex &at) {
        const QModelIndex index = boxOf(at);
        *pressed = {index, index.data(Qt::CheckStateRole)};
    });
    QObject::connect(list, &QAbstractItemView::clicked, list, [pressed, boxOf](const QModelIndex &at) {
        const QModelIndex index = boxOf(at);
        const auto [place, before] = std::exchange(*pressed, {});
        const QVariant now = index.data(Qt::CheckStateRole);
        if (place != index || !now.isValid() || now != before || !index.flags().testFlag(Qt::ItemIsEnabled))
            return;
        const_cast<QAbstractItemModel *>(index.model())
            ->setData(index, now.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    });
}

} // namespace howdah::ui
