// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"
#include "migrateui/migratepagefixture.h"

#include <QMenu>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::version;

// What the page shows of a folder and a history, and that it follows both.
class TestMigratePage final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void withoutAConnection();
    void withoutASource();
    void offersAllPacksThatFitFirst();
    void theActionsStandInThreeMenus();
    void findsThePackByTheNameOfTheDatabase();
    void findsThePackByTheHistory();
    void aFolderWaitsForTheConnection();
    void anEmptyFolder();
    void whatAnotherToolHasMade();
    void aFolderThatIsGone();
    void showsStates();
    void searches();
    void filesThatChangeAppear();
    void remembersTheSource();
};

void TestMigratePage::withoutAConnection()
{
    openPage({});
    QCOMPARE(state()->state(), StateStack::State::Empty);
    QVERIFY(shownText().contains(u"No connection"_s));
    QVERIFY(!m_page->primaryAction()->isEnabled());
    // Nothing listens there: the page says so and offers to try again.
    connection::ConnInfo nowhere = m_server->connInfo(m_database);
    nowhere.set(u"host"_s, m_folder->path());
    m_connection->connectTo(nowhere, Environment::Development);
    QTRY_COMPARE_WITH_TIMEOUT(state()->state(), StateStack::State::Failed, Patience);
}

void TestMigratePage::withoutASource()
{
    connectTo(m_database);
    openPage({});
    QTRY_COMPARE_WITH_TIMEOUT(state()->state(), StateStack::State::Empty, Patience);
    QVERIFY(shownText().contains(u"Which migrations belong"_s));
    QVERIFY(!m_page->primaryAction()->isEnabled());
}

// Nothing says which pack it is: the folder of one's own comes first, then that pack whose tables are there.
void TestMigratePage::offersAllPacksThatFitFirst()
{
    // Tables of DeepRef, without any history.
    QCOMPARE(
        sql(u"CREATE TABLE bundles (id int); CREATE TABLE bundle_references (id int); CREATE TABLE kyc_documents (id int)"_s),
        QString());
    connectTo(m_database);
    openPage({});
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"Which migrations belong"_s), Patience);
    QStringList offered;
    for (const QPushButton *button : m_page->findChildren<QPushButton *>()) {
        if (button->isVisible() && (button->text() == "Choose a folder"_L1 || button->text().startsWith("Use "_L1)))
            offered << button->text();
    }
    const QDir packs(shareFolder() + u"/migrations"_s);
    QCOMPARE(offered.size(), 1 + packs.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size());
    QCOMPARE(offered[0], u"Choose a folder"_s);
    QCOMPARE(offered[1], u"Use DeepRef reference verification"_s);
}

void TestMigratePage::theActionsStandInThreeMenus()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    QSet<QString> all;
    qsizetype count = 0;
    for (const QString &name : {u"migrationMenu"_s, u"filesMenu"_s, u"databaseMenu"_s}) {
        auto *opener = m_page->findChild<QPushButton *>(name);
        QVERIFY2(opener && opener->isVisible() && opener->menu(), qPrintable(name));
        for (const QAction *action : opener->menu()->actions()) {
            if (action->isSeparator())
                continue;
            all.insert(action->text());
            ++count;
        }
    }
    QCOMPARE(all.size(), count); // none stands twice
    for (const QAction *action : m_page->operations()->all())
        QVERIFY2(all.contains(action->text()), qPrintable(action->text()));
}

