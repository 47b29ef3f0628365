// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompt.h"
#include "prompt/textdiff.h"
#include "prompt/tokens.h"

namespace howdah::prompt {

struct FieldDifference
{
    QString field; // systemPrompt, userPrompt, model, config, metadata, name, version, promptId
    Diff lines;
};

// What differs between two prompts in readable form, field by field; equal fields are left out. How the texts are
// encrypted does not count.
struct PromptDifference
{
    std::vector<FieldDifference> fields;
    TokenEstimate tokensBefore; // of both texts
    TokenEstimate tokensAfter;

    [[nodiscard]] bool isEmpty() const { return fields.empty(); }
    [[nodiscard]] const FieldDifference *find(const QString &field) const;
};

// JSON is compared by what it says, and shown with one value a line.
[[nodiscard]] PromptDifference comparePrompts(const Prompt &before, const Prompt &after);
// Changed lines with some that are equal around them, each with "-", "+" or " " before it, as diff -u has it.
[[nodiscard]] QString unifiedText(const FieldDifference &difference, int context = 3);
// Blanks at the end of a line, tabs, and what looks like a blank and is none, as visible signs; line ends stay.
[[nodiscard]] QString visibleBlanks(const QString &text);

} // namespace howdah::prompt
