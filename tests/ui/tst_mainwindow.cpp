// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditpage.h"
#include "browse/browsepage.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/dialog/connectdialog.h"
#include "connect/guardbar.h"
#include "connect/connectioncontroller.h"
#include "connection/server/environment.h"
#include "dashboard/dashboardpage.h"
#include "migrate/migratepage.h"
#include "prompt/promptpage.h"
#include "query/querypage.h"
#include "shell/palette/commandpalette.h"
#include "shell/environmentframe.h"
#include "shell/helpviewer.h"
#include "shell/mainwindow.h"
#include "shell/offerbar.h"
#include "shell/placeholderpage.h"
#include "shell/rail.h"
#include "shell/tour.h"
#include "support/turnmeter.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

// Writes down what the shell asks of it.
class RecordingPage final : public Page
{
public:
    explicit RecordingPage(const QString &key)
        : Page({key, u"Page "_s + key, u"table"_s})
    {
    }

    [[nodiscard]] QList<QAction *> paletteActions() const override { return {m_action}; }
    void activate() override { calls << u"activate"_s; }
    void refresh() override { calls << u"refresh"_s; }
    void cancelWork() override { calls << u"cancel"_s; }
    void focusSearch() override { calls << u"search"_s; }
    void openObject(const QString &schema, const QString &name) override { calls << schema + u'/' + name; }
    [[nodiscard]] QJsonObject saveState() const override { return {{u"width"_s, state}}; }
    void restoreState(const QJsonObject &saved) override { state = saved.value(u"width"_s).toInt(-1); }

    QStringList calls;
    int state = 0;

private:
    QAction *m_action = new QAction(u"Count &rows"_s, this);
};

class NoPrompter final : public Prompter
{
public:
    void confirm(QWidget *, const Question &, std::function<void(bool)> answered) override { answered(false); }
    void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered(std::nullopt);
    }
};

struct Program
{
    Settings settings;
    Theme theme{*qApp, ThemeChoice::Light};
    TaskList tasks;
    NoPrompter prompter;
    ConnectionController controller{&settings, &tasks};
    MainWindow window{{&controller, &settings, &tasks, &prompter}, theme};
    RecordingPage *browse = new RecordingPage(u"browse"_s);
    RecordingPage *migrate = new RecordingPage(u"migrations"_s);

    explicit Program(const QString &path)
        : settings(path)
    {
        window.addPage(browse);
        window.addPage(migrate);
        for (const auto &words : placesToCome())
            window.addPage(new PlaceholderPage(words));
        window.restore();
        window.show();
        QApplication::setActiveWindow(&window);
    }

    // To a port where nobody listens: fails, without a server.
    void failToConnect(Environment environment)
    {
        controller.connectTo(
            *connection::parseConnInfo(u"host=127.0.0.1 port=1 dbname=orders user=app"_s), environment);
        QTRY_COMPARE(controller.state(), ConnectionController::State::Failed);
    }
};

} // namespace

class TestMainWindow final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_programs = 0;
    QString freshSettings() { return m_folder.filePath(u"settings-%1.ini"_s.arg(++m_programs)); }

