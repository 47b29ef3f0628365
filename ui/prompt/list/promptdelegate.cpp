// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/list/promptdelegate.h"

#include "common/icons.h"
#include "common/theme.h"
#include "prompt/list/promptlistmodel.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// A sign and a word at the right end of a line; answers what is left of it.
QRect drawMark(const CardPainter &card, QRect line, const QIcon &sign, const QString &word, Tone tone)
{
    constexpr int Size = 14;
    line = card.drawWordsAtEnd(
        line, word, smallFont(), card.isSelected() ? card.ink() : color(tone, card.palette()), space::tight);
    return card.drawSignAtEnd(line, sign, Size, space::tight);
}

// What is out of the ordinary: an open text, which is the usual, is told by the tooltip alone.
QRect drawMarks(const CardPainter &card, QRect line, const QModelIndex &index)
{
    if (index.data(PromptListModel::ActiveRole).toBool())
        line = drawMark(card, line, icon(Tone::Applied), PromptListModel::tr("active"), Tone::Applied);
    const auto state = prompt::CellState(index.data(PromptListModel::StateRole).toInt());
    if (state != prompt::CellState::Open) {
        const Tone tone = stateTone(state);
        line = drawMark(card, line, icon(stateIcon(state), tone), stateWord(state), tone);
    }
    const int errors = index.data(PromptListModel::ErrorsRole).toInt();
    const int warnings = index.data(PromptListModel::WarningsRole).toInt();
    if (errors + warnings > 0) {
        const Tone tone = errors > 0 ? Tone::Failed : Tone::Edited;
        const QIcon sign = icon(errors > 0 ? u"dialog-error" : u"dialog-warning", tone);
        line = drawMark(card, line, sign, QString::number(errors + warnings), tone);
    }
    if (index.data(PromptListModel::EditedRole).toBool())
        line = drawMark(card, line, icon(Tone::Edited), PromptListModel::tr("edited"), Tone::Edited);
    return line;
}

} // namespace

void PromptDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const bool agent = index.data(PromptListModel::IsAgentRole).toBool();
    auto [first, second] =
        CardPainter::linesOf(rect.adjusted(space::inside, space::tight, -space::group, -space::tight));
    if (!agent)
        first = drawMarks(card, first, index);
    QFont font = agent ? baseFont() : fixedFont();
    font.setBold(agent || index.data(PromptListModel::ActiveRole).toBool());
    card.drawWords(first, index.data(Qt::DisplayRole).toString(), font, card.ink());
    card.drawWords(second, index.data(PromptListModel::SecondLineRole).toString(), smallFont(), card.mutedInk());
}

QSize PromptDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, CardPainter::twoLineHeight()};
}

std::optional<QString> PromptDelegate::plainTip(const QAbstractItemView &, const QModelIndex &index) const
{
    return index.data(Qt::ToolTipRole).toString();
}

} // namespace howdah::ui
