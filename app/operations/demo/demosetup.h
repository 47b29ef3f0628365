// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/demo/demoloader.h"

namespace howdah::operations {

struct DemoSetupReport
{
    int applied = 0; // migrations that were applied for it
    DemoReport data;
};

// A database that can be shown: applies the pending migrations of a pack (a folder such as migrations/uaip, whose
// pack.yaml names its demo data) and fills its tables, unless they hold data already. Blocks: never on the UI thread.
[[nodiscard]] Result<DemoSetupReport> setUpDemo(
    connection::Session &session, const QString &packFolder, DemoRequest request = {},
    const DemoProgress &progress = {}, std::stop_token stop = {});

} // namespace howdah::operations
