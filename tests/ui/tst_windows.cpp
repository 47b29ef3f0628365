// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/grid/gridview.h"
#include "browse/rowspane.h"
#include "browse/tabletabs.h"
#include "browse/tabstrip.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "edit/editsession.h"
#include "promptui/keyringsession.h"
#include "shell/windowset.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

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
};

HOWDAH_UI_TEST_MAIN(WindowsTest)
#include "tst_windows.moc"
