// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/auditlog.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "connection/auditfiles.h"
#include "connection/audittablewriter.h"
#include "connection/filelock.h"
#include "connection/osuser.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static QString tr(const char *text) { return QCoreApplication::translate("Audit", text); }

QString auditFolder() { return dataFolder() + u"/audit"_s; }

// Where the log ends.
struct AuditLog::Tail
{
    int file = 0; // its number; 0: there is none yet
    qint64 size = 0;
    qint64 number = 0;
    QByteArray hash;
    bool torn = false; // the last line has no end
};

AuditLog::AuditLog(QString folder, qint64 fileBytes)
    : m_folder(std::move(folder))
    , m_fileBytes(fileBytes)
{
}

AuditLog::~AuditLog() = default;

static Error ioError(const QString &path, int cause = errno)
{
    return makeError(
        ErrorKind::Io, tr("The audit log cannot be written: %1: %2").arg(path, QString::fromLocal8Bit(strerror(cause))),
        tr("What has changed meanwhile is not noted. Make room, or give this user the folder."));
}

// Reads where it ends from the last file; a torn last line does not count.
Result<void> AuditLog::findTail(Tail &tail) const
{
    tail = {};
    const QList<AuditFile> files = auditFiles(m_folder);
    for (auto it = files.rbegin(); it != files.rend(); ++it) {
        QFile file(it->path);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(file.fileName(), file.errorString()));
        if (tail.file == 0) {
            tail.file = it->number;
            tail.size = file.size();
        }
        // Lines are short but for a few: from the end in growing steps, until a whole one is found.
        for (qint64 step = 4096;; step *= 8) {
            const qint64 from = std::max<qint64>(0, file.size() - step);
            file.seek(from);
            const QByteArray end = file.read(file.size() - from);
            if (it->number == tail.file)
                tail.torn = !end.isEmpty() && !end.endsWith('\n');
            if (const auto last = lastAuditLine(end, from == 0)) {
                tail.number = last->number;
                tail.hash = last->hash;
                return {};
            }
            if (from == 0)
                break;
        }
    }
    return {};
}

// A part that is written is a disk that has just filled up: the next write says so in errno.
static bool writeWhole(int file, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(file, bytes.constData() + done, size_t(bytes.size() - done));
        if (count < 0 && errno != EINTR)
            return false;
        done += std::max<ssize_t>(0, count);
    }
    return true;
}

// One write, so that the lines are there or not; half a line of a full disk is taken back.
Result<void> AuditLog::write(Tail &tail, std::vector<AuditEntry> &entries, bool durable) const
{
    Tail next = tail;
    if (next.file == 0 || (next.size >= m_fileBytes && !next.torn)) {
        ++next.file;
        next.size = 0;
    }
    const QString path = auditFilePath(m_folder, next.file);
    const int file =
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fail(ioError(path));
    static const QString user = userName(::geteuid());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QByteArray bytes = next.torn ? "\n" : "";
    for (AuditEntry &entry : entries) {
        entry.number = ++next.number;
        if (!entry.at.isValid())
            entry.at = now;
        entry.systemUser = user;
        entry.process = QCoreApplication::applicationPid();
        const AuditLine line = auditLine(entry, next.hash);
        next.hash = line.hash;
        bytes += line.text + '\n';
    }
    const bool written = writeWhole(file, bytes) && (!durable || ::fsync(file) == 0);
    const int cause = errno;
    if (!written)
        (void)::ftruncate(file, next.size);
    ::close(file);
    if (!written)
        return fail(ioError(path, cause));
    next.size += bytes.size();
    next.torn = false;
    tail = next;
    return {};
}

Result<void> AuditLog::writeHead(const Tail &tail) const
{
    const QString path = auditHeadPath(m_folder);
    const int file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fail(ioError(path));
    const QByteArray bytes = auditHead(tail.number, tail.hash);
    const bool written = ::pwrite(file, bytes.constData(), size_t(bytes.size()), 0) == bytes.size();
    const int cause = errno;
    ::close(file);
    return written ? Result<void>() : fail(ioError(path, cause));
}

