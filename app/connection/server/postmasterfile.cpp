// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/postmasterfile.h"

#include <QFile>
#include <QList>

#include <cerrno>
#include <csignal>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

std::optional<PostmasterFile> readPostmasterFile(const QString &cluster)
{
    const QList<QByteArray> lines = contents(cluster + u"/postmaster.pid"_s).split('\n');
    PostmasterFile file;
    file.pid = lines.value(0).trimmed().toLongLong();
    if (file.pid <= 0)
        return {};
    file.startTime = lines.value(2).trimmed().toLongLong();
    file.port = lines.value(3).trimmed().toInt();
    file.socketFolder = QString::fromUtf8(lines.value(4));
    file.status = QString::fromLatin1(lines.value(7).trimmed());
    return file;
}

bool isProcessAlive(qint64 pid)
{
    if (pid <= 0 || (kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH))
        return false;
#ifdef Q_OS_LINUX
    // "pid (name) state ...": in a container whose init does not reap, the dead stay as zombies.
    const QByteArray stat = contents(u"/proc/%1/stat"_s.arg(pid));
    const QByteArray state = stat.mid(stat.lastIndexOf(')') + 2, 1);
    return state != "Z" && state != "X";
#else
    return true;
#endif
}

bool isServerOf(const PostmasterFile &file, const QString &cluster)
{
    if (!isProcessAlive(file.pid))
        return false;
#ifdef Q_OS_LINUX
    const QByteArray name = contents(u"/proc/%1/comm"_s.arg(file.pid)).trimmed();
    if (!name.isEmpty() && name != "postgres" && name != "postmaster")
        return false;
    // A server works in its data folder. Where that may not be read (a container without ptrace), the name decides.
    struct stat works{};
    struct stat data{};
    if (stat(QFile::encodeName(u"/proc/%1/cwd"_s.arg(file.pid)).constData(), &works) == 0
        && stat(QFile::encodeName(cluster).constData(), &data) == 0)
        return works.st_dev == data.st_dev && works.st_ino == data.st_ino;
#endif
    return true;
}

} // namespace howdah::connection
