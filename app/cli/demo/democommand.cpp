// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/demo/democommand.h"

#include "base/paths.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/migrate/migratereport.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/target/target.h"
#include "migration/history/dialects.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;
using connection::Session;
using operations::DemoReport;
using operations::DemoRequest;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

// Applies what is pending when the history is empty; whoever has begun to migrate decides alone how far.
Result<void> applyPack(Output &output, Target &target, const Source &source, std::stop_token stop)
{
    Session &session = target.session();
    Result<std::unique_ptr<Dialect>> dialect = makeDialect(source.pack);
    if (!dialect)
        return fail(dialect.error());
    const Result<History> history = readHistory(session, **dialect);
    if (!history)
        return fail(history.error());
    if (!history->records.empty())
        return {};
    const Plan plan = makePlan(source, *history, {});
    if (!plan.canRun())
        return fail(ErrorKind::Invalid, refusalText(plan));
    if (plan.steps.empty())
        return fail(
            ErrorKind::NotFound, tr("There are no migrations in %1").arg(source.folder),
            tr("Name the folder of the pack with --pack."));
    const QString &folder = source.folder;
    const qsizetype count = qsizetype(plan.steps.size());
    output.err
        << (count == 1
                ? tr("The database is empty: applying 1 migration of %1 first").arg(folder)
                : tr("The database is empty: applying %2 migrations of %1 first").arg(folder, QString::number(count)))
        << Qt::endl;
    // The files see the names of the database.
    const std::unique_ptr<Session> forFiles = target.openAnother(u"demo"_s, connection::Names::OfDatabase);
    if (!forFiles)
        return fail(ErrorKind::Connection, tr("A second session could not be opened"));
    const Result<RunReport> report = run(*forFiles, **dialect, source, plan, {}, nullptr, stop);
    if (!report)
        return fail(report.error());
    if (report->failure)
        return fail(report->failure->error.kind, describe(*report->failure));
    return {};
}

int report(Output &output, const QString &database, const DemoReport &done)
{
    if (output.json)
        print(
            output, {{u"format"_s, 1},
                     {u"database"_s, database},
                     {u"loaded"_s, done.loaded},
                     {u"rows"_s, done.rows},
                     {u"durationMs"_s, done.milliseconds},
                     {u"exitCode"_s, done.loaded ? ExitOk : ExitFailed}});
    if (!done.loaded) {
        output.err << tr("The tables hold data already: nothing was changed.") << u'\n'
                   << tr("Use an empty database, or roll the pack back and load again.") << Qt::endl;
        return ExitFailed;
    }
    if (!output.json)
        output.out << tr("%L1 rows loaded in %2").arg(done.rows).arg(durationText(done.milliseconds)) << Qt::endl;
    return ExitOk;
}

} // namespace

// A pack that comes with Howdah may be given by its name alone; a folder of that name wins.
static QString folderOf(const DemoOptions &options)
{
    const QString &pack = options.packFolder;
    const QString ours = shareFolder() + u"/migrations/"_s;
    if (pack.isEmpty())
        return ours + options.request.pack;
    return QFileInfo::exists(pack) || !QFileInfo::exists(ours + pack) ? pack : ours + pack;
}

int demoLoad(Output &output, const DemoOptions &options)
{
    const QString folder = folderOf(options);
    const Result<Source> source = readSource(folder);
    if (!source)
        return failed(output, source.error(), ExitUsage);
    Target target;
    if (auto opened = target.open(output, options.database, u"demo"_s); !opened)
        return failed(output, opened.error(), opened.error().kind == ErrorKind::Usage ? ExitUsage : ExitCannotConnect);
    const Interrupt interrupt;
    if (auto applied = applyPack(output, target, *source, interrupt.token()); !applied)
        return failed(output, applied.error(), ExitFailed);
    DemoRequest request = options.request;
    if (!source->pack.demo.isEmpty())
        request.pack = source->pack.demo;
    if (!source->pack.schema.isEmpty())
        request.schema = source->pack.schema;
    const std::stop_callback cancel(interrupt.token(), [&target] { target.session().cancel(); });
    const Result<DemoReport> done = operations::loadDemo(
        target.session(), request, [&output, last = QString()](const QString &file, int, int) mutable {
            if (file != last)
                output.err << tr("Loading %1").arg(file) << Qt::endl;
            last = file;
        });
    if (!done)
        return failed(
            output, done.error(), done.error().kind == ErrorKind::Connection ? ExitCannotConnect : ExitFailed);
    return report(output, target.name(), *done);
}

} // namespace howdah::cli
