// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/foundprofile.h"

#include <optional>

namespace howdah::connection {

enum class ProfileFormat {
    Howdah,      // what exportProfiles() writes
    Uri,         // one URI or line of keywords a line
    DotEnv,      // a .env file with DATABASE_*
    ServiceFile, // pg_service.conf
    PassFile,    // .pgpass
    PgAdmin,     // servers.json
    DBeaver,     // data-sources.json
};

[[nodiscard]] QString formatKey(ProfileFormat format); // "dotenv", for the command line
[[nodiscard]] std::optional<ProfileFormat> readFormat(QStringView key);
// By the name of the file, then by how it begins.
[[nodiscard]] std::optional<ProfileFormat> guessFormat(const QString &fileName, const QByteArray &content);

// What a field does, for people: "the line would go to 10.0.0.7 and not to the host".
[[nodiscard]] QString describe(const Detour &detour);

// Reads what another program keeps. Programs that a file names are never taken over: a file from elsewhere could run
// anything. `origin` is its path, for names and for notes. ErrorKind::Invalid for what cannot be read at all, with its
// place; ErrorKind::Usage for a .env that lets TypeORM change tables by itself (DATABASE_SYNCHRONIZE=true).
[[nodiscard]] Result<ProfileImport>
importProfiles(ProfileFormat format, const QByteArray &content, const QString &origin);

// A host or database with an @: of a URI whose password was not percent-encoded.
[[nodiscard]] bool isMisread(const ConnInfo &target);

// Formats for export: Howdah, Uri, ServiceFile; ErrorKind::Usage for others. No secrets, and no programs.
struct ProfileExport
{
    QByteArray text;
    std::vector<ImportNote> notes; // what that format cannot hold
};
[[nodiscard]] Result<ProfileExport> exportProfiles(ProfileFormat format, const std::vector<Profile> &profiles);

// What an import would do to the profiles that are there.
struct ImportPlan
{
    std::vector<FoundProfile> add; // with names that are free
    QStringList present;           // profiles that lead to the same place as the same user already
};
[[nodiscard]] ImportPlan planImport(const ProfileImport &import, const std::vector<Profile> &present);

} // namespace howdah::connection
