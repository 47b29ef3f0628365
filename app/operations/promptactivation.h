// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptexport.h"
#include "prompt/activation.h"

namespace howdah::operations {

// Which version of a prompt is to be used from now on, as somebody asks for it.
struct ActivationWish
{
    prompt::ActivationAction action = prompt::ActivationAction::Activate;
    QString name; // of the prompt
    QString id;   // the row to activate; a rollback finds its own, and to deactivate there is none
};

// What the wish would change, to be shown before it is carried out. What stands in the request was seen: when the
// database says something else by then, nothing is changed.
struct ActivationPlan
{
    prompt::ActivationRequest request;
    std::optional<prompt::StoredPrompt> current; // empty: none is active
    std::optional<prompt::StoredPrompt> next;    // empty: none will be

    [[nodiscard]] bool isActiveAlready() const { return current && next && current->id == next->id; }
};

// Whether the operator may write to the table: ErrorKind::Permission, with what to do, when he may not.
[[nodiscard]] Result<void> mayWritePrompts(const prompt::PromptTable &table);

// `prompts` are all versions as they were read. What a rollback goes back to is asked of the database: a list that was
// read some time ago need not know it. ErrorKind::NotFound when there is nothing to activate, or to deactivate. Blocks.
[[nodiscard]] Result<ActivationPlan> planActivation(
    connection::Session &session, const prompt::PromptTable &table, std::span<const prompt::StoredPrompt> prompts,
    const ActivationWish &wish);

// Carries it out, with a line in the journal of this machine: what was done, why, what it replaced, and where. Blocks.
[[nodiscard]] Result<prompt::ActivationReport> changeActivePrompt(
    connection::Session &session, const prompt::PromptTable &table, prompt::ActivationRequest request,
    const PromptOrigin &origin, const QString &journal);

} // namespace howdah::operations
