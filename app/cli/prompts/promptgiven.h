// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/prompts/promptcommand.h"

namespace howdah::cli {

// A prompt that somebody has named: a file, or a version in the database.
struct NamedPrompt
{
    prompt::Prompt prompt;
    std::optional<prompt::StoredPrompt> stored;
    std::optional<QString> body; // of a file that is not of our own: Dotprompt as it stands
    QMap<QString, QString> partials;
};

[[nodiscard]] bool isPromptFile(const QString &reference);
[[nodiscard]] Result<NamedPrompt> readPromptFile(const QString &path);
// ErrorKind::NotFound, or why its text cannot be had.
[[nodiscard]] Result<NamedPrompt> readNamedPrompt(PromptSite &site, const QString &reference);

// What was given for the variables of a prompt, on the command line and in files, and what comes of it.
struct GivenValues
{
    QMap<QString, QString> settings; // all values, as texts
    QStringList settingNames;        // given as such and in the file: they win
    prompt::TemplateValue values;    // of the file
    prompt::TemplateValue context;
    std::vector<prompt::Message> history;

    [[nodiscard]] Result<void> read(const PromptLookOptions &options);
    [[nodiscard]] static prompt::Engine engineFor(const NamedPrompt &named, const PromptLookOptions &options);
    [[nodiscard]] prompt::RenderedPrompt render(const NamedPrompt &named, prompt::Engine engine) const;
};

} // namespace howdah::cli
