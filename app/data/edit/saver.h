// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/savereport.h"

namespace howdah::data {

// Sends what is staged in one transaction: every statement must change exactly one row, deferred checks included, or
// everything is taken back. Blocks; for worker threads. The session is used by this call alone, and Session::cancel()
// ends it. Afterwards it is in no transaction.
[[nodiscard]] SaveReport save(
    connection::Session &session, const EditTarget &target, const std::vector<StagedRow> &rows,
    const SaveOptions &options = {});

// What became of a transaction. Waits for one that is still in progress, at most so long. Blocks.
[[nodiscard]] SaveOutcome
settle(connection::Session &session, const TransactionId &transaction, int patienceMs = 10'000);

// Compares staged rows with the server, as after a restart: who was changed or is gone. Blocks.
[[nodiscard]] Result<std::vector<RowProblem>>
findConflicts(connection::Session &session, const EditTarget &target, const std::vector<StagedRow> &rows);

} // namespace howdah::data
