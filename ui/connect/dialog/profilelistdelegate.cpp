// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profilelistdelegate.h"

#include "common/theme.h"
#include "connect/connectioncontroller.h"
#include "connect/profilecolour.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int cardHeight = 44;
constexpr int discSize = 10;

} // namespace

QSize ProfileListDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return index.data(IndexRole).isValid() ? QSize(0, cardHeight) : QStyledItemDelegate::sizeHint(option, index);
}

// The name of a group has no ground.
QRect ProfileListDelegate::cardRect(const QRect &row, const QModelIndex &index) const
{
    return index.data(IndexRole).isValid() ? row : QRect();
}

void ProfileListDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    if (rect.isEmpty()) {
        QRect line = card.option().rect.adjusted(space::inside, 0, -space::inside, -space::tight);
        line.setTop(line.bottom() - QFontMetrics(smallFont()).height());
        card.drawWords(line, index.data().toString(), smallFont(), color(Surface::MutedText, card.palette()));
        return;
    }
    connection::Profile looks;
    looks.colour = index.data(ColourRole).toString();
    looks.environment = connection::Environment(index.data(EnvironmentRole).toInt());
    const QRect inner = rect.adjusted(space::inside, space::tight, -space::inside, -space::tight);
    card.painter()->setRenderHint(QPainter::Antialiasing);
    card.painter()->setPen(Qt::NoPen);
    card.painter()->setBrush(profileColour(looks, card.palette()));
    card.painter()->drawEllipse(QRect(inner.left(), inner.top() + space::tight, discSize, discSize));

    auto [first, second] = CardPainter::linesOf(inner.adjusted(discSize + space::inside, 0, 0, 0));
    const bool edited = index.data(EditedRole).toBool();
    // What it is stands as a word at the right: the colour does not say it alone.
    QString word =
        looks.environment == connection::Environment::Development ? QString() : environmentName(looks.environment);
    if (edited)
        word = word.isEmpty() ? tr("edited") : tr("%1, edited").arg(word);
    if (!word.isEmpty())
        first = card.drawWordsAtEnd(
            first, word, smallFont(), color(edited ? Tone::Edited : environmentTone(looks.environment), card.palette()),
            space::inside);
    QFont bold = card.option().font;
    bold.setWeight(QFont::DemiBold);
    card.drawWords(first, index.data().toString(), bold, card.ink());
    card.drawWords(second, index.data(PlaceRole).toString(), smallFont(), card.mutedInk(), Qt::ElideMiddle);
}

} // namespace howdah::ui
