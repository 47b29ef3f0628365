// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

class QAction;

namespace howdah::ui {

// What would be here, and what fills it. The first action is the primary one.
struct EmptyState
{
    QString iconName;
    QString title;
    QString text;
    QList<QAction *> actions; // shown as buttons; not owned
};

} // namespace howdah::ui
