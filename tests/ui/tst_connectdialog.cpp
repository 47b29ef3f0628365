// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The connect dialog: profiles, tests of a connection, and what is kept of it.
#include "common/settings.h"
#include "connect/connectdialog.h"
#include "connect/profilelist.h"
#include "connection/netserver.h"
#include "connection/profilestore.h"
#include "promptui/keyringsession.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

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
        QLineEdit *name() const { return field(u"Name of the profile"_s); }
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
        QCOMPARE(f.rows()->count(), 2);
        QVERIFY(f.rows()->item(1)->text().contains(u"Live / shop"_s));
        f.rows()->setCurrentRow(1);
        QCOMPARE(f.uri()->text(), target());
        QCOMPARE(f.name()->text(), u"shop"_s);
        QVERIFY(f.password()->text().isEmpty());
        bool staging = false;
        for (const QRadioButton *each : f.dialog.findChildren<QRadioButton *>())
            staging = staging || (each->isChecked() && each->text() == environmentName(Environment::Staging));
        QVERIFY(staging);
        f.rows()->setCurrentRow(0); // the private server
        QVERIFY(f.uri()->text().isEmpty());
        QVERIFY(f.button(u"Connect"_s)->isEnabled() && !f.button(u"Test"_s)->isEnabled());
    }

    void tellsABrokenFile()
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
        f.rows()->setCurrentRow(1);
        f.button(u"Connect"_s)->click();
        QTRY_VERIFY(f.words().contains(u"asked for each time"_s));
        QVERIFY(f.dialog.isVisible());
        f.password()->setText(u"Pl4nted"_s);
        f.button(u"Connect"_s)->click();
        QTRY_COMPARE(f.controller.state(), ConnectionController::State::Connected);
        QCOMPARE(f.controller.environment(), Environment::Staging);
        QCOMPARE(f.controller.connInfo().value(u"options"_s), u"-c search_path=pg_catalog"_s); // all of the profile
        f.controller.disconnectFromServer();
        f.settings.sync();
        QFile file(settingsFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        QVERIFY(written.contains("127.0.0.1") && !written.contains("Pl4nted"));
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
        f.rows()->setCurrentRow(1);
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
        QVERIFY(f.words().contains(u"answers to app, without encryption"_s));
        QVERIFY(!test(target(), u"wrong"_s));
        QVERIFY(f.words().contains(u"does not accept the password of app"_s));
        QVERIFY(!test(target() + u"?sslmode=require"_s, u"Pl4nted"_s));
        QVERIFY(f.words().contains(u"has no encryption"_s));
        QVERIFY(!test(u"postgresql://127.0.0.1:%1/x"_s.arg(test::freePort()), {}));
        QVERIFY(f.words().contains(u"Nothing listens at"_s));
        QVERIFY(f.dialog.isVisible() && f.button(u"Test"_s)->isEnabled());
        QVERIFY(!f.words().contains(u"Pl4nted"_s));
    }

    void keepsAProfile()
    {
        Fixture f(settingsFile());
        QSignalSpy saved(&f.dialog, &ConnectDialog::saved);
        f.uri()->setText(target() + u"?sslmode=prefer&connect_timeout=7"_s);
        QVERIFY(!f.button(u"Save as profile"_s)->isEnabled()); // under which name?
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
        f.dialog.setEnvironment(Environment::Staging);
        f.button(u"Save changes"_s)->click();
        QVERIFY(saved.wait(30'000) && saved[1][0].toBool());
        QCOMPARE(ProfileStore().find(u"shop"_s)->environment, Environment::Staging);
        f.name()->setText(u"private"_s);
        f.button(u"Save as profile"_s)->click();
        QVERIFY(saved.wait(30'000) && !saved[2][0].toBool());
        QVERIFY(f.words().contains(u"already"_s));
        // Where there is no keychain, the profile is kept and its password is not, and that is said.
        f.name()->setText(u"other"_s);
        f.password()->setText(u"Pl4nted"_s);
        f.dialog.findChild<QCheckBox *>()->setChecked(true);
        f.button(u"Save as profile"_s)->click();
        QVERIFY(saved.wait(30'000) && !saved[3][0].toBool());
        QVERIFY(f.words().contains(u"No keychain answers"_s));
        QVERIFY(ProfileStore().find(u"other"_s));
        QFile file(ProfileStore().file());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("Pl4nted"));
    }

    void somebodyElseHasChangedIt()
    {
        const Profile before = shop(connection::SecretSource::Ask);
        Fixture f(settingsFile());
        f.rows()->setCurrentRow(1);
        Profile theirs = before;
        theirs.group = u"Theirs"_s;
        QVERIFY(ProfileStore().replace(before, theirs));
        QSignalSpy saved(&f.dialog, &ConnectDialog::saved);
        f.button(u"Save changes"_s)->click();
        QVERIFY(saved.wait(30'000) && !saved[0][0].toBool());
        QVERIFY(f.words().contains(u"changed meanwhile"_s));
        QCOMPARE(ProfileStore().find(u"shop"_s)->group, u"Theirs"_s);
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

int main(int argc, char **argv) { return howdah::test::runUiTest<TestConnectDialog>(argc, argv); }

#include "tst_connectdialog.moc"
