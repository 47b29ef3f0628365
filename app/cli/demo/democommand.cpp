// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/demo/democommand.h"

#include "base/figures.h"
#include "base/paths.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/migrate/migratereport.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/target/target.h"
#include "cli/terminal/tr.h"
#include "operations/demo/demoprompts.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;
using operations::DemoReport;

namespace {

void reportMigrations(Output &output, const QString &folder, int count)
{
    output.err
        << (count == 1
                ? tr("The database is empty: applying 1 migration of %1 first").arg(folder)
                : tr("The database is empty: applying %2 migrations of %1 first").arg(folder, QString::number(count)))
        << Qt::endl;
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
        output.err << tr("The tables already contain data: nothing was changed.") << u'\n'
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

namespace {

// All that come with Howdah: the first in the database that is named, the others beside it, each in its own.
int loadAll(Output &output, const DemoOptions &options)
{
    Target target;
    if (auto opened = target.open(output, options.database, u"demo"_s); !opened)
        return failed(output, opened.error(), Stage::Opening);
    const Interrupt interrupt;
    QJsonArray results;
    int code = ExitOk;
    for (const operations::DemoPack &pack : operations::shippedDemos()) {
        const QString database = pack.isFirst ? target.name() : pack.database;
        if (!output.json)
            output.err << tr("%1 in %2").arg(pack.title, database) << Qt::endl;
        operations::DemoRequest request = options.request;
        request.pack.clear(); // each pack names its own
        const auto made = operations::makeDemo(
            target.connInfo(), pack, request,
            [&output, last = QString()](const QString &file, int, int) mutable {
                if (file != last)
                    output.err << tr("Loading %1").arg(file) << Qt::endl;
                last = file;
            },
            interrupt.token(), operations::DemoMigrations::Which::IntoEmptyHistory);
        QJsonObject result{{u"pack"_s, pack.pack}, {u"database"_s, database}, {u"loaded"_s, made && made->loaded}};
        if (!made) {
            code = ExitFailed;
            result.insert(u"error"_s, made.error().message);
            output.err << tr("%1: %2").arg(pack.pack, describe(made.error())) << Qt::endl;
        } else {
            result.insert(u"rows"_s, made->rows);
            if (!output.json)
                output.out
                    << (made->loaded ? tr("%1: %L2 rows loaded in %3")
                                           .arg(pack.pack)
                                           .arg(made->rows)
                                           .arg(durationText(made->milliseconds))
                                     : tr("%1: there is data already, and nothing was changed").arg(pack.pack))
                    << Qt::endl;
        }
        results.append(result);
        if (!made && made.error().kind == ErrorKind::Cancelled)
            break;
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"demos"_s, results}, {u"exitCode"_s, code}});
    return code;
}

} // namespace

int demoLoad(Output &output, const DemoOptions &options)
{
    if (options.packFolder == "all"_L1 && !QFileInfo::exists(options.packFolder))
        return loadAll(output, options);
    const QString folder = folderOf(options);
    const Result<Source> source = readSource(folder);
    if (!source)
        return failed(output, source.error(), Stage::Words);
    Target target;
    if (auto opened = target.open(output, options.database, u"demo"_s); !opened)
        return failed(output, opened.error(), Stage::Opening);
    const Interrupt interrupt;
    const auto done = operations::setUpDemo(
        target.session(), *source, options.request,
        [&output, last = QString()](const QString &file, int, int) mutable {
            if (file != last)
                output.err << tr("Loading %1").arg(file) << Qt::endl;
            last = file;
        },
        interrupt.token(),
        {.which = operations::DemoMigrations::Which::IntoEmptyHistory,
         .openForFiles = [&target] { return target.openAnother(u"demo"_s, connection::Names::OfDatabase); },
         .begun = [&output, folder = source->folder](int count) { reportMigrations(output, folder, count); }});
    if (!done)
        return failed(output, done.error(), Stage::Applying);
    return report(output, target.name(), done->data);
}

} // namespace howdah::cli
