// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalog.h"
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "support/testserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class TestConnectionController final : public QObject
{
    Q_OBJECT

private:
    using State = ConnectionController::State;
    using Role = connection::SessionRole;
    QTemporaryDir m_folder;

    struct Fixture
    {
        Settings settings;
        TaskList tasks;
        ConnectionController controller{&settings, &tasks};
        explicit Fixture(const QString &path)
            : settings(path)
        {
        }
    };

private Q_SLOTS:
    void connectsAndPublishesTheCatalog()
    {
        const test::TestServer server;
        const QString database = server.createDatabase();
        QVERIFY(server.psql(database, u"create table \"odd \"\"name\" (id int primary key)"_s));
        Fixture f(m_folder.filePath(u"a.ini"_s));
        QSignalSpy catalogs(&f.controller, &ConnectionController::catalogChanged);
        f.controller.connectTo(server.connInfo(database), Environment::Staging);
        QCOMPARE(f.controller.state(), State::Connecting);
        QCOMPARE(f.tasks.tasks().size(), size_t(1));
        QTRY_COMPARE(f.controller.state(), State::Connected);
        QCOMPARE(f.controller.facts().database, database);
        QVERIFY(!f.controller.facts().readOnly);
        QTRY_VERIFY(f.controller.catalog() && f.controller.catalog()->stage == catalog::Stage::Complete);
        QVERIFY(catalogs.size() >= 2); // in stages
        QVERIFY(f.controller.catalog()->relation(u"public"_s, u"odd \"name"_s));
        QTRY_VERIFY(f.tasks.isEmpty());
        QTRY_VERIFY(f.controller.heartbeat().latencyMs() >= 0);

        QVERIFY(server.psql(database, u"create table later ()"_s));
        f.controller.refreshCatalog();
        QTRY_VERIFY(f.controller.catalog()->relation(u"public"_s, u"later"_s));

        f.controller.disconnectFromServer();
        QCOMPARE(f.controller.state(), State::Disconnected);
        QVERIFY(!f.controller.catalog());
        QCOMPARE(f.controller.takeSession(Role::Reader, u"x"_s).error().kind, ErrorKind::Connection);
    }

    void recentConnectionsHaveNoPassword()
    {
        const test::TestServer server;
        const QString path = m_folder.filePath(u"b.ini"_s);
        Fixture f(path);
        connection::ConnInfo info = server.createRole(u"recent_role"_s, u"s3cret-word"_s);
        f.controller.connectTo(info, Environment::Production);
        QTRY_COMPARE(f.controller.state(), State::Connected);
        const auto recent = f.controller.recent().all();
        QCOMPARE(recent.size(), size_t(1));
        QCOMPARE(recent[0].environment, Environment::Production);
        f.controller.connectTo(info, Environment::Staging); // the same target once, with the later environment
        QTRY_COMPARE(f.controller.state(), State::Connected);
        QCOMPARE(f.controller.recent().all().size(), size_t(1));
        QCOMPARE(f.controller.recent().all()[0].environment, Environment::Staging);
        f.settings.sync();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("s3cret-word"));
        QVERIFY(!f.controller.label().contains(u"s3cret-word"_s));
        f.controller.recent().forget(f.controller.recent().all()[0].uri);
        QVERIFY(f.controller.recent().all().empty());
    }

    void handsOutSessionsOfTheirOwn()
    {
        const test::TestServer server;
        Fixture f(m_folder.filePath(u"c.ini"_s));
        f.controller.connectTo(server.connInfo(), Environment::Development);
        QTRY_COMPARE(f.controller.state(), State::Connected);
        const auto reader = f.controller.takeSession(Role::Rows, u"grid"_s).value();
        const auto writer = f.controller.takeSession(Role::Write, u"edit"_s).value();
        // Used at once: the calls wait until the session is open.
        auto refused = reader->query({u"create table never ()"_s, {}});
        auto done = writer->query({u"create temporary table mine ()"_s, {}});
        QTRY_VERIFY(refused.isFinished() && done.isFinished());
        QVERIFY(!refused.result());
        QCOMPARE(refused.result().error().sqlState, u"25006"_s); // read_only_sql_transaction
        QVERIFY(done.result());
    }

    void sessionsComeFromAPool()
    {
        const test::TestServer server;
        Fixture f(m_folder.filePath(u"pool.ini"_s));
        f.controller.connectTo(server.connInfo(), Environment::Development);
        QTRY_COMPARE(f.controller.state(), State::Connected);
        const auto pidOf = [](connection::Session &session) {
            auto answer = session.query({u"SELECT pg_backend_pid()"_s, {}});
            [&] { QTRY_VERIFY(answer.isFinished()); }();
            return answer.result()->rows.integer(0, 0);
        };
        auto first = f.controller.takeSession(Role::Rows, u"grid"_s).value();
        const qint64 pid = pidOf(*first);
        first.reset();
        QCOMPARE(pidOf(*f.controller.takeSession(Role::Rows, u"count"_s).value()), pid); // the same one again
        // What others wrote is read as another role where there is one, so never in a session of the grid's.
        QVERIFY(pidOf(*f.controller.takeSession(Role::Reader, u"count"_s).value()) != pid);
        auto writer = f.controller.takeSession(Role::Write, u"edit"_s).value();
        const qint64 writing = pidOf(*writer);
        writer.reset(); // closed: it may have left settings behind
        QVERIFY(pidOf(*f.controller.takeSession(Role::Write, u"edit"_s).value()) != writing);

        // Up to the limit, the window's own included; then it says so.
        std::vector<std::shared_ptr<connection::Session>> taken;
        auto next = f.controller.takeSession(Role::Rows, u"grid"_s);
        for (; next && taken.size() < 100; next = f.controller.takeSession(Role::Rows, u"grid"_s))
            taken.push_back(*next);
        QCOMPARE(taken.size(), size_t(connection::PoolLimits().most - 1));
        QCOMPARE(next.error().kind, ErrorKind::Conflict);
        taken.pop_back();
        QVERIFY(f.controller.takeSession(Role::Rows, u"grid"_s));
    }

    void aLostLineIsToldAndCanBeTakenUpAgain()
    {
        const test::TestServer server;
        Fixture f(m_folder.filePath(u"d.ini"_s));
        f.controller.connectTo(server.connInfo(), Environment::Development);
        QTRY_COMPARE(f.controller.state(), State::Connected);
        QTRY_VERIFY(f.controller.catalog());
        server.stopServer();
        QTRY_COMPARE_WITH_TIMEOUT(f.controller.state(), State::Lost, 20000);
        QVERIFY(!f.controller.error().message.isEmpty());
        QVERIFY(f.controller.catalog()); // what was seen can still be looked at
        f.controller.reconnect();
        QCOMPARE(f.controller.state(), State::Lost); // until it stands
        server.restart();
        f.controller.reconnect();
        QTRY_COMPARE(f.controller.state(), State::Connected);
    }

    void theLastOfManyTargetsWins()
    {
        const test::TestServer server;
        const QString wanted = server.createDatabase();
        Fixture f(m_folder.filePath(u"e.ini"_s));
        connection::ConnInfo nowhere;
        nowhere.set(u"host"_s, u"127.0.0.1"_s);
        nowhere.set(u"port"_s, u"1"_s);
        for (int i = 0; i < 5; ++i) {
            f.controller.connectTo(nowhere, Environment::Production);
            f.controller.connectTo(server.connInfo(), Environment::Staging);
        }
        f.controller.connectTo(server.connInfo(wanted), Environment::Development);
        QTRY_COMPARE(f.controller.state(), State::Connected);
        QTRY_VERIFY(f.controller.catalog());
        QCOMPARE(f.controller.facts().database, wanted);
        QCOMPARE(f.controller.guard().environment(), Environment::Development);
    }

    void connectingCanBeCancelled()
    {
        Fixture f(m_folder.filePath(u"f.ini"_s));
        connection::ConnInfo nowhere;
        nowhere.set(u"host"_s, u"192.0.2.1"_s); // reserved for documents: nobody answers
        f.controller.connectTo(nowhere, Environment::Development);
        QCOMPARE(f.controller.state(), State::Connecting);
        f.tasks.cancelAll();
        QCOMPARE(f.controller.state(), State::Disconnected);
        QVERIFY(f.tasks.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestConnectionController)
#include "tst_connectioncontroller.moc"
