// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/confinement.h"
#include "connection/server/conninfo.h"
#include "connection/server/osuser.h"
#include "connection/server/pgbinaries.h"
#include "connection/server/postmasterfile.h"
#include "connection/server/serverfolder.h"
#include "connection/server/serveroptions.h"

#include <stop_token>

namespace howdah::connection {

// Brings the server of a folder up from whatever state it is in. One use, on the calling thread, under the start lock.
class ServerStarter final
{
public:
    ServerStarter(
        const ServerFolder &folder, const LocalServerOptions &options, const OsUser &user,
        const ServerProgress &progress, std::stop_token stop);

    [[nodiscard]] Result<void> run();

private:
    enum class Outcome { Ready, Gone, Deaf };

    [[nodiscard]] Result<Outcome> awaitRunning();
    [[nodiscard]] Result<Outcome> awaitReady(const PostmasterFile &server);
    [[nodiscard]] Result<void> startStopped();
    [[nodiscard]] Result<PgBinaries> chooseBinaries() const;
    [[nodiscard]] Result<void> initialise(const PgBinaries &binaries) const;
    void removeStaleFiles() const;
    [[nodiscard]] QStringList arguments() const;
    [[nodiscard]] Result<void> launch(const PgBinaries &binaries);
    [[nodiscard]] Result<Outcome> launchOnce(const PgBinaries &binaries);
    [[nodiscard]] Result<ServerCommand> chooseCommand(const PgBinaries &binaries);
    [[nodiscard]] Result<void> writeConfinement() const;
    [[nodiscard]] bool servesConfined(Outcome outcome);
    void stopLaunched(qint64 pid) const;
    [[nodiscard]] Result<void> ensureDatabase() const;
    [[nodiscard]] Result<void> ensureReader() const;
    void notify(StartStep step, const QString &text) const;

    const ServerFolder &m_folder;
    const LocalServerOptions &m_options;
    const OsUser &m_user;
    const ServerProgress &m_progress;
    std::stop_token m_stop;
    Confinement m_confinement;
    QString m_cannotConfine;
    QString m_output; // what the server logged since it was launched
};

// How to reach the server of this folder: where it says that it listens, else where it would.
[[nodiscard]] ConnInfo connInfoOf(const ServerFolder &folder, const QString &database);

// What its last start wrote down.
[[nodiscard]] Confinement readConfinement(const ServerFolder &folder);

// Asks the server to end, if it runs, and waits until it is gone.
[[nodiscard]] Result<void>
stopServer(const ServerFolder &folder, StopMode mode, std::chrono::milliseconds timeout, std::stop_token stop);

} // namespace howdah::connection
