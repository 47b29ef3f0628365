// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompt.h"

#include <span>

namespace howdah::prompt {

// How other programs keep prompts. Langfuse: a JSON array of many; the others: one prompt a file.
enum class ExchangeFormat { Langfuse, Prompty, GitHub, LiteLlm };

struct Imported
{
    std::vector<Prompt> prompts;
    std::vector<Loss> losses;
};

// `fileName` names the prompt where the format does not, and the place in errors (ErrorKind::Invalid, with the line).
// Nothing that is imported is active. What has no place in our columns is kept in the metadata or told as a loss.
[[nodiscard]] Result<Imported> importPrompts(ExchangeFormat format, const QByteArray &bytes, const QString &fileName);

struct Exported
{
    QByteArray text;
    std::vector<Loss> losses;
};

// Formats of one prompt a file refuse several (ErrorKind::Usage).
[[nodiscard]] Result<Exported> exportPrompts(ExchangeFormat format, std::span<const Prompt> prompts);

} // namespace howdah::prompt
