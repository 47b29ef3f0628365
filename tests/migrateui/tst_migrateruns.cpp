// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrateui/migratepagefixture.h"
#include "migration/history/dialects.h"

#include <QDesktopServices>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::version;

// Stands for the desktop: keeps which files it was asked to open.
class FileOpener final : public QObject
{
    Q_OBJECT
public:
    FileOpener() { QDesktopServices::setUrlHandler(u"file"_s, this, "open"); }
    ~FileOpener() override { QDesktopServices::unsetUrlHandler(u"file"_s); }
    QStringList opened;

public Q_SLOTS:
    void open(const QUrl &url) { opened << url.toLocalFile(); }
};

// Reviewing and running from the page: by keys alone, to the end, to an error, to a dead server.
class TestMigrateRuns final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void appliesToHereByKeys();
    void appliesAllByItsKey();
    void rollsBackToHereByKeys();
    void rollsBackIncludingThis();
    void theNewestIsRolledBackFromItsHead();
    void anErrorLeadsToItsFile();
    void leavingTheReviewChangesNothing();
    void ctrlReturnAppliesInAReview();
    void anErrorStandsAtItsLine();
    void cancelsALongStatement();
    void showsWhoHoldsTheLock();
    void anEditedFileIsRefused();
    void aThousandMigrations();
    void aServerThatDiesMidRun();
};

void TestMigrateRuns::appliesToHereByKeys()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    key(Qt::Key_Home);
    key(Qt::Key_Down);
    key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    const QString shown = dialog->findChild<SqlView *>()->sql();
    QVERIFY(shown.contains(u"CREATE TABLE users (id int);\nINSERT INTO users SELECT generate_series(1, 1234);\n"_s));
    QVERIFY(shown.indexOf(u"users"_s) < shown.indexOf(u"orders"_s));
    QVERIFY(!shown.contains(u"both_ids"_s));
    acceptReview(dialog);
    waitForStates(u"001 applied, 002 applied, 003 pending"_s);
    waitForRun();
    QVERIFY2(panel()->summary().contains(u"2 migrations applied"_s), qPrintable(panel()->summary()));
    QCOMPARE(sql(u"SELECT count(*) FROM orders"_s), u"3"_s);
    QCOMPARE(panel()->model()->statementsDone(), 4);
    QVERIFY(shownText().contains(u"2 applied · 1 pending"_s));
    const MigrationRow *row = model().row(version(u"1"_s));
    QVERIFY(row->appliedAt.isValid());
    QVERIFY(!row->appliedBy.isEmpty());
}

void TestMigrateRuns::appliesAllByItsKey()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    QCOMPARE(m_page->primaryAction()->text(), u"Apply 3 pending"_s);
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    waitForRun();
    QVERIFY(!m_page->primaryAction()->isEnabled());
}

void TestMigrateRuns::rollsBackToHereByKeys()
{
    appliesAllByItsKey();
    QVERIFY(m_page->select(version(u"1"_s)));
    list()->setFocus();
    key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    const QString shown = dialog->findChild<SqlView *>()->sql();
    QVERIFY(shown.indexOf(u"DROP VIEW both_ids"_s) >= 0);
    QVERIFY(shown.indexOf(u"DROP VIEW both_ids"_s) < shown.indexOf(u"DROP TABLE orders"_s)); // newest first
    QVERIFY(!shown.contains(u"DROP TABLE users"_s));
    auto *tick = dialog->findChild<QCheckBox *>(u"acknowledge"_s);
    QTRY_VERIFY_WITH_TIMEOUT(tick->isVisible(), Patience);
    QCOMPARE(tick->text(), u"I understand that 3 rows will be lost"_s);
    QVERIFY(!dialog->canAccept());
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTest::keyClick(dialog, Qt::Key_Tab, Qt::ShiftModifier); // from the safe button up to the tick
    QCOMPARE(dialog->focusWidget(), static_cast<QWidget *>(tick));
    QTest::keyClick(tick, Qt::Key_Space);
    QTest::keyClick(dialog, Qt::Key_Tab);
    acceptReview(dialog);
    waitForStates(u"001 applied, 002 rolled-back, 003 rolled-back"_s);
    waitForRun();
    QVERIFY2(panel()->summary().contains(u"2 migrations rolled back"_s), qPrintable(panel()->summary()));
    QCOMPARE(sql(u"SELECT to_regclass('orders') IS NULL, count(*) FROM users"_s), u"t|1234"_s);
}

