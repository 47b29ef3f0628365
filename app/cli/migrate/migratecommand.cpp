// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/migratecommand.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/migrate/migratereport.h"
#include "cli/migrate/migratesite.h"
#include "cli/migrate/runprogress.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "migration/source/create.h"
#include "migration/history/versionlookup.h"
#include "operations/define/scriptmigration.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

namespace {

operations::MigrationPlace placeOf(const Site &site)
{
    return {site.target.connInfo(), *site.dialect, site.source, site.target.isGuarded()};
}

Result<operations::MigrationProposal> proposalOf(Site &site, const MigrateOptions &options)
{
    Request request = options.request;
    if (!options.version.isEmpty()) {
        ASSIGN_OR_RETURN(const Version to, findVersion(site.source, site.history, options.version));
        request.to = to;
    }
    ASSIGN_OR_RETURN(
        operations::MigrationProposal proposal,
        operations::propose(site.target.session(), placeOf(site), site.history, request));
    if (!options.restore.isEmpty()) {
        ASSIGN_OR_RETURN(proposal.restore, readSafetyCopy(options.restore));
    }
    return proposal;
}

QString restoreText(const SafetyCopy &copy)
{
    QString text = tr("To be restored then, from %1:").arg(plainLine(copy.file)) + u'\n';
    for (const CopiedTable &table : copy.tables) {
        const QString rows = QLocale(QLocale::English).toString(table.rows);
        text += tr("  table %1: %2 rows").arg(plainLine(table.schema + u'.' + table.name), rows) + u'\n';
    }
    return text;
}

QString doneText(const RunReport &report)
{
    const auto up = std::ranges::count(report.steps, Direction::Up, &StepReport::direction);
    const auto down = qsizetype(report.steps.size()) - up;
    if (down == 0)
        return tr("%1 applied").arg(up);
    return up == 0 ? tr("%1 rolled back").arg(down) : tr("%1 rolled back, %2 applied").arg(down).arg(up);
}

int finish(Output &output, const RunResult &result, int code)
{
    const RunReport &report = *result.report;
    if (output.json)
        print(output, runJson(result, code));
    if (report.failure)
        output.err << plainLines(describe(*report.failure)) << Qt::endl;
    QStringList unsure;
    for (const StepReport &step : report.steps) {
        if (!step.durable)
            unsure << plainLine(label(step.version, step.name));
    }
    if (!unsure.isEmpty())
        output.err << tr("Not confirmed to be on disk, and lost if the server has crashed: %1. Check the status.")
                          .arg(unsure.join(u", "_s))
                   << Qt::endl;
    if (report.doneByOthers > 0)
        output.err
            << tr("%1 of the planned migrations were run by somebody else in the meantime").arg(report.doneByOthers)
            << Qt::endl;
    output.err.flush(); // what was done comes before the sum of it
    if (!output.json && !report.failure)
        output.out << doneText(report) << Qt::endl;
    return code;
}

int refusePlan(Output &output, const RunResult &result)
{
    const bool usage = std::ranges::all_of(result.plan.refusals, [](const Refusal &refusal) {
        return refusal.kind == RefusalKind::UnknownVersion || refusal.kind == RefusalKind::NothingToResume
            || refusal.kind == RefusalKind::Unsure;
    });
    const int code = usage ? ExitUsage : ExitFailed;
    if (output.json)
        print(output, runJson(result, code));
    output.err << refusalText(result.plan) << Qt::flush;
    return code;
}

int nothingToDo(Output &output, const RunResult &result)
{
    const Request &request = result.plan.request;
    const bool back =
        request.action == Action::Redo || (request.action == Action::Run && request.direction == Direction::Down);
    if (output.json)
        print(output, runJson(result, ExitOk));
    else
        output.out << (back ? tr("Nothing to roll back") : tr("Up to date")) << Qt::endl;
    return ExitOk;
}

int execute(
    Output &output, Site &site, const MigrateOptions &options, const operations::MigrationProposal &proposal,
    const RunResult &planned)
{
    TerminalDecision decision(output);
    Progress progress(output);
    std::unique_ptr<connection::Session> files;
    bool isOpen = true;
    operations::MigrationOrder order{placeOf(site), proposal, options.safetyCopy, options.run, options.durable, {}};
    order.openForFiles = [&]() -> Result<connection::Session *> {
        Result<std::unique_ptr<connection::Session>> opened = openForFiles(site);
        isOpen = opened.has_value();
        if (!opened)
            return fail(opened.error());
        files = std::move(*opened);
        return files.get();
    };
    const auto report = operations::runMigrations(order, decision, progress, decision.token());
    if (!report)
        return failed(output, report.error(), isOpen ? Stage::Running : Stage::Connecting);
    if (!*report) // what was declined has been told
        return ExitPending;
    RunResult result = planned;
    result.report = &**report;
    result.restored = progress.restoredTables();
    const auto &failure = result.report->failure;
    const int code = failure                              ? exitCodeOf(failure->error, Stage::Applying)
                   : result.restored && !*result.restored ? ExitFailed
                                                          : ExitOk;
    return finish(output, result, code);
}

} // namespace

// What is wrong with them is worth knowing before they are applied, and what was edited since before it is needed: of
// those that are applied the newest, which a rollback comes to first; `validate` looks at all.
static std::vector<Version> wantedDownFiles(const std::vector<Entry> &entries)
{
    std::vector<Version> wanted;
    size_t applied = 0;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (entry->isPending() || applied++ < NewestDownFiles)
            wanted.push_back(entry->version);
    }
    return wanted;
}

