// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "connection/profile/profile.h"

#include <memory>
#include <optional>

namespace howdah::connection {
class SshForward;
}

namespace howdah::cli {

// What --database names: nothing or the profile "private" for the private server, else a URI, keywords, or the name of
// a profile.
struct NamedTarget
{
    bool isPrivateServer = false;
    connection::ConnInfo info; // with the password, where the profile's source has it; locked in production
    std::optional<connection::Profile> profile;
    std::shared_ptr<connection::SshForward> tunnel; // of the profile; open as long as this lives

    [[nodiscard]] bool isGuarded() const
    {
        return profile && profile->environment == connection::Environment::Production;
    }
};

enum class Purpose {
    Any,
    ReadingOnly, // locked in production without a word: nothing would be written anyway
    Test,        // as it is: the server shall say what it does by itself
};

// Asks on the terminal for a password that the profile wants asked. A profile of production is locked for writing,
// which is told, unless --unlock gives a reason, which is noted in the audit log first; so is what leads to the same
// place by other words (productionplaces.h). ErrorKind::Usage for what is neither a connection nor a profile. Blocks.
[[nodiscard]] Result<NamedTarget> findTarget(Output &output, const QString &database, Purpose purpose = Purpose::Any);

// After a server has refused for want of a password: asks for it where that makes sense. Nothing to do is nothing.
[[nodiscard]] std::optional<Result<connection::ConnInfo>>
askAfterRefusal(const NamedTarget &target, const Error &refusal);

} // namespace howdah::cli
