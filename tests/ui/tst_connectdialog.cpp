// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The connect dialog: profiles, tests of a connection, and what is kept of it.
#include "common/questiondialog.h"
#include "common/settings.h"
#include "common/typednames.h"
#include "connect/dialog/connectdialog.h"
#include "connect/dialog/profilelist.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditreader.h"
#include "connection/netserver.h"
#include "connection/profile/profilestore.h"
#include "connection/server/environment.h"
#include "promptui/keyringsession.h"
#include "support/accessiblewalk.h"
#include "support/pgbouncer.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::Profile;
using connection::ProfileStore;

class TestConnectDialog final : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        Settings settings;
        Theme theme{*qApp, ThemeChoice::Light};
        TaskList tasks;
        ConnectionController controller{&settings, &tasks};
        ConnectDialog dialog{controller};
        explicit Fixture(const QString &path)
            : settings(path)
        {
            QSignalSpy loaded(list(), &ProfileList::loaded);
            dialog.show();
            loaded.wait(30'000);
        }
        ProfileList *list() const { return dialog.findChild<ProfileList *>(); }
        QListWidget *rows() const { return list()->findChild<QListWidget *>(); }
        // Of a profile, in the list that has groups as well.
        int row(const QString &name) const
        {
            for (int row = 0; row < rows()->count(); ++row) {
                if (rows()->item(row)->text() == name)
                    return row;
            }
            return -1;
        }
        void choose(const QString &name) const { rows()->setCurrentRow(row(name)); }
        QStringList order() const
        {
            QStringList all;
            for (int row = 0; row < rows()->count(); ++row) {
                if (!rows()->item(row)->isHidden())
                    all << rows()->item(row)->text();
            }
            return all;
        }
        QAction *action(const QString &text) const
        {
            for (QAction *each : rows()->actions()) {
                if (each->text() == text)
                    return each;
            }
            qFatal("no action %s", qPrintable(text));
        }
        QPushButton *button(const QString &text) const
        {
            for (QPushButton *each : dialog.findChildren<QPushButton *>()) {
                if (each->text() == text)
                    return each;
            }
            qFatal("no button %s", qPrintable(text));
        }
        QLineEdit *field(const QString &name) const
        {
            for (QLineEdit *each : dialog.findChildren<QLineEdit *>()) {
                if (each->accessibleName() == name)
                    return each;
            }
            qFatal("no field %s", qPrintable(name));
        }
        QLineEdit *uri() const { return field(u"URI or connection string"_s); }
        QLineEdit *password() const { return field(u"Password"_s); }
        QLineEdit *name() const { return field(u"Profile name"_s); }
        QString words() const
        {
            QStringList all;
            for (const QLabel *each : dialog.findChildren<QLabel *>())
                all << each->text();
            return all.join(u'\n');
        }
    };

    QTemporaryDir m_folder;
    std::unique_ptr<test::NetServer> m_server;

    QString settingsFile() const { return m_folder.filePath(u"window.ini"_s); }
    QString target() const { return u"postgresql://app@127.0.0.1:%1/postgres"_s.arg(m_server->port); }
    Profile shop(connection::SecretSource secret) const
    {
        Profile profile;
        profile.name = u"shop"_s;
        profile.group = u"Live"_s;
        profile.environment = Environment::Staging;
        profile.target = m_server->info();
        profile.target.set(u"user"_s, u"app"_s);
        profile.searchPath = u"pg_catalog"_s;
        profile.secret = secret;
        return *ProfileStore().add(profile);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        test::withoutKeychain();
        qunsetenv("PGPASSWORD");
        m_server = std::make_unique<test::NetServer>();
        m_server->start({}, "host all all all scram-sha-256\n");
        m_server->sql(u"CREATE ROLE app LOGIN PASSWORD 'Pl4nted'"_s);
    }
    void init() { QFile::remove(ProfileStore().file()); }

    void showsProfilesAndFillsIn()
    {
        (void)shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        QCOMPARE(f.order(), (QStringList{u"private"_s, u"Live"_s, u"shop"_s}));
        f.choose(u"shop"_s);
        QCOMPARE(f.uri()->text(), target());
        QCOMPARE(f.name()->text(), u"shop"_s);
        QVERIFY(f.password()->text().isEmpty());
        bool staging = false;
        for (const QRadioButton *each : f.dialog.findChildren<QRadioButton *>())
            staging = staging || (each->isChecked() && each->text() == environmentName(Environment::Staging));
        QVERIFY(staging);
        f.choose(u"private"_s);
        QVERIFY(f.uri()->text().isEmpty());
        QVERIFY(f.button(u"Connect"_s)->isEnabled() && !f.button(u"Test"_s)->isEnabled());
    }

    void reportsABrokenFile()
    {
        QDir().mkpath(QFileInfo(ProfileStore().file()).path());
        test::writeFile(ProfileStore().file(), "{\n broken");
        Fixture f(settingsFile());
        QCOMPARE(f.rows()->count(), 1); // the private server is there even so
        QVERIFY(f.words().contains(u"line 2"_s));
    }

    void asksForThePassword()
    {
        (void)shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        f.button(u"Connect"_s)->click();
        QTRY_VERIFY(f.words().contains(u"asked for each time"_s));
        QVERIFY(f.dialog.isVisible());
        f.password()->setText(u"Pl4nted"_s);
        f.button(u"Connect"_s)->click();
        QTRY_COMPARE(f.controller.state(), ConnectionController::State::Connected);
        QCOMPARE(f.controller.guard().environment(), Environment::Staging);
        QCOMPARE(f.controller.connInfo().value(u"options"_s), u"-c search_path=pg_catalog"_s); // all of the profile
        f.controller.disconnectFromServer();
        f.settings.sync();
        QFile file(settingsFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        QVERIFY(
            written.contains(f.controller.recent().usedProfiles().value(0).toUtf8()) && !written.contains("Pl4nted"));
        QVERIFY(f.controller.recent().all().empty()); // those are the ones without a profile
    }

    // As at the start of the program, where --database names one.
    void connectsToAProfileByItself()
    {
        const Profile profile = shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        f.dialog.connectTo(profile);
        QTRY_VERIFY(f.words().contains(u"asked for each time"_s));
        QVERIFY(f.dialog.isVisible()); // and is asked for here
        qputenv("PGPASSWORD", "Pl4nted");
        f.dialog.connectTo(profile);
        QTRY_COMPARE(f.controller.state(), ConnectionController::State::Connected);
        QVERIFY(!f.dialog.isVisible());
        qunsetenv("PGPASSWORD");
        f.controller.disconnectFromServer();
    }

    void takesThePasswordFromAProgram()
    {
        Profile profile = shop(connection::SecretSource::Ask);
        Profile after = profile;
        after.secret = connection::SecretSource::Command;
        after.secretCommand = {u"printf"_s, u"Pl4%s"_s, u"nted"_s};
        QVERIFY(ProfileStore().replace(profile, after));
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        f.button(u"Connect"_s)->click();
        QTRY_COMPARE(f.controller.state(), ConnectionController::State::Connected);
        f.controller.disconnectFromServer();
    }

    void testsAndExplains()
    {
        Fixture f(settingsFile());
        QSignalSpy tested(&f.dialog, &ConnectDialog::tested);
        const auto test = [&](const QString &uri, const QString &password) {
            f.uri()->setText(uri);
            f.password()->setText(password);
            tested.clear();
            f.button(u"Test"_s)->click();
            return tested.wait(60'000) && tested[0][0].toBool();
        };
        QVERIFY(test(target(), u"Pl4nted"_s));
        QVERIFY(f.words().contains(u"as app, without encryption"_s));
        QVERIFY(!test(target(), u"wrong"_s));
        QVERIFY(f.words().contains(u"rejected the password of app"_s));
        QVERIFY(!test(target() + u"?sslmode=require"_s, u"Pl4nted"_s));
        QVERIFY(f.words().contains(u"does not support encryption"_s));
        QVERIFY(!test(u"postgresql://127.0.0.1:%1/x"_s.arg(test::freePort()), {}));
        QVERIFY(f.words().contains(u"Nothing is listening at"_s));
        QVERIFY(f.dialog.isVisible() && f.button(u"Test"_s)->isEnabled());
        QVERIFY(!f.words().contains(u"Pl4nted"_s));
    }

    void aTestTellsOfAProxy()
    {
        connection::ConnInfo direct = m_server->info();
        direct.set(u"user"_s, u"app"_s);
        direct.set(u"password"_s, u"Pl4nted"_s);
        const test::PgBouncer bouncer(direct);
        Fixture f(settingsFile());
        QSignalSpy tested(&f.dialog, &ConnectDialog::tested);
        f.uri()->setText(connection::toUri(bouncer.info(u"postgres"_s)));
        f.button(u"Test"_s)->click();
        QVERIFY(tested.wait(60'000) && tested[0][0].toBool());
        QVERIFY2(f.words().contains(u"through a proxy with transaction pooling: LISTEN"_s), qPrintable(f.words()));
        f.uri()->setText(target());
        f.password()->setText(u"Pl4nted"_s);
        f.button(u"Test"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(tested.size(), 2, 60'000);
        QVERIFY(tested[1][0].toBool() && !f.words().contains(u"proxy"_s));
    }

    void keepsAProfile()
    {
        Fixture f(settingsFile());
        QSignalSpy saved(&f.dialog, &ConnectDialog::saved);
        f.uri()->setText(target() + u"?sslmode=prefer&connect_timeout=7"_s);
        f.button(u"Save as profile"_s)->click(); // under which name?
        QCOMPARE(saved.size(), 1);
        QVERIFY(!saved[0][0].toBool() && f.words().contains(u"needs a name"_s));
        QTRY_VERIFY(f.name()->hasFocus());
        saved.clear();
        f.name()->setText(u"Shop"_s);
        f.dialog.setEnvironment(Environment::Production);
        f.button(u"Save as profile"_s)->click();
        QVERIFY(saved.wait(30'000) && saved[0][0].toBool());
        auto stored = ProfileStore().find(u"shop"_s);
        QVERIFY(stored);
        QCOMPARE(stored->environment, Environment::Production);
        QCOMPARE(stored->target.value(u"connect_timeout"_s), u"7"_s);
        QTRY_COMPARE(f.rows()->count(), 2);
        // Changed under its name, and kept under another one.
        f.name()->setText(u"Shop"_s);
        f.button(u"Save changes"_s)->click();
        QVERIFY(saved.wait(30'000) && saved[1][0].toBool());
        f.name()->setText(u"private"_s);
        f.button(u"Save changes"_s)->click();
        QVERIFY(saved.wait(30'000) && !saved[2][0].toBool());
        QVERIFY(f.words().contains(u"already"_s));
        // Where there is no keychain, the profile is kept and its password is not, and that is said.
        f.name()->setText(u"other"_s);
        f.password()->setText(u"Pl4nted"_s);
        f.dialog.findChild<QCheckBox *>(u"keepSecrets"_s)->setChecked(true);
        f.button(u"Save changes"_s)->click();
        QVERIFY(saved.wait(30'000) && !saved[3][0].toBool());
        QVERIFY(f.words().contains(u"No keychain is available"_s));
        QVERIFY(ProfileStore().find(u"other"_s) && !ProfileStore().find(u"shop"_s)); // it has another name now
        QFile file(ProfileStore().file());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("Pl4nted"));
    }

    // What opens production for good is asked for by its name, and noted.
    void leavingProductionIsAskedFor()
    {
        Profile live;
        live.name = u"live"_s;
        live.environment = Environment::Production;
        live.target = m_server->info();
        live.target.set(u"user"_s, u"app"_s);
        live.secret = connection::SecretSource::Ask;
        QVERIFY(ProfileStore().add(live));
        Fixture f(settingsFile());
        f.choose(u"live"_s);
        QSignalSpy saved(&f.dialog, &ConnectDialog::saved);
        const auto stored = [] { return ProfileStore().find(u"live"_s)->environment; };
        const auto asked = [&f] { return f.dialog.findChild<QuestionDialog *>(); };
        f.dialog.setEnvironment(Environment::Development);
        f.button(u"Save changes"_s)->click();
        QTRY_VERIFY(asked() && asked()->isVisible());
        asked()->reject();
        QTRY_COMPARE(saved.size(), 1);
        QVERIFY(!saved[0][0].toBool());
        QCOMPARE(stored(), Environment::Production);
        // Not kept, it opens nothing either: the place is one of production.
        f.password()->setText(u"Pl4nted"_s);
        f.button(u"Connect"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(f.controller.isConnected(), 30'000);
        QVERIFY(f.controller.guard().isLocked());
        QTRY_VERIFY(!f.dialog.isVisible());
        f.dialog.show();
        QTRY_VERIFY(!asked());
        f.button(u"Save changes"_s)->click();
        QTRY_VERIFY(asked() && asked()->isVisible());
        QPushButton *const accept = f.button(u"Change the environment"_s);
        QVERIFY(!accept->isEnabled());
        QLineEdit *const field = asked()->findChild<TypedNames *>()->fields().front();
        field->setText(u"shop"_s);
        QVERIFY(!accept->isEnabled());
        field->setText(u"live"_s);
        accept->click();
        QVERIFY(saved.wait(30'000) && saved[1][0].toBool());
        QCOMPARE(stored(), Environment::Development);
        const auto lines = connection::readAudit(connection::auditFolder());
        QVERIFY(lines && !lines->empty());
        QVERIFY2(lines->front().text.contains(u"from production to development"_s), qPrintable(lines->front().text));
    }

    void somebodyElseHasChangedIt()
    {
        const Profile before = shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        f.field(u"Search path"_s)->setText(u"mine"_s);
        Profile theirs = before;
        theirs.group = u"Theirs"_s;
        QSignalSpy again(f.list(), &ProfileList::loaded);
        QVERIFY(ProfileStore().replace(before, theirs));
        QVERIFY(again.wait(30'000)); // it is seen; what is being typed stays
        QCOMPARE(f.field(u"Search path"_s)->text(), u"mine"_s);
        QSignalSpy saved(&f.dialog, &ConnectDialog::saved);
        f.button(u"Save changes"_s)->click();
        QVERIFY(saved.wait(30'000) && !saved[0][0].toBool());
        QVERIFY(f.words().contains(u"changed in the meantime"_s));
        QCOMPARE(ProfileStore().find(u"shop"_s)->group, u"Theirs"_s);
        QCOMPARE(f.field(u"Search path"_s)->text(), u"mine"_s);
        f.button(u"Discard edits"_s)->click();
        QCOMPARE(f.field(u"Group"_s)->text(), u"Theirs"_s);
        QCOMPARE(f.field(u"Search path"_s)->text(), u"pg_catalog"_s);
    }

    // Another window, or howdahctl, makes, changes and removes profiles while this one is open.
    void followsOtherWindows()
    {
        Fixture f(settingsFile());
        Fixture other(settingsFile());
        QCOMPARE(f.order(), QStringList{u"private"_s});
        const Profile made = shop(connection::SecretSource::Ask); // the first ever: before it there is no file
        QTRY_COMPARE(f.order(), (QStringList{u"private"_s, u"Live"_s, u"shop"_s}));
        QTRY_COMPARE(other.order(), f.order());
        f.choose(u"shop"_s);
        other.choose(u"shop"_s);
        other.field(u"Database"_s)->setText(u"template1"_s);
        other.button(u"Save changes"_s)->click();
        QTRY_COMPARE(f.field(u"Database"_s)->text(), u"template1"_s);
        QVERIFY(f.uri()->text().endsWith(u"/template1"_s));
        QVERIFY(ProfileStore().remove(made.id));
        QTRY_COMPARE(f.order(), QStringList{u"private"_s});
    }

    // What is typed into one field shows in the line, and the other way round.
    void lineAndFieldsAreOne()
    {
        Fixture f(settingsFile());
        f.uri()->setText(
            u"postgresql://app@db1:5433,db2:5434/orders?sslmode=verify-full&target_session_attrs=primary"_s);
        QCOMPARE(f.field(u"Host 2"_s)->text(), u"db2"_s);
        QCOMPARE(f.field(u"Port 1"_s)->text(), u"5433"_s);
        QCOMPARE(f.field(u"Database"_s)->text(), u"orders"_s);
        QCOMPARE(f.dialog.editor()->profile().target.value(u"sslmode"_s), u"verify-full"_s);
        f.field(u"Database"_s)->setText(u"other db"_s);
        QVERIFY(f.uri()->text().contains(u"/other%20db"_s));
        QVERIFY(connection::parseConnInfo(f.uri()->text())->value(u"target_session_attrs"_s) == u"primary"_s);
        // A password in it goes to the server, and is neither shown nor kept.
        f.uri()->setText(u"postgresql://app:Pl4nted@127.0.0.1:%1/postgres"_s.arg(m_server->port));
        QSignalSpy tested(&f.dialog, &ConnectDialog::tested);
        f.button(u"Test"_s)->click();
        QVERIFY(tested.wait(60'000) && tested[0][0].toBool());
        f.name()->setText(u"with it"_s);
        QVERIFY(!f.uri()->text().contains(u"Pl4nted"_s));
        // What cannot be read says so, and connects nowhere.
        f.uri()->setText(u"postgresql://[::1"_s);
        QVERIFY(!f.button(u"Connect"_s)->isEnabled());
        QVERIFY(f.uri()->property("problem").toBool());
        f.uri()->setText(target());
        f.field(u"Connection timeout"_s)->setText(u"soon"_s);
        QVERIFY(!f.button(u"Connect"_s)->isEnabled() && !f.button(u"Test"_s)->isEnabled());
        QVERIFY(f.words().contains(u"connect_timeout cannot be"_s));
    }

    void editsWaitWhileAnotherIsLookedAt()
    {
        const Profile first = shop(connection::SecretSource::Ask);
        Profile second = first;
        second.name = u"store"_s;
        (void)*ProfileStore().add(second);
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        f.field(u"Search path"_s)->setText(u"half typed"_s);
        f.choose(u"store"_s);
        QCOMPARE(f.field(u"Search path"_s)->text(), u"pg_catalog"_s);
        QVERIFY(!f.button(u"Discard edits"_s)->isEnabled());
        f.choose(u"shop"_s);
        QCOMPARE(f.field(u"Search path"_s)->text(), u"half typed"_s);
        QSignalSpy saved(&f.dialog, &ConnectDialog::saved);
        f.button(u"Save changes"_s)->click();
        QVERIFY(saved.wait(30'000) && saved[0][0].toBool());
        QCOMPARE(ProfileStore().find(u"shop"_s)->searchPath, u"half typed"_s);
        QCOMPARE(ProfileStore().find(u"store"_s)->searchPath, u"pg_catalog"_s);
    }

    void lastUsedComesFirst()
    {
        const auto add = [](const char *name, const char *group) {
            Profile profile;
            profile.name = QString::fromLatin1(name);
            profile.group = QString::fromLatin1(group);
            profile.target.set(u"host"_s, u"h"_s);
            return ProfileStore().add(profile)->id;
        };
        (void)add("a", "One");
        (void)add("b", "One");
        const QString used = add("c", "Two");
        (void)add("d", "Two");
        (void)add("e", "");
        const QString path = m_folder.filePath(u"used.ini"_s);
        {
            Fixture f(path);
            QCOMPARE(
                f.order(), (QStringList{u"private"_s, u"e"_s, u"One"_s, u"a"_s, u"b"_s, u"Two"_s, u"c"_s, u"d"_s}));
        }
        {
            Settings settings(path);
            settings.set(settings::usedProfiles, QStringList{used});
        }
        Fixture f(path);
        QCOMPARE(f.order(), (QStringList{u"private"_s, u"e"_s, u"Two"_s, u"c"_s, u"d"_s, u"One"_s, u"a"_s, u"b"_s}));
        // Groups without a hit go, and Return takes the first that is left.
        f.field(u"Find a profile"_s)->setText(u"two D"_s);
        QCOMPARE(f.order(), (QStringList{u"Two"_s, u"d"_s}));
        QCOMPARE(f.list()->current()->name, u"d"_s);
        QCOMPARE(f.name()->text(), u"d"_s);
        f.field(u"Find a profile"_s)->clear();
        QCOMPARE(f.order().size(), 8);
    }

    void duplicatesDeletesAndTakesBack()
    {
        const Profile before = shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        QVERIFY(!f.action(u"Delete"_s)->isEnabled());
        f.choose(u"private"_s);
        QVERIFY(!f.action(u"Delete"_s)->isEnabled() && !f.action(u"Duplicate"_s)->isEnabled());
        f.choose(u"shop"_s);
        f.action(u"Duplicate"_s)->trigger();
        QTRY_COMPARE(f.name()->text(), u"shop (2)"_s);
        QTRY_VERIFY(f.row(u"shop (2)"_s) > 0);
        Profile copy = *ProfileStore().find(u"shop (2)"_s);
        QVERIFY(copy.id != before.id);
        copy.id = before.id;
        copy.name = before.name;
        QCOMPARE(copy, before);
        // Deleted at once, without a question, and there again as it was.
        f.choose(u"shop"_s);
        f.dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.dialog));
        f.rows()->setFocus();
        QTest::keyClick(f.rows(), Qt::Key_Delete);
        QTRY_VERIFY(f.words().contains(u"\"shop\" was deleted"_s));
        QVERIFY(!ProfileStore().find(u"shop"_s));
        QTRY_COMPARE(f.row(u"shop"_s), -1);
        f.button(u"Undo"_s)->click();
        QTRY_COMPARE(f.name()->text(), u"shop"_s);
        QCOMPARE(*ProfileStore().find(u"shop"_s), before); // under its own id: its password is its own again
        QVERIFY(!f.button(u"Undo"_s)->isVisible());
    }

    // A password is sent to no other place than the one it is kept for.
    void aChangedTargetGetsNoKeptPassword()
    {
        Profile profile = shop(connection::SecretSource::Ask);
        Profile after = profile;
        after.secret = connection::SecretSource::Command;
        after.secretCommand = {u"printf"_s, u"Pl4nted"_s};
        QVERIFY(ProfileStore().replace(profile, after));
        Fixture f(settingsFile());
        QSignalSpy tested(&f.dialog, &ConnectDialog::tested);
        f.choose(u"shop"_s);
        f.button(u"Test"_s)->click();
        QVERIFY(tested.wait(60'000) && tested[0][0].toBool());
        f.field(u"Host"_s)->setText(u"localhost"_s);
        f.button(u"Test"_s)->click();
        QVERIFY(tested.wait(60'000) && !tested[1][0].toBool());
        QVERIFY(f.words().contains(u"password"_s));
    }

    // Limits, looks and settings are those of the profile, also before they are kept.
    void connectsWithAllOfTheProfile()
    {
        (void)shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        f.password()->setText(u"Pl4nted"_s);
        f.field(u"Max connections"_s)->setText(u"2"_s);
        f.field(u"Idle connections"_s)->setText(u"1"_s);
        f.field(u"Time zone"_s)->setText(u"Asia/Tokyo"_s);
        f.field(u"Application name"_s)->setText(u"till"_s);
        f.button(u"Connect"_s)->click();
        QTRY_COMPARE(f.controller.state(), ConnectionController::State::Connected);
        QCOMPARE(f.controller.destination().profile->name, u"shop"_s);
        const auto session = f.controller.takeSession(connection::SessionRole::Rows, u"test"_s); // has its path
        QVERIFY(session);
        const auto answer = (*session)
                                ->query(
                                    {u"SELECT current_setting('TimeZone'), current_setting('search_path'), "
                                     "current_setting('application_name')"_s,
                                     {}})
                                .result();
        QVERIFY(answer);
        QCOMPARE(answer->rows.text(0, 0), u"Asia/Tokyo"_s);
        QCOMPARE(answer->rows.text(0, 1), u"pg_catalog"_s);
        QVERIFY(answer->rows.text(0, 2).startsWith(u"till"_s));
        // The catalog's and this one are two.
        const auto third = f.controller.takeSession(connection::SessionRole::Reader, u"test"_s);
        QVERIFY(!third && third.error().kind == ErrorKind::Conflict);
        f.controller.disconnectFromServer();
    }

    // The way through another machine is taken, for the test as well; never past it to a server of the same name.
    void aTunnelIsTaken()
    {
        Profile before = shop(connection::SecretSource::Ask);
        Profile after = before;
        after.ssh.enabled = true;
        after.ssh.host = u"127.0.0.1"_s;
        after.ssh.port = test::freePort(); // where no sshd listens
        QVERIFY(ProfileStore().replace(before, after));
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        QVERIFY(f.words().contains(u"via 127.0.0.1"_s));
        f.password()->setText(u"Pl4nted"_s);
        QSignalSpy tested(&f.dialog, &ConnectDialog::tested);
        f.button(u"Test"_s)->click();
        QVERIFY(tested.wait(60'000) && !tested[0][0].toBool());
        QVERIFY2(f.words().contains(u"refused"_s, Qt::CaseInsensitive), qPrintable(f.words())); // in the words of ssh
        f.button(u"Connect"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(f.controller.state(), ConnectionController::State::Failed, 60'000);
        QVERIFY(f.controller.error().message.contains(u"tunnel"_s, Qt::CaseInsensitive));
        f.controller.disconnectFromServer();
    }

    void aScreenReaderMeetsItAll()
    {
        (void)shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        const test::AccessibleWalk walk = test::walkAccessibly(&f.dialog);
        QVERIFY2(walk.nameless.isEmpty(), qPrintable(walk.nameless.join(u", "_s)));
        QVERIFY(walk.controls > 20);
        QVERIFY(f.rows()->item(f.row(u"shop"_s))->data(Qt::AccessibleTextRole).toString().contains(u"group Live"_s));
    }

    void nothingIsCutOff()
    {
        (void)shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        f.choose(u"shop"_s);
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            f.theme.setChoice(choice);
            f.dialog.resize(f.dialog.minimumSize());
            QCoreApplication::processEvents();
            for (const QPushButton *each : f.dialog.findChildren<QPushButton *>()) {
                if (each->isVisible())
                    QVERIFY2(each->width() >= each->minimumSizeHint().width(), qPrintable(each->text()));
            }
            QVERIFY(f.dialog.width() <= 1000 && f.dialog.height() <= 680); // of its usual size
        }
    }

    void goesWhileItTests()
    {
        int port = 0;
        const int silent = test::listenOnLoopback(0, &port);
        {
            Fixture f(settingsFile());
            f.uri()->setText(u"postgresql://u@127.0.0.1:%1/x?connect_timeout=600"_s.arg(port));
            f.button(u"Test"_s)->click();
            QVERIFY(!f.button(u"Connect"_s)->isEnabled()); // one thing after the other
        }
        close(silent);
    }
};

int main(int argc, char **argv) { return howdah::test::runUiTest<TestConnectDialog>(argc, argv, __FILE__); }

#include "tst_connectdialog.moc"
