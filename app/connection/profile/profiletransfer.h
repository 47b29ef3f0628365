// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profileimport.h"
#include "connection/profile/profilestore.h"

class QIODevice;

// From a file to profiles and back, as the window and howdahctl do it. All of it blocks: never on the UI thread.
namespace howdah::connection {

[[nodiscard]] QString formatName(ProfileFormat format); // for people: "pgAdmin (servers.json)"
[[nodiscard]] const std::vector<ProfileFormat> &importFormats();
[[nodiscard]] const std::vector<ProfileFormat> &exportFormats();

// What is read of it, at most: one byte more than a file of connections may have, so that a larger one is refused. An
// opened device, or the file of this name. ErrorKind::Usage where it cannot be read.
[[nodiscard]] Result<QByteArray> readProfileFile(const QString &path);
[[nodiscard]] QByteArray readProfileFile(QIODevice &device);

// importProfiles() in this format, or in the one that it looks like. ErrorKind::Usage when that cannot be told. The
// content, which may hold passwords, is wiped.
[[nodiscard]] Result<ProfileImport>
readProfiles(QByteArray content, const QString &origin, std::optional<ProfileFormat> format);

// Where the passwords go that an import found.
enum class FoundPasswords {
    Keychain, // and the profile says that it is there
    Ask,      // nowhere; the profile says that it is asked for each time
    Drop,     // nowhere; the profile says what the import makes of it
};

struct TakenOver
{
    std::vector<Profile> profiles;
    std::vector<ImportNote> notes; // passwords that the keychain has not taken
};
// All of these profiles, or none; then their passwords. ErrorKind::Conflict when a name is taken meanwhile.
[[nodiscard]] Result<TakenOver>
takeOver(ProfileStore &store, std::vector<FoundProfile> chosen, FoundPasswords passwords);

// Whole, or not at all. ErrorKind::Conflict when there is such a file already and it is not to be replaced.
[[nodiscard]] Result<void> writeExport(const QString &path, const QByteArray &text, bool replace);

} // namespace howdah::connection
