// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a profile says is done by the window: its colour, its limits, its name in the audit log, the file of statements,
// and the offer of what is pending.
#include "common/prompter.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/auditforwarding.h"
#include "connect/dialog/connectdialog.h"
#include "connect/connectioncontroller.h"
#include "connect/profilecolour.h"
#include "connect/profilefollow.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/startaudit.h"
#include "connection/audit/auditrecorder.h"
#include "connection/audit/auditreader.h"
#include "connection/audit/audittable.h"
#include "connection/netserver.h"
#include "connection/profile/profilestore.h"
#include "connection/audit/statementlog.h"
#include "migrate/list/migrationlistmodel.h"
#include "migrate/migratepage.h"
#include "promptui/keyringsession.h"
#include "shell/environmentframe.h"
#include "shell/mainwindow.h"
#include "shell/offerbar.h"
#include "shell/topbar.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::AuditEntry;
using connection::Profile;
using connection::ProfileStore;

class TestProfileWindow final : public QObject
{
    Q_OBJECT

    static constexpr int Patience = 60'000;
    using State = ConnectionController::State;

    struct Program
    {
        Settings settings;
        Theme theme{*qApp, ThemeChoice::Light};
        TaskList tasks;
        DialogPrompter prompter;
        ConnectionController controller{&settings, &tasks};
        MainWindow window{{&controller, &settings, &tasks, &prompter}, theme};
        MigratePage *migrations = new MigratePage({&controller, &settings, &tasks, &prompter});
        explicit Program(const QString &path)
            : settings(path)
        {
            window.addPage(migrations);
            QObject::connect(migrations, &MigratePage::pendingOffered, &window, [this](const QString &words) {
                window.offer(migrations->key(), words);
            });
            window.restore();
            window.show();
        }
        ~Program() { controller.disconnectFromServer(); }
        EnvironmentFrame *frame() const { return window.findChild<EnvironmentFrame *>(); }
        ConnectionSwitcher *switcher() const { return window.findChild<ConnectionSwitcher *>(); }
        OfferBar *offers() const { return window.findChild<OfferBar *>(u"offers"_s); }
        void connectTo(const Profile &profile)
        {
            controller.connectTo(profile, connection::connInfoOf(profile));
            QTRY_COMPARE_WITH_TIMEOUT(controller.state(), State::Connected, Patience);
            QTRY_VERIFY_WITH_TIMEOUT(!controller.isReadingCatalog(), Patience);
        }
    };

    QTemporaryDir m_folder;
    std::unique_ptr<test::TestServer> m_server;
    int m_programs = 0;

    QString freshSettings() { return m_folder.filePath(u"settings-%1.ini"_s.arg(++m_programs)); }
    Profile shop(const QString &database) const
    {
        Profile profile;
        profile.name = u"shop"_s;
        const connection::ConnInfo info = m_server->connInfo(database);
        for (const QString &key : {u"host"_s, u"port"_s, u"user"_s})
            profile.target.set(key, info.value(key));
        profile.target.set(u"dbname"_s, database);
        return profile;
    }
    // In the middle of the left edge, so many pixels in.
    static QString colourAt(const QWidget *widget, int x)
    {
        const QImage picture = const_cast<QWidget *>(widget)->grab().toImage();
        return picture.pixelColor(x, picture.height() / 2).name();
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::withoutKeychain();
        m_server = std::make_unique<test::TestServer>();
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
    }
    void init() { QFile::remove(ProfileStore().file()); }

