// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/losses.h"

namespace howdah::migration {

// Gives what is lost its schema, where the SQL names none: that in which a run would find it, `schema` first and then
// the path of the database. A session of our own looks nothing up there, so this comes before the counting. Blocks.
[[nodiscard]] Result<std::vector<Loss>>
nameSchemas(connection::Session &session, std::vector<Loss> losses, const QString &schema);

} // namespace howdah::migration
