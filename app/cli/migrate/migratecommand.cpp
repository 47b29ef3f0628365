// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/migratecommand.h"

#include "base/wholefile.h"
#include "cli/migrate/dumpcommand.h"
#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/migrate/migratereport.h"
#include "cli/migrate/migratesite.h"
#include "cli/migrate/runprogress.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "migration/source/create.h"
#include "migration/plan/plandanger.h"
#include "migration/history/versionlookup.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

Result<Plan> planOf(Site &site, const MigrateOptions &options)
{
    Request request = options.request;
    if (!options.version.isEmpty()) {
        const Result<Version> to = findVersion(site.source, site.history, options.version);
        if (!to)
            return fail(to.error());
        request.to = *to;
    }
    return makePlan(site.target.session(), *site.dialect, site.source, site.history, request);
}

bool goesDown(const Plan &plan)
{
    return std::ranges::any_of(plan.steps, [](const Step &step) { return step.direction == Direction::Down; });
}

// What is lost by the steps that go down.
Result<std::vector<Loss>> lossesOf(Site &site, const Plan &plan)
{
    if (!goesDown(plan))
        return std::vector<Loss>();
    Plan down = plan;
    std::erase_if(down.steps, [](const Step &step) { return step.direction == Direction::Up; });
    Result<Risks> risks = findRisks(site.target.connInfo(), down, site.source.pack);
    if (!risks)
        return fail(risks.error());
    Result<std::vector<Loss>> losses =
        countLosses(site.target.session(), std::move(risks->losses), site.source.pack.schema);
    if (!losses)
        return losses;
    return findDependents(site.target.session(), std::move(*losses));
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
        output.err << tr("Not known to be on the disk, and gone where the server has crashed: %1. The status tells.")
                          .arg(unsure.join(u", "_s))
                   << Qt::endl;
    if (report.doneByOthers > 0)
        output.err << tr("%1 of the planned migrations were run by somebody else meanwhile").arg(report.doneByOthers)
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

// Production that is open for writing: what would go is told, and its names are typed. A rollback is called by its
// version.
int confirmDanger(Output &output, Site &site, const Plan &plan, PlanDanger &agreed)
{
    if (!site.target.isGuarded())
        return ExitOk;
    auto danger = findDanger(site.target.session(), plan, site.source.pack.schema);
    if (!danger)
        return failed(output, danger.error(), runningCode(danger.error()));
    agreed = std::move(*danger);
    for (const connection::Endangered &one : agreed.applying)
        output.err << plainLine(connection::describe(one)) << u'\n';
    output.err << Qt::flush;
    QStringList names = connection::namesToType(agreed.applying, site.target.connInfo().value(u"dbname"_s));
    if (goesDown(plan))
        names.prepend(plan.steps.back().version.text());
    return askForNames(output, names);
}

// Somebody may have changed what goes while the names were typed.
Result<void> stillAgreed(Site &site, const Plan &plan, const PlanDanger &agreed)
{
    if (!site.target.isGuarded())
        return {};
    return migration::stillAsAgreed(site.target.session(), plan, site.source.pack.schema, agreed);
}

int execute(Output &output, Site &site, const MigrateOptions &options, const RunResult &planned)
{
    const Interrupt interrupt;
    Progress progress(output);
    RunOptions run = options.run;
    run.durable = options.durable.value_or(site.target.isGuarded());
    run.openSession = [&site] { return site.target.openAnother(u"migrate, watching"_s); };
    const Result<std::unique_ptr<connection::Session>> session = openForFiles(site);
    if (!session)
        return failed(output, session.error(), ExitCannotConnect);
    const Result<RunReport> report =
        migration::run(**session, *site.dialect, site.source, planned.plan, run, &progress, interrupt.token());
    if (!report)
        return failed(output, report.error(), runningCode(report.error()));
    RunResult result = planned;
    result.report = &*report;
    int code = ExitOk;
    if (report->failure)
        code = report->failure->error.kind == ErrorKind::Connection ? ExitCannotConnect : ExitFailed;
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
    if (!riddles)
        site.target.leave();
    readDownFiles(site.source, wantedDownFiles(compare(site.source, site.history)));
    const std::vector<Entry> entries = compare(site.source, site.history);
    StatusReport report{site.target.name(), site.source, site.history, entries, {}, numberingGaps(site.source)};
    if (riddles) {
        Result<std::vector<Diagnosis>> found =
            diagnose(site.target.session(), *site.dialect, site.source, site.history);
        if (!found)
            return failed(output, found.error(), runningCode(found.error()));
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
    const Result<Plan> plan = planOf(site, options);
    if (!plan)
        return failed(output, plan.error(), runningCode(plan.error()));
    std::vector<Loss> losses;
    RunResult result{site.target.name(), *plan, losses};
    if (!plan->canRun())
        return refusePlan(output, result);
    if (plan->steps.empty())
        return nothingToDo(output, result);
    Result<std::vector<Loss>> lost = lossesOf(site, *plan);
    if (!lost)
        return failed(output, lost.error(), runningCode(lost.error()));
    losses = std::move(*lost);
    output.err << tr("Database %1").arg(plainLine(site.target.name())) << u'\n' << planText(*plan, losses) << Qt::flush;
    if (const Consent consent = askConsent(output, options.yes); consent != Consent::Given)
        return withoutConsent(output, consent);
    PlanDanger danger;
    if (const int code = confirmDanger(output, site, *plan, danger); code != ExitOk)
        return code;
    if (!options.safetyCopy.isEmpty()) {
        const int copied =
            makeSafetyCopyFirst(output, site.target.connInfo(), *plan, site.source.pack, options.safetyCopy);
        if (copied != ExitOk)
            return copied;
    }
    if (const auto same = stillAgreed(site, *plan, danger); !same)
        return failed(output, same.error(), runningCode(same.error()));
    return execute(output, site, options, result);
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
    const Result<Plan> plan = planOf(site, options);
    if (!plan)
        return failed(output, plan.error(), runningCode(plan.error()));
    Result<std::vector<Loss>> losses = lossesOf(site, *plan);
    if (!losses)
        return failed(output, losses.error(), runningCode(losses.error()));
    int code = plan->steps.empty() ? ExitOk : ExitPending;
    if (!plan->canRun())
        code = ExitFailed;
    if (output.json)
        print(output, planJson({site.target.name(), *plan, *losses}, code));
    output.err << planText(*plan, *losses) << (plan->canRun() ? QString() : refusalText(*plan)) << Qt::flush;
    if (auto written = writePlan(output, options, *plan); !written)
        return failed(output, written.error(), ExitFailed);
    return code;
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
