// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/outcomedelegate.h"

#include "common/icons.h"
#include "query/result/outcomemodel.h"

namespace howdah::ui {

QSize OutcomeDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, CardPainter::twoLineHeight()};
}

void OutcomeDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const QRect inner = rect.adjusted(space::inside, 0, -space::inside, 0);
    const auto tone = Tone(index.data(OutcomeModel::ToneRole).toInt());
    auto [first, second] = CardPainter::linesOf(inner);
    first = card.drawSign(first, icon(tone), 16, space::inside);
    second.setLeft(first.left());
    first = card.drawWordsAtEnd(
        first, index.data(OutcomeModel::DurationRole).toString(), card.option().font, card.mutedInk(), space::group);
    const bool isFold = index.data(OutcomeModel::IsFoldRole).toBool();
    card.drawWords(first, index.data().toString(), isFold ? card.option().font : fixedFont(), card.ink());
    const bool isFailed = index.data(OutcomeModel::IsFailedRole).toBool();
    const QColor ink = isFailed && !card.isSelected() ? color(Tone::Failed, card.palette()) : card.mutedInk();
    card.drawWords(second, index.data(OutcomeModel::ResultTextRole).toString(), card.option().font, ink);
}

std::optional<QString> OutcomeDelegate::plainTip(const QAbstractItemView &, const QModelIndex &index) const
{
    return index.data(Qt::ToolTipRole).toString();
}

} // namespace howdah::ui
