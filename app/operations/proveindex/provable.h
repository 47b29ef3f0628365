// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

namespace howdah::operations {

// Whether a statement can be run again and again without an effect that stays: one SELECT, VALUES, TABLE, or one
// INSERT, UPDATE, DELETE or MERGE that is rolled back; without parameters. ErrorKind::Usage with the reason. Pure.
[[nodiscard]] Result<void> checkProvable(const QString &statement);

// ErrorKind::Usage where it calls a function whose name is that of a volatile one in this database: each run would
// measure something else. `session`: ours. Blocks.
[[nodiscard]] Result<void> checkFunctions(connection::Session &session, const QString &statement);

} // namespace howdah::operations
