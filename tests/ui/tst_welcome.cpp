// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the first start: each of its ways leads where it says, and demo data are called so.
#include "common/prompter.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/dialog/connectdialog.h"
#include "connect/entitybook.h"
#include "connect/dialog/profileimportdialog.h"
#include "promptui/keyringsession.h"
#include "operations/demo/demosetup.h"
#include "shell/demotour.h"
#include "shell/mainwindow.h"
#include "shell/rail.h"
#include "shell/statusstrip.h"
#include "shell/welcomepage.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QCommandLinkButton>
#include <QFileDialog>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

class PlainPage final : public Page
{
public:
    explicit PlainPage(const QString &key)
        : Page({key, u"Page "_s + key, u"table"_s})
    {
    }
    void openPlace(const QString &subject) override { place = subject; }
    void openRows(const QString &schema, const QString &name, const QString &condition) override
    {
        rows = schema + u'.' + name + u' ' + condition;
    }
    QString place;
    QString rows;
};

struct Program
{
    Settings settings;
    Theme theme{*qApp, ThemeChoice::Light};
    TaskList tasks;
    DialogPrompter prompter;
    ConnectionController controller{&settings, &tasks};
    MainWindow window{{&controller, &settings, &tasks, &prompter}, theme};
    PlainPage *browse = new PlainPage(u"browse"_s);
    PlainPage *migrations = new PlainPage(u"migrations"_s);

    explicit Program(const QString &path)
        : settings(path)
    {
        window.addPage(browse);
        window.addPage(migrations);
        window.restore();
        window.show();
        window.showWelcome();
    }
    WelcomePage *page() const { return window.findChild<WelcomePage *>(); }
    void click(const QString &way) const
    {
        auto *button = page()->findChild<QCommandLinkButton *>(way);
        QVERIFY2(button && button->isVisible(), qPrintable(way));
        QVERIFY(!button->accessibleName().isEmpty() && !button->accessibleDescription().isEmpty());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    bool isInFront() const { return window.currentPage() == page() && page()->isVisible(); }
};

} // namespace

class TestWelcome final : public QObject
{
    Q_OBJECT

    static constexpr int Patience = 60'000;
    QTemporaryDir m_folder;
    int m_programs = 0;
    QString freshSettings() { return m_folder.filePath(u"settings-%1.ini"_s.arg(++m_programs)); }

private Q_SLOTS:
    void initTestCase()
    {
        // As root the private server runs as another user, who has to get through.
        QVERIFY(QFile::setPermissions(
            m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther));
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        test::withoutKeychain();
    }

    void eachWayLeadsWhereItSays()
    {
        Program p(freshSettings());
        QVERIFY(QTest::qWaitForWindowActive(&p.window));
        QVERIFY(p.isInFront()); // rather than "not connected"
        QCOMPARE(p.window.findChild<Rail *>()->current(), -1);
        QVERIFY(p.page()->findChild<QCommandLinkButton *>(u"connect"_s)->hasFocus());
        p.click(u"connect"_s);
        auto *dialog = p.window.findChild<ConnectDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->reject();
        p.click(u"import"_s);
        auto *import = p.window.findChild<ProfileImportDialog *>();
        QVERIFY(import && import->isVisible());
        import->reject();
        p.window.findChild<ConnectDialog *>()->reject();
        QSignalSpy demo(&p.window, &MainWindow::demoWanted);
        p.click(u"demo"_s);
        QCOMPARE(demo.size(), 1);
        p.click(u"folder"_s);
        auto *chooser = p.page()->findChild<QFileDialog *>();
        QVERIFY(chooser && chooser->fileMode() == QFileDialog::Directory);
        Q_EMIT chooser->fileSelected(m_folder.path());
        chooser->close();
        QCOMPARE(p.window.currentPage(), p.migrations);
        QCOMPARE(p.migrations->place, m_folder.path());
        QCOMPARE(p.window.findChild<Rail *>()->current(), 1);
        // Behind it stands again what stands there without a connection.
        QCOMPARE(p.window.connectionState()->state(), StateStack::State::Empty);
        p.window.showWelcome();
        QVERIFY(p.isInFront());
    }

