// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/keptsecrets.h"

#include "base/propagate.h"
#include "connection/keychain.h"
#include "connection/profile/profilestore.h"
#include "connection/session/guard.h"
#include "operations/tr.h"

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

QString keptSecret(const SecretPlace &place, SecretKind kind)
{
    return mayKeepSecret(place) ? Keychain().read(secretEntry(place, kind)).value_or(QString()) : QString();
}

} // namespace howdah::operations
