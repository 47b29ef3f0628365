// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/confinement.h"

#include "connection/tr.h"

#include <QFileInfo>
#include <QStandardPaths>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// Distributions that have merged /bin into /usr have links here, others have folders.
QStringList systemFolders()
{
    QStringList arguments{u"--ro-bind"_s, u"/usr"_s, u"/usr"_s, u"--ro-bind"_s, u"/etc"_s, u"/etc"_s};
    for (const QString &name : {u"/bin"_s, u"/sbin"_s, u"/lib"_s, u"/lib32"_s, u"/lib64"_s}) {
        const QFileInfo entry(name);
        if (entry.isSymLink())
            arguments << u"--symlink"_s << entry.symLinkTarget() << name;
        else if (entry.isDir())
            arguments << u"--ro-bind"_s << name << name;
    }
    return arguments;
}

// Not what a path of the environment happens to lead to; some systems have it elsewhere.
QString bubblewrap()
{
    if (const QString named = qEnvironmentVariable("HOWDAH_BWRAP"); !named.isEmpty())
        return QFileInfo(named).isExecutable() ? named : QString();
    return QStandardPaths::findExecutable(u"bwrap"_s, {u"/usr/bin"_s, u"/usr/local/bin"_s});
}

// The folders above, which are empty but for these; bubblewrap would make them as our umask says, closed to the user
// who runs the server.
QStringList wayTo(const QStringList &folders)
{
    static const QStringList Made{u"/"_s, u"/tmp"_s, u"/run"_s, u"/dev"_s, u"/dev/shm"_s, u"/usr"_s, u"/etc"_s};
    QStringList above;
    for (const QString &folder : folders) {
        for (QString path = QFileInfo(folder).path(); !Made.contains(path); path = QFileInfo(path).path())
            above << path;
    }
    above.removeDuplicates();
    above.sort(); // the upper ones first
    QStringList arguments;
    for (const QString &path : std::as_const(above)) {
        if (!folders.contains(path))
            arguments << u"--dir"_s << path << u"--chmod"_s << u"0755"_s << path;
    }
    return arguments;
}

// Root's server runs as another user, who would not know root any more in a user namespace of his own (a peer without a
// number there is nobody): so root makes the others, and the user is changed within.
QStringList becoming(const OsUser &user)
{
    QStringList groups;
    for (const gid_t group : user.groups)
        groups << QString::number(group);
    QStringList arguments{
        u"/usr/bin/setpriv"_s, u"--reuid="_s + QString::number(user.uid), u"--regid="_s + QString::number(user.gid)};
    arguments << (groups.isEmpty() ? u"--clear-groups"_s : u"--groups="_s + groups.join(u','));
    return arguments << u"--inh-caps=-all"_s << u"--bounding-set=-all"_s << u"--"_s;
}

// Without a process namespace: the number of the server is what stands in postmaster.pid, for both sides. Without one
// of System V memory: by that PostgreSQL sees the processes that a killed server has left behind. An empty /proc hides
// the other processes of this user, through whose folders a way would lead out.
QStringList wrapping(const ServerCommand &command, const ConfinedPlaces &places)
{
    QStringList arguments{u"--unshare-net"_s, u"--unshare-uts"_s};
    if (geteuid() != 0)
        arguments << u"--unshare-user"_s << u"--cap-drop"_s << u"ALL"_s;
    arguments << systemFolders();
    arguments << u"--dev"_s << u"/dev"_s << u"--tmpfs"_s << u"/proc"_s << u"--tmpfs"_s << u"/run"_s;
    for (const QString &folder : {u"/tmp"_s, u"/dev/shm"_s})
        arguments << u"--perms"_s << u"1777"_s << u"--tmpfs"_s << folder;
    arguments << wayTo(places.readable + places.writable + QStringList{u"/var/cache/postgresql"_s});
    // The dictionaries of Debian's text search are links to here.
    arguments << u"--ro-bind-try"_s << u"/var/cache/postgresql"_s << u"/var/cache/postgresql"_s;
    for (const QString &folder : places.readable)
        arguments << u"--ro-bind"_s << folder << folder;
    for (const QString &folder : places.writable)
        arguments << u"--bind"_s << folder << folder;
    // What the environment of this program holds is nobody's business there.
    arguments << u"--clearenv"_s;
    for (const char *name : {"PATH", "TZ", "LD_LIBRARY_PATH"}) {
        if (const QString value = qEnvironmentVariable(name); !value.isEmpty())
            arguments << u"--setenv"_s << QString::fromLatin1(name) << value;
    }
    arguments << u"--setenv"_s << u"LC_ALL"_s << serverLocale() << u"--setenv"_s << u"HOME"_s << command.folder
              << u"--chdir"_s << command.folder << u"--"_s;
    if (geteuid() == 0)
        arguments << becoming(command.user);
    return arguments << command.program;
}

// Who makes the namespaces.
OsUser thisUser(const OsUser &server)
{
    if (geteuid() != 0)
        return server;
    OsUser root;
    root.name = userName(0);
    root.home = u"/"_s;
    return root;
}

} // namespace

Result<ServerCommand>
confined(const ServerCommand &command, const ConfinedPlaces &places, const QStringList &trial, std::stop_token stop)
{
    const QString wrapper = bubblewrap();
    if (wrapper.isEmpty())
        return fail(ErrorKind::NotFound, tr("bubblewrap is not installed"), tr("Install the package bubblewrap"));
    const QStringList wrapped = wrapping(command, places);
    const OsUser user = thisUser(command.user);
    if (auto tried = runToEnd({user, wrapper, wrapped + trial, command.folder}, std::move(stop)); !tried) {
        if (tried.error().kind == ErrorKind::Cancelled)
            return fail(tried.error());
        const QString said = tried.error().detail.trimmed().section(u'\n', -1);
        return fail(
            ErrorKind::Permission,
            tr("bubblewrap may not create namespaces here (%1)").arg(said.isEmpty() ? tried.error().message : said));
    }
    return ServerCommand{user, wrapper, wrapped + command.arguments, command.folder};
}

} // namespace howdah::connection
