// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditanchor.h"
#include "connection/audit/auditentry.h"
#include "connection/server/filelock.h"
#include "connection/session/statementobserver.h"

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>

namespace howdah::connection {

// <data folder>/audit
[[nodiscard]] QString auditFolder();

// The append-only log of one folder: files audit-000001.log, ... of at most `fileBytes` each, and `head`, which names
// the last number and hash, so that lines that are taken off the end are missed as well. Several programs may write at
// once; a line is whole or not there, whatever dies meanwhile, and what a crash has torn is noted by the next line.
// What is missing is looked for before anything is added, in the head and in the anchor outside (auditanchor.h): it is
// told to observeAuditLosses(), and the numbers and the chain go on behind the gap, which stays in sight. Any thread.
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
    [[nodiscard]] Result<void> lockAndFindTail(FileLock &lock);
    void goOnBehindGap();
    [[nodiscard]] Result<void> write(AuditTail &tail, std::vector<AuditEntry> &entries, bool durable) const;
    [[nodiscard]] Result<void> writeHead();

    const QString m_folder;
    const qint64 m_fileBytes;
    const bool m_anchored;
    std::mutex m_mutex;
    std::optional<AuditTail> m_tail; // as this program left it
    QString m_id;                    // auditLogId()
};

// Sees the lines that this process has written, whichever log they went to, in their order; on the thread of who has
// written them. Must not write itself. An empty one ends it. Any thread.
using AuditLineObserver = std::function<void(const QString &folder, std::span<const AuditEntry> entries)>;
void observeAuditLines(AuditLineObserver observer);

// Is told what was found missing in a log before something is added to it; on the thread of who adds. An empty one
// ends it. Any thread.
using AuditLossObserver = std::function<void(const Error &)>;
void observeAuditLosses(AuditLossObserver observer);
void tellAuditLoss(const Error &loss);

// Told with each append, behind the lines.
using AuditEndObserver = std::function<void(const QString &folder)>;
void observeAuditEnd(AuditEndObserver observer);

struct AuditFilter
{
    QString text; // in the SQL, the target, the session or the words of the entry; without regard to case
    QString profile;
    QDateTime from;
    QDateTime to; // not included
    std::optional<AuditEntry::Kind> kind;
    qint64 before = 0; // only numbers below; 0: all
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

// Writes what sessions do into a log: give it to observeStatements(). What cannot be written is told to `failed`, once
// for each reason. Any thread.
class AuditRecorder final
{
public:
    using Failed = std::function<void(const Error &)>;

    explicit AuditRecorder(std::shared_ptr<AuditLog> log, Failed failed = {});

    void take(std::span<const StatementEvent> events);
    // The profile under which what goes to `target` ("user@host:port/database") is noted.
    void nameTarget(const QString &target, const QString &profile);

private:
    struct Transaction
    {
        qint64 number = 0;
        int changes = 0;
        bool readOnly = false; // nothing in it can change anything
    };

    [[nodiscard]] AuditEntry entryOf(const StatementEvent &event) const;
    void takeOne(const StatementEvent &event, std::vector<AuditEntry> &entries);
    void followTransaction(const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries);
    void followDisk(const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries);

    std::shared_ptr<AuditLog> m_log;
    Failed m_failed;
    std::mutex m_mutex;
    QHash<QString, QString> m_profiles;
    QHash<quint64, Transaction> m_open;        // by session
    QHash<quint64, QList<qint64>> m_notOnDisk; // by session: committed with DurableLater
    qint64 m_transactions = 0;
    QString m_lastFailure;
};

// The name of the sessions that carry lines into a table: what they do is no change that is noted.
inline constexpr QStringView AuditTableSession = u"audit table";

// What both programs do at their start: everything that sessions change from here on goes into the usual log, and into
// the tables that are wanted (audittablewriter.h). `lost`: see observeAuditLosses().
std::shared_ptr<AuditRecorder> startAudit(AuditRecorder::Failed failed, AuditLossObserver lost = {});

} // namespace howdah::connection
