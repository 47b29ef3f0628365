// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/filelock.h"

#include "base/propagate.h"
#include "connection/server/pause.h"
#include "connection/tr.h"

#include <QFile>

#include <cerrno>
#include <chrono>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace howdah::connection {

namespace {

// Polled, because a blocking flock() could not be cancelled.
constexpr auto lockPoll = 20ms;

bool tryLock(int descriptor, FileLock::Mode mode)
{
    const int operation = (mode == FileLock::Mode::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    int answer = 0;
    do {
        answer = flock(descriptor, operation);
    } while (answer != 0 && errno == EINTR);
    return answer == 0;
}

} // namespace

Result<FileLock> FileLock::openFile(const QString &path)
{
    const int descriptor = open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor >= 0)
        return FileLock(descriptor);
    const int error = errno;
    return fail(
        error == EACCES || error == EPERM ? ErrorKind::Permission : ErrorKind::Io,
        tr("The lock file %1 cannot be opened: %2").arg(path, qt_error_string(error)));
}

Result<FileLock>
FileLock::acquire(const QString &path, Mode mode, std::stop_token stop, const std::function<void()> &waiting)
{
    auto lock = openFile(path);
    bool reported = false;
    while (lock && !tryLock(lock->m_descriptor, mode)) {
        if (errno != EWOULDBLOCK)
            return fail(ErrorKind::Io, tr("The file %1 cannot be locked: %2").arg(path, qt_error_string(errno)));
        if (waiting && !std::exchange(reported, true))
            waiting();
        if (!pauseFor(lockPoll, stop))
            return fail(ErrorKind::Cancelled, tr("Cancelled while waiting for %1").arg(path));
    }
    return lock;
}

Result<std::optional<FileLock>> FileLock::tryAcquire(const QString &path, Mode mode)
{
    ASSIGN_OR_RETURN(auto lock, openFile(path));
    if (!tryLock(lock.m_descriptor, mode))
        return std::nullopt;
    return std::optional(std::move(lock));
}

FileLock::FileLock(FileLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileLock &FileLock::operator=(FileLock &&other) noexcept
{
    if (this != &other) {
        release();
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

FileLock::~FileLock() { release(); }

bool FileLock::tryMakeExclusive() { return isHeld() && tryLock(m_descriptor, Mode::Exclusive); }

void FileLock::release()
{
    if (m_descriptor < 0)
        return;
    // Said aloud: a child between fork and exec shares the open file, and closing alone would leave the lock with it.
    flock(m_descriptor, LOCK_UN);
    close(std::exchange(m_descriptor, -1));
}

} // namespace howdah::connection
