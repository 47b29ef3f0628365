// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/profiletarget.h"

#include "cli/secretprompt.h"
#include "connection/diagnosis.h"
#include "connection/profilestore.h"

namespace howdah::cli {

using namespace connection;

static SecretOptions secretOptions()
{
    SecretOptions options;
    options.ask = terminalAsker();
    return options;
}

Result<NamedTarget> findTarget(const QString &database)
{
    NamedTarget target;
    target.isPrivateServer = database.isEmpty();
    if (target.isPrivateServer)
        return target;
    if (!mayBeProfileName(database)) {
        Result<ConnInfo> read = parseConnInfo(database);
        if (!read) {
            read.error().kind = ErrorKind::Usage;
            return fail(read.error());
        }
        target.info = std::move(*read);
        return target;
    }
    Result<Profile> profile = ProfileStore().find(database);
    if (!profile) {
        // As for any other word that leads nowhere.
        if (profile.error().kind == ErrorKind::NotFound)
            profile.error().kind = ErrorKind::Usage;
        return fail(profile.error());
    }
    target.isPrivateServer = isPrivate(*profile);
    if (!target.isPrivateServer) {
        Result<ConnInfo> info = connInfoWithSecret(*profile, secretOptions());
        if (!info)
            return fail(info.error());
        target.info = std::move(*info);
    }
    target.profile = std::move(*profile);
    return target;
}

std::optional<Result<ConnInfo>> askAfterRefusal(const NamedTarget &target, const Error &refusal)
{
    if (!target.profile || target.profile->secret != SecretSource::Keychain || !isPasswordWanted(refusal))
        return {};
    const SecretOptions options = secretOptions();
    if (!options.ask)
        return {};
    return askForPassword(target.info, target.profile->name, options);
}

} // namespace howdah::cli
