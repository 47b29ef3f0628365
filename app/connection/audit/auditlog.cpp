// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditlog.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/audittable.h"
#include "connection/audit/audittablewriter.h"
#include "connection/server/filelock.h"
#include "connection/audit/latecommits.h"
#include "connection/server/osuser.h"
#include "connection/readonly/readonlyrules.h"
#include "sql/leadingwords.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
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

AuditLog::AuditLog(QString folder, qint64 fileBytes)
    : m_folder(std::move(folder))
    , m_fileBytes(fileBytes)
    , m_anchored(isAnchored(m_folder))
{
}

AuditLog::~AuditLog() = default;

static Error ioError(const QString &path, int cause = errno)
{
    return makeError(
        ErrorKind::Io, tr("The audit log cannot be written: %1: %2").arg(path, QString::fromLocal8Bit(strerror(cause))),
        tr("What has changed meanwhile is not noted. Make room, or give this user the folder."));
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
Result<void> AuditLog::write(AuditTail &tail, std::vector<AuditEntry> &entries, bool durable) const
{
    AuditTail next = tail;
    if (next.file == 0 || (next.size >= m_fileBytes && !next.open)) {
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
    QByteArray bytes = next.open ? "\n" : "";
    for (AuditEntry &entry : entries) {
        entry.number = ++next.last.number;
        if (!entry.at.isValid())
            entry.at = now;
        entry.systemUser = user;
        entry.process = QCoreApplication::applicationPid();
        const AuditLine line = auditLine(entry, next.last.hash);
        next.last.hash = line.hash;
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
    next.open = false;
    next.torn = false;
    tail = next;
    return {};
}

// The anchor outside goes along; where it cannot be kept verifying says that there is none.
Result<void> AuditLog::writeHead()
{
    const QString path = auditHeadPath(m_folder);
    const int file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fail(ioError(path));
    const QByteArray bytes = auditHead(m_tail->last.number, m_tail->last.hash);
    const bool written = ::pwrite(file, bytes.constData(), size_t(bytes.size()), 0) == bytes.size();
    const int cause = errno;
    ::close(file);
    if (!written)
        return fail(ioError(path, cause));
    if (m_anchored && m_id.isEmpty())
        m_id = auditLogId(m_folder).value_or(QString());
    if (m_anchored)
        (void)keepAnchorInFile({m_tail->last, m_id});
    return {};
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
    // Another program may have written meanwhile.
    if (m_tail && m_tail->file > 0) {
        struct stat now{};
        const QByteArray path = QFile::encodeName(auditFilePath(m_folder, m_tail->file));
        const QByteArray next = QFile::encodeName(auditFilePath(m_folder, m_tail->file + 1));
        if (::stat(path.constData(), &now) == 0 && now.st_size == m_tail->size && ::access(next.constData(), F_OK) != 0)
            return {};
    }
    Result<AuditTail> found = findAuditTail(m_folder);
    if (!found)
        return fail(found.error());
    m_tail = std::move(*found);
    goOnBehindGap();
    return {};
}

// Where the head or the anchor names a line behind the last one, or another one in its place, something was taken away.
// What is added goes on from there, as it would have: then it does not fit to what is left, and verifying names the
// gap for ever.
void AuditLog::goOnBehindGap()
{
    QFile file(auditHeadPath(m_folder));
    const auto head = file.open(QIODevice::ReadOnly) ? readAuditHead(file.readAll()) : std::nullopt;
    const auto anchor = m_anchored ? anchorOfFile() : std::nullopt;
    const AuditHead left = m_tail->last;
    for (const auto &known : {head, anchor ? std::optional(anchor->end) : std::nullopt}) {
        AuditHead &last = m_tail->last;
        if (known && (known->number > last.number || (known->number == last.number && known->hash != last.hash)))
            last = *known;
    }
    if (m_tail->last == left)
        return;
    tellAuditLoss(makeError(
        ErrorKind::Conflict,
        tr("Lines of the audit log are missing: it had %1, and ends with line %2")
            .arg(m_tail->last.number)
            .arg(left.number),
        tr("They were taken away, or the machine lost them with its power. `howdahctl audit verify` names the place; "
           "the "
           "log goes on behind the gap, which stays visible.")));
}

namespace {

// Who looks on, for each kind of news.
template <typename Function>
class Observer final
{
public:
    [[nodiscard]] std::shared_ptr<const Function> read() const
    {
        const std::lock_guard lock(m_mutex);
        return m_observer;
    }
    void set(Function observer)
    {
        const std::lock_guard lock(m_mutex);
        m_observer = observer ? std::make_shared<const Function>(std::move(observer)) : nullptr;
    }
    static Observer &one()
    {
        static Observer instance;
        return instance;
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const Function> m_observer;
};

// Told apart by their types.
using LineObserver = Observer<AuditLineObserver>;
using LossObserver = Observer<AuditLossObserver>;
using EndObserver = Observer<AuditEndObserver>;

} // namespace

void observeAuditLines(AuditLineObserver observer) { LineObserver::one().set(std::move(observer)); }
void observeAuditLosses(AuditLossObserver observer) { LossObserver::one().set(std::move(observer)); }
void observeAuditEnd(AuditEndObserver observer) { EndObserver::one().set(std::move(observer)); }

void tellAuditLoss(const Error &loss)
{
    if (const auto observer = LossObserver::one().read())
        (*observer)(loss);
}

Result<std::vector<AuditEntry>> AuditLog::append(std::vector<AuditEntry> entries, bool durable)
{
    if (entries.empty())
        return entries;
    const std::lock_guard guard(m_mutex); // those who look on see the lines in their order
    if (auto appended = appendLocked(entries, durable); !appended)
        return fail(appended.error());
    if (const auto observer = LineObserver::one().read())
        (*observer)(m_folder, entries);
    if (const auto observer = EndObserver::one().read())
        (*observer)(m_folder);
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
    if (auto head = writeHead(); !head)
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

Result<QString> AuditLog::beginAnew(const QString &reason)
{
    const std::lock_guard guard(m_mutex);
    AuditEntry note;
    QString aside;
    {
        FileLock lock;
        if (auto found = lockAndFindTail(lock); !found)
            return fail(found.error());
        aside = m_folder + u"/until-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s);
        if (!QDir().mkpath(aside))
            return fail(ioError(aside));
        QStringList files{auditHeadPath(m_folder), m_folder + u"/id"_s};
        for (const AuditFile &one : auditFiles(m_folder))
            files << one.path;
        for (const QString &path : files) {
            if (QFile::exists(path) && !QFile::rename(path, aside + u'/' + QFileInfo(path).fileName()))
                return fail(ioError(path));
        }
        dropAuditAnchors(m_folder);
        note.kind = AuditEntry::Kind::Note;
        note.text = tr("Begun anew: %1. The log before ended with line %2, hash %3, and lies in %4.")
                        .arg(reason)
                        .arg(m_tail->last.number)
                        .arg(QString::fromLatin1(m_tail->last.hash), aside);
        m_tail.reset();
        m_id.clear();
    }
    std::vector<AuditEntry> entries{note};
    if (auto appended = appendLocked(entries, true); !appended)
        return fail(appended.error());
    if (const auto observer = EndObserver::one().read())
        (*observer)(m_folder);
    return aside;
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

static bool beginsReadOnly(const QString &sql)
{
    constexpr std::size_t Most = 12;
    const std::vector<QByteArray> words = sql::leadingWords(sql.toUtf8(), Most);
    bool readOnly = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i - 1] == "READ" && (words[i] == "ONLY" || words[i] == "WRITE"))
            readOnly = words[i] == "ONLY";
    }
    return readOnly;
}

// BEGIN opens one; COMMIT and ROLLBACK end it. The tag of a COMMIT that failed is ROLLBACK.
void AuditRecorder::followTransaction(
    const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries)
{
    using Outcome = StatementEvent::Outcome;
    const bool ran = event.outcome == Outcome::Done;
    if (verb == "BEGIN" || verb == "START TRANSACTION") {
        if (ran)
            m_open.insert(event.session, {++m_transactions, 0, beginsReadOnly(event.statement->sql)});
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
        entry.sql = event.statement->sql;
        QList<qint64> &waiting = m_notOnDisk[event.session];
        if (waiting.isEmpty())
            noteLateCommits(m_log->folder(), event, ended.number);
        waiting << ended.number;
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
    if (lost)
        noteLostCommits(m_log->folder(), event.session);
    else
        forgetLateCommits(m_log->folder(), event.session);
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
    const auto reading = m_open.find(event.session);
    if (reading != m_open.end() && (verb == "SET" || verb == "RESET"))
        reading->readOnly = false; // perhaps by this
    // What ended its session may have done anything, and a transaction that only reads still has functions that reach
    // out of it.
    const bool onlyReads = reading != m_open.end() && reading->readOnly;
    const bool changes = event.outcome == Outcome::Refused || (event.outcome == Outcome::Unknown && !sql.isEmpty())
                      || (onlyReads ? !readOnlyWay(sql) : mayChange(sql));
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

std::shared_ptr<AuditRecorder> startAudit(AuditRecorder::Failed failed, AuditLossObserver lost)
{
    observeAuditLosses(std::move(lost));
    auto recorder = std::make_shared<AuditRecorder>(std::make_shared<AuditLog>(), std::move(failed));
    carryAuditLines();
    observeStatements([recorder](std::span<const StatementEvent> events) { recorder->take(events); });
    return recorder;
}

} // namespace howdah::connection
