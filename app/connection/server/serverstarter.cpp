// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverstarter.h"

#include "base/outputfile.h"
#include "base/propagate.h"
#include "base/writeproblem.h"
#include "connection/server/environment.h"
#include "connection/server/pause.h"
#include "connection/server/serverprobe.h"
#include "connection/server/serverprocess.h"
#include "connection/tr.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStorageInfo>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace howdah::connection {

namespace {

constexpr auto startPoll = 10ms;
constexpr auto deafAfter = 5s;     // "ready", but nobody answers at the socket
constexpr auto recoveryAfter = 1s; // a start that takes longer is worth a word
constexpr auto orphansEndWithin = 10s;
constexpr qint64 longestLog = 4 << 20;
constexpr qint64 longestTail = 16 << 10;

// The log starts again when it has grown; it is nobody else's to read, as errors may quote values.
Result<qint64> prepareLog(const QString &path)
{
    if (QFileInfo(path).size() > longestLog) {
        QFile::remove(path + u".1"_s);
        QFile::rename(path, path + u".1"_s);
    }
    const int descriptor = open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return fail(fileError(errno, tr("The file %1 cannot be written").arg(path), path));
    fchmod(descriptor, 0600);
    close(descriptor);
    return QFileInfo(path).size();
}

QString logSince(const QString &path, qint64 offset)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max(offset, file.size() - longestTail));
    return QString::fromUtf8(file.readAll()).trimmed();
}

// What a server says of its own end, in the same words each time: without the time and the process before it.
QString causeIn(const QString &output)
{
    static const QRegularExpression Fatal(u"\\b(?:FATAL|PANIC): +(.*)"_s);
    const auto match = Fatal.match(output);
    return match.hasMatch() ? match.captured(1).trimmed() : output.section(u'\n', -1);
}

// What the words of initdb or the server mean for the one who has to do something about it.
Error explain(const QString &output, const ServerFolder &folder, const QString &otherwise)
{
    const bool diskFull = output.contains(u"No space left on device"_s)
                       || (output.isEmpty() && QStorageInfo(folder.path()).bytesAvailable() < longestTail);
    if (diskFull)
        return noSpaceError(folder.path(), output);
    if (output.contains(u"pre-existing shared memory block"_s))
        return makeError(
            ErrorKind::Conflict, tr("Processes of a previous server are still using %1").arg(folder.cluster()),
            tr("Wait for them to finish, or terminate them; then try again"), output);
    if (output.contains(u"shared memory"_s) || output.contains(u"Cannot allocate memory"_s))
        return makeError(
            ErrorKind::Io, tr("The system cannot provide the memory that the private server needs"),
            tr("Free memory, or lower shared_buffers in %1/postgresql.conf").arg(folder.cluster()), output);
    if (output.contains(u"Permission denied"_s) || output.contains(u"Operation not permitted"_s))
        return makeError(
            ErrorKind::Permission, tr("The private server cannot access its files in %1").arg(folder.path()),
            tr("See the details for the file, and make the user who runs the server its owner"), output);
    return makeError(ErrorKind::Io, otherwise, tr("See the details, and %1").arg(folder.logFile()), output);
}

int signalFor(StopMode mode)
{
    switch (mode) {
    case StopMode::Smart:
        return SIGTERM;
    case StopMode::Fast:
        return SIGINT;
    case StopMode::Immediate:
        return SIGQUIT;
    }
    return SIGINT;
}

// unix_socket_directories is a list: one folder, whatever its name.
QString asListItem(QString folder) { return u'"' + folder.replace(u'"', u"\"\""_s) + u'"'; }

} // namespace

ConnInfo connInfoOf(const ServerFolder &folder, const QString &database)
{
    // A running server knows better: the one who started it may have had another temporary folder.
    const auto server = readPostmasterFile(folder.cluster());
    const bool known = server && !server->socketFolder.isEmpty() && isServerOf(*server, folder.cluster());
    ConnInfo info;
    info.set(u"host"_s, known ? server->socketFolder : folder.socketFolder());
    info.set(u"port"_s, u"5432"_s);
    info.set(u"user"_s, u"howdah"_s);
    info.set(u"dbname"_s, database);
    return withoutEnvironment(std::move(info));
}

Confinement readConfinement(const ServerFolder &folder)
{
    QFile file(folder.confinementFile());
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(file.read(longestTail));
    return {text.section(u'\n', 0, 0) == "namespaces"_L1, text.section(u'\n', 1, 1)};
}

