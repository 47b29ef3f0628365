// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/models.h"
#include "prompt/promptstore.h"

#include <QDateTime>

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
    QString sql; // fixes it, or shows the row where only a person can; of stored prompts; never with a text
};

struct LintLimits
{
    qint64 windowTokens = 200'000; // of a model that is not known
};

// The rules for one prompt: empty texts, versions that are none, undeclared and unused variables, braces that are no
// variable, secrets, marks of roles in the text, length.
[[nodiscard]] std::vector<LintFinding> lintPrompt(const Prompt &prompt, const LintLimits &limits = {});
// And those for all together: no or several active versions, versions and texts that are there twice.
[[nodiscard]] std::vector<LintFinding> lintPrompts(std::span<const Prompt> prompts, const LintLimits &limits = {});

// What a database knows besides.
struct LintFacts
{
    PromptTable table;
    std::vector<Usage> usage;       // of readCalls() or readUsage()
    std::vector<ModelFacts> models; // empty: models are not looked at
    QDateTime now;
    int staleDays = 90; // an active version without a call for so long is told
    LintLimits limits;
};
// All of the above, and: models that are retired or unknown, active versions that nobody calls, versions that were
// never used, references to prompts that do not exist or lead in a circle, texts that cannot be opened.
[[nodiscard]] std::vector<LintFinding> lintStored(std::span<const StoredPrompt> prompts, const LintFacts &facts);

[[nodiscard]] QString severityName(LintSeverity severity);

} // namespace howdah::prompt
