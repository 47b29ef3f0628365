// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptactivation.h"

#include "base/propagate.h"
#include "operations/tr.h"

#include <algorithm>

namespace howdah::operations {

using namespace prompt;

Result<void> mayWritePrompts(const PromptTable &table)
{
    if (table.mayWrite)
        return {};
    return fail(
        ErrorKind::Permission, tr("You do not have permission to write to %1").arg(qualifiedName(table)),
        tr("You can read everything; to make changes, connect as a user with permission to write."));
}

Result<ActivationPlan> planActivation(
    connection::Session &session, const PromptTable &table, std::span<const StoredPrompt> prompts,
    const ActivationWish &wish)
{
    ActivationPlan plan;
    plan.request.action = wish.action;
    plan.request.name = wish.name;
    for (const StoredPrompt &stored : prompts) {
        if (stored.prompt.name == wish.name && stored.prompt.active.value_or(false))
            plan.current = stored;
    }
    if (plan.current)
        plan.request.expectedId = plan.current->id;
    if (wish.action == ActivationAction::Deactivate) {
        if (!plan.current)
            return fail(ErrorKind::NotFound, tr("No version of %1 is active").arg(wish.name));
        return plan;
    }
    plan.request.id = wish.id;
    if (wish.action == ActivationAction::Rollback) {
        ASSIGN_OR_RETURN(QString target, rollbackTarget(session, table, wish.name));
        plan.request.id = std::move(target);
    }
    const auto next = std::ranges::find(prompts, plan.request.id, &StoredPrompt::id);
    if (next == prompts.end())
        return fail(
            ErrorKind::NotFound, wish.action == ActivationAction::Rollback
                                     ? tr("The previously active version no longer exists")
                                     : tr("%1 has no such version").arg(wish.name));
    plan.next = *next;
    return plan;
}

Result<ActivationReport> changeActivePrompt(
    connection::Session &session, const PromptTable &table, ActivationRequest request, const PromptOrigin &origin,
    const QString &journal)
{
    RETURN_IF_ERROR(mayWritePrompts(table));
    request.database = origin.database;
    request.journal = journal;
    return changeActive(session, table, request);
}

} // namespace howdah::operations
