// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptstore.h"

#include <QDateTime>

namespace howdah::operations {

// A version that is being edited: what it began from, and how it is now.
struct PromptDraft
{
    QString rowId;        // of the version that it began from; "" for one of its own
    QString baseRevision; // of that row
    prompt::Prompt base;
    prompt::Prompt wanted;
    QDateTime at;
};

// Where drafts of one table are kept: a folder of this machine, and the database and table that they belong to.
struct DraftPlace
{
    QString folder;
    QString database;
    QString table;
};

// One file for each version that is being edited, encrypted with the current key: a draft is as secret as the prompt.
// ErrorKind::Usage, and nothing is written, without a key. Blocks on the disk, as all of these do.
[[nodiscard]] Result<void>
keepPromptDraft(const DraftPlace &place, const PromptDraft &draft, const prompt::KeyRing &keys);
void forgetPromptDraft(const DraftPlace &place, const QString &rowId);
// Those that open with these keys. The others stay where they are.
[[nodiscard]] std::vector<PromptDraft> readPromptDrafts(const DraftPlace &place, const prompt::KeyRing &keys);

} // namespace howdah::operations
