// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptrelease.h"

#include "base/propagate.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "prompt/promptjournal.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;
using namespace operations;

namespace {

// Database, prompts and what is known of their release: what the commands here begin with.
struct ReleaseSite
{
    PromptSite site;
    std::vector<StoredPrompt> prompts;
    Release release;

    [[nodiscard]] int open(Output &output, const PromptPlace &place, PromptUse use)
    {
        if (const int code = openPromptSite(site, output, place, use); code != ExitOk)
            return code;
        if (const int code = readAll(site, output, prompts); code != ExitOk)
            return code;
        Result<Release> read = readRelease(site.session(), site.table);
        if (!read)
            return failed(output, read.error(), Stage::Running);
        release = std::move(*read);
        if (const Result<void> may = mayRelease(release); !may)
            return failed(output, may.error(), Stage::Work);
        return ExitOk;
    }
    [[nodiscard]] PromptOrigin origin() const { return {site.target.name(), qualifiedName(site.table)}; }

    // The name of a prompt, by itself or one of its versions.
    [[nodiscard]] Result<QString> nameOf(const QString &reference) const
    {
        for (const StoredPrompt &stored : prompts)
            if (stored.prompt.name == reference)
                return reference;
        ASSIGN_OR_RETURN(const StoredPrompt found, findVersion(prompts, reference));
        return found.prompt.name;
    }
    [[nodiscard]] const StoredPrompt *version(const QString &id) const
    {
        const auto found = std::ranges::find(prompts, id, &StoredPrompt::id);
        return found == prompts.end() ? nullptr : &*found;
    }
    [[nodiscard]] QString number(const QString &id) const
    {
        const StoredPrompt *stored = version(id);
        return stored ? stored->prompt.version : id;
    }
};

QString versionOr(const std::optional<StoredPrompt> &stored, const QString &none)
{
    return stored ? stored->prompt.version : none;
}

// What labels, approvals and rules are there, of one prompt or of all.
class ReleaseList final
{
public:
    ReleaseList(Output &output, const ReleaseSite &at, const QString &name)
        : m_output(output)
        , m_at(at)
        , m_name(name)
    {
    }

    int print()
    {
        addLabels();
        addApprovals();
        addRules();
        if (m_output.json) {
            cli::print(
                m_output, {{u"format"_s, 1},
                           {u"labels"_s, m_labels},
                           {u"approvals"_s, m_approvals},
                           {u"rules"_s, m_rules},
                           {u"exitCode"_s, ExitOk}});
            return ExitOk;
        }
        const bool isEmpty = std::ranges::all_of(m_tables, [](const auto &table) { return table.size() < 2; });
        if (isEmpty)
            m_output.out << tr("There are no labels, approvals or rules yet") << u'\n';
        bool isFirst = true;
        for (const std::vector<QStringList> &table : m_tables) {
            if (table.size() < 2)
                continue;
            m_output.out << (isFirst ? QString() : u"\n"_s) << alignedTable(table);
            isFirst = false;
        }
        m_output.out.flush();
        return ExitOk;
    }

private:
    [[nodiscard]] bool isWanted(const QString &name) const { return m_name.isEmpty() || name == m_name; }

    void addLabels()
    {
        m_tables.push_back({{tr("prompt"), tr("label"), tr("version"), tr("by"), tr("since"), tr("reason")}});
        for (const PromptLabel &label : m_at.release.labels) {
            if (!isWanted(label.name))
                continue;
            m_tables.back().push_back(
                {label.name, label.label, m_at.number(label.id), label.by, label.at.left(19), label.reason});
            m_labels.append(QJsonObject{
                {u"name"_s, label.name},
                {u"label"_s, label.label},
                {u"id"_s, label.id},
                {u"version"_s, m_at.number(label.id)},
                {u"reason"_s, label.reason},
                {u"by"_s, label.by},
                {u"at"_s, label.at}});
        }
    }

