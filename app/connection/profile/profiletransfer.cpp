// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profiletransfer.h"

#include "base/enumtable.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "connection/keychain.h"
#include "connection/profile/profilereaders.h"
#include "connection/profile/secretsource.h"
#include "connection/tr.h"

#include <QCoreApplication>
#include <QFile>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static constexpr std::array profileFormatTexts{
    EnumText{ProfileFormat::Howdah, QT_TRANSLATE_NOOP("Connection", "Howdah (an export of profiles)")},
    EnumText{ProfileFormat::Uri, QT_TRANSLATE_NOOP("Connection", "URIs, one per line")},
    EnumText{ProfileFormat::DotEnv, QT_TRANSLATE_NOOP("Connection", "Environment file (.env)")},
    EnumText{ProfileFormat::ServiceFile, QT_TRANSLATE_NOOP("Connection", "libpq services (pg_service.conf)")},
    EnumText{ProfileFormat::PassFile, QT_TRANSLATE_NOOP("Connection", "libpq passwords (.pgpass)")},
    EnumText{ProfileFormat::PgAdmin, QT_TRANSLATE_NOOP("Connection", "pgAdmin (servers.json)")},
    EnumText{ProfileFormat::DBeaver, QT_TRANSLATE_NOOP("Connection", "DBeaver (data-sources.json)")},
};
static_assert(isWholeTable(profileFormatTexts));

QString formatName(ProfileFormat format) { return tr(textIn(profileFormatTexts, format)); }

const std::vector<ProfileFormat> &importFormats()
{
    static const std::vector<ProfileFormat> all{
        ProfileFormat::Uri,     ProfileFormat::DotEnv,  ProfileFormat::ServiceFile, ProfileFormat::PassFile,
        ProfileFormat::PgAdmin, ProfileFormat::DBeaver, ProfileFormat::Howdah};
    return all;
}

const std::vector<ProfileFormat> &exportFormats()
{
    static const std::vector<ProfileFormat> all{ProfileFormat::Howdah, ProfileFormat::Uri, ProfileFormat::ServiceFile};
    return all;
}

QByteArray readProfileFile(QIODevice &device) { return device.read(LargestProfileFile + 1); }

Result<QByteArray> readProfileFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(path, file.errorString()));
    return readProfileFile(file);
}

Result<ProfileImport> readProfiles(QByteArray content, const QString &origin, std::optional<ProfileFormat> format)
{
    if (!format)
        format = guessFormat(origin, content);
    Result<ProfileImport> import =
        format
            ? importProfiles(*format, content, origin)
            : fail(ErrorKind::Usage, tr("The format of %1 cannot be detected").arg(origin), tr("Choose the format."));
    wipeSecret(content);
    return import;
}

// What the keychain refuses is asked for when it is needed.
static void keepPasswords(TakenOver &taken, std::vector<FoundProfile> &chosen)
{
    for (size_t i = 0; i < taken.profiles.size(); ++i) {
        if (chosen[i].password.isEmpty())
            continue;
        const auto kept = Keychain().write(keychainEntry(taken.profiles[i]), chosen[i].password);
        if (kept)
            continue;
        taken.notes.push_back(
            {taken.profiles[i].name, tr("its password is not saved: %1").arg(describe(kept.error()))});
        if (kept.error().kind == ErrorKind::Connection)
            break; // nor is any other
    }
}

Result<TakenOver> takeOver(ProfileStore &store, std::vector<FoundProfile> chosen, FoundPasswords passwords)
{
    std::vector<Profile> profiles;
    for (FoundProfile &each : chosen) {
        if (!each.password.isEmpty() && passwords != FoundPasswords::Drop)
            each.profile.secret = passwords == FoundPasswords::Ask ? SecretSource::Ask : SecretSource::Keychain;
        profiles.push_back(each.profile);
    }
    ASSIGN_OR_RETURN(std::vector<Profile> added, store.addAll(std::move(profiles)));
    TakenOver taken{std::move(added), {}};
    if (passwords == FoundPasswords::Keychain)
        keepPasswords(taken, chosen);
    for (FoundProfile &each : chosen)
        wipeSecret(each.password);
    return taken;
}

Result<void> writeExport(const QString &path, const QByteArray &text, bool replace)
{
    if (!replace && QFile::exists(path))
        return fail(ErrorKind::Conflict, tr("%1 already exists").arg(path));
    return writeWholeFile(path, text);
}

} // namespace howdah::connection
