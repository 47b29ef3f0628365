// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/dumpcommand.h"

#include "base/wholefile.h"
#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/target/profiletarget.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/typedline.h"
#include "connection/session/guard.h"
#include "connection/server/localserver.h"
#include "migration/run/safetycopy.h"
#include "migration/run/schemadump.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <optional>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

// The named database, or the private server, which runs as long as this lives.
struct Place
{
    std::optional<connection::ServerLease> lease;
    std::shared_ptr<connection::SshForward> tunnel;
    connection::ConnInfo target;
    bool guarded = false;

    Result<void> find(Output &output, const QString &database)
    {
        Result<NamedTarget> named = findTarget(output, database);
        if (!named)
            return fail(named.error());
        guarded = named->isGuarded() && !connection::isLocked(named->info);
        if (!named->isPrivateServer) {
            target = std::move(named->info);
            tunnel = std::move(named->tunnel);
            return {};
        }
        auto leased = connection::LocalServer().lease(
            [&output](connection::StartStep, const QString &text) { output.err << plainLine(text) << Qt::endl; });
        if (!leased)
            return fail(leased.error());
        lease.emplace(std::move(*leased));
        target = lease->connInfo();
        return {};
    }
};

ChangedRows changedRows(const QString &word)
{
    if (word == "overwrite"_L1)
        return ChangedRows::Overwrite;
    return word == "keep"_L1 ? ChangedRows::Keep : ChangedRows::Refuse;
}

QString grouped(qint64 number) { return QLocale(QLocale::English).toString(number); }

// Only where somebody can answer; scripts say --yes.
Result<bool> isWanted(Output &output, const DumpCommandOptions &options)
{
    if (options.yes)
        return true;
    if (output.json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return fail(
            ErrorKind::Usage, tr("There is no terminal to ask on, so nothing was restored"),
            tr("Say --yes to restore without being asked."));
    output.err << tr("Type yes to go on: ") << Qt::flush;
    const QString answer = readTypedLine().trimmed().toLower();
    return answer == "yes"_L1 || answer == "y"_L1;
}

} // namespace

int migrateDump(Output &output, const DumpCommandOptions &options)
{
    Place place;
    if (auto found = place.find(output, options.database); !found)
        return failedWith(output, found.error());
    DumpOptions what{.owners = options.owners, .privileges = options.privileges};
    if (options.withoutHistory)
        what.withoutSchemas << u"howdah"_s;
    const Interrupt interrupt;
    const Result<QByteArray> text = dumpSchema(place.target, what, interrupt.token());
    if (!text)
        return failedWith(output, text.error());
    if (options.file.isEmpty()) {
        const ExactOutput exact(output.out);
        output.out << QString::fromUtf8(*text) << Qt::flush;
        return ExitOk;
    }
    const Result<void> written = writeWholeFile(options.file, *text);
    return written ? ExitOk : failedWith(output, written.error());
}

int migrateRestore(Output &output, const DumpCommandOptions &options)
{
    const Result<SafetyCopy> copy = readSafetyCopy(options.file);
    if (!copy)
        return failedWith(output, copy.error());
    Place place;
    if (auto found = place.find(output, options.database); !found)
        return failedWith(output, found.error());
    output.err << tr("Database %1").arg(plainLine(connection::describe(place.target))) << u'\n';
    for (const CopiedTable &table : copy->tables)
        output.err << tr("  table %1: %2 rows").arg(plainLine(table.schema + u'.' + table.name), grouped(table.rows))
                   << u'\n';
    output.err << Qt::flush;
    const Result<bool> wanted = isWanted(output, options);
    if (!wanted)
        return failedWith(output, wanted.error());
    if (!*wanted) {
        output.err << tr("Nothing was restored.") << Qt::endl;
        return ExitPending;
    }
    // Rows that are there now may be changed (a column that gets its values back): the object is the database.
    if (place.guarded) {
        // Without a name it is the one that is called like the user.
        QString database = place.target.value(u"dbname"_s);
        for (const QString &other : {place.target.value(u"user"_s), options.database}) {
            if (database.isEmpty())
                database = other;
        }
        if (const int code = askForNames(output, {database}); code != ExitOk)
            return code;
    }
    const Interrupt interrupt;
    const auto restored =
        restoreSafetyCopy(place.target, options.file, changedRows(options.changed), interrupt.token());
    if (!restored)
        return failedWith(output, restored.error());
    QJsonArray tables;
    for (const RestoredTable &table : *restored) {
        tables.append(QJsonObject{
            {u"schema"_s, table.schema},
            {u"name"_s, table.name},
            {u"rows"_s, table.rows},
            {u"created"_s, table.created}});
        if (!output.json)
            output.out
                << tr("restored %1 (%2 rows)").arg(plainLine(table.schema + u'.' + table.name), grouped(table.rows))
                << u'\n';
    }
    if (output.json)
        output.out << QString::fromUtf8(
            QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"tables"_s, tables}, {u"exitCode"_s, 0}}).toJson());
    output.out << Qt::flush;
    return ExitOk;
}

int makeSafetyCopyFirst(
    Output &output, const connection::ConnInfo &target, const Plan &plan, const Pack &pack, const QString &folder)
{
    const Interrupt interrupt;
    const Result<SafetyReach> reach = findReach(target, plan, pack, interrupt.token());
    if (!reach)
        return failedWith(output, reach.error());
    if (reach->isEverything())
        output.err << plainLine(describe(*reach)) << Qt::endl;
    if (!reach->uncovered.isEmpty()) {
        for (const QString &one : reach->uncovered)
            output.err << tr("The safety copy cannot hold %1.").arg(plainLine(one)) << u'\n';
        output.err << Qt::flush;
        if (const int code =
                askForNames(output, {reach->database}, tr("The safety copy does not hold all that may go"));
            code != ExitOk)
            return code;
    }
    if (reach->tables.empty()) {
        output.err << tr("No table loses anything, so there is no safety copy.") << Qt::endl;
        return ExitOk;
    }
    const Result<SafetyCopy> copy = makeSafetyCopy(target, *reach, folder, interrupt.token());
    if (!copy) {
        Error error = copy.error();
        error.message = tr("%1; nothing was run").arg(error.message);
        return failedWith(output, error);
    }
    output.err
        << tr("Safety copy: %1 (%2 rows). howdahctl migrate restore puts it back.").arg(copy->file, grouped(copy->rows))
        << Qt::endl;
    return ExitOk;
}

} // namespace howdah::cli
