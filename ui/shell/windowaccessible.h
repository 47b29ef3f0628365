// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::ui {

// Teaches QAccessible how the window is read out: pages as tabs of the rail, of what lies on top of each other only
// what is in sight, and the parts of a page from top to bottom and left to right, whenever they were made. Once is
// enough.
void installWindowAccessibility();

} // namespace howdah::ui
