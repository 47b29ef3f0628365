// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/edit/panelplace.h"

#include <QAction>
#include <QSplitter>
#include <QToolButton>

namespace howdah::ui {

void shareWithGrid(QWidget *panel, int percent)
{
    auto *splitter = qobject_cast<QSplitter *>(panel->parentWidget());
    if (!splitter)
        return;
    const int whole = splitter->orientation() == Qt::Horizontal ? splitter->width() : splitter->height();
    QList<int> sizes;
    int others = 0;
    for (int at = 1; at < splitter->count(); ++at) {
        const QWidget *other = splitter->widget(at);
        const int size = other == panel ? whole * percent / 100 : other->isVisible() ? splitter->sizes().at(at) : 0;
        sizes << size;
        others += size;
    }
    sizes.prepend(qMax(whole / 4, whole - others));
    splitter->setSizes(sizes);
}

void openMenusAtOnce(QAction *action)
{
    for (QObject *face : action->associatedObjects()) {
        if (auto *button = qobject_cast<QToolButton *>(face))
            button->setPopupMode(QToolButton::InstantPopup);
    }
}

} // namespace howdah::ui