void TestMigratePage::findsThePackByTheNameOfTheDatabase()
{
    m_stalls->blocking([this] { QVERIFY(m_server->psql(u"postgres"_s, u"CREATE DATABASE uaip"_s)); });
    m_database = u"uaip"_s;
    connectTo(m_database);
    openPage({});
    QTRY_COMPARE_WITH_TIMEOUT(source(), u"pack:uaip"_s, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(model().rowCount() >= 12, Patience);
    QVERIFY(states().startsWith(u"001 pending, 002 pending"_s));
    QVERIFY(shownText().contains(u"0 applied · 12 pending"_s));
}

void TestMigratePage::findsThePackByTheHistory()
{
    connectTo(m_database);
    openPage(u"pack:uaip"_s);
    QVERIFY(m_page->select(version(u"1"_s)));
    key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    acceptReview(waitForReview());
    waitForRun();
    openPage({}); // a page that remembers nothing
    QTRY_COMPARE_WITH_TIMEOUT(source(), u"pack:uaip"_s, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(states().startsWith(u"001 applied, 002 pending"_s), Patience);
}

// As somebody chooses it who begins with the files: what is connected to next is compared with it.
void TestMigratePage::aFolderWaitsForTheConnection()
{
    writeSmallPack();
    connectTo(m_database);
    openPage({});
    m_connection->disconnectFromServer();
    const QString folder = m_folder->filePath(u"pack"_s);
    m_page->openPlace(folder);
    QString other;
    m_stalls->blocking([this, &other] { other = m_server->createDatabase(u"page"_s); });
    connectTo(other);
    QTRY_COMPARE_WITH_TIMEOUT(source(), folder, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(model().rowCount() > 0, Patience);
    // And only that one.
    connectTo(m_database);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->isIdle(), Patience);
    QVERIFY(source() != folder);
}

void TestMigratePage::anEmptyFolder()
{
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    QCOMPARE(state()->state(), StateStack::State::Empty);
    QVERIFY(shownText().contains(u"No migrations here yet"_s));
    // The first file fills the page by itself.
    write(u"001-first.up.sql"_s, "SELECT 1;\n");
    QTRY_COMPARE_WITH_TIMEOUT(state()->state(), StateStack::State::Filled, Patience);
    QCOMPARE(states(), u"001 pending"_s);
}

void TestMigratePage::whatAnotherToolHasMade()
{
    QCOMPARE(sql(u"CREATE TABLE flyway_schema_history (installed_rank int, script text)"_s), QString());
    connectTo(m_database);
    write(u"V1__a.sql"_s, "SELECT 1;\n");
    openPage(m_folder->filePath(u"pack"_s));
    QCOMPARE(state()->state(), StateStack::State::Empty);
    QVERIFY2(shownText().contains(u"This is a folder of Flyway"_s), qPrintable(shownText()));
    QVERIFY2(shownText().contains(u"public.flyway_schema_history"_s), qPrintable(shownText()));
    write(u"001-first.up.sql"_s, "SELECT 1;\n");
    QTRY_COMPARE_WITH_TIMEOUT(state()->state(), StateStack::State::Filled, Patience);
    QVERIFY2(shownText().contains(u"migrated by Flyway · 1 pending"_s), qPrintable(shownText()));
}

void TestMigratePage::aFolderThatIsGone()
{
    connectTo(m_database);
    openPage(m_folder->filePath(u"nowhere"_s));
    QCOMPARE(state()->state(), StateStack::State::Failed);
    QVERIFY(shownText().contains(u"nowhere"_s));
    QVERIFY(QDir(m_folder->path()).mkdir(u"nowhere"_s));
    m_page->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(state()->state(), StateStack::State::Empty, Patience);
}

void TestMigratePage::showsStates()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    QCOMPARE(states(), u"001 pending, 002 pending, 003 pending"_s);
    QVERIFY(m_page->select(version(u"2"_s)));
    QCOMPARE(detail()->view(migration::Direction::Up)->sql().left(19), u"CREATE TABLE orders"_s);
    key(Qt::Key_2, Qt::AltModifier);
    QCOMPARE(detail()->tab(), MigrationDetail::Tab::Down);
    QVERIFY(detail()->view(migration::Direction::Down)->isVisible());
    QCOMPARE(detail()->view(migration::Direction::Down)->sql(), u"DROP TABLE orders;\n"_s);
    key(Qt::Key_6, Qt::AltModifier);
    QVERIFY(shownText().contains(u"002-orders.up.sql"_s));
    key(Qt::Key_1, Qt::AltModifier);
    list()->setFocus();
    key(Qt::Key_Down);
    QCOMPARE(detail()->version(), version(u"3"_s));
}

void TestMigratePage::searches()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    m_page->focusSearch();
    QTest::keyClicks(QApplication::focusWidget(), u"orders"_s);
    QCOMPARE(list()->model()->rowCount(), 1);
    QTest::keyClicks(QApplication::focusWidget(), u"zzz"_s);
    QVERIFY(shownText().contains(u"No matching migrations"_s));
    m_page->cancelWork(); // Esc
    QCOMPARE(list()->model()->rowCount(), 3);
}

void TestMigratePage::filesThatChangeAppear()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    QVERIFY(m_page->select(version(u"2"_s)));
    write(u"004-new.up.sql"_s, "SELECT 4;\n");
    waitForStates(u"001 pending, 002 pending, 003 pending, 004 pending"_s);
    QCOMPARE(detail()->version(), version(u"2"_s)); // the selection stays
    // Edited in place, and replaced by rename as editors do.
    write(u"002-orders.up.sql"_s, "SELECT 'edited';\n");
    QTRY_COMPARE_WITH_TIMEOUT(detail()->view(migration::Direction::Up)->sql(), u"SELECT 'edited';\n"_s, Patience);
    write(u"scratch"_s, "SELECT 'renamed';\n");
    QVERIFY(QFile::remove(m_folder->filePath(u"pack/002-orders.up.sql"_s)));
    QVERIFY(QFile::rename(m_folder->filePath(u"pack/scratch"_s), m_folder->filePath(u"pack/002-orders.up.sql"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(detail()->view(migration::Direction::Up)->sql(), u"SELECT 'renamed';\n"_s, Patience);
    QVERIFY(QFile::remove(m_folder->filePath(u"pack/004-new.up.sql"_s)));
    waitForStates(u"001 pending, 002 pending, 003 pending"_s);
    // What is wrong with a file is said with its name.
    write(u"005-odd.up.sql"_s, "SELECT '\xff';\n");
    waitForStates(u"001 pending, 002 pending, 003 pending, 005 pending"_s);
    QVERIFY(!model().row(version(u"5"_s))->problems.isEmpty());
    QVERIFY(model().row(version(u"5"_s))->problems.first().startsWith(u"005-odd.up.sql:1:"_s));
}

void TestMigratePage::remembersTheSource()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    const QJsonObject kept = m_page->saveState();
    openPage({});
    m_page->restoreState(kept);
    QTRY_COMPARE_WITH_TIMEOUT(source(), m_folder->filePath(u"pack"_s), Patience);
    waitForStates(u"001 pending, 002 pending, 003 pending"_s);
}

HOWDAH_UI_TEST_MAIN(TestMigratePage)
#include "tst_migratepage.moc"
