// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/migratesite.h"

#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "connection/audit/auditfiles.h"
#include "connection/session/plaintables.h"
#include "migration/history/dialects.h"
#include "migration/history/foreignhistory.h"
#include "migration/source/pack.h"
#include "migration/history/takenback.h"

#include <QFileInfo>

#include <future>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

namespace {

struct Reading
{
    bool opened = false;
    Result<History> history;
};

// What is asked first stands in the queue of the session before it is open, so that nobody has to wake up in between.
Reading readDatabase(Site &site, Output &output, std::chrono::milliseconds limit, connection::TableUse use)
{
    auto presence = askPresence(site.target.session(), *site.dialect, use);
    const auto waiting = [&output](const Error &error) {
        output.err << tr("Waiting for the server: %1").arg(plainLine(error.message.simplified())) << Qt::endl;
    };
    if (auto opened = site.target.finishWithin(limit, waiting); !opened)
        return {false, fail(opened.error())};
    if (!presence.result()) // the server was not there yet
        presence = askPresence(site.target.session(), *site.dialect, use);
    return {true, readHistory(site.target.session(), *site.dialect, std::move(presence), use)};
}

// What a crash of the server has taken back since a run noted it as committed.
void reportTakenBack(Output &output, const Site &site)
{
    const auto reported = correctLog(
        connection::auditFolder(), connection::describe(site.target.connInfo()), *site.dialect, site.history);
    for (const QString &line : reported.value_or(QStringList()))
        output.err << plainLine(line) << u'\n';
    if (!reported) // the log is not right, and stays to be corrected
        output.err
            << tr("The audit log could not be compared with the history: %1").arg(plainLine(reported.error().message))
            << u'\n';
    output.err << Qt::flush;
}

} // namespace

// Those which a status is likely to want, so that they are read while the server answers.
static std::vector<Version> newestVersions(const Source &source)
{
    std::vector<Version> versions;
    for (auto one = source.migrations.rbegin(); one != source.migrations.rend() && versions.size() < NewestDownFiles;
         ++one)
        versions.push_back(one->version);
    return versions;
}

// Neither files nor records.
static Error nothingHere(const Site &site)
{
    Error error = noMigrations(site.source);
    QStringList lines;
    for (const ForeignHistory &foreign : site.history.foreign)
        lines << describe(foreign);
    error.detail = lines.join(u'\n');
    return error;
}

int openSite(Site &site, Output &output, const MigrateOptions &options, ReadDepth depth)
{
    if (!QFileInfo::exists(options.source)) // before a server is started for nothing
        return failed(output, readSource(options.source).error(), Stage::Words);
    Result<std::unique_ptr<Dialect>> dialect = makeDialect(readPack(options.source));
    if (!dialect)
        return failed(output, dialect.error(), Stage::Work);
    site.dialect = std::move(*dialect);
    if (auto begun = site.target.begin(output, options.database, u"migrate"_s); !begun)
        return failed(output, begun.error(), Stage::Opening);
    // Who needs the up files only runs nothing.
    const auto use = depth == ReadDepth::UpFiles ? connection::TableUse::Read : connection::TableUse::Write;
    // The files are read while the server answers.
    std::future<Reading> reading =
        std::async(std::launch::async, [&] { return readDatabase(site, output, options.serverWait, use); });
    Result<Source> source = readSource(options.source, depth);
    if (source && depth == ReadDepth::UpFiles)
        readDownFiles(*source, newestVersions(*source));
    Reading read = reading.get();
    if (!source)
        return failed(output, source.error(), Stage::Words);
    if (!read.history)
        return failed(output, read.history.error(), read.opened ? Stage::Running : Stage::Opening);
    site.source = std::move(*source);
    site.history = std::move(*read.history);
    reportTakenBack(output, site);
    if (site.source.migrations.empty() && site.history.records.empty())
        return failed(output, nothingHere(site));
    return ExitOk;
}

Result<std::unique_ptr<connection::Session>> openForFiles(Site &site)
{
    auto session = std::make_unique<connection::Session>(
        connection::SessionOptions{.name = u"migrate"_s, .names = connection::Names::OfDatabase});
    site.target.leave(); // one session at a time: a role may have no more
    RETURN_IF_ERROR(session->open(site.target.connInfo()).result());
    return session;
}

} // namespace howdah::cli