void TestMigrateRuns::rollsBackIncludingThis()
{
    appliesAllByItsKey();
    QVERIFY(m_page->select(version(u"1"_s)));
    const auto actions = m_page->paletteActions();
    const auto action = std::ranges::find(actions, u"Roll back including this"_s, &QAction::text);
    QVERIFY(action != actions.end());
    (*action)->trigger();
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    auto *tick = dialog->findChild<QCheckBox *>(u"acknowledge"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tick->text(), u"I understand that 1,237 rows will be lost"_s, Patience);
    tick->setChecked(true);
    acceptReview(dialog);
    waitForStates(u"001 rolled-back, 002 rolled-back, 003 rolled-back"_s);
    waitForRun();
    QCOMPARE(sql(u"SELECT to_regclass('users') IS NULL"_s), u"t"_s);
}

// The newest one has nothing after it: to undo it is what its head offers, under that name.
void TestMigrateRuns::theNewestIsRolledBackFromItsHead()
{
    appliesAllByItsKey();
    QVERIFY(m_page->select(version(u"3"_s)));
    auto *button = detail()->findChild<QPushButton *>(u"rollBackThis"_s);
    QVERIFY(button);
    QTRY_VERIFY_WITH_TIMEOUT(button->isVisible() && button->isEnabled(), Patience);
    QCOMPARE(button->text(), u"Roll back this migration"_s);
    QVERIFY(!action(u"Roll back to here"_s)->isVisible() && !action(u"Apply to here"_s)->isVisible());
    QVERIFY(m_page->select(version(u"2"_s)));
    QCOMPARE(button->text(), u"Roll back including this"_s);
    QVERIFY(action(u"Roll back to here"_s)->isVisible());
    QVERIFY(m_page->select(version(u"3"_s)));
    button->click();
    acceptReview(waitForReview());
    waitForStates(u"001 applied, 002 applied, 003 rolled-back"_s);
    waitForRun();
    QTRY_VERIFY_WITH_TIMEOUT(!button->isVisible(), Patience);
    QVERIFY(action(u"Apply to here"_s)->isVisible());
    // By its key as well: now the one before is the newest.
    QVERIFY(m_page->select(version(u"2"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(button->isVisible() && button->isEnabled(), Patience);
    key(Qt::Key_R, Qt::ControlModifier | Qt::AltModifier);
    ReviewDialog *review = waitForReview();
    QVERIFY(review);
    review->reject();
    waitForStates(u"001 applied, 002 applied, 003 rolled-back"_s);
}

// Where it is shown, the file is one click away.
void TestMigrateRuns::anErrorLeadsToItsFile()
{
    FileOpener opener;
    writeSmallPack();
    write(u"002-orders.up.sql"_s, "CREATE TABLE orders (id nosuchtype);\n");
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    auto *ofRun = panel()->findChild<QPushButton *>(u"editFile"_s);
    auto *banner = detail()->findChild<Banner *>(u"failed"_s);
    QVERIFY(ofRun && banner && !ofRun->isVisible() && !banner->isVisible());
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForStates(u"001 applied, 002 failed, 003 pending"_s);
    waitForRun();
    QTRY_VERIFY_WITH_TIMEOUT(ofRun->isVisible() && banner->isVisible(), Patience);
    QVERIFY2(banner->text().startsWith(u"002-orders.up.sql, line 1: "_s), qPrintable(banner->text()));
    QVERIFY2(banner->text().contains(u"nosuchtype"_s), qPrintable(banner->text()));
    // Its edge is whole, and not that of the window.
    QVERIFY(banner->mapTo(detail(), QPoint(banner->width(), 0)).x() <= detail()->width() - space::group);
    ofRun->click();
    QCOMPARE(opener.opened, QStringList{m_folder->filePath(u"pack/002-orders.up.sql"_s)});
    opener.opened.clear();
    auto *ofDetail = banner->findChild<QPushButton *>();
    QVERIFY(ofDetail && ofDetail->text() == "Edit file"_L1);
    ofDetail->click();
    QVERIFY(opener.opened.contains(m_folder->filePath(u"pack/002-orders.up.sql"_s)));
    // Of a file that cannot be planned, too.
    write(u"002-orders.up.sql"_s, "CREATE TABLE orders (id int);\n\\i other.sql\n");
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->view(migration::Direction::Up)->sql().contains(u"other.sql"_s) && m_page->isIdle(), Patience);
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    ReviewDialog *refused = waitForReview();
    QVERIFY(refused);
    opener.opened.clear();
    auto *ofReview = refused->findChild<QPushButton *>(u"editFile"_s);
    QVERIFY(ofReview && ofReview->isVisible());
    ofReview->click();
    QCOMPARE(opener.opened, QStringList{m_folder->filePath(u"pack/002-orders.up.sql"_s)});
    refused->reject();
}

// The key that opens the review accepts it, too; before, it pressed the safe button that has the focus.
void TestMigrateRuns::ctrlReturnAppliesInAReview()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    key(Qt::Key_Return, Qt::ControlModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTRY_VERIFY_WITH_TIMEOUT(dialog->canAccept(), Patience);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    waitForRun();
    // A rollback that loses something is only gone to.
    QVERIFY(m_page->select(version(u"2"_s)));
    trigger(u"Roll back including this"_s);
    dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    dialog->findChild<QCheckBox *>(u"acknowledge"_s)->setChecked(true);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->canAccept(), Patience);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(dialog->isVisible() && !m_page->isRunning());
    QCOMPARE(dialog->focusWidget()->objectName(), u"accept"_s);
    dialog->reject();
}

void TestMigrateRuns::leavingTheReviewChangesNothing()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    key(Qt::Key_Return, Qt::ControlModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTest::keyClick(dialog, Qt::Key_Return); // the default
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->findChild<ReviewDialog *>(), Patience);
    QVERIFY(!m_page->isRunning());
    QCOMPARE(sql(u"SELECT to_regnamespace('howdah') IS NULL, to_regclass('users') IS NULL"_s), u"t|t"_s);
}

