// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The window is ended from outside, as a desktop does at the end of its session.
#include "connection/server/localserver.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace howdah;

class TestTerminated final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePrivateServerDoesNotStayBehind_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGHUP") << SIGHUP;
    }
    void thePrivateServerDoesNotStayBehind()
    {
        QFETCH(int, signal);
        QTemporaryDir folder;
        // Root's server runs as another user, who has to pass through.
        QVERIFY(QFile::setPermissions(
            folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther));
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOWDAH_DATA_DIR"_s, folder.filePath(u"data"_s));
        environment.insert(u"XDG_CONFIG_HOME"_s, folder.filePath(u"config"_s));
        environment.insert(u"XDG_STATE_HOME"_s, folder.filePath(u"state"_s));
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::ForwardedChannels);
        // Whatever the tests were started to ignore.
        program.setChildProcessModifier([signal] { ::signal(signal, SIG_DFL); });
        program.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdah"), QStringList());
        QVERIFY(program.waitForStarted());
        const connection::LocalServer server(folder.filePath(u"data/server"_s));
        const auto state = [&server] {
            const auto status = server.status();
            return status ? status->state : connection::ServerState::NotInitialised;
        };
        // Connected, and not only started.
        // Those who make its database come and go before.
        int seen = 0;
        for (QDeadlineTimer until(120'000); seen < 5 && !until.hasExpired(); QTest::qWait(200)) {
            const auto status = server.status();
            seen = status && status->state == connection::ServerState::Running && status->clients > 0 ? seen + 1 : 0;
        }
        QCOMPARE(seen, 5);
        ::kill(pid_t(program.processId()), signal);
        QVERIFY(program.waitForFinished(120'000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(state(), connection::ServerState::Stopped, 60'000);
    }
};

QTEST_GUILESS_MAIN(TestTerminated)

#include "tst_terminated.moc"
