// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "connection/server/pgbinaries.h"

#include <QStringList>

#include <stop_token>

namespace howdah::connection {

// A folder with pg_dump and pg_restore of one version.
struct PgTools
{
    QString folder;
    int majorVersion = 0;
    bool operator==(const PgTools &) const = default;

    [[nodiscard]] QString program(const QString &name) const { return folder + u'/' + name; }
};

// The pg_dump that fits a server best: of its own major version, else of the next newer one that is installed, because
// pg_dump refuses servers that are newer than itself. `serverVersion` as the server says it (150018).
// ErrorKind::NotFound says what is there and what to install. Runs `pg_dump --version`: blocks for some milliseconds a
// candidate.
[[nodiscard]] Result<PgTools> findTools(int serverVersion, const SearchPlaces &places = SearchPlaces::ofThisMachine());

// One run of such a program: by an argument list, never through a shell. Where `target` is given, the connection goes
// into the arguments as a URI without a password; the password, and the passphrase of a client key, go into files in
// memory that only the program sees: neither arguments nor environment hold them.
struct ToolRun
{
    QString program;
    QStringList arguments;
    std::optional<ConnInfo> target;
};

struct ToolOutput
{
    int exitCode = 0;
    QByteArray output; // for answers of bounded size; the rest goes to a file by the program's own option
    QString messages;  // of standard error, without secrets
};

// Runs it to its end, or until `stop` (ErrorKind::Cancelled). Any exit code is an answer; ErrorKind::Io is a program
// that cannot be started or that was killed. It dies with this program. Blocks.
[[nodiscard]] Result<ToolOutput> runTool(const ToolRun &run, std::stop_token stop = {});
// The same, with an exit code other than 0 as an error: ErrorKind::Server, with its words in `detail`.
[[nodiscard]] Result<QByteArray> runToolWell(const ToolRun &run, std::stop_token stop = {});

} // namespace howdah::connection
