// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/migrate/migrateoptions.h"
#include "cli/target/target.h"

namespace howdah::cli {

// Source, database and history: what the commands of migrations begin with. The session of the target is for statements
// of our own: it sees the names of PostgreSQL alone, whatever the database would answer.
struct Site
{
    migration::Source source;
    std::unique_ptr<migration::Dialect> dialect;
    Target target;
    migration::History history;
};

// How many down files of what is applied a status reads: of the newest, which a rollback comes to first.
constexpr size_t NewestDownFiles = 100;

// The exit code of what went wrong, which has been told by then, or ExitOk. ReadDepth::UpFiles is for who runs nothing:
// what hangs on the history and is run by an INSERT only is not asked for then.
[[nodiscard]] int openSite(
    Site &site, Output &output, const MigrateOptions &options,
    migration::ReadDepth depth = migration::ReadDepth::Everything);

// The session that the operator's files run on, with the names of the database. Of ours only the rows of the history
// and the journal are written there, as they belong into the transaction of the file; every name in them has its
// schema. The target's own session is closed. Blocks.
[[nodiscard]] Result<std::unique_ptr<connection::Session>> openForFiles(Site &site);

} // namespace howdah::cli
