// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <vector>

namespace howdah::connection {

// Something that was found and not taken over, or taken otherwise than it stood there.
struct ImportNote
{
    QString place; // "line 3", "server 2: TunnelPassword"
    QString why;
    bool operator==(const ImportNote &) const = default;
};

// A field that leads elsewhere than the host says, or lets others see or read more: left out of an import unless the
// operator agrees to it.
struct Detour
{
    QString key;
    QString value;
    bool operator==(const Detour &) const = default;
};

struct FoundProfile
{
    Profile profile;
    // For the keychain, if the operator wants it there; never for a file.
    QString password;
    std::vector<Detour> leftOut;
};

struct ProfileImport
{
    std::vector<FoundProfile> profiles;
    std::vector<ImportNote> notes;
};

// Puts the fields of these names back that were left out of it. ErrorKind::Usage for a value that a profile cannot
// have.
[[nodiscard]] Result<void> agreeTo(FoundProfile &found, const QStringList &keys);
} // namespace howdah::connection
