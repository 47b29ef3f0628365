// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/demo/demoloader.h"

namespace howdah::operations {

// Where the demo keeps the key of its prompts, beside its server: readable by its owner only.
[[nodiscard]] QString demoKeyFile();
// The database of the demo of prompts, beside the one of the window.
[[nodiscard]] QString demoPromptDatabase();

// Of all platforms beside the one of the window, named for their packs.
[[nodiscard]] QStringList demoDatabases();

// The database of the demo that has the tables of a pack; "" for packs without a demo.
[[nodiscard]] QString demoDatabaseOf(const QString &pack);

// Those of demoDatabases() that are not the demo of prompts, one after the other on the server of `target`: created,
// migrated and filled as far as they are not yet, so that one that was left half made is finished. Databases that hold
// data stay as they are. What fails does not keep the next from being made; the first error is returned. Blocks.
[[nodiscard]] Result<void>
setUpOtherDemos(const connection::ConnInfo &target, const DemoProgress &progress = {}, std::stop_token stop = {});

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
