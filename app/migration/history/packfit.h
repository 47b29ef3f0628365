// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "migration/source/source.h"

namespace howdah::migration {

// How many tables of the database, in the schema of the pack, the files of a source name: which one fits, where no
// history says so. Blocks.
[[nodiscard]] Result<int> tablesNamed(connection::Session &session, const Source &source);

} // namespace howdah::migration
