// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/filter/filterbar.h"
#include "grid/gridview.h"
#include "browse/rowspane.h"
#include "browse/tabletabs.h"
#include "common/tabstrip.h"
#include "browse/tree/objecttree.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "edit/editsession.h"
#include "promptui/keyringsession.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

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

// Several relations at once, on the whole page over a real server, by the mouse and the keyboard.
class TabsTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    AskedPrompter m_prompter;
    std::unique_ptr<BrowsePage> m_page;

    RowsPane *rows() const { return m_page->rows(); }
    GridModel *model() const { return rows()->model(); }
    GridTable *table() const { return rows()->grid()->table(); }
    TabStrip *strip() const { return m_page->tabs()->strip(); }
    QStringList titles() const
    {
        QStringList titles;
        for (int i = 0; i < strip()->count(); ++i)
            titles << strip()->tabText(i);
        return titles;
    }
    [[nodiscard]] bool isSettled() const
    {
        return model()->isOpen() && !model()->isLoading() && rows()->states()->state() != StateStack::State::Loading;
    }
    [[nodiscard]] bool shows(const QString &name) const { return rows()->shape().name == name && isSettled(); }

    QPoint placeInTree(const QString &name, const QString &schema = u"public"_s) const
    {
        const auto *relation = m_connection->catalog()->relation(schema, name);
        const QModelIndex index = m_page->tree()->model()->indexOf(relation ? relation->oid : 0);
        QTreeView *view = m_page->tree()->view();
        view->scrollTo(index);
        return view->visualRect(index).center();
    }
    void click(const QString &name)
    {
        QTest::mouseClick(m_page->tree()->view()->viewport(), Qt::LeftButton, {}, placeInTree(name));
        QTRY_VERIFY(shows(name));
    }
    void doubleClick(const QString &name)
    {
        const QPoint place = placeInTree(name);
        QWidget *tree = m_page->tree()->view()->viewport();
        QTest::mouseClick(tree, Qt::LeftButton, {}, place);
        QTest::mouseDClick(tree, Qt::LeftButton, {}, place);
        QTRY_VERIFY(shows(name));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers) const { QTest::keyClick(m_page.get(), key, modifiers); }
    QPoint placeOfTab(int index) const { return strip()->tabRect(index).center() - QPoint(12, 0); }
    void edit(int row, const QString &text)
    {
        QTRY_VERIFY(rows()->edits()->isReady());
        QVERIFY(model()->overlay().setCell(row, 1, data::CellValue::text(text)));
        QTRY_VERIFY(rows()->edits()->hasEdits());
    }
    void open(const QString &database)
    {
        m_connection->connectTo(m_server.connInfo(database), Environment::Development);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
    }
    int gridSessions() const
    {
        const auto count = m_server.psql(
            m_database, u"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah: grid'"_s);
        return count ? count->trimmed().toInt() : -1;
    }
    std::unique_ptr<BrowsePage> makePage()
    {
        auto page = std::make_unique<BrowsePage>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter});
        page->resize(1400, 760);
        page->show();
        return page;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        howdah::test::withoutKeychain(); // the audit log asks for it
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database,
            u"CREATE SCHEMA other; CREATE TABLE other.a (id int PRIMARY KEY);"
            "DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['a','b','c','d','e','f','g','h'] LOOP EXECUTE format("
            "'CREATE TABLE %I (id int PRIMARY KEY, v text);"
            " INSERT INTO %1$I SELECT i, %1$L || i FROM generate_series(1, 3000) AS i; ANALYZE %1$I', t);"
            "END LOOP; END $$; CREATE TABLE child (id int PRIMARY KEY, a int REFERENCES a); INSERT INTO child VALUES (1, 7)"_s);
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
    }
    void init()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_prompter.questions.clear();
        m_prompter.answer = false;
        m_page = makePage();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        open(m_database);
    }
    void cleanup()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isReadingCatalog(), 30'000);
        for (const TableTab *tab : m_page->tabs()->awake()) {
            if (tab->rows()->edits()->hasEdits())
                QVERIFY(tab->rows()->edits()->editor().discardAll());
        }
        m_page.reset();
        m_connection.reset();
        m_tasks.reset();
        m_settings.reset();
    }

    void aClickShowsAPreviewThatTheNextOneReplaces()
    {
        QVERIFY(!strip()->isVisible());
        click(u"a"_s);
        QVERIFY(strip()->isVisible());
        QCOMPARE(titles(), QStringList{u"a"_s});
        QVERIFY(strip()->face(0).isPreview);
        click(u"b"_s);
        QCOMPARE(titles(), QStringList{u"b"_s});
        // In italics: it is painted otherwise than when it is pinned, and with the same letters.
        const QImage preview = strip()->grab().toImage();
        QTest::mouseDClick(strip(), Qt::LeftButton, {}, placeOfTab(0));
        QVERIFY(!strip()->face(0).isPreview);
        QVERIFY(strip()->grab().toImage() != preview);
        click(u"c"_s);
        QCOMPARE(titles(), (QStringList{u"b"_s, u"c"_s}));
        QVERIFY(strip()->face(1).isPreview);
        // What is open already is gone to, however it is reached.
        click(u"b"_s);
        QCOMPARE(strip()->count(), 2);
        QCOMPARE(strip()->currentIndex(), 0);
        m_page->openObject(u"public"_s, u"c"_s);
        QTRY_VERIFY(shows(u"c"_s));
        QCOMPARE(strip()->currentIndex(), 1);
    }

    void aDoubleClickOrEnterOpensForGood()
    {
        doubleClick(u"a"_s);
        QVERIFY(!strip()->face(0).isPreview);
        QVERIFY(table()->hasFocus());
        placeInTree(u"b"_s);
        m_page->tree()->selectRelation(m_connection->catalog()->relation(u"public"_s, u"b"_s)->oid);
        QTest::keyClick(m_page->tree()->view(), Qt::Key_Return);
        QTRY_VERIFY(shows(u"b"_s));
        QCOMPARE(titles(), (QStringList{u"a"_s, u"b"_s}));
        QVERIFY(!strip()->face(1).isPreview);
    }

    void anEditPinsMarksAndIsAskedAbout()
    {
        click(u"a"_s);
        edit(0, u"changed"_s);
        QTRY_VERIFY(!strip()->face(0).isPreview);
        QTRY_COMPARE(titles(), QStringList{u"● a"_s});
        QVERIFY(strip()->tabToolTip(0).contains(u"1 edited row"_s));
        click(u"b"_s);
        QCOMPARE(titles(), (QStringList{u"● a"_s, u"b"_s}));
        // It is still staged there, and so is the way back.
        press(Qt::Key_PageUp, Qt::ControlModifier);
        QTRY_VERIFY(shows(u"a"_s));
        QVERIFY(rows()->edits()->hasEdits());
        QCOMPARE(model()->index(0, 1).data().toString(), u"changed"_s);
        QCOMPARE(m_page->unsavedWork().size(), 1);
        QVERIFY(m_page->unsavedWork().constFirst().contains(u"public.a"_s));
        press(Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(m_prompter.questions.size(), 1);
        QVERIFY(m_prompter.questions.constFirst().text.contains(u"1 edited row"_s));
        QCOMPARE(strip()->count(), 2); // no
        m_prompter.answer = true;
        press(Qt::Key_W, Qt::ControlModifier);
        QTRY_COMPARE(titles(), QStringList{u"b"_s});
        const auto labels = rows()->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains(u"are kept"); }));
        // And offered again.
        press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(shows(u"a"_s));
        QTRY_VERIFY(rows()->edits()->offers().first() && rows()->edits()->offers().first()->isChecked);
        QVERIFY(rows()->edits()->offers().restore());
        QTRY_VERIFY(rows()->edits()->hasEdits());
    }

    void tabsAreClosedMovedAndReopened()
    {
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
            doubleClick(name);
        QTest::mouseClick(strip(), Qt::MiddleButton, {}, placeOfTab(1));
        QCOMPARE(titles(), (QStringList{u"a"_s, u"c"_s, u"d"_s}));
        QCOMPARE(strip()->currentIndex(), 2);
        // As it was looked at.
        rows()->setSort({{u"id"_s, data::Direction::Descending, {}}});
        rows()->showFilters({{}, u"id < 100"_s});
        QTRY_VERIFY(isSettled() && model()->rowCount() == 99);
        auto *close = qobject_cast<QToolButton *>(strip()->tabButton(2, QTabBar::RightSide));
        QVERIFY(close && close->accessibleName().contains(u"d"_s));
        QTest::mouseClick(close, Qt::LeftButton);
        QTRY_COMPARE(titles(), (QStringList{u"a"_s, u"c"_s}));
        QTRY_VERIFY(shows(u"c"_s)); // the one before
        press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(shows(u"d"_s));
        QCOMPARE(model()->rowCount(), 99);
        QCOMPARE(model()->index(0, 0).data().toString(), u"99"_s);
        press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(shows(u"b"_s));
        QCOMPARE(titles(), (QStringList{u"a"_s, u"c"_s, u"d"_s, u"b"_s}));
        // To the other end.
        const QPoint from = placeOfTab(0);
        QTest::mousePress(strip(), Qt::LeftButton, {}, from);
        for (int x = from.x(); x <= strip()->tabRect(3).right(); x += 8)
            QTest::mouseMove(strip(), {x, from.y()});
        QTest::mouseRelease(strip(), Qt::LeftButton, {}, {strip()->tabRect(3).right(), from.y()});
        QTRY_COMPARE(titles(), (QStringList{u"c"_s, u"d"_s, u"b"_s, u"a"_s}));
        QTRY_VERIFY(shows(u"a"_s));
        QCOMPARE(m_page->tabs()->currentIndex(), 3);
        for (int i = 0; i < 4; ++i)
            press(Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(strip()->count(), 0);
        QVERIFY(!strip()->isVisible());
        QCOMPARE(m_page->states()->state(), StateStack::State::Empty);
        QVERIFY(m_prompter.questions.isEmpty());
    }

    void theKeyboardGoesAround()
    {
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            doubleClick(name);
        const auto goes = [this](Qt::Key key, Qt::KeyboardModifiers modifiers, const QString &to) {
            QTest::keyClick(table(), key, modifiers); // from the rows, where these keys could mean something else
            QTRY_VERIFY2(shows(to), qPrintable(rows()->shape().name));
            QCOMPARE(m_page->tree()->view()->currentIndex().data().toString(), to);
        };
        goes(Qt::Key_Tab, Qt::ControlModifier, u"a"_s);
        goes(Qt::Key_PageDown, Qt::ControlModifier, u"b"_s);
        goes(Qt::Key_PageUp, Qt::ControlModifier, u"a"_s);
        goes(Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier, u"c"_s);
    }

    void oneNameInTwoSchemasIsToldApart()
    {
        doubleClick(u"a"_s);
        QCOMPARE(titles(), QStringList{u"a"_s});
        m_page->openObject(u"other"_s, u"a"_s);
        QTRY_COMPARE(titles(), (QStringList{u"public.a"_s, u"other.a"_s}));
        m_page->tabs()->close(1);
        QCOMPARE(titles(), QStringList{u"a"_s});
    }

    void eachTabHasItsOwnState()
    {
        doubleClick(u"a"_s);
        rows()->showFilters({{}, u"id > 10"_s});
        QTRY_VERIFY(isSettled());
        table()->setCurrentIndex(model()->index(5, 1));
        edit(5, u"one"_s);
        m_page->showView(BrowsePage::View::Rows);
        doubleClick(u"b"_s);
        QVERIFY(rows()->filters().isEmpty());
        edit(0, u"two"_s);
        table()->setCurrentIndex(model()->index(2, 0));
        m_page->showView(BrowsePage::View::Structure);
        press(Qt::Key_PageUp, Qt::ControlModifier);
        QTRY_VERIFY(shows(u"a"_s));
        QCOMPARE(m_page->current()->view(), BrowsePage::View::Rows);
        QCOMPARE(rows()->filters().condition, u"id > 10"_s);
        QCOMPARE(table()->currentIndex(), model()->index(5, 1));
        QCOMPARE(rows()->edits()->changes()->count(), 1);
        press(Qt::Key_PageUp, Qt::ControlModifier);
        QTRY_VERIFY(shows(u"b"_s));
        QCOMPARE(m_page->current()->view(), BrowsePage::View::Structure);
        QCOMPARE(table()->currentIndex(), model()->index(2, 0));
        // Rows that another page asks for leave what is staged.
        m_page->openRows(u"public"_s, u"a"_s, u"id = 16"_s);
        QTRY_VERIFY(shows(u"a"_s) && model()->rowCount() == 1);
        QVERIFY(rows()->edits()->hasEdits());
        QCOMPARE(strip()->count(), 2);
    }

    // A table that was made after the catalog was read is looked for, not waited for.
    void rowsOfATableThatIsNew()
    {
        QVERIFY(m_server.psql(m_database, u"CREATE TABLE fresh (id int); INSERT INTO fresh VALUES (1), (2)"_s));
        m_page->openRows(u"public"_s, u"fresh"_s, u"id = 2"_s);
        QTRY_VERIFY(shows(u"fresh"_s) && model()->rowCount() == 1);
        QVERIFY(m_server.psql(m_database, u"DROP TABLE fresh"_s));
    }

    // A reference leads to the preview, the way back to where it began.
    void aReferenceLeavesThePinned()
    {
        doubleClick(u"child"_s);
        table()->setCurrentIndex(model()->index(0, 1));
        QTest::keyClick(table(), Qt::Key_J, Qt::ControlModifier);
        QTRY_VERIFY(shows(u"a"_s));
        QCOMPARE(model()->rowCount(), 1);
        QCOMPARE(titles(), (QStringList{u"child"_s, u"a"_s}));
        QTest::keyClick(table(), Qt::Key_Left, Qt::AltModifier);
        QTRY_VERIFY(shows(u"child"_s));
        QCOMPARE(strip()->count(), 2);
        QCOMPARE(strip()->currentIndex(), 0);
        QTest::keyClick(table(), Qt::Key_Right, Qt::AltModifier);
        QTRY_VERIFY(shows(u"a"_s));
        QCOMPARE(model()->rowCount(), 1);
    }

    void openTabsAreFoundAgainOnTheirConnection()
    {
        const QString other = m_server.createDatabase();
        QVERIFY(m_server.psql(other, u"CREATE TABLE z (id int)"_s));
        for (const QString &name : {u"a"_s, u"b"_s})
            doubleClick(name);
        rows()->showFilters({{}, u"id < 8"_s});
        rows()->setSort({{u"id"_s, data::Direction::Descending, {}}});
        QTRY_VERIFY(isSettled() && model()->rowCount() == 7);
        click(u"c"_s);
        press(Qt::Key_PageUp, Qt::ControlModifier);
        QTRY_VERIFY(shows(u"b"_s));
        // Another database has others, and this one has them when it is come back to.
        open(other);
        QTRY_COMPARE(m_page->states()->state(), StateStack::State::Empty);
        QCOMPARE(strip()->count(), 0);
        click(u"z"_s);
        const QJsonObject state = m_page->saveState();
        open(m_database);
        QTRY_VERIFY(shows(u"b"_s));
        QCOMPARE(titles(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        // Another start.
        m_page.reset();
        m_connection->disconnectFromServer();
        m_page = makePage();
        m_page->restoreState(state);
        open(m_database);
        QTRY_VERIFY(shows(u"b"_s));
        QCOMPARE(titles(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QVERIFY(!strip()->face(0).isPreview && strip()->face(2).isPreview);
        QCOMPARE(rows()->filters().condition, u"id < 8"_s);
        QCOMPARE(model()->index(0, 0).data().toString(), u"7"_s);
        // Only what is looked at has been read.
        QCOMPARE(m_page->tabs()->awake().size(), size_t(1));
        press(Qt::Key_PageDown, Qt::ControlModifier);
        QTRY_VERIFY(shows(u"c"_s));
        // One that was dropped meanwhile is not there.
        QVERIFY(m_server.psql(m_database, u"CREATE TABLE brief (id int)"_s));
        m_page->refresh();
        QTRY_VERIFY(m_connection->catalog()->relation(u"public"_s, u"brief"_s));
        doubleClick(u"brief"_s); // in place of the preview
        QCOMPARE(strip()->count(), 3);
        QVERIFY(m_server.psql(m_database, u"DROP TABLE brief"_s));
        m_page->refresh();
        QTRY_COMPARE(titles(), (QStringList{u"a"_s, u"b"_s}));
        QTRY_VERIFY(isSettled());
    }

    // Sessions and rows of the tabs that were used last; the others are read again, at their row.
    void whatIsOpenIsBounded()
    {
        doubleClick(u"a"_s);
        rows()->setSort({{u"id"_s, data::Direction::Descending, {}}});
        QTRY_VERIFY(isSettled());
        table()->setCurrentIndex(model()->index(30, 0));
        const QString row = table()->currentIndex().data().toString();
        for (const QString &name : {u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s, u"g"_s, u"h"_s})
            doubleClick(name);
        QCOMPARE(strip()->count(), 8);
        QCOMPARE(m_page->tabs()->mostAwake(), TableTabs::MostAwake);
        QCOMPARE(m_page->tabs()->awake().size(), size_t(TableTabs::MostAwake));
        QTRY_VERIFY(gridSessions() <= TableTabs::MostAwake + 2); // some may be on their way
        QVERIFY(m_page->findChildren<RowsPane *>().size() <= TableTabs::MostAwake + 4);
        press(Qt::Key_Tab, Qt::ControlModifier); // around, to the first
        QTRY_VERIFY(shows(u"a"_s));
        QCOMPARE(rows()->sort().size(), size_t(1));
        QTRY_COMPARE(table()->currentIndex().siblingAtColumn(0).data().toString(), row);
        // What is staged is not put to sleep.
        edit(0, u"kept awake"_s);
        for (const QString &name : {u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s, u"g"_s})
            doubleClick(name);
        QVERIFY(m_page->tabs()->find(m_connection->catalog()->relation(u"public"_s, u"a"_s)->oid));
        QCOMPARE(m_page->unsavedWork().size(), 1);
        QVERIFY(!m_page->tabs()->find(m_connection->catalog()->relation(u"public"_s, u"h"_s)->oid));
    }

    void theLockReachesEveryTab()
    {
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Production);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
        for (const QString &name : {u"a"_s, u"b"_s})
            doubleClick(name);
        const auto refusals = [this] {
            int refused = 0;
            for (const TableTab *tab : m_page->tabs()->awake())
                refused += tab->rows()->edits()->refusal().isEmpty() ? 0 : 1;
            return refused;
        };
        const auto words = [this] {
            QStringList all;
            for (const TableTab *tab : m_page->tabs()->awake())
                all << tab->rows()->edits()->refusal();
            return all.join(u'\n');
        };
        QTRY_COMPARE(refusals(), 2);
        m_connection->productionLock().unlock(std::chrono::minutes(5), u"ticket 7"_s);
        QTRY_VERIFY2(refusals() == 0, qPrintable(words()));
        m_connection->productionLock().lock();
        QTRY_COMPARE(refusals(), 2);
    }

    void theLossOfTheConnectionReachesEveryTab()
    {
        for (const QString &name : {u"a"_s, u"b"_s})
            doubleClick(name);
        edit(0, u"survives"_s);
        const auto stale = [this] {
            int count = 0;
            for (const TableTab *tab : m_page->tabs()->awake())
                count += tab->rows()->states()->isStale() ? 1 : 0;
            return count;
        };
        m_server.kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), ConnectionController::State::Lost, 20'000);
        QTRY_COMPARE(stale(), 2);
        QCOMPARE(titles(), (QStringList{u"a"_s, u"● b"_s}));
        m_server.restart();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), ConnectionController::State::Connected, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(stale(), 0, 20'000);
        QVERIFY(rows()->edits()->hasEdits());
        press(Qt::Key_PageUp, Qt::ControlModifier);
        QTRY_VERIFY(shows(u"a"_s));
    }

    // A menu of the tree, and of a tab.
    void theMenusSayWhatElseCanBeDone()
    {
        click(u"a"_s);
        QSignalSpy windows(m_page.get(), &Page::windowWanted);
        const QPoint place = placeInTree(u"b"_s);
        QTest::mouseClick(m_page->tree()->view()->viewport(), Qt::RightButton, {}, place);
        m_page->tree()->view()->setCurrentIndex(m_page->tree()->view()->indexAt(place));
        Q_EMIT m_page->tree()->view()->customContextMenuRequested(place);
        auto *menu = m_page->findChild<QMenu *>(u"treeMenu"_s);
        QVERIFY(menu);
        menu->findChild<QAction *>(u"openInWindow"_s)->trigger();
        QCOMPARE(windows.size(), 1);
        QCOMPARE(windows.constFirst(), (QVariantList{u"public"_s, u"b"_s}));
        menu->findChild<QAction *>(u"openInTab"_s)->trigger();
        QTRY_VERIFY(shows(u"b"_s));
        menu->close();
        QVERIFY(!strip()->face(strip()->currentIndex()).isPreview);
        click(u"c"_s);
        m_page->findChild<QAction *>(u"pinTab"_s)->trigger();
        m_page->findChild<QAction *>(u"closeOtherTabs"_s)->trigger();
        QCOMPARE(titles(), QStringList{u"c"_s});
        m_page->findChild<QAction *>(u"openBeside"_s)->trigger();
        QCOMPARE(windows.constLast(), (QVariantList{u"public"_s, u"c"_s}));
    }
};

HOWDAH_UI_TEST_MAIN(TabsTest)
#include "tst_tabs.moc"
