// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/exchange/exchangeformat.h"

#include <span>

namespace howdah::prompt {

// `fileName` names the prompt where the format does not, and the place in errors (ErrorKind::Invalid, with the line).
// Nothing that is imported is active. What has no place in our columns is kept in the metadata or told as a loss.
// Messages beside system and user stay in the user message, after marks {{role "assistant"}}.
[[nodiscard]] Result<Imported> importPrompts(ExchangeFormat format, const QByteArray &bytes, const QString &fileName);

// Of the formats that share a file's ending, the one that it has by what it holds: JSON of Langfuse, LangChain, OpenAI
// or Anthropic, YAML of GitHub, LangChain or promptfoo. `guess` where nothing says so.
[[nodiscard]] ExchangeFormat exchangeFormatOfContent(ExchangeFormat guess, const QByteArray &bytes);

struct Exported
{
    QByteArray text;
    std::vector<Loss> losses; // what other readers of the format do not see, and what an import would not give back
};

// Formats of one prompt a file refuse several (ErrorKind::Usage). What a format cannot hold goes into a comment or a
// key that other programs look past, where there can be one: importPrompts() gives back just the prompt, but for what
// the losses name; that is checked here.
[[nodiscard]] Result<Exported> exportPrompts(ExchangeFormat format, std::span<const Prompt> prompts);

} // namespace howdah::prompt