    void itsColourIsOnTheWindow()
    {
        Program p(freshSettings());
        Profile profile = shop(u"howdah"_s);
        profile.colour = u"#00897b"_s;
        p.connectTo(profile);
        QVERIFY(!p.frame()->tone());
        QCOMPARE(p.frame()->ownColour(), QColor(profile.colour));
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            p.theme.setChoice(choice);
            const QColor drawn = legible(QColor(profile.colour), p.window.palette());
            QCOMPARE(colourAt(p.frame(), 1), drawn.name());
            // The disc beside the name.
            QCOMPARE(colourAt(p.switcher(), space::inside + 2 + 5), drawn.name());
        }
        QVERIFY(p.switcher()->accessibleName().startsWith(u"shop"_s));
        // That of the environment stays around it, and is not to be chosen away.
        profile.environment = Environment::Production;
        p.connectTo(profile);
        QCOMPARE(p.frame()->tone(), std::optional(Tone::Production));
        QCOMPARE(colourAt(p.frame(), 1), color(Tone::Production, p.window.palette()).name());
        QCOMPARE(colourAt(p.frame(), 4), legible(QColor(profile.colour), p.window.palette()).name());
        QVERIFY(p.switcher()->accessibleName().contains(u"production"_s));
        // And goes with the connection.
        p.controller.disconnectFromServer();
        QVERIFY(!p.frame()->ownColour().isValid() && !p.frame()->tone());
        p.controller.connectTo(m_server->connInfo(), Environment::Development);
        QTRY_COMPARE_WITH_TIMEOUT(p.controller.state(), State::Connected, Patience);
        QVERIFY(!p.frame()->ownColour().isValid());
    }

    void theSwitcherNamesProfiles()
    {
        Profile one = shop(u"howdah"_s);
        one.secret = connection::SecretSource::PassFile;
        one = *ProfileStore().add(one);
        Profile two = one;
        two.name = u"a & b"_s;
        two.group = u"Live"_s;
        two = *ProfileStore().add(two);
        const QString path = freshSettings();
        {
            Settings settings(path);
            settings.set(settings::usedProfiles, QStringList{two.id});
        }
        Program p(path);
        p.controller.disconnectFromServer(); // a change of state, after which the profiles are read
        const auto entries = [&p] {
            p.switcher()->click();
            auto *menu = p.switcher()->findChild<QMenu *>();
            QStringList texts;
            for (const QAction *each : menu->actions())
                texts << each->text();
            menu->close();
            delete menu;
            return texts;
        };
        QTRY_VERIFY_WITH_TIMEOUT(entries().contains(u"shop (development)"_s), Patience);
        const QStringList texts = entries();
        QCOMPARE(texts.indexOf(u"Live / a && b (development)"_s) + 1, texts.indexOf(u"shop (development)"_s));
        // Chosen there, it is connected to by the dialog, which is gone when nothing has to be typed.
        p.switcher()->click();
        auto *menu = p.switcher()->findChild<QMenu *>();
        const auto actions = menu->actions();
        (*std::ranges::find(actions, u"shop (development)"_s, &QAction::text))->trigger();
        menu->close();
        QTRY_COMPARE_WITH_TIMEOUT(p.controller.state(), State::Connected, Patience);
        QCOMPARE(p.controller.destination().profile->id, one.id);
        QCOMPARE(p.controller.recent().usedProfiles(), (QStringList{one.id, two.id}));
    }

    void changesAreNotedUnderItsName()
    {
        Program p(freshSettings());
        const auto log = std::make_shared<connection::AuditLog>();
        const auto recorder = std::make_shared<connection::AuditRecorder>(log);
        p.controller.sessionContext()->observeStatements(
            [recorder](std::span<const connection::StatementEvent> events) { recorder->take(events); });
        nameProfilesInAudit(p.controller, recorder);
        const auto change = [&p](const QString &table) {
            const auto session = p.controller.takeSession(connection::SessionRole::Write, u"test"_s);
            QVERIFY(session);
            QVERIFY((*session)->query({u"CREATE TEMP TABLE %1 (a int)"_s.arg(table), {}}).result());
        };
        const auto profileOf = [](const QString &table) {
            const auto entries = connection::readAudit(connection::auditFolder(), {.text = table});
            return entries && entries->size() == 1 ? entries->front().profile : u"?"_s;
        };
        p.connectTo(shop(u"howdah"_s));
        change(u"by_shop"_s);
        QCOMPARE(profileOf(u"by_shop"_s), u"shop"_s);
        Profile renamed = shop(u"howdah"_s);
        renamed.name = u"store"_s;
        p.connectTo(renamed);
        change(u"by_store"_s);
        QCOMPARE(profileOf(u"by_store"_s), u"store"_s);
        // The same place without a profile has no name.
        p.controller.connectTo(m_server->connInfo(), Environment::Development);
        QTRY_COMPARE_WITH_TIMEOUT(p.controller.state(), State::Connected, Patience);
        change(u"by_nobody"_s);
        QCOMPARE(profileOf(u"by_nobody"_s), QString());
    }

    void changesGoIntoTheTableItWants()
    {
        const QString database = m_server->createDatabase();
        {
            connection::Session maker;
            QVERIFY(maker.open(m_server->connInfo(database)).result());
            QVERIFY(connection::createAuditTable(maker));
        }
        Program p(freshSettings());
        const auto audit = connection::startAudit(*p.controller.sessionContext(), {});
        nameProfilesInAudit(p.controller, audit);
        std::atomic<int> failures = 0;
        writeAuditToTables(p.controller, [&failures](const Error &) { ++failures; });
        const auto change = [&p](const QString &table) {
            const auto session = p.controller.takeSession(connection::SessionRole::Write, u"test"_s);
            QVERIFY(session && (*session)->query({u"CREATE TABLE public.%1 ()"_s.arg(table), {}}).result());
        };
        const auto lines = [&](const QString &words) {
            return m_server
                ->psql(database, u"SELECT count(*) FROM howdah.audit_log WHERE line LIKE '%%1%'"_s.arg(words))
                .value_or(u"no table"_s)
                .trimmed();
        };
        Profile profile = shop(database);
        profile.id = u"kept"_s;
        p.connectTo(profile);
        change(u"unwanted"_s);
        profile.auditTable = true;
        p.connectTo(profile);
        change(u"wanted"_s);
        QTRY_COMPARE_WITH_TIMEOUT(lines(u"CREATE TABLE public.wanted"_s), u"1"_s, Patience);
        QCOMPARE(lines(u"CREATE TABLE public.unwanted"_s), u"0"_s);
        // Production: nothing while it is locked; the reason of unlocking and what follows go along.
        profile.environment = Environment::Production;
        p.connectTo(profile);
        QVERIFY(p.controller.guard().isLocked());
        p.controller.productionLock().unlock(std::chrono::minutes(5), u"ticket 8"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!p.controller.guard().isLocked(), Patience);
        change(u"late"_s);
        QTRY_COMPARE_WITH_TIMEOUT(lines(u"CREATE TABLE public.late"_s), u"1"_s, Patience);
        QCOMPARE(lines(u"ticket 8"_s), u"1"_s);
        QCOMPARE(failures, 0);
        // A table that is gone is told, and stops nobody.
        QVERIFY(m_server->psql(database, u"DROP SCHEMA howdah CASCADE"_s));
        change(u"later"_s);
        QTRY_VERIFY_WITH_TIMEOUT(failures > 0, Patience);
    }

    void statementsAreKeptWhereItWantsThem()
    {
        Program p(freshSettings());
        logStatementsOfProfiles(p.controller);
        const QString file = connection::StatementLog().file(u"shop"_s);
        p.connectTo(shop(u"howdah"_s));
        QVERIFY(!QFile::exists(file));
        Profile profile = shop(u"howdah"_s);
        profile.logStatements = true;
        p.connectTo(profile);
        {
            const auto session = p.controller.takeSession(connection::SessionRole::Reader, u"test"_s);
            QVERIFY(session && (*session)->query({u"SELECT 'kept'"_s, {}}).result());
        }
        const auto content = [&file] {
            QFile in(file);
            return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
        };
        QVERIFY(content().contains("SELECT 'kept'"));
        p.connectTo(shop(u"howdah"_s));
        {
            const auto session = p.controller.takeSession(connection::SessionRole::Reader, u"test"_s);
            QVERIFY(session && (*session)->query({u"SELECT 'not kept'"_s, {}}).result());
        }
        QVERIFY(!content().contains("not kept"));
    }

    void pendingMigrationsAreOffered()
    {
        QDir(m_folder.path()).mkpath(u"pack"_s);
        test::writeFile(m_folder.filePath(u"pack/001-one.up.sql"_s), "CREATE TABLE offered (a int);\n");
        test::writeFile(m_folder.filePath(u"pack/001-one.down.sql"_s), "DROP TABLE offered;\n");
        test::writeFile(m_folder.filePath(u"pack/002-two.up.sql"_s), "CREATE TABLE offered2 (a int);\n");
        test::writeFile(m_folder.filePath(u"pack/pack.yaml"_s), "title: Shop tables\n");
        const QString database = m_server->createDatabase();
        const QString path = freshSettings();
        Profile profile = shop(database);
        {
            // It does not ask for it: nothing is said.
            Program p(path);
            QSignalSpy loaded(p.migrations, &MigratePage::loaded);
            p.connectTo(profile);
            p.migrations->setSource(m_folder.filePath(u"pack"_s));
            QTRY_VERIFY_WITH_TIMEOUT(
                !loaded.empty() && p.migrations->findChild<MigrationListModel *>()->rowCount() == 2, Patience);
            QCOMPARE(p.offers()->words(), QString());
            p.window.close(); // the folder is remembered for this connection
        }
        Program p(path);
        profile.offerMigrations = true;
        QSignalSpy offered(p.migrations, &MigratePage::pendingOffered);
        p.connectTo(profile);
        QTRY_VERIFY_WITH_TIMEOUT(
            p.migrations->findChild<MigrationListModel *>()->rowCount() == 2 && p.migrations->isIdle(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!p.offers()->words().isEmpty(), Patience);
        QVERIFY2(p.offers()->words().contains(u"2 migration"_s), qPrintable(p.offers()->words()));
        QVERIFY(p.offers()->words().contains(u"Shop tables"_s) && p.offers()->words().contains(u"shop"_s));
        // Nothing was run.
        QCOMPARE(*m_server->psql(database, u"SELECT to_regclass('offered') IS NULL"_s), u"t"_s);
        for (QPushButton *each : p.offers()->findChildren<QPushButton *>()) {
            if (each->text() == u"Show them"_s)
                each->click();
        }
        QCOMPARE(p.window.currentPage(), p.migrations);
        QCOMPARE(p.offers()->words(), QString());
        // Once for each connection: reading the page again says nothing.
        offered.clear();
        QSignalSpy loaded(p.migrations, &MigratePage::loaded);
        p.migrations->refresh();
        QVERIFY(loaded.wait(Patience));
        QCOMPARE(p.offers()->words(), QString());
        // A connection without such a profile has none.
        p.controller.disconnectFromServer();
        p.controller.connectTo(m_server->connInfo(database), Environment::Development);
        QTRY_COMPARE_WITH_TIMEOUT(p.controller.state(), State::Connected, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(p.migrations->isIdle(), Patience);
        QCOMPARE(p.offers()->words(), QString());
    }
};

int main(int argc, char **argv) { return howdah::test::runUiTest<TestProfileWindow>(argc, argv, __FILE__); }

#include "tst_profilewindow.moc"
