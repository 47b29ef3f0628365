// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// `howdahctl migrate seed`: see migratecommand.h.
#include "cli/migrate/migratecommand.h"
#include "cli/migrate/migratereport.h"
#include "cli/migrate/migratesite.h"
#include "cli/migrate/runprogress.h"
#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/tr.h"
#include "operations/seeding.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

namespace {

QString seedsText(const operations::SeedProposal &proposal)
{
    std::vector<QStringList> rows{{tr("Seed"), tr("State"), tr("When"), tr("Who")}};
    for (const Seed &seed : proposal.seeds)
        rows.push_back({seed.file, seedStateText(seed.state), seed.at.section(u'.', 0, 0), seed.by});
    return alignedTable(std::move(rows)) + u'\n';
}

QJsonObject seedsJson(
    const Site &site, const operations::SeedProposal &proposal, const std::vector<Loss> &losses,
    const SeedReport *report, int exitCode)
{
    QJsonArray seeds;
    for (const Seed &seed : proposal.seeds)
        seeds.append(QJsonObject{
            {u"file"_s, seed.file},
            {u"state"_s, seedStateName(seed.state)}, // before
            {u"at"_s, orNull(seed.at)},
            {u"by"_s, orNull(seed.by)}});
    const RunReport run{.steps = {}, .failure = report ? report->failure : std::nullopt};
    QJsonObject object = runJson({site.target.name(), proposal.run.plan, losses, &run}, exitCode);
    object.remove(u"steps"_s);
    object[u"seeds"_s] = seeds;
    object[u"done"_s] = QJsonArray::fromStringList(report ? report->done : QStringList());
    return object;
}

// What has changed is said, and does not run by itself.
void tellChanged(Output &output, const operations::SeedProposal &proposal, bool again)
{
    for (const Seed &seed : proposal.seeds) {
        if (seed.state == SeedState::Changed && !again)
            output.err << tr("%1 was changed since it ran on %2; --again runs it again")
                              .arg(plainLine(seed.file), plainLine(seed.at.section(u'.', 0, 0)))
                       << u'\n';
    }
    output.err << Qt::flush;
}

int runAgreed(
    Output &output, Site &site, const MigrateOptions &options, const operations::SeedProposal &proposal,
    const std::vector<Loss> &losses)
{
    TerminalDecision decision(output);
    Progress progress(output);
    std::unique_ptr<connection::Session> files;
    bool isOpen = true;
    operations::SeedOrder order{
        {site.target.connInfo(), *site.dialect, site.source, site.target.isGuarded()}, proposal, options.run, {}};
    order.openForFiles = [&]() -> Result<connection::Session *> {
        Result<std::unique_ptr<connection::Session>> opened = openForFiles(site);
        isOpen = opened.has_value();
        if (!opened)
            return fail(opened.error());
        files = std::move(*opened);
        return files.get();
    };
    const auto report = operations::runSeeds(order, decision, &progress, decision.token());
    if (!report)
        return failed(output, report.error(), isOpen ? Stage::Running : Stage::Connecting);
    if (!*report) // what was declined has been told
        return ExitPending;
    const std::optional<RunFailure> &failure = (*report)->failure;
    const int code = failure ? exitCodeOf(failure->error, Stage::Applying) : ExitOk;
    if (output.json)
        print(output, seedsJson(site, proposal, losses, &**report, code));
    for (const QString &file : (*report)->done)
        output.err << tr("ran %1").arg(plainLine(file)) << u'\n';
    if (failure)
        output.err << plainLines(describe(*failure)) << u'\n';
    output.err << Qt::flush;
    if (!output.json && !failure)
        output.out << ((*report)->done.size() == 1 ? tr("1 seed ran") : tr("%1 seeds ran").arg((*report)->done.size()))
                   << Qt::endl;
    return code;
}

} // namespace

int migrateSeed(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options); code != ExitOk)
        return code;
    const operations::MigrationPlace place{site.target.connInfo(), *site.dialect, site.source, site.target.isGuarded()};
    const auto proposal = operations::proposeSeeds(site.target.session(), place, site.history, options.again);
    if (!proposal)
        return failed(output, proposal.error(), Stage::Running);
    if (proposal->seeds.empty())
        return failed(
            output,
            makeError(
                ErrorKind::Usage, tr("There are no seeds in %1").arg(site.source.folder),
                tr("They are .sql files in its folder seeds.")),
            Stage::Words);
    const Plan &plan = proposal->run.plan;
    std::vector<Loss> losses;
    if (!plan.canRun()) {
        if (output.json)
            print(output, seedsJson(site, *proposal, losses, nullptr, ExitFailed));
        output.err << refusalText(plan) << Qt::flush;
        return ExitFailed;
    }
    auto counted = operations::countLosses(site.target.session(), proposal->run, site.source.pack.schema);
    if (!counted)
        return failed(output, counted.error(), Stage::Running);
    losses = std::move(*counted);
    output.err << tr("Database %1").arg(plainLine(site.target.name())) << u'\n' << seedsText(*proposal);
    tellChanged(output, *proposal, options.again);
    if (plan.steps.empty()) {
        if (output.json)
            print(output, seedsJson(site, *proposal, losses, nullptr, ExitOk));
        else
            output.out << tr("Nothing to run") << Qt::endl;
        return ExitOk;
    }
    if (!losses.empty())
        output.err << tr("This will destroy:") << u'\n';
    for (const Loss &loss : losses)
        output.err << u"  "_s << plainLine(describe(loss)) << u'\n';
    const bool unasked = !mayAsk(output) && operations::takesNothing(proposal->run, losses);
    if (const Consent consent = askConsent(output, options.yes || unasked); consent != Consent::Given)
        return withoutConsent(output, consent);
    return runAgreed(output, site, options, *proposal, losses);
}

} // namespace howdah::cli
