// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"

#include <QList>

// How the audit log lies on the disk; see auditentry.h for a line and AuditLog for the rest.
namespace howdah::connection {

// <data folder>/audit
[[nodiscard]] QString auditFolder();

struct AuditFile
{
    int number = 0;
    QString path;
};

[[nodiscard]] QList<AuditFile> auditFiles(const QString &folder); // in the order of their numbers
[[nodiscard]] QString auditFilePath(const QString &folder, int number);
[[nodiscard]] QString auditHeadPath(const QString &folder);

struct AuditLine
{
    QByteArray text; // without the line break
    QByteArray hash; // in hexadecimal
};
[[nodiscard]] AuditLine auditLine(const AuditEntry &entry, const QByteArray &previous);

// A line taken apart; nothing when it has not the form of one.
struct AuditParts
{
    QByteArrayView body; // what is hashed
    QByteArray hash;
};
[[nodiscard]] std::optional<AuditParts> auditParts(QByteArrayView line);
[[nodiscard]] QByteArray auditHash(const QByteArray &previous, QByteArrayView body);

[[nodiscard]] Result<AuditEntry> auditEntryIn(QByteArrayView line);

struct AuditHead
{
    qint64 number = 0;
    QByteArray hash;
    bool operator==(const AuditHead &) const = default;
};
[[nodiscard]] QByteArray auditHead(qint64 number, const QByteArray &hash); // always of one length
[[nodiscard]] std::optional<AuditHead> readAuditHead(const QByteArray &text);

// Where a log ends.
struct AuditTail
{
    int file = 0; // its number; 0: there is none yet
    qint64 size = 0;
    AuditHead last;
    bool open = false; // the last line has no line break
    bool torn = false; // ... and is not whole
};
[[nodiscard]] Result<AuditTail> findAuditTail(const QString &folder);

// The hash of one line; nothing when there is no such line.
[[nodiscard]] Result<std::optional<QByteArray>> auditHashOf(const QString &folder, qint64 number);

} // namespace howdah::connection
