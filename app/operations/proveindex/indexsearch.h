// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/proveindex/indexestimate.h"

namespace howdah::operations {

struct FoundIndexes
{
    std::vector<plan::IndexCandidate> candidates;
    std::optional<std::vector<IndexEstimate>> estimates; // one for each; nothing: the database has no hypopg
    catalog::Snapshot catalog;
};

// Plans the statement, without running it, on a session that only reads, and finds what indexes it may want.
// ErrorKind::Usage for a statement that cannot be proved. Blocks.
[[nodiscard]] Result<FoundIndexes>
findIndexes(const connection::ConnInfo &target, const QString &statement, const std::stop_token &stop = {});

} // namespace howdah::operations
