// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libpq-fe.h>

namespace howdah::connection {

// Asks the server to cancel what runs on this connection; the server may be asked again, as it ignores a request that
// overtakes its query. False when nobody took it. It has a connection of its own, for which libpq waits without an end:
// this one waits for some seconds, and leaves the rest to a thread.
bool sendCancelRequest(PGconn *connection);

} // namespace howdah::connection
