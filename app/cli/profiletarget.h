// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile.h"

#include <optional>

namespace howdah::cli {

// What --database names: nothing or the profile "private" for the private server, else a URI, keywords, or the name of
// a profile.
struct NamedTarget
{
    bool isPrivateServer = false;
    connection::ConnInfo info; // with the password, where the profile's source has it
    std::optional<connection::Profile> profile;
};

// Asks on the terminal for a password that the profile wants asked. ErrorKind::Usage for what is neither a connection
// nor a profile. Blocks.
[[nodiscard]] Result<NamedTarget> findTarget(const QString &database);

// After a server has refused for want of a password: asks for it where that makes sense. Nothing to do is nothing.
[[nodiscard]] std::optional<Result<connection::ConnInfo>>
askAfterRefusal(const NamedTarget &target, const Error &refusal);

} // namespace howdah::cli
