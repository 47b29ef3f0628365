// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "operations/promptsync.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace operations;
using namespace prompt;

namespace {

static constexpr std::array syncActionNames{
    EnumName{SyncAction::Insert, "insert"_L1},
    EnumName{SyncAction::Update, "update"_L1},
    EnumName{SyncAction::Same, "same"_L1},
    EnumName{SyncAction::Skip, "skip"_L1},
    EnumName{SyncAction::Immutable, "immutable"_L1},
    EnumName{SyncAction::Unknown, "unknown"_L1},
    EnumName{SyncAction::OnlyActive, "only-active"_L1},
    EnumName{SyncAction::DatabaseEdited, "database-edited"_L1},
    EnumName{SyncAction::Conflict, "conflict"_L1},
};
static_assert(isWholeTable(syncActionNames));

QString actionName(SyncAction action) { return nameIn(syncActionNames, action); }

QJsonObject toJson(const SyncItem &item)
{
    return {
        {u"promptId"_s, item.wanted.promptId},
        {u"name"_s, item.wanted.name},
        {u"version"_s, item.wanted.version},
        {u"action"_s, actionName(item.action)},
        {u"differences"_s, QJsonArray::fromStringList(item.differences)},
        {u"note"_s, item.note}};
}

// Plan, what was done, and the end of a command that brings files to the database.
class SyncRun final
{
public:
    SyncRun(Output &output, const PromptSyncOptions &options, IncomingPrompts wanted)
        : m_output(output)
        , m_options(options)
        , m_wanted(std::move(wanted))
        , m_choices{.overwrite = options.overwrite, .readable = options.readable}
    {
    }

    int plan(bool update)
    {
        if (!m_wanted.problems.empty())
            return reportProblems();
        if (const int code = openPromptSite(m_site, m_output, m_options.place); code != ExitOk)
            return code;
        std::vector<StoredPrompt> stored;
        if (const int code = readAll(m_site, m_output, stored); code != ExitOk)
            return code;
        const auto calls = readCalls(m_site.session(), m_site.table);
        if (!calls)
            return failed(m_output, calls.error(), Stage::Running);
        m_choices.update = update;
        Result<SyncPlan> plan = planPromptSync(m_wanted, stored, *calls, m_choices);
        if (!plan)
            return failed(m_output, plan.error(), Stage::Files);
        m_plan = std::move(*plan);
        // A new version of an import, or of somebody who seeds a part, says nothing of the others.
        if (!m_options.only.isEmpty() || m_options.source.isEmpty())
            m_plan.extra.clear();
        return ExitOk;
    }

    // Compares and changes nothing.
    int status()
    {
        // What cannot be read is neither equal nor different: no commit is to come of it.
        const auto isShut = [](const StoredPrompt &stored) { return !isOpen(stored); };
        const bool isUnknown = m_plan.count(SyncAction::Unknown) > 0 || std::ranges::any_of(m_plan.extra, isShut);
        if (m_options.commit && isUnknown)
            return failed(
                m_output,
                makeError(
                    ErrorKind::Permission, tr("Texts in the database cannot be decrypted, so they cannot be compared"),
                    tr("Name the key file with --key-file.")),
                Stage::Work);
        const bool equal = m_plan.inSync() && (!m_options.exact || m_plan.extra.empty());
        const int code = equal ? ExitOk : ExitPending;
        if (m_output.json)
            print(m_output, json(nullptr, code));
        else if (m_options.commit)
            m_output.out << (equal ? QString() : commitMessage(counted())) << Qt::flush;
        else
            printPlan();
        return code;
    }

    // Without --exact what only the database has is no difference.
    [[nodiscard]] SyncPlan counted() const
    {
        SyncPlan plan = m_plan;
        if (!m_options.exact)
            plan.extra.clear();
        return plan;
    }

    int apply()
    {
        if (!m_plan.changesAnything())
            return conclude(nullptr, blocked() > 0 ? ExitPending : ExitOk);
        if (const auto may = mayApplyPromptSync(m_site.table, m_site.keys, m_choices); !may)
            return refuse(explained(may.error()));
        if (!m_options.yes) {
            conclude(nullptr, ExitPending);
            return dryRun(m_output);
        }
        const Result<SyncReport> report =
            applyPromptSync(m_site.session(), m_site.table, m_plan, m_site.keys, m_choices);
        if (!report)
            return failed(m_output, report.error(), Stage::Running);
        return conclude(&*report, blocked() > 0 ? ExitPending : ExitOk);
    }

private:
    // What an update was asked for and cannot be given.
    [[nodiscard]] qsizetype blocked() const
    {
        if (!m_options.update)
            return 0;
        qsizetype count = 0;
        for (const SyncAction action :
             {SyncAction::Immutable, SyncAction::Unknown, SyncAction::DatabaseEdited, SyncAction::Conflict})
            count += m_plan.count(action);
        return count;
    }

    int reportProblems()
    {
        QJsonArray list;
        for (const Error &problem : m_wanted.problems) {
            m_output.err << plainLine(describe(problem)) << Qt::endl;
            list.append(describe(problem));
        }
        m_output.err << tr("Nothing was written: a file that cannot be read is never treated as a prompt.") << Qt::endl;
        if (m_output.json)
            print(m_output, {{u"format"_s, 1}, {u"problems"_s, list}, {u"exitCode"_s, ExitFailed}});
        return ExitFailed;
    }

