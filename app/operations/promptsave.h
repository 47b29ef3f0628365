// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptedit.h"

#include <span>

namespace howdah::operations {

// What somebody has edited, and what it began from.
struct PromptEdit
{
    std::optional<prompt::StoredPrompt> base; // as it was when editing began; empty: a prompt of its own
    prompt::Prompt wanted;
    bool readable = false; // whoever edits has been asked whether the text may stand readable, and said yes
};

// What was used keeps its texts and its model: to change them takes a new version. `calls` of the stored one.
[[nodiscard]] bool needsNewVersion(const prompt::StoredPrompt &stored, const prompt::Prompt &wanted, qint64 calls);
// The next number, and the identifier that goes with it, that none of them has.
[[nodiscard]] prompt::Prompt
nextFreeVersion(std::span<const prompt::StoredPrompt> prompts, const prompt::Prompt &of, prompt::Bump bump);

// Whether the question is to be asked: there is no key, so that the text would be readable for everybody who may read
// the table.
[[nodiscard]] bool asksForReadable(const prompt::KeyRing &keys, const PromptEdit &edit);
// prompt::savePrompt, for one who may write. ErrorKind::Usage when that question was to be asked and was not. Blocks.
[[nodiscard]] Result<prompt::StoredPrompt> savePromptEdit(
    connection::Session &session, const prompt::PromptTable &table, const prompt::KeyRing &keys,
    const PromptEdit &edit);

// The prompts of another database, read only: of the table of the same name there, or of the only one. Blocks until
// it is connected and read.
[[nodiscard]] Result<std::vector<prompt::StoredPrompt>>
readPromptsElsewhere(const connection::ConnInfo &info, const prompt::PromptTable &like, const prompt::KeyRing &keys);

} // namespace howdah::operations
