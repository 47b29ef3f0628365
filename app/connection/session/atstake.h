// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "connection/session/statement.h"

#include <optional>
#include <vector>

namespace howdah::connection {

// What is lost, or not known, when a connection goes while something runs. Judged by the first words of a statement; in
// doubt it writes.
enum class AtStake {
    Nothing,     // nothing runs
    Reading,     // what can be asked again
    Transaction, // an open one, which the server rolls back
    Undone,      // a change that the server gave up itself before it hung up
    Rows,        // of a COPY whose end was not sent, so that the server keeps none
    Outcome,     // the server may have done it without having been able to say so
};

// Of the session that it is sent in.
struct Standing
{
    bool inTransaction = false;
    bool guarded = false; // the server holds it to reading
};

[[nodiscard]] AtStake stakeOf(const QString &sql, Standing standing);
// All of it is sent at once, so how far the server came with it is not known.
[[nodiscard]] AtStake stakeOf(const std::vector<Statement> &statements, Standing standing);

// What is done as a whole or not at all, other than what commits on its way (VACUUM, CALL).
[[nodiscard]] bool isOneChange(const QString &sql);

// The error of a connection that has gone, with what that means. `lastWords`: of the server before it hung up, or of
// ours when we did.
[[nodiscard]] Error lostError(Error error, AtStake stake, const std::optional<Error> &lastWords);

} // namespace howdah::connection
