// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/list/promptdelegate.h"

#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "prompt/list/promptlistmodel.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// A sign at the right end of a line; answers what is left of it.
QRect drawSign(QPainter *painter, QRect line, const QIcon &sign)
{
    constexpr int Size = 14;
    QRect place(line.right() - Size, 0, Size, Size);
    place.moveTop(line.center().y() - Size / 2);
    sign.paint(painter, place);
    line.setRight(place.left() - space::tight);
    return line;
}

QRect drawWord(QPainter *painter, QRect line, const QString &word, const QColor &ink)
{
    painter->setFont(smallFont());
    painter->setPen(ink);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, word);
    line.setRight(line.right() - painter->fontMetrics().horizontalAdvance(word) - space::tight);
    return line;
}

// What is out of the ordinary: an open text, which is the usual, is told by the tooltip alone.
QRect drawMarks(QPainter *painter, QRect line, const QModelIndex &index, const QPalette &palette, bool selected)
{
    const auto ink = [&](Tone tone) {
        return selected ? palette.color(QPalette::HighlightedText) : color(tone, palette);
    };
    if (index.data(PromptListModel::ActiveRole).toBool()) {
        line = drawWord(painter, line, PromptListModel::tr("active"), ink(Tone::Applied));
        line = drawSign(painter, line, icon(Tone::Applied));
    }
    const auto state = prompt::CellState(index.data(PromptListModel::StateRole).toInt());
    if (state != prompt::CellState::Open) {
        const Tone tone = stateTone(state);
        line = drawWord(painter, line, stateWord(state), ink(tone));
        line = drawSign(painter, line, icon(stateIcon(state), tone));
    }
    const int errors = index.data(PromptListModel::ErrorsRole).toInt();
    const int warnings = index.data(PromptListModel::WarningsRole).toInt();
    if (errors + warnings > 0) {
        const Tone tone = errors > 0 ? Tone::Failed : Tone::Edited;
        line = drawWord(painter, line, QString::number(errors + warnings), ink(tone));
        line = drawSign(painter, line, icon(errors > 0 ? u"dialog-error" : u"dialog-warning", tone));
    }
    if (index.data(PromptListModel::EditedRole).toBool()) {
        line = drawWord(painter, line, PromptListModel::tr("edited"), ink(Tone::Edited));
        line = drawSign(painter, line, icon(Tone::Edited));
    }
    return line;
}

void drawBack(QPainter *painter, const QStyleOptionViewItem &option)
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(option.rect).adjusted(2, 1, -4, -1);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? option.palette.color(QPalette::Highlight) : color(Surface::Hover, option.palette));
        painter->drawRoundedRect(card, space::radius, space::radius);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(color(Tone::Accent, option.palette), 1.5));
        painter->drawRoundedRect(card.adjusted(1, 1, -1, -1), space::radius - 1, space::radius - 1);
    }
    painter->setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

void PromptDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setClipRect(option.rect);
    drawBack(painter, option);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool agent = index.data(PromptListModel::IsAgentRole).toBool();
    const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor muted = selected ? text : color(Surface::MutedText, option.palette);
    const QRect inner = option.rect.adjusted(space::inside, space::tight, -space::group, -space::tight);
    QRect first(inner.left(), inner.top(), inner.width(), inner.height() / 2);
    const QRect second(inner.left(), first.bottom() + 1, inner.width(), inner.height() - first.height());
    if (!agent)
        first = drawMarks(painter, first, index, option.palette, selected);
    QFont font = agent ? baseFont() : fixedFont();
    font.setBold(agent || index.data(PromptListModel::ActiveRole).toBool());
    painter->setFont(font);
    painter->setPen(text);
    painter->drawText(
        first, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, first.width()));
    painter->setFont(smallFont());
    painter->setPen(muted);
    painter->drawText(
        second, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(
            index.data(PromptListModel::SecondLineRole).toString(), Qt::ElideRight, second.width()));
    painter->restore();
}

QSize PromptDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    const int lines = QFontMetrics(baseFont()).height() + QFontMetrics(smallFont()).height();
    return {200, qMax(44, lines + 3 * space::tight)};
}

bool PromptDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString text = index.data(Qt::ToolTipRole).toString().toHtmlEscaped().replace(u'\n', "<br>"_L1);
    QToolTip::showText(event->globalPos(), text.isEmpty() ? QString() : u"<p>"_s + text, view);
    return true;
}

} // namespace howdah::ui
