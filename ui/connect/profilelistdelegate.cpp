// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/profilelistdelegate.h"

#include "common/theme.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/profilecolour.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int rowHeight = 44;
constexpr int discSize = 10;

void paintGroup(QPainter &painter, const QStyleOptionViewItem &option, const QString &name)
{
    painter.setFont(smallFont());
    painter.setPen(color(Surface::MutedText, option.palette));
    const QRect place = option.rect.adjusted(space::inside, 0, -space::inside, -space::tight);
    painter.drawText(
        place, Qt::AlignLeft | Qt::AlignBottom, painter.fontMetrics().elidedText(name, Qt::ElideRight, place.width()));
}

void paintGround(QPainter &painter, const QStyleOptionViewItem &option)
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (!selected && !option.state.testFlag(QStyle::State_MouseOver))
        return;
    painter.setPen(Qt::NoPen);
    if (selected && option.state.testFlag(QStyle::State_HasFocus))
        painter.setPen(QPen(color(Tone::Accent, option.palette), 2));
    painter.setBrush(selected ? option.palette.color(QPalette::Highlight) : color(Surface::Hover, option.palette));
    painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), space::radius, space::radius);
}

} // namespace

QSize ProfileListDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return index.data(IndexRole).isValid() ? QSize(0, rowHeight) : QStyledItemDelegate::sizeHint(option, index);
}

void ProfileListDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (!index.data(IndexRole).isValid()) {
        paintGroup(*painter, option, index.data().toString());
        painter->restore();
        return;
    }
    paintGround(*painter, option);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRect inner = option.rect.adjusted(space::inside, space::tight, -space::inside, -space::tight);
    connection::Profile looks;
    looks.colour = index.data(ColourRole).toString();
    looks.environment = connection::Environment(index.data(EnvironmentRole).toInt());
    painter->setPen(Qt::NoPen);
    painter->setBrush(profileColour(looks, option.palette));
    painter->drawEllipse(QRect(inner.left(), inner.top() + space::tight, discSize, discSize));

    QRect words = inner.adjusted(discSize + space::inside, 0, 0, 0);
    const bool edited = index.data(EditedRole).toBool();
    // What it is stands as a word at the right: the colour does not say it alone.
    QString word =
        looks.environment == connection::Environment::Development ? QString() : environmentName(looks.environment);
    if (edited)
        word = word.isEmpty() ? tr("edited") : tr("%1, edited").arg(word);
    painter->setFont(smallFont());
    const int wordWidth = word.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(word) + space::inside;
    const QRect upper(words.left(), words.top(), words.width(), words.height() / 2);
    painter->setPen(
        edited ? color(Tone::Edited, option.palette) : color(environmentTone(looks.environment), option.palette));
    painter->drawText(upper, Qt::AlignRight | Qt::AlignVCenter, word);
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    painter->setPen(ink);
    painter->drawText(
        upper, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, upper.width() - wordWidth));
    painter->setFont(smallFont());
    painter->setPen(selected ? ink : color(Surface::MutedText, option.palette));
    const QRect lower(words.left(), upper.bottom() + 1, words.width(), words.height() - upper.height());
    painter->drawText(
        lower, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(PlaceRole).toString(), Qt::ElideMiddle, lower.width()));
    painter->restore();
}

} // namespace howdah::ui
