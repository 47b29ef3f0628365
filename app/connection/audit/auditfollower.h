// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"

#include <functional>
#include <memory>
#include <span>

namespace howdah::connection {

// Hears what this process does to an audit log, for as long as it lives; a call that is under way at its end still
// comes. There may be several, and none can end another. What is followed are the files of a folder and not one
// AuditLog: whoever notes something opens the log for himself, as other programs do at the same time, and a line is the
// same line whoever has written it. The register of followers is therefore one for the process, by folder. Made and
// ended on any thread.
class AuditFollower final
{
public:
    // Each may be empty. On the thread of who writes, in the order of the lines; must not write itself.
    struct Calls
    {
        std::function<void(const QString &folder, std::span<const AuditEntry> entries)> written = {};
        // With each append, behind the lines, and when the log begins anew.
        std::function<void()> ended = {};
        // What was found missing in the log, before something is added to it or by who looks (AuditKeeper).
        std::function<void(const Error &loss)> lost = {};
    };

    // "" follows the logs of all folders.
    AuditFollower(const QString &folder, Calls calls);
    ~AuditFollower();
    AuditFollower(const AuditFollower &) = delete;
    AuditFollower &operator=(const AuditFollower &) = delete;

private:
    const std::shared_ptr<const Calls> m_calls;
};

// To those that follow the log of this folder. For who writes or reads it.
void reportAuditLines(const QString &folder, std::span<const AuditEntry> entries);
void reportAuditEnd(const QString &folder);
void reportAuditLoss(const QString &folder, const Error &loss);

} // namespace howdah::connection
