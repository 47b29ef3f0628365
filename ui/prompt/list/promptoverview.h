// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "prompt/activation.h"
#include "prompt/models.h"
#include "prompt/promptlint.h"
#include "prompt/promptsearch.h"
#include "prompt/promptstore.h"

#include <QHash>

#include <memory>

namespace howdah::ui {

// The prompts of a database as they were just read. Immutable; crosses threads.
struct PromptOverview
{
    prompt::PromptTable table;
    std::vector<prompt::PromptTable> tables; // all that were found
    std::vector<prompt::StoredPrompt> prompts;
    QHash<QString, prompt::Usage> usage;           // by the row's id; of those that were used
    std::vector<prompt::ActivationRecord> history; // newest first
    std::vector<prompt::ModelFacts> models;        // those that come with the program, and the operator's own
    QString modelsProblem;                         // why the operator's own are not among them

    [[nodiscard]] const prompt::StoredPrompt *find(const QString &id) const;
    [[nodiscard]] const prompt::StoredPrompt *active(const QString &name) const;
    [[nodiscard]] qint64 callsOf(const QString &id) const { return usage.value(id).calls; }
    // How it became active last; nullptr: never, as far as is known.
    [[nodiscard]] const prompt::ActivationRecord *lastActivation(const QString &id) const;
    [[nodiscard]] qsizetype count(prompt::CellState state) const;
};

// What takes longer: judged and indexed after the list is shown.
struct PromptAssessment
{
    std::vector<prompt::LintFinding> findings;
    QHash<QString, std::vector<size_t>> byPromptId;
    prompt::PromptIndex index;

    [[nodiscard]] int count(const QString &promptId, prompt::LintSeverity severity) const;
};

// `wanted` is the qualified name of the table to read, "" for the first; `mapping` stands for a search. Blocks.
[[nodiscard]] Result<std::shared_ptr<const PromptOverview>> readPromptOverview(
    connection::Session &session, const prompt::KeyRing &keys, const std::optional<prompt::PromptTable> &mapping,
    const QString &wanted);
[[nodiscard]] std::shared_ptr<const PromptAssessment> assessPrompts(const PromptOverview &overview);

// Words and signs.
[[nodiscard]] bool isReadable(prompt::CellState state);
[[nodiscard]] QString stateWord(prompt::CellState state);
[[nodiscard]] QString stateSentence(const prompt::StoredPrompt &stored); // why a text cannot be read; "" when it can
[[nodiscard]] Tone stateTone(prompt::CellState state);
[[nodiscard]] QString stateIcon(prompt::CellState state);
[[nodiscard]] QString callsWord(qint64 calls);
// "3 weeks ago" of a time as the server writes it; the text itself when it is none.
[[nodiscard]] QString serverTimeWords(const QString &time);
[[nodiscard]] QString activationWords(const PromptOverview &overview, const prompt::ActivationRecord &record);

} // namespace howdah::ui