Result<void>
stopServer(const ServerFolder &folder, StopMode mode, std::chrono::milliseconds timeout, std::stop_token stop)
{
    const auto server = readPostmasterFile(folder.cluster());
    if (!server || !isServerOf(*server, folder.cluster()))
        return {};
    if (kill(static_cast<pid_t>(server->pid), signalFor(mode)) != 0 && errno != ESRCH)
        return fail(
            ErrorKind::Permission,
            tr("The private server (process %1) cannot be stopped: %2").arg(server->pid).arg(qt_error_string(errno)));
    const auto deadline = steady_clock::now() + timeout;
    while (isProcessAlive(server->pid)) {
        if (steady_clock::now() > deadline)
            return fail(
                ErrorKind::Timeout, tr("The private server (process %1) did not stop").arg(server->pid),
                tr("See %1").arg(folder.logFile()));
        if (!pauseFor(startPoll, stop))
            return fail(ErrorKind::Cancelled, tr("Cancelled while the server was stopping"));
    }
    return {};
}

ServerStarter::ServerStarter(
    const ServerFolder &folder, const LocalServerOptions &options, const OsUser &user, const ServerProgress &progress,
    std::stop_token stop)
    : m_folder(folder)
    , m_options(options)
    , m_user(user)
    , m_progress(progress)
    , m_stop(std::move(stop))
{
}

void ServerStarter::notify(StartStep step, const QString &text) const
{
    if (m_progress)
        m_progress(step, text);
}

Result<void> ServerStarter::run()
{
    ASSIGN_OR_RETURN(const auto running, awaitRunning());
    if (running == Outcome::Gone)
        if (auto started = startStopped(); !started)
            return started;
    return ensureDatabase();
}

// A server that is there already: Ready once it answers; Gone when there is none, or it has ended meanwhile.
Result<ServerStarter::Outcome> ServerStarter::awaitRunning()
{
    const auto server = readPostmasterFile(m_folder.cluster());
    if (!server || !isServerOf(*server, m_folder.cluster()))
        return Outcome::Gone;
    const auto outcome = awaitReady(*server);
    if (!outcome || *outcome != Outcome::Deaf)
        return outcome;
    // Its socket was removed under it (by a cleaner of temporary files, say): nobody can be connected again.
    RETURN_IF_ERROR(stopServer(m_folder, StopMode::Fast, m_options.timeout, m_stop));
    return Outcome::Gone;
}

Result<ServerStarter::Outcome> ServerStarter::awaitReady(const PostmasterFile &server)
{
    const auto begin = steady_clock::now();
    auto deafSince = steady_clock::time_point::max();
    bool reported = false;
    while (isProcessAlive(server.pid)) {
        const auto now = steady_clock::now();
        const auto file = readPostmasterFile(m_folder.cluster());
        // Within namespaces the process that we started is the one that waits for the server.
        const bool own =
            file && (file->pid == server.pid || (m_confinement.namespaces && isServerOf(*file, m_folder.cluster())));
        const bool ready = own && file->status == u"ready"_s;
        if (ready) {
            if (ping(connInfoOf(m_folder, u"postgres"_s)) != Ping::Silent)
                return Outcome::Ready;
            deafSince = std::min(deafSince, now);
            if (now - deafSince > deafAfter)
                return Outcome::Deaf;
        } else if (now - begin > recoveryAfter && !std::exchange(reported, true)) {
            notify(StartStep::Recovering, tr("The private server is recovering its data"));
        }
        if (now - begin > m_options.timeout)
            return fail(
                ErrorKind::Timeout,
                tr("The private server is not ready after %1 s")
                    .arg(std::chrono::duration_cast<std::chrono::seconds>(m_options.timeout).count()),
                tr("See %1; it may still start").arg(m_folder.logFile()));
        if (!pauseFor(startPoll, m_stop))
            return fail(ErrorKind::Cancelled, tr("Cancelled while the private server was starting"));
    }
    return Outcome::Gone;
}

Result<void> ServerStarter::startStopped()
{
    ASSIGN_OR_RETURN(const auto binaries, chooseBinaries());
    if (!m_folder.isInitialised())
        if (auto made = initialise(binaries); !made)
            return made;
    if (auto rules = m_folder.writeAccessRules(m_user); !rules)
        return rules;
    if (auto socket = m_folder.prepareSocketFolder(m_user); !socket)
        return socket;
    removeStaleFiles();
    return launch(binaries);
}

Result<PgBinaries> ServerStarter::chooseBinaries() const
{
    if (!m_folder.isInitialised())
        return findBinaries(m_options.binFolder, {}, m_options.places);
    ASSIGN_OR_RETURN(const auto major, m_folder.clusterVersion());
    auto binaries = findBinaries(m_options.binFolder, major, m_options.places);
    if (!binaries && binaries.error().kind == ErrorKind::NotFound)
        binaries.error().message = tr("The data in %1 was created by PostgreSQL %2. %3")
                                       .arg(m_folder.cluster())
                                       .arg(major)
                                       .arg(binaries.error().message);
    return binaries;
}

