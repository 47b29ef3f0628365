// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"

namespace howdah::ui {

class MainWindow;

// Every page of the program, in the order of the rail. `services` outlives the window.
void addPages(MainWindow &window, const PageServices &services);

// From now on the private server has the demo before it is opened, once. Its failure is told by the page of prompts;
// the next start tries again then. Call after addPages().
void prepareDemo(MainWindow &window, const PageServices &services);

} // namespace howdah::ui
