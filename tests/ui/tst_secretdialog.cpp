// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A connection that lacks a secret: it is asked for, what is connected stays until the new one stands, and the form
// stays filled.
#include "common/prompter.h"
#include "common/settings.h"
#include "connect/dialog/connectdialog.h"
#include "connect/dialog/secretdialog.h"
#include "connection/secretserver.h"
#include "connection/profile/profilestore.h"
#include "promptui/keyringsession.h"
#include "shell/mainwindow.h"
#include "support/turnmeter.h"

#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::Profile;
using connection::ProfileStore;
using State = ConnectionController::State;

class TestSecretDialog final : public QObject
{
    Q_OBJECT

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
            window.restore();
            window.show();
        }
        ~Program() { controller.disconnectFromServer(); }

        [[nodiscard]] ConnectDialog *form() const
        {
            for (ConnectDialog *each : window.findChildren<ConnectDialog *>()) {
                if (each->isVisible())
                    return each;
            }
            return nullptr;
        }
        // The last that was opened: one that is answered goes with the next turn.
        [[nodiscard]] SecretDialog *asked() const
        {
            SecretDialog *last = nullptr;
            for (SecretDialog *each : window.findChildren<SecretDialog *>()) {
                if (each->isVisible())
                    last = each;
            }
            return last;
        }
        void answer(const QString &secret, bool keep = false) const
        {
            SecretDialog *dialog = asked();
            dialog->findChild<QCheckBox *>(u"keepSecret"_s)->setChecked(keep);
            QTest::keyClicks(dialog->findChild<QLineEdit *>(u"secret"_s), secret);
            dialog->findChild<QPushButton *>(u"accept"_s)->click();
        }
    };

    static QString wordsOf(const QWidget *widget)
    {
        QStringList all;
        for (const QLabel *each : widget->findChildren<QLabel *>())
            all << each->text();
        return all.join(u'\n');
    }
    static QLineEdit *field(const QWidget *widget, const QString &name)
    {
        for (QLineEdit *each : widget->findChildren<QLineEdit *>()) {
            if (each->accessibleName() == name)
                return each;
        }
        qFatal("no field %s", qPrintable(name));
    }

    QTemporaryDir m_folder;
    int m_programs = 0;
    std::unique_ptr<test::SecretServer> m_server;

    QString settingsFile() { return m_folder.filePath(u"window-%1.ini"_s.arg(++m_programs)); }
    [[nodiscard]] connection::ConnInfo target() const
    {
        connection::ConnInfo info = m_server->net.info();
        info.set(u"user"_s, u"app"_s);
        return info;
    }
    [[nodiscard]] Profile shop(connection::SecretSource source) const
    {
        Profile profile;
        profile.name = u"shop"_s;
        profile.target = target();
        profile.secret = source;
        return *ProfileStore().add(profile);
    }
    // By the local socket, which asks nobody.
    void connectAsOwner(Program &p) const
    {
        p.controller.connectTo(m_server->net.local(), Environment::Development);
        QTRY_COMPARE(p.controller.state(), State::Connected);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        test::withoutKeychain();
        qunsetenv("PGPASSWORD");
        m_server = std::make_unique<test::SecretServer>(m_folder.path(), "local all all trust\n");
    }
    void init() { QFile::remove(ProfileStore().file()); }

    // As --database, a connection of before or "Try again" does.
    void aUriAsksInsteadOfFailing()
    {
        Program p(settingsFile());
        p.controller.connectTo(target(), Environment::Development);
        QTRY_VERIFY(p.asked());
        QVERIFY(!p.form());
        QVERIFY(wordsOf(p.asked()).contains(u"app@127.0.0.1"_s));
        QVERIFY(wordsOf(p.asked()).contains(u"requires a password"_s));
        QVERIFY(!p.asked()->findChild<QCheckBox *>(u"keepSecret"_s)->isHidden());
        QVERIFY(!p.asked()->findChild<QPushButton *>(u"accept"_s)->isEnabled());
        p.answer(u"wrong"_s);
        QTRY_VERIFY(p.asked() && wordsOf(p.asked()).contains(u"rejected the password of app"_s));
        p.answer(u"Pl4nted"_s);
        QTRY_COMPARE(p.controller.state(), State::Connected);
        QTRY_VERIFY(!p.asked() && !p.form());
        QCOMPARE(p.controller.facts().user, u"app"_s);
    }

    // Who declines finds the form as it was, and can go on there.
    void theFormStaysFilled()
    {
        Program p(settingsFile());
        p.controller.connectTo(target(), Environment::Staging);
        QTRY_VERIFY(p.asked());
        p.asked()->findChild<QPushButton *>(u"safe"_s)->click();
        QTRY_VERIFY(p.form());
        QCOMPARE(field(p.form(), u"URI or connection string"_s)->text(), connection::toUri(target()));
        field(p.form(), u"Password"_s)->setText(u"wrong"_s);
        p.form()->findChild<QPushButton *>(u"accept"_s)->click();
        QTRY_VERIFY(p.asked());
        p.asked()->findChild<QPushButton *>(u"safe"_s)->click();
        QVERIFY(p.form());
        QCOMPARE(field(p.form(), u"URI or connection string"_s)->text(), connection::toUri(target()));
        QCOMPARE(field(p.form(), u"Password"_s)->text(), u"wrong"_s);
        field(p.form(), u"Password"_s)->setText(u"Pl4nted"_s);
        p.form()->findChild<QPushButton *>(u"accept"_s)->click();
        QTRY_COMPARE(p.controller.state(), State::Connected);
        QCOMPARE(p.controller.guard().environment(), Environment::Staging);
        QTRY_VERIFY(!p.form());
    }

    void whatIsConnectedStaysUntilTheNewOneStands()
    {
        Program p(settingsFile());
        connectAsOwner(p);
        const QString before = p.controller.label();
        QList<State> states;
        connect(&p.controller, &ConnectionController::stateChanged, this, [&] { states << p.controller.state(); });
        p.controller.goTo(target(), Environment::Production);
        QVERIFY(p.controller.isGoing());
        QTRY_VERIFY(p.asked());
        QCOMPARE(p.controller.state(), State::Connected);
        QCOMPARE(p.controller.label(), before);
        QVERIFY(!p.controller.guard().isGuarded()); // the lock is still that of the connection
        const auto session = p.controller.takeSession(connection::SessionRole::Reader, u"test"_s);
        QVERIFY(session);
        QVERIFY((*session)->query({u"SELECT 1"_s, {}}).result());
        QVERIFY(states.isEmpty());
        p.answer(u"Pl4nted"_s);
        QTRY_COMPARE(p.controller.facts().user, u"app"_s);
        QCOMPARE(states, (QList<State>{State::Connecting, State::Connected}));
        QVERIFY(p.controller.guard().isLocked());
        // It is held by the lock from its first session on.
        const auto there = p.controller.takeSession(connection::SessionRole::Reader, u"test"_s);
        QVERIFY(there);
        const auto mode = (*there)->query({u"SELECT current_setting('default_transaction_read_only')"_s, {}}).result();
        QVERIFY(mode);
        QCOMPARE(mode->rows.text(0, 0), u"on"_s);
        disconnect(&p.controller, nullptr, this, nullptr);
    }

    // Nobody listens there: the form says so, and nothing else has changed.
    void whatIsConnectedStaysWhereTheOtherCannotBeReached()
    {
        Program p(settingsFile());
        connectAsOwner(p);
        const QString before = p.controller.label();
        connection::ConnInfo nowhere = target();
        nowhere.set(u"port"_s, QString::number(test::freePort()));
        p.controller.goTo(nowhere, Environment::Development);
        QTRY_VERIFY(p.form());
        QCOMPARE(field(p.form(), u"URI or connection string"_s)->text(), connection::toUri(nowhere));
        QVERIFY(wordsOf(p.form()).contains(u"refused"_s));
        QCOMPARE(p.controller.state(), State::Connected);
        QCOMPARE(p.controller.label(), before);
        QTRY_VERIFY(p.controller.catalog()); // which may still be read
    }

    void cancellingLeavesEverythingAsItWas()
    {
        Program p(settingsFile());
        connectAsOwner(p);
        const QString before = p.controller.label();
        QSignalSpy failed(&p.controller, &ConnectionController::goingFailed);
        p.controller.goTo(target(), Environment::Development);
        p.controller.cancel();
        QCOMPARE(failed.size(), 1);
        QVERIFY(!p.controller.isGoing());
        QTest::qWait(0);
        QVERIFY(!p.asked() && !p.form());
        QCOMPARE(p.controller.state(), State::Connected);
        QCOMPARE(p.controller.label(), before);
    }

    void aProfileThatAsksEachTimeDoesSoInItsOwnDialog()
    {
        const Profile profile = shop(connection::SecretSource::Ask);
        Program p(settingsFile());
        p.window.connectTo(profile);
        QTRY_VERIFY(p.asked());
        QVERIFY(!p.form());
        p.answer(u"Pl4nted"_s);
        QTRY_COMPARE(p.controller.state(), State::Connected);
        QCOMPARE(p.controller.destination().profile.value_or(connection::Profile()).name, u"shop"_s);
    }

    // A keychain is not there: the connection stands, and what was not saved is said.
    void whatCannotBeKeptIsSaid()
    {
        const Profile profile = shop(connection::SecretSource::Keychain);
        Program p(settingsFile());
        p.window.connectTo(profile);
        QTRY_VERIFY(p.asked());
        QVERIFY(p.asked()->findChild<QCheckBox *>(u"keepSecret"_s)->isChecked());
        p.answer(u"Pl4nted"_s, true);
        QTRY_COMPARE(p.controller.state(), State::Connected);
        QTRY_VERIFY(p.form());
        QTRY_VERIFY(wordsOf(p.form()).contains(u"nothing was saved in the keychain"_s));
    }

    void thePassphraseOfAKeyIsAskedForLikewise()
    {
        connection::ConnInfo info = target();
        info.set(u"sslmode"_s, u"require"_s);
        info.set(u"sslcert"_s, m_server->certificate);
        info.set(u"sslkey"_s, m_server->key);
        info.set(u"password"_s, u"Pl4nted"_s);
        Program p(settingsFile());
        p.controller.connectTo(info, Environment::Development);
        QTRY_VERIFY(p.asked());
        QVERIFY(wordsOf(p.asked()).contains(u"Passphrase"_s));
        p.answer(u"Sesame"_s);
        QTRY_COMPARE(p.controller.state(), State::Connected);
    }

    // Of a failure that no secret mends: the way back to the form.
    void aFailedConnectionCanBeEdited()
    {
        connection::ConnInfo nowhere = target();
        nowhere.set(u"port"_s, QString::number(test::freePort()));
        Program p(settingsFile());
        p.controller.connectTo(nowhere, Environment::Staging);
        QTRY_COMPARE(p.controller.state(), State::Failed);
        QVERIFY(!p.form() && !p.asked());
        for (QPushButton *each : p.window.connectionState()->findChildren<QPushButton *>()) {
            if (each->text() == u"Edit connection…"_s)
                each->click();
        }
        QVERIFY(p.form());
        QCOMPARE(field(p.form(), u"URI or connection string"_s)->text(), connection::toUri(nowhere));
    }
};

HOWDAH_UI_TEST_MAIN(TestSecretDialog)

#include "tst_secretdialog.moc"
