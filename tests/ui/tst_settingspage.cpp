// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The page of settings, as it is driven in the window: every setting has a control, takes effect at once, survives a
// restart and goes back.
#include "common/density.h"
#include "common/fonts.h"
#include "common/keymap.h"
#include "common/moments.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connection/server/localserver.h"
#include "settings/endpointspanel.h"
#include "settings/serverpanel.h"
#include "settings/settingspage.h"
#include "shell/mainwindow.h"
#include "shell/offerbar.h"
#include "shell/rail.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Patience = 60'000;

// Has one command, with a shortcut of its own.
class PlainPage final : public Page
{
public:
    PlainPage()
        : Page({u"browse"_s, u"Browse"_s, u"table"_s})
    {
        m_action->setShortcut(Qt::CTRL | Qt::Key_J);
        addAction(m_action);
        connect(m_action, &QAction::triggered, this, [this] { ++count; });
    }
    [[nodiscard]] QList<QAction *> paletteActions() const override { return {m_action}; }
    int count = 0;

private:
    QAction *m_action = new QAction(u"Follow"_s, this);
};

class YesPrompter final : public Prompter
{
public:
    void confirm(QWidget *, const Question &question, std::function<void(bool)> answered) override
    {
        asked = question;
        answered(true);
    }
    void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered(std::nullopt);
    }
    Question asked;
};

struct Program
{
    Settings settings;
    Theme theme{*qApp, ThemeChoice::Light};
    TaskList tasks;
    YesPrompter prompter;
    ConnectionController controller{&settings, &tasks};
    PageServices services{&controller, &settings, &tasks, &prompter};
    MainWindow window{services, theme};
    PlainPage *browse = new PlainPage;
    SettingsPage *page = nullptr;

    explicit Program(const QString &path)
        : settings(path)
    {
        window.addPage(browse);
        page = new SettingsPage(services, *window.keymap());
        window.addPage(page);
        window.restore();
        window.resize(1200, 800);
        window.show();
        QApplication::setActiveWindow(&window);
    }
    void open() { window.showPage(u"settings"_s); }
    template <typename Kind>
    [[nodiscard]] Kind *control(const QString &name) const
    {
        return page->findChild<Kind *>(name);
    }
    void choose(const QString &name, const QVariant &value) const
    {
        auto *box = control<QComboBox>(name);
        QVERIFY2(box, qPrintable(name));
        const int index = box->findData(value);
        QVERIFY2(index >= 0, qPrintable(name));
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    void selectShortcut(const QString &command) const
    {
        auto *list = control<QTreeWidget>(u"shortcuts"_s);
        const auto found = list->findItems(command, Qt::MatchExactly);
        QVERIFY2(!found.isEmpty(), qPrintable(command));
        list->setCurrentItem(found.constFirst());
    }
};

} // namespace

class TestSettingsPage final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_programs = 0;
    QString freshSettings() { return m_folder.filePath(u"settings-%1.ini"_s.arg(++m_programs)); }

