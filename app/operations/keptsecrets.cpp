// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/keptsecrets.h"

#include "base/propagate.h"
#include "connection/audit/auditanchor.h"
#include "connection/audit/auditfiles.h"
#include "connection/keychain.h"
#include "connection/profile/profilestore.h"
#include "connection/session/guard.h"
#include "operations/tr.h"
#include "prompt/keychain.h"
#include "prompt/run/endpoint.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace connection;

bool mayKeepSecret(const SecretPlace &place)
{
    if (!place.profile)
        return !place.target.values.isEmpty();
    return !place.profile->id.isEmpty()
        && (place.profile->secret == SecretSource::Keychain || place.profile->secret == SecretSource::Ask);
}

QString secretEntry(const SecretPlace &place, SecretKind kind)
{
    if (place.profile)
        return keychainEntry(*place.profile, kind);
    // A name that tells nothing of the place, since whoever lists a keychain sees its names.
    const QByteArray words = toUri(unlocked(place.target)).toUtf8();
    const QString entry =
        u"place/"_s + QString::fromLatin1(QCryptographicHash::hash(words, QCryptographicHash::Sha256).toHex());
    return kind == SecretKind::Password ? entry : entry + u"/key"_s;
}

Result<void> keepSecret(const SecretPlace &place, SecretKind kind, const QString &secret)
{
    if (!mayKeepSecret(place))
        return fail(
            ErrorKind::Usage, tr("The password of this connection does not come from the keychain"),
            tr("Its profile says where it comes from."));
    RETURN_IF_ERROR(Keychain().write(secretEntry(place, kind), secret));
    if (!place.profile || place.profile->secret == SecretSource::Keychain)
        return {};
    Profile after = *place.profile;
    after.secret = SecretSource::Keychain;
    if (const auto replaced = ProfileStore().replace(*place.profile, after); !replaced)
        return fail(replaced.error());
    return {};
}

// Nothing is kept of what is read.
static Result<bool> isKept(const Keychain &keychain, const QString &entry)
{
    Result<QString> found = keychain.read(entry);
    if (found) {
        wipeSecret(*found);
        return true;
    }
    if (found.error().kind == ErrorKind::NotFound)
        return false;
    return fail(found.error());
}

Result<std::vector<KeptSecret>> keptSecrets(const std::vector<SecretPlace> &places)
{
    using Kind = KeptSecret::Kind;
    std::vector<KeptSecret> wanted;
    ASSIGN_OR_RETURN(const auto profiles, ProfileStore().profiles());
    for (const Profile &profile : profiles) {
        wanted.push_back({Kind::Password, profile.name, keychainEntry(profile)});
        wanted.push_back({Kind::KeyPassphrase, profile.name, keychainEntry(profile, SecretKind::KeyPassphrase)});
    }
    for (const SecretPlace &place : places) {
        const QString name = toUri(unlocked(place.target));
        wanted.push_back({Kind::Password, name, secretEntry(place, SecretKind::Password)});
        wanted.push_back({Kind::KeyPassphrase, name, secretEntry(place, SecretKind::KeyPassphrase)});
    }
    wanted.push_back({Kind::PromptKeys, {}, prompt::KeychainKeyStore::usualEntry()});
    for (const prompt::Endpoint &one : prompt::readEndpoints().value_or(prompt::Endpoints()).list)
        if (one.hasKey)
            wanted.push_back({Kind::EndpointKey, one.name, prompt::keyEntry(one)});
    wanted.push_back({Kind::AuditAnchor, auditFolder(), auditAnchorEntry(auditFolder())});
    const Keychain keychain;
    std::vector<KeptSecret> kept;
    for (const KeptSecret &one : wanted) {
        ASSIGN_OR_RETURN(const bool found, isKept(keychain, one.entry));
        if (found)
            kept.push_back(one);
    }
    return kept;
}

Result<void> forgetSecret(const KeptSecret &secret)
{
    switch (secret.kind) {
    case KeptSecret::Kind::Password:
    case KeptSecret::Kind::KeyPassphrase:
        return Keychain().remove(secret.entry);
    case KeptSecret::Kind::PromptKeys:
        return fail(
            ErrorKind::Usage, tr("The keys of prompts cannot be removed here"),
            tr("Remove them on the page of prompts, where a backup is offered."));
    case KeptSecret::Kind::EndpointKey:
        return fail(
            ErrorKind::Usage, tr("The key of an endpoint cannot be removed here"),
            tr("Remove it with the endpoint, where the file says that there is one."));
    case KeptSecret::Kind::AuditAnchor:
        return fail(
            ErrorKind::Usage, tr("The end of the audit log stays in the keychain"),
            tr("Without it nobody could see that entries were cut off."));
    }
    return {};
}

QString keptSecret(const SecretPlace &place, SecretKind kind)
{
    return mayKeepSecret(place) ? Keychain().read(secretEntry(place, kind)).value_or(QString()) : QString();
}

} // namespace howdah::operations