    // A place to begin at is none to return to.
    void itIsNotRemembered()
    {
        const QString path = freshSettings();
        {
            Program p(path);
            p.window.showPage(u"migrations"_s);
            p.window.showWelcome();
            p.window.close();
        }
        const Settings settings(path);
        QVERIFY(settings.value(settings::currentPage) != u"welcome"_s);
        QVERIFY(!settings.value(settings::windowGeometry).isEmpty()); // by which the next start is no first one
    }

    // What the database is, and what to try in it: as its model says, and each is one click.
    void whatToTry()
    {
        const test::TestServer server;
        {
            connection::Session session({.names = connection::Names::OfDatabase});
            QVERIFY(session.open(server.connInfo()).result());
            QVERIFY(operations::setUpDemo(session, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip")));
        }
        Program p(freshSettings());
        auto *tour = p.page()->findChild<DemoTour *>();
        QVERIFY(tour && tour->isHidden()); // nothing is connected
        p.controller.connectTo(server.connInfo(), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(tour->isVisible(), Patience);
        const auto model = p.controller.entityBook().entities()->models().front().model;
        QCOMPARE(tour->findChild<QLabel *>(u"tourTitle"_s)->text(), model->title);
        const QString description = tour->findChild<QLabel *>(u"tourDescription"_s)->text();
        QVERIFY2(
            description.startsWith(model->description) && description.contains(u"rows"_s), qPrintable(description));
        QCOMPARE(model->tour.size(), 5U);
        for (size_t i = 0; i < model->tour.size(); ++i) {
            const entity::TourStep &step = model->tour[i];
            p.window.showWelcome();
            p.browse->rows.clear();
            p.migrations->place.clear();
            auto *way = tour->findChild<QCommandLinkButton *>(u"try%1"_s.arg(i + 1));
            QVERIFY(way && way->text() == step.title && !way->accessibleDescription().isEmpty());
            way->click();
            if (step.entity.isEmpty()) {
                QCOMPARE(p.window.currentPage(), p.migrations);
                QCOMPARE(p.migrations->place, step.place);
                continue;
            }
            QCOMPARE(p.window.currentPage(), p.browse);
            const QString where = step.where.isEmpty() ? QString() : step.where.source();
            QCOMPARE(p.browse->rows, u"public."_s + model->entity(step.entity)->table + u' ' + where);
        }
        p.controller.disconnectFromServer();
        QTRY_VERIFY(tour->isHidden());
    }

    void demoDataAreCalledSo()
    {
        const test::TestServer server;
        Program p(freshSettings());
        auto *badge = p.window.findChild<Badge *>(u"demoData"_s);
        auto *state = p.page()->findChild<Banner *>(u"welcomeState"_s);
        QVERIFY(badge->isHidden() && state->isHidden());
        p.settings.set(settings::demoLoaded, true);
        // Somebody's own server has no demo, whatever its database is called.
        p.controller.connectTo(server.connInfo(), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(p.controller.isConnected(), Patience);
        QVERIFY(p.isInFront());
        QVERIFY(badge->isHidden());
        QVERIFY2(state->text().contains(p.controller.label()), qPrintable(state->text()));
        p.controller.connectToPrivateServer();
        QTRY_VERIFY_WITH_TIMEOUT(p.controller.isConnected(), Patience);
        QVERIFY(!badge->isHidden());
        QVERIFY2(state->text().contains(u"demo data"_s), qPrintable(state->text()));
        QVERIFY(!p.page()->findChild<QCommandLinkButton *>(u"demo"_s)->isEnabled()); // it is there
        // Another database of the private server is somebody's work.
        p.settings.set(settings::demoLoaded, false);
        p.window.followDemo();
        QVERIFY(badge->isHidden());
        QVERIFY(!state->text().contains(u"demo data"_s));
        QTest::mouseClick(p.page()->findChild<QPushButton *>(u"welcomeBrowse"_s), Qt::LeftButton);
        QCOMPARE(p.window.currentPage(), p.browse);
        p.controller.disconnectFromServer();
        QVERIFY(p.window.connectionState()->state() == StateStack::State::Empty);
    }
};

HOWDAH_UI_TEST_MAIN(TestWelcome)
#include "tst_welcome.moc"
