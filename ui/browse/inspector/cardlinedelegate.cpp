// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/cardlinedelegate.h"

#include "browse/inspector/cardmodel.h"
#include "common/density.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "entity/entitywords.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int NameShare = 40; // per cent of the width that the name of a column may take
constexpr int StateShare = 40;

CardModel::Kind kindOf(const QModelIndex &index) { return CardModel::Kind(index.data(CardModel::KindRole).toInt()); }

// A state as a badge at the end of a line; what is left of it.
QRect drawState(const CardPainter &card, QRect line, const QModelIndex &index)
{
    const QString state = index.data(CardModel::StateRole).toString();
    if (state.isEmpty())
        return line;
    const Tone tone = toneOf(entity::Tone(index.data(CardModel::ToneRole).toInt()));
    const QFontMetrics metrics(smallFont());
    const QString shown = metrics.elidedText(state, Qt::ElideRight, line.width() * StateShare / 100);
    const int width = metrics.horizontalAdvance(shown);
    QRect words = line;
    words.setLeft(line.right() + 1 - width);
    card.drawWords(words, shown, smallFont(), card.isSelected() ? card.ink() : color(tone, card.palette()));
    line.setRight(words.left() - space::tight - 1);
    line = card.drawSignAtEnd(line, icon(tone), space::iconSmall, space::tight);
    line.setRight(line.right() - space::tight);
    return line;
}

void paintFact(const CardPainter &card, QRect line, const QModelIndex &index)
{
    const int share = line.width() * NameShare / 100;
    QRect name = line;
    name.setWidth(share - space::inside);
    card.drawWords(name, index.data(CardModel::TitleRole).toString(), smallFont(), card.mutedInk());
    line.setLeft(line.left() + share);
    if (const QString state = index.data(CardModel::StateRole).toString(); !state.isEmpty()) {
        const Tone tone = toneOf(entity::Tone(index.data(CardModel::ToneRole).toInt()));
        line = card.drawSign(line, icon(tone), space::iconSmall, space::tight);
    }
    const bool leads = index.data(CardModel::FollowRole).toBool();
    const bool isMasked = index.data(CardModel::MaskedRole).toBool();
    if (isMasked)
        line = card.drawSignAtEnd(line, icon(u"view-visible"), space::iconSmall, space::tight);
    const QColor ink = leads && !card.isSelected() ? color(Tone::Accent, card.palette()) : card.ink();
    card.drawWords(line, index.data(CardModel::ValueRole).toString(), baseFont(), ink);
}

void paintRelation(const CardPainter &card, QRect line, const QModelIndex &index)
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    line = card.drawWordsAtEnd(
        line, index.data(CardModel::ValueRole).toString(), smallFont(), card.mutedInk(), space::inside);
    card.drawWords(line, index.data(CardModel::TitleRole).toString(), font, card.ink());
}

void paintRelated(const CardPainter &card, QRect line, const QModelIndex &index)
{
    line.setLeft(line.left() + space::group);
    line = drawState(card, line, index);
    const QColor ink = index.data(CardModel::FollowRole).toBool() && !card.isSelected()
                         ? color(Tone::Accent, card.palette())
                         : card.ink();
    card.drawWords(line, index.data(CardModel::TitleRole).toString(), baseFont(), ink);
}

} // namespace

QSize CardLineDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {0, rowHeight() + (kindOf(index) == CardModel::Kind::Relation ? space::tight : 0)};
}

void CardLineDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const QRect line = rect.adjusted(space::group, 0, -space::inside, 0);
    switch (kindOf(index)) {
    case CardModel::Kind::Fact:
        return paintFact(card, line, index);
    case CardModel::Kind::Relation:
        return paintRelation(card, line.adjusted(0, space::tight, 0, 0), index);
    case CardModel::Kind::Related:
        return paintRelated(card, line, index);
    case CardModel::Kind::Note:
        card.drawWords(
            line.adjusted(space::group, 0, 0, 0), index.data(CardModel::TitleRole).toString(), smallFont(),
            card.mutedInk());
        return;
    }
}

std::optional<QString> CardLineDelegate::plainTip(const QAbstractItemView &, const QModelIndex &index) const
{
    QStringList lines{index.data(CardModel::TitleRole).toString()};
    const QString value = index.data(CardModel::ValueRole).toString();
    const QString state = index.data(CardModel::StateRole).toString();
    lines << state << (value == state ? QString() : value);
    switch (kindOf(index)) {
    case CardModel::Kind::Fact:
        if (index.data(CardModel::MaskedRole).toBool())
            lines << tr("Sensitive: Enter or a double click shows it, which the audit log notes");
        else if (index.data(CardModel::FollowRole).toBool())
            lines << tr("Enter or a double click opens it here");
        break;
    case CardModel::Kind::Relation:
        lines << tr("Enter or a double click shows all of them in the grid");
        break;
    case CardModel::Kind::Related:
        lines << tr("Enter or a double click opens it here");
        break;
    case CardModel::Kind::Note:
        break;
    }
    lines.removeAll(QString());
    return lines.join(u'\n');
}

} // namespace howdah::ui
