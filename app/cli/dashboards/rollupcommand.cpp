// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/rollupcommand.h"

#include "base/propagate.h"
#include "cli/terminal/report.h"
#include "cli/target/destructiongate.h"
#include "cli/target/target.h"
#include "cli/migrate/migratecommand.h"
#include "cli/migrate/migratesite.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/dashboards/rollupreport.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "connection/session/guard.h"
#include "metrics/rollupcolumns.h"
#include "metrics/rolluprefresh.h"
#include "operations/dashboards/rollupchanges.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace metrics;
using operations::RollupChange;

namespace {

Result<void> setCells(RollupDefinition &definition, const RollupOptions &options)
{
    if (!options.grain.isEmpty()) {
        const Result<Bucket> grain = parseBucket(options.grain);
        if (!grain)
            return fail(ErrorKind::Usage, grain.error().message, grain.error().hint);
        definition.grain = *grain;
    }
    if (!options.zone.isEmpty()) {
        definition.zone = options.zone.toUtf8();
        if (!QTimeZone(definition.zone).isValid())
            return fail(ErrorKind::Usage, tr("There is no time zone %1").arg(options.zone));
    }
    return {};
}

RollupDefinition named(const RollupOptions &options)
{
    RollupDefinition definition;
    const qsizetype dot = options.table.indexOf(u'.');
    definition.schema = dot < 0 ? QString() : options.table.first(dot);
    definition.table = options.table.sliced(dot + 1);
    definition.time = options.time;
    definition.value = options.value;
    for (const QString &name : options.by)
        definition.dimensions.push_back({name, {}});
    definition.success = options.success;
    definition.sums = options.sums;
    definition.name = options.name.isEmpty() ? rollupNameFor(definition.table) : options.name;
    return definition;
}

// What is asked for: the one of the words, or the built-in ones that fit this database.
Result<std::vector<RollupDefinition>> wanted(connection::Session &session, const RollupOptions &options)
{
    std::vector<RollupDefinition> definitions;
    if (!options.table.isEmpty()) {
        ASSIGN_OR_RETURN(RollupDefinition definition, completeRollup(session, named(options)));
        definitions.push_back(std::move(definition));
    } else {
        Result<std::vector<RollupDefinition>> possible = possibleRollups(session);
        if (!possible)
            return possible;
        for (RollupDefinition &definition : *possible) {
            if (options.name.isEmpty() || definition.name == options.name)
                definitions.push_back(std::move(definition));
        }
    }
    if (definitions.empty())
        return fail(
            ErrorKind::Usage, tr("There is no rollup to suggest for this database"),
            tr("Name a table with --table, and its columns with --time, --value and --by."));
    for (RollupDefinition &definition : definitions) {
        RETURN_IF_ERROR(setCells(definition, options));
    }
    return definitions;
}

// The plans, with the advised cells where none were asked for.
Result<std::vector<RollupPlan>> plansOf(connection::Session &session, const RollupOptions &options)
{
    ASSIGN_OR_RETURN(const auto definitions, wanted(session, options));
    std::vector<RollupPlan> plans;
    for (const RollupDefinition &definition : definitions) {
        // Checked with cells that go with every zone; those that are meant are set below.
        ASSIGN_OR_RETURN(RollupPlan plan, planRollup(session, definition));
        if (options.grain.isEmpty())
            plan.source.definition.grain = plan.estimates[plan.advised].grain;
        RETURN_IF_ERROR(checkRollup(plan.source.definition));
        plans.push_back(std::move(plan));
    }
    return plans;
}

// Writes the pair of files and applies it, if nothing else waits to be applied.
int migrate(Output &output, const RollupOptions &options, RollupChange change, const RollupDefinition &definition)
{
    const auto made = operations::writeRollupMigration(options.folder, change, definition);
    if (!made)
        return failed(output, made.error());
    output.err << tr("Written: %1").arg(plainLine(made->upFile)) << Qt::endl;
    MigrateOptions migrating;
    migrating.source = options.folder;
    migrating.database = options.database;
    migrating.yes = true;
    {
        Site site;
        if (const int code = openSite(site, output, migrating); code != ExitOk)
            return code;
        const auto entries = migration::compare(site.source, site.history);
        if (std::ranges::count_if(entries, &migration::Entry::isPending) != 1) {
            output.err << tr("Other migrations are pending before it: see howdahctl migrate status, and apply them "
                             "with howdahctl migrate up.")
                       << Qt::endl;
            return ExitPending;
        }
    }
    return migrateRun(output, migrating);
}

// Before a migration is written that could not be applied, and would wait from then on.
Result<void> refuseLocked(const Target &target)
{
    if (!connection::isLocked(target.connInfo()))
        return {};
    return fail(
        ErrorKind::Permission, tr("%1 is locked for writing").arg(target.name()),
        tr("Use --unlock REASON to unlock it for writing; the reason is recorded."));
}

Result<std::vector<RollupStatus>> existing(connection::Session &session, const RollupOptions &options)
{
    if (options.name.isEmpty())
        return findRollups(session);
    ASSIGN_OR_RETURN(RollupStatus status, readRollup(session, options.name));
    return std::vector{std::move(status)};
}

Result<RefreshOptions> refreshOptions(const RollupOptions &options)
{
    RefreshOptions refresh;
    static const QRegularExpression days(u"^(\\d{1,5})d$"_s);
    const auto match = days.match(options.recheck);
    if (options.recheck == "all"_L1)
        refresh.recheck.reset();
    else if (match.hasMatch())
        refresh.recheck = std::chrono::hours(24 * match.captured(1).toInt());
    else if (!options.recheck.isEmpty())
        return fail(
            ErrorKind::Usage, tr("\"%1\" is not a valid window for late rows").arg(options.recheck),
            tr("For example 31d, or all."));
    return refresh;
}

Result<RefreshReport> refreshOne(
    Output &output, connection::Session &session, const RollupStatus &status, const RefreshOptions &options,
    const std::stop_token &stop)
{
    QElapsedTimer sinceTold;
    sinceTold.start();
    const QString name = status.definition.name;
    return operations::refreshRollup(
        session, rollupTableSql(status.definition), options,
        [&](const RefreshProgress &progress) {
            constexpr qint64 Often = 2000;
            if (sinceTold.elapsed() < Often)
                return;
            sinceTold.restart();
            output.err << plainLine(tr("%1: %2 %, up to %3")
                                        .arg(name)
                                        .arg(progress.share * 100, 0, 'f', 0)
                                        .arg(progress.at.toString(Qt::ISODate)))
                       << Qt::endl;
        },
        stop);
}

// Somebody may have renamed or filled it while the name was typed.
Result<void> stillAgreed(Target &target, const RollupScript &script, const std::vector<connection::Impact> &agreed)
{
    if (!target.isGuarded())
        return {};
    const auto now = connection::findImpact(target.session(), sql::reachOfScript(script.up.toUtf8()));
    return now ? connection::stillAsAgreed(agreed, *now) : fail(now.error());
}

} // namespace

