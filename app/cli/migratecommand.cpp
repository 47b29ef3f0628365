// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migratecommand.h"

#include "cli/exitcode.h"
#include "cli/interrupt.h"
#include "cli/migratereport.h"
#include "cli/table.h"
#include "cli/target.h"
#include "migration/create.h"
#include "migration/pack.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>

#include <future>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;
using connection::Session;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

void print(Output &output, const QJsonObject &object)
{
    output.out << QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)) << Qt::flush;
}

int failed(Output &output, const Error &error, int code)
{
    if (output.json)
        print(output, errorJson(error, code));
    output.err << describe(error) << Qt::endl;
    return code;
}

// Before a session is open, everything but a wrong command line means that there is no connection.
int openingCode(const Error &error) { return error.kind == ErrorKind::Usage ? ExitUsage : ExitCannotConnect; }

int runningCode(const Error &error) { return error.kind == ErrorKind::Connection ? ExitCannotConnect : ExitFailed; }

// Source, database and history: what every command begins with.
struct Site
{
    Source source;
    std::unique_ptr<Dialect> dialect;
    Target target;
    History history;
};

struct Reading
{
    bool opened = false;
    Result<History> history;
};

Reading readDatabase(Site &site)
{
    if (auto opened = site.target.finish(); !opened)
        return {false, fail(opened.error())};
    return {true, readHistory(site.target.session(), *site.dialect)};
}

// The exit code of what went wrong, or ExitOk.
int openSite(Site &site, Output &output, const MigrateOptions &options, ReadDepth depth = ReadDepth::Everything)
{
    if (!QFileInfo::exists(options.source)) // before a server is started for nothing
        return failed(output, readSource(options.source).error(), ExitUsage);
    Result<std::unique_ptr<Dialect>> dialect = makeDialect(readPack(options.source));
    if (!dialect)
        return failed(output, dialect.error(), ExitFailed);
    site.dialect = std::move(*dialect);
    if (auto begun = site.target.begin(output, options.database, u"migrate"_s); !begun)
        return failed(output, begun.error(), openingCode(begun.error()));
    // The files are read while the server answers.
    std::future<Reading> reading = std::async(std::launch::async, [&site] { return readDatabase(site); });
    Result<Source> source = readSource(options.source, depth);
    Reading read = reading.get();
    if (!source)
        return failed(output, source.error(), ExitUsage);
    if (!read.history)
        return failed(
            output, read.history.error(),
            read.opened ? runningCode(read.history.error()) : openingCode(read.history.error()));
    site.source = std::move(*source);
    site.history = std::move(*read.history);
    if (site.source.migrations.empty() && site.history.records.empty())
        return failed(
            output,
            makeError(
                ErrorKind::Usage, tr("There are no migrations in %1").arg(site.source.folder),
                tr("They are files such as 001-users.up.sql and 001-users.down.sql; howdahctl migrate create makes a "
                   "pair.")),
            ExitUsage);
    return ExitOk;
}

// A down plan may need the texts that the history keeps, and only those.
Result<Plan> planOf(Site &site, const Request &request)
{
    if (request.direction == Direction::Down) {
        std::vector<Version> versions;
        for (const Entry &entry : select(compare(site.source, site.history), site.history, request))
            versions.push_back(entry.version);
        if (auto read = readTexts(site.target.session(), *site.dialect, site.history, versions); !read)
            return fail(read.error());
    }
    return makePlan(site.source, site.history, request);
}

enum class Consent { Given, Refused, CannotAsk };

