// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptexport.h"

namespace howdah::operations {

// Encrypts every text anew with the current key of the ring, row by row (prompt::reencrypt), and keeps in the journal
// of this machine that it began and how it ended: stopped or killed, the next run goes on where this one was, and the
// journal says so. Without the first line nothing is changed. Blocks.
[[nodiscard]] Result<prompt::ReencryptReport> reencryptPrompts(
    connection::Session &session, const prompt::PromptTable &table, const prompt::KeyRing &keys,
    const PromptOrigin &origin, const QString &journal, const std::function<bool(qsizetype, qsizetype)> &progress);

} // namespace howdah::operations
