// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/structure/structuredelegate.h"

#include "browse/structure/structuremodel.h"
#include "common/density.h"
#include "common/icons.h"
#include "common/theme.h"

#include <QAbstractItemView>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MarkSize = 12;
constexpr qsizetype TipCharacters = 2'000;

static CellNature natureOf(const QModelIndex &index)
{
    return CellNature(index.data(StructureModel::NatureRole).toInt());
}
static KeyMark markOf(const QModelIndex &index) { return KeyMark(index.data(StructureModel::MarkRole).toInt()); }
static bool isLink(const QModelIndex &index) { return index.data(StructureModel::LinkRole).toUInt() != 0; }

static QFont fontOf(const QModelIndex &index)
{
    QFont font = natureOf(index) == CellNature::Code ? fixedFont() : baseFont();
    font.setUnderline(isLink(index));
    return font;
}

static QColor colorOf(const QModelIndex &index, const QStyleOptionViewItem &option)
{
    if (option.state & QStyle::State_Selected)
        return option.palette.color(QPalette::HighlightedText);
    if (isLink(index))
        return option.palette.color(QPalette::Link);
    switch (natureOf(index)) {
    case CellNature::Words:
    case CellNature::Name:
    case CellNature::Code:
        return option.palette.color(QPalette::Text);
    case CellNature::Quiet:
        return color(Surface::MutedText, option.palette);
    case CellNature::Warning:
        return color(Tone::Failed, option.palette);
    }
    return {};
}

// What stands before the text.
static int lead(const QModelIndex &index)
{
    return markOf(index) == KeyMark::None && natureOf(index) != CellNature::Warning ? 0 : MarkSize + space::tight;
}

QSize StructureDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const int text = QFontMetrics(fontOf(index)).horizontalAdvance(index.data().toString());
    return {text + lead(index) + 2 * space::inside + 1, rowHeight()};
}

void StructureDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const QRect area = rect.adjusted(space::inside, 0, -space::inside, 0);
    const QRect place(area.left(), area.top() + (area.height() - MarkSize) / 2, MarkSize, MarkSize);
    const KeyMark mark = markOf(index);
    if (natureOf(index) == CellNature::Warning && !index.data().toString().isEmpty())
        icon(u"data-warning"_s, Tone::Failed).paint(card.painter(), place);
    else if (mark == KeyMark::Foreign)
        icon(u"link"_s, Tone::Accent).paint(card.painter(), place);
    else if (mark != KeyMark::None)
        icon(u"password-copy"_s, Tone::Edited).paint(card.painter(), place);
    card.drawWords(
        area.adjusted(lead(index), 0, 0, 0), index.data().toString(), fontOf(index), colorOf(index, card.option()));
}

// The whole text where it is cut off.
std::optional<QString> StructureDelegate::plainTip(const QAbstractItemView &view, const QModelIndex &index) const
{
    const QString text = index.data(Qt::EditRole).toString();
    const bool whole = sizeHint({}, index).width() <= view.visualRect(index).width() && !text.contains(u'\n');
    return whole ? QString() : text.left(TipCharacters);
}

} // namespace howdah::ui
