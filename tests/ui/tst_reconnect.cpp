// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A connection that drops: idle kill, restart, crash, black hole, sleep; what comes back by itself, and what never
// does.
#include "catalog/catalog.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "connect/connectionbar.h"
#include "connection/netserver.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditreader.h"
#include "shell/mainwindow.h"
#include "shell/placeholderpage.h"
#include "support/faultproxy.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class TestReconnect final : public QObject
{
    Q_OBJECT

    using State = ConnectionController::State;
    using Role = connection::SessionRole;
    using Again = Reconnector::State;
    static constexpr int Patience = 60'000;

    struct Window
    {
        explicit Window(const QString &path)
            : settings(path)
        {
            QObject::connect(
                &controller, &ConnectionController::stateChanged, &bar, [this] { states << controller.state(); });
            QObject::connect(
                &controller, &ConnectionController::catalogChanged, &bar,
                [this](const std::shared_ptr<const catalog::Catalog> &catalog) { forgotten = forgotten || !catalog; });
            bar.resize(900, 60);
        }
        Settings settings;
        TaskList tasks;
        ConnectionController controller{&settings, &tasks};
        ConnectionBar bar{controller};
        QList<State> states;
        bool forgotten = false; // the catalog, in between
    };

    QTemporaryDir m_data;
    std::unique_ptr<test::TestServer> m_server;
    std::unique_ptr<Window> m_window;
    int m_windows = 0;

    ConnectionController &controller() { return m_window->controller; }
    const Reconnector &again() { return m_window->controller.reconnector(); }

    void connectTo(const connection::ConnInfo &info, Environment environment = Environment::Development)
    {
        controller().connectTo(info, environment);
        awaitLine();
    }
    // Connected, and at rest.
    void awaitLine()
    {
        QTRY_VERIFY_WITH_TIMEOUT(controller().isConnected(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(controller().catalog() && !controller().isReadingCatalog(), Patience);
        m_window->states.clear();
        m_window->forgotten = false;
    }
    void awaitState(State state) { QTRY_COMPARE_WITH_TIMEOUT(controller().state(), state, Patience); }
    QString sql(const QString &text)
    {
        const auto answer = m_server->psql(u"howdah"_s, text);
        return answer ? answer->trimmed() : describe(answer.error());
    }
    Result<connection::Answer> ask(connection::Session &session, const QString &text)
    {
        auto answer = session.query({text, {}});
        [&] { QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), Patience); }();
        return answer.result();
    }
    void endAllSessions()
    {
        sql(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND application_name LIKE 'howdah%'"_s);
    }
    QPushButton *button(const QString &text)
    {
        for (QPushButton *each : m_window->bar.findChildren<QPushButton *>()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_server = std::make_unique<test::TestServer>();
    }
    void init()
    {
        if (m_server->pid() == 0)
            m_server->restart();
        m_window = std::make_unique<Window>(m_data.filePath(u"settings-%1.ini"_s.arg(++m_windows)));
    }
    void cleanup() { m_window.reset(); }

    // ---- it comes back by itself

    void afterARestart()
    {
        connectTo(m_server->connInfo());
        m_server->restart();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->states, (QList<State>{State::Lost, State::Connected}), Patience);
        QCOMPARE(again().state(), Again::Idle);
        QVERIFY(!m_window->forgotten);
        QVERIFY(controller().catalog());
    }

    void afterAnOutage_data()
    {
        QTest::addColumn<bool>("crash");
        QTest::newRow("stopped") << false;
        QTest::newRow("crashed") << true;
    }
    void afterAnOutage()
    {
        QFETCH(const bool, crash);
        connectTo(m_server->connInfo());
        crash ? m_server->kill() : m_server->stopServer();
        awaitState(State::Lost);
        QVERIFY(!controller().error().message.isEmpty());
        QVERIFY(controller().catalog()); // what was seen can still be looked at
        QCOMPARE(controller().takeSession(Role::Reader, u"x"_s).error().kind, ErrorKind::Connection);
        // As often as it takes, and quietly.
        QTRY_VERIFY_WITH_TIMEOUT(again().attempts() >= 4, Patience);
        QCOMPARE(m_window->states, QList<State>{State::Lost});
        m_server->restart();
        awaitState(State::Connected);
        QCOMPARE(m_window->states, (QList<State>{State::Lost, State::Connected}));
        QVERIFY(!m_window->forgotten);
    }

    void afterAnIdleKill()
    {
        connectTo(m_server->connInfo());
        const int before = controller().facts().backendPid;
        endAllSessions();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->states, (QList<State>{State::Lost, State::Connected}), Patience);
        QVERIFY(controller().facts().backendPid != before);
    }

    // The kernel of a proxy goes on to acknowledge: only asking tells that nobody is behind it any more.
    void afterASilence_data()
    {
        QTest::addColumn<test::Fault>("fault");
        QTest::newRow("packets vanish") << test::Fault::BlackHole;
        QTest::newRow("a proxy without a server") << test::Fault::Hang;
    }
    void afterASilence()
    {
        QFETCH(const test::Fault, fault);
        static_assert(Heartbeat::Interval + Heartbeat::Patience < std::chrono::seconds(5));
        test::FaultProxy proxy(m_server->connInfo());
        connectTo(proxy.info());
        QElapsedTimer clock;
        clock.start();
        proxy.strike(fault);
        awaitState(State::Lost);
        qInfo("a silent line was noticed after %lld ms", clock.elapsed());
        QVERIFY(!m_window->bar.isHidden());
        proxy.heal();
        awaitState(State::Connected);
        QCOMPARE(m_window->states, (QList<State>{State::Lost, State::Connected}));
        m_window.reset(); // before the proxy
    }

    void aSilenceIsNoticedWhileTheCatalogIsRead()
    {
        test::FaultProxy proxy(m_server->connInfo());
        connectTo(proxy.info());
        proxy.strike(test::Fault::Hang);
        controller().refreshCatalog();
        QVERIFY(controller().isReadingCatalog());
        awaitState(State::Lost);
        QVERIFY(!controller().isReadingCatalog());
        proxy.heal();
        awaitState(State::Connected);
        m_window.reset();
    }

    // The first of two servers goes, and the other takes over after a while.
    void afterAFailover()
    {
        test::NetServer first;
        test::NetServer second;
        first.start();
        second.start({u"default_transaction_read_only=on"_s}); // as a standby that nobody has promoted
        connection::ConnInfo both = first.info();
        both.set(u"host"_s, u"127.0.0.1,127.0.0.1"_s);
        both.set(u"port"_s, u"%1,%2"_s.arg(first.port).arg(second.port));
        both.set(u"target_session_attrs"_s, u"read-write"_s);
        connectTo(both);
        first.stop();
        awaitState(State::Lost);
        QTRY_VERIFY_WITH_TIMEOUT(again().attempts() >= 3, Patience);
        second.start();
        awaitState(State::Connected);
        const auto session = controller().takeSession(Role::Reader, u"where"_s).value();
        const auto answer = ask(*session, u"SELECT inet_server_port()::text"_s);
        QVERIFY(answer);
        QCOMPARE(answer->rows.text(0, 0), QString::number(second.port));
        QVERIFY(!m_window->forgotten);
        m_window.reset();
    }

    void thePrivateServerIsStartedAgain()
    {
        // The test server, found where the private one of a user lies.
        const QByteArray before = qgetenv("HOWDAH_DATA_DIR");
        qputenv("HOWDAH_DATA_DIR", QFileInfo(m_server->local().folder()).path().toUtf8());
        controller().connectToPrivateServer();
        awaitLine();
        m_server->kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->states, (QList<State>{State::Lost, State::Connected}), Patience);
        QVERIFY(controller().destination().isPrivateServer());
        QVERIFY(m_server->pid() > 0);
        m_window.reset();
        qputenv("HOWDAH_DATA_DIR", before);
        m_server->restart();
    }

    void theSettingsOfTheSessionAreThereAgain()
    {
        sql(u"DROP SCHEMA IF EXISTS elsewhere CASCADE; CREATE SCHEMA elsewhere"_s);
        sql(u"DO $$ BEGIN CREATE ROLE acting; EXCEPTION WHEN duplicate_object THEN NULL; END $$"_s);
        connection::Profile profile;
        profile.name = u"shop"_s;
        profile.target = m_server->connInfo();
        profile.timeZone = u"Asia/Tokyo"_s;
        profile.searchPath = u"elsewhere, public"_s;
        profile.target.set(u"options"_s, u"-c role=acting -c statement_timeout=12345"_s);
        profile.pool.most = 7;
        controller().connectTo(profile, connection::connInfoOf(profile));
        awaitLine();
        const auto settings = [this] {
            const auto session = controller().takeSession(Role::Rows, u"settings"_s).value();
            const auto answer =
                ask(*session, u"SELECT concat_ws('|', current_setting('search_path'), current_setting('TimeZone'), "
                              "current_user, current_setting('statement_timeout'))"_s);
            return answer ? answer->rows.text(0, 0) : describe(answer.error());
        };
        const QString before = settings();
        QCOMPARE(before, u"elsewhere, public|Asia/Tokyo|acting|12345ms"_s);
        m_server->restart();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->states, (QList<State>{State::Lost, State::Connected}), Patience);
        QCOMPARE(settings(), before);
        QVERIFY(controller().destination().profile && controller().destination().profile->name == u"shop"_s);
        std::vector<std::shared_ptr<connection::Session>> taken;
        auto next = controller().takeSession(Role::Rows, u"grid"_s);
        for (; next && taken.size() < 100; next = controller().takeSession(Role::Rows, u"grid"_s))
            taken.push_back(*next);
        QCOMPARE(taken.size(), 6U); // and the window's own
    }

    // ---- what never comes back by itself

    void anOpenTransactionIsLostAndNeverReplayed()
    {
        sql(u"DROP TABLE IF EXISTS ledger; CREATE TABLE ledger (n int)"_s);
        connectTo(m_server->connInfo());
        const auto writer = controller().takeSession(Role::Write, u"bookkeeping"_s).value();
        QVERIFY(ask(*writer, u"BEGIN"_s));
        QVERIFY(ask(*writer, u"INSERT INTO public.ledger VALUES (1)"_s));
        m_server->restart();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->states, (QList<State>{State::Lost, State::Connected}), Patience);
        QCOMPARE(controller().productionLock().lostWriting(), QStringList{u"bookkeeping"_s});
        QVERIFY2(m_window->bar.text().contains(u"bookkeeping"_s), qPrintable(m_window->bar.text()));
        QVERIFY(!m_window->bar.isHidden()); // until somebody has read it
        const auto commit = ask(*writer, u"COMMIT"_s);
        QVERIFY(!commit);
        QCOMPARE(commit.error().kind, ErrorKind::Connection);
        QCOMPARE(sql(u"SELECT count(*) FROM ledger"_s), u"0"_s);
        button(u"Dismiss"_s)->click();
        QVERIFY(m_window->bar.isHidden());
    }

    void writingIsLockedAgain()
    {
        connectTo(m_server->connInfo(), Environment::Production);
        controller().productionLock().unlock(std::chrono::minutes(5), u"ticket 11"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!controller().guard().isLocked(), Patience);
        endAllSessions();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->states, (QList<State>{State::Lost, State::Connected}), Patience);
        QVERIFY(controller().guard().isLocked());
        QVERIFY(controller().facts().readOnly);
        QVERIFY2(m_window->bar.text().contains(u"locked again"_s), qPrintable(m_window->bar.text()));
        QCOMPARE(controller().takeSession(Role::Write, u"x"_s).error().kind, ErrorKind::Permission);
        QTRY_VERIFY_WITH_TIMEOUT(
            connection::readAudit(connection::auditFolder(), {.kind = connection::AuditEntry::Kind::Lock})->size() > 0,
            Patience);
    }

    // To ask again and again with a password that is not taken would lock the account.
    void aRefusalIsNotAskedTwice()
    {
        const connection::ConnInfo info = m_server->createRole(u"changed_role"_s, u"before"_s);
        connectTo(info);
        sql(u"ALTER ROLE changed_role PASSWORD 'after'"_s);
        const auto refusals = [this] {
            return m_server->serverLog().count(u"password authentication failed for user \"changed_role\""_s);
        };
        endAllSessions();
        QTRY_COMPARE_WITH_TIMEOUT(again().state(), Again::Stopped, Patience);
        QCOMPARE(controller().state(), State::Lost);
        QCOMPARE(again().attempts(), 1);
        QVERIFY(again().reason() && again().reason()->kind == ErrorKind::Authentication);
        QVERIFY2(m_window->bar.text().contains(u"lock the account"_s), qPrintable(m_window->bar.text()));
        QVERIFY(button(u"Stop trying"_s)->isHidden());
        QCOMPARE(refusals(), 1);
        // Nor when the machine wakes, or the server restarts.
        m_server->restart();
        QCOMPARE(again().state(), Again::Stopped);
        // Only when somebody says so.
        sql(u"ALTER ROLE changed_role PASSWORD 'before'"_s);
        button(u"Try now"_s)->click();
        awaitState(State::Connected);
        QCOMPARE(refusals(), 1);
    }

    // Some passwords hold for minutes: the program that prints them is asked for another, and only another is tried.
    void aPrintedPasswordIsRenewed()
    {
        connection::Profile profile;
        profile.name = u"token"_s;
        profile.target = m_server->createRole(u"token_role"_s, u"first"_s);
        profile.target.values.remove(u"password"_s);
        profile.secret = connection::SecretSource::Command;
        const QString file = m_data.filePath(u"token"_s);
        profile.secretCommand = QStringList{u"cat"_s, file};
        const auto turn = [&](const QByteArray &printed, const QString &taken) {
            test::writeFile(file, printed + '\n');
            sql(u"ALTER ROLE token_role PASSWORD '%1'"_s.arg(taken));
        };
        turn("first", u"first"_s);
        connection::ConnInfo info = profile.target;
        info.set(u"password"_s, u"first"_s);
        controller().connectTo(profile, info);
        awaitLine();
        turn("second", u"second"_s);
        endAllSessions();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->states, (QList<State>{State::Lost, State::Connected}), Patience);
        turn("second", u"third"_s); // the program does not know it yet
        const auto refusals = [this] {
            return m_server->serverLog().count(u"password authentication failed for user \"token_role\""_s);
        };
        const auto before = refusals();
        endAllSessions();
        QTRY_COMPARE_WITH_TIMEOUT(again().state(), Again::Stopped, Patience);
        QCOMPARE(refusals(), before + 1);
    }

    // ---- the operator's say

    void tryingIsStoppedAndTakenUpAgain()
    {
        connectTo(m_server->connInfo());
        m_server->stopServer();
        awaitState(State::Lost);
        QVERIFY(!m_window->bar.isHidden());
        QTRY_VERIFY_WITH_TIMEOUT(m_window->bar.text().contains(u"attempt"_s), Patience); // and why
        button(u"Stop trying"_s)->click();
        QCOMPARE(again().state(), Again::Stopped);
        QVERIFY2(m_window->bar.text().contains(u"until you choose Try now"_s), qPrintable(m_window->bar.text()));
        const int attempts = again().attempts();
        m_server->restart();
        QSignalSpy turns(&again(), &Reconnector::changed);
        QVERIFY(!turns.wait(2 * int(connection::Backoff::LongestSoon.count())));
        QCOMPARE(again().attempts(), attempts);
        QCOMPARE(controller().state(), State::Lost);
        button(u"Try now"_s)->click();
        awaitState(State::Connected);
        QVERIFY2(m_window->bar.text().contains(u"Reconnected after"_s), qPrintable(m_window->bar.text()));
    }

    void aLineThatIsLeftIsNotTriedAgain()
    {
        connectTo(m_server->connInfo());
        m_server->stopServer();
        awaitState(State::Lost);
        controller().disconnectFromServer();
        QCOMPARE(controller().state(), State::Disconnected);
        QCOMPARE(again().state(), Again::Idle);
        QVERIFY(m_window->bar.isHidden());
        m_server->restart();
        QSignalSpy turns(&controller(), &ConnectionController::stateChanged);
        QVERIFY(!turns.wait(2 * int(connection::Backoff::LongestSoon.count())));
    }

    void theWindowKeepsItsPage()
    {
        class NoPrompter final : public Prompter
        {
        public:
            void confirm(QWidget *, const Question &, std::function<void(bool)> answered) override { answered(false); }
            void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)> answered) override
            {
                answered(std::nullopt);
            }
        } prompter;
        Theme theme{*qApp, ThemeChoice::Light};
        MainWindow window({&controller(), &m_window->settings, &m_window->tasks, &prompter}, theme);
        window.addPage(new PlaceholderPage(placesToCome().front()));
        window.restore();
        window.show();
        connectTo(m_server->connInfo());
        auto *bar = window.findChild<ConnectionBar *>();
        QVERIFY(bar && !bar->isVisible());
        QSignalSpy faces(window.connectionState(), &StateStack::stateChanged);
        m_server->stopServer();
        awaitState(State::Lost);
        QTRY_VERIFY_WITH_TIMEOUT(again().attempts() >= 3, Patience);
        QVERIFY(bar->isVisible());
        m_server->restart();
        awaitState(State::Connected);
        QVERIFY(faces.isEmpty()); // neither "connecting" nor "failed" came before what is shown
        QCOMPARE(window.connectionState()->state(), StateStack::State::Filled);
    }

    void aMachineThatWakesDoesNotWait()
    {
        test::FaultProxy proxy(m_server->connInfo());
        connectTo(proxy.info());
        proxy.strike(test::Fault::BlackHole);
        awaitState(State::Lost);
        // An attempt that nobody answers, and which has some seconds left.
        QTRY_COMPARE_WITH_TIMEOUT(again().state(), Again::Trying, Patience);
        const int attempts = again().attempts();
        auto *heartbeat = controller().findChild<Heartbeat *>();
        Q_EMIT heartbeat->woke();
        QCOMPARE(again().attempts(), attempts + 1);
        proxy.heal();
        awaitState(State::Connected);
        Q_EMIT heartbeat->woke(); // asks, and all is well
        QCOMPARE(controller().state(), State::Connected);
        m_window.reset();
    }

    // ---- its parts

    void aLongPauseIsCountedDown()
    {
        Reconnector reconnector;
        QStringList said;
        connection::ConnInfo nowhere;
        nowhere.set(u"host"_s, u"db"_s);
        connect(&reconnector, &Reconnector::attemptWanted, &reconnector, [&] {
            reconnector.failed(makeError(ErrorKind::Timeout, u"no answer"_s), nowhere);
        });
        reconnector.begin();
        QTRY_VERIFY_WITH_TIMEOUT(reconnector.remaining() > std::chrono::milliseconds(2'100), Patience);
        QSignalSpy reported(&reconnector, &Reconnector::changed);
        const auto before = reconnector.remaining();
        QVERIFY(reported.wait(1'500)); // with the next second
        QCOMPARE(reconnector.state(), Again::Waiting);
        QVERIFY(reconnector.remaining() < before);
        reconnector.tryAtOnce();
        QCOMPARE(reconnector.reason()->message, u"no answer"_s);
        QVERIFY(reconnector.remaining() <= connection::Backoff::First); // from the start again
        reconnector.finish();
        QCOMPARE(reconnector.state(), Again::Idle);
    }

    void aMachineThatSleptAsksAtOnce()
    {
        using std::chrono::milliseconds;
        SleepWatch::Clocks now{milliseconds(1'000), milliseconds(1'000), milliseconds(900'000)};
        SleepWatch watch([&now] { return now; });
        QCOMPARE(watch.slept(), milliseconds(0));
        const auto pass = [&now](int awake, int asleep, int jump) {
            now.awake += milliseconds(awake);
            now.since += milliseconds(awake + asleep);
            now.wall += milliseconds(awake + asleep + jump);
        };
        pass(2'000, 0, 0);
        QCOMPARE(watch.slept(), milliseconds(0));
        pass(2'000, 0, 900); // the clock was corrected a little
        QCOMPARE(watch.slept(), milliseconds(0));
        pass(500, 3'600'000, 0);
        QCOMPARE(watch.slept(), milliseconds(3'600'000));
        pass(2'000, 0, 60'000); // of a machine whose guest clocks stood still, too
        QCOMPARE(watch.slept(), milliseconds(60'000));
        Heartbeat heartbeat(nullptr, SleepWatch([&now] { return now; }));
        QSignalSpy woke(&heartbeat, &Heartbeat::woke);
        pass(500, 7'200'000, 0);
        QTRY_COMPARE_WITH_TIMEOUT(woke.count(), 1, 2 * int(Heartbeat::Interval.count()));
    }
};

HOWDAH_UI_TEST_MAIN(TestReconnect)
#include "tst_reconnect.moc"