private Q_SLOTS:
    void initTestCase()
    {
        // As root the server runs as another user, who must be able to pass.
        QVERIFY(m_folder.isValid());
        QVERIFY(QFile::setPermissions(
            m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther));
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
    }
    // Of the process: the next test begins as it was.
    void cleanup()
    {
        chooseFonts({});
        setDensity(Density::Comfortable);
        setMomentShape({});
    }

    void isReachedByKeyAndRailWithoutAConnection()
    {
        Program p(freshSettings());
        QTest::keyClick(&p.window, Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(p.window.currentPage(), p.page);
        QVERIFY(p.page->isVisible());
        QCOMPARE(p.window.findChild<Rail *>()->current(), 1);
        p.window.showPage(0);
        QVERIFY(!p.browse->isVisible()); // which has nothing to show without one
    }

    void everySettingHasAControl()
    {
        Program p(freshSettings());
        p.open();
        for (const SettingFacts &one : chosenSettings()) {
            const QString name = one.name == settings::shortcuts.name ? u"shortcuts"_s : QString(one.name);
            const auto *control = p.control<QWidget>(name);
            QVERIFY2(control, qPrintable(name));
            QVERIFY2(!control->accessibleName().isEmpty(), qPrintable(name));
        }
    }

    void theFieldFindsThem()
    {
        Program p(freshSettings());
        p.open();
        p.page->focusSearch();
        auto *field = p.control<QLineEdit>(u"settingsSearch"_s);
        QVERIFY(field->hasFocus());
        QTest::keyClicks(field, u"density"_s);
        QVERIFY(p.control<QComboBox>(u"appearance/compact-rows"_s)->isVisible());
        QVERIFY(!p.control<QComboBox>(u"appearance/theme"_s)->isVisible());
        QVERIFY(!p.control<QTreeWidget>(u"shortcuts"_s)->isVisible());
        field->setText(u"zoom in"_s); // a command
        QVERIFY(p.control<QTreeWidget>(u"shortcuts"_s)->isVisible());
        const QTreeWidgetItem *found = p.control<QTreeWidget>(u"shortcuts"_s)->currentItem();
        QVERIFY(found && !found->isHidden() && found->text(0).contains(u"zoom in"_s, Qt::CaseInsensitive));
        QVERIFY(!p.control<QComboBox>(u"appearance/compact-rows"_s)->isVisible());
        field->setText(u"no such thing"_s);
        QVERIFY(!p.control<QTreeWidget>(u"shortcuts"_s)->isVisible());
        field->clear();
        QVERIFY(p.control<QComboBox>(u"appearance/theme"_s)->isVisible());
    }

    void looksChangeAtOnceAndStay()
    {
        const QString path = freshSettings();
        const double before = baseFont().pointSizeF();
        {
            Program p(path);
            p.open();
            p.choose(u"appearance/theme"_s, u"dark"_s);
            QCOMPARE(p.theme.scheme(), ColorScheme::Dark);
            p.choose(u"appearance/compact-rows"_s, true);
            QCOMPARE(rowHeight(), 22);
            p.choose(u"appearance/interface-points"_s, 14);
            QCOMPARE(baseFont().pointSizeF(), 14.0);
            QCOMPARE(p.browse->font().pointSizeF(), 14.0);
            QCOMPARE(fixedFont().pointSizeF(), 14.0);
            p.choose(u"appearance/fixed-points"_s, 9);
            QCOMPARE(fixedFont().pointSizeF(), 9.0);
            p.choose(u"time/zone"_s, u"utc"_s);
            QCOMPARE(momentShape().zone, MomentShape::Zone::Utc);
            p.window.close();
        }
        cleanup();
        {
            Program again(path);
            again.open();
            QCOMPARE(baseFont().pointSizeF(), 14.0);
            QCOMPARE(momentShape().zone, MomentShape::Zone::Utc);
            QCOMPARE(again.control<QComboBox>(u"appearance/theme"_s)->currentData().toString(), u"dark"_s);
            auto *reset = again.control<QToolButton>(u"reset-appearance/interface-points"_s);
            QVERIFY(reset->isVisible());
            reset->click();
            QCOMPARE(baseFont().pointSizeF(), before);
            QVERIFY(!reset->isVisible());
            again.page->paletteActions().constFirst()->trigger(); // all of them
            QCOMPARE(momentShape(), MomentShape());
            QCOMPARE(rowHeight(), 26);
        }
    }

    void theWholeWindowIsZoomedByKeysAndStays()
    {
        const QString path = freshSettings();
        const double before = baseFont().pointSizeF();
        {
            Program p(path);
            p.open();
            auto *heading = p.page->findChild<QLabel *>(); // one with a font of its own
            const double headed = heading->font().pointSizeF();
            const int rail = p.window.findChild<Rail *>()->width();
            QTest::keyClick(&p.window, Qt::Key_Plus, Qt::ControlModifier);
            QTest::keyClick(&p.window, Qt::Key_Plus, Qt::ControlModifier);
            QCOMPARE(p.settings.value(settings::zoom), 120);
            QVERIFY(qAbs(baseFont().pointSizeF() - before * 1.2) < 0.01);
            QVERIFY2(
                qAbs(heading->font().pointSizeF() - headed * 1.2) < 0.05,
                qPrintable(u"%1 after %2: %3"_s.arg(heading->font().pointSizeF()).arg(headed).arg(heading->text())));
            QCOMPARE(rowHeight(), 31);
            QVERIFY(p.window.findChild<Rail *>()->minimumWidth() > rail);
            QCOMPARE(p.control<QSpinBox>(u"appearance/zoom"_s)->value(), 120);
            QTest::keyClick(&p.window, Qt::Key_Minus, Qt::ControlModifier);
            QCOMPARE(p.settings.value(settings::zoom), 110);
            p.window.close();
        }
        cleanup();
        Program again(path);
        QVERIFY(qAbs(baseFont().pointSizeF() - before * 1.1) < 0.01);
        QTest::keyClick(&again.window, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(baseFont().pointSizeF(), before);
    }

    void limitsKeepTheirBounds()
    {
        Program p(freshSettings());
        p.open();
        auto *rows = p.control<QSpinBox>(u"limits/page-rows"_s);
        rows->setValue(500);
        QCOMPARE(p.settings.value(settings::pageRows), 500);
        rows->setValue(1'000'000);
        QCOMPARE(p.settings.value(settings::pageRows), settings::pageRows.most);
    }

    void aShortcutIsChangedRefusedAndReset()
    {
        const QString path = freshSettings();
        {
            Program p(path);
            p.open();
            QTRY_VERIFY(!p.control<QTreeWidget>(u"shortcuts"_s)->findItems(u"Follow"_s, Qt::MatchExactly).isEmpty());
            p.selectShortcut(u"Follow"_s);
            auto *keys = p.control<QKeySequenceEdit>(u"newShortcut"_s);
            auto *set = p.control<QPushButton>(u"setShortcut"_s);
            const auto *problem = p.control<QLabel>(u"shortcutProblem"_s);
            QCOMPARE(keys->keySequence(), QKeySequence(Qt::CTRL | Qt::Key_J));
            keys->setKeySequence(Qt::Key_F5); // of the window
            QVERIFY(!set->isEnabled());
            QVERIFY2(problem->text().contains(u"Refresh"_s), qPrintable(problem->text()));
            keys->setKeySequence(Qt::Key_A); // is typed
            QVERIFY(!set->isEnabled());
            keys->setKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Y);
            QVERIFY2(set->isEnabled(), qPrintable(problem->text()));
            set->click();
            QCOMPARE(p.browse->paletteActions().constFirst()->shortcut(), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Y));
            // The keys that became free are anybody's now.
            QTRY_VERIFY(!p.control<QTreeWidget>(u"shortcuts"_s)->findItems(u"Zoom in"_s, Qt::MatchExactly).isEmpty());
            p.selectShortcut(u"Zoom in"_s);
            keys->setKeySequence(Qt::CTRL | Qt::Key_J);
            QVERIFY2(set->isEnabled(), qPrintable(problem->text()));
            p.window.close();
        }
        Program again(path);
        again.open();
        QAction *follow = again.browse->paletteActions().constFirst();
        QCOMPARE(follow->shortcut(), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Y));
        QTRY_VERIFY(!again.control<QTreeWidget>(u"shortcuts"_s)->findItems(u"Follow"_s, Qt::MatchExactly).isEmpty());
        again.selectShortcut(u"Follow"_s);
        again.control<QPushButton>(u"resetShortcut"_s)->click();
        QCOMPARE(follow->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_J));
    }

    // Of two commands that the file gives the same keys the first one has them, and it is said.
    void theSameKeysTwiceInTheFileAreSaid()
    {
        const QString path = freshSettings();
        {
            Settings file(path);
            file.set(
                settings::shortcuts,
                uR"({"browse/Ctrl+J": "Ctrl+Alt+Y", "window/F5": "Ctrl+Alt+Y", "window/F1": "Ctrl+K"})"_s);
            file.sync();
        }
        Program p(path);
        p.open();
        const Keymap &keymap = *p.window.keymap();
        const auto keysOf = [&keymap](const QString &id) {
            const auto entry = std::ranges::find(keymap.entries(), id, &Keymap::Entry::id);
            return entry == keymap.entries().end() ? QString() : entry->action()->shortcut().toString();
        };
        QCOMPARE(keysOf(u"window/F5"_s), u"Ctrl+Alt+Y"_s);
        QCOMPARE(keysOf(u"browse/Ctrl+J"_s), u"Ctrl+J"_s);
        QCOMPARE(keysOf(u"window/F1"_s), u"F1"_s); // Ctrl+K is that of the palette
        QCOMPARE(keysOf(u"window/Ctrl+K"_s), u"Ctrl+K"_s);
        const auto *bar = p.window.findChild<OfferBar *>(u"settingsProblems"_s);
        QVERIFY2(
            bar->words().contains(u"“Follow”"_s) && bar->words().contains(u"“Refresh”"_s), qPrintable(bar->words()));
        auto *said = p.control<QLabel>(u"refusedShortcuts"_s);
        QTRY_COMPARE(said->text().count(u'\n'), 1);
        QVERIFY(!said->isHidden());
        // Mended by hand: another one is chosen for it.
        QTRY_VERIFY(!p.control<QTreeWidget>(u"shortcuts"_s)->findItems(u"Follow"_s, Qt::MatchExactly).isEmpty());
        p.selectShortcut(u"Follow"_s);
        p.control<QKeySequenceEdit>(u"newShortcut"_s)->setKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_U);
        p.control<QPushButton>(u"setShortcut"_s)->click();
        QCOMPARE(keysOf(u"browse/Ctrl+J"_s), u"Ctrl+Alt+U"_s);
        QTRY_COMPARE(said->text().count(u'\n'), 0);
        p.control<QPushButton>(u"resetShortcuts"_s)->click();
        QTRY_VERIFY(said->isHidden());
    }

    // Above all pages, and on the page itself.
    void aBrokenFileIsSaid()
    {
        const QString path = freshSettings();
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[appearance]\nzoom=x\n[keys]\nchosen=no json\n");
        file.close();
        Program p(path);
        const auto *bar = p.window.findChild<OfferBar *>(u"settingsProblems"_s);
        QVERIFY2(bar->words().contains(u"appearance/zoom"_s), qPrintable(bar->words()));
        p.open();
        QCOMPARE(p.control<QSpinBox>(u"appearance/zoom"_s)->value(), 100);
        QVERIFY(p.control<Banner>(u"unreadSettings"_s)->isVisible());
    }

    void thePrivateServerIsStartedStoppedAndDeleted()
    {
        Program p(freshSettings());
        p.open();
        const auto *state = p.control<QLabel>(u"serverState"_s);
        QTRY_VERIFY_WITH_TIMEOUT(state->text().startsWith(u"Not created"_s), Patience);
        auto *start = p.control<QPushButton>(u"startServer"_s);
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), Patience);
        start->click();
        QTRY_VERIFY_WITH_TIMEOUT(state->text().startsWith(u"Running"_s), Patience);
        QVERIFY2(
            state->text().contains(m_folder.path()) && state->text().contains(u"Size:"_s), qPrintable(state->text()));
        auto *stop = p.control<QPushButton>(u"stopServer"_s);
        QTRY_VERIFY_WITH_TIMEOUT(stop->isEnabled(), Patience);
        stop->click();
        QTRY_VERIFY_WITH_TIMEOUT(state->text().startsWith(u"Stopped"_s), Patience);
        auto *remove = p.control<QPushButton>(u"deleteServer"_s);
        QTRY_VERIFY_WITH_TIMEOUT(remove->isEnabled(), Patience);
        remove->click();
        QCOMPARE(p.prompter.asked.typeToAccept, QStringList{operations::privateServerName()});
        QTRY_VERIFY_WITH_TIMEOUT(state->text().startsWith(u"Not created"_s), Patience);
        QVERIFY(!QDir(m_folder.filePath(u"data/server/data"_s)).exists());
    }

    // What the command line reads is what was entered here.
    void endpointsAreAddedChangedAndRemoved()
    {
        Program p(freshSettings());
        p.open();
        QSignalSpy shown(p.page->endpoints(), &EndpointsPanel::shown);
        QPointer<QDialog> dialog;
        connect(p.page->endpoints(), &EndpointsPanel::dialogOpened, this, [&dialog](QDialog *one) { dialog = one; });
        const auto enter = [&dialog](const QString &field, const QString &text) {
            dialog->findChild<QLineEdit *>(field)->setText(text);
        };
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), Patience);
        p.control<QPushButton>(u"addEndpoint"_s)->click();
        QVERIFY(dialog);
        auto *save = dialog->findChild<QPushButton *>(u"accept"_s);
        QVERIFY(!save->isEnabled());
        enter(u"endpointName"_s, u"local"_s);
        enter(u"endpointAddress"_s, u"http://user:word@localhost/v1"_s);
        QVERIFY(!save->isEnabled());
        enter(u"endpointAddress"_s, u"http://models.example/v1"_s);
        QVERIFY(dialog->findChild<QLabel *>(u"endpointWarning"_s)->text().contains(u"not encrypted"_s));
        enter(u"endpointAddress"_s, u"http://localhost:11434/v1"_s);
        enter(u"endpointModel"_s, u"llama3.2"_s);
        // There is no keychain here, and a key goes nowhere else.
        enter(u"endpointKey"_s, u"sk-secret"_s);
        save->click();
        auto *problem = dialog->findChild<QLabel *>(u"endpointProblem"_s);
        QTRY_VERIFY_WITH_TIMEOUT(problem->text().contains(u"keychain"_s), Patience);
        QVERIFY(prompt::readEndpoints()->list.empty());
        enter(u"endpointKey"_s, QString());
        save->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, Patience);
        QCOMPARE(prompt::readEndpoints()->list.front().model, u"llama3.2"_s);
        auto *list = p.control<QTreeWidget>(u"endpoints"_s);
        QCOMPARE(list->topLevelItemCount(), 1);
        QCOMPARE(list->topLevelItem(0)->text(0), u"local (default)"_s);
        list->setCurrentItem(list->topLevelItem(0));
        p.control<QPushButton>(u"editEndpoint"_s)->click();
        dialog->findChild<QSpinBox *>(u"endpointTimeout"_s)->setValue(7);
        dialog->findChild<QPushButton *>(u"accept"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog, Patience);
        QCOMPARE(prompt::readEndpoints()->list.front().timeout, std::chrono::seconds(7));
        list->setCurrentItem(list->topLevelItem(0));
        p.control<QPushButton>(u"removeEndpoint"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 0, Patience);
        QVERIFY(prompt::readEndpoints()->list.empty());
    }

    // Whoever calls the operation: the window is not its guard.
    void aServerIsDeletedByItsNameAlone()
    {
        const auto refused = operations::deletePrivateServer(u"something else"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Usage);
    }
};

HOWDAH_UI_TEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
