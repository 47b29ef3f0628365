// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/migratesite.h"

#include "cli/terminal/exitcode.h"
#include "cli/migrate/migratereport.h"
#include "cli/terminal/table.h"
#include "cli/terminal/typedline.h"
#include "connection/audit/auditfiles.h"
#include "connection/session/plaintables.h"
#include "migration/history/dialects.h"
#include "migration/source/pack.h"
#include "migration/history/takenback.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>

#include <future>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

constexpr qint64 FlushAfter = 100; // milliseconds

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

void print(Output &output, const QJsonObject &object)
{
    output.out << QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)) << Qt::flush;
}

int failed(Output &output, const Error &error, int code)
{
    if (output.json)
        print(output, errorJson(error, code));
    output.err << plainError(error) << Qt::endl;
    return code;
}

// Before a session is open, everything but a wrong command line means that there is no connection.
static int openingCode(const Error &error) { return error.kind == ErrorKind::Usage ? ExitUsage : ExitCannotConnect; }

int runningCode(const Error &error)
{
    if (error.kind == ErrorKind::Usage)
        return ExitUsage;
    return error.kind == ErrorKind::Connection ? ExitCannotConnect : ExitFailed;
}

int failedWith(Output &output, const Error &error)
{
    if (error.kind == ErrorKind::Usage)
        return failed(output, error, ExitUsage);
    const bool cannotConnect = error.kind == ErrorKind::Connection || error.kind == ErrorKind::Authentication;
    return failed(output, error, cannotConnect ? ExitCannotConnect : ExitFailed);
}

int openTarget(Target &target, Output &output, const QString &database, const QString &purpose)
{
    const Result<void> opened = target.open(output, database, purpose);
    return opened ? ExitOk : failed(output, opened.error(), openingCode(opened.error()));
}

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
void tellTakenBack(Output &output, const Site &site)
{
    const auto told = correctLog(
        connection::auditFolder(), connection::describe(site.target.connInfo()), *site.dialect, site.history);
    for (const QString &line : told.value_or(QStringList()))
        output.err << plainLine(line) << u'\n';
    if (!told) // the log is not right, and stays to be corrected
        output.err
            << tr("The audit log could not be compared with the history: %1").arg(plainLine(told.error().message))
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

int openSite(Site &site, Output &output, const MigrateOptions &options, ReadDepth depth)
{
    if (!QFileInfo::exists(options.source)) // before a server is started for nothing
        return failed(output, readSource(options.source).error(), ExitUsage);
    Result<std::unique_ptr<Dialect>> dialect = makeDialect(readPack(options.source));
    if (!dialect)
        return failed(output, dialect.error(), ExitFailed);
    site.dialect = std::move(*dialect);
    if (auto begun = site.target.begin(output, options.database, u"migrate"_s); !begun)
        return failed(output, begun.error(), openingCode(begun.error()));
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
        return failed(output, source.error(), ExitUsage);
    if (!read.history)
        return failed(
            output, read.history.error(),
            read.opened ? runningCode(read.history.error()) : openingCode(read.history.error()));
    site.source = std::move(*source);
    site.history = std::move(*read.history);
    tellTakenBack(output, site);
    if (site.source.migrations.empty() && site.history.records.empty())
        return failed(
            output,
            makeError(
                ErrorKind::Usage, tr("There are no migrations in %1").arg(site.source.folder),
                tr("They are files such as 001-users.up.sql and 001-users.down.sql; howdahctl migrate create makes a "
                   "pair.")),
            ExitUsage);
    return ExitOk;
}

Result<std::unique_ptr<connection::Session>> openForFiles(Site &site)
{
    auto session = std::make_unique<connection::Session>(
        connection::SessionOptions{.name = u"migrate"_s, .names = connection::Names::OfDatabase});
    site.target.leave(); // one session at a time: a role may have no more
    const Result<connection::ServerFacts> opened = session->open(site.target.connInfo()).result();
    if (!opened)
        return fail(opened.error());
    return session;
}

Consent askConsent(Output &output, bool yes)
{
    if (yes)
        return Consent::Given;
    if (output.json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return Consent::CannotAsk;
    output.err << tr("Type yes to go on: ") << Qt::flush;
    const QString answer = readTypedLine().trimmed().toLower();
    return answer == "yes"_L1 || answer == "y"_L1 ? Consent::Given : Consent::Refused;
}

int withoutConsent(Output &output, Consent consent)
{
    if (consent == Consent::Refused) {
        output.err << tr("Nothing was run.") << Qt::endl;
        return ExitPending;
    }
    return failed(
        output,
        makeError(
            ErrorKind::Usage, tr("There is no terminal to ask on, so nothing was run"),
            tr("Say --yes to run it without being asked.")),
        ExitUsage);
}

// ---- progress

void Progress::lockAwaited(const LockHolder &holder)
{
    m_output.err << tr("Waiting for another run of migrations: %1").arg(plainLine(describe(holder))) << Qt::endl;
}

void Progress::holderTerminated(const LockHolder &holder)
{
    m_output.err << tr("Ended the session of that run: pid %1").arg(holder.pid) << Qt::endl;
}

void Progress::stepStarted(size_t, const Step &step) { m_step = label(step.version, step.name); }

void Progress::stepFinished(size_t, const StepReport &step)
{
    const QString done = step.direction == Direction::Up ? tr("applied") : tr("rolled back");
    const QString line =
        u"%1 %2 (%3)"_s.arg(done, plainLine(label(step.version, step.name)), durationText(step.milliseconds));
    m_output.err << (step.durable ? line : tr("%1, durable with the end of the run").arg(line)) << u'\n';
    m_notOnDisk += step.durable ? 0 : 1;
    if (step.durable)
        stepsFlushed();
    flushNowAndThen();
}

void Progress::stepsFlushed()
{
    if (std::exchange(m_notOnDisk, 0) > 0)
        m_output.err << tr("all of that is durable now") << u'\n';
}

void Progress::flushNowAndThen()
{
    if (m_sinceFlush.isValid() && m_sinceFlush.elapsed() < FlushAfter)
        return;
    m_output.err.flush();
    m_sinceFlush.start();
}

void Progress::blocked(const std::vector<Blocker> &blockers)
{
    if (blockers.empty())
        return;
    QStringList names;
    for (const Blocker &blocker : blockers)
        names << plainLine(describe(blocker));
    m_output.err << tr("%1 waits for a lock that others hold: %2").arg(plainLine(m_step), names.join(u"; "_s))
                 << Qt::endl;
}

void Progress::retrying(const RetryReport &report)
{
    m_output.err << tr("%1, statement %2: %3; retry %4 of %5 in %6")
                        .arg(plainLine(m_step))
                        .arg(report.statement)
                        .arg(plainLine(report.error.message))
                        .arg(report.retry)
                        .arg(report.limit)
                        .arg(durationText(double(report.pause.count())))
                 << Qt::endl;
}

void Progress::remarked(size_t, int number, const QString &text)
{
    m_output.err << tr("%1, statement %2: %3").arg(plainLine(m_step)).arg(number).arg(plainLine(text)) << Qt::endl;
}

void Progress::noticed(const connection::Notice &notice)
{
    m_output.err << u"%1: %2"_s.arg(notice.severity, plainLine(notice.message)) << Qt::endl;
}

} // namespace howdah::cli
