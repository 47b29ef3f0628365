// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/foundprofile.h"

#include <QJsonObject>

// The readers behind importProfiles(), one a format, and what they share.
namespace howdah::connection {

constexpr qsizetype LargestProfileFile = 16 << 20;

[[nodiscard]] Result<ProfileImport> importDotEnv(const QString &text, const QString &origin);
[[nodiscard]] Result<ProfileImport> importServiceFile(const QString &text, const QString &origin);
[[nodiscard]] Result<ProfileImport> importPassFile(const QString &text, const QString &origin);
[[nodiscard]] Result<ProfileImport> importPgAdmin(const QJsonObject &document);
[[nodiscard]] Result<ProfileImport> importDBeaver(const QJsonObject &document);
[[nodiscard]] Result<ProfileImport> importHowdah(const QJsonObject &document);

// Sets a field where it may be set, and notes where not. A secret goes to `found.password`.
void takeField(
    FoundProfile &found, const QString &key, const QString &value, const QString &place,
    std::vector<ImportNote> &notes);
// Adds it, with a name, if it can be used; else notes why not.
void finish(ProfileImport &import, FoundProfile found, const QString &place);
[[nodiscard]] QString lineText(qsizetype line);

} // namespace howdah::connection
