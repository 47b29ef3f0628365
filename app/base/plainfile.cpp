// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/plainfile.h"

#include "base/tr.h"

#include <QFile>

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace howdah {

namespace {

constexpr qint64 Megabyte = 1 << 20;

class Descriptor final
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            close(m_number);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

// O_NONBLOCK: a pipe would wait for whoever writes into it before anybody could see that it is one.
constexpr int Flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

// Before Linux 5.6, and where a sandbox forbids openat2: the last part of the name may not be a link at all.
int openBelow(int folder, const char *name)
{
    open_how how{};
    how.flags = Flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const long opened = syscall(SYS_openat2, folder, name, &how, sizeof how);
    if (opened >= 0 || (errno != ENOSYS && errno != EPERM))
        return int(opened);
    const int plain = openat(folder, name, Flags | O_NOFOLLOW);
    if (plain < 0 && errno == ELOOP)
        errno = EXDEV;
    return plain;
}

std::expected<QByteArray, int> readAll(int file, qint64 mostBytes)
{
    struct stat facts;
    if (file < 0 || fstat(file, &facts) != 0)
        return std::unexpected(errno);
    if (S_ISDIR(facts.st_mode))
        return std::unexpected(EISDIR);
    if (!S_ISREG(facts.st_mode))
        return std::unexpected(ENOTSUP);
    if (facts.st_size > mostBytes)
        return std::unexpected(EFBIG);
    constexpr qsizetype Chunk = 64 << 10;
    static thread_local QByteArray buffer(Chunk, Qt::Uninitialized);
    QByteArray bytes;
    ssize_t count = 0;
    // A short read of a regular file is its end. It may have grown meanwhile.
    do {
        count = read(file, buffer.data(), size_t(Chunk));
        if (count > 0)
            bytes.append(buffer.constData(), count);
        if (bytes.size() > mostBytes)
            return std::unexpected(EFBIG);
    } while (count == Chunk || (count < 0 && errno == EINTR));
    if (count < 0)
        return std::unexpected(errno);
    return bytes;
}

Result<QByteArray> orError(std::expected<QByteArray, int> bytes, const QString &path, qint64 mostBytes)
{
    if (bytes)
        return std::move(*bytes);
    const int number = bytes.error();
    const bool isUnfit = number == EFBIG || number == ENOTSUP || number == EISDIR || number == EXDEV;
    const ErrorKind kind = number == ENOENT ? ErrorKind::NotFound : isUnfit ? ErrorKind::Invalid : ErrorKind::Io;
    return fail(
        kind, tr("%1 cannot be read: %2").arg(path, plainFileProblem(number, mostBytes)),
        number == EFBIG ? tr("HOWDAH_FILE_LIMIT_MB sets another limit.") : QString());
}

} // namespace

qint64 fileSizeLimit()
{
    bool isNumber = false;
    const int wanted = qEnvironmentVariableIntValue("HOWDAH_FILE_LIMIT_MB", &isNumber);
    return (isNumber && wanted > 0 ? wanted : 64) * Megabyte;
}

QString plainFileProblem(int number, qint64 mostBytes)
{
    switch (number) {
    case EFBIG:
        return tr("it is larger than %1 MB").arg(mostBytes / Megabyte);
    case ENOTSUP:
        return tr("it is not a regular file");
    case EISDIR:
        return tr("it is a folder");
    case EXDEV:
        return tr("it is a link that points outside its folder");
    default:
        return qt_error_string(number);
    }
}

std::expected<QByteArray, int> readPlainFileAt(int folder, const char *name, qint64 mostBytes)
{
    const Descriptor file(openBelow(folder, name));
    return readAll(file.number(), mostBytes);
}

Result<QByteArray> readPlainFile(const QString &path, qint64 mostBytes)
{
    const Descriptor file(open(QFile::encodeName(path).constData(), Flags));
    return orError(readAll(file.number(), mostBytes), path, mostBytes);
}

Result<QByteArray> readPlainFileIn(const QString &folder, const QString &name, qint64 mostBytes)
{
    const QString path = folder + QLatin1Char('/') + name;
    const Descriptor parent(open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent.number() < 0)
        return orError(std::unexpected(errno), path, mostBytes);
    return orError(readPlainFileAt(parent.number(), QFile::encodeName(name).constData(), mostBytes), path, mostBytes);
}

} // namespace howdah
