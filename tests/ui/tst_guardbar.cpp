// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/prompter.h"
#include "common/settings.h"
#include "connect/allowfunctiondialog.h"
#include "connect/connectioncontroller.h"
#include "connect/guardbar.h"
#include "connect/unlockdialog.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditreader.h"
#include "connection/profile/profilestore.h"
#include "support/heldtransactions.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
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
using connection::SessionRole;

constexpr int Patience = 60'000;

// A connection to production in the window: locked, unlocked for a time, locked again.
class TestGuardBar final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<test::TestServer> m_server;
    QString m_database;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_controller;
    std::unique_ptr<QWidget> m_window;
    GuardBar *m_bar = nullptr;

    void connectTo(Environment environment)
    {
        m_controller->connectTo(m_server->connInfo(m_database), environment);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isConnected(), Patience);
    }
    [[nodiscard]] QPushButton *button() const { return m_bar->findChild<QPushButton *>(u"guardButton"_s); }
    // What a session says that was taken for writing.
    [[nodiscard]] QString write(const QString &sql) const
    {
        const auto session = m_controller->takeSession(SessionRole::Write, u"test"_s);
        if (!session)
            return session.error().message;
        const auto done = (*session)->query({sql, {}}).result();
        return done ? QString::fromLatin1(done->command) : done.error().sqlState;
    }
    [[nodiscard]] UnlockDialog *dialog() const { return m_window->findChild<UnlockDialog *>(); }
    void unlock(const QString &reason)
    {
        QSignalSpy changed(&m_controller->productionLock(), &ProductionLock::changed);
        m_controller->productionLock().unlock(std::chrono::minutes(5), reason);
        QVERIFY(changed.wait(Patience));
        QVERIFY(!m_controller->guard().isLocked());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
        m_server = std::make_unique<test::TestServer>();
    }
    void init()
    {
        m_data = std::make_unique<QTemporaryDir>();
        qputenv("HOWDAH_DATA_DIR", m_data->path().toUtf8());
        m_database = m_server->createDatabase(u"guard"_s);
        QVERIFY(m_server->psql(m_database, u"CREATE TABLE t (id int)"_s));
        m_settings = std::make_unique<Settings>(m_data->filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_controller = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_window = std::make_unique<QWidget>();
        m_window->resize(900, 200);
        m_bar = new GuardBar(*m_controller, m_window.get());
        m_bar->resize(900, m_bar->height());
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup()
    {
        // The catalog is read in one transaction of many statements, between which it is idle: it is not held, but
        // lasts as long as the machine takes.
        QTRY_VERIFY_WITH_TIMEOUT(!m_controller->isReadingCatalog(), Patience);
        QTRY_COMPARE(test::heldTransactions(*m_server), QString());
        m_window.reset();
        m_controller.reset();
    }

    void onlyProductionIsGuarded()
    {
        QVERIFY(!m_bar->isVisible());
        connectTo(Environment::Staging);
        QVERIFY(!m_bar->isVisible());
        QCOMPARE(write(u"INSERT INTO public.t VALUES (1)"_s), u"INSERT 0 1"_s);
        connectTo(Environment::Production);
        QVERIFY(m_bar->isVisible());
        QVERIFY(m_bar->text().contains(u"locked for writing"_s));
    }

    void lockedMeansThatTheServerRefuses()
    {
        connectTo(Environment::Production);
        QVERIFY(m_controller->facts().readOnly); // the server's own word
        QVERIFY(write(u"INSERT INTO public.t VALUES (1)"_s).contains(u"locked for writing"_s));
        const auto error = m_controller->takeSession(SessionRole::Migration, u"test"_s).error();
        QCOMPARE(error.kind, ErrorKind::Permission);
        QVERIFY(!error.hint.isEmpty());
        // Whoever connects by itself with what the window hands out is held by the server, too.
        connection::Session other({.name = u"other"_s});
        QVERIFY(other.open(m_controller->connInfo()).result());
        QCOMPARE(other.query({u"DELETE FROM public.t"_s, {}}).result().error().sqlState, u"25006"_s);
        const auto reader = m_controller->takeSession(SessionRole::Reader, u"test"_s);
        QVERIFY(reader && (*reader)->query({u"SELECT * FROM public.t"_s, {}}).result());
    }

    void isUnlockedByKeysWithATimeAndAReason()
    {
        connectTo(Environment::Production);
        m_bar->unlockAction()->trigger();
        QTRY_VERIFY(dialog() && dialog()->isVisible());
        QVERIFY(QTest::qWaitForWindowActive(dialog()));
        auto *accept = dialog()->findChild<QPushButton *>(u"accept"_s);
        QVERIFY(!accept->isEnabled()); // no reason yet
        QTest::keyClicks(dialog()->focusWidget(), u"ticket 7"_s);
        QVERIFY(accept->isEnabled());
        auto *time = dialog()->findChild<QComboBox *>(u"unlockTime"_s);
        QCOMPARE(time->currentData().toInt(), 15);
        time->setCurrentIndex(0);
        QTest::keyClick(accept, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!m_controller->guard().isLocked(), Patience);
        QTRY_VERIFY(!dialog());
        QVERIFY2(
            m_bar->text().contains(u"unlocked for 5:00"_s) || m_bar->text().contains(u"4:59"_s),
            qPrintable(m_bar->text()));
        QVERIFY(m_bar->text().contains(u"ticket 7"_s));
        const QString before = m_bar->text();
        QTRY_VERIFY_WITH_TIMEOUT(m_bar->text() != before, Patience); // the time is seen to go
        QCOMPARE(write(u"INSERT INTO public.t VALUES (1)"_s), u"INSERT 0 1"_s);
        const auto lines = *connection::readAudit(connection::auditFolder());
        QCOMPARE(lines.back().kind, connection::AuditEntry::Kind::Unlock);
        QVERIFY(lines.back().text.contains(u"ticket 7"_s));
        QVERIFY(lines.back().text.contains(u'5'));
    }

    void isLockedAgainAtOnce()
    {
        connectTo(Environment::Production);
        unlock(u"ticket 8"_s);
        QCOMPARE(button()->text(), u"Lock now"_s);
        // One that is still held, in the middle of a transaction.
        const auto held = *m_controller->takeSession(SessionRole::Write, u"held"_s);
        QVERIFY(held->query({u"BEGIN"_s, {}}).result());
        QVERIFY(held->query({u"INSERT INTO public.t VALUES (7)"_s, {}}).result());
        button()->click();
        QVERIFY(m_controller->guard().isLocked());
        QVERIFY(held->query({u"COMMIT"_s, {}}).result()); // what ran may end
        QCOMPARE(held->query({u"DELETE FROM public.t"_s, {}}).result().error().sqlState, u"25006"_s);
        QVERIFY(write(u"DELETE FROM t"_s).contains(u"locked"_s));
        QCOMPARE(m_server->psql(m_database, u"SELECT id FROM t"_s)->trimmed(), u"7"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            connection::readAudit(connection::auditFolder(), {.kind = connection::AuditEntry::Kind::Lock})->size(), 1u,
            Patience);
    }

    // Who listens is told the same; not the countdown, which would be read out each second, but its end.
    void isReadOut()
    {
        const auto aloud = [](QWidget *widget, QAccessible::Text what) {
            const QAccessibleInterface *found = QAccessible::queryAccessibleInterface(widget);
            return found ? found->text(what) : QString();
        };
        connectTo(Environment::Production);
        const QString locked = aloud(m_bar, QAccessible::Name);
        QVERIFY2(locked.contains(u"Production"_s) && locked.contains(u"locked for writing"_s), qPrintable(locked));
        QVERIFY(aloud(m_bar, QAccessible::Description).contains(u"refuses every write"_s));
        QVERIFY(aloud(button(), QAccessible::Description).contains(locked));
        QCOMPARE(aloud(button(), QAccessible::Name), u"Unlock…"_s);

        const QDateTime before = QDateTime::currentDateTime();
        unlock(u"ticket 10"_s);
        const QString open = aloud(m_bar, QAccessible::Name);
        QStringList ends; // the minute may have changed meanwhile
        for (const QDateTime &begin : {before, QDateTime::currentDateTime()})
            ends << u"until "_s + m_bar->locale().toString(begin.addSecs(5 * 60).time(), QLocale::ShortFormat);
        for (const QString &said : {open, aloud(button(), QAccessible::Description)}) {
            QVERIFY2(said.contains(u"Production"_s) && said.contains(u"unlocked"_s), qPrintable(said));
            QVERIFY2(said.contains(ends.front()) || said.contains(ends.back()), qPrintable(said));
            QVERIFY2(said.contains(u"ticket 10"_s), qPrintable(said));
        }
        QVERIFY(aloud(m_bar, QAccessible::Description).contains(u"locked again"_s));
        QCOMPARE(aloud(button(), QAccessible::Name), u"Lock now"_s);
        const QString shown = m_bar->text();
        QTRY_VERIFY_WITH_TIMEOUT(m_bar->text() != shown, Patience);
        QCOMPARE(aloud(m_bar, QAccessible::Name), open);
        QCOMPARE(aloud(m_bar->findChild<QWidget *>(u"guardWords"_s), QAccessible::Name), open);

        m_controller->productionLock().lock();
        QCOMPARE(aloud(m_bar, QAccessible::Name), locked);
    }

    void aReconnectLocksAgain()
    {
        connectTo(Environment::Production);
        unlock(u"ticket 9"_s);
        m_controller->reconnect();
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isConnected(), Patience);
        QVERIFY(m_controller->guard().isLocked());
        QVERIFY(m_controller->facts().readOnly);
    }

    void staysLockedWhenTheReasonCannotBeNoted()
    {
        connectTo(Environment::Production);
        QFile blocker(m_data->filePath(u"audit"_s)); // a file where the folder should be
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        m_bar->unlockAction()->trigger();
        QTRY_VERIFY(dialog() && dialog()->isVisible());
        dialog()->findChild<QLineEdit *>(u"unlockReason"_s)->setText(u"ticket"_s);
        dialog()->findChild<QPushButton *>(u"accept"_s)->click();
        auto *problem = dialog()->findChild<QLabel *>(u"unlockProblem"_s);
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible(), Patience);
        QVERIFY(problem->text().contains(u"audit log"_s));
        QVERIFY(m_controller->guard().isLocked());
        QVERIFY(dialog()->findChild<QPushButton *>(u"accept"_s)->isEnabled()); // once it is fixed
        dialog()->reject();
    }

    // What the lock cannot hold is said, and who may do less is offered.
    void reportsWhoseRightsFunctionsHave()
    {
        connectTo(Environment::Production);
        QVERIFY2(m_bar->text().contains(u"superuser"_s), qPrintable(m_bar->text()));
        QVERIFY(!m_bar->text().contains(u"verify-full"_s)); // the line does not leave this machine
        QSignalSpy wanted(m_bar, &GuardBar::otherRoleWanted);
        m_bar->roleAction()->trigger();
        QCOMPARE(wanted.size(), 1);
    }

    void aFunctionIsAllowedAndNoted()
    {
        QVERIFY(m_server->psql(
            m_database, u"CREATE FUNCTION reads_only() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t'"_s));
        connectTo(Environment::Production);
        const auto session = *m_controller->takeSession(SessionRole::Rows, u"test"_s);
        const connection::Statement asks{u"SELECT reads_only()"_s, {}};
        QVERIFY(!session->query(asks).result());
        m_bar->allowAction()->trigger();
        const auto asked = [this] { return m_window->findChild<AllowFunctionDialog *>(); };
        QTRY_VERIFY(asked() && asked()->isVisible());
        auto *accept = asked()->findChild<QPushButton *>(u"accept"_s);
        QVERIFY(!accept->isEnabled());
        asked()->findChild<QLineEdit *>(u"allowedFunction"_s)->setText(u"public.reads_only"_s);
        accept->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_bar->text().contains(u"public.reads_only"_s), Patience);
        const auto done = session->query(asks).result();
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
        const auto lines = *connection::readAudit(connection::auditFolder());
        QVERIFY(lines.back().text.contains(u"public.reads_only"_s));
        connectTo(Environment::Production); // another connection knows nothing of it
        QVERIFY(!(*m_controller->takeSession(SessionRole::Rows, u"test"_s))->query(asks).result());
    }

    void productionByAUriIsLocked()
    {
        connection::Profile shop;
        shop.name = u"shop"_s;
        shop.environment = Environment::Production;
        for (const QString &key : {u"host"_s, u"port"_s, u"dbname"_s})
            shop.target.set(key, m_server->connInfo(m_database).value(key));
        QVERIFY(connection::ProfileStore().add(shop));
        connectTo(Environment::Development);
        QVERIFY(m_controller->guard().isLocked());
        QVERIFY(m_bar->isVisible());
    }

    void noReasonNoUnlocking()
    {
        connectTo(Environment::Production);
        QSignalSpy failed(&m_controller->productionLock(), &ProductionLock::unlockFailed);
        m_controller->productionLock().unlock(std::chrono::minutes(5), u"  "_s);
        QCOMPARE(failed.size(), 1);
        m_controller->productionLock().unlock(std::chrono::hours(100), u"x"_s);
        QCOMPARE(failed.size(), 2);
        QVERIFY(m_controller->guard().isLocked());
        QVERIFY(!QDir(connection::auditFolder()).exists());
    }
};

HOWDAH_UI_TEST_MAIN(TestGuardBar)
#include "tst_guardbar.moc"
