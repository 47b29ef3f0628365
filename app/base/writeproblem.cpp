// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/writeproblem.h"

#include <QCoreApplication>
#include <QFileDevice>
#include <QSaveFile>

#include <cerrno>

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace howdah {

// What the system says to one more page; 0: it takes it. Only for a file that is thrown away when it is not whole.
static int refusalOfMore(int number)
{
    const QByteArray page(1 << 16, '\0');
    for (int tries = 0; tries < 4; ++tries) {
        const ssize_t taken = ::write(number, page.constData(), size_t(page.size()));
        if (taken < 0)
            return errno;
        if (taken == page.size())
            break;
    }
    return 0;
}

static int limitReached(int number)
{
    struct statvfs disk;
    if (fstatvfs(number, &disk) == 0 && disk.f_blocks > 0 && disk.f_bavail == 0)
        return ENOSPC;
    struct rlimit limit;
    const off_t at = lseek(number, 0, SEEK_CUR);
    const bool tooLarge = at > 0 && getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
                       && rlim_t(at) >= limit.rlim_cur;
    return tooLarge ? EFBIG : 0;
}

QString whyNotWritten(const QIODevice &device)
{
    // As Qt calls what it has no words for, in its own translation.
    const QString unknown = QCoreApplication::translate("QIODevice", "Unknown error");
    if (const QString said = device.errorString(); !said.isEmpty() && said != unknown)
        return said;
    int cause = 0;
    const auto *file = qobject_cast<const QFileDevice *>(&device);
    if (file && file->isOpen() && file->handle() >= 0) {
        const bool isThrownAway = qobject_cast<const QSaveFile *>(&device) != nullptr;
        cause = isThrownAway ? refusalOfMore(file->handle()) : limitReached(file->handle());
    }
    return cause != 0 ? qt_error_string(cause)
                      : QCoreApplication::translate("Base", "only a part of it was written, as when a disk is full");
}

} // namespace howdah
