// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/source.h"
#include "operations/demo/demoloader.h"

#include <memory>

namespace howdah::operations {

struct DemoSetupReport
{
    int applied = 0; // migrations that were applied for it
    DemoReport data;
};

// Which migrations of the pack are applied before its data are loaded, and on which session.
struct DemoMigrations
{
    enum class Which : quint8 {
        AllPending,
        IntoEmptyHistory, // all or none: whoever has begun to migrate decides alone how far
    };
    Which which = Which::AllPending;
    // A session that sees the names of the database, for the files; empty: the one that everything runs on.
    std::function<std::unique_ptr<connection::Session>()> openForFiles = {};
    // Asked for how many before the first; then the progress is that of the data alone.
    std::function<void(int count)> begun = {};
};

// A database that can be shown: applies the pending migrations of a pack (a folder such as migrations/uaip, whose
// pack.yaml names its demo data) and fills its tables, unless they hold data already. Blocks: never on the UI thread.
[[nodiscard]] Result<DemoSetupReport> setUpDemo(
    connection::Session &session, const QString &packFolder, DemoRequest request = {},
    const DemoProgress &progress = {}, std::stop_token stop = {});
// The same with a source that was read.
[[nodiscard]] Result<DemoSetupReport> setUpDemo(
    connection::Session &session, const migration::Source &source, DemoRequest request, const DemoProgress &progress,
    std::stop_token stop, const DemoMigrations &migrations = {});

} // namespace howdah::operations
