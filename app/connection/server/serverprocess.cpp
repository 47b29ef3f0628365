// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverprocess.h"

#include "connection/tr.h"

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>

#include <fcntl.h>
#include <grp.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// How the child says, before it becomes the program, what it could not do.
constexpr int cannotEnterFolder = 124;
constexpr int cannotBecomeUser = 125;
constexpr int cannotFork = 126;

constexpr int pollMs = 50;
constexpr int terminateMs = 10'000;

// QProcess starts a child as vfork() does: until it becomes the program it works in this program's memory, while our
// other threads go on. What runs in the child therefore leaves no trace there. It is not seen by the thread sanitizer,
// which would miss the end of functions that never return; it ends without handlers; and it changes its user by the
// bare system calls, since those of the C library would tell all threads that they find in memory to do the same.
#define HOWDAH_IN_CHILD __attribute__((no_sanitize_thread))

[[noreturn]] HOWDAH_IN_CHILD void endChild(int code)
{
#ifdef Q_OS_LINUX
    syscall(SYS_exit_group, code);
#endif
    _exit(code);
}

HOWDAH_IN_CHILD bool becomeUser(const OsUser &user, const gid_t *groups, size_t count)
{
#ifdef Q_OS_LINUX
    return syscall(SYS_setgroups, count, groups) == 0 && syscall(SYS_setresgid, user.gid, user.gid, user.gid) == 0
        && syscall(SYS_setresuid, user.uid, user.uid, user.uid) == 0;
#else
    return setgroups(int(count), groups) == 0 && setgid(user.gid) == 0 && setuid(user.uid) == 0;
#endif
}

// Everything the child needs between fork and exec, prepared before: nothing may be allocated there.
struct ChildSetup
{
    bool changeUser = false;
    OsUser user;
    QByteArray folder;
    // Read in the parent, to call nothing of theirs in the child.
    const gid_t *groups = nullptr;
    size_t groupCount = 0;
    const char *path = nullptr;

    HOWDAH_IN_CHILD void apply() const
    {
        // The groups were looked up in the parent, as initgroups() would take locks that another thread may hold.
        if (changeUser && !becomeUser(user, groups, groupCount))
            endChild(cannotBecomeUser);
        umask(077);
        if (chdir(path) != 0)
            endChild(cannotEnterFolder);
#ifdef CLOSE_RANGE_CLOEXEC
        // Descriptors of this program that are no business of the server's: pipes, locks, displays.
        close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
#endif
    }
};

QProcessEnvironment childEnvironment(const ServerCommand &command)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys())
        if (name.startsWith(u"PG"_s) || name.startsWith(u"LC_"_s) || name == u"LANG"_s || name == u"LANGUAGE"_s)
            environment.remove(name);
    environment.insert(u"LC_ALL"_s, serverLocale());
    environment.insert(u"HOME"_s, command.user.home);
    environment.insert(u"USER"_s, command.user.name);
    environment.insert(u"LOGNAME"_s, command.user.name);
    return environment;
}

// What it returns has to live as long as the process starts.
std::unique_ptr<const ChildSetup> prepare(QProcess &process, const ServerCommand &command)
{
    process.setProgram(command.program);
    process.setArguments(command.arguments);
    process.setProcessEnvironment(childEnvironment(command));
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessChannelMode(QProcess::MergedChannels);
    auto setup = std::make_unique<ChildSetup>(geteuid() == 0, command.user, QFile::encodeName(command.folder));
    setup->groups = setup->user.groups.data();
    setup->groupCount = setup->user.groups.size();
    setup->path = setup->folder.constData();
    return setup;
}

Error explainExit(const QProcess &process, const ServerCommand &command, const QString &output)
{
    if (process.error() == QProcess::FailedToStart)
        return makeError(
            ErrorKind::Io, tr("The program %1 cannot be run: %2").arg(command.program, process.errorString()));
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == cannotEnterFolder) {
        const QString closed = firstClosedFolder(command.user, command.folder);
        return makeError(
            ErrorKind::Permission,
            tr("The user %1, who runs the private server, cannot access the folder %2")
                .arg(command.user.name, closed.isEmpty() ? command.folder : closed),
            tr("Give that user access (`chmod o+x`), or keep Howdah's data elsewhere with HOWDAH_DATA_DIR"));
    }
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == cannotBecomeUser)
        return makeError(
            ErrorKind::Permission, tr("This program may not run programs as the user %1").arg(command.user.name));
    return makeError(ErrorKind::Io, tr("The program %1 failed").arg(command.program), {}, output);
}

HOWDAH_IN_CHILD pid_t bareFork()
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
    return _Fork(); // without handlers that take locks: this already is a forked child
#else
    return fork();
#endif
}

} // namespace

QString serverLocale()
{
    static const bool hasUtf8 = [] {
        const locale_t found = newlocale(LC_ALL_MASK, "C.UTF-8", nullptr);
        if (found)
            freelocale(found);
        return found != nullptr;
    }();
    return hasUtf8 ? u"C.UTF-8"_s : u"C"_s;
}

Result<void> runToEnd(const ServerCommand &command, std::stop_token stop)
{
    QProcess process;
    const auto setup = prepare(process, command);
    process.setChildProcessModifier([setup = setup.get()]() HOWDAH_IN_CHILD {
        setup->apply();
#ifdef Q_OS_LINUX
        prctl(PR_SET_PDEATHSIG, SIGTERM); // after the change of user, which clears it
#endif
    });
    process.start(QIODevice::ReadOnly);
    while (!process.waitForFinished(pollMs) && process.state() != QProcess::NotRunning) {
        if (!stop.stop_requested())
            continue;
        process.terminate();
        if (!process.waitForFinished(terminateMs))
            process.kill();
        process.waitForFinished(terminateMs);
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    }
    const QString output = QString::fromUtf8(process.readAll());
    if (process.error() == QProcess::FailedToStart || process.exitStatus() != QProcess::NormalExit
        || process.exitCode() != 0)
        return fail(explainExit(process, command, output));
    return {};
}

Result<qint64> runDetached(const ServerCommand &command, const QString &logFile)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorKind::Io, tr("No pipe could be created: %1").arg(qt_error_string(errno)));
    QProcess process;
    process.setStandardOutputFile(logFile, QIODevice::Append);
    const auto setup = prepare(process, command);
    process.setChildProcessModifier([setup = setup.get(), pipe = ends[1]]() HOWDAH_IN_CHILD {
        setup->apply();
        // The first child ends at once and leaves the second, in its own session, to init.
        if (setsid() < 0)
            endChild(cannotFork);
        const pid_t pid = bareFork();
        if (pid < 0)
            endChild(cannotFork);
        if (pid > 0)
            endChild(write(pipe, &pid, sizeof pid) == sizeof pid ? 0 : cannotFork);
    });
    process.start(QIODevice::ReadOnly);
    process.waitForFinished(-1);
    close(ends[1]);
    pid_t pid = 0;
    const bool reported = read(ends[0], &pid, sizeof pid) == sizeof pid;
    close(ends[0]);
    if (process.error() == QProcess::FailedToStart || process.exitCode() != 0 || !reported)
        return fail(explainExit(process, command, {}));
    return pid;
}

} // namespace howdah::connection
