// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <memory>

namespace howdah::operations {

// A new session to a server that was lost while COMMIT was on its way: one that crashed is back within seconds, and is
// the only one who knows what became of it. Waits some seconds for it. Blocks.
[[nodiscard]] Result<std::shared_ptr<connection::Session>> openToSettle(const connection::ConnInfo &server);

} // namespace howdah::operations
