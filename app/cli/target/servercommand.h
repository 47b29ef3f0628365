// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "connection/server/localserver.h"

namespace howdah::cli {

// `howdahctl server ...`: each answers an exit code (cli/terminal/exitcode.h).

// Starts the private server and keeps it running until serverStop(); prints its URI.
[[nodiscard]] int serverStart(Output &output, connection::LocalServer &server);
// Stops it, whoever uses it. One that does not run is fine.
[[nodiscard]] int serverStop(Output &output, connection::LocalServer &server);
// Says whether it runs, and since when by whom it is used: ExitOk when it runs, ExitCannotConnect when not.
[[nodiscard]] int serverStatus(Output &output, const connection::LocalServer &server);
// Prints the URI for psql, and nothing else to `out`; starts nothing.
[[nodiscard]] int
serverUrl(Output &output, const connection::LocalServer &server, const QString &database = QStringLiteral("howdah"));

} // namespace howdah::cli
