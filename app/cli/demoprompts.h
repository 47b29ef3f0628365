// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/demoloader.h"

namespace howdah::cli {

// Where the demo keeps the key of its prompts, beside its server: readable by its owner only.
[[nodiscard]] QString demoKeyFile();
// The database of the demo of prompts, beside the one of the window.
[[nodiscard]] QString demoPromptDatabase();

// A second database on the server of `target` with the deepref pack and its data, and its prompts encrypted with a key
// of the demo: what the page of prompts can be tried with. What is there already is left as it is. Blocks.
[[nodiscard]] Result<void>
setUpPromptDemo(const connection::ConnInfo &target, const DemoProgress &progress = {}, std::stop_token stop = {});

} // namespace howdah::cli
