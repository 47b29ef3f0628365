// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/way.h"

namespace howdah::operations {

using namespace connection;

Result<Way> wayToPrivateServer(
    const QString &database, const WayProgress &progress, std::stop_token stop, const Preparation &prepare)
{
    const auto told = [&progress](StartStep, const QString &text) {
        if (progress)
            progress(text);
    };
    auto leased = LocalServer().lease(told, stop);
    if (!leased)
        return fail(leased.error());
    Way way{leased->connInfo(database), std::make_shared<ServerLease>(std::move(*leased)), nullptr};
    if (prepare) {
        if (Result<void> ready = prepare(way.info, progress, stop); !ready)
            return fail(ready.error());
    }
    return way;
}

Result<Way> wayThroughTunnel(const SshTunnel &tunnel, const ConnInfo &target, const SshForward::Options &options)
{
    auto opened = SshForward::open(tunnel, target, options);
    if (!opened)
        return fail(opened.error());
    const ConnInfo reached = (*opened)->connInfo();
    return Way{reached, nullptr, std::move(*opened)};
}

} // namespace howdah::operations
