// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/carddelegate.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void CardDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const CardPainter card(painter, option);
    const QRect rect = cardRect(option.rect, index);
    painter->save();
    if (ground() == Ground::Row)
        card.drawRowGround();
    else if (!rect.isEmpty())
        card.drawGround(rect);
    painter->setClipRect(option.rect, Qt::IntersectClip);
    // Whatever letters a name begins with, it stands after its sign.
    painter->setLayoutDirection(Qt::LeftToRight);
    paintCard(card, rect, index);
    painter->restore();
    if (ground() == Ground::Row)
        card.drawRowFocus();
}

QRect CardDelegate::cardRect(const QRect &row, const QModelIndex &) const { return row; }

std::optional<QString> CardDelegate::plainTip(const QAbstractItemView &, const QModelIndex &) const { return {}; }

bool CardDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto tip =
        event->type() == QEvent::ToolTip && index.isValid() ? plainTip(*view, index) : std::optional<QString>();
    if (!tip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    // Escaped, or the tool tip would guess rich text in it.
    QToolTip::showText(
        event->globalPos(),
        tip->isEmpty() ? QString() : u"<p style='white-space: pre-wrap'>"_s + tip->toHtmlEscaped() + u"</p>"_s, view,
        view->visualRect(index));
    return true;
}

} // namespace howdah::ui
