// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/localserver.h"

namespace howdah::operations {

struct PrivateServer
{
    connection::ServerStatus status;
    qint64 bytes = 0; // of its folder
};

// All of these block.
[[nodiscard]] Result<PrivateServer> privateServer();
// It runs until it is stopped, whether somebody uses it or not.
[[nodiscard]] Result<void> startPrivateServer();
// Whoever uses it.
[[nodiscard]] Result<void> stopPrivateServer();

// What has to be typed before it is deleted.
[[nodiscard]] QString privateServerName();
// Stops it and removes all its databases, the demo among them. ErrorKind::Usage, and nothing is done, where something
// else was typed than its name.
[[nodiscard]] Result<void> deletePrivateServer(const QString &typed);

} // namespace howdah::operations
