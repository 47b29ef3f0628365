// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planbars.h"

#include "common/colors.h"
#include "plan/planmodel.h"

#include <QPainter>

namespace howdah::ui {

void PlanBars::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const double share = index.data(PlanModel::ShareRole).toDouble();
    const QRect room = option.rect.adjusted(4, 0, -4, 0);
    const QRect bar(room.left(), option.rect.bottom() - 4, int(room.width() * share), 3);
    const Tone tone = share >= 0.5 ? Tone::Failed : share >= 0.1 ? Tone::Edited : Tone::Accent;
    painter->fillRect(bar, color(tone, option.palette));
}

} // namespace howdah::ui
