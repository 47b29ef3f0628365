// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompt.h"

#include <span>

namespace howdah::prompt {

enum class LintSeverity { Info, Warning, Error };

struct LintFinding
{
    QString rule; // stable name, as undeclared-variable
    LintSeverity severity = LintSeverity::Warning;
    QString promptId;
    QString field;        // systemPrompt, userPrompt, version, metadata, model, name
    qsizetype offset = 0; // in that field's text
    qsizetype length = 0; // 0: concerns all of it
    QString message;      // never quotes what looks like a secret
    QString fix;
};

struct LintLimits
{
    qint64 windowTokens = 200'000; // of the model
};

// The rules for one prompt: empty texts, versions that are none, undeclared and unused variables, braces that are no
// variable, secrets, marks of roles in the text, length.
[[nodiscard]] std::vector<LintFinding> lintPrompt(const Prompt &prompt, const LintLimits &limits = {});
// And those for all together: no or several active versions, versions and texts that are there twice.
[[nodiscard]] std::vector<LintFinding> lintPrompts(std::span<const Prompt> prompts, const LintLimits &limits = {});

[[nodiscard]] QString severityName(LintSeverity severity);

} // namespace howdah::prompt
