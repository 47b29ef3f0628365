// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/runhistorydelegate.h"

#include "common/fonts.h"
#include "common/icons.h"
#include "common/spacing.h"
#include "query/history/runhistorymodel.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using Role = RunHistoryModel::Role;

// All rows are of one height, so that the view need not ask each of 200,000.
QSize RunHistoryDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {100, CardPainter::twoLineHeight()};
}

QRect RunHistoryDelegate::cardRect(const QRect &row, const QModelIndex &index) const
{
    return index.data(Role::IsDayRole).toBool() ? QRect() : row;
}

void RunHistoryDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const QString words = index.data(Role::WordsRole).toString();
    if (index.data(Role::IsDayRole).toBool()) {
        const QRect line = card.option().rect.adjusted(space::inside, 0, -space::inside, -space::tight);
        QFont font = smallFont();
        font.setBold(true);
        card.painter()->setFont(font);
        card.painter()->setPen(card.mutedInk());
        card.painter()->drawText(line, Qt::AlignBottom | Qt::AlignLeft | Qt::TextSingleLine, words);
        return;
    }
    auto [first, second] = CardPainter::linesOf(rect.adjusted(space::inside, 0, -space::inside, 0));
    if (index.data(Role::ErrorRole).toBool())
        first = card.drawSign(first, icon(Tone::Failed), space::iconSmall, space::tight);
    if (index.data(Role::PinnedRole).toBool())
        first = card.drawSignAtEnd(first, icon(u"window-pin"), space::iconSmall, space::tight);
    QFont font = index.data(Role::NamedRole).toBool() ? card.option().font : fixedFont();
    font.setBold(index.data(Role::NamedRole).toBool());
    card.drawWords(first, words, font, card.ink());
    card.drawWords(second, index.data(Role::FactsRole).toString(), smallFont(), card.mutedInk());
}

} // namespace howdah::ui