int migrateStatus(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options, ReadDepth::UpFiles); code != ExitOk)
        return code;
    const bool riddles = std::ranges::any_of(site.history.records, &Record::isPartial);
    std::optional<CatalogDrift> drift;
    if (options.verify) {
        Result<CatalogDrift> found = findDrift(site.target.session(), *site.dialect, site.history);
        if (!found)
            return failed(output, found.error(), Stage::Running);
        drift = std::move(*found);
    }
    if (!riddles)
        site.target.leave();
    readDownFiles(site.source, wantedDownFiles(compare(site.source, site.history)));
    const std::vector<Entry> entries = compare(site.source, site.history);
    StatusReport report{site.target.name(), site.source, site.history, entries, {}, numberingGaps(site.source), drift};
    if (riddles) {
        Result<std::vector<Diagnosis>> found =
            diagnose(site.target.session(), *site.dialect, site.source, site.history);
        if (!found)
            return failed(output, found.error(), Stage::Running);
        report.interruptions = std::move(*found);
    }
    if (output.json)
        print(output, statusJson(report));
    else
        output.out << statusText(report) << Qt::flush;
    return exitCodeOf(report);
}

int migrateRun(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options); code != ExitOk)
        return code;
    const auto proposal = proposalOf(site, options);
    if (!proposal)
        return failed(output, proposal.error(), Stage::Running);
    const Plan &plan = proposal->plan;
    std::vector<Loss> losses;
    const RunResult result{site.target.name(), plan, losses};
    if (!plan.canRun())
        return refusePlan(output, result);
    if (plan.steps.empty() && proposal->restore)
        return failed(
            output, makeError(
                        ErrorKind::Usage, tr("Nothing is pending, so nothing was restored"),
                        tr("Use howdahctl migrate restore.")));
    if (plan.steps.empty())
        return nothingToDo(output, result);
    Result<std::vector<Loss>> lost = operations::countLosses(site.target.session(), *proposal, site.source.pack.schema);
    if (!lost)
        return failed(output, lost.error(), Stage::Running);
    losses = std::move(*lost);
    output.err << tr("Database %1").arg(plainLine(site.target.name())) << u'\n' << planText(plan, losses)
               << (proposal->restore ? restoreText(*proposal->restore) : QString()) << Qt::flush;
    // Who cannot be asked is a pipeline or a service, and has said what it wants by the command.
    const bool unasked = !mayAsk(output) && operations::takesNothing(*proposal, losses);
    if (const Consent consent = askConsent(output, options.yes || unasked); consent != Consent::Given)
        return withoutConsent(output, consent);
    return execute(output, site, options, *proposal, result);
}

// The SQL goes where it is asked for, and what is said about it to the terminal.
static Result<void> writePlan(Output &output, const MigrateOptions &options, const Plan &plan)
{
    const QByteArray script = planScriptText(plan);
    if (options.outputFile.isEmpty()) {
        if (!output.json) {
            const ExactOutput exact(output.out);
            output.out << QString::fromUtf8(script) << Qt::flush;
        }
        return {};
    }
    return writeWholeFile(options.outputFile, script); // an older plan stays until this one is there
}

int migratePlan(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options); code != ExitOk)
        return code;
    const auto proposal = proposalOf(site, options);
    if (!proposal)
        return failed(output, proposal.error(), Stage::Running);
    const Plan &plan = proposal->plan;
    Result<std::vector<Loss>> losses =
        operations::countLosses(site.target.session(), *proposal, site.source.pack.schema);
    if (!losses)
        return failed(output, losses.error(), Stage::Running);
    int code = plan.steps.empty() ? ExitOk : ExitPending;
    if (!plan.canRun())
        code = ExitFailed;
    if (output.json)
        print(output, planJson({site.target.name(), plan, *losses}, code));
    output.err << planText(plan, *losses) << (plan.canRun() ? QString() : refusalText(plan)) << Qt::flush;
    if (auto written = writePlan(output, options, plan); !written)
        return failed(output, written.error(), Stage::Work);
    return code;
}

// Of a script, without a database: what it was before is not known.
static Result<NewMigration> createFrom(Output &output, const QString &folder, const QString &title, const QString &file)
{
    ASSIGN_OR_RETURN(const QByteArray sql, readPlainFile(file));
    ASSIGN_OR_RETURN(
        const operations::ScriptMigration draft,
        operations::draftScriptMigration(nullptr, folder, title, sql, nullptr));
    for (const QString &other : draft.others)
        output.err << tr("Defines nothing, and is run with the migration: %1").arg(plainLine(other)) << Qt::endl;
    for (const QString &line : draft.wayBack.unwritten)
        output.err << tr("Its way back has to be written by hand: %1").arg(plainLine(line)) << Qt::endl;
    return operations::writeScriptMigration(draft);
}

int migrateCreate(Output &output, const QString &folder, const QString &title, const QString &fromSql)
{
    const Result<NewMigration> made =
        fromSql.isEmpty() ? createMigration(folder, title) : createFrom(output, folder, title, fromSql);
    if (!made)
        return failed(output, made.error(), Stage::Files);
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"upFile"_s, made->upFile}, {u"downFile"_s, made->downFile}});
    else
        output.out << made->upFile << u'\n' << made->downFile << Qt::endl;
    return ExitOk;
}

} // namespace howdah::cli
