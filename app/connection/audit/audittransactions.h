// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditreader.h"

namespace howdah::connection {

// What the log says of one transaction: its statements in their order, and how it ended. An entry that is none of a
// transaction stands alone. Never empty.
struct AuditTransaction
{
    std::vector<AuditEntry> entries;
    std::optional<AuditEntry> end; // not there while it runs, and after its program crashed

    [[nodiscard]] const AuditEntry &first() const { return entries.empty() ? end.value() : entries.front(); }
    // Of its end; without one that of its only statement, or of the last that did not go well.
    [[nodiscard]] AuditEntry::Outcome outcome() const;
    [[nodiscard]] qint64 rows() const; // -1: not known of any
    [[nodiscard]] double milliseconds() const;
    // "UPDATE shop.orders SET ...", and how many more there are.
    [[nodiscard]] QString summary() const;
    bool operator==(const AuditTransaction &) const = default;
};

// Whole transactions of which at least one entry fits, the newest first. `filter.limit` counts entries that fit.
// Blocks.
[[nodiscard]] Result<std::vector<AuditTransaction>>
readAuditTransactions(const QString &folder, const AuditFilter &filter = {}, const std::stop_token &stop = {});

// Who an entry is of: the role on the server, and behind it the user of this machine where that is another name. Never
// anything else.
[[nodiscard]] QString auditPerson(const AuditEntry &entry);

// The statement with its parameters in their places, for people; what was masked stays masked.
[[nodiscard]] QString readableSql(const AuditEntry &entry);

} // namespace howdah::connection
