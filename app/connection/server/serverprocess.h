// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/osuser.h"

#include <QStringList>

#include <stop_token>

namespace howdah::connection {

// A program of PostgreSQL to run: never through a shell, without PG* variables in its environment, with messages in
// English, as `user` (who must be this program's user unless that is root), in `folder`.
struct ServerCommand
{
    OsUser user;
    QString program;
    QStringList arguments;
    QString folder;
};

// Runs it to its end. A failure is ErrorKind::Io with the output in `detail`; ErrorKind::Permission names the folder
// that the user may not enter. It dies with this program.
[[nodiscard]] Result<void> runToEnd(const ServerCommand &command, std::stop_token stop);

// Starts it in a session of its own, so that it survives this program and its terminal; output is appended to
// `logFile`. Answers its process id; the program is running by then, or the error says why not.
[[nodiscard]] Result<qint64> runDetached(const ServerCommand &command, const QString &logFile);

// The locale of the private server: bytewise order, UTF-8 classes where the system has them.
[[nodiscard]] QString serverLocale();

} // namespace howdah::connection
