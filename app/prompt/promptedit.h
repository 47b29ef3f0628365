// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptstore.h"
#include "prompt/semver.h"

namespace howdah::prompt {

// One version as it is now. ErrorKind::NotFound when it is gone. Blocks, as all that take a session.
[[nodiscard]] Result<StoredPrompt>
readPrompt(connection::Session &session, const PromptTable &table, const KeyRing &keys, const QString &rowId);

// What a new version starts from: the next number, the identifier that goes with it, inactive.
[[nodiscard]] Prompt nextVersion(const Prompt &of, Bump bump);

// Writes what somebody has edited. With the version of `base`: in place, and only while no call has used it, but for
// its metadata. Without a base, or with another version: as a new, inactive row, which leaves the base alone.
// ErrorKind::Conflict, and nothing is written, when the base was used, or changed by somebody else, meanwhile, or when
// the number or the identifier is taken. Encryption as with applySync().
[[nodiscard]] Result<StoredPrompt> savePrompt(
    connection::Session &session, const PromptTable &table, const KeyRing &keys,
    const std::optional<StoredPrompt> &base, const Prompt &wanted, bool readable = false);

} // namespace howdah::prompt
