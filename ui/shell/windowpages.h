// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"

#include <memory>

namespace howdah::ui {

class MainWindow;
struct BrowseMemory;

// Every page of the program, in the order of the rail. `services` outlives the window. `memory`: what is remembered of
// tables, shared with other windows; nullptr: of this window alone.
void addPages(MainWindow &window, const PageServices &services, std::shared_ptr<BrowseMemory> memory = nullptr);

// From now on the private server has the demo before it is opened, once. Its failure is told by the page of prompts;
// the next start tries again then. Call after addPages().
void prepareDemo(MainWindow &window, const PageServices &services);

} // namespace howdah::ui
