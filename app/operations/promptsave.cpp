// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptsave.h"

#include "base/propagate.h"
#include "operations/promptactivation.h"
#include "operations/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace prompt;

bool needsNewVersion(const StoredPrompt &stored, const Prompt &wanted, qint64 calls)
{
    return calls > 0
        && (wanted.systemPrompt != stored.prompt.systemPrompt || wanted.userPrompt != stored.prompt.userPrompt
            || wanted.model != stored.prompt.model);
}

Prompt nextFreeVersion(std::span<const StoredPrompt> prompts, const Prompt &of, Bump bump)
{
    const auto taken = [&prompts](const Prompt &wanted) {
        return std::ranges::any_of(prompts, [&wanted](const StoredPrompt &one) {
            return one.prompt.promptId == wanted.promptId
                || (one.prompt.name == wanted.name && one.prompt.version == wanted.version);
        });
    };
    Prompt next = nextVersion(of, bump);
    while (taken(next))
        next = nextVersion(next, bump);
    return next;
}

bool asksForReadable(const KeyRing &keys, const PromptEdit &edit) { return !keys.current() && !edit.readable; }

Result<StoredPrompt>
savePromptEdit(connection::Session &session, const PromptTable &table, const KeyRing &keys, const PromptEdit &edit)
{
    RETURN_IF_ERROR(mayWritePrompts(table));
    return savePrompt(session, table, keys, edit.base, edit.wanted, edit.readable);
}

Result<std::vector<StoredPrompt>>
readPromptsElsewhere(const connection::ConnInfo &info, const PromptTable &like, const KeyRing &keys)
{
    connection::Session session({.name = u"prompts"_s, .readOnly = true});
    RETURN_IF_ERROR(session.open(info).result());
    ASSIGN_OR_RETURN(const std::vector<PromptTable> tables, findPromptTables(session));
    const auto same = std::ranges::find(tables, qualifiedName(like), qualifiedName);
    if (same == tables.end() && tables.size() > 1)
        return fail(
            ErrorKind::Usage,
            tr("%1 has several prompt tables, and none is %2").arg(connection::describe(info), qualifiedName(like)));
    return readPrompts(session, same != tables.end() ? *same : tables.front(), keys);
}

} // namespace howdah::operations
