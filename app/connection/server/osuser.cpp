// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/osuser.h"

#include "connection/tr.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <optional>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

OsUser toUser(const passwd &entry)
{
    OsUser user{
        entry.pw_uid, entry.pw_gid, {}, QString::fromLocal8Bit(entry.pw_name), QString::fromLocal8Bit(entry.pw_dir)};
    int count = 32;
    user.groups.resize(static_cast<size_t>(count));
    if (getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count) < 0) {
        user.groups.resize(static_cast<size_t>(count));
        getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count);
    }
    user.groups.resize(static_cast<size_t>(count));
    return user;
}

std::optional<OsUser> userById(uid_t uid)
{
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return {};
    return toUser(entry);
}

std::optional<OsUser> userByName(const char *name)
{
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    if (getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return {};
    return toUser(entry);
}

bool mayEnter(const OsUser &user, const QString &folder)
{
    struct stat info{};
    if (stat(QFile::encodeName(folder).constData(), &info) != 0)
        return true; // something else is wrong with it
    if (info.st_uid == user.uid)
        return info.st_mode & S_IXUSR;
    if (std::ranges::find(user.groups, info.st_gid) != user.groups.end())
        return info.st_mode & S_IXGRP;
    return info.st_mode & S_IXOTH;
}

} // namespace

Result<OsUser> serverUser()
{
    if (geteuid() == 0) {
        if (const auto user = userByName("postgres"))
            return *user;
        return fail(
            ErrorKind::Permission, tr("PostgreSQL does not run as root, and there is no user `postgres` to run it as"),
            tr("Install PostgreSQL from the distribution, which creates that user (Debian: `apt install postgresql`), "
               "or run Howdah as an ordinary user"));
    }
    if (const auto user = userById(geteuid()))
        return *user;
    return fail(
        ErrorKind::Permission,
        tr("The user ID %1 that runs this program has no name on this machine; PostgreSQL needs one").arg(geteuid()),
        tr("Add the user to /etc/passwd"));
}

QString userName(uid_t uid)
{
    const auto user = userById(uid);
    return user ? user->name : QString::number(uid);
}

QString firstClosedFolder(const OsUser &user, const QString &folder)
{
    for (qsizetype end = 0; end >= 0 && end < folder.size();) {
        end = folder.indexOf(u'/', end + 1);
        const QString part = end < 0 ? folder : folder.left(end);
        if (!mayEnter(user, part))
            return part;
    }
    return {};
}

} // namespace howdah::connection
