// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles that are reached through an SSH tunnel, in the window: a real sshd, a real server behind it.
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connection/sshdaemon.h"
#include "shell/statusstrip.h"
#include "support/turnmeter.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class TestWindowTunnel final : public QObject
{
    Q_OBJECT

    using State = ConnectionController::State;
    static constexpr int Patience = 60'000;

    struct Window
    {
        explicit Window(const QString &path)
            : settings(path)
        {
            strip.resize(1200, 28);
            strip.show();
        }
        Settings settings;
        TaskList tasks;
        ConnectionController controller{&settings, &tasks};
        StatusStrip strip{controller, tasks};
    };

    QTemporaryDir m_data;
    std::unique_ptr<test::SshDaemon> m_daemon;
    std::unique_ptr<test::NetServer> m_server;
    std::unique_ptr<Window> m_window;
    int m_windows = 0;

    ConnectionController &controller() { return m_window->controller; }
    const connection::SshForward *tunnel() { return m_window->controller.connector().tunnel(); }
    Badge *badge() { return m_window->strip.findChild<Badge *>(u"tunnel"_s); }
    QString badgeText() { return badge()->isVisible() ? badge()->accessibleName() : QString(); }

    [[nodiscard]] connection::Profile far() const
    {
        connection::Profile profile;
        profile.name = u"far shop"_s;
        profile.target = m_server->info(u"db.far.invalid"_s);
        profile.target.set(u"hostaddr"_s, u"127.0.0.1"_s);
        profile.ssh = m_daemon->tunnel();
        return profile;
    }
    void connectTo(const connection::Profile &profile)
    {
        controller().connectTo(profile, connection::connInfoOf(profile));
    }
    void awaitState(State state) { QTRY_COMPARE_WITH_TIMEOUT(controller().state(), state, Patience); }
    void awaitLine()
    {
        awaitState(State::Connected);
        QTRY_VERIFY_WITH_TIMEOUT(!controller().isReadingCatalog(), Patience);
    }
    void setAuthorized(const QByteArray &keys) { test::writeFile(m_daemon->path(u"authorized"_s), keys); }
    [[nodiscard]] QByteArray key() const
    {
        QFile file(m_daemon->path(u"id.pub"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_daemon = std::make_unique<test::SshDaemon>();
        qputenv("PATH", m_daemon->programFolder().toUtf8() + ':' + qgetenv("PATH"));
        m_server = std::make_unique<test::NetServer>();
        m_server->start();
    }
    void init() { m_window = std::make_unique<Window>(m_data.filePath(u"settings-%1.ini"_s.arg(++m_windows))); }
    void cleanup() { m_window.reset(); }

    void theWindowGoesThroughIt()
    {
        connectTo(far());
        QCOMPARE(controller().state(), State::Connecting);
        QVERIFY2(controller().progressText().contains(u"127.0.0.1"_s), qPrintable(controller().progressText()));
        awaitLine();
        QVERIFY(tunnel() && tunnel()->isUp());
        QVERIFY(controller().connInfo().value(u"port"_s) != QString::number(m_server->port));
        QCOMPARE(controller().connInfo().value(u"host"_s), u"db.far.invalid"_s); // for its certificate
        const auto session = controller().takeSession(connection::SessionRole::Reader, u"x"_s).value();
        auto answer = session->query({u"SELECT inet_server_port()::text"_s, {}});
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), Patience);
        QCOMPARE(answer.result()->rows.text(0, 0), QString::number(m_server->port));
        // Seen, and by its name.
        QVERIFY2(badgeText().startsWith(u"via "_s), qPrintable(badgeText()));
        QVERIFY(badgeText().contains(u"127.0.0.1:%1"_s.arg(m_daemon->port)));
        QVERIFY(controller().label().startsWith(u"far shop: "_s));
        QVERIFY(controller().label().contains(u" via "_s));
        // A URI would lead past the tunnel.
        QVERIFY(controller().recent().all().empty());
    }

    // What lies on the disk for a connection is found again, whatever near end a tunnel has.
    void isTheSameConnectionEachTime()
    {
        connectTo(far());
        awaitLine();
        const QString identity = controller().connector().identity();
        const QString port = controller().connInfo().value(u"port"_s);
        controller().reconnect();
        QCOMPARE(controller().state(), State::Connecting);
        awaitLine();
        QCOMPARE(controller().connector().identity(), identity);
        connection::Profile other = far();
        other.ssh.host = u"localhost"_s; // another way may lead to another server of this name
        controller().connectTo(other, connection::connInfoOf(other));
        QVERIFY(controller().connector().identity() != identity);
    }

    void comesBackWhenSshDies()
    {
        connectTo(far());
        awaitLine();
        QList<State> states;
        connect(
            &controller(), &ConnectionController::stateChanged, &controller(), [&] { states << controller().state(); });
        const QString port = controller().connInfo().value(u"port"_s);
        ::kill(pid_t(tunnel()->pid()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(states, (QList<State>{State::Lost, State::Connected}), Patience);
        QCOMPARE(tunnel()->restarts(), 1);
        QCOMPARE(controller().connInfo().value(u"port"_s), port);
        QVERIFY(badgeText().startsWith(u"via "_s));
    }

    void comesBackWhenTheFarMachineDoes()
    {
        connectTo(far());
        awaitLine();
        m_daemon->stop();
        awaitState(State::Lost);
        QTRY_VERIFY_WITH_TIMEOUT(badgeText().contains(u"down"_s), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(controller().reconnector().attempts() >= 2, Patience);
        QVERIFY(controller().reconnector().reason()->message.contains(u"127.0.0.1"_s));
        QCOMPARE(controller().state(), State::Lost);
        m_daemon->start();
        awaitState(State::Connected);
        QTRY_VERIFY_WITH_TIMEOUT(badgeText().startsWith(u"via "_s), Patience);
    }

    void aRefusalIsNotAskedTwice()
    {
        connectTo(far());
        awaitLine();
        setAuthorized({});
        ::kill(pid_t(tunnel()->pid()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(controller().reconnector().state(), Reconnector::State::Stopped, Patience);
        QCOMPARE(controller().state(), State::Lost);
        QCOMPARE(controller().reconnector().reason()->kind, ErrorKind::Authentication);
        QTRY_VERIFY_WITH_TIMEOUT(badgeText().contains(u"refused"_s), Patience);
        QVERIFY2(badge()->toolTip().contains(u"ssh-add"_s), qPrintable(badge()->toolTip()));
        setAuthorized(key());
        controller().reconnect(); // somebody has fixed it, and says so
        awaitState(State::Connected);
    }

    void reportsWhyItCannotBeOpened()
    {
        connection::Profile profile = far();
        profile.ssh.identityFile = m_daemon->path(u"stranger"_s);
        connectTo(profile);
        awaitState(State::Failed);
        QVERIFY2(controller().error().hint.contains(u"ssh-add"_s), qPrintable(describe(controller().error())));
        QVERIFY(!badge()->isVisible());
        QVERIFY(!tunnel());
    }

    void isClosedWithTheConnection()
    {
        connectTo(far());
        awaitLine();
        const auto pid = pid_t(tunnel()->pid());
        QVERIFY(pid > 0);
        controller().disconnectFromServer();
        QVERIFY(!tunnel());
        QTRY_VERIFY_WITH_TIMEOUT(::kill(pid, 0) == -1, Patience);
        QVERIFY(!badge()->isVisible());
        connectTo(far());
        awaitLine();
        const auto second = pid_t(tunnel()->pid());
        m_window.reset(); // and with the window
        QTRY_VERIFY_WITH_TIMEOUT(::kill(second, 0) == -1, Patience);
        init();
    }

    void canBeCancelled()
    {
        int port = 0;
        const int silent = test::listenOnLoopback(0, &port); // nobody greets
        connection::Profile profile = far();
        profile.ssh.port = port;
        connectTo(profile);
        QVERIFY(!m_window->tasks.isEmpty());
        m_window->tasks.cancelAll();
        QCOMPARE(controller().state(), State::Disconnected);
        close(silent);
        connectTo(far()); // which is not kept waiting for the other
        awaitLine();
    }
};

HOWDAH_UI_TEST_MAIN(TestWindowTunnel)
#include "tst_windowtunnel.moc"
