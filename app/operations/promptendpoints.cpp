// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptendpoints.h"

#include "base/propagate.h"
#include "connection/keychain.h"
#include "operations/tr.h"

#include <algorithm>

namespace howdah::operations {

using namespace prompt;

// The key of an endpoint that has another name or address from now on. It stays with its server.
static Result<bool> moveKey(const Endpoint &before, const Endpoint &after)
{
    if (!before.hasKey || keyEntry(before) == keyEntry(after))
        return before.hasKey;
    const bool isSameServer = serverOf(before) == serverOf(after);
    if (isSameServer) {
        ASSIGN_OR_RETURN(QString key, readEndpointKey(before));
        const Result<void> written = writeEndpointKey(after, key);
        connection::wipeSecret(key);
        RETURN_IF_ERROR(written);
    }
    return isSameServer;
}

static Result<void> forgetKey(const Endpoint &endpoint)
{
    return endpoint.hasKey ? removeEndpointKey(endpoint) : Result<void>();
}

Result<Endpoints> saveEndpoint(const EndpointChange &change, const QString &file)
{
    Endpoint wanted = change.endpoint;
    RETURN_IF_ERROR(checkEndpoint(wanted));
    ASSIGN_OR_RETURN(Endpoints all, readEndpoints(file));
    const auto before = std::ranges::find(all.list, change.before, &Endpoint::name);
    const auto same = std::ranges::find(all.list, wanted.name, &Endpoint::name);
    if (!change.before.isEmpty() && before == all.list.end())
        return fail(ErrorKind::NotFound, tr("There is no endpoint %1 any more").arg(change.before));
    if (same != all.list.end() && same != before)
        return fail(ErrorKind::Conflict, tr("There is an endpoint %1 already").arg(wanted.name));
    const Endpoint old = before != all.list.end() ? *before : Endpoint();
    // The key first: a file never names one that is not there.
    if (change.key && !change.key->isEmpty()) {
        RETURN_IF_ERROR(writeEndpointKey(wanted, *change.key));
        wanted.hasKey = true;
    } else if (change.key) {
        wanted.hasKey = false;
    } else {
        ASSIGN_OR_RETURN(wanted.hasKey, moveKey(old, wanted));
    }
    if (before == all.list.end())
        all.list.push_back(wanted);
    else
        *before = wanted;
    if (!old.name.isEmpty() && all.usual == old.name)
        all.usual = wanted.name;
    RETURN_IF_ERROR(writeEndpoints(all, file));
    if (!wanted.hasKey || keyEntry(old) != keyEntry(wanted))
        RETURN_IF_ERROR(forgetKey(old));
    return all;
}

Result<Endpoints> removeEndpoint(const QString &name, const QString &file)
{
    ASSIGN_OR_RETURN(Endpoints all, readEndpoints(file));
    ASSIGN_OR_RETURN(const Endpoint gone, findEndpoint(all, name));
    RETURN_IF_ERROR(forgetKey(gone));
    std::erase(all.list, gone);
    if (all.usual == name)
        all.usual.clear();
    RETURN_IF_ERROR(writeEndpoints(all, file));
    return all;
}

Result<Endpoints> useEndpoint(const QString &name, const QString &file)
{
    ASSIGN_OR_RETURN(Endpoints all, readEndpoints(file));
    ASSIGN_OR_RETURN(const Endpoint usual, findEndpoint(all, name));
    all.usual = usual.name;
    RETURN_IF_ERROR(writeEndpoints(all, file));
    return all;
}

} // namespace howdah::operations
