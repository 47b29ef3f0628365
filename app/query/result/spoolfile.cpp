// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/spoolfile.h"

#include "query/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

// Not every file system has files without a name.
int openNamed(const QString &folder)
{
    QByteArray name = QFile::encodeName(QDir(folder).filePath(u".howdah-XXXXXX"_s));
    const int file = mkostemp(name.data(), O_CLOEXEC); // 0600
    if (file >= 0)
        unlink(name.constData());
    return file;
}

} // namespace

SpoolFile::~SpoolFile()
{
    if (m_file >= 0)
        close(m_file);
}

QString SpoolFile::usualFolder()
{
    for (const char *name : {"HOWDAH_SPOOL_DIR", "TMPDIR"}) {
        if (const QString folder = qEnvironmentVariable(name); !folder.isEmpty())
            return folder;
    }
    const QFileInfo disk(u"/var/tmp"_s);
    return disk.isDir() && disk.isWritable() ? disk.filePath() : QDir::tempPath();
}

Result<void> SpoolFile::open(const QString &folder)
{
    m_folder = folder;
    m_file = ::open(QFile::encodeName(folder).constData(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (m_file < 0)
        m_file = openNamed(folder);
    if (m_file < 0)
        return fail(
            ErrorKind::Io, tr("No temporary file can be made in %1: %2").arg(folder, qt_error_string(errno)),
            tr("HOWDAH_SPOOL_DIR names another folder."));
    return {};
}

Result<qint64> SpoolFile::append(QByteArrayView bytes)
{
    qint64 written = 0;
    while (written < bytes.size()) {
        const ssize_t took =
            pwrite(m_file, bytes.data() + written, std::size_t(bytes.size() - written), off_t(m_size + written));
        if (took < 0 && errno == EINTR)
            continue;
        if (took <= 0) {
            const int cause = took == 0 ? ENOSPC : errno;
            (void)!ftruncate(m_file, off_t(m_size)); // what was begun takes room that others need
            return fail(
                ErrorKind::Io,
                tr("The rows do not fit into the temporary file in %1: %2").arg(m_folder, qt_error_string(cause)),
                tr("What has come is kept. Free some space there, or name another folder in HOWDAH_SPOOL_DIR."));
        }
        written += took;
    }
    const qint64 offset = m_size;
    m_size += written;
    return offset;
}

void SpoolFile::release(qint64 offset, qint64 size)
{
    if (isOpen() && size > 0)
        (void)fallocate(m_file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, off_t(offset), off_t(size));
}

std::optional<SpoolFile::Room> SpoolFile::room() const
{
    struct statvfs facts = {};
    if (!isOpen() || fstatvfs(m_file, &facts) != 0 || facts.f_blocks == 0)
        return std::nullopt;
    const auto block = qint64(facts.f_frsize);
    return Room{.free = qint64(facts.f_bavail) * block, .whole = qint64(facts.f_blocks) * block};
}

Result<QByteArray> SpoolFile::read(qint64 offset, qint64 size) const
{
    QByteArray bytes(qsizetype(size), Qt::Uninitialized);
    qint64 done = 0;
    while (done < size) {
        const ssize_t took = pread(m_file, bytes.data() + done, std::size_t(size - done), off_t(offset + done));
        if (took < 0 && errno == EINTR)
            continue;
        if (took <= 0)
            return fail(
                ErrorKind::Io, tr("The temporary file in %1 cannot be read: %2")
                                   .arg(m_folder, took == 0 ? tr("it is cut off") : qt_error_string(errno)));
        done += took;
    }
    return bytes;
}

} // namespace howdah::query