int rollupPlan(Output &output, const RollupOptions &options)
{
    Target target;
    if (const int code = openTarget(target, output, options.database, u"rollup"_s); code != ExitOk)
        return code;
    const auto plans = plansOf(target.session(), options);
    if (!plans)
        return failed(output, plans.error());
    QJsonArray array;
    for (const RollupPlan &plan : *plans) {
        if (!output.json)
            output.out << planText(plan) << u'\n';
        array.append(planJson(plan));
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"rollups"_s, array}, {u"exitCode"_s, ExitOk}});
    output.out << Qt::flush;
    return ExitOk;
}

int rollupCreate(Output &output, const RollupOptions &options)
{
    if (options.yes && options.folder.isEmpty())
        return failed(
            output, makeError(
                        ErrorKind::Usage, tr("A rollup is created by a migration, which needs a folder to go to"),
                        tr("Name the folder of your migrations with --migrations.")));
    RollupDefinition definition;
    {
        Target target;
        if (const int code = openTarget(target, output, options.database, u"rollup"_s); code != ExitOk)
            return code;
        const auto plans = plansOf(target.session(), options);
        if (!plans)
            return failed(output, plans.error());
        if (plans->size() != 1)
            return failed(
                output, makeError(
                            ErrorKind::Usage, tr("There is more than one to create"),
                            tr("Name the one you want; plan lists them all.")));
        definition = plans->front().source.definition;
        output.err << planText(plans->front()) << Qt::flush;
        if (const auto open = refuseLocked(target); options.yes && !open)
            return failed(output, open.error());
        if (!options.folder.isEmpty()) {
            if (const auto fits = operations::checkMigrationFolder(target.session(), options.folder); !fits)
                return failed(output, fits.error());
        }
    }
    if (!options.yes) {
        output.err << tr("Nothing was written. Use --yes to write the migration and apply it.") << Qt::endl;
        return ExitOk;
    }
    return migrate(output, options, RollupChange::Create, definition);
}

