// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverfolder.h"

#include "base/outputfile.h"
#include "base/propagate.h"
#include "base/writeproblem.h"
#include "connection/tr.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr qsizetype longestSocketPath = sizeof(sockaddr_un::sun_path) - 1;

bool holdsSocket(const QString &folder)
{
    // libpq reads a comma in a host as a list; postmaster.pid has one line for the folder.
    return !folder.contains(u',') && !folder.contains(u'\n')
        && QFile::encodeName(folder + u"/.s.PGSQL.5432"_s).size() <= longestSocketPath;
}

// Makes a folder, or takes one that is there, and gives it to the server's user alone. Through a descriptor, and never
// through a link. Refuses what belongs to neither this user nor the server's, or is open to others.
Result<void> claimFolder(const QString &folder, const OsUser &owner)
{
    const QByteArray name = QFile::encodeName(folder);
    if (mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return fail(fileError(errno, tr("The folder %1 cannot be created").arg(folder), folder));
    const int descriptor = open(name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0)
        return fail(fileError(errno, tr("The folder %1 cannot be used").arg(folder), folder));
    struct stat info{};
    const bool known = fstat(descriptor, &info) == 0;
    const bool ours = known && (info.st_uid == geteuid() || info.st_uid == owner.uid) && (info.st_mode & 0022) == 0;
    const bool given = ours && fchmod(descriptor, 0700) == 0
                    && (info.st_uid == owner.uid || fchown(descriptor, owner.uid, owner.gid) == 0);
    const int error = errno;
    close(descriptor);
    if (known && !ours)
        return fail(
            ErrorKind::Permission,
            tr("The folder %1 belongs to %2 or can be written by others").arg(folder, userName(info.st_uid)),
            tr("Remove it and try again"));
    if (!given)
        return fail(fileError(error, tr("The folder %1 cannot be given to %2").arg(folder, owner.name), folder));
    return {};
}

Result<void> writeFile(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    // Of root's files the server's user must be able to read these; there is no secret in them.
    if (file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther)
        && file.write(text) == text.size() && keepWhole(file))
        return {};
    const QString reason = whyNotWritten(file);
    if (reason.contains(qt_error_string(ENOSPC)))
        return fail(noSpaceError(path));
    return fail(ErrorKind::Io, tr("The file %1 cannot be written: %2").arg(path, reason));
}

// mkdir -p; the folders that are made are open for entering, whatever the umask, when the server runs as another user.
Result<void> makePath(const QString &path, bool enterable)
{
    if (QFileInfo(path).isDir())
        return {};
    if (const QString parent = QFileInfo(path).path(); parent != path)
        if (auto made = makePath(parent, enterable); !made)
            return made;
    const QByteArray name = QFile::encodeName(path);
    const mode_t mode = enterable ? 0711 : 0700;
    if (mkdir(name.constData(), mode) != 0 && errno != EEXIST)
        return fail(fileError(errno, tr("The folder %1 cannot be created").arg(path), path));
    if (enterable && chmod(name.constData(), mode) != 0)
        return fail(fileError(errno, tr("The server's user cannot be given access to the folder %1").arg(path), path));
    return {};
}

Result<void> checkOwnerOf(const QString &path, uid_t wanted)
{
    struct stat info{};
    if (lstat(QFile::encodeName(path).constData(), &info) != 0 || info.st_uid == wanted)
        return {};
    return fail(
        ErrorKind::Permission,
        tr("The folder %1 belongs to the user %2, not to %3").arg(path, userName(info.st_uid), userName(wanted)),
        tr("Run Howdah as %1, or choose another folder with HOWDAH_DATA_DIR").arg(userName(info.st_uid)));
}

QString quoted(QString name) { return u'"' + name.replace(u'"', u"\"\""_s) + u'"'; }

} // namespace

Error noSpaceError(const QString &path, const QString &detail)
{
    return makeError(
        ErrorKind::Io, tr("No space is left on the disk that holds %1").arg(path),
        tr("Free some space there, or keep Howdah's data elsewhere with HOWDAH_DATA_DIR"), detail);
}

Error fileError(int systemError, const QString &message, const QString &path)
{
    if (systemError == ENOSPC || systemError == EDQUOT)
        return noSpaceError(path);
    const bool refused = systemError == EACCES || systemError == EPERM || systemError == EROFS;
    return makeError(
        refused ? ErrorKind::Permission : ErrorKind::Io, tr("%1: %2").arg(message, qt_error_string(systemError)),
        refused ? tr("Choose another folder with HOWDAH_DATA_DIR") : QString());
}

ServerFolder::ServerFolder(const QString &path)
    : m_path(QDir::cleanPath(QDir(path).absolutePath()))
{
    if (const QString canonical = QFileInfo(m_path).canonicalFilePath(); !canonical.isEmpty())
        m_path = canonical;
}

bool ServerFolder::exists() const { return QFileInfo(m_path).isDir(); }

bool ServerFolder::isInitialised() const { return QFileInfo::exists(cluster() + u"/PG_VERSION"_s); }

QString ServerFolder::socketFolder() const
{
    if (const QString below = m_path + u"/run"_s; holdsSocket(below))
        return below;
    // Root's temporary folder may be closed to the server's user.
    QString base = geteuid() == 0 ? u"/tmp"_s : QDir::tempPath();
    const QByteArray digest = QCryptographicHash::hash(m_path.toUtf8(), QCryptographicHash::Sha256);
    const QString name = u"/howdah-%1-%2"_s.arg(geteuid()).arg(QString::fromLatin1(digest.toHex().left(16)));
    if (!holdsSocket(base + name))
        base = u"/tmp"_s;
    return base + name;
}