Consent askConsent(Output &output, const MigrateOptions &options)
{
    if (options.yes)
        return Consent::Given;
    if (output.json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return Consent::CannotAsk;
    output.err << tr("Type yes to go on: ") << Qt::flush;
    QTextStream input(stdin);
    const QString answer = input.readLine().trimmed().toLower();
    return answer == "yes"_L1 || answer == "y"_L1 ? Consent::Given : Consent::Refused;
}

// Shows a run on a terminal as it goes: one line a migration.
class Progress final : public RunObserver
{
public:
    explicit Progress(Output &output)
        : m_output(output)
    {
    }

    void lockAwaited(const LockHolder &holder) override
    {
        m_output.err << tr("Waiting for another run of migrations: %1").arg(describe(holder)) << Qt::endl;
    }
    void stepFinished(size_t, const StepReport &step) override
    {
        const QString done = step.direction == Direction::Up ? tr("applied") : tr("rolled back");
        m_output.err << u"%1 %2-%3 (%4)\n"_s.arg(
            done, step.version.text(), plainLine(step.name), durationText(step.milliseconds));
    }
    void noticed(const connection::Notice &notice) override
    {
        m_output.err << u"%1: %2"_s.arg(notice.severity, plainLine(notice.message)) << Qt::endl;
    }

private:
    Output &m_output;
};

int finish(Output &output, const RunResult &result, int code)
{
    const RunReport &report = *result.report;
    if (output.json)
        print(output, runJson(result, code));
    if (report.failure)
        output.err << describe(*report.failure) << Qt::endl;
    if (report.doneByOthers > 0)
        output.err << tr("%1 of the planned migrations were run by somebody else meanwhile").arg(report.doneByOthers)
                   << Qt::endl;
    if (!output.json && !report.failure)
        output.out
            << (result.plan.request.direction == Direction::Up ? tr("%1 applied").arg(report.steps.size())
                                                               : tr("%1 rolled back").arg(report.steps.size()))
            << Qt::endl;
    output.err.flush();
    return code;
}

int refusePlan(Output &output, const RunResult &result)
{
    const bool usage = std::ranges::all_of(
        result.plan.refusals, [](const Refusal &refusal) { return refusal.kind == RefusalKind::UnknownVersion; });
    const int code = usage ? ExitUsage : ExitFailed;
    if (output.json)
        print(output, runJson(result, code));
    output.err << refusalText(result.plan) << Qt::flush;
    return code;
}

int nothingToDo(Output &output, const RunResult &result)
{
    if (output.json)
        print(output, runJson(result, ExitOk));
    else
        output.out << (result.plan.request.direction == Direction::Up ? tr("Up to date") : tr("Nothing to roll back"))
                   << Qt::endl;
    return ExitOk;
}

int execute(Output &output, Site &site, const MigrateOptions &options, const RunResult &planned)
{
    const Interrupt interrupt;
    Progress progress(output);
    const Result<RunReport> report =
        run(site.target.session(), *site.dialect, site.source, planned.plan, options.run, &progress, interrupt.token());
    if (!report)
        return failed(output, report.error(), runningCode(report.error()));
    RunResult result = planned;
    result.report = &*report;
    int code = ExitOk;
    if (report->failure)
        code = runningCode(report->failure->error);
    return finish(output, result, code);
}

} // namespace

int migrateStatus(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options, ReadDepth::UpFiles); code != ExitOk)
        return code;
    const std::vector<Entry> entries = compare(site.source, site.history);
    std::vector<Version> pending; // what is wrong with their down files is worth knowing before they are applied
    for (const Entry &entry : entries) {
        if (entry.isPending())
            pending.push_back(entry.version);
    }
    readDownFiles(site.source, pending);
    const StatusReport report{site.target.name(), site.source, site.history, entries};
    if (output.json)
        print(output, statusJson(report));
    else
        output.out << statusText(report) << Qt::flush;
    return exitCodeOf(report);
}

int migrateRun(Output &output, const MigrateOptions &options, Direction direction)
{
    Site site;
    if (const int code = openSite(site, output, options); code != ExitOk)
        return code;
    const Result<Plan> plan = planOf(site, {direction, options.to});
    if (!plan)
        return failed(output, plan.error(), runningCode(plan.error()));
    std::vector<Loss> losses;
    RunResult result{site.target.name(), *plan, losses};
    if (!plan->canRun())
        return refusePlan(output, result);
    if (plan->steps.empty())
        return nothingToDo(output, result);
    if (direction == Direction::Down) {
        Result<std::vector<Loss>> counted =
            countLosses(site.target.session(), lossesOf(*plan), site.source.pack.schema);
        if (!counted)
            return failed(output, counted.error(), runningCode(counted.error()));
        losses = std::move(*counted);
    }
    output.err << tr("Database %1").arg(site.target.name()) << u'\n' << planText(*plan, losses) << Qt::flush;
    switch (askConsent(output, options)) {
    case Consent::Given:
        break;
    case Consent::Refused:
        output.err << tr("Nothing was run.") << Qt::endl;
        return ExitPending;
    case Consent::CannotAsk:
        return failed(
            output,
            makeError(
                ErrorKind::Usage, tr("There is no terminal to ask on, so nothing was run"),
                tr("Say --yes to run it without being asked.")),
            ExitUsage);
    }
    return execute(output, site, options, result);
}

int migrateCreate(Output &output, const QString &folder, const QString &title)
{
    const Result<NewMigration> made = createMigration(folder, title);
    if (!made)
        return failed(output, made.error(), made.error().kind == ErrorKind::Usage ? ExitUsage : ExitFailed);
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"upFile"_s, made->upFile}, {u"downFile"_s, made->downFile}});
    else
        output.out << made->upFile << u'\n' << made->downFile << Qt::endl;
    return ExitOk;
}

} // namespace howdah::cli
