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
#include "operations/demo/demosetup.h"

#include <QFileInfo>
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

int demoLoad(Output &output, const DemoOptions &options)
{
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
