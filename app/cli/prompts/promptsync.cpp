// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/plainfile.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "prompt/exchange.h"
#include "prompt/promptfile.h"

#include <QCoreApplication>
#include <QFile>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

// What files want the database to hold.
struct Wanted
{
    std::vector<Prompt> prompts;
    SyncSource source;
    std::vector<Loss> losses;
    std::vector<Error> problems;

    void add(Prompt prompt, const QString &exported, const QStringList &only)
    {
        if (!only.isEmpty() && !only.contains(prompt.promptId))
            return;
        if (!exported.isEmpty())
            source.exported.insert(prompt.promptId, exported);
        prompts.push_back(std::move(prompt));
    }
};

QString actionName(SyncAction action)
{
    switch (action) {
    case SyncAction::Insert:
        return u"insert"_s;
    case SyncAction::Update:
        return u"update"_s;
    case SyncAction::Same:
        return u"same"_s;
    case SyncAction::Skip:
        return u"skip"_s;
    case SyncAction::Immutable:
        return u"immutable"_s;
    case SyncAction::Unknown:
        return u"unknown"_s;
    case SyncAction::OnlyActive:
        return u"only-active"_s;
    case SyncAction::DatabaseEdited:
        return u"database-edited"_s;
    case SyncAction::Conflict:
        break;
    }
    return u"conflict"_s;
}

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
    SyncRun(Output &output, const PromptSyncOptions &options, Wanted wanted)
        : m_output(output)
        , m_options(options)
        , m_wanted(std::move(wanted))
    {
    }

    int plan(bool update)
    {
        if (!m_wanted.problems.empty())
            return tellProblems();
        if (const int code = openPromptSite(m_site, m_output, m_options.place); code != ExitOk)
            return code;
        std::vector<StoredPrompt> stored;
        if (const int code = readAll(m_site, m_output, stored); code != ExitOk)
            return code;
        const auto calls = readCalls(m_site.session(), m_site.table);
        if (!calls)
            return failed(m_output, calls.error(), runningCode(calls.error()));
        m_wanted.source.overwrite = m_options.overwrite;
        Result<SyncPlan> plan = planSync(m_wanted.prompts, stored, *calls, update, m_wanted.source);
        if (!plan)
            return failed(m_output, plan.error(), plan.error().kind == ErrorKind::Usage ? ExitUsage : ExitFailed);
        m_plan = std::move(*plan);
        // A new version of an import, or of somebody who seeds a part, says nothing of the others.
        if (!m_options.only.isEmpty() || m_options.source.isEmpty())
            m_plan.extra.clear();
        return ExitOk;
    }

    // Compares and changes nothing.
    int status()
    {
        const bool equal = m_plan.inSync() && (!m_options.exact || m_plan.extra.empty());
        const int code = equal ? ExitOk : ExitPending;
        if (m_output.json)
            print(m_output, json(nullptr, code));
        else
            printPlan();
        return code;
    }

    int apply()
    {
        if (!m_plan.changesAnything())
            return conclude(nullptr, blocked() > 0 ? ExitPending : ExitOk);
        if (!m_site.table.mayWrite)
            return refuse(makeError(
                ErrorKind::Permission, tr("You may not write to %1").arg(qualifiedName(m_site.table)),
                tr("Everything can be read; to seed, connect as somebody who may.")));
        if (!m_site.keys.current() && !m_options.readable)
            return refuse(makeError(
                ErrorKind::Usage, tr("There is no key to encrypt the system prompts with. %1").arg(m_site.keyProblem),
                tr("Name a key file with --key-file, or say --readable to write them in readable form.")));
        if (!m_options.yes) {
            conclude(nullptr, ExitPending);
            return dryRun(m_output);
        }
        const Result<SyncReport> report =
            applySync(m_site.session(), m_site.table, m_plan, m_site.keys, m_options.readable);
        if (!report)
            return failed(m_output, report.error(), runningCode(report.error()));
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

    int tellProblems()
    {
        QJsonArray list;
        for (const Error &problem : m_wanted.problems) {
            m_output.err << plainLine(describe(problem)) << Qt::endl;
            list.append(describe(problem));
        }
        m_output.err << tr("Nothing was written: a file that cannot be read is never taken for a prompt.") << Qt::endl;
        if (m_output.json)
            print(m_output, {{u"format"_s, 1}, {u"problems"_s, list}, {u"exitCode"_s, ExitFailed}});
        return ExitFailed;
    }

    // Shows what would be done before saying why it cannot be.
    int refuse(const Error &error)
    {
        if (!m_output.json)
            printPlan();
        return failed(m_output, error, error.kind == ErrorKind::Usage ? ExitUsage : ExitFailed);
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
            m_output.err << tr("%1 could not be updated, for the reasons above").arg(count) << Qt::endl;
        return code;
    }

    Output &m_output;
    const PromptSyncOptions &m_options;
    Wanted m_wanted;
    PromptSite m_site;
    SyncPlan m_plan;
};

