// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <vector>

namespace howdah::connection {

// Notes in the audit log which profiles are made, changed and removed: the names of the fields, and of their values
// only the environment, which decides what is locked. Before they are written; an error is a reason to leave them as
// they are, and comes only where one of production is concerned.
[[nodiscard]] Result<void> noteProfileChanges(const std::vector<Profile> &before, const std::vector<Profile> &after);

// The fields in which two differ, as they stand in the file: "environment", "target.host". Pure.
[[nodiscard]] QStringList changedFields(const Profile &before, const Profile &after);

} // namespace howdah::connection
