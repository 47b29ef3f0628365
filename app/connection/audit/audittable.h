// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditreader.h"
#include "connection/session/session.h"

// The lines of the audit log in a table of the database that they are about: howdah.audit_log. It is made on purpose
// and never by itself, can only be added to (a trigger refuses the rest; its owner could take that away, which the
// chain then shows), and has a chain of hashes of its own, made by the server: of the hash before, the number, the
// time, the user, the log and the line. A line is noted behind its statement, in a transaction of its own: what is
// rolled back is noted as well, and nobody waits for the chain while somebody else's transaction is open.
namespace howdah::connection {

// The name of the sessions that carry lines into a table: what they do is no change that is noted.
inline constexpr QStringView AuditTableSession = u"audit table";

struct AuditTableState
{
    bool exists = false;
    bool isKept = false; // its triggers are there and on
    bool mayInsert = false;
    bool mayRead = false;
    QString owner;
    QStringList writers; // roles that may add lines, besides the owner
    qint64 rows = -1;    // -1: not known
    QString lastHash;
};

// All of these block. ErrorKind::Conflict when there is one already. `writers`: roles that may add lines.
[[nodiscard]] Result<void> createAuditTable(Session &session, const QStringList &writers = {});
// What dropping it sends: to be asked about before.
[[nodiscard]] QString dropAuditTableSql();
[[nodiscard]] Result<void> dropAuditTable(Session &session);
[[nodiscard]] Result<AuditTableState> auditTableState(Session &session);

// ErrorKind::Conflict where the table is no plain one with the chain alone on it: its owner could have hung something
// on it that runs with the rights of whoever writes there. Asked once in a session that writes or reads it.
[[nodiscard]] Result<void> checkAuditTable(Session &session);

// Adds lines; answers the number and the hash of the last one. ErrorKind::NotFound without the table.
struct AuditTableEnd
{
    qint64 id = 0;
    QString hash;
    bool operator==(const AuditTableEnd &) const = default;
};
[[nodiscard]] Result<AuditTableEnd>
insertAuditLines(Session &session, const QString &logId, const std::vector<AuditEntry> &entries);

// The end that this program has last seen, beside the log: what is cut off behind it is missed. By the database.
[[nodiscard]] AuditTableEnd seenAuditTableEnd(const QString &folder, const QString &target);
[[nodiscard]] Result<void> keepAuditTableEnd(const QString &folder, const QString &target, const AuditTableEnd &end);
// Whether the table still has that row.
[[nodiscard]] Result<bool> hasAuditTableEnd(Session &session, const AuditTableEnd &end);
// For who has made the table again.
[[nodiscard]] Result<void> forgetAuditTableEnd(const QString &folder, const QString &target);

// Follows the chain of the table, and holds the lines that are of the log in `folder` against it. `target` is as
// auditTableTarget() says it. A row that was changed, removed, added without the chain or moved is a problem, and so is
// a line that says something else than the file. AuditProblem::line is the number of the row.
[[nodiscard]] Result<AuditReport> verifyAuditTable(Session &session, const QString &folder, const QString &target);
// "system identifier/database": what a table is known by, whoever connects from where.
[[nodiscard]] Result<QString> auditTableTarget(Session &session);

} // namespace howdah::connection
