// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/record/sharebar.h"

#include "common/theme.h"

#include <QPainter>

#include <algorithm>

namespace howdah::ui {

constexpr int Width = 84;

QSize ShareBarDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize hint = QStyledItemDelegate::sizeHint(option, index);
    return {qMax(Width, hint.width()), hint.height()};
}

void ShareBarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    if (isSelected)
        painter->fillRect(option.rect, option.palette.highlight());
    const double share = std::clamp(index.data(ShareRole).toDouble(), 0.0, 1.0);
    QRect bar = option.rect.adjusted(space::tight, 4, -space::tight, -4);
    bar.setWidth(qMax(2, int(bar.width() * share)));
    painter->fillRect(bar, fill(Tone::Accent, option.palette));
    painter->setPen(option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
    painter->setFont(option.font);
    painter->drawText(
        option.rect.adjusted(0, 0, -space::inside, 0), Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
    painter->restore();
}

} // namespace howdah::ui
