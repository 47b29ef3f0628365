// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of migratecommand.h that run no migration.
#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/migrate/migratereport.h"
#include "cli/migrate/migratesite.h"
#include "cli/migrate/runprogress.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/tr.h"
#include "migration/rehearse/difference.h"
#include "migration/history/versionlookup.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

static QString markText(const std::vector<Marked> &marked, Mark mark)
{
    QString text;
    switch (mark) {
    case Mark::Applied:
        text = tr("To be marked as applied, without running:");
        break;
    case Mark::RolledBack:
        text = tr("To be marked as rolled back, without running:");
        break;
    case Mark::Baseline:
        text = tr("To be marked as the baseline, without running:");
        break;
    case Mark::Accepted:
        text = tr("Whose changed files are to be taken into the history, without running:");
        break;
    }
    text += u'\n';
    for (const Marked &one : marked)
        text += u"  %1 (%2)\n"_s.arg(plainLine(label(one.version, one.name)), stateText(one.before));
    return text;
}

int migrateMark(Output &output, const MigrateOptions &options, Mark mark)
{
    Site site;
    if (const int code = openSite(site, output, options); code != ExitOk)
        return code;
    const Result<Version> version = findVersion(site.source, site.history, options.version);
    if (!version)
        return failed(output, version.error(), Stage::Words);
    const MarkRequest request{mark, {*version}, options.note};
    const Result<std::vector<Marked>> planned = planMark(compare(site.source, site.history), request);
    if (!planned)
        return failed(output, planned.error(), Stage::Running);
    output.err << tr("Database %1").arg(plainLine(site.target.name())) << u'\n' << markText(*planned, mark)
               << Qt::flush;
    if (const Consent consent = askConsent(output, options.yes); consent != Consent::Given)
        return withoutConsent(output, consent);
    TerminalDecision decision(output);
    Progress progress(output);
    const operations::MarkOrder order{
        {site.target.connInfo(), *site.dialect, site.source, site.target.isGuarded()}, request, options.run};
    const auto marked = operations::markMigrations(site.target.session(), order, decision, &progress, decision.token());
    if (!marked)
        return failed(output, marked.error(), Stage::Running);
    if (!*marked)
        return ExitPending;
    if (output.json)
        print(output, markJson(site.target.name(), **marked, mark));
    else
        output.out
            << (mark == Mark::Accepted ? tr("The changed files are in the history now")
                                       : tr("%1 marked").arg((*marked)->size()))
            << Qt::endl;
    return ExitOk;
}

int migrateLog(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options, ReadDepth::UpFiles); code != ExitOk)
        return code;
    EventFilter filter{.version = {}, .history = site.dialect->name(), .limit = options.limit};
    if (!options.version.isEmpty()) {
        const Result<Version> version = findVersion(site.source, site.history, options.version);
        if (!version)
            return failed(output, version.error(), Stage::Words);
        filter.version = *version;
    }
    const Result<std::vector<Event>> events = readEvents(site.target.session(), site.history, filter);
    if (!events)
        return failed(output, events.error(), Stage::Running);
    if (output.json)
        print(output, logJson(site.target.name(), *events));
    else
        output.out << logText(*events) << Qt::flush;
    return ExitOk;
}

int migrateDifference(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options); code != ExitOk)
        return code;
    const Result<Version> version = findVersion(site.source, site.history, options.version);
    if (!version)
        return failed(output, version.error(), Stage::Words);
    const Result<TextDifference> difference = differenceToApplied(
        site.target.session(), *site.dialect, site.source, site.history, *version, options.request.direction);
    if (!difference)
        return failed(output, difference.error(), Stage::Running);
    const bool same = isSameText(difference->match);
    QString said = !difference->unknown.isEmpty() ? difference->unknown : matchText(difference->match);
    if (same && said.isEmpty())
        said = tr("As it was applied");
    const QString file = version->text();
    if (output.json)
        print(
            output, {{u"format"_s, 1},
                     {u"version"_s, version->text()},
                     {u"same"_s, same},
                     {u"note"_s, said},
                     {u"difference"_s, unifiedText(*difference, file)},
                     {u"exitCode"_s, same ? ExitOk : ExitFailed}});
    else
        output.out << unifiedText(*difference, file) << (said.isEmpty() ? QString() : said + u'\n') << Qt::flush;
    return same ? ExitOk : ExitFailed;
}

int migrateValidate(Output &output, const MigrateOptions &options)
{
    Site site;
    if (const int code = openSite(site, output, options); code != ExitOk)
        return code;
    const Plan plan = makePlan(site.source, site.history, options.request);
    const Result<std::vector<InvalidIndex>> invalid = findInvalidIndexes(site.target.session());
    if (!invalid)
        return failed(output, invalid.error(), Stage::Running);
    const Result<CatalogDrift> drift = findDrift(site.target.session(), *site.dialect, site.history);
    if (!drift)
        return failed(output, drift.error(), Stage::Running);
    ValidationReport report{site.target.name(), site.source, plan, numberingGaps(site.source), *invalid, *drift};
    if (options.accept) {
        TerminalDecision decision(output);
        Progress progress(output);
        const operations::MigrationPlace place{
            site.target.connInfo(), *site.dialect, site.source, site.target.isGuarded()};
        const Result<bool> accepted = operations::acceptDatabase(
            site.target.session(), place, options.run, decision, &progress, decision.token());
        if (!accepted)
            return failed(output, accepted.error(), Stage::Running);
        if (!*accepted)
            return ExitPending;
        report.accepted = true;
    }
    const int code = report.exitCode();
    if (output.json)
        print(output, validationJson(report, code));
    else
        output.out << validationText(report) << Qt::flush;
    return code;
}

} // namespace howdah::cli