Result<void> ServerStarter::initialise(const PgBinaries &binaries) const
{
    notify(StartStep::Initialising, tr("Creating a private PostgreSQL %1 server").arg(binaries.majorVersion));
    ASSIGN_OR_RETURN(const auto draft, m_folder.makeDraft(m_user));
    const QStringList arguments =
        QStringList{u"--pgdata="_s + draft,        u"--encoding=UTF8"_s,   u"--locale="_s + serverLocale(),
                    u"--data-checksums"_s,         u"--username=howdah"_s, u"--auth-local=peer"_s,
                    u"--auth-host=scram-sha-256"_s}
        + m_options.initdbArguments;
    const auto made = runToEnd({m_user, binaries.program(u"initdb"_s), arguments, draft}, m_stop);
    if (made)
        return m_folder.adoptDraft(draft);
    m_folder.removeDraft(draft);
    if (made.error().kind != ErrorKind::Io || made.error().detail.isEmpty())
        return fail(made.error());
    return fail(explain(
        made.error().detail, m_folder, tr("PostgreSQL could not create its data folder %1").arg(m_folder.cluster())));
}

// After a crash the server itself copes with its old files, unless their process number is in use: by a stranger (usual
// when a container restarts), or by a zombie that nobody has buried yet. Then it believes that it runs already.
void ServerStarter::removeStaleFiles() const
{
    const auto removeForeign = [this](const QString &path) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return;
        const PostmasterFile owner{file.readLine(32).trimmed().toLongLong()};
        const bool inUse = owner.pid > 0 && kill(static_cast<pid_t>(owner.pid), 0) == 0;
        if (inUse && !isServerOf(owner, m_folder.cluster()))
            file.remove();
    };
    removeForeign(m_folder.cluster() + u"/postmaster.pid"_s);
    removeForeign(m_folder.socketFolder() + u"/.s.PGSQL.5432.lock"_s);
}

// Given as arguments, which neither postgresql.conf nor ALTER SYSTEM can overrule.
QStringList ServerStarter::arguments() const
{
    QList<std::pair<QString, QString>> settings{
        {u"cluster_name"_s, u"howdah"_s},
        {u"logging_collector"_s, u"off"_s},
        {u"log_destination"_s, u"stderr"_s},
        {u"lc_messages"_s, u"C"_s},
        // Statements may hold secrets, those that fail included.
        {u"log_statement"_s, u"none"_s},
        {u"log_min_error_statement"_s, u"panic"_s},
        {u"log_min_duration_statement"_s, u"-1"_s},
    };
    for (auto it = m_options.settings.begin(); it != m_options.settings.end(); ++it)
        settings << std::pair{it.key(), it.value()};
    settings << QList<std::pair<QString, QString>>{
        {u"listen_addresses"_s, {}},
        {u"port"_s, u"5432"_s},
        {u"unix_socket_directories"_s, asListItem(m_folder.socketFolder())},
        {u"unix_socket_permissions"_s, u"0700"_s},
        {u"hba_file"_s, m_folder.hbaFile()},
        {u"ident_file"_s, m_folder.identFile()},
    };
    QStringList arguments{u"-D"_s, m_folder.cluster()};
    for (const auto &[name, value] : std::as_const(settings))
        arguments << u"-c"_s << name + u'=' + value;
    return arguments;
}

Result<void> ServerStarter::launch(const PgBinaries &binaries)
{
    notify(StartStep::Starting, tr("Starting the private server"));
    const auto giveUp = steady_clock::now() + orphansEndWithin;
    for (;;) {
        ASSIGN_OR_RETURN(const auto outcome, launchOnce(binaries));
        if (outcome == Outcome::Ready)
            return {};
        // The backends of a killed server notice after a moment, and end.
        const bool orphans = m_output.contains(u"pre-existing shared memory block"_s);
        if (!orphans || steady_clock::now() > giveUp)
            return fail(explain(m_output, m_folder, tr("The private server did not start")));
        if (!pauseFor(20 * startPoll, m_stop))
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
    }
}

// Not by pg_ctl: it hands the data folder to a shell between double quotes, where $( ) and ` would run.
Result<ServerStarter::Outcome> ServerStarter::launchOnce(const PgBinaries &binaries)
{
    ASSIGN_OR_RETURN(const auto offset, prepareLog(m_folder.logFile()));
    ASSIGN_OR_RETURN(const auto command, chooseCommand(binaries));
    RETURN_IF_ERROR(writeConfinement());
    ASSIGN_OR_RETURN(const auto pid, runDetached(command, m_folder.logFile()));
    const auto outcome = awaitReady(PostmasterFile{pid});
    m_output = logSince(m_folder.logFile(), offset);
    if (!outcome && outcome.error().kind == ErrorKind::Cancelled)
        stopLaunched(pid);
    if (outcome && m_confinement.namespaces && !servesConfined(*outcome))
        return launchOnce(binaries); // without
    return outcome;
}