void TestMigrateRuns::anErrorStandsAtItsLine()
{
    writeSmallPack();
    write(u"004-broken.up.sql"_s, "CREATE TABLE fine (id int);\n\nSELECT 1;\nCREATE TABLE\n    bad (id nosuchtype);\n");
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 failed"_s);
    waitForRun();
    QVERIFY2(panel()->summary().contains(u"nosuchtype"_s), qPrintable(panel()->summary()));
    QVERIFY2(panel()->summary().contains(u"004-broken.up.sql:5:13"_s), qPrintable(panel()->summary()));
    QVERIFY(panel()->summary().contains(u"3 migrations applied before it remain applied"_s));
    QCOMPARE(detail()->version(), version(u"4"_s));
    QCOMPARE(detail()->tab(), MigrationDetail::Tab::Up);
    const SqlView *view = detail()->view(migration::Direction::Up);
    QVERIFY2(view->annotation(4).contains(u"nosuchtype"_s), qPrintable(view->annotation(4)));
    for (const int line : {0, 1, 2, 3})
        QCOMPARE(view->annotation(line), QString());
    QCOMPARE(sql(u"SELECT to_regclass('fine') IS NULL"_s), u"t"_s);
    // Elsewhere and back again.
    QVERIFY(m_page->select(version(u"1"_s)));
    list()->setFocus();
    key(Qt::Key_F8);
    QCOMPARE(detail()->version(), version(u"4"_s));
    QVERIFY(view->annotation(4).contains(u"nosuchtype"_s));
    // Repaired, it runs.
    write(u"004-broken.up.sql"_s, "CREATE TABLE fine (id int);\n");
    QTRY_COMPARE_WITH_TIMEOUT(view->sql(), u"CREATE TABLE fine (id int);\n"_s, Patience);
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 applied"_s);
    waitForRun();
}

void TestMigrateRuns::cancelsALongStatement()
{
    write(u"001-slow.up.sql"_s, "CREATE TABLE begun (id int);\nSELECT pg_sleep(600);\n");
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForSleep();
    QCOMPARE(m_tasks->tasks().empty(), false);
    m_page->cancelWork(); // Esc
    waitForRun();
    QVERIFY2(panel()->summary().contains(u"rolled back"_s), qPrintable(panel()->summary()));
    waitForStates(u"001 pending"_s);
    QCOMPARE(sql(u"SELECT to_regclass('begun') IS NULL, kind FROM howdah.migration_event"_s), u"t|cancelled"_s);
    QVERIFY(m_connection->isConnected());
    // The page works on as if nothing had been.
    write(u"001-slow.up.sql"_s, "CREATE TABLE begun (id int);\n");
    QTRY_VERIFY_WITH_TIMEOUT(!detail()->view(migration::Direction::Up)->sql().contains(u"pg_sleep"_s), Patience);
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForStates(u"001 applied"_s);
    waitForRun();
}

