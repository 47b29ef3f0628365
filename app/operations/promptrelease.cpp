// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptrelease.h"

#include "base/propagate.h"
#include "operations/tr.h"
#include "prompt/promptjournal.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace prompt;

// What the table's check says.
static bool isLabelName(const QString &label)
{
    static const QRegularExpression form(u"\\A[a-z0-9][a-z0-9._-]{0,39}\\z"_s);
    return form.match(label).hasMatch();
}

static Error notALabel(const QString &label)
{
    return makeError(
        ErrorKind::Usage, tr("\"%1\" is not a name for a label").arg(label),
        tr("Use up to 40 lower case letters, digits, dots, hyphens and underscores, such as production."));
}

Result<void> mayRelease(const Release &release)
{
    if (release.isKept)
        return {};
    return fail(
        ErrorKind::NotFound, tr("This database has no labels and approvals of prompts"),
        tr("Apply the migration GovernPrompts of the pack deepref, and have SELECT granted on its tables."));
}

Result<LabelPlan> planLabel(
    const Release &release, std::span<const StoredPrompt> prompts, const QString &name, const QString &label,
    const QString &id)
{
    if (const Result<void> may = mayRelease(release); !may)
        return fail(may.error());
    if (label == ActiveLabel)
        return fail(
            ErrorKind::Usage, tr("\"active\" is not a label: it is what a version becomes by being activated"),
            tr("Activate the version."));
    if (!isLabelName(label))
        return fail(notALabel(label));
    LabelPlan plan;
    plan.request = {.name = name, .label = label, .id = id, .expectedId = {}, .reason = {}};
    const auto version = [&prompts](const QString &row) -> std::optional<StoredPrompt> {
        const auto found = std::ranges::find(prompts, row, &StoredPrompt::id);
        return found == prompts.end() ? std::nullopt : std::optional(*found);
    };
    if (const PromptLabel *set = release.label(name, label)) {
        plan.request.expectedId = set->id;
        plan.current = version(set->id);
    } else if (id.isEmpty()) {
        return fail(ErrorKind::NotFound, tr("%1 has no label %2").arg(name, label));
    }
    if (const ReleaseRule *rule = release.rule(name, label))
        plan.role = rule->role;
    if (id.isEmpty())
        return plan;
    plan.next = version(id);
    if (!plan.next || plan.next->prompt.name != name)
        return fail(ErrorKind::NotFound, tr("%1 has no such version").arg(name));
    plan.missing = release.missing(name, label, id);
    return plan;
}

// What was done, as of activations: never a text of a prompt.
static void note(
    const QString &journal, const PromptOrigin &origin, const QString &action,
    std::initializer_list<std::pair<QString, QJsonValue>> fields)
{
    if (journal.isEmpty())
        return;
    QJsonObject entry{{u"action"_s, action}, {u"database"_s, origin.database}, {u"table"_s, origin.table}};
    for (const auto &[key, value] : fields)
        entry.insert(key, value);
    (void)appendToJournal(journal, entry);
}

Result<void> changePromptLabel(
    connection::Session &session, const PromptTable &table, const LabelPlan &plan, const PromptOrigin &origin,
    const QString &journal)
{
    RETURN_IF_ERROR(changeLabel(session, table, plan.request));
    note(
        journal, origin, plan.request.id.isEmpty() ? u"unlabel"_s : u"label"_s,
        {{u"prompt"_s, plan.request.name},
         {u"label"_s, plan.request.label},
         {u"labelled"_s, plan.request.id},
         {u"replaced"_s, plan.request.expectedId},
         {u"reason"_s, plan.request.reason}});
    return {};
}

Result<ApprovalRequest> planApproval(const Release &release, const StoredPrompt &stored, bool withdraws)
{
    if (const Result<void> may = mayRelease(release); !may)
        return fail(may.error());
    const VersionTrail trail = release.versions.value(stored.id);
    const auto own = std::ranges::find_if(release.approvals, [&](const Approval &one) {
        return one.id == stored.id && one.by == release.user && one.approves && one.revision == trail.revision;
    });
    if (withdraws && own == release.approvals.end())
        return fail(
            ErrorKind::NotFound,
            tr("%1 has not approved %2 %3").arg(release.user, stored.prompt.name, stored.prompt.version));
    if (!withdraws && trail.writers.contains(release.user))
        return fail(
            ErrorKind::Permission,
            tr("%1 wrote %2 %3, and cannot approve it").arg(release.user, stored.prompt.name, stored.prompt.version),
            tr("Have somebody else approve it."));
    return ApprovalRequest{.id = stored.id, .revision = trail.revision, .withdraws = withdraws, .comment = {}};
}

Result<void> approvePrompt(
    connection::Session &session, const PromptTable &table, const StoredPrompt &stored, const ApprovalRequest &request,
    const PromptOrigin &origin, const QString &journal)
{
    RETURN_IF_ERROR(recordApproval(session, table, request));
    note(
        journal, origin, request.withdraws ? u"withdraw"_s : u"approve"_s,
        {{u"prompt"_s, stored.prompt.name},
         {u"version"_s, stored.prompt.version},
         {u"row"_s, request.id},
         {u"revision"_s, request.revision}});
    return {};
}

Result<void> changeReleaseRule(
    connection::Session &session, const PromptTable &table, const Release &release, const ReleaseRule &rule,
    bool removes, const PromptOrigin &origin, const QString &journal)
{
    if (const Result<void> may = mayRelease(release); !may)
        return may;
    if (!isLabelName(rule.label))
        return fail(notALabel(rule.label));
    if (removes)
        RETURN_IF_ERROR(removeRule(session, table, rule.label, rule.name));
    else
        RETURN_IF_ERROR(writeRule(session, table, rule));
    note(
        journal, origin, removes ? u"unrule"_s : u"rule"_s,
        {{u"prompt"_s, rule.name},
         {u"label"_s, rule.label},
         {u"approvals"_s, rule.approvals},
         {u"role"_s, rule.role},
         {u"approverRole"_s, rule.approverRole}});
    return {};
}

} // namespace howdah::operations