    void addApprovals()
    {
        m_tables.push_back({{tr("prompt"), tr("version"), tr("approved by"), tr("when"), tr("comment")}});
        for (const Approval &approval : m_at.release.approvals) {
            const StoredPrompt *stored = m_at.version(approval.id);
            if (!stored || !approval.approves || !isWanted(stored->prompt.name))
                continue;
            const bool counts = m_at.release.approversOf(approval.id).contains(approval.by);
            m_tables.back().push_back(
                {stored->prompt.name, stored->prompt.version, approval.by,
                 counts ? approval.at.left(19) : tr("%1, before a change").arg(approval.at.left(19)),
                 approval.comment});
            m_approvals.append(QJsonObject{
                {u"id"_s, approval.id},
                {u"name"_s, stored->prompt.name},
                {u"version"_s, stored->prompt.version},
                {u"by"_s, approval.by},
                {u"at"_s, approval.at},
                {u"comment"_s, approval.comment},
                {u"counts"_s, counts}});
        }
    }

    void addRules()
    {
        m_tables.push_back({{tr("rule for"), tr("prompt"), tr("approvals"), tr("set by"), tr("approved by")}});
        for (const ReleaseRule &rule : m_at.release.rules) {
            if (!rule.name.isEmpty() && !isWanted(rule.name))
                continue;
            m_tables.back().push_back(
                {rule.label, rule.name.isEmpty() ? tr("all") : rule.name, QString::number(rule.approvals),
                 rule.role.isEmpty() ? tr("all who may write") : rule.role,
                 rule.approverRole.isEmpty() ? tr("all but the writers") : rule.approverRole});
            m_rules.append(QJsonObject{
                {u"label"_s, rule.label},
                {u"prompt"_s, rule.name.isEmpty() ? QJsonValue() : QJsonValue(rule.name)},
                {u"approvals"_s, rule.approvals},
                {u"role"_s, rule.role.isEmpty() ? QJsonValue() : QJsonValue(rule.role)},
                {u"approvers"_s, rule.approverRole.isEmpty() ? QJsonValue() : QJsonValue(rule.approverRole)}});
        }
    }

    Output &m_output;
    const ReleaseSite &m_at;
    QString m_name;
    std::vector<std::vector<QStringList>> m_tables;
    QJsonArray m_labels;
    QJsonArray m_approvals;
    QJsonArray m_rules;
};

int conclude(Output &output, QJsonObject object, const QString &line, int code, bool written)
{
    if (output.json) {
        object.insert(u"format"_s, 1);
        object.insert(u"written"_s, written);
        object.insert(u"exitCode"_s, code);
        print(output, object);
    } else {
        output.out << plainLine(line) << Qt::endl;
    }
    return code;
}

} // namespace

int promptsLabels(Output &output, const PromptReleaseOptions &options)
{
    ReleaseSite at;
    if (const int code = at.open(output, options.place, PromptUse::Reading); code != ExitOk)
        return code;
    QString name;
    if (!options.prompt.isEmpty()) {
        const Result<QString> found = at.nameOf(options.prompt);
        if (!found)
            return failed(output, found.error(), Stage::Words);
        name = *found;
    }
    return ReleaseList(output, at, name).print();
}

int promptsLabel(Output &output, const PromptReleaseOptions &options, LabelAction action)
{
    ReleaseSite at;
    if (const int code = at.open(output, options.place, PromptUse::Writing); code != ExitOk)
        return code;
    const auto plan = [&]() -> Result<LabelPlan> {
        if (action == LabelAction::Remove) {
            ASSIGN_OR_RETURN(const QString name, at.nameOf(options.prompt));
            return planLabel(at.release, at.prompts, name, options.label, {});
        }
        ASSIGN_OR_RETURN(const StoredPrompt found, findVersion(at.prompts, options.prompt));
        return planLabel(at.release, at.prompts, found.prompt.name, options.label, found.id);
    }();
    if (!plan)
        return failed(output, plan.error(), Stage::Words);
    LabelPlan wanted = *plan;
    wanted.request.reason = options.reason;
    const QString from = versionOr(wanted.current, u"none"_s);
    const QString to = versionOr(wanted.next, u"none"_s);
    if (!options.replaces.isEmpty() && options.replaces != from)
        return failed(
            output,
            makeError(
                ErrorKind::Conflict,
                tr("The label %1 of %2 names %3, not %4")
                    .arg(options.label, wanted.request.name, from, options.replaces),
                tr("Review it again.")),
            Stage::Words);
    const QJsonObject object{
        {u"name"_s, wanted.request.name},
        {u"label"_s, options.label},
        {u"from"_s, wanted.current ? QJsonValue(from) : QJsonValue()},
        {u"to"_s, wanted.next ? QJsonValue(to) : QJsonValue()},
        {u"missingApprovals"_s, wanted.missing}};
    if (wanted.isSetAlready())
        return conclude(
            output, object, tr("%1 of %2 is %3 already").arg(options.label, wanted.request.name, to), ExitOk, false);
    QString line = tr("%1 of %2: %3 is replaced by %4").arg(options.label, wanted.request.name, from, to);
    if (wanted.missing > 0)
        line += u"; "_s + tr("approvals that are missing: %1").arg(wanted.missing);
    if (!options.yes) {
        conclude(output, object, line, ExitPending, false);
        return dryRun(output);
    }
    if (const Result<void> done =
            changePromptLabel(at.site.session(), at.site.table, wanted, at.origin(), promptJournalFile());
        !done)
        return failed(output, done.error(), Stage::Running);
    return conclude(output, object, line, ExitOk, true);
}

