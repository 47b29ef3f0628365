// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

#include <QStringList>

#include <stop_token>

namespace howdah::migration {

struct DumpOptions
{
    // Roles differ from server to server, so neither is written unless asked for.
    bool owners = false;
    bool privileges = false;
    QStringList withoutSchemas; // names, not patterns
};

// The schema of a database as SQL, for a file that is kept beside the migrations: made by pg_dump, without what differs
// from one run or one version to the next (versions, \restrict keys, settings that older servers do not know). The same
// schema gives the same bytes. Blocks.
[[nodiscard]] Result<QByteArray>
dumpSchema(const connection::ConnInfo &target, const DumpOptions &options = {}, std::stop_token stop = {});

// Pure: takes those lines out of what pg_dump wrote. Only before the first statement and after the last: a function's
// body may hold anything.
[[nodiscard]] QByteArray withoutVolatileLines(const QByteArray &dump);

// An error of opening a session: whatever it is that the server does not let in, there is no connection.
[[nodiscard]] Error unreached(Error error);

} // namespace howdah::migration
