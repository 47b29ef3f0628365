// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/serverprocess.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <grp.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <linux/close_range.h>
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ServerProcess", text); }

// How the child says, before it becomes the program, what it could not do.
constexpr int cannotEnterFolder = 124;
constexpr int cannotBecomeUser = 125;
constexpr int cannotFork = 126;

constexpr int pollMs = 50;
constexpr int terminateMs = 10'000;

// Everything the child needs between fork and exec, prepared before: nothing may be allocated there.
struct ChildSetup
{
    bool changeUser = false;
    OsUser user;
    QByteArray folder;

    void apply() const
    {
        // The groups were looked up in the parent, as initgroups() would take locks that another thread may hold.
        if (changeUser
            && (setgroups(user.groups.size(), user.groups.data()) != 0 || setgid(user.gid) != 0
                || setuid(user.uid) != 0))
            _exit(cannotBecomeUser);
        umask(077);
        if (chdir(folder.constData()) != 0)
            _exit(cannotEnterFolder);
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

ChildSetup prepare(QProcess &process, const ServerCommand &command)
{
    process.setProgram(command.program);
    process.setArguments(command.arguments);
    process.setProcessEnvironment(childEnvironment(command));
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessChannelMode(QProcess::MergedChannels);
    return {geteuid() == 0, command.user, QFile::encodeName(command.folder)};
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
            tr("The user %1, who runs the private server, may not enter the folder %2")
                .arg(command.user.name, closed.isEmpty() ? command.folder : closed),
            tr("Open it to that user (`chmod o+x`), or keep Howdah's data elsewhere with HOWDAH_DATA_DIR"));
    }
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == cannotBecomeUser)
        return makeError(
            ErrorKind::Permission, tr("This program may not run programs as the user %1").arg(command.user.name));
    return makeError(ErrorKind::Io, tr("The program %1 failed").arg(command.program), {}, output);
}

pid_t bareFork()
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
    process.setChildProcessModifier([setup = prepare(process, command)] {
        setup.apply();
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
        return fail(ErrorKind::Io, tr("No pipe could be made: %1").arg(qt_error_string(errno)));
    QProcess process;
    process.setStandardOutputFile(logFile, QIODevice::Append);
    process.setChildProcessModifier([setup = prepare(process, command), ends] {
        setup.apply();
        // The first child ends at once and leaves the second, in its own session, to init.
        if (setsid() < 0)
            _exit(cannotFork);
        const pid_t pid = bareFork();
        if (pid < 0)
            _exit(cannotFork);
        if (pid > 0)
            _exit(write(ends[1], &pid, sizeof pid) == sizeof pid ? 0 : cannotFork);
    });
    process.start(QIODevice::ReadOnly);
    process.waitForFinished(-1);
    close(ends[1]);
    pid_t pid = 0;
    const bool told = read(ends[0], &pid, sizeof pid) == sizeof pid;
    close(ends[0]);
    if (process.error() == QProcess::FailedToStart || process.exitCode() != 0 || !told)
        return fail(explainExit(process, command, {}));
    return pid;
}

} // namespace howdah::connection