Result<void> ServerFolder::checkOwner(const OsUser &serverUser) const
{
    if (auto own = checkOwnerOf(m_path, geteuid()); !own)
        return own;
    return checkOwnerOf(cluster(), serverUser.uid);
}

Result<void> ServerFolder::prepare(const OsUser &serverUser)
{
    if (m_path.contains(u'\n'))
        return fail(
            ErrorKind::Usage, tr("A folder with a line break in its name cannot hold a server: %1").arg(m_path));
    if (QFileInfo::exists(m_path) && !exists())
        return fail(ErrorKind::Io, tr("%1 is not a folder").arg(m_path));
    if (auto made = makePath(m_path, serverUser.uid != geteuid()); !made)
        return made;
    m_path = QFileInfo(m_path).canonicalFilePath();
    return checkOwner(serverUser);
}

Result<void> ServerFolder::prepareSocketFolder(const OsUser &serverUser) const
{
    return claimFolder(socketFolder(), serverUser);
}

Result<void> ServerFolder::writeAccessRules(const OsUser &serverUser) const
{
    const QByteArray head = "# Written by Howdah at each start of its private server; changes are lost.\n";
    const bool hasReader = clusterVersion().value_or(0) >= 14;
    const QByteArray reader = hasReader ? "local   all       " + ReaderRole.toByteArray() + "  peer map=howdah\n" : "";
    const QByteArray rules = head
                           + "# TYPE  DATABASE  USER    METHOD\n"
                             "local   all       howdah  peer map=howdah\n"
                           + reader + "local   all       all     scram-sha-256\n";
    QByteArray names = head + "# MAP   SYSTEM-USER  ROLE\n";
    QStringList users{serverUser.name};
    if (geteuid() == 0)
        users.prepend(userName(0));
    for (const QString &user : std::as_const(users))
        for (const QByteArrayView role : {QByteArrayView("howdah"), ReaderRole})
            names += "howdah  " + quoted(user).toLocal8Bit() + "  " + role.toByteArray() + '\n';
    if (auto written = writeFile(hbaFile(), rules); !written)
        return written;
    return writeFile(identFile(), names);
}

Result<int> ServerFolder::clusterVersion() const
{
    QFile file(cluster() + u"/PG_VERSION"_s);
    if (!file.open(QIODevice::ReadOnly))
        return fail(
            ErrorKind::Permission, tr("The file %1 cannot be read: %2").arg(file.fileName(), file.errorString()));
    const int major = QString::fromLatin1(file.readAll()).section(u'.', 0, 0).trimmed().toInt();
    if (major <= 0)
        return fail(
            ErrorKind::Invalid, tr("The file %1 does not contain a PostgreSQL version").arg(file.fileName()),
            tr("The data folder is damaged: restore it from a backup, or move it away to start with an empty server"));
    return major;
}

Result<QString> ServerFolder::makeDraft(const OsUser &serverUser) const
{
    for (const QString &name :
         QDir(m_path).entryList({u"data.new-*"_s}, QDir::AllEntries | QDir::Hidden | QDir::System))
        removeDraft(m_path + u'/' + name);
    QByteArray name = QFile::encodeName(m_path + u"/data.new-XXXXXX"_s);
    if (!mkdtemp(name.data()))
        return fail(fileError(errno, tr("No folder can be created in %1").arg(m_path), m_path));
    QString draft = QFile::decodeName(name);
    RETURN_IF_ERROR(claimFolder(draft, serverUser));
    return draft;
}

void ServerFolder::removeDraft(const QString &draft) const
{
    // Not QDir: this one does not follow a link that is put in place of a folder while it works.
    std::error_code ignored;
    std::filesystem::remove_all(QFile::encodeName(draft).toStdString(), ignored);
}

Result<void> ServerFolder::removeCluster() const
{
    struct stat info{};
    if (lstat(QFile::encodeName(cluster()).constData(), &info) != 0)
        return {};
    if (!S_ISDIR(info.st_mode))
        return fail(
            ErrorKind::Conflict, tr("%1 is not a folder but a link").arg(cluster()),
            tr("Remove what it leads to yourself."));
    // The name of a draft, which the next start clears away.
    const QString gone = m_path + u"/data.new-removed"_s;
    removeDraft(gone);
    if (std::rename(QFile::encodeName(cluster()).constData(), QFile::encodeName(gone).constData()) != 0)
        return fail(fileError(errno, tr("The folder %1 cannot be removed").arg(cluster()), m_path));
    std::error_code problem;
    std::filesystem::remove_all(QFile::encodeName(gone).toStdString(), problem);
    if (problem)
        return fail(fileError(problem.value(), tr("The folder %1 cannot be removed").arg(gone), m_path));
    return {};
}

Result<void> ServerFolder::adoptDraft(const QString &draft) const
{
    // Takes the place of an empty folder, but not of one with files in it.
    if (std::rename(QFile::encodeName(draft).constData(), QFile::encodeName(cluster()).constData()) != 0) {
        const int error = errno;
        removeDraft(draft);
        if (error == ENOTEMPTY || error == EEXIST || error == ENOTDIR)
            return fail(
                ErrorKind::Conflict, tr("%1 exists and is not a PostgreSQL data folder").arg(cluster()),
                tr("Move it away, or choose another folder with HOWDAH_DATA_DIR"));
        return fail(fileError(error, tr("The folder %1 cannot be created").arg(cluster()), m_path));
    }
    if (const int descriptor = open(QFile::encodeName(m_path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
    return {};
}

} // namespace howdah::connection
