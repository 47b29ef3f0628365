// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/target/profiletarget.h"

#include "cli/terminal/secretprompt.h"
#include "cli/terminal/table.h"
#include "connection/readonly/allowedfunctions.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditentry.h"
#include "connection/server/diagnosis.h"
#include "connection/session/guard.h"
#include "connection/profile/productionplaces.h"
#include "connection/profile/profilestore.h"
#include "connection/profile/sshtunnel.h"
#include "connection/server/environment.h"

#include <QCoreApplication>

namespace howdah::cli {

using namespace connection;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

static SecretOptions secretOptions()
{
    SecretOptions options;
    options.ask = terminalAsker();
    options.opensTunnels = true;
    return options;
}

static Result<void> noteUnlocking(const Output &output, const QString &profile, const ConnInfo &info)
{
    AuditEntry entry;
    entry.kind = AuditEntry::Kind::Unlock;
    entry.profile = profile;
    entry.target = describe(info);
    entry.text = output.unlockReason.trimmed();
    const auto noted = AuditLog().append(entry, true);
    return noted ? Result<void>() : fail(noted.error());
}

// Nobody opens production for writing by a slip of the hand: it takes a reason, and the reason stays.
static Result<ConnInfo> guarded(Output &output, const Profile &profile, ConnInfo info, Purpose purpose)
{
    if (profile.environment != Environment::Production || purpose == Purpose::Test)
        return info;
    if (output.unlockReason.trimmed().isEmpty() || purpose == Purpose::ReadingOnly) {
        if (purpose == Purpose::Any)
            output.err << tr("\"%1\" is production and opened for reading only; --unlock REASON opens it for writing")
                              .arg(plainLine(profile.name))
                       << Qt::endl;
        return locked(std::move(info));
    }
    if (auto noted = noteUnlocking(output, profile.name, info); !noted)
        return fail(noted.error());
    return info;
}

// What --allow-function names, for the sessions that may only read; noted like an unlocking.
static Result<void> allowFunctions(const Output &output, const NamedTarget &target)
{
    for (const QString &function : output.allowedFunctions) {
        const auto note = [&](const QString &name) -> Result<void> {
            AuditEntry entry;
            entry.kind = AuditEntry::Kind::Unlock;
            entry.profile = target.profile ? target.profile->name : QString();
            entry.target = describe(target.info);
            entry.text = tr("The function %1 may be called while only reading is allowed").arg(name);
            const auto noted = AuditLog().append(entry, true);
            return noted ? Result<void>() : fail(noted.error());
        };
        if (auto allowed = allowFunction(function, note); !allowed)
            return allowed;
    }
    return {};
}

static Result<NamedTarget> findNamed(Output &output, const QString &database, Purpose purpose)
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
        if (purpose == Purpose::Test)
            return target;
        Result<std::optional<Profile>> production = productionAt(target.info);
        if (!production)
            return fail(production.error());
        if (*production) {
            Result<ConnInfo> info = guarded(output, **production, std::move(target.info), purpose);
            if (!info)
                return fail(info.error());
            target.info = std::move(*info);
            target.profile = std::move(*production);
            return target;
        }
        // Somebody says that this is to be opened: nothing here knows whether it had to be.
        if (!output.unlockReason.trimmed().isEmpty() && purpose == Purpose::Any) {
            if (auto noted = noteUnlocking(output, {}, target.info); !noted)
                return fail(noted.error());
        }
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
        if (profile->ssh.enabled) {
            SshForward::Options options;
            options.mayAsk = bool(terminalAsker());
            Result<std::unique_ptr<SshForward>> tunnel = SshForward::open(profile->ssh, *info, options);
            if (!tunnel)
                return fail(tunnel.error());
            target.tunnel = std::move(*tunnel);
            info = target.tunnel->connInfo();
        }
        Result<std::optional<Profile>> production = productionAt(*profile);
        if (!production)
            return fail(production.error());
        if (*production && purpose != Purpose::Test)
            profile = std::move(**production);
        info = guarded(output, *profile, std::move(*info), purpose);
        if (!info)
            return fail(info.error());
        target.info = std::move(*info);
    }
    target.profile = std::move(*profile);
    return target;
}

Result<NamedTarget> findTarget(Output &output, const QString &database, Purpose purpose)
{
    Result<NamedTarget> target = findNamed(output, database, purpose);
    if (!target)
        return target;
    if (auto allowed = allowFunctions(output, *target); !allowed)
        return fail(allowed.error());
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
