// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <chrono>
#include <optional>

namespace howdah::connection {
class AllowedFunctions;
}

namespace howdah::operations {

// The lock of production, and what opens it. Whatever is let through stands in the audit log first, on the disk; a log
// that cannot be written keeps it locked. These block.

// What is locked, as the log names it.
struct LockPlace
{
    QString profile; // its name; "" without one
    QString target;  // "user@host:port/database"
    bool operator==(const LockPlace &) const = default;
};

// As what a connection is treated. Production by another name is production; an error where nobody can tell.
[[nodiscard]] Result<connection::Environment>
environmentOf(const connection::ConnInfo &target, connection::Environment said);
[[nodiscard]] Result<connection::Environment> environmentOf(const connection::Profile &profile);

// Who unlocks it says why, and until when where it is locked again by itself. ErrorKind::Usage without a reason.
[[nodiscard]] Result<void>
noteUnlocking(const LockPlace &place, const QString &reason, std::optional<std::chrono::minutes> time = {});
[[nodiscard]] Result<void> noteLocking(const LockPlace &place);

// A function that the operator says only reads, although it does not say so itself (allowedfunctions.h): noted, then
// let through.
[[nodiscard]] Result<void>
allowFunction(connection::AllowedFunctions &allowed, const LockPlace &place, const QString &function);

} // namespace howdah::operations