    // Without a key: why there is none, and what to do here.
    [[nodiscard]] Error explained(Error error) const
    {
        if (error.kind != ErrorKind::Usage)
            return error;
        error.message += u". "_s + m_site.keyProblem;
        error.hint = tr("Name a key file with --key-file, or use --readable to write them unencrypted.");
        return error;
    }

    // Shows what would be done before saying why it cannot be.
    int refuse(const Error &error)
    {
        if (!m_output.json)
            printPlan();
        return failed(m_output, error, Stage::Files);
    }

    void printPlan()
    {
        std::vector<QStringList> rows{{tr("prompt"), tr("version"), tr("plan"), tr("differs in"), tr("note")}};
        for (const SyncItem &item : m_plan.items)
            rows.push_back(
                {item.wanted.promptId, item.wanted.version, actionName(item.action), item.differences.join(u", "_s),
                 item.note});
        for (const StoredPrompt &stored : m_plan.extra)
            rows.push_back({stored.prompt.promptId, stored.prompt.version, u"only-in-database"_s, {}, {}});
        m_output.out << alignedTable(rows) << Qt::flush;
        printLosses(m_output, m_wanted.losses);
    }

    [[nodiscard]] QJsonObject json(const SyncReport *report, int code) const
    {
        QJsonArray items;
        for (const SyncItem &item : m_plan.items)
            items.append(toJson(item));
        QJsonArray extra;
        for (const StoredPrompt &stored : m_plan.extra)
            extra.append(stored.prompt.promptId);
        QJsonObject object{
            {u"format"_s, 1},      {u"database"_s, m_site.target.name()}, {u"table"_s, qualifiedName(m_site.table)},
            {u"prompts"_s, items}, {u"onlyInDatabase"_s, extra},          {u"losses"_s, cli::toJson(m_wanted.losses)},
            {u"exitCode"_s, code}};
        if (!report && m_options.exact)
            object.insert(u"commitMessage"_s, commitMessage(m_plan));
        if (report) {
            object.insert(u"inserted"_s, qint64(report->inserted));
            object.insert(u"updated"_s, qint64(report->updated));
        }
        return object;
    }

    int conclude(const SyncReport *report, int code)
    {
        if (m_output.json) {
            print(m_output, json(report, code));
            return code;
        }
        printPlan();
        if (report)
            m_output.out << tr("%1 inserted, %2 updated").arg(report->inserted).arg(report->updated) << Qt::endl;
        else if (!m_plan.changesAnything())
            m_output.out << tr("Nothing to write") << Qt::endl;
        if (const qsizetype count = blocked(); count > 0)
            m_output.err << tr("%1 could not be updated for the reasons above").arg(count) << Qt::endl;
        return code;
    }

    Output &m_output;
    const PromptSyncOptions &m_options;
    IncomingPrompts m_wanted;
    SyncChoices m_choices;
    PromptSite m_site;
    SyncPlan m_plan;
};

Result<IncomingPrompts> wantedOfFolder(Output &output, const PromptSyncOptions &options)
{
    Result<IncomingPrompts> wanted = readIncomingFolder(options.source);
    if (!wanted)
        return fail(wanted.error());
    for (const Loss &note : wanted->notes)
        output.err << plainLine(note.field + u": "_s + note.reason) << Qt::endl;
    wanted->keepOnly(options.only);
    for (const QString &id : options.only)
        if (std::ranges::none_of(wanted->prompts, [&id](const Prompt &p) { return p.promptId == id; }))
            return fail(ErrorKind::Usage, tr("There is no prompt %1 in %2").arg(id, options.source));
    return wanted;
}

// The format that was asked for; empty: whatever the name of a file says.
std::optional<FileFormat> chosenFormat(const QString &name)
{
    if (name.isEmpty())
        return {};
    return FileFormat{exchangeFormat(name)};
}

} // namespace

int promptsSeed(Output &output, const PromptSyncOptions &options)
{
    Result<IncomingPrompts> wanted = wantedOfFolder(output, options);
    if (!wanted)
        return failed(output, wanted.error(), Stage::Words);
    SyncRun run(output, options, std::move(*wanted));
    const int planned = run.plan(options.update);
    return planned == ExitOk ? run.apply() : planned;
}

int promptsStatus(Output &output, const PromptSyncOptions &options)
{
    Result<IncomingPrompts> wanted = wantedOfFolder(output, options);
    if (!wanted)
        return failed(output, wanted.error(), Stage::Words);
    SyncRun run(output, options, std::move(*wanted));
    const int planned = run.plan(true);
    return planned == ExitOk ? run.status() : planned;
}

int promptsImport(Output &output, const PromptSyncOptions &options)
{
    IncomingPrompts wanted;
    for (const QString &path : options.files) {
        if (Result<IncomingPrompts> file = readIncomingFile(path, chosenFormat(options.format)))
            wanted.add(std::move(*file));
        else
            wanted.problems.push_back(file.error());
    }
    wanted.keepOnly(options.only);
    SyncRun run(output, options, std::move(wanted));
    const int planned = run.plan(options.update);
    return planned == ExitOk ? run.apply() : planned;
}

} // namespace howdah::cli
