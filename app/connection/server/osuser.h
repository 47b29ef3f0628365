// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <vector>

#include <sys/types.h>

namespace howdah::connection {

// An account of the operating system.
struct OsUser
{
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
    QString name;
    QString home;
};

// Who runs the private server: this program's user, or `postgres` when that is root, as PostgreSQL refuses to run as
// root.
[[nodiscard]] Result<OsUser> serverUser();

// The name of an account, its number when it has no name.
[[nodiscard]] QString userName(uid_t uid);

// The topmost folder on the way down to and including `folder` that `user` may not enter; empty when there is none.
// Judged by the mode bits, so only for explaining a refusal.
[[nodiscard]] QString firstClosedFolder(const OsUser &user, const QString &folder);

} // namespace howdah::connection