int promptsApprove(Output &output, const PromptReleaseOptions &options)
{
    ReleaseSite at;
    if (const int code = at.open(output, options.place, PromptUse::Writing); code != ExitOk)
        return code;
    const Result<StoredPrompt> stored = findVersion(at.prompts, options.prompt);
    if (!stored)
        return failed(output, stored.error(), Stage::Words);
    Result<ApprovalRequest> request = planApproval(at.release, *stored, options.withdraw);
    if (!request)
        return failed(output, request.error(), Stage::Work);
    request->comment = options.reason;
    const QJsonObject object{
        {u"name"_s, stored->prompt.name},
        {u"version"_s, stored->prompt.version},
        {u"by"_s, at.release.user},
        {u"revision"_s, request->revision},
        {u"withdraws"_s, options.withdraw}};
    const QString line = (options.withdraw ? tr("%1 withdraws the approval of %2 %3") : tr("%1 approves %2 %3"))
                             .arg(at.release.user, stored->prompt.name, stored->prompt.version);
    if (!options.yes) {
        conclude(output, object, line, ExitPending, false);
        return dryRun(output);
    }
    if (const Result<void> done =
            approvePrompt(at.site.session(), at.site.table, *stored, *request, at.origin(), promptJournalFile());
        !done)
        return failed(output, done.error(), Stage::Running);
    return conclude(output, object, line, ExitOk, true);
}

int promptsRule(Output &output, const PromptReleaseOptions &options)
{
    ReleaseSite at;
    if (const int code = at.open(output, options.place, PromptUse::Writing); code != ExitOk)
        return code;
    const ReleaseRule rule{options.label, options.prompt, options.approvals, options.role, options.approverRole};
    const QString prompts = rule.name.isEmpty() ? tr("all prompts") : rule.name;
    QString line = tr("The rule for %1 of %2 is removed").arg(rule.label, prompts);
    if (!options.remove)
        line = tr("%1 of %2: %3 approvals, set by %4, approved by %5")
                   .arg(rule.label, prompts)
                   .arg(rule.approvals)
                   .arg(rule.role.isEmpty() ? tr("all who may write") : rule.role)
                   .arg(rule.approverRole.isEmpty() ? tr("all but the writers") : rule.approverRole);
    const QJsonObject object{
        {u"label"_s, rule.label},
        {u"prompt"_s, rule.name},
        {u"approvals"_s, rule.approvals},
        {u"role"_s, rule.role},
        {u"approvers"_s, rule.approverRole},
        {u"removes"_s, options.remove}};
    if (!options.yes) {
        conclude(output, object, line, ExitPending, false);
        return dryRun(output);
    }
    if (const Result<void> done = changeReleaseRule(
            at.site.session(), at.site.table, at.release, rule, options.remove, at.origin(), promptJournalFile());
        !done)
        return failed(output, done.error(), Stage::Running);
    return conclude(output, object, line, ExitOk, true);
}

} // namespace howdah::cli