void TestMigrateRuns::showsWhoHoldsTheLock()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    // Somebody else's run, as the server sees it.
    connection::Session other({.name = u"other run"_s});
    auto opened = other.open(m_server->connInfo(m_database));
    QTRY_VERIFY_WITH_TIMEOUT(opened.isFinished(), Patience);
    const auto dialect = migration::makeDialect(u"howdah"_s);
    auto locked = other.query((*dialect)->tryLock());
    QTRY_VERIFY_WITH_TIMEOUT(locked.isFinished(), Patience);
    QVERIFY(locked.result()->rows.boolean(0, 0));
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"other run"_s), Patience);
    QCOMPARE(states(), u"001 pending, 002 pending, 003 pending"_s);
    auto freed = other.query((*dialect)->unlock());
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    waitForRun();
    QVERIFY(!shownText().contains(u"other run"_s));
}

void TestMigrateRuns::anEditedFileIsRefused()
{
    appliesAllByItsKey();
    write(u"001-users.up.sql"_s, "CREATE TABLE users (id bigint);\n");
    write(u"004-more.up.sql"_s, "SELECT 4;\n");
    waitForStates(u"001 edited, 002 applied, 003 applied, 004 pending"_s);
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(!dialog->canAccept());
    QVERIFY(dialog->findChild<QPushButton *>(u"accept"_s)->isHidden());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->findChild<ReviewDialog *>(), Patience);
}

void TestMigrateRuns::aThousandMigrations()
{
    m_stalls->blocking([this] {
        for (int i = 1; i <= 1000; ++i)
            write(
                u"%1-table.up.sql"_s.arg(i, 4, 10, QLatin1Char('0')),
                QByteArray("CREATE TABLE t") + QByteArray::number(i) + " (id int);\n");
    });
    connectTo(m_database);
    m_testsModel = false;
    openPage(m_folder->filePath(u"pack"_s));
    m_testsModel = true;
    QCOMPARE(model().rowCount(), 1000);
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForRun();
    QTRY_VERIFY_WITH_TIMEOUT(states().endsWith(u"1000 applied"_s), Patience);
    QCOMPARE(panel()->model()->stepsDone(), 1000);
    QCOMPARE(sql(u"SELECT count(*) FROM howdah.migration WHERE state = 'applied'"_s), u"1000"_s);
}

void TestMigrateRuns::aServerThatDiesMidRun()
{
    writeSmallPack();
    write(u"004-slow.up.sql"_s, "CREATE TABLE begun (id int);\nSELECT pg_sleep(600);\n");
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForSleep();
    m_stalls->blocking([this] { m_server->kill(); });
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRunning(), Patience);
    const QString said = panel()->summary();
    QVERIFY2(said.contains(u"The connection was lost while 004-slow was running"_s), qPrintable(said));
    QVERIFY2(said.contains(u"3 migrations applied before it; the list shows"_s), qPrintable(said));
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->state() == ConnectionController::State::Lost, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(state()->isStale(), Patience);
    QVERIFY(!m_page->primaryAction()->isEnabled());
    m_stalls->blocking([this] { m_server->restart(); });
    m_page->refresh(); // F5
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(!state()->isStale() && m_page->isIdle(), Patience);
    // A server that crashes may forget commits that had not reached its disk, the newest first: the truth is what its
    // tables say, and the page agrees with them in the list and in its words.
    const QString kept =
        sql(u"SELECT (to_regclass('users') IS NOT NULL)::int + (to_regclass('orders') IS NOT NULL)::int "
            "+ (to_regclass('both_ids') IS NOT NULL)::int"_s);
    QString expected;
    QStringList undone;
    for (const auto &[number, name] : {std::pair(1, u"001-users"_s), {2, u"002-orders"_s}, {3, u"003-view"_s}}) {
        const bool there = kept.toInt() >= number;
        expected += name.left(3) + (there ? u" applied, "_s : u" pending, "_s);
        if (!there)
            undone << name;
    }
    waitForStates(expected + u"004 pending"_s);
    const QString settled = panel()->summary();
    QVERIFY2(settled.contains(u"The connection was lost while 004-slow was running"_s), qPrintable(settled));
    QVERIFY2(!settled.contains(u"the list shows"_s), qPrintable(settled));
    QCOMPARE(settled.contains(u"and undid it: "_s + undone.join(u", "_s) + u'.'), !undone.isEmpty());
    // And it can go on from there.
    write(u"004-slow.up.sql"_s, "CREATE TABLE begun (id int);\n");
    QTRY_VERIFY_WITH_TIMEOUT(model().row(version(u"4"_s)) && m_page->isIdle(), Patience);
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 applied"_s);
    waitForRun();
}

HOWDAH_UI_TEST_MAIN(TestMigrateRuns)
#include "tst_migrateruns.moc"
