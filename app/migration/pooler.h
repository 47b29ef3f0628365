// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/runner.h"

namespace howdah::migration {

enum class Pooling {
    None,        // the server itself answers
    Session,     // a proxy stands between, and gives each session a server of its own
    Transaction, // a proxy gives each transaction whatever server is free
    Unknown,     // a proxy stands between, and there is no second session to find out more
};

// What stands between the session and the server. A proxy that pools transactions loses what a run needs: the lock (it
// stays with a server that others then use) and settings. Asks for a second session only where there is a proxy.
// Blocks.
[[nodiscard]] Result<Pooling> detectPooling(connection::Session &session, const OpenSession &openSession);

// Says what is wrong and what to do.
[[nodiscard]] Error poolingError();

} // namespace howdah::migration
