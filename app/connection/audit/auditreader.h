// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditanchor.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/changedrow.h"

#include <stop_token>

namespace howdah::connection {

struct AuditFilter
{
    QString text; // in the SQL, the target, the session or the words of the entry; without regard to case
    QString profile;
    QDateTime from;
    QDateTime to; // not included
    std::optional<AuditEntry::Kind> kind;
    AuditedRow row;             // only statements that may have changed it
    qint64 before = 0;          // only numbers below; 0: all
    qint64 after = 0;           // only numbers above
    bool inTransaction = false; // only entries of transactions that had a BEGIN
    qsizetype limit = 1000;
};

// The newest first. Lines that cannot be read are left out: verifyAudit() names them. Blocks.
[[nodiscard]] Result<std::vector<AuditEntry>>
readAudit(const QString &folder, const AuditFilter &filter = {}, const std::stop_token &stop = {});

struct AuditProblem
{
    QString file;
    qint64 line = 0; // 0: the file as a whole
    QString text;
    bool operator==(const AuditProblem &) const = default;
};

struct AuditReport
{
    qint64 entries = 0;
    int files = 0;
    qint64 torn = 0; // lines that a crash cut off, noted by the next one: no problem
    QString lastHash;
    std::vector<AuditProblem> problems;
    std::vector<AuditWitness> witnesses; // anchors that it was held against
    QString noKeychain;                  // why there is none of the keychain
    [[nodiscard]] bool isWhole() const { return problems.empty(); }
};

// Follows the chain from the first line to the head: a line that was changed, removed, added or moved, a file that is
// missing and an end that was cut off, by the head or by an anchor, are each a problem. Blocks, for the keychain too.
// ErrorKind::Io when the folder cannot be read.
[[nodiscard]] Result<AuditReport> verifyAudit(const QString &folder, const std::stop_token &stop = {});

} // namespace howdah::connection