private Q_SLOTS:
    void controlNumbersGoToPages()
    {
        Program p(freshSettings());
        QCOMPARE(p.window.currentPage(), p.browse);
        const int pages = 2 + int(placesToCome().size());
        for (int i = 0; i < pages; ++i) {
            QTest::keyClick(&p.window, Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(p.window.findChild<Rail *>()->current(), i);
        }
        QCOMPARE(p.window.currentPage()->key(), u"server"_s);
        QTest::keyClick(&p.window, Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(p.window.currentPage(), p.migrate);
        QVERIFY(p.migrate->calls.contains(u"activate"_s));
        QVERIFY(p.window.windowTitle().contains(u"Page migrations"_s));
    }

    // What is found missing of the log is said above all pages, as plain text, and leads to the log.
    void aLossOfTheAuditLogIsSaid()
    {
        Program p(freshSettings());
        auto *audit = new RecordingPage(u"audit"_s);
        p.window.addPage(audit);
        auto *bar = p.window.findChild<OfferBar *>(u"auditLosses"_s);
        QVERIFY(bar && !bar->isVisible());
        p.window.reportAuditLoss(makeError(ErrorKind::Conflict, u"3 lines <b>are</b> missing"_s, u"Look at it."_s));
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->words(), u"3 lines <b>are</b> missing\nLook at it."_s);
        for (const QLabel *label : bar->findChildren<QLabel *>())
            QVERIFY2(label->text().isEmpty() || label->textFormat() == Qt::PlainText, qPrintable(label->text()));
        p.window.showPage(u"migrations"_s);
        QVERIFY(bar->isVisible());
        for (QPushButton *button : bar->findChildren<QPushButton *>()) {
            if (button->text().contains(u"log"_s))
                button->click();
        }
        QCOMPARE(p.window.currentPage(), audit);
    }

    void shortcutsReachThePage()
    {
        Program p(freshSettings());
        p.browse->calls.clear();
        QTest::keyClick(&p.window, Qt::Key_F5);
        QTest::keyClick(&p.window, Qt::Key_F, Qt::ControlModifier);
        QTest::keyClick(&p.window, Qt::Key_Escape);
        QCOMPARE(p.browse->calls, (QStringList{u"refresh"_s, u"search"_s, u"cancel"_s}));
        QVERIFY(p.migrate->calls.isEmpty());
    }

    void everythingIsInThePalette()
    {
        Program p(freshSettings());
        QTest::keyClick(&p.window, Qt::Key_K, Qt::ControlModifier);
        CommandPalette *palette = p.window.palettePopup();
        QVERIFY(palette->isVisible());
        QTRY_VERIFY(!palette->model()->isMatching());
        QMap<QString, QString> shortcuts;
        for (int i = 0; i < palette->model()->rowCount(); ++i)
            shortcuts.insert(palette->model()->entry(i).title, palette->model()->entry(i).shortcut);
        QVERIFY(shortcuts.contains(u"Count rows"_s)); // of the page, without its mnemonic
        QCOMPARE(shortcuts.value(u"Refresh"_s), u"F5"_s);
        QCOMPARE(shortcuts.value(u"Go to Page migrations"_s), u"Ctrl+2"_s);
        for (const QAction *action : p.window.actions())
            QVERIFY2(shortcuts.contains(action->text()), qPrintable(action->text()));

        palette->findChild<QLineEdit *>()->setText(u"go to page migr"_s);
        QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
        QTRY_COMPARE(p.window.currentPage(), p.migrate);
    }

    void choosingAnObjectOpensItInBrowse()
    {
        Program p(freshSettings());
        p.window.showPage(1);
        p.window.palettePopup()->setObjects(std::make_shared<const std::vector<PaletteEntry>>(
            std::vector<PaletteEntry>{{u"agents"_s, u"table"_s, {}, {}, {}, u"public"_s, u"agents"_s}}));
        QTest::keyClick(&p.window, Qt::Key_P, Qt::ControlModifier);
        auto *field = p.window.palettePopup()->findChild<QLineEdit *>();
        QTest::keyClicks(field, u"age"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(p.window.currentPage(), p.browse);
        QCOMPARE(p.browse->calls.constLast(), u"public/agents"_s);
    }

    void helpIsThatOfThePage()
    {
        Program p(freshSettings());
        QTest::keyClick(&p.window, Qt::Key_F1);
        auto *help = p.window.findChild<HelpViewer *>();
        QVERIFY(help && help->isVisible());
        QCOMPARE(help->topic(), u"browse"_s);
        p.window.showPage(1);
        p.window.openHelp();
        QCOMPARE(help->topic(), u"migrations"_s);
        p.window.showPage(2); // has none of its own: the overview
        p.window.openHelp();
        QCOMPARE(help->topic(), HelpViewer::topics().constFirst());
    }

    // The first page of the help is about all of them, and the keys that open them are counted there.
    void helpNamesEveryPage()
    {
        QStringList titles{BrowsePage::ownFace().title,    MigratePage::ownFace().title, PromptPage::ownFace().title,
                           DashboardPage::ownFace().title, QueryPage::ownFace().title,   AuditPage::ownFace().title};
        for (const PlaceholderPage::Words &words : placesToCome())
            titles << words.title;
        const auto textOf = [](const QString &name) {
            QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/resources/help/") + name);
            return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
        };
        const QString overview = textOf(u"overview.md"_s);
        for (const QString &title : titles)
            QVERIFY2(overview.contains(u"**%1**"_s.arg(title)), qPrintable(title));
        QVERIFY(textOf(u"keyboard.md"_s).contains(u"| Ctrl+1 ... Ctrl+%1 |"_s.arg(titles.size())));
    }

    void theWindowIsAsItWasLeft()
    {
        const QString path = freshSettings();
        {
            Program p(path);
            p.window.resize(777, 555);
            p.browse->state = 42;
            p.window.showPage(1);
            p.window.close();
        }
        const Program again(path);
        QCOMPARE(again.window.size(), QSize(777, 555));
        QCOMPARE(again.browse->state, 42);
        QCOMPARE(again.window.currentPage(), again.migrate);
    }

    // The first frame waits for no page; one that is wanted before its turn comes at once, and stays.
    void pagesAreMadeAfterTheFirstFrame()
    {
        const QString path = freshSettings();
        {
            Settings settings(path);
            settings.set(settings::currentPage, u"second"_s);
            settings.setPageState(u"second"_s, {{u"width"_s, 77}});
            settings.setPageState(u"third"_s, {{u"width"_s, 88}});
            settings.sync();
        }
        for (const bool hasty : {false, true}) {
            Settings settings(path);
            Theme theme(*qApp, ThemeChoice::Light);
            TaskList tasks;
            NoPrompter prompter;
            ConnectionController controller(&settings, &tasks);
            MainWindow window({&controller, &settings, &tasks, &prompter}, theme);
            QStringList made;
            for (const QString &key : {u"first"_s, u"second"_s, u"third"_s}) {
                const PageFace face{key, u"Page "_s + key, u"table"_s};
                window.addPage(face, [key, &made] {
                    made << key;
                    return new RecordingPage(key);
                });
            }
            window.restore();
            QSignalSpy all(&window, &MainWindow::pagesMade);
            QSignalSpy painted(&window, &MainWindow::firstPainted);
            window.show();
            QTRY_VERIFY(!painted.isEmpty());
            QCOMPARE(made, QStringList());
            QVERIFY(window.connectionState()->state() != StateStack::State::Empty); // "not connected" is no news yet
            QCOMPARE(window.findChild<Rail *>()->current(), 1);                     // where it will be
            QCOMPARE(window.windowTitle(), u"Howdah"_s);
            if (hasty)
                QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
            QCOMPARE(made, hasty ? QStringList{u"third"_s} : QStringList());
            window.makePages();
            QTRY_COMPARE(all.size(), 1);
            QCOMPARE(made.size(), 3);
            QCOMPARE(window.connectionState()->state(), StateStack::State::Empty);
            QCOMPARE(window.currentPage()->key(), hasty ? u"third"_s : u"second"_s);
            const auto *second = static_cast<RecordingPage *>(window.page(u"second"_s));
            QCOMPARE(second->state, 77);
            QCOMPARE(second->calls.contains(u"activate"_s), !hasty);
        }
    }

    // What was never made has nothing new to say.
    void thePlaceOfAPageThatWasNotMadeIsKept()
    {
        const QString path = freshSettings();
        {
            Settings settings(path);
            settings.set(settings::currentPage, u"first"_s);
            settings.setPageState(u"first"_s, {{u"width"_s, 77}});
            TaskList tasks;
            NoPrompter prompter;
            Theme theme(*qApp, ThemeChoice::Light);
            ConnectionController controller(&settings, &tasks);
            MainWindow window({&controller, &settings, &tasks, &prompter}, theme);
            window.addPage({u"first"_s, u"First"_s, u"table"_s}, [] { return new RecordingPage(u"first"_s); });
            window.addPage({u"second"_s, u"Second"_s, u"table"_s}, [] { return new RecordingPage(u"second"_s); });
            window.restore();
            window.show();
            window.close();
        }
        const Settings settings(path);
        QCOMPARE(settings.value(settings::currentPage), u"first"_s);
        QCOMPARE(settings.pageState(u"first"_s).value(u"width"_s).toInt(), 77);
    }

    void theEnvironmentFramesTheWindow()
    {
        Program p(freshSettings());
        auto *frame = p.window.findChild<EnvironmentFrame *>();
        QVERIFY(!frame->tone());
        const auto edge = [&p, frame] { return frame->grab().toImage().pixelColor(1, p.window.height() / 2); };
        p.failToConnect(Environment::Production);
        QCOMPARE(frame->tone(), Tone::Production);
        QCOMPARE(edge(), color(Tone::Production, p.window.palette()));
        p.failToConnect(Environment::Staging);
        QCOMPARE(edge(), color(Tone::Staging, p.window.palette()));
        p.failToConnect(Environment::Development);
        QVERIFY(!frame->tone());
        QVERIFY(edge() != color(Tone::Staging, p.window.palette()));
    }

    void aFailedConnectionSaysSoAndCanBeTriedAgain()
    {
        Program p(freshSettings());
        QCOMPARE(p.window.connectionState()->state(), StateStack::State::Empty); // not connected yet
        p.failToConnect(Environment::Development);
        QCOMPARE(p.window.connectionState()->state(), StateStack::State::Failed);
        QSignalSpy changed(&p.controller, &ConnectionController::stateChanged);
        for (QPushButton *button : p.window.connectionState()->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == u"Try again"_s)
                button->click();
        }
        QVERIFY(!changed.isEmpty());
        QTRY_COMPARE(p.controller.state(), ConnectionController::State::Failed);
    }

    // From the guard band of a superuser: the same place, and the user is asked for.
    void anotherRoleIsAskedForInTheDialog()
    {
        Program p(freshSettings());
        auto *bar = p.window.findChild<GuardBar *>();
        QVERIFY(bar);
        bar->roleAction()->setEnabled(true);
        bar->roleAction()->trigger();
        auto *dialog = p.window.findChild<ConnectDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        auto *user = dialog->findChild<QLineEdit *>(u"user"_s);
        QVERIFY(user && user->isVisible());
        QCOMPARE(user->text(), QString());
        QCOMPARE(dialog->focusWidget(), user);
    }

    void theConnectDialogJudgesWhatIsTyped()
    {
        Program p(freshSettings());
        p.window.openConnectDialog();
        auto *dialog = p.window.findChild<ConnectDialog *>();
        QPushButton *connectButton = nullptr;
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == u"Connect"_s)
                connectButton = button;
        }
        QVERIFY(connectButton && !connectButton->isEnabled());
        dialog->setUri(u"postgresql://app@h:notaport:/x"_s);
        QLineEdit *field = nullptr;
        for (QLineEdit *each : dialog->findChildren<QLineEdit *>()) {
            if (each->accessibleName() == u"URI or connection string"_s)
                field = each;
        }
        QVERIFY(field);
        dialog->setUri(u"nonsense"_s);
        QVERIFY(!connectButton->isEnabled());
        QVERIFY(field->property("problem").toBool());
        dialog->setUri(u"postgresql://app@127.0.0.1:1/orders"_s);
        QVERIFY(connectButton->isEnabled());
        dialog->setEnvironment(Environment::Staging);
        connectButton->click();
        QTRY_COMPARE(p.controller.state(), ConnectionController::State::Failed);
        QCOMPARE(p.controller.guard().environment(), Environment::Staging);
        QVERIFY(p.controller.recent().all().empty()); // only those that worked
    }

    // It names what is connected: not a page that nobody chose, nor a connection that was left.
    void theTitleSaysWhereOneIs()
    {
        Program p(freshSettings());
        QCOMPARE(p.window.windowTitle(), u"Page browse – Howdah"_s);
        p.failToConnect(Environment::Development);
        QCOMPARE(p.window.windowTitle(), u"Page browse – app@127.0.0.1:1/orders – Howdah"_s);
        p.controller.disconnectFromServer();
        QCOMPARE(p.window.windowTitle(), u"Page browse – Not connected – Howdah"_s);
    }

    // A page that cannot be made narrow must not widen the window.
    void aWidePageDoesNotWidenTheWindow()
    {
        Program p(freshSettings());
        p.window.resize(900, 600);
        p.browse->setMinimumWidth(3000);
        QCoreApplication::processEvents();
        QCOMPARE(p.window.width(), 900);
    }

    void everyButtonOfTheFrameHasANameAndATooltip()
    {
        Program p(freshSettings());
        for (const QAbstractButton *button : p.window.findChildren<QAbstractButton *>()) {
            const QWidget *above = button->parentWidget();
            if (!above || qobject_cast<const QLineEdit *>(above) || !button->isVisible())
                continue;
            QVERIFY2(
                !button->accessibleName().isEmpty() || !button->text().isEmpty(), above->metaObject()->className());
            if (button->text().isEmpty())
                QVERIFY(!button->toolTip().isEmpty());
        }
    }

    void tourTakesEachStepInLightAndDark()
    {
        Program p(freshSettings());
        const QTemporaryDir pictures;
        int shown = 0;
        std::vector<TourStep> steps{
            {u"one"_s, [&shown] { ++shown; }, [&shown] { return shown == 1; }},
            {u"two"_s, [&p] { p.window.showPage(1); }, {}}};
        Tour tour(&p.window, &p.theme, pictures.path(), std::move(steps));
        QSignalSpy finished(&tour, &Tour::finished);
        tour.start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20000);
        QCOMPARE(finished[0][0].toBool(), true);
        for (const QString &name : {u"01-one-light"_s, u"01-one-dark"_s, u"02-two-light"_s, u"02-two-dark"_s}) {
            const QImage picture(pictures.filePath(name + u".png"_s));
            QCOMPARE(picture.size(), QSize(1280, 800));
        }
        QVERIFY(QImage(pictures.filePath(u"01-one-light.png"_s)) != QImage(pictures.filePath(u"01-one-dark.png"_s)));
    }
};

HOWDAH_UI_TEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
