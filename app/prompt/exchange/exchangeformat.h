// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompt.h"

#include <vector>

namespace howdah::prompt {

// How other programs keep prompts. Langfuse: a JSON array of many, and promptfoo's table; the others: one prompt a
// file. OpenAi and Anthropic are what is sent to them.
enum class ExchangeFormat { Langfuse, Prompty, GitHub, LiteLlm, LangChain, Promptfoo, PromptfooCsv, OpenAi, Anthropic };

struct Imported
{
    std::vector<Prompt> prompts;
    std::vector<Loss> losses;
};

} // namespace howdah::prompt
