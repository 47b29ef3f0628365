// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/privatefolder.h"

#include "base/paths.h"
#include "base/tr.h"

#include <QDir>
#include <QFile>

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace howdah {

namespace {

constexpr mode_t OthersMayWrite = 0022;

bool isTrusted(uid_t owner) { return owner == geteuid() || owner == 0; }

Result<void> refused(const QString &path, const QString &why)
{
    return fail(
        ErrorKind::Permission, tr("%1 is not used: %2").arg(path, why),
        tr("Make yourself its only owner (chown, chmod go-w), or keep Howdah's data elsewhere with HOWDAH_DATA_DIR."));
}

Result<void> checkFolder(const QString &path, const QByteArray &name)
{
    struct stat facts;
    if (stat(name.constData(), &facts) != 0 || !S_ISDIR(facts.st_mode))
        return fail(ErrorKind::Io, tr("%1 is not a folder").arg(path));
    if (!isTrusted(facts.st_uid))
        return refused(path, tr("it belongs to another user"));
    // In a folder such as /tmp others may add files of their own, but not touch ours.
    if ((facts.st_mode & OthersMayWrite) == 0 || (facts.st_mode & S_ISVTX) != 0)
        return {};
    if (facts.st_uid == geteuid() && chmod(name.constData(), facts.st_mode & 07777 & ~OthersMayWrite) == 0)
        return {};
    return refused(path, tr("others can write to it"));
}

} // namespace

Result<void> makePrivateFolder(const QString &path)
{
    const QString clean = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    const QByteArray name = QFile::encodeName(clean);
    if (!QFile::exists(clean)) {
        if (const QString parent = QFileInfo(clean).path(); !QFile::exists(parent)) {
            if (auto made = makePrivateFolder(parent); !made)
                return made;
        }
        const mode_t mode = geteuid() == 0 && clean == QDir::cleanPath(dataFolder()) ? 0711 : 0700;
        if (mkdir(name.constData(), mode) == 0 && chmod(name.constData(), mode) == 0)
            return {};
        if (errno != EEXIST)
            return fail(ErrorKind::Io, tr("The folder %1 cannot be created: %2").arg(clean, qt_error_string(errno)));
    }
    return checkFolder(clean, name);
}

Result<void> checkOwnFile(const QString &path)
{
    struct stat facts;
    if (stat(QFile::encodeName(path).constData(), &facts) != 0)
        return {};
    if (!isTrusted(facts.st_uid))
        return refused(path, tr("it belongs to another user"));
    if ((facts.st_mode & OthersMayWrite) != 0)
        return refused(path, tr("others can write to it"));
    return {};
}

} // namespace howdah
