// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditlog.h"

#include "base/privatefolder.h"
#include "base/propagate.h"
#include "connection/audit/auditanchor.h"
#include "connection/audit/auditfollower.h"
#include "connection/server/osuser.h"
#include "connection/readonly/readonlyrules.h"
#include "connection/tr.h"

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
        tr("Changes made in the meantime are not recorded. Free some space, or give this user access to the folder."));
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
Result<void> AuditLog::writeHead(const AuditHead &last)
{
    const QString path = auditHeadPath(m_folder);
    const int file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fail(ioError(path));
    const QByteArray bytes = auditHead(last.number, last.hash);
    const bool written = ::pwrite(file, bytes.constData(), size_t(bytes.size()), 0) == bytes.size();
    const int cause = errno;
    ::close(file);
    if (!written)
        return fail(ioError(path, cause));
    if (m_anchored && m_id.isEmpty())
        m_id = auditLogId(m_folder).value_or(QString());
    if (m_anchored)
        (void)keepAnchorInFile({last, m_id});
    return {};
}

Result<AuditTail *> AuditLog::lockAndFindTail(FileLock &lock)
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
            return &*m_tail;
    }
    ASSIGN_OR_RETURN(AuditTail found, findAuditTail(m_folder));
    AuditTail &tail = m_tail.emplace(std::move(found));
    goOnBehindGap(tail);
    return &tail;
}

// Where the head or the anchor names a line behind the last one, or another one in its place, something was taken away.
// What is added goes on from there, as it would have: then it does not fit to what is left, and verifying names the
// gap for ever.
void AuditLog::goOnBehindGap(AuditTail &tail) const
{
    QFile file(auditHeadPath(m_folder));
    const auto head = file.open(QIODevice::ReadOnly) ? readAuditHead(file.readAll()) : std::nullopt;
    const auto anchor = m_anchored ? anchorOfFile() : std::nullopt;
    const AuditHead left = tail.last;
    for (const auto &known : {head, anchor ? std::optional(anchor->end) : std::nullopt}) {
        AuditHead &last = tail.last;
        if (known && (known->number > last.number || (known->number == last.number && known->hash != last.hash)))
            last = *known;
    }
    if (tail.last == left)
        return;
    reportAuditLoss(
        m_folder, makeError(
                      ErrorKind::Conflict,
                      tr("Entries of the audit log are missing: it had %1, and ends with entry %2")
                          .arg(tail.last.number)
                          .arg(left.number),
                      tr("They were removed, or lost in a power failure. `howdahctl audit verify` shows where; the "
                         "log continues after the gap, which remains visible.")));
}

Result<std::vector<AuditEntry>> AuditLog::append(std::vector<AuditEntry> entries, bool durable)
{
    if (entries.empty())
        return entries;
    const std::lock_guard guard(m_mutex); // followers see the lines in their order
    RETURN_IF_ERROR(appendLocked(entries, durable));
    reportAuditLines(m_folder, entries);
    reportAuditEnd(m_folder);
    return entries;
}

Result<void> AuditLog::appendLocked(std::vector<AuditEntry> &entries, bool durable)
{
    FileLock lock;
    ASSIGN_OR_RETURN(AuditTail *const tail, lockAndFindTail(lock));
    const bool torn = tail->torn;
    if (torn) {
        AuditEntry note;
        note.kind = AuditEntry::Kind::Note;
        note.text =
            tr("The previous entry was cut off: the program, the machine or the disk failed while it was written.");
        entries.insert(entries.begin(), note);
    }
    if (auto written = write(*tail, entries, durable); !written) {
        m_tail.reset();
        return written;
    }
    if (auto head = writeHead(tail->last); !head)
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
        ASSIGN_OR_RETURN(const AuditTail *const tail, lockAndFindTail(lock));
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
        note.text = tr("New log: %1. The previous log ended with entry %2, hash %3, and is in %4.")
                        .arg(reason)
                        .arg(tail->last.number)
                        .arg(QString::fromLatin1(tail->last.hash), aside);
        m_tail.reset();
        m_id.clear();
    }
    std::vector<AuditEntry> entries{note};
    RETURN_IF_ERROR(appendLocked(entries, true));
    reportAuditEnd(m_folder);
    return aside;
}

} // namespace howdah::connection
