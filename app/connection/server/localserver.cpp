// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/localserver.h"

#include "base/enumtable.h"
#include "base/paths.h"
#include "base/outputfile.h"
#include "base/propagate.h"
#include "base/writeproblem.h"
#include "connection/server/confinement.h"
#include "connection/server/pause.h"
#include "connection/server/serverprobe.h"
#include "connection/server/serverstarter.h"
#include "connection/tr.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QSaveFile>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace howdah::connection {

namespace {

constexpr auto pollInterval = 20ms;
constexpr auto othersStartWithin = 10s;
constexpr auto backendsEndWithin = 1s; // the backend of a session that was just closed is still counted for a moment

const QString countClients = u"SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity "
                             "WHERE backend_type OPERATOR(pg_catalog.=) 'client backend' "
                             "AND pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()"_s;

// Names one run of a server: a mark with it means nothing to the next run.
QByteArray runOf(const PostmasterFile &server)
{
    return QByteArray::number(server.pid) + ' ' + QByteArray::number(server.startTime);
}

std::optional<PostmasterFile> runningServer(const ServerFolder &folder)
{
    auto server = readPostmasterFile(folder.cluster());
    return server && isServerOf(*server, folder.cluster()) ? server : std::nullopt;
}

ServerState stateOf(const PostmasterFile &server)
{
    if (server.status == u"ready"_s || server.status == u"standby"_s)
        return ServerState::Running;
    return server.status == u"stopping"_s ? ServerState::Stopping : ServerState::Starting;
}

bool hasOtherClients(const ServerFolder &folder)
{
    const auto deadline = steady_clock::now() + backendsEndWithin;
    for (;;) {
        const auto clients = askOnce(connInfoOf(folder, u"postgres"_s), countClients);
        if (clients && *clients == u"0"_s)
            return false;
        if (steady_clock::now() > deadline)
            return true;
        static_cast<void>(pauseFor(pollInterval, {}));
    }
}

} // namespace

static constexpr std::array serverStateNames{
    EnumName{ServerState::NotInitialised, "not-initialised"_L1},
    EnumName{ServerState::Stopped, "stopped"_L1},
    EnumName{ServerState::Starting, "starting"_L1},
    EnumName{ServerState::Running, "running"_L1},
    EnumName{ServerState::Stopping, "stopping"_L1},
    EnumName{ServerState::Stale, "stale"_L1},
};
static_assert(isWholeTable(serverStateNames));

QString stateName(ServerState state) { return nameIn(serverStateNames, state); }

LocalServer::LocalServer(const QString &folder, LocalServerOptions options)
    : m_folder(ServerFolder(folder.isEmpty() ? dataFolder() + u"/server"_s : folder).path())
    , m_options(std::move(options))
{
}

ConnInfo LocalServer::connInfo(const QString &database) const { return connInfoOf(ServerFolder(m_folder), database); }

ConnInfo asReader(ConnInfo target)
{
    if (target.value(u"user"_s) != "howdah"_L1 || !target.value(u"host"_s).startsWith(u'/'))
        return target;
    const ServerFolder folder(LocalServer().folder());
    if (connInfoOf(folder, {}).value(u"host"_s) != target.value(u"host"_s))
        return target;
    // Written when the server was started.
    QFile rules(folder.hbaFile());
    if (rules.open(QIODevice::ReadOnly) && rules.readAll().contains(ReaderRole))
        target.set(u"user"_s, QString::fromLatin1(ReaderRole));
    return target;
}

QString LocalServer::logFile() const { return ServerFolder(m_folder).logFile(); }

Confinement LocalServer::confinement() const { return readConfinement(ServerFolder(m_folder)); }

Result<FileLock> LocalServer::lockStart(const ServerProgress &progress, std::stop_token stop)
{
    ASSIGN_OR_RETURN(const auto user, serverUser());
    ServerFolder folder(m_folder);
    RETURN_IF_ERROR(folder.prepare(user));
    m_folder = folder.path();
    return FileLock::acquire(folder.startLock(), FileLock::Mode::Exclusive, std::move(stop), [&] {
        if (progress)
            progress(StartStep::WaitingForOther, tr("Another program is starting or stopping the private server"));
    });
}

Result<void> LocalServer::bringUp(const ServerProgress &progress, std::stop_token stop)
{
    ASSIGN_OR_RETURN(const auto user, serverUser());
    const ServerFolder folder(m_folder);
    return ServerStarter(folder, m_options, user, progress, std::move(stop)).run();
}

Result<ConnInfo> LocalServer::start(Lifetime lifetime, const ServerProgress &progress, std::stop_token stop)
{
    ASSIGN_OR_RETURN(const auto lock, lockStart(progress, stop));
    RETURN_IF_ERROR(bringUp(progress, stop));
    if (lifetime == Lifetime::Kept)
        if (auto kept = keep(); !kept)
            return fail(kept.error());
    return connInfo();
}

