// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <functional>

namespace howdah::ui {

class ConnectionController;

// From now on what the window changes through a profile that wants that is noted in the table of its database as well
// (connection/audit/audittablewriter.h), while writing is not locked. `failed` comes on another thread: what the table
// does not take. Lasts as long as the controller, whose end waits for what is under way.
void writeAuditToTables(ConnectionController &controller, std::function<void(const Error &)> failed);

} // namespace howdah::ui