Result<void> AuditLog::lockAndFindTail(FileLock &lock)
{
    const QString lockFile = m_folder + u"/lock"_s;
    Result<FileLock> locked = FileLock::acquire(lockFile, FileLock::Mode::Exclusive);
    if (!locked) {
        if (!makePrivateFolder(m_folder))
            return fail(ioError(m_folder));
        locked = FileLock::acquire(lockFile, FileLock::Mode::Exclusive);
    }
    if (!locked)
        return fail(locked.error());
    lock = std::move(*locked);
    if (!m_tail)
        m_tail = std::make_unique<Tail>();
    // Another program may have written meanwhile.
    struct stat now{};
    const QByteArray path = QFile::encodeName(auditFilePath(m_folder, m_tail->file));
    const QByteArray next = QFile::encodeName(auditFilePath(m_folder, m_tail->file + 1));
    const bool asLeft = m_tail->file > 0 && ::stat(path.constData(), &now) == 0 && now.st_size == m_tail->size
                     && ::access(next.constData(), F_OK) != 0;
    return asLeft ? Result<void>() : findTail(*m_tail);
}

namespace {

class LineObserver final
{
public:
    [[nodiscard]] std::shared_ptr<const AuditLineObserver> read() const
    {
        const std::lock_guard lock(m_mutex);
        return m_observer;
    }
    void set(AuditLineObserver observer)
    {
        const std::lock_guard lock(m_mutex);
        m_observer = observer ? std::make_shared<const AuditLineObserver>(std::move(observer)) : nullptr;
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const AuditLineObserver> m_observer;
};

LineObserver &lineObserver()
{
    static LineObserver one;
    return one;
}

} // namespace

void observeAuditLines(AuditLineObserver observer) { lineObserver().set(std::move(observer)); }

Result<std::vector<AuditEntry>> AuditLog::append(std::vector<AuditEntry> entries, bool durable)
{
    if (entries.empty())
        return entries;
    const std::lock_guard guard(m_mutex); // those who look on see the lines in their order
    if (auto appended = appendLocked(entries, durable); !appended)
        return fail(appended.error());
    if (const auto observer = lineObserver().read())
        (*observer)(m_folder, entries);
    return entries;
}

Result<void> AuditLog::appendLocked(std::vector<AuditEntry> &entries, bool durable)
{
    FileLock lock;
    if (auto found = lockAndFindTail(lock); !found)
        return found;
    const bool torn = m_tail->torn;
    if (torn) {
        AuditEntry note;
        note.kind = AuditEntry::Kind::Note;
        note.text = tr("The line before was cut off: the program, the machine or the disk ended while it was written.");
        entries.insert(entries.begin(), note);
    }
    if (auto written = write(*m_tail, entries, durable); !written) {
        m_tail.reset();
        return written;
    }
    if (auto head = writeHead(*m_tail); !head)
        return head;
    if (torn)
        entries.erase(entries.begin());
    return {};
}

Result<AuditEntry> AuditLog::append(AuditEntry entry, bool durable)
{
    const Result<std::vector<AuditEntry>> written = append(std::vector{std::move(entry)}, durable);
    return written ? Result<AuditEntry>(written->front()) : fail(written.error());
}

// ---- the recorder

AuditRecorder::AuditRecorder(std::shared_ptr<AuditLog> log, Failed failed)
    : m_log(std::move(log))
    , m_failed(std::move(failed))
{
}

void AuditRecorder::nameTarget(const QString &target, const QString &profile)
{
    const std::lock_guard lock(m_mutex);
    m_profiles.insert(target, profile);
}

void AuditRecorder::take(std::span<const StatementEvent> events)
{
    const std::lock_guard lock(m_mutex);
    std::vector<AuditEntry> entries;
    for (const StatementEvent &event : events) {
        if (event.sessionName != AuditTableSession)
            takeOne(event, entries);
    }
    const Result<std::vector<AuditEntry>> written = m_log->append(std::move(entries));
    if (written || !m_failed)
        return;
    if (std::exchange(m_lastFailure, written.error().message) != written.error().message)
        m_failed(written.error());
}

AuditEntry AuditRecorder::entryOf(const StatementEvent &event) const
{
    AuditEntry entry;
    entry.profile = m_profiles.value(event.target);
    entry.target = event.target;
    entry.session = event.sessionName;
    entry.backendPid = event.backendPid;
    entry.command = QString::fromLatin1(event.command);
    entry.rows = event.rows;
    entry.milliseconds = event.milliseconds;
    if (event.error) {
        entry.sqlState = event.error->sqlState;
        entry.text = event.error->message;
    }
    return entry;
}

// BEGIN opens one; COMMIT and ROLLBACK end it. The tag of a COMMIT that failed is ROLLBACK.
void AuditRecorder::followTransaction(
    const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries)
{
    using Outcome = StatementEvent::Outcome;
    const bool ran = event.outcome == Outcome::Done;
    if (verb == "BEGIN" || verb == "START TRANSACTION") {
        if (ran)
            m_open.insert(
                event.session,
                {++m_transactions, 0, event.statement->sql.contains("READ ONLY"_L1, Qt::CaseInsensitive)});
        return;
    }
    const bool lost = event.outcome == Outcome::Unknown;
    const bool ends = verb == "COMMIT" || verb == "ROLLBACK" || lost || verb == "PREPARE TRANSACTION";
    const auto open = m_open.constFind(event.session);
    if (open == m_open.constEnd() || !ends || (!ran && !lost && verb != "COMMIT"))
        return;
    const Transaction ended = *open;
    m_open.erase(open);
    if (ended.changes == 0)
        return;
    AuditEntry entry = entryOf(event);
    entry.kind = AuditEntry::Kind::End;
    entry.transaction = ended.number;
    entry.rows = -1;
    entry.outcome = lost                          ? AuditEntry::Outcome::Unknown
                  : ran && verb == "COMMIT"       ? AuditEntry::Outcome::Committed
                  : verb == "PREPARE TRANSACTION" ? AuditEntry::Outcome::Done
                                                  : AuditEntry::Outcome::RolledBack;
    if (entry.outcome == AuditEntry::Outcome::Committed && event.statement->sql.endsWith(DurableLater)) {
        entry.text = tr("Durable with the end of the run: a crash of the server before that takes it back.");
        m_notOnDisk[event.session] << ended.number;
    }
    entries.push_back(entry);
}

// The next COMMIT that waits for the disk brings along what did not. A line that is lost before that may be that of a
// server which has crashed: then what was said above is not known any more.
void AuditRecorder::followDisk(const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries)
{
    using Outcome = StatementEvent::Outcome;
    const auto waiting = m_notOnDisk.constFind(event.session);
    if (waiting == m_notOnDisk.constEnd())
        return;
    const bool lost = event.outcome == Outcome::Unknown || (event.error && event.error->kind == ErrorKind::Connection);
    const bool flushed =
        event.outcome == Outcome::Done && verb == "COMMIT" && !event.statement->sql.endsWith(DurableLater);
    if (!lost && !flushed)
        return;
    for (const qint64 number : lost ? *waiting : QList<qint64>()) {
        AuditEntry entry = entryOf(event);
        entry.kind = AuditEntry::Kind::End;
        entry.outcome = AuditEntry::Outcome::Unknown;
        entry.transaction = number;
        entry.command.clear();
        entry.rows = -1;
        entry.text = tr("The line was lost before this was known to be on the disk: a server that has crashed has "
                        "taken it back. The history of migrations tells.");
        entries.push_back(std::move(entry));
    }
    m_notOnDisk.erase(waiting);
}

void AuditRecorder::takeOne(const StatementEvent &event, std::vector<AuditEntry> &entries)
{
    using Outcome = StatementEvent::Outcome;
    const QString &sql = event.statement->sql;
    QByteArray verb = event.command;
    if (verb.isEmpty())
        verb = sql.left(20).trimmed().section(u' ', 0, 0).toUpper().remove(u';').toLatin1();
    if (verb == "END")
        verb = "COMMIT";
    const auto reading = m_open.constFind(event.session);
    const bool onlyReads = reading != m_open.constEnd() && reading->readOnly;
    const bool changes = event.outcome == Outcome::Refused || (!onlyReads && mayChange(sql));
    if (changes && verb != "COMMIT" && verb != "ROLLBACK") {
        AuditEntry entry = entryOf(event);
        entry.outcome = event.outcome == Outcome::Done    ? AuditEntry::Outcome::Done
                      : event.outcome == Outcome::Failed  ? AuditEntry::Outcome::Failed
                      : event.outcome == Outcome::Undone  ? AuditEntry::Outcome::Undone
                      : event.outcome == Outcome::Unknown ? AuditEntry::Outcome::Unknown
                                                          : AuditEntry::Outcome::Refused;
        AuditedStatement text = audited(*event.statement);
        entry.sql = std::move(text.sql);
        entry.parameters = std::move(text.parameters);
        if (const auto open = m_open.find(event.session); open != m_open.end()) {
            entry.transaction = open->number;
            ++open->changes;
        }
        entries.push_back(std::move(entry));
    }
    followTransaction(event, verb, entries);
    followDisk(event, verb, entries);
}

std::shared_ptr<AuditRecorder> startAudit(AuditRecorder::Failed failed)
{
    auto recorder = std::make_shared<AuditRecorder>(std::make_shared<AuditLog>(), std::move(failed));
    carryAuditLines();
    observeStatements([recorder](std::span<const StatementEvent> events) { recorder->take(events); });
    return recorder;
}

} // namespace howdah::connection
