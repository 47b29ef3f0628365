// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/session/statement.h"

#include <QDateTime>
#include <QJsonObject>

namespace howdah::connection {

// One line of the audit log. A line is a JSON object, written without blanks and with its names in order, that ends in
// "hash": the SHA-256, in hexadecimal, of the hash of the line before it (nothing for the first) followed by the line
// up to there.
struct AuditEntry
{
    enum class Kind {
        Statement,
        End, // of a transaction that held such statements: what became of them
        Unlock,
        Lock,
        Note,    // of the log itself
        Profile, // made, changed or removed: the names of its fields
    };
    // Of statements as StatementEvent has them; Committed and RolledBack of an End.
    enum class Outcome { Done, Failed, Undone, Unknown, Refused, Committed, RolledBack };

    qint64 number = 0; // from 1, in the order of writing; given by the log
    QDateTime at;      // UTC
    Kind kind = Kind::Statement;
    Outcome outcome = Outcome::Done;
    QString profile;
    QString target;     // "user@host:port/database"
    QString settings;   // of the platform that it ran with, "name=value": its tenant
    QString systemUser; // who ran this program
    QString session;    // its name
    qint64 process = 0;
    int backendPid = 0;
    qint64 transaction = 0; // a number in this process for the statements between BEGIN and the end; 0: of its own
    QString sql;            // as it was sent; secrets are masked
    std::vector<std::optional<QString>> parameters;
    QString command; // the server's command tag
    qint64 rows = -1;
    double milliseconds = 0;
    QString sqlState;
    QString text; // the error, the reason, the note

    bool operator==(const AuditEntry &) const = default;
};

[[nodiscard]] QString auditKindName(AuditEntry::Kind kind); // "statement", in the file
[[nodiscard]] std::optional<AuditEntry::Kind> readAuditKind(QStringView name);
[[nodiscard]] QString auditOutcomeName(AuditEntry::Outcome outcome); // "rolled-back"
[[nodiscard]] QString auditOutcomeWord(AuditEntry::Outcome outcome); // for people

// One object on one line, its members in alphabetical order; those that say nothing are left out.
[[nodiscard]] QByteArray auditJson(const AuditEntry &entry);
[[nodiscard]] Result<AuditEntry> auditEntryFromJson(const QJsonObject &object);

// Masked and cut for the log: passwords in the text of a statement (PASSWORD '...', connection strings, what crypt()
// and pgp_sym_encrypt() are given) and the parameters that stand in such places become "***"; what is longer than
// `AuditTextLimit` is cut, and its length and SHA-256 are told.
inline constexpr qsizetype AuditTextLimit = qsizetype(64) * 1024;
struct AuditedStatement
{
    QString sql;
    std::vector<std::optional<QString>> parameters;
};
[[nodiscard]] AuditedStatement audited(const Statement &statement);

// Whether a statement may change something: by its words, and for a SELECT by the functions that it calls, of which
// only the well-known ones that read are passed over. Pure.
[[nodiscard]] bool mayChange(const QString &sql);

} // namespace howdah::connection
