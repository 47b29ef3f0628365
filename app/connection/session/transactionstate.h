// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::connection {

// What the server says of its transaction at the end of each statement.
enum class TransactionState {
    Idle,    // none is open: each statement commits by itself
    Open,    // one is open
    Failed,  // one is open, and everything but its end (or a rollback to a savepoint) is refused
    Unknown, // there is no connection that could say
};

} // namespace howdah::connection
