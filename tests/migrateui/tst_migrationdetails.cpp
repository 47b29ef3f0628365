// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrateui/migratepagefixture.h"

#include "migrate/list/findingsview.h"
#include "migrate/list/detailviews.h"
#include "migration/history/dialects.h"
#include "migration/rehearse/proofstore.h"

#include <QTableView>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::version;

// What the page knows of a migration beyond its files, and that it follows other people's runs.
class TestMigrationDetails final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

    void open()
    {
        connectTo(m_database);
        openPage(m_folder->filePath(u"pack"_s));
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void theJournalTellsEveryStatement();
    void theDifferenceToWhatWasApplied();
    void theChecksMarkWhatWaits();
    void aSaferWayEditsTheFile();
    void whatComesOutOfOrderHasALane();
    void otherPeoplesRunsAppear();
    void proofsAreShown();
    void acceptsAChangedDownFile();
    void anInterruptedRunIsResumed();
    void anInterruptedRunIsUndone();
};

void TestMigrationDetails::theJournalTellsEveryStatement()
{
    writeSmallPack();
    open();
    applyAll();
    QVERIFY(waitForDetails(u"1"_s));
    key(Qt::Key_4, Qt::AltModifier);
    QCOMPARE(detail()->tab(), MigrationDetail::Tab::Journal);
    const auto *journal = m_page->findChild<JournalView *>();
    QCOMPARE(journal->topLevelItemCount(), 1);
    const QTreeWidgetItem *event = journal->topLevelItem(0);
    QCOMPARE(event->text(JournalView::What), u"Applied"_s);
    QVERIFY(event->text(JournalView::Who).contains(m_connection->facts().user));
    QCOMPARE(event->childCount(), 2);
    QVERIFY(event->child(1)->text(JournalView::What).startsWith(u"2  INSERT INTO users"_s));
    QVERIFY(event->child(1)->text(JournalView::Details).contains(u"1,234 rows"_s));
    QVERIFY(event->child(1)->text(JournalView::Details).startsWith(u"INSERT"_s)); // the command
    QCOMPARE(event->child(1)->text(JournalView::Who), QString());                 // nobody is called INSERT
    QVERIFY(!event->child(1)->text(JournalView::Took).isEmpty());
}

void TestMigrationDetails::theDifferenceToWhatWasApplied()
{
    writeSmallPack();
    open();
    QVERIFY(waitForDetails(u"1"_s));
    key(Qt::Key_3, Qt::AltModifier);
    QVERIFY(shownText().contains(u"It is not applied"_s));
    applyAll();
    QVERIFY(waitForDetails(u"1"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"identical"_s), Patience);
    write(
        u"001-users.up.sql"_s, "CREATE TABLE users (id bigint);\nINSERT INTO users SELECT generate_series(1, 1234);\n");
    waitForStates(u"001 edited, 002 applied, 003 applied"_s);
    const auto *difference = m_page->findChild<DifferenceView *>();
    QTRY_VERIFY_WITH_TIMEOUT(
        difference->toPlainText().contains(u"-CREATE TABLE users (id int);\n+CREATE TABLE users (id bigint);"_s),
        Patience);
}

void TestMigrationDetails::theChecksMarkWhatWaits()
{
    writeSmallPack();
    open();
    applyAll();
    // The table is there and in use: an index that is built while writes wait.
    write(u"004-index.up.sql"_s, "CREATE INDEX users_id ON users (id);\nTRUNCATE orders;\n");
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 pending"_s);
    QTRY_VERIFY_WITH_TIMEOUT(model().row(version(u"4"_s))->warnings > 0, Patience);
    const QModelIndex index = model().index(model().indexOf(version(u"4"_s)));
    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(u"warning"_s));
    QVERIFY(waitForDetails(u"4"_s));
    key(Qt::Key_5, Qt::AltModifier);
    const auto *findings = detail()->findChild<FindingsView *>();
    QVERIFY(findings->count() > 0);
    QVERIFY(
        findings->list()->model()->index(0, FindingModel::Place).data().toString().startsWith(u"004-index.up.sql:"_s));
    // And they can be searched for.
    m_page->focusSearch();
    QTest::keyClicks(QApplication::focusWidget(), u"warning"_s);
    QCOMPARE(list()->model()->rowCount(), 1);
    // The review shows them, too, and the lock with the size of the table.
    m_page->cancelWork();
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QTreeView *>(u"findings"_s)->model()->rowCount() > 0);
    const QAbstractItemModel *locks = dialog->findChild<QTableView *>(u"locks"_s)->model();
    QCOMPARE(locks->rowCount(), 2);
    QCOMPARE(locks->index(0, LockModel::Table).data().toString(), u"orders"_s); // the strongest first
    QCOMPARE(locks->index(0, LockModel::Lock).data().toString(), u"ACCESS EXCLUSIVE"_s);
    QCOMPARE(locks->index(1, LockModel::Table).data().toString(), u"users"_s);
    QCOMPARE(locks->index(1, LockModel::Lock).data().toString(), u"SHARE"_s);
    const QString size = locks->index(1, LockModel::Size).data().toString();
    QVERIFY2(size.contains(u"kB"_s, Qt::CaseInsensitive), qPrintable(size));
    dialog->reject();
}

