// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractItemView;

namespace howdah::ui {

// A click anywhere on a row checks or unchecks it, not on the small box alone. For lists of which the rows are there
// to be checked, and for nothing else.
void toggleOnRow(QAbstractItemView *list);

} // namespace howdah::ui
