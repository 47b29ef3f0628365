// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/prompts/promptscore.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "operations/promptactivation.h"
#include "prompt/promptjournal.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

namespace {

QString versionName(const StoredPrompt &stored) { return stored.prompt.name + u' ' + stored.prompt.version; }

// Shows what a change replaces, and makes it.
class ActivateRun final
{
public:
    ActivateRun(Output &output, const PromptChangeOptions &options, ActivationAction action)
        : m_output(output)
        , m_options(options)
    {
        m_wish.action = action;
    }

    int run()
    {
        if (const int code = openPromptSite(m_site, m_output, m_options.place); code != ExitOk)
            return code;
        std::vector<StoredPrompt> prompts;
        if (const int code = readAll(m_site, m_output, prompts); code != ExitOk)
            return code;
        if (const Result<void> chosen = choose(prompts); !chosen)
            return failed(m_output, chosen.error(), Stage::Words);
        if (const Result<void> looked = look(prompts); !looked)
            return failed(m_output, looked.error(), Stage::Running);
        if (m_plan.isActiveAlready())
            return notify(ExitOk, tr("It is already active"));
        if (const Result<void> may = operations::mayWritePrompts(m_site.table); !may)
            return failed(m_output, may.error(), Stage::Work);
        if (!m_options.yes) {
            notify(ExitPending, {});
            return dryRun(m_output);
        }
        ActivationRequest request = m_plan.request;
        request.reason = m_options.reason;
        request.by = m_options.by;
        const Result<ActivationReport> done = operations::changeActivePrompt(
            m_site.session(), m_site.table, request, {m_site.target.name(), qualifiedName(m_site.table)},
            promptJournalFile());
        if (!done)
            return failed(m_output, done.error(), Stage::Running);
        return notify(ExitOk, m_wish.action == ActivationAction::Deactivate ? tr("Deactivated") : tr("Activated"));
    }

private:
    // Which prompt it is about, and what of it is active.
    Result<void> choose(const std::vector<StoredPrompt> &prompts)
    {
        const bool byName = std::any_of(prompts.begin(), prompts.end(), [this](const StoredPrompt &s) {
            return s.prompt.name == m_options.prompt;
        });
        if (byName && m_wish.action != ActivationAction::Activate) {
            m_wish.name = m_options.prompt;
        } else {
            ASSIGN_OR_RETURN(const StoredPrompt found, findVersion(prompts, m_options.prompt));
            m_wish.name = found.prompt.name;
            m_wish.id = found.id;
        }
        QString version = u"none"_s;
        for (const StoredPrompt &stored : prompts)
            if (stored.prompt.name == m_wish.name && stored.prompt.active.value_or(false))
                version = stored.prompt.version;
        if (!m_options.replaces.isEmpty() && m_options.replaces != version)
            return fail(
                ErrorKind::Conflict,
                tr("The active version of %1 is %2, not %3").arg(m_wish.name, version, m_options.replaces),
                tr("Review it again."));
        return {};
    }

    Result<void> look(const std::vector<StoredPrompt> &prompts)
    {
        ASSIGN_OR_RETURN(
            operations::ActivationPlan plan,
            operations::planActivation(m_site.session(), m_site.table, prompts, m_wish));
        m_plan = std::move(plan);
        if (!m_plan.next)
            return {};
        ASSIGN_OR_RETURN(
            ActivationPreview preview,
            previewActivation(m_site.session(), m_site.table, m_site.keys, m_plan.next->id, m_options.days));
        m_preview = std::move(preview);
        return {};
    }

    int notify(int code, const QString &done)
    {
        if (m_output.json) {
            print(m_output, json(code, !done.isEmpty() && m_options.yes));
            return code;
        }
        const QString none = tr("nothing");
        const QString from = m_plan.current ? versionName(*m_plan.current) : none;
        m_output.out << plainLine(tr("%1 is replaced by %2").arg(from, m_preview ? versionName(m_preview->next) : none))
                     << u'\n';
        if (m_preview)
            reportPreview();
        if (!done.isEmpty())
            m_output.out << done << u'\n';
        m_output.out.flush();
        return code;
    }

