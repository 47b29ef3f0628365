// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"
#include "connection/server/filelock.h"
#include "connection/server/serveroptions.h"

#include <stop_token>

namespace howdah::connection {

class ServerLease;
struct Confinement; // confinement.h

enum class ServerState {
    NotInitialised, // there is no data yet; starting makes it
    Stopped,
    Starting,
    Running,
    Stopping,
    Stale, // it ended without tidying up; starting recovers it
};

enum class Lifetime {
    UntilLastLease, // the last lease that ends stops it
    Kept,           // until stop()
};

struct ServerStatus
{
    ServerState state = ServerState::NotInitialised;
    QString folder;
    QString socketFolder;
    int majorVersion = 0; // of the data; 0 when there is none
    qint64 pid = 0;       // of the running server
    QString version;      // "15.20 (Debian ...)", of the running server
    int clients = 0;      // connected to it
    bool kept = false;    // see Lifetime

    bool operator==(const ServerStatus &) const = default;
};

// The stable lower-case name of a state, for JSON.
[[nodiscard]] QString stateName(ServerState state);

// The private PostgreSQL of this user: made, started and stopped on demand, reached over a unix socket only. Everything
// blocks, for seconds at times: for worker threads and command lines, never for the thread of a window. Holds no state
// but names, so copies are cheap and any number of programs and objects may share one folder; each is used from one
// thread at a time. The server outlives the program: a crash of the console does not take it down.
class LocalServer final
{
public:
    // An empty folder stands for `server` in dataFolder().
    explicit LocalServer(const QString &folder = {}, LocalServerOptions options = {});

    // Makes the server run, whatever state it is in, and answers how to reach its database `howdah`. Two programs that
    // start at once start one server. `stop` ends the wait with ErrorKind::Cancelled.
    Result<ConnInfo>
    start(Lifetime lifetime = Lifetime::UntilLastLease, const ServerProgress &progress = {}, std::stop_token stop = {});
    // The same, and keeps it running while the lease lives: what every console and command does.
    Result<ServerLease> lease(const ServerProgress &progress = {}, std::stop_token stop = {});
    // Whoever uses it. A server that does not run is stopped already.
    Result<void> stop(StopMode mode = StopMode::Fast, std::stop_token stop = {});
    // Stops it, whoever uses it, and removes all its databases. The next start makes a new one.
    Result<void> remove(std::stop_token stop = {});
    [[nodiscard]] Result<ServerStatus> status() const;
    // How the server that runs is kept from the rest of this machine.
    [[nodiscard]] Confinement confinement() const;

    // How to reach it, when it runs. No password: the operating system says who is there.
    [[nodiscard]] ConnInfo connInfo(const QString &database = QStringLiteral("howdah")) const;
    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] QString logFile() const;

private:
    friend class ServerLease;
    [[nodiscard]] Result<FileLock> lockStart(const ServerProgress &progress, std::stop_token stop);
    [[nodiscard]] Result<void> bringUp(const ServerProgress &progress, std::stop_token stop);
    [[nodiscard]] bool isKept() const;
    [[nodiscard]] Result<void> keep() const;
    [[nodiscard]] Result<void> endLease(FileLock clients);

    QString m_folder;
    LocalServerOptions m_options;
};

// How to reach the same database of the private server as a role that reads everything in it and is no superuser, for
// what others wrote: dashboards, prompts. Any other target, and that of a server which an older Howdah started, stays
// as it is. Touches files, no network.
[[nodiscard]] ConnInfo asReader(ConnInfo target);

// Keeps the private server running. The last lease that ends, in any program, stops the server, unless it is kept
// (Lifetime::Kept) or somebody else is still connected. The lease of a program that crashed ends with it; then the next
// one takes over the server and stops it at its own end. Move-only; ending it blocks.
class ServerLease final
{
public:
    ServerLease(ServerLease &&) noexcept = default;
    ServerLease &operator=(ServerLease &&) = delete;
    ~ServerLease();

    [[nodiscard]] ConnInfo connInfo(const QString &database = QStringLiteral("howdah")) const
    {
        return m_server.connInfo(database);
    }
    // Close the sessions first: a server with clients is not stopped.
    Result<void> end();

private:
    friend class LocalServer;
    ServerLease(LocalServer server, FileLock clients)
        : m_server(std::move(server))
        , m_clients(std::move(clients))
    {
    }

    LocalServer m_server;
    FileLock m_clients;
};

} // namespace howdah::connection
