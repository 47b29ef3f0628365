// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"
#include "connection/audit/auditfiles.h"
#include "connection/server/filelock.h"

#include <memory>
#include <mutex>

namespace howdah::connection {

// The append-only log of one folder: files audit-000001.log, ... of at most `fileBytes` each, and `head`, which names
// the last number and hash, so that lines that are taken off the end are missed as well. Several programs may write at
// once; a line is whole or not there, whatever dies meanwhile, and what a crash has torn is noted by the next line.
// What is missing is looked for before anything is added, in the head and in the anchor outside (auditanchor.h): it is
// told to its followers (auditfollower.h), and the numbers and the chain go on behind the gap, which stays in sight.
// Any thread.
class AuditLog final
{
public:
    static constexpr qint64 FileBytes = 16 * 1024 * 1024;

    explicit AuditLog(QString folder = auditFolder(), qint64 fileBytes = FileBytes);
    ~AuditLog();

    [[nodiscard]] const QString &folder() const { return m_folder; }

    // Writes one line; number, time (when it has none), user and process are filled in. ErrorKind::Io says why not:
    // then nothing of it is there. `durable`: on the disk when it returns.
    Result<AuditEntry> append(AuditEntry entry, bool durable = false);
    // All of them with one write.
    Result<std::vector<AuditEntry>> append(std::vector<AuditEntry> entries, bool durable = false);

    // Puts the files of what there is aside, in a folder beside them that it answers, and begins a new log with a line
    // that says why, and how the old one ended: what was found missing is no finding any more.
    Result<QString> beginAnew(const QString &reason);

private:
    Result<void> appendLocked(std::vector<AuditEntry> &entries, bool durable);
    [[nodiscard]] Result<AuditTail *> lockAndFindTail(FileLock &lock);
    void goOnBehindGap(AuditTail &tail) const;
    [[nodiscard]] Result<void> write(AuditTail &tail, std::vector<AuditEntry> &entries, bool durable) const;
    [[nodiscard]] Result<void> writeHead(const AuditHead &last);

    const QString m_folder;
    const qint64 m_fileBytes;
    const bool m_anchored;
    std::mutex m_mutex;
    std::optional<AuditTail> m_tail; // as this program left it
    QString m_id;                    // auditLogId()
};

} // namespace howdah::connection
