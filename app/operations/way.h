// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/sshtunnel.h"
#include "connection/server/localserver.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace howdah::operations {

// A way to a database that was made ready: the private server runs, or the tunnel is up, as long as somebody holds it.
// Close the sessions first. Ending it takes its time.
struct Way
{
    connection::ConnInfo info; // as the database is reached from here
    std::shared_ptr<connection::ServerLease> lease;
    std::shared_ptr<connection::SshForward> tunnel;
};

// What is said on the way, for people.
using WayProgress = std::function<void(const QString &)>;

// What is done once the private server is up and before anybody opens it: the demo makes its tables here.
using Preparation =
    std::function<Result<void>(const connection::ConnInfo &target, const WayProgress &progress, std::stop_token stop)>;

// Starts the private server where it does not run. Blocks, as the next does.
[[nodiscard]] Result<Way> wayToPrivateServer(
    const QString &database = QStringLiteral("howdah"), const WayProgress &progress = {}, std::stop_token stop = {},
    const Preparation &prepare = {}, const std::shared_ptr<connection::SessionContext> &context = {});
// Opens the tunnel.
[[nodiscard]] Result<Way> wayThroughTunnel(
    const connection::SshTunnel &tunnel, const connection::ConnInfo &target,
    const connection::SshForward::Options &options);

} // namespace howdah::operations