Result<ServerLease> LocalServer::lease(const ServerProgress &progress, std::stop_token stop)
{
    ASSIGN_OR_RETURN(const auto lock, lockStart(progress, stop));
    // Before the start lock is let go: else a lease that ends in between would stop the server under us.
    ASSIGN_OR_RETURN(
        auto clients, FileLock::acquire(ServerFolder(m_folder).clientsLock(), FileLock::Mode::Shared, stop));
    RETURN_IF_ERROR(bringUp(progress, stop));
    return ServerLease(*this, std::move(clients));
}

Result<void> LocalServer::stop(StopMode mode, std::stop_token stop)
{
    const ServerFolder folder(m_folder);
    if (!folder.exists())
        return {};
    ASSIGN_OR_RETURN(const auto lock, lockStart({}, stop));
    return stopServer(folder, mode, m_options.timeout, stop);
}

Result<void> LocalServer::remove(std::stop_token stop)
{
    const ServerFolder folder(m_folder);
    if (!folder.exists())
        return {};
    ASSIGN_OR_RETURN(const auto lock, lockStart({}, stop));
    // Whoever uses it would begin it anew at once. One's own use ends a moment late.
    std::optional<FileLock> alone;
    for (const QDeadlineTimer until(5000); !alone;) {
        ASSIGN_OR_RETURN(alone, FileLock::tryAcquire(folder.clientsLock(), FileLock::Mode::Exclusive));
        if (!alone && (until.hasExpired() || stop.stop_requested()))
            return fail(
                ErrorKind::Conflict, tr("Another window or program uses the private server"),
                tr("Disconnect it there first."));
        if (!alone)
            QThread::msleep(50);
    }
    RETURN_IF_ERROR(stopServer(folder, StopMode::Fast, m_options.timeout, stop));
    return folder.removeCluster();
}

Result<ServerStatus> LocalServer::status() const
{
    const ServerFolder folder(m_folder);
    ServerStatus status{.folder = m_folder, .socketFolder = connInfo().value(u"host"_s)};
    ASSIGN_OR_RETURN(const auto user, serverUser());
    RETURN_IF_ERROR(folder.checkOwner(user));
    if (!folder.isInitialised())
        return status;
    ASSIGN_OR_RETURN(const auto major, folder.clusterVersion());
    status.majorVersion = major;
    const auto server = runningServer(folder);
    if (!server) {
        status.state = readPostmasterFile(folder.cluster()) ? ServerState::Stale : ServerState::Stopped;
        return status;
    }
    status.state = stateOf(*server);
    status.pid = server->pid;
    status.kept = isKept();
    if (status.state == ServerState::Running) {
        const ConnInfo target = connInfo(u"postgres"_s);
        // The clients first: the backend of the other question would be counted still.
        status.clients = askOnce(target, countClients).value_or(QString()).toInt();
        status.version = askOnce(target, u"SHOW server_version"_s).value_or(QString());
    }
    return status;
}

bool LocalServer::isKept() const
{
    const ServerFolder folder(m_folder);
    const auto server = runningServer(folder);
    QFile mark(folder.keepFile());
    return server && mark.open(QIODevice::ReadOnly) && mark.readAll().trimmed() == runOf(*server);
}

Result<void> LocalServer::keep() const
{
    const ServerFolder folder(m_folder);
    const auto server = runningServer(folder);
    QSaveFile mark(folder.keepFile());
    if (server && mark.open(QIODevice::WriteOnly) && mark.write(runOf(*server) + '\n') > 0 && keepWhole(mark))
        return {};
    return fail(ErrorKind::Io, tr("The file %1 cannot be written: %2").arg(mark.fileName(), whyNotWritten(mark)));
}

Result<void> LocalServer::endLease(FileLock clients)
{
    const ServerFolder folder(m_folder);
    const auto deadline = steady_clock::now() + othersStartWithin;
    auto lock = FileLock::tryAcquire(folder.startLock(), FileLock::Mode::Exclusive);
    while (lock && !*lock) {
        if (steady_clock::now() > deadline)
            return {}; // a long start by another program, which will hold a lease of its own
        static_cast<void>(pauseFor(pollInterval, {}));
        lock = FileLock::tryAcquire(folder.startLock(), FileLock::Mode::Exclusive);
    }
    if (!lock)
        return fail(lock.error());
    if (!clients.tryMakeExclusive() || isKept() || !runningServer(folder) || hasOtherClients(folder))
        return {};
    return stopServer(folder, StopMode::Fast, m_options.timeout, {});
}

ServerLease::~ServerLease()
{
    static_cast<void>(end()); // nobody is left to be told
}

Result<void> ServerLease::end()
{
    if (!m_clients.isHeld())
        return {};
    return m_server.endLease(std::move(m_clients));
}

} // namespace howdah::connection
