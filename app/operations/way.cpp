// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/way.h"

#include "base/propagate.h"

namespace howdah::operations {

using namespace connection;

Result<Way> wayToPrivateServer(
    const QString &database, const WayProgress &progress, std::stop_token stop, const Preparation &prepare,
    const std::shared_ptr<SessionContext> &context)
{
    const auto reported = [&progress](StartStep, const QString &text) {
        if (progress)
            progress(text);
    };
    ASSIGN_OR_RETURN(auto leased, LocalServer().lease(reported, stop));
    Way way{leased.connInfo(database), std::make_shared<ServerLease>(std::move(leased)), nullptr};
    way.info.context = context;
    if (prepare) {
        RETURN_IF_ERROR(prepare(way.info, progress, stop));
    }
    return way;
}

Result<Way> wayThroughTunnel(const SshTunnel &tunnel, const ConnInfo &target, const SshForward::Options &options)
{
    ASSIGN_OR_RETURN(auto opened, SshForward::open(tunnel, target, options));
    const ConnInfo reached = opened->connInfo();
    return Way{reached, nullptr, std::move(opened)};
}

} // namespace howdah::operations
