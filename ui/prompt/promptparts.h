// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/edit/draftjournal.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/promptcontext.h"
#include "prompt/promptlistpane.h"
#include "prompt/promptsource.h"

namespace howdah::ui {

// What the parts of the page of prompts are made with; all of it outlives them.
struct PromptParts
{
    PromptContext *context;
    PromptSource *source;
    DraftJournal *journal;
    PromptListPane *list;
    PromptDetail *detail;

    // The version that is selected; nullptr: none is.
    [[nodiscard]] const prompt::StoredPrompt *selected() const { return source->find(list->selectedId()); }
};

} // namespace howdah::ui
