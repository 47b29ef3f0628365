// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace howdah::test {

// Whether this program runs in the session that runInKeyringSession() makes.
inline bool hasKeyringSession() { return qEnvironmentVariableIsSet("HOWDAH_TEST_SESSION"); }

// Starts this program again, on a D-Bus session of its own with an unlocked GNOME Keyring, in a home of its own that is
// removed afterwards. Answers its exit code.
inline int runInKeyringSession(int argc, char **argv)
{
    using namespace Qt::StringLiterals;
    QTemporaryDir home;
    // The private server of the tests may run as another user.
    QFile::setPermissions(home.path(), QFile::permissions(home.path()) | QFile::ExeGroup | QFile::ExeOther);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"XDG_DATA_HOME"_s, home.filePath(u"data"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, home.filePath(u"config"_s));
    environment.insert(u"XDG_RUNTIME_DIR"_s, home.filePath(u"run"_s));
    environment.insert(u"XDG_CURRENT_DESKTOP"_s, u"GNOME"_s);
    environment.insert(u"HOWDAH_DATA_DIR"_s, home.filePath(u"howdah"_s));
    environment.insert(u"HOWDAH_TEST_SESSION"_s, u"1"_s);
    QDir().mkpath(home.filePath(u"run"_s));
    QDir().mkpath(home.filePath(u"data"_s));
    QFile::setPermissions(home.filePath(u"run"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QStringList arguments{
        u"--"_s, u"sh"_s, u"-c"_s,
        u"echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$0\" \"$@\""_s};
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    QProcess session;
    session.setProcessEnvironment(environment);
    session.setProcessChannelMode(QProcess::ForwardedChannels);
    session.start(u"dbus-run-session"_s, arguments);
    if (!session.waitForStarted())
        qFatal("dbus-run-session is missing (package dbus)");
    session.waitForFinished(-1);
    return session.exitStatus() == QProcess::NormalExit ? session.exitCode() : 1;
}

// For tests that have no use for a keychain: there is none, whatever the machine has.
inline void withoutKeychain() { qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"); }

} // namespace howdah::test
