// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/choicedelegate.h"

#include "common/density.h"
#include "common/theme.h"
#include "common/widgets.h"

namespace howdah::ui {

QSize ChoiceDelegate::sizeHint(const QStyleOptionViewItem & /*option*/, const QModelIndex & /*index*/) const
{
    return {0, m_hasSubtitles ? CardPainter::twoLineHeight() : rowHeight()};
}

void ChoiceDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const QRect inner = rect.adjusted(space::inside, 0, -space::inside, 0);
    const auto [first, second] = m_hasSubtitles ? CardPainter::linesOf(inner) : std::pair(inner, QRect());
    QRect line = first;
    const QString id = index.data(IdRole).toString();
    if (!id.isEmpty())
        line = card.drawWordsAtEnd(line, id, fixedFont(), card.mutedInk(), space::inside);
    card.drawWords(line, index.data(LabelRole).toString(), id.isEmpty() ? fixedFont() : card.option().font, card.ink());
    if (m_hasSubtitles)
        card.drawWords(second, index.data(SubtitleRole).toString(), smallFont(), card.mutedInk());
}

} // namespace howdah::ui
