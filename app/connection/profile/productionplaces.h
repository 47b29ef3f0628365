// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <optional>
#include <vector>

namespace howdah::connection {

// Production is production by whatever words somebody gets there. The profile of production among these that a
// connection leads to: one of its hosts (or addresses), with its port, and its database are the same. All names and
// addresses of this machine are one host, and so are its sockets; names are not looked up, so that another name of the
// same server is another host. A profile with a tunnel is where its tunnel ends: on its own host of ssh, where it says
// localhost. Reads the service file of a connection that names a service.
[[nodiscard]] std::optional<Profile> productionAt(const ConnInfo &target, const std::vector<Profile> &profiles);

// Among this user's profiles. An error where they cannot be read: then nobody knows.
[[nodiscard]] Result<std::optional<Profile>> productionAt(const ConnInfo &target);

// The same for a profile, which is not less of production for what it calls itself: itself, where it says so, or the
// one that leads to the same place.
[[nodiscard]] Result<std::optional<Profile>> productionAt(const Profile &profile);

// Whether the line proves who answers, so that no one on the way can be the server: by its name in a verified
// certificate, by the channel that the password is bound to, or because it does not leave this machine.
[[nodiscard]] bool provesServer(const ConnInfo &target);

} // namespace howdah::connection
