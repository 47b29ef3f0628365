// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"
#include "operations/writelock.h"

#include <optional>

namespace howdah::ui {

// Where a connection goes, as the operator said it; nowhere before the first.
struct Destination
{
    connection::ConnInfo target; // as it was given, open for writing; empty for the private server
    std::optional<connection::Profile> profile;
    std::optional<QString> privateDatabase; // of the private server

    [[nodiscard]] bool isPrivateServer() const { return privateDatabase.has_value(); }
    [[nodiscard]] bool isNowhere() const { return !isPrivateServer() && target.values.isEmpty(); }
    [[nodiscard]] bool isTunnelled() const { return profile && profile->ssh.enabled; }
    [[nodiscard]] QString label() const;       // "howdah on the private server", "app@db.example.org/orders"
    [[nodiscard]] QString serverLabel() const; // the same without the database
    // The same each time: a tunnel's near end is not part of it. Names what belongs to it on the disk. `reached`: as it
    // is reached from here.
    [[nodiscard]] QString identity(const connection::ConnInfo &reached) const;
    [[nodiscard]] connection::PoolLimits limits() const;
    [[nodiscard]] operations::LockPlace lockPlace() const; // in the audit log
};

} // namespace howdah::ui
