// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/record/recordlist.h"

#include "common/density.h"

#include <QScrollBar>

namespace howdah::ui {

RecordList::RecordList(QWidget *parent)
    : QListView(parent)
{
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The width of the text must not depend on whether the bar is there, or the two would chase each other.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    verticalScrollBar()->setSingleStep(rowHeight());
    setResizeMode(QListView::Adjust);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Values of the record"));
}

QRect RecordList::visualRect(const QModelIndex &index) const
{
    QRect rect = QListView::visualRect(index);
    if (rect.isValid())
        rect.setHeight(itemDelegate()->sizeHint({}, index).height());
    return rect;
}

void RecordList::doItemsLayout()
{
    const QScrollBar *bar = verticalScrollBar();
    const bool atEnd = bar->maximum() > 0 && bar->value() == bar->maximum();
    QListView::doItemsLayout();
    if (atEnd)
        verticalScrollBar()->setValue(bar->maximum());
}

} // namespace howdah::ui
