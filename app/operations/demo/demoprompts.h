// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/demo/demoloader.h"
#include "operations/demo/demopacks.h"
#include "operations/demo/demosetup.h"

namespace howdah::operations {

// Where the demo keeps the key of its prompts, beside its server: readable by its owner only.
[[nodiscard]] QString demoKeyFile();
// The database of the demo of prompts, beside the one of the window.
[[nodiscard]] QString demoPromptDatabase();

// The demo of one pack on the server of `target`: in the database of `target` for the first, else in that of the pack,
// which is created; migrated and filled as far as it is not yet, its prompts encrypted where the pack says so. A
// database that holds data stays as it is. ErrorKind::Usage where the server is too old for the pack: then nothing is
// made. Blocks.
[[nodiscard]] Result<DemoReport> makeDemo(
    const connection::ConnInfo &target, const DemoPack &pack, const DemoRequest &request = {},
    const DemoProgress &progress = {}, std::stop_token stop = {},
    DemoMigrations::Which which = DemoMigrations::Which::AllPending);

// What became of the demo databases beside those that the window waits for.
struct OtherDemos
{
    std::vector<Error> failed;  // each names its database
    std::vector<Error> refused; // that this server is too old for: the next start will not have them either
    [[nodiscard]] bool isWhole() const { return failed.empty() && refused.empty(); }
};

// Those of shippedDemos() that are neither the window's own nor the demo of prompts, one after the other on the server
// of `target`: created, migrated and filled as far as they are not yet, so that one that was left half made is
// finished. Databases that hold data stay as they are. What fails does not keep the next from being made;
// ErrorKind::Cancelled ends it. Blocks.
[[nodiscard]] Result<OtherDemos>
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
