// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/icons.h"

#include <QAction>
#include <QKeySequence>
#include <QWidget>

namespace howdah::ui {

// An action of a page and of what is on it, by these keys. Owned by the page.
[[nodiscard]] inline QAction *
pageAction(QWidget *page, const QString &text, const QString &iconName, const QKeySequence &keys)
{
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : icon(iconName), text, page);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    page->addAction(action);
    return action;
}

} // namespace howdah::ui
