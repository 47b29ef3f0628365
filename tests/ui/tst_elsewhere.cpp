// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Pages when the window goes to another database: what came of something that was done there is not said here.
#include "browse/browsepage.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardpage.h"
#include "migrate/migratepage.h"
#include "prompt/promptpage.h"
#include "promptui/keyringsession.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QDialog>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class TestElsewhere final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    howdah::test::TestServer m_server;
    QString m_here;
    QString m_there;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        howdah::test::withoutKeychain();
        m_here = m_server.createDatabase();
        m_there = m_server.createDatabase();
    }

    void pagesSayNothingOfTheFormer()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        Settings settings(m_folder.filePath(u"window.ini"_s));
        TaskList tasks;
        DialogPrompter prompter;
        ConnectionController connection(&settings, &tasks);
        const PageServices services{&connection, &settings, &tasks, &prompter};
        BrowsePage browse(services);
        MigratePage migrations(services);
        PromptPage prompts(services);
        DashboardPage dashboards(services, m_folder.filePath(u"dashboards"_s));
        const QList<Page *> pages{&browse, &migrations, &prompts, &dashboards};
        for (Page *page : pages) {
            page->show();
            page->activate();
        }
        const auto reach = [&](const QString &database) {
            connection.goTo(m_server.connInfo(database), Environment::Development);
            QTRY_VERIFY_WITH_TIMEOUT(connection.isConnected() && connection.facts().database == database, 60'000);
        };
        reach(m_here);
        // As a run, an import or a review leaves them.
        QList<Banner *> banners;
        for (Page *page : pages) {
            if (auto *news = page->findChild<Banner *>(u"news"_s)) {
                news->setText(u"Done"_s);
                news->show();
                banners << news;
            }
        }
        QCOMPARE(banners.size(), 3);
        QList<QDialog *> dialogs;
        for (Page *page : pages) {
            dialogs << new QDialog(page);
            dialogs.last()->open();
        }
        QSignalSpy returned(&connection, &ConnectionController::stateChanged);
        // Back to where it was: nothing of it is wrong.
        connection.reconnect();
        QTRY_VERIFY_WITH_TIMEOUT(connection.isConnected(), 60'000);
        for (const Banner *each : banners)
            QVERIFY(!each->isHidden());
        for (const QDialog *each : dialogs)
            QVERIFY(each->isVisible());
        reach(m_there);
        for (const Banner *each : banners)
            QVERIFY(each->isHidden());
        for (const QDialog *each : dialogs)
            QVERIFY(!each->isVisible());
        connection.disconnectFromServer();
    }
};

HOWDAH_UI_TEST_MAIN(TestElsewhere)

#include "tst_elsewhere.moc"
