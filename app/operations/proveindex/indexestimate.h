// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "plan/candidates/indexcandidates.h"

#include <stop_token>

namespace howdah::operations {

// What the planner makes of an index that is not there.
struct IndexEstimate
{
    double costWithout = 0;
    double costWith = 0;
    bool used = false;
    QString refused; // why the server would not make it; the figures say nothing then
    bool operator==(const IndexEstimate &) const = default;
};

// By hypopg, on a session of its own that only reads and ends with this: what is hypothetical ends with it. One for
// each candidate; nothing where the database has no hypopg. The statement is planned, not run. ErrorKind::Usage for one
// that cannot be proved, or through a proxy that would give the session to others. Blocks.
[[nodiscard]] Result<std::optional<std::vector<IndexEstimate>>> estimateIndexes(
    const connection::ConnInfo &target, const QString &statement, const std::vector<plan::IndexCandidate> &candidates,
    const std::stop_token &stop = {});

} // namespace howdah::operations
