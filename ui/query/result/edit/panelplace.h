// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAction;
class QWidget;

namespace howdah::ui {

// What is shown beside a grid gets so many hundredths of the place that they share.
void shareWithGrid(QWidget *panel, int percent);
// The buttons of an action that is a menu open it at once.
void openMenusAtOnce(QAction *action);

} // namespace howdah::ui
