// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "metrics/rollupdefinition.h"

namespace howdah::metrics {

// A definition of which perhaps only the table is said, with what leaves no choice: all of the built-in one where its
// table is meant and nothing else is said; else the only time column (of several the only one with an index), and the
// only number that is no key. ErrorKind::Usage names what is missing and the columns that it may be. Blocks.
[[nodiscard]] Result<RollupDefinition> completeRollup(connection::Session &session, RollupDefinition definition);

} // namespace howdah::metrics
