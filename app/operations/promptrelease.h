// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptexport.h"
#include "prompt/release/release.h"
#include "prompt/storedprompt.h"

#include <span>

namespace howdah::operations {

// What a label of a prompt would name instead of what it names, to be shown before it is done. What stands in the
// request was seen: when the database says something else by then, nothing is changed.
struct LabelPlan
{
    prompt::LabelRequest request;
    std::optional<prompt::StoredPrompt> current; // empty: there is no such label
    std::optional<prompt::StoredPrompt> next;    // empty: it is removed
    int missing = 0;                             // approvals that the rule asks for, and that are not there
    QString role;                                // only its members may; empty: nobody is named

    [[nodiscard]] bool isSetAlready() const { return current && next && current->id == next->id; }
};

// ErrorKind::NotFound where the database has no labels, with what to do.
[[nodiscard]] Result<void> mayRelease(const prompt::Release &release);
// `id` is the row of the version; empty: the label is removed. ErrorKind::Usage for what is no name of a label,
// ErrorKind::NotFound when there is none to remove. Pure.
[[nodiscard]] Result<LabelPlan> planLabel(
    const prompt::Release &release, std::span<const prompt::StoredPrompt> prompts, const QString &name,
    const QString &label, const QString &id);
// Carries it out, with a line in the journal of this machine. Blocks, as the next ones.
[[nodiscard]] Result<void> changePromptLabel(
    connection::Session &session, const prompt::PromptTable &table, const LabelPlan &plan, const PromptOrigin &origin,
    const QString &journal);

// Why this session's user cannot approve the version: he wrote it, say. `withdraws`: or cannot withdraw.
[[nodiscard]] Result<prompt::ApprovalRequest>
planApproval(const prompt::Release &release, const prompt::StoredPrompt &stored, bool withdraws);
[[nodiscard]] Result<void> approvePrompt(
    connection::Session &session, const prompt::PromptTable &table, const prompt::StoredPrompt &stored,
    const prompt::ApprovalRequest &request, const PromptOrigin &origin, const QString &journal);

// Makes, replaces or, without a value, removes the rule for a label and a prompt (empty: all).
[[nodiscard]] Result<void> changeReleaseRule(
    connection::Session &session, const prompt::PromptTable &table, const prompt::Release &release,
    const prompt::ReleaseRule &rule, bool removes, const PromptOrigin &origin, const QString &journal);

} // namespace howdah::operations
