// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/grideditdelegate.h"

#include "editors/celleditor.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QHelpEvent>
#include <QLineEdit>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int NarrowestEditor = 120;

// As CellDelegate draws numbers.
static bool isRightAligned(const QModelIndex &index)
{
    const auto category = data::TypeCategory(index.data(CategoryRole).toInt());
    return category == data::TypeCategory::Integer || category == data::TypeCategory::Decimal
        || category == data::TypeCategory::Real;
}

GridEditDelegate::GridEditDelegate(EditedCells &cells, QAbstractItemView *view)
    : CellDelegate(view)
    , m_cells(cells)
    , m_view(view)
{
}

QWidget *GridEditDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    CellEditor *editor = m_cells.makeEditor(index, parent);
    if (!editor)
        return nullptr;
    editor->setAutoFillBackground(true);
    // What is typed stands where the value stood.
    for (QLineEdit *line : editor->findChildren<QLineEdit *>()) {
        line->setProperty("inCell", true);
        if (isRightAligned(index))
            line->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    return editor;
}

void GridEditDelegate::setModelData(QWidget *editor, QAbstractItemModel *, const QModelIndex &) const
{
    if (auto *cell = qobject_cast<CellEditor *>(editor))
        m_cells.stageFrom(cell);
}

void GridEditDelegate::updateEditorGeometry(
    QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QRect place = option.rect;
    const int wanted = qMax(place.width(), NarrowestEditor);
    // Over the neighbour at the side where the words of the value do not begin, as far as there is room.
    if (isRightAligned(index) && place.right() - wanted + 1 >= 0)
        place.setLeft(place.right() - wanted + 1);
    else
        place.setWidth(qMax(place.width(), qMin(wanted, m_view->viewport()->width() - place.left())));
    editor->setGeometry(place);
}

bool GridEditDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return CellDelegate::helpEvent(event, view, option, index);
    // A tool tip guesses rich text, and this one quotes values and the server's words.
    const QString tip = index.data(Qt::ToolTipRole).toString();
    QToolTip::showText(event->globalPos(), tipText(tip), view);
    return true;
}

} // namespace howdah::ui