Result<Wanted> wantedOfFolder(Output &output, const PromptSyncOptions &options)
{
    Result<PromptFolder> folder = readPromptFolder(options.source);
    if (!folder)
        return fail(folder.error());
    Wanted wanted;
    wanted.problems = std::move(folder->problems);
    for (PromptFolder::File &file : folder->files) {
        for (const QString &note : file.content.notes)
            output.err << plainLine(file.path + u": "_s + note) << Qt::endl;
        wanted.add(std::move(file.content.prompt), file.content.exported, options.only);
    }
    for (const QString &id : options.only)
        if (std::none_of(
                wanted.prompts.begin(), wanted.prompts.end(), [&](const Prompt &p) { return p.promptId == id; }))
            return fail(ErrorKind::Usage, tr("There is no prompt %1 in %2").arg(id, options.source));
    return wanted;
}

// By the name of the file, where nobody says.
QString formatOf(const QString &file)
{
    if (file.endsWith(".prompty"_L1))
        return u"prompty"_s;
    if (file.endsWith(".prompt.yml"_L1) || file.endsWith(".prompt.yaml"_L1))
        return u"github"_s;
    return file.endsWith(".json"_L1) ? u"langfuse"_s : u"dotprompt"_s;
}

// `exported` is told the checksum of a file of ours.
Result<Imported> importFile(const QString &path, const QString &format, QString &exported)
{
    const Result<QByteArray> read = readPlainFile(path);
    if (!read)
        return fail(read.error());
    const QByteArray &bytes = *read;
    const QString chosen = format.isEmpty() ? formatOf(path) : format;
    if (chosen == "langfuse"_L1)
        return importPrompts(ExchangeFormat::Langfuse, bytes, path);
    if (chosen == "prompty"_L1)
        return importPrompts(ExchangeFormat::Prompty, bytes, path);
    if (chosen == "github"_L1)
        return importPrompts(ExchangeFormat::GitHub, bytes, path);
    if (chosen == "litellm"_L1)
        return importPrompts(ExchangeFormat::LiteLlm, bytes, path);
    Result<PromptFile> own = parsePromptFile(bytes, path);
    if (!own)
        return fail(own.error());
    exported = own->exported;
    return Imported{{std::move(own->prompt)}, {}};
}

} // namespace

int promptsSeed(Output &output, const PromptSyncOptions &options)
{
    Result<Wanted> wanted = wantedOfFolder(output, options);
    if (!wanted)
        return failed(output, wanted.error(), ExitUsage);
    SyncRun run(output, options, std::move(*wanted));
    const int planned = run.plan(options.update);
    return planned == ExitOk ? run.apply() : planned;
}

int promptsStatus(Output &output, const PromptSyncOptions &options)
{
    Result<Wanted> wanted = wantedOfFolder(output, options);
    if (!wanted)
        return failed(output, wanted.error(), ExitUsage);
    SyncRun run(output, options, std::move(*wanted));
    const int planned = run.plan(true);
    return planned == ExitOk ? run.status() : planned;
}

int promptsImport(Output &output, const PromptSyncOptions &options)
{
    Wanted wanted;
    for (const QString &path : options.files) {
        QString exported;
        Result<Imported> imported = importFile(path, options.format, exported);
        if (!imported) {
            wanted.problems.push_back(imported.error());
            continue;
        }
        for (Prompt &prompt : imported->prompts) {
            // Importing activates nothing, and deactivates nothing; only a folder of seeds says what is active.
            prompt.active.reset();
            wanted.add(std::move(prompt), exported, options.only);
        }
        wanted.losses.insert(wanted.losses.end(), imported->losses.begin(), imported->losses.end());
    }
    SyncRun run(output, options, std::move(wanted));
    const int planned = run.plan(options.update);
    return planned == ExitOk ? run.apply() : planned;
}

} // namespace howdah::cli