void TestMigrationDetails::aSaferWayEditsTheFile()
{
    writeSmallPack();
    open();
    applyAll();
    write(u"004-index.up.sql"_s, "CREATE INDEX users_id ON users (id);\n");
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 pending"_s);
    QVERIFY(waitForDetails(u"4"_s));
    key(Qt::Key_5, Qt::AltModifier);
    auto *button = detail()->findChild<QPushButton *>(u"rewrite"_s);
    QTRY_VERIFY_WITH_TIMEOUT(button->isVisible(), Patience);
    m_prompter.confirms << true;
    button->click();
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->view(migration::Direction::Up)->sql().contains(u"CREATE INDEX CONCURRENTLY users_id"_s), Patience);
    // What it would become was shown first.
    QVERIFY(m_prompter.questions.front().sql.contains(u"-CREATE INDEX users_id"_s));
    QVERIFY(m_prompter.questions.front().sql.contains(u"+CREATE INDEX CONCURRENTLY users_id"_s));
    applyAll();
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 applied"_s);
    QCOMPARE(sql(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_id'::regclass"_s), u"t"_s);
}

void TestMigrationDetails::whatComesOutOfOrderHasALane()
{
    write(u"001-a.up.sql"_s, "CREATE TABLE a ();\n");
    write(u"003-c.up.sql"_s, "CREATE TABLE c ();\n");
    open();
    applyAll();
    write(u"002-b.up.sql"_s, "CREATE TABLE b ();\n");
    waitForStates(u"001 applied, 003 applied, 002 out-of-order"_s);
    QVERIFY(model().row(version(u"2"_s))->lane);
    QVERIFY(!model().row(version(u"3"_s))->lane);
    applyAll();
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    QVERIFY(model().row(version(u"2"_s))->lane); // it came after 003
    QVERIFY(!model().row(version(u"3"_s))->lane);
}

void TestMigrationDetails::otherPeoplesRunsAppear()
{
    writeSmallPack();
    open();
    QCOMPARE(states(), u"001 pending, 002 pending, 003 pending"_s);
    // Somebody else runs one, with another program.
    m_stalls->blocking([this] {
        connection::Session other({.name = u"other"_s, .names = connection::Names::OfDatabase});
        QVERIFY(other.open(m_server->connInfo(m_database)).result());
        const auto source = migration::readSource(m_folder->filePath(u"pack"_s));
        const auto dialect = migration::makeDialect(source->pack);
        const auto history = migration::readHistory(other, **dialect);
        const auto plan = migration::makePlan(*source, *history, {.to = version(u"1"_s)});
        const auto report = migration::run(other, **dialect, *source, plan);
        QVERIFY(report && !report->failure);
    });
    waitForStates(u"001 applied, 002 pending, 003 pending"_s);
    QVERIFY(shownText().contains(u"1 applied · 2 pending"_s));
}

void TestMigrationDetails::proofsAreShown()
{
    writeSmallPack();
    const auto source = migration::readSource(m_folder->filePath(u"pack"_s));
    migration::Proof proof{.version = u"001"_s, .name = u"users"_s, .badge = migration::Badge::Proven};
    QVERIFY(migration::ProofStore().keep(migration::proofKey(*source, version(u"1"_s)), proof));
    open();
    QTRY_VERIFY_WITH_TIMEOUT(m_page->isAssessed(), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(model().row(version(u"1"_s))->proof.has_value(), Patience);
    QCOMPARE(*model().row(version(u"1"_s))->proof, migration::Badge::Proven);
    QVERIFY(!model().row(version(u"2"_s))->proof);
    // An edit loses it.
    write(u"001-users.down.sql"_s, "DROP TABLE users CASCADE;\n");
    QTRY_VERIFY_WITH_TIMEOUT(!model().row(version(u"1"_s))->proof, Patience);
}

// The page says that the file is not what a rollback runs, and has the button that makes it so.
void TestMigrationDetails::acceptsAChangedDownFile()
{
    writeSmallPack();
    open();
    applyAll();
    QVERIFY(m_page->select(version(u"3"_s)));
    auto *changed = m_page->findChild<Banner *>(u"changed"_s);
    QVERIFY(changed && !changed->isVisible());
    QVERIFY(!action(u"Accept the changed files"_s)->isEnabled());
    write(u"003-view.down.sql"_s, "DROP VIEW IF EXISTS both_ids;\n");
    QTRY_VERIFY_WITH_TIMEOUT(changed->isVisible(), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(action(u"Accept the changed files"_s)->isEnabled(), Patience);
    m_prompter.texts << u"ticket 42"_s;
    trigger(u"Accept the changed files"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!changed->isVisible(), Patience);
    QVERIFY(m_prompter.textQuestions.back().problem(u" "_s) != QString()); // a reason is needed
    QCOMPARE(
        sql(u"SELECT note LIKE '%accepted%ticket 42%' FROM howdah.migration_event ORDER BY id DESC LIMIT 1"_s), u"t"_s);
}

void TestMigrationDetails::anInterruptedRunIsResumed()
{
    write(
        u"001-steps.up.sql"_s, "-- howdah: transaction off\nCREATE TABLE one ();\nCREATE TABLE two ();\nSELECT 1 / "
                               "0;\nCREATE TABLE three ();\n");
    write(u"001-steps.down.sql"_s, "DROP TABLE IF EXISTS one, two, three;\n");
    open();
    applyAll();
    QVERIFY2(panel()->summary().contains(u"division by zero"_s), qPrintable(panel()->summary()));
    QVERIFY(waitForDetails(u"1"_s));
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->details() && detail()->details()->leftover, Patience); // read again after the run
    auto *banner = m_page->findChild<Banner *>(u"leftover"_s);
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), Patience);
    QVERIFY2(banner->text().contains(u"2 of 4 statements ran"_s), qPrintable(banner->text()));
    QVERIFY2(!banner->text().contains(u"howdahctl"_s), qPrintable(banner->text())); // that is for the command line
    // All three ways are offered.
    for (const QString &way :
         {u"Resume"_s, u"Roll back including this"_s, u"Mark as applied"_s, u"Mark as rolled back"_s})
        QVERIFY2(action(way)->isEnabled(), qPrintable(way));
    write(
        u"001-steps.up.sql"_s, "-- howdah: transaction off\nCREATE TABLE one ();\nCREATE TABLE two ();\nSELECT 1 / "
                               "1;\nCREATE TABLE three ();\n");
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->view(migration::Direction::Up)->sql().contains(u"1 / 1"_s) && m_page->isIdle(), Patience);
    trigger(u"Resume"_s);
    ReviewDialog *review = waitForReview();
    QVERIFY(review);
    const QString shown = review->findChild<SqlView *>()->sql();
    QVERIFY2(shown.contains(u"SELECT 1 / 1;\nCREATE TABLE three ();"_s), qPrintable(shown));
    QVERIFY2(!shown.contains(u"CREATE TABLE one"_s) && !shown.contains(u"CREATE TABLE two"_s), qPrintable(shown));
    acceptReview(review);
    waitForRun();
    waitForStates(u"001 applied"_s);
    QCOMPARE(sql(u"SELECT to_regclass('three') IS NOT NULL"_s), u"t"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), Patience);
}

void TestMigrationDetails::anInterruptedRunIsUndone()
{
    write(u"001-steps.up.sql"_s, "-- howdah: transaction off\nCREATE TABLE one ();\nSELECT 1 / 0;\n");
    write(u"001-steps.down.sql"_s, "DROP TABLE one;\n");
    open();
    applyAll();
    QVERIFY(waitForDetails(u"1"_s));
    trigger(u"Roll back including this"_s);
    acceptReview(waitForReview());
    waitForRun();
    QCOMPARE(sql(u"SELECT to_regclass('one') IS NULL"_s), u"t"_s);
    waitForStates(u"001 rolled-back"_s);
}

HOWDAH_UI_TEST_MAIN(TestMigrationDetails)
#include "tst_migrationdetails.moc"
