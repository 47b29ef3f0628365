// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/structure/structuredelegate.h"

#include "browse/structure/structuremodel.h"
#include "common/icons.h"
#include "common/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

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
    return {text + lead(index) + 2 * space::inside + 1, space::rowComfortable};
}

void StructureDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    painter->save();
    painter->setLayoutDirection(Qt::LeftToRight);
    QRect area = option.rect.adjusted(space::inside, 0, -space::inside, 0);
    const QRect place(area.left(), area.top() + (area.height() - MarkSize) / 2, MarkSize, MarkSize);
    const KeyMark mark = markOf(index);
    if (natureOf(index) == CellNature::Warning && !index.data().toString().isEmpty())
        icon(u"data-warning"_s, Tone::Failed).paint(painter, place);
    else if (mark == KeyMark::Foreign)
        icon(u"link"_s, Tone::Accent).paint(painter, place);
    else if (mark != KeyMark::None)
        icon(u"password-copy"_s, Tone::Edited).paint(painter, place);
    area.setLeft(area.left() + lead(index));
    const QFont font = fontOf(index);
    painter->setFont(font);
    painter->setPen(colorOf(index, option));
    painter->drawText(
        area, int(Qt::AlignLeft | Qt::AlignAbsolute | Qt::AlignVCenter) | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    painter->restore();
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
}

bool StructureDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString text = index.data(Qt::EditRole).toString();
    const bool whole = sizeHint(option, index).width() <= view->visualRect(index).width() && !text.contains(u'\n');
    // Escaped, or the tool tip would guess rich text in it.
    QToolTip::showText(
        event->globalPos(),
        whole ? QString()
              : u"<p style='white-space: pre-wrap'>"_s + text.left(TipCharacters).toHtmlEscaped() + u"</p>"_s,
        view, view->visualRect(index));
    return true;
}

} // namespace howdah::ui
