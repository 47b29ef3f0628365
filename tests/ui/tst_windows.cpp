// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "grid/gridview.h"
#include "browse/rowspane.h"
#include "browse/tabletabs.h"
#include "common/tabstrip.h"
#include "common/keymap.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditreader.h"
#include "connection/session/session.h"
#include "edit/editsession.h"
#include "promptui/keyringsession.h"
#include "shell/noting.h"
#include "shell/windowset.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Patience = 60'000;

class AskedPrompter final : public Prompter
{
public:
    void confirm(QWidget *, const Question &question, std::function<void(bool)> answered) override
    {
        questions << question;
        answered(answer);
    }
    void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)>) override {}

    QList<Question> questions;
    bool answer = false;
};

} // namespace

// More than one window of the program, over a real server.
class WindowsTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    AskedPrompter m_prompter;

    static BrowsePage *browse(OpenWindow &open) { return qobject_cast<BrowsePage *>(open.window.page(u"browse"_s)); }
    static bool shows(OpenWindow &open, const QString &name)
    {
        const RowsPane *rows = browse(open)->rows();
        return rows->shape().name == name && rows->model()->isOpen() && !rows->model()->isLoading();
    }
    static void edit(OpenWindow &open, int row)
    {
        const RowsPane *rows = browse(open)->rows();
        QTRY_VERIFY_WITH_TIMEOUT(rows->edits()->isReady(), Patience);
        QVERIFY(rows->model()->overlay().setCell(row, 1, data::CellValue::text(u"changed"_s)));
        QTRY_VERIFY(rows->edits()->hasEdits());
    }
    void start(OpenWindow &open)
    {
        connect(&open.window, &MainWindow::firstPainted, &open.window, &MainWindow::makePages);
        QSignalSpy made(&open.window, &MainWindow::pagesMade);
        open.window.show();
        QTRY_VERIFY_WITH_TIMEOUT(made.size() == 1, Patience);
        open.connection.connectTo(m_server.connInfo(m_database), Environment::Production);
        QTRY_VERIFY_WITH_TIMEOUT(open.connection.catalog() && !open.connection.isReadingCatalog(), Patience);
    }
    static void press(OpenWindow &open, Qt::Key key, Qt::KeyboardModifiers modifiers)
    {
        open.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        QTest::keyClick(&open.window, key, modifiers);
    }
    static void unlock(OpenWindow &open)
    {
        open.connection.productionLock().unlock(std::chrono::minutes(5), u"ticket 7"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!open.connection.guard().isLocked(), Patience);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        howdah::test::withoutKeychain();
        m_database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            m_database, u"CREATE TABLE one (id int PRIMARY KEY, v text); INSERT INTO one VALUES (1, 'a'), (2, 'b');"
                        "CREATE TABLE two (id int PRIMARY KEY, v text); INSERT INTO two VALUES (1, 'a'), (2, 'b')"_s));
    }

    void anotherWindowHasPagesAndAConnectionOfItsOwn()
    {
        QApplication::setQuitOnLastWindowClosed(false);
        Settings settings(m_folder.filePath(u"windows.ini"_s));
        Theme theme(*qApp, ThemeChoice::Light);
        int equipped = 0;
        WindowSet windows(settings, theme, m_prompter, [&equipped](OpenWindow &) -> std::shared_ptr<void> {
            ++equipped;
            return std::shared_ptr<void>(&equipped, [](int *count) { --*count; });
        });
        OpenWindow &first = windows.make();
        start(first);
        browse(first)->openObject(u"public"_s, u"one"_s);
        QTRY_VERIFY_WITH_TIMEOUT(shows(first, u"one"_s), Patience);
        unlock(first);
        edit(first, 0);
        // By the key, on the same connection, with nothing open and locked.
        press(first, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(windows.windows().size(), size_t(2));
        OpenWindow &second = *windows.windows().back();
        QCOMPARE(equipped, 2);
        QTRY_VERIFY_WITH_TIMEOUT(second.connection.catalog() && !second.connection.isReadingCatalog(), Patience);
        QCOMPARE(second.connection.label(), first.connection.label());
        QVERIFY(second.connection.guard().isLocked() && !first.connection.guard().isLocked());
        QCOMPARE(browse(second)->tabs()->count(), 0);
        QVERIFY(browse(second) != browse(first));
        // With a table.
        Q_EMIT browse(first)->windowWanted(u"public"_s, u"two"_s);
        QCOMPARE(windows.windows().size(), size_t(3));
        OpenWindow &third = *windows.windows().back();
        QTRY_VERIFY_WITH_TIMEOUT(third.connection.isConnected() && shows(third, u"two"_s), Patience);
        QCOMPARE(browse(third)->tabs()->strip()->tabText(0), u"two"_s);
        // What is staged in one is not staged in another, and each asks for its own.
        unlock(third);
        edit(third, 1);
        QCOMPARE(first.window.unsavedWork().size(), 1);
        QVERIFY(second.window.unsavedWork().isEmpty());
        second.window.close();
        QTRY_COMPARE(windows.windows().size(), size_t(2));
        QVERIFY(m_prompter.questions.isEmpty());
        QCOMPARE(equipped, 2);
        QVERIFY(first.connection.isConnected() && third.connection.isConnected());
        third.window.close();
        QCOMPARE(m_prompter.questions.size(), 1);
        QVERIFY(m_prompter.questions.constFirst().losses.constFirst().contains(u"public.two"_s));
        QVERIFY(third.window.isVisible());
        // Quitting stops where one stays.
        press(first, Qt::Key_Q, Qt::ControlModifier);
        QCOMPARE(m_prompter.questions.size(), 2);
        QVERIFY(first.window.isVisible() && third.window.isVisible());
        m_prompter.answer = true;
        press(first, Qt::Key_Q, Qt::ControlModifier);
        QTRY_COMPARE(m_prompter.questions.size(), 4);
        QVERIFY(m_prompter.questions.constLast().losses.constFirst().contains(u"public.one"_s));
        QTRY_VERIFY(!first.window.isVisible());
        QCOMPARE(windows.windows().size(), size_t(1));
    }

    // A filter that was kept in one window is not lost by what another one writes when it closes.
    void whatIsRememberedIsShared()
    {
        Settings settings(m_folder.filePath(u"shared.ini"_s));
        Theme theme(*qApp, ThemeChoice::Light);
        {
            WindowSet windows(settings, theme, m_prompter);
            OpenWindow &first = windows.make();
            start(first);
            browse(first)->openObject(u"public"_s, u"one"_s);
            QTRY_VERIFY_WITH_TIMEOUT(shows(first, u"one"_s), Patience);
            OpenWindow &second = windows.openBeside(first, u"public"_s, u"two"_s);
            QTRY_VERIFY_WITH_TIMEOUT(second.connection.isConnected() && shows(second, u"two"_s), Patience);
            browse(second)->rows()->showFilters({{}, u"id = 2"_s});
            QTRY_VERIFY_WITH_TIMEOUT(
                shows(second, u"two"_s) && browse(second)->rows()->model()->rowCount() == 1, Patience);
            second.window.close();
            QTRY_COMPARE(windows.windows().size(), size_t(1));
            first.window.close();
        }
        WindowSet windows(settings, theme, m_prompter);
        OpenWindow &again = windows.make();
        start(again);
        QTRY_VERIFY_WITH_TIMEOUT(shows(again, u"one"_s), Patience); // the tabs of the first one
        QCOMPARE(browse(again)->tabs()->count(), 1);
        browse(again)->openObject(u"public"_s, u"two"_s);
        QTRY_VERIFY_WITH_TIMEOUT(shows(again, u"two"_s), Patience);
        QCOMPARE(browse(again)->rows()->filters().condition, u"id = 2"_s);
    }

    // Each tab has commands of its own, and so has each window: a chosen shortcut is that of all of them.
    void chosenShortcutsReachEveryTabOfEveryWindow()
    {
        Settings settings(m_folder.filePath(u"keys.ini"_s));
        Theme theme(*qApp, ThemeChoice::Light);
        WindowSet windows(settings, theme, m_prompter);
        OpenWindow &first = windows.make();
        start(first);
        const auto open = [](OpenWindow &window, const QString &name) {
            browse(window)->openObject(u"public"_s, name);
            QTRY_VERIFY_WITH_TIMEOUT(shows(window, name), Patience);
            browse(window)->tabs()->pin(browse(window)->tabs()->currentIndex());
        };
        open(first, u"one"_s);
        const RowsPane *one = browse(first)->rows();
        const auto isOfTab = [&one](const QAction *action) {
            return !action->shortcut().isEmpty() && one->isAncestorOf(qobject_cast<QWidget *>(action->parent()));
        };
        const QList<QAction *> before = browse(first)->paletteActions();
        const auto chosen = std::ranges::find_if(before, isOfTab);
        QVERIFY(chosen != before.end());
        const auto place = chosen - before.begin();
        const QKeySequence own = (*chosen)->shortcut();
        const QKeySequence keys(Qt::CTRL | Qt::ALT | Qt::Key_Y);
        Keymap &keymap = *first.window.keymap();
        const auto entry = std::ranges::find(keymap.entries(), *chosen, &Keymap::Entry::action);
        QVERIFY(entry != keymap.entries().end());
        QVERIFY(keymap.choose(*entry, keys));
        QCOMPARE((*chosen)->shortcut(), keys);
        const size_t commands = keymap.entries().size();
        open(first, u"two"_s);
        QVERIFY(browse(first)->rows() != one);
        const QPointer later = browse(first)->paletteActions()[place];
        QVERIFY(later.data() != *chosen);
        QCOMPARE(later->shortcut(), keys);
        QCOMPARE(keymap.entries().size(), commands); // one command, however many tabs
        // Another window, and its second tab.
        OpenWindow &second = windows.openBeside(first, u"public"_s, u"one"_s);
        QTRY_VERIFY_WITH_TIMEOUT(second.connection.isConnected() && shows(second, u"one"_s), Patience);
        browse(second)->tabs()->pin(0);
        open(second, u"two"_s);
        QCOMPARE(browse(second)->tabs()->count(), 2);
        const QPointer elsewhere = browse(second)->paletteActions()[place];
        QCOMPARE(elsewhere->shortcut(), keys);
        // The tab that it was chosen in is closed: the command is still there to be changed.
        browse(first)->tabs()->close(0);
        QTRY_COMPARE(browse(first)->tabs()->count(), 1);
        QTRY_VERIFY(
            std::ranges::find(keymap.entries(), later.data(), &Keymap::Entry::action) != keymap.entries().end());
        second.window.keymap()->resetAll();
        QCOMPARE(elsewhere->shortcut(), own);
        QCOMPARE(later->shortcut(), own);
        second.window.close();
        first.window.close();
    }

    void whatStillRunsWhenAWindowClosesIsAudited()
    {
        Settings settings(m_folder.filePath(u"audited.ini"_s));
        Theme theme(*qApp, ThemeChoice::Light);
        WindowSet windows(settings, theme, m_prompter, noteStatements);
        OpenWindow &first = windows.make();
        start(first);
        OpenWindow &second = windows.openBeside(first);
        QTRY_VERIFY_WITH_TIMEOUT(second.connection.isConnected() && second.connection.catalog(), Patience);
        // As a migration or an import has one.
        connection::Session holder({.name = u"holder"_s});
        connection::Session session({.name = u"long work"_s});
        connection::ConnInfo target = m_server.connInfo(m_database);
        target.context = second.connection.sessionContext();
        QVERIFY(holder.open(target).result());
        QVERIFY(session.open(target).result());
        QVERIFY(holder.query({u"SELECT pg_catalog.pg_advisory_lock(7)"_s, {}}).result());
        auto running =
            session.query({u"INSERT INTO public.one SELECT 77, 'late' FROM pg_catalog.pg_advisory_lock(7)"_s, {}});
        second.window.close();
        QTRY_COMPARE(windows.windows().size(), size_t(1));
        QVERIFY2(!running.isFinished(), "it was to be at work still");
        QVERIFY(holder.query({u"SELECT pg_catalog.pg_advisory_unlock(7)"_s, {}}).result());
        QVERIFY(running.result());
        const auto entries = connection::readAudit(connection::auditFolder(), {.text = u"INSERT INTO public.one"_s});
        QVERIFY(entries);
        QCOMPARE(entries->size(), size_t(1));
        QCOMPARE(entries->front().outcome, connection::AuditEntry::Outcome::Done);
        QVERIFY(session.query({u"DELETE FROM public.one WHERE id = 77"_s, {}}).result());
        QCOMPARE(connection::readAudit(connection::auditFolder(), {.text = u"public.one"_s})->size(), size_t(2));
        first.window.close();
    }
};

HOWDAH_UI_TEST_MAIN(WindowsTest)
#include "tst_windows.moc"
