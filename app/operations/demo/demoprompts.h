// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/demo/demoloader.h"

namespace howdah::operations {

// Where the demo keeps the key of its prompts, beside its server: readable by its owner only.
[[nodiscard]] QString demoKeyFile();
// The database of the demo of prompts, beside the one of the window.
[[nodiscard]] QString demoPromptDatabase();

// A second database on the server of `target` with the deepref pack and its data, and its prompts encrypted with a key
// of the demo: what the page of prompts can be tried with. What is there already is left as it is. Blocks.
[[nodiscard]] Result<void>
setUpPromptDemo(const connection::ConnInfo &target, const DemoProgress &progress = {}, std::stop_token stop = {});

// What `howdah --demo` needs before the window opens the private server: tables with data in `target`, and the demo of
// prompts beside it. Without the first there is no demo. The window's database is whole without the second: what is
// wrong with that is told to `problem`, on this thread. Blocks.
[[nodiscard]] Result<void> prepareDemo(
    const connection::ConnInfo &target, const std::function<void(const QString &)> &progress, std::stop_token stop,
    const std::function<void(const Error &)> &problem);

} // namespace howdah::operations