// What a trial does not show: that the server comes up there, and still knows who we are (where users are not in
// /etc/passwd it may not).
bool ServerStarter::servesConfined(Outcome outcome)
{
    if (outcome == Outcome::Gone) {
        if (m_output.contains(u"pre-existing shared memory block"_s))
            return true; // that is nothing of namespaces
        m_cannotConfine = tr("the server does not start in namespaces (%1)").arg(causeIn(m_output));
        return false;
    }
    const auto answer = askOnce(connInfoOf(m_folder, u"postgres"_s), u"SELECT 1"_s);
    if (answer)
        return true;
    static_cast<void>(stopServer(m_folder, StopMode::Fast, m_options.timeout, m_stop));
    m_cannotConfine = tr("the server does not recognize this user in namespaces (%1)").arg(answer.error().message);
    return false;
}

// As wanted, or as this machine allows; why not is told by who uses the server.
Result<ServerCommand> ServerStarter::chooseCommand(const PgBinaries &binaries)
{
    ServerCommand command{m_user, binaries.program(u"postgres"_s), arguments(), m_folder.cluster()};
    m_confinement = {false, m_cannotConfine};
    if (!m_options.confined || !m_cannotConfine.isEmpty())
        return command;
    ConfinedPlaces places{{}, {m_folder.cluster(), m_folder.socketFolder()}};
    const QString installation = QFileInfo(binaries.folder + u"/.."_s).canonicalFilePath();
    if (!installation.startsWith(u"/usr/"_s))
        places.readable << installation;
    places.readable << m_folder.path();
    auto wrapped = confined(command, places, {u"--version"_s}, m_stop);
    if (!wrapped && wrapped.error().kind == ErrorKind::Cancelled)
        return wrapped;
    m_confinement.namespaces = wrapped.has_value();
    if (!wrapped)
        m_confinement.why = wrapped.error().message;
    return wrapped ? *wrapped : command;
}

Result<void> ServerStarter::writeConfinement() const
{
    QSaveFile file(m_folder.confinementFile());
    const QByteArray text = m_confinement.namespaces ? "namespaces\n" : "none\n" + m_confinement.why.toUtf8() + '\n';
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && keepWhole(file))
        return {};
    return fail(ErrorKind::Io, tr("The file %1 cannot be written: %2").arg(file.fileName(), whyNotWritten(file)));
}

void ServerStarter::stopLaunched(qint64 pid) const
{
    const auto file = readPostmasterFile(m_folder.cluster());
    const bool within = m_confinement.namespaces && file && isServerOf(*file, m_folder.cluster());
    kill(static_cast<pid_t>(within ? file->pid : pid), SIGINT);
}

Result<void> ServerStarter::ensureDatabase() const
{
    const auto reader = askOnce(
        connInfoOf(m_folder, u"howdah"_s),
        u"SELECT pg_catalog.count(*) FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) '%1'"_s.arg(
            QLatin1StringView(ReaderRole)));
    if (reader)
        return *reader == "0"_L1 ? ensureReader() : Result<void>();
    const ConnInfo administration = connInfoOf(m_folder, u"postgres"_s);
    ASSIGN_OR_RETURN(
        const auto found,
        askOnce(
            administration,
            u"SELECT pg_catalog.count(*) FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) 'howdah'"_s));
    if (found != u"0"_s)
        return ensureReader();
    notify(StartStep::CreatingDatabase, tr("Creating the database howdah"));
    RETURN_IF_ERROR(askOnce(administration, u"CREATE DATABASE howdah TEMPLATE template0 ENCODING 'UTF8'"_s));
    return ensureReader();
}

// It sees the rows of all tenants, as the operator does. A server for what others wrote has no use for it, and before
// PostgreSQL 16 whoever may make roles there could change it.
Result<void> ServerStarter::ensureReader() const
{
    if (m_options.confined)
        return {};
    const auto made = askOnce(
        connInfoOf(m_folder, u"postgres"_s),
        u"DO $$ BEGIN"
        " IF pg_catalog.current_setting('server_version_num')::int OPERATOR(pg_catalog.>=) 140000"
        " AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) '%1') THEN"
        " CREATE ROLE %1 LOGIN BYPASSRLS; GRANT pg_read_all_data, pg_read_all_stats TO %1; END IF;"
        " END $$"_s.arg(QLatin1StringView(ReaderRole)));
    return made ? Result<void>() : fail(made.error());
}

} // namespace howdah::connection
