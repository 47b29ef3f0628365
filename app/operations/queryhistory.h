// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/history/historyentry.h"
#include "query/run/outcome.h"
#include "query/script/script.h"

#include <optional>

namespace howdah::operations {

// What the history keeps of an outcome: the statement as it stands in the script, with its parameters. Nothing for
// commands of psql that send none, and for what was never sent because of its own text. `database`:
// "user@host:port/name"; `tab`: the title of the tab, or the file. Secrets are masked by the history itself. Pure.
[[nodiscard]] std::optional<query::HistoryEntry>
historyEntryOf(const query::Outcome &outcome, const query::Script &script, const QString &database, const QString &tab);

} // namespace howdah::operations
