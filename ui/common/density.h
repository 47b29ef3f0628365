// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::ui {

enum class Density { Comfortable, Compact };

// Of every list, tree and table of single lines.
[[nodiscard]] int rowHeight();
// Lays out again what there is. UI thread, with a QApplication.
void setDensity(Density density);
// The same after something else has changed the height of rows, which was `before`.
void layOutRows(int before);

} // namespace howdah::ui