int rollupRefresh(Output &output, const RollupOptions &options)
{
    const Result<RefreshOptions> refresh = refreshOptions(options);
    if (!refresh)
        return failed(output, refresh.error());
    Target target;
    if (const int code = openTarget(target, output, options.database, u"rollup"_s); code != ExitOk)
        return code;
    const auto found = existing(target.session(), options);
    if (!found)
        return failed(output, found.error());
    if (!options.yes) {
        output.out << statusText(*found);
        output.err << tr("Nothing was changed. Use --yes to refresh.") << Qt::endl;
        output.out << Qt::flush;
        return ExitOk;
    }
    const Interrupt interrupt;
    QJsonArray array;
    int code = ExitOk;
    for (const RollupStatus &status : *found) {
        const auto report = refreshOne(output, target.session(), status, *refresh, interrupt.token());
        if (!report)
            return failed(output, report.error());
        array.append(refreshJson(status, *report));
        if (!output.json)
            output.out << plainLine(refreshText(status, *report)) << Qt::endl;
        if (report->isStopped) {
            code = ExitPending;
            break;
        }
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"rollups"_s, array}, {u"exitCode"_s, code}});
    return code;
}

int rollupStatus(Output &output, const RollupOptions &options)
{
    Target target;
    if (const int code = openTarget(target, output, options.database, u"rollup"_s); code != ExitOk)
        return code;
    const auto found = existing(target.session(), options);
    if (!found)
        return failed(output, found.error());
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"rollups"_s, statusJson(*found)}, {u"exitCode"_s, ExitOk}});
    else
        output.out << statusText(*found) << Qt::flush;
    return ExitOk;
}

int rollupDrop(Output &output, const RollupOptions &options)
{
    RollupScript script;
    RollupDefinition definition;
    {
        Target target;
        if (const int code = openTarget(target, output, options.database, u"rollup"_s); code != ExitOk)
            return code;
        const Result<RollupStatus> status = operations::findRollup(target.session(), options.name);
        if (!status)
            return failed(output, status.error());
        definition = status->definition;
        script = operations::rollupScript(RollupChange::Drop, definition);
        output.err << script.up << Qt::flush;
        if (!options.yes) {
            output.err << tr("Nothing was changed. Use --yes to drop it.") << Qt::endl;
            return ExitOk;
        }
        if (const auto open = refuseLocked(target); !open)
            return failed(output, open.error());
        // Before a migration is written as well, which would wait to be applied if nobody agreed to it.
        std::vector<connection::Impact> agreed;
        if (!options.folder.isEmpty()) {
            if (const auto fits = operations::checkMigrationFolder(target.session(), options.folder); !fits)
                return failed(output, fits.error());
        }
        if (const int code = confirmScript(output, target, script.up.toUtf8(), agreed); code != ExitOk)
            return code;
        if (options.folder.isEmpty()) {
            if (const auto same = stillAgreed(target, script, agreed); !same)
                return failed(output, same.error());
            if (const auto dropped = operations::dropRollup(target.session(), definition); !dropped)
                return failed(output, dropped.error());
            output.err << tr("Dropped. The migration history was not changed.") << Qt::endl;
            return ExitOk;
        }
    }
    return migrate(output, options, RollupChange::Drop, definition);
}

} // namespace howdah::cli
