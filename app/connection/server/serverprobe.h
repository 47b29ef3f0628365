// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"

namespace howdah::connection {

enum class Ping {
    Ready,
    Refused, // it is coming up or going down
    Silent,  // nobody answers there
};

// Asks a server whether it takes connections. Blocks, for some seconds if the server hangs.
[[nodiscard]] Ping ping(const ConnInfo &target);

// The first value that one statement answers, over a connection of its own; empty for no row. Blocks.
[[nodiscard]] Result<QString> askOnce(const ConnInfo &target, const QString &sql);

} // namespace howdah::connection
