// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/grid/grideditdelegate.h"

#include "editors/celleditor.h"
#include "value/valuetext.h"

#include <QHelpEvent>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int NarrowestEditor = 120;

GridEditDelegate::GridEditDelegate(EditedCells &cells, QAbstractItemView *view)
    : CellDelegate(view)
    , m_cells(cells)
    , m_view(view)
{
}

QWidget *GridEditDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    CellEditor *editor = m_cells.makeEditor(index, parent);
    if (editor)
        editor->setAutoFillBackground(true);
    return editor;
}

void GridEditDelegate::setModelData(QWidget *editor, QAbstractItemModel *, const QModelIndex &) const
{
    if (auto *cell = qobject_cast<CellEditor *>(editor))
        m_cells.stageFrom(cell);
}

void GridEditDelegate::updateEditorGeometry(
    QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    QRect place = option.rect;
    place.setWidth(qMax(place.width(), qMin(NarrowestEditor, m_view->viewport()->width() - place.left())));
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
