// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The button of the top bar that changes the database: which ones there are, what they hold, and going there.
#include "base/paths.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "migration/history/packfit.h"
#include "operations/serverdatabases.h"
#include "promptui/keyringsession.h"
#include "shell/palette/commandpalette.h"
#include "shell/databaseswitcher.h"
#include "shell/mainwindow.h"
#include "shell/placeholderpage.h"
#include "shell/topbar.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QMenu>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class TestDatabases final : public QObject
{
    Q_OBJECT

    static constexpr int Patience = 60'000;

    struct Program
    {
        Settings settings;
        Theme theme{*qApp, ThemeChoice::Light};
        TaskList tasks;
        DialogPrompter prompter;
        ConnectionController controller{&settings, &tasks};
        MainWindow window{{&controller, &settings, &tasks, &prompter}, theme};

        explicit Program(const QString &path)
            : settings(path)
        {
            for (const auto &words : placesToCome())
                window.addPage(new PlaceholderPage(words));
            window.restore();
            window.show();
        }
        DatabaseSwitcher *button() const { return window.findChild<DatabaseSwitcher *>(u"databases"_s); }
        QMenu *menu() const { return window.findChild<QMenu *>(u"databaseMenu"_s); }
        QAction *entry(const QString &database) const
        {
            const QMenu *list = menu();
            const auto all = list ? list->actions() : QList<QAction *>();
            const auto found = std::ranges::find(all, database, [](QAction *one) { return one->data().toString(); });
            return found == all.end() ? nullptr : *found;
        }
        void reach(const connection::ConnInfo &info, Environment environment = Environment::Development)
        {
            controller.connectTo(info, environment);
            QTRY_VERIFY_WITH_TIMEOUT(controller.isConnected(), Patience);
        }
    };

    QTemporaryDir m_folder;
    test::TestServer m_server;
    int m_programs = 0;
    QString freshSettings() { return m_folder.filePath(u"settings-%1.ini"_s.arg(++m_programs)); }

    static migration::Source pack(const QString &name)
    {
        return *migration::readSource(shareFolder() + u"/migrations/"_s + name);
    }
    // A database with half of the tables that the pack creates.
    QString withTablesOf(const QString &name) const
    {
        const QString database = m_server.createDatabase(u"platform"_s);
        QStringList tables = migration::tablesCreated(pack(name)).values();
        tables.sort();
        for (const QString &table : tables.mid(0, (tables.size() + 1) / 2))
            [&] { QVERIFY(m_server.psql(database, u"CREATE TABLE public.%1 ()"_s.arg(table))); }();
        return database;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        test::withoutKeychain();
    }

    // Names that every platform has are no proof, and a platform in the middle of its migrations is one.
    void whatTellsAPlatform()
    {
        const QSet<QString> created{u"users"_s, u"agents"_s, u"tasks"_s, u"runs"_s,
                                    u"tools"_s, u"plans"_s,  u"notes"_s, u"keys"_s};
        QVERIFY(!migration::isHeldBy({}, created));
        QVERIFY(!migration::isHeldBy({u"users"_s, u"tasks"_s}, created));
        QVERIFY(migration::isHeldBy({u"users"_s, u"agents"_s, u"tasks"_s}, created)); // the first files of it
        QSet<QString> shop{u"users"_s, u"tasks"_s, u"notes"_s};
        for (int i = 0; i < 10; ++i)
            shop.insert(u"own%1"_s.arg(i));
        QVERIFY(!migration::isHeldBy(shop, created));
        QVERIFY(migration::isHeldBy(shop + created, created));
        QVERIFY(!migration::isHeldBy({u"users"_s}, {}));
    }

    void everyPackCreatesTablesOfItsOwn()
    {
        for (const QString &name : {u"uaip"_s, u"deepref"_s, u"orchestrator"_s, u"assistant"_s}) {
            const QSet<QString> created = migration::tablesCreated(pack(name));
            QVERIFY2(created.size() >= 3, qPrintable(name));
            for (const QString &other : {u"uaip"_s, u"deepref"_s, u"orchestrator"_s, u"assistant"_s}) {
                if (other != name)
                    QVERIFY2(
                        !migration::isHeldBy(migration::tablesCreated(pack(other)), created),
                        qPrintable(name + u" in "_s + other));
            }
        }
    }

    void theListSaysWhichPlatformsTheyHold()
    {
        const QString uaip = withTablesOf(u"uaip"_s);
        const QString empty = m_server.createDatabase(u"empty"_s);
        const QString closed = m_server.createDatabase(u"closed"_s);
        QVERIFY(m_server.psql(u"postgres"_s, u"ALTER DATABASE \"%1\" ALLOW_CONNECTIONS false"_s.arg(closed)));
        QVERIFY(m_server.psql(u"postgres"_s, u"COMMENT ON DATABASE \"%1\" IS 'of nobody'"_s.arg(empty)));
        Program p(freshSettings());
        QVERIFY(p.button()->isHidden()); // nothing is connected
        p.reach(m_server.connInfo(empty));
        QVERIFY(!p.button()->isHidden());
        QCOMPARE(p.button()->accessibleName(), u"Database "_s + empty);
        // Neither name is cut while there is room beside the search.
        p.window.resize(1024, 700);
        const auto *server = p.window.findChild<ConnectionSwitcher *>();
        QTRY_VERIFY(server->width() >= server->sizeHint().width());
        QTRY_VERIFY(p.button()->width() >= p.button()->sizeHint().width());
        QTest::mouseClick(p.button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(p.entry(empty), Patience);
        QVERIFY(p.entry(empty)->isChecked());
        QVERIFY(p.entry(empty)->toolTip().contains(u"of nobody"_s));
        QVERIFY(p.entry(uaip) && !p.entry(uaip)->isChecked());
        QVERIFY(!p.entry(closed) && !p.entry(u"template1"_s));
        QTRY_VERIFY_WITH_TIMEOUT(p.entry(uaip)->text() == u"%1 – %2"_s.arg(uaip, pack(u"uaip"_s).pack.title), Patience);
        QCOMPARE(p.entry(empty)->text(), empty);
        p.menu()->close();
        QTRY_VERIFY(!p.menu());
        p.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&p.window));
        QTest::keyClick(&p.window, Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(p.entry(uaip), Patience);
        p.menu()->close();
        p.controller.disconnectFromServer();
        QVERIFY(p.button()->isHidden());
        QVERIFY(m_server.psql(u"postgres"_s, u"ALTER DATABASE \"%1\" ALLOW_CONNECTIONS true"_s.arg(closed)));
    }

    // The same server, role and environment; what is connected stays until the other one stands.
    void choosingOneGoesThere()
    {
        const QString here = m_server.createDatabase();
        const QString there = m_server.createDatabase(u"A&b"_s);
        Program p(freshSettings());
        p.reach(m_server.connInfo(here), Environment::Production);
        QVERIFY(p.controller.guard().isLocked());
        for (const QAction *command : p.window.actions()) {
            if (command->text() == u"Change the database…"_s)
                const_cast<QAction *>(command)->trigger();
        }
        QTRY_VERIFY_WITH_TIMEOUT(p.entry(there), Patience);
        p.entry(there)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(p.controller.facts().database, there, Patience);
        QVERIFY(p.controller.isConnected());
        QCOMPARE(p.controller.guard().environment(), Environment::Production);
        QVERIFY(p.controller.guard().isLocked());
        QCOMPARE(p.button()->accessibleName(), u"Database "_s + there);
        // One that is gone meanwhile: what was connected stays.
        QVERIFY(m_server.psql(u"postgres"_s, u"DROP DATABASE \"%1\" WITH (FORCE)"_s.arg(here)));
        p.controller.goToDatabase(here);
        QTRY_VERIFY_WITH_TIMEOUT(!p.controller.isGoing(), Patience);
        QVERIFY(p.controller.isConnected());
        QCOMPARE(p.controller.facts().database, there);
        p.controller.disconnectFromServer();
    }

    // A profile stays the profile: with its name, its colour and its environment.
    void aProfileIsKept()
    {
        const QString there = m_server.createDatabase();
        connection::Profile profile;
        profile.name = u"shop"_s;
        profile.environment = Environment::Staging;
        const connection::ConnInfo info = m_server.connInfo();
        for (const QString &key : {u"host"_s, u"port"_s, u"user"_s, u"dbname"_s})
            profile.target.set(key, info.value(key));
        Program p(freshSettings());
        p.controller.connectTo(profile, info);
        QTRY_VERIFY_WITH_TIMEOUT(p.controller.isConnected(), Patience);
        QVERIFY(p.window.findChild<ConnectionSwitcher *>()->accessibleName().startsWith(u"shop: "_s));
        p.controller.goToDatabase(there);
        QTRY_COMPARE_WITH_TIMEOUT(p.controller.facts().database, there, Patience);
        QCOMPARE(p.controller.destination().profile.value_or(connection::Profile()).name, u"shop"_s);
        QCOMPARE(p.controller.guard().environment(), Environment::Staging);
        QVERIFY(!p.controller.destination().serverLabel().contains(there));
        p.controller.disconnectFromServer();
    }
};

HOWDAH_UI_TEST_MAIN(TestDatabases)
#include "tst_databases.moc"