    void reportPreview()
    {
        if (m_preview->current && !m_preview->comparable)
            m_output.out << tr("The texts cannot be compared without their keys") << u'\n';
        for (const FieldDifference &field : m_preview->difference.fields) {
            qsizetype removed = 0;
            qsizetype added = 0;
            for (const DiffRun &run : field.lines.runs) {
                removed += run.kind == DiffKind::Removed ? run.count : 0;
                added += run.kind == DiffKind::Added ? run.count : 0;
            }
            m_output.out << tr("  %1: %2 lines removed, %3 added").arg(field.field).arg(removed).arg(added) << u'\n';
        }
        if (m_preview->currentScore)
            printScore(
                m_output, tr("%1 in the last %2 days").arg(versionName(*m_preview->current)).arg(m_options.days),
                scoreLines(*m_preview->currentScore));
        if (m_preview->nextScore && m_preview->nextScore->calls > 0)
            printScore(
                m_output, tr("%1 in the last %2 days").arg(versionName(m_preview->next)).arg(m_options.days),
                scoreLines(*m_preview->nextScore));
    }

    [[nodiscard]] QJsonObject json(int code, bool written) const
    {
        QJsonObject object{
            {u"format"_s, 1},
            {u"name"_s, m_wish.name},
            {u"from"_s, m_plan.current ? QJsonValue(m_plan.current->prompt.version) : QJsonValue()},
            {u"to"_s, m_preview ? QJsonValue(m_preview->next.prompt.version) : QJsonValue()},
            {u"written"_s, written},
            {u"exitCode"_s, code}};
        if (!m_preview)
            return object;
        QJsonArray fields;
        for (const FieldDifference &field : m_preview->difference.fields)
            fields.append(field.field);
        object.insert(u"differs"_s, fields);
        if (m_preview->currentScore)
            object.insert(u"fromScore"_s, scoreJson(*m_preview->currentScore, m_site.table));
        if (m_preview->nextScore)
            object.insert(u"toScore"_s, scoreJson(*m_preview->nextScore, m_site.table));
        return object;
    }

    Output &m_output;
    const PromptChangeOptions &m_options;
    PromptSite m_site;
    operations::ActivationWish m_wish;
    operations::ActivationPlan m_plan;
    std::optional<ActivationPreview> m_preview;
};

} // namespace

int promptsActivate(Output &output, const PromptChangeOptions &options, ActivationAction action)
{
    return ActivateRun(output, options, action).run();
}

int promptsHistory(Output &output, const PromptChangeOptions &options)
{
    PromptSite site;
    if (const int code = openPromptSite(site, output, options.place, PromptUse::Reading); code != ExitOk)
        return code;
    std::vector<StoredPrompt> prompts;
    if (const int code = readAll(site, output, prompts); code != ExitOk)
        return code;
    QString name = options.prompt;
    if (const Result<StoredPrompt> found = findVersion(prompts, name); found)
        name = found->prompt.name;
    const Result<std::vector<ActivationRecord>> records = readActivations(site.session(), site.table, name);
    if (!records)
        return failed(output, records.error(), Stage::Running);
    const auto versionOf = [&prompts](const QString &id) {
        const auto found =
            std::find_if(prompts.begin(), prompts.end(), [&id](const StoredPrompt &s) { return s.id == id; });
        return found == prompts.end() ? id : found->prompt.version;
    };
    QJsonArray list;
    std::vector<QStringList> rows{{tr("when"), tr("name"), tr("action"), tr("from"), tr("to"), tr("by"), tr("reason")}};
    for (const ActivationRecord &record : *records) {
        rows.push_back(
            {record.at.left(19), record.name, record.action, versionOf(record.replacedId),
             versionOf(record.activatedId), record.by, record.reason});
        list.append(QJsonObject{
            {u"at"_s, record.at},
            {u"name"_s, record.name},
            {u"action"_s, record.action},
            {u"from"_s, versionOf(record.replacedId)},
            {u"to"_s, versionOf(record.activatedId)},
            {u"by"_s, record.by},
            {u"reason"_s, record.reason}});
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"changes"_s, list}, {u"exitCode"_s, ExitOk}});
    else
        output.out << alignedTable(rows) << Qt::flush;
    return ExitOk;
}

} // namespace howdah::cli
