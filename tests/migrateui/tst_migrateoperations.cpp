// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrateui/migratepagefixture.h"

#include "migrate/list/findingsview.h"
#include "migrate/review/reportdialog.h"
#include "migrate/run/rundetails.h"
#include "operations/safetycopies.h"
#include "support/otherversion.h"
#include "support/pgprograms.h"

#include <QClipboard>
#include <QFileDialog>
#include <QMenu>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::version;

// What can be done from the page besides applying and rolling back.
class TestMigrateOperations final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

    // Asked before any stall is measured, as it runs programs.
    const QByteArray m_withoutPgDump = howdah::test::withoutPgDump();

    void open(Environment environment = Environment::Development)
    {
        connectTo(m_database, environment);
        openPage(m_folder->filePath(u"pack"_s));
    }
    [[nodiscard]] QString path(const QString &file) const { return m_folder->filePath(file); }
    [[nodiscard]] static QByteArray contentOf(const QString &file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    [[nodiscard]] ReportDialog *waitForReport()
    {
        ReportDialog *found = nullptr;
        (void)QTest::qWaitFor([&] { return (found = m_page->findChild<ReportDialog *>()); }, Patience);
        return found;
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void makesTheNextMigration();
    void splitsAMixedFile();
    void marksWhatWasDoneByHand();
    void marksWhatWasUndoneByHand();
    void takesABaseline();
    void goesToAVersion();
    void redoesTheLast();
    void savesThePlan();
    void dumpsTheSchema();
    void validates();
    void comparesTheDatabaseItself();
    void aSafetyCopyComesBack();
    void whatWasRolledBackIsAppliedAgainAndRestored();
    void withoutPgDumpItSaysWhatIsMissing();
    void reportsWhatHappened();
    void showsWhoBlocksAndEndsThem();
    void productionWantsTheVersionTyped();
    void productionWantsTheNamesOfWhatGoes();
    void productionRunsWhatTakesNothing();
    void productionWaitsForTheDiskUnlessItIsSwitchedOff();
    void rehearses();
    void saysThatNothingButTheRoleHeldIt_data();
    void saysThatNothingButTheRoleHeldIt();
    void worksWithOtherToolsHistories_data();
    void worksWithOtherToolsHistories();
};

void TestMigrateOperations::makesTheNextMigration()
{
    writeSmallPack();
    open();
    m_prompter.texts << u"add invoices"_s;
    trigger(u"New migration"_s);
    waitForStates(u"001 pending, 002 pending, 003 pending, 004 pending"_s);
    QVERIFY(m_prompter.textQuestions.front().problem(u" "_s) != QString());    // a name is needed
    QTRY_COMPARE_WITH_TIMEOUT(detail()->version(), version(u"4"_s), Patience); // and it is shown
    QCOMPARE(model().row(version(u"4"_s))->name, u"add-invoices"_s);
    QVERIFY(QFile::exists(path(u"pack/004-add-invoices.down.sql"_s)));
}

// A file that would have to be half in a transaction and half outside one: the parts are shown, written, and run.
void TestMigrateOperations::splitsAMixedFile()
{
    const QByteArray table = "CREATE TABLE a (x int);\n";
    const QByteArray index = "CREATE INDEX CONCURRENTLY a_x ON a (x);\n";
    write(u"001-a.up.sql"_s, table + index);
    write(u"001-a.down.sql"_s, "DROP TABLE a;\n");
    open();
    const auto wantedSplit = [this] {
        key(Qt::Key_Return, Qt::ControlModifier);
        ReviewDialog *dialog = waitForReview();
        auto *split = dialog ? dialog->findChild<QPushButton *>(u"split"_s) : nullptr;
        if (split && split->isVisible())
            split->click();
        if (dialog)
            dialog->reject();
        return split != nullptr;
    };
    m_prompter.confirms << false;
    QVERIFY(wantedSplit());
    QTRY_COMPARE_WITH_TIMEOUT(m_prompter.questions.size(), 1, Patience);
    QVERIFY(!QFile::exists(path(u"pack/002-a-2.up.sql"_s))); // whoever says no has lost nothing
    m_prompter.confirms << true;
    QVERIFY(wantedSplit());
    QTRY_COMPARE_WITH_TIMEOUT(m_prompter.questions.size(), 2, Patience);
    QVERIFY(m_prompter.questions.back().sql.contains(QString::fromUtf8(index)));
    waitForStates(u"001 pending, 002 pending"_s);
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"002-a-2.up.sql"_s), Patience);
    QCOMPARE(contentOf(path(u"pack/001-a.up.sql"_s)), table);
    applyAll();
    waitForStates(u"001 applied, 002 applied"_s);
    QCOMPARE(sql(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_x'::regclass"_s), u"t"_s);
}

void TestMigrateOperations::marksWhatWasDoneByHand()
{
    writeSmallPack();
    open();
    QVERIFY(m_page->select(version(u"1"_s)));
    m_prompter.texts << u"ticket 42"_s;
    trigger(u"Mark as applied"_s);
    waitForStates(u"001 applied, 002 pending, 003 pending"_s);
    QVERIFY(m_prompter.textQuestions.front().text.contains(u"001-users (pending)"_s));
    QCOMPARE(sql(u"SELECT to_regclass('users') IS NULL"_s), u"t"_s); // nothing ran
    QVERIFY(waitForDetails(u"1"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!detail()->details()->events.empty(), Patience);
    QCOMPARE(detail()->details()->events.front().kind, migration::EventKind::Marked);
    QVERIFY(detail()->details()->events.front().note.contains(u"ticket 42"_s));
}

void TestMigrateOperations::marksWhatWasUndoneByHand()
{
    writeSmallPack();
    open();
    applyAll();
    QVERIFY(m_page->select(version(u"3"_s)));
    m_prompter.texts << QString();
    trigger(u"Mark as rolled back"_s);
    waitForStates(u"001 applied, 002 applied, 003 rolled-back"_s);
    QCOMPARE(sql(u"SELECT to_regclass('both_ids') IS NOT NULL"_s), u"t"_s); // nothing ran
}

void TestMigrateOperations::takesABaseline()
{
    writeSmallPack();
    open();
    QVERIFY(m_page->select(version(u"2"_s)));
    m_prompter.texts << QString();
    trigger(u"Baseline up to here"_s);
    waitForStates(u"001 baseline, 002 baseline, 003 pending"_s);
    QVERIFY(m_prompter.textQuestions.front().text.contains(u"001-users"_s));
    QVERIFY(m_prompter.textQuestions.front().text.contains(u"002-orders"_s));
    QCOMPARE(sql(u"SELECT to_regclass('users') IS NULL"_s), u"t"_s);
}

void TestMigrateOperations::goesToAVersion()
{
    writeSmallPack();
    open();
    QVERIFY(m_page->select(version(u"2"_s)));
    trigger(u"Make this the latest"_s);
    acceptReview(waitForReview());
    waitForRun();
    waitForStates(u"001 applied, 002 applied, 003 pending"_s);
    QVERIFY(m_page->select(version(u"1"_s)));
    trigger(u"Make this the latest"_s);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->isCounting(), Patience);
    dialog->findChild<QCheckBox *>(u"acknowledge"_s)->setChecked(true);
    dialog->findChild<QCheckBox *>(u"safetyCopy"_s)->setChecked(false);
    acceptReview(dialog);
    waitForRun();
    waitForStates(u"001 applied, 002 rolled-back, 003 pending"_s);
}

void TestMigrateOperations::redoesTheLast()
{
    writeSmallPack();
    open();
    applyAll();
    const QString before = sql(u"SELECT 'both_ids'::regclass::oid"_s);
    QVERIFY(m_page->select(version(u"3"_s)));
    trigger(u"Redo from here"_s);
    acceptReview(waitForReview());
    waitForRun();
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    QVERIFY(sql(u"SELECT 'both_ids'::regclass::oid"_s) != before);
    QVERIFY2(
        panel()->summary().contains(u"1 migration rolled back and 1 migration applied"_s),
        qPrintable(panel()->summary()));
    QCOMPARE(panel()->model()->stepsDone(), 2);
    // It has run before, so the review knows how long it takes.
    QVERIFY(m_page->select(version(u"3"_s)));
    trigger(u"Redo from here"_s);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    const auto labels = dialog->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().startsWith(u"typically "_s); }));
    dialog->reject();
}

void TestMigrateOperations::savesThePlan()
{
    writeSmallPack();
    open();
    const auto source = migration::readSource(path(u"pack"_s));
    const migration::Plan plan = migration::makePlan(*source, {}, {});
    m_page->operations()->savePlanTo(plan, path(u"plan.sql"_s));
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"plan.sql"_s), Patience);
    QCOMPARE(contentOf(path(u"plan.sql"_s)), migration::planScriptText(plan));
    QVERIFY(contentOf(path(u"plan.sql"_s)).contains("CREATE TABLE orders (id int)"));
    QCOMPARE(sql(u"SELECT to_regclass('orders') IS NULL"_s), u"t"_s);
    // What cannot be written is said, not passed over.
    m_page->operations()->savePlanTo(plan, path(u"nowhere/plan.sql"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"cannot be written"_s), Patience);
}

void TestMigrateOperations::dumpsTheSchema()
{
    if (!m_withoutPgDump.isEmpty())
        QSKIP(m_withoutPgDump.constData());
    writeSmallPack();
    open();
    applyAll();
    m_page->operations()->dumpTo(path(u"one.sql"_s));
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"one.sql"_s), Patience);
    m_page->operations()->dumpTo(path(u"two.sql"_s));
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"two.sql"_s), Patience);
    QVERIFY(contentOf(path(u"one.sql"_s)).contains("CREATE TABLE public.orders"));
    QCOMPARE(contentOf(path(u"one.sql"_s)), contentOf(path(u"two.sql"_s)));
}

void TestMigrateOperations::validates()
{
    writeSmallPack();
    open();
    applyAll();
    trigger(u"Validate"_s);
    ReportDialog *good = waitForReport();
    QVERIFY(good);
    QVERIFY2(good->text().contains(u"no differences"_s), qPrintable(good->text()));
    good->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->findChild<ReportDialog *>(), Patience);
    write(u"001-users.up.sql"_s, "CREATE TABLE users (id bigint);\n");
    write(u"005-later.up.sql"_s, "SELECT 5;\n");
    waitForStates(u"001 edited, 002 applied, 003 applied, 005 pending"_s);
    trigger(u"Validate"_s);
    ReportDialog *bad = waitForReport();
    QVERIFY(bad);
    QVERIFY2(bad->text().contains(u"001-users: edited"_s), qPrintable(bad->text()));
    QVERIFY2(bad->text().contains(u"004 is missing"_s), qPrintable(bad->text()));
    bad->findChild<QPushButton *>(u"copy"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), bad->text());
    bad->reject();
}

// What was done to the database without a migration stands above the list, and in the report.
void TestMigrateOperations::comparesTheDatabaseItself()
{
    writeSmallPack();
    open();
    applyAll();
    QCOMPARE(sql(u"DROP VIEW both_ids; CREATE TABLE public.mine (id int)"_s), QString());
    m_page->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"missing: view public.both_ids"_s), Patience);
    QVERIFY(shownText().contains(u"added: table public.mine"_s));
    trigger(u"Validate"_s);
    ReportDialog *report = waitForReport();
    QVERIFY(report);
    QVERIFY2(report->text().contains(u"missing: view public.both_ids"_s), qPrintable(report->text()));
    report->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->findChild<ReportDialog *>(), Patience);
    // As after a run that was cut off: what was not compared is called so, and not without differences.
    QCOMPARE(sql(u"UPDATE howdah.catalog_state SET event = 0"_s), QString());
    m_page->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"was not compared"_s), Patience);
    trigger(u"Validate"_s);
    report = waitForReport();
    QVERIFY(report);
    QVERIFY2(report->text().contains(u"Not compared with the database"_s), qPrintable(report->text()));
    QVERIFY2(!report->text().contains(u"no differences"_s), qPrintable(report->text()));
    report->reject();
}

void TestMigrateOperations::aSafetyCopyComesBack()
{
    if (!m_withoutPgDump.isEmpty())
        QSKIP(m_withoutPgDump.constData());
    writeSmallPack();
    open();
    applyAll();
    QVERIFY(m_page->select(version(u"1"_s)));
    trigger(u"Roll back including this"_s);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(dialog->wantsSafetyCopy());
    dialog->findChild<QCheckBox *>(u"acknowledge"_s)->setChecked(true);
    acceptReview(dialog);
    waitForRun();
    waitForStates(u"001 rolled-back, 002 rolled-back, 003 rolled-back"_s);
    static const QRegularExpression form(u"copied to (\\S+\\.dump);"_s);
    const auto match = form.match(panel()->summary());
    QVERIFY2(match.hasMatch(), qPrintable(panel()->summary()));
    QVERIFY(QFile::exists(match.captured(1)));
    m_page->findChild<QPushButton *>(u"report"_s)->click();
    ReportDialog *report = waitForReport();
    QVERIFY(report);
    QVERIFY2(report->text().contains(match.captured(1)), qPrintable(report->text()));
    report->reject();
    QCOMPARE(sql(u"SELECT to_regclass('users') IS NULL"_s), u"t"_s);
    m_prompter.confirms << true;
    m_page->operations()->restoreFrom(match.captured(1));
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"1,237 rows restored"_s), Patience);
    QVERIFY(m_prompter.questions.front().text.contains(u"public.users: 1,234 rows"_s));
    QCOMPARE(sql(u"SELECT count(*) FROM users"_s), u"1234"_s);
}

// Directly after a rollback, with the copy that it has made; and the dialog for one opens where they are.
void TestMigrateOperations::whatWasRolledBackIsAppliedAgainAndRestored()
{
    if (!m_withoutPgDump.isEmpty())
        QSKIP(m_withoutPgDump.constData());
    writeSmallPack();
    open();
    applyAll();
    auto *button = panel()->findChild<QPushButton *>(u"applyAndRestore"_s);
    QVERIFY(button && !button->isVisible()); // nothing went
    QCOMPARE(sql(u"INSERT INTO orders VALUES (4)"_s), QString());
    QVERIFY(m_page->select(version(u"2"_s)));
    trigger(u"Roll back including this"_s);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog && dialog->wantsSafetyCopy());
    dialog->findChild<QCheckBox *>(u"acknowledge"_s)->setChecked(true);
    acceptReview(dialog);
    waitForRun();
    waitForStates(u"001 applied, 002 rolled-back, 003 rolled-back"_s);
    QTRY_VERIFY_WITH_TIMEOUT(button->isVisible(), Patience);

    // The program's own dialog for files takes longer than a page may.
    m_stalls->blocking([this] { trigger(u"Restore a safety copy"_s); });
    auto *files = m_page->findChild<QFileDialog *>();
    QVERIFY(files);
    QCOMPARE(files->selectedFiles(), QStringList{operations::newestSafetyCopy()});
    QVERIFY(panel()->summary().contains(operations::newestSafetyCopy()));
    files->reject();

    button->click();
    dialog = waitForReview();
    QVERIFY(dialog);
    auto *banner = dialog->findChild<Banner *>(u"restore"_s);
    QVERIFY(banner && banner->isVisible());
    QVERIFY2(banner->text().contains(u"public.orders: 4 rows"_s), qPrintable(banner->text()));
    QVERIFY(dialog->findChild<SqlView *>()->sql().contains(u"CREATE TABLE orders"_s));
    acceptReview(dialog);
    waitForRun();
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    QVERIFY2(panel()->summary().contains(u"1 table with 1 row restored"_s), qPrintable(panel()->summary()));
    QCOMPARE(sql(u"SELECT string_agg(id::text, ' ' ORDER BY id) FROM orders"_s), u"1 2 3 4"_s);
    QVERIFY(!button->isVisible());
}

// The server says that it is newer than any pg_dump: the copy that is wanted cannot be made, so nothing runs.
void TestMigrateOperations::withoutPgDumpItSaysWhatIsMissing()
{
    writeSmallPack();
    const test::OtherVersion newer(m_server->connInfo(m_database));
    m_connection->connectTo(newer.info(), Environment::Development);
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), Patience);
    openPage(path(u"pack"_s));
    applyAll();
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    QVERIFY(m_page->select(version(u"1"_s)));
    trigger(u"Roll back including this"_s);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(dialog->wantsSafetyCopy());
    dialog->findChild<QCheckBox *>(u"acknowledge"_s)->setChecked(true);
    acceptReview(dialog);
    waitForRun();
    const QString said = shownText() + panel()->summary();
    for (const QString &part :
         {u"pg_dump and pg_restore of PostgreSQL 99 or newer are needed for this server"_s,
          u"apt install postgresql-client-99"_s})
        QVERIFY2(said.contains(part), qPrintable(said));
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    QCOMPARE(sql(u"SELECT count(*) FROM users"_s), u"1234"_s);
}

void TestMigrateOperations::reportsWhatHappened()
{
    writeSmallPack();
    write(u"004-broken.up.sql"_s, "SELECT 1 / 0;\n");
    open();
    QVERIFY(!m_page->findChild<QPushButton *>(u"report"_s)->isVisible());
    applyAll();
    m_page->findChild<QPushButton *>(u"report"_s)->click();
    ReportDialog *report = waitForReport();
    QVERIFY(report);
    for (const QString &part :
         {u"# Apply 4 migrations"_s, u"**failed**"_s, u"SQLSTATE 22012"_s, u"division by zero"_s, m_connection->label(),
          u"`CREATE TABLE users (id int)`"_s})
        QVERIFY2(
            report->text().contains(part) || report->text().contains(markdownText(part)),
            qPrintable(part + report->text()));
    report->reject();
}

void TestMigrateOperations::showsWhoBlocksAndEndsThem()
{
    writeSmallPack();
    open();
    applyAll();
    connection::Session other({.name = u"in the way"_s});
    auto opened = other.open(m_server->connInfo(m_database));
    QTRY_VERIFY_WITH_TIMEOUT(opened.isFinished(), Patience);
    for (const QString &statement : {u"BEGIN"_s, u"LOCK TABLE public.users"_s}) {
        auto done = other.query({.sql = statement, .parameters = {}});
        QTRY_VERIFY_WITH_TIMEOUT(done.isFinished(), Patience);
        QVERIFY(done.result());
    }
    write(u"004-more.up.sql"_s, "ALTER TABLE users ADD COLUMN more int;\n");
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 pending"_s);
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"in the way"_s), Patience);
    auto *terminate = m_page->findChild<QPushButton *>(u"terminate"_s);
    QTRY_VERIFY_WITH_TIMEOUT(terminate->isVisible(), Patience);
    m_prompter.confirms << true;
    terminate->click();
    QVERIFY(m_prompter.questions.front().text.contains(u"in the way"_s));
    waitForRun();
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 applied"_s);
}

void TestMigrateOperations::productionWantsTheVersionTyped()
{
    writeSmallPack();
    open(Environment::Production);
    key(Qt::Key_Return, Qt::ControlModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(!dialog->canAccept());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"typed"_s), u"003"_s);
    QVERIFY(dialog->canAccept());
    dialog->reject();
    // A mark asks for it as well.
    QVERIFY(m_page->select(version(u"1"_s)));
    m_prompter.texts << QString();
    m_prompter.confirms << false;
    trigger(u"Mark as applied"_s);
    QCOMPARE(m_prompter.questions.front().typeToAccept, QStringList{u"001"_s});
    QCOMPARE(states(), u"001 pending, 002 pending, 003 pending"_s);
}

// The names are of what is there when they are typed: when something else is in its place by then, nothing runs.
void TestMigrateOperations::productionWantsTheNamesOfWhatGoes()
{
    QCOMPARE(sql(u"CREATE TABLE people (id int)"_s), QString());
    QCOMPARE(sql(u"INSERT INTO people SELECT generate_series(1, 30)"_s), QString());
    write(u"001-wipe.up.sql"_s, "TRUNCATE people;\n");
    write(u"001-wipe.down.sql"_s, "SELECT 1;\n");
    open(Environment::Production);
    m_connection->productionLock().unlock(std::chrono::minutes(5), u"ticket 7"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_connection->guard().isLocked(), Patience);
    const auto agree = [this] {
        list()->setFocus();
        key(Qt::Key_Return, Qt::ControlModifier);
        ReviewDialog *dialog = waitForReview();
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<Banner *>(u"danger"_s)->text().contains(u"TRUNCATE public.people: 30 rows"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isCounting(), Patience);
        if (auto *rows = dialog->findChild<QCheckBox *>(u"acknowledge"_s); rows && !rows->isHidden())
            rows->setChecked(true);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"typed"_s), u"001"_s);
        QVERIFY(!dialog->canAccept());
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"typed2"_s), u"people"_s);
        QVERIFY(dialog->canAccept());
    };
    agree();
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QCOMPARE(sql(u"ALTER TABLE people RENAME TO others"_s), QString());
    QCOMPARE(sql(u"CREATE TABLE people (id int)"_s), QString());
    dialog->accept();
    waitForRun();
    QVERIFY2(shownText().contains(u"since you confirmed"_s), qPrintable(shownText()));
    QCOMPARE(states(), u"001 pending"_s);
    QCOMPARE(sql(u"DROP TABLE people"_s), QString());
    QCOMPARE(sql(u"ALTER TABLE others RENAME TO people"_s), QString());
    QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"30"_s);
    agree();
    dialog = waitForReview();
    QVERIFY(dialog);
    dialog->accept();
    waitForRun();
    waitForStates(u"001 applied"_s);
    QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"0"_s);
}

// What is called so, but is not found by the files, is not asked for, and in nobody's way.
void TestMigrateOperations::productionRunsWhatTakesNothing()
{
    QCOMPARE(sql(u"CREATE SCHEMA shop"_s), QString());
    QCOMPARE(sql(u"CREATE TABLE shop.archive AS SELECT 1 AS id"_s), QString());
    write(u"001-drop.up.sql"_s, "DROP TABLE IF EXISTS archive;\n");
    open(Environment::Production);
    m_connection->productionLock().unlock(std::chrono::minutes(5), u"ticket 7"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_connection->guard().isLocked(), Patience);
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    QVERIFY(!dialog->findChild<QLineEdit *>(u"typed2"_s));
    for (const QString &name : {u"acknowledge"_s, u"safetyCopy"_s}) {
        if (auto *box = dialog->findChild<QCheckBox *>(name); box && !box->isHidden())
            box->setChecked(name == "acknowledge"_L1);
    }
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"typed"_s), u"001"_s);
    QVERIFY(dialog->canAccept());
    dialog->accept();
    waitForRun();
    waitForStates(u"001 applied"_s);
    QCOMPARE(sql(u"SELECT count(*) FROM shop.archive"_s), u"1"_s);
}

// In the menu "Database"; what the migrations see of it is the judge.
void TestMigrateOperations::productionWaitsForTheDiskUnlessItIsSwitchedOff()
{
    for (const QByteArray version : {"001", "002", "003", "004"})
        write(
            QString::fromLatin1(version) + u"-a.up.sql"_s,
            "CREATE TABLE seen_" + version + " AS SELECT current_setting('synchronous_commit') AS value;\n");
    open(Environment::Production);
    auto *more = m_page->findChild<QPushButton *>(u"databaseMenu"_s);
    QVERIFY(more && more->menu());
    auto *durable = more->menu()->findChild<QAction *>(u"durable"_s);
    QVERIFY(durable && durable->isEnabled());
    QVERIFY(durable->isChecked()); // on by default
    const auto apply = [this](const QString &upTo) {
        QVERIFY(m_page->select(version(upTo)));
        trigger(u"Apply to here"_s);
        ReviewDialog *dialog = waitForReview();
        QVERIFY(dialog);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"typed"_s), upTo.rightJustified(3, u'0'));
        acceptReview(dialog);
        waitForRun();
    };
    apply(u"2"_s);
    waitForStates(u"001 applied, 002 applied, 003 pending, 004 pending"_s);
    QCOMPARE(sql(u"SELECT value FROM seen_001"_s), u"on"_s);
    durable->trigger();
    QVERIFY(!durable->isChecked());
    apply(u"4"_s);
    waitForStates(u"001 applied, 002 applied, 003 applied, 004 applied"_s);
    QCOMPARE(sql(u"SELECT value FROM seen_003"_s), u"off"_s);
    // It is kept for the next time.
    m_stalls->blocking([this] { m_page.reset(); });
    openPage(path(u"pack"_s));
    QVERIFY(
        !m_page->findChild<QPushButton *>(u"databaseMenu"_s)->menu()->findChild<QAction *>(u"durable"_s)->isChecked());
}

void TestMigrateOperations::rehearses()
{
    writeSmallPack();
    write(u"002-orders.down.sql"_s, "SELECT 1;\n"); // undoes nothing
    open();
    m_page->operations()->startRehearsal(false, 0);
    ReportDialog *report = nullptr;
    QVERIFY(QTest::qWaitFor([&] { return (report = m_page->findChild<ReportDialog *>()); }, 3 * Patience));
    QVERIFY2(report->text().contains(u"left over"_s), qPrintable(report->text()));
    report->reject();
    QTRY_VERIFY_WITH_TIMEOUT(model().row(version(u"2"_s))->proof.has_value(), Patience);
    QCOMPARE(*model().row(version(u"2"_s))->proof, migration::Badge::NotRestored);
    QVERIFY(model().row(version(u"1"_s))->proof.has_value());
    // The target was left alone.
    QCOMPARE(sql(u"SELECT to_regclass('users') IS NULL, to_regnamespace('howdah') IS NULL"_s), u"t|t"_s);
}

// Where bubblewrap is missing: in the report, and where all went well in the one line that is said then.
void TestMigrateOperations::saysThatNothingButTheRoleHeldIt_data()
{
    QTest::addColumn<bool>("restored");
    QTest::newRow("proven") << true;
    QTest::newRow("not restored") << false;
}

void TestMigrateOperations::saysThatNothingButTheRoleHeldIt()
{
    QFETCH(const bool, restored);
    qputenv("HOWDAH_BWRAP", path(u"nothing"_s).toUtf8());
    const auto back = qScopeGuard([] { qunsetenv("HOWDAH_BWRAP"); });
    write(u"001-view.up.sql"_s, "CREATE VIEW v AS SELECT 1;\n");
    write(u"001-view.down.sql"_s, restored ? "DROP VIEW v;\n" : "SELECT 1;\n");
    open();
    m_page->operations()->startRehearsal(false, 0);
    const QString wanted = u"restricted by the privileges of its role only: bubblewrap is not installed"_s;
    if (restored) {
        QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"is proven"_s), 3 * Patience);
        QVERIFY2(news().contains(wanted), qPrintable(news()));
        return;
    }
    ReportDialog *report = nullptr;
    QVERIFY(QTest::qWaitFor([&] { return (report = m_page->findChild<ReportDialog *>()); }, 3 * Patience));
    QVERIFY2(report->text().contains(wanted), qPrintable(report->text()));
    report->reject();
}

void TestMigrateOperations::worksWithOtherToolsHistories_data()
{
    QTest::addColumn<QString>("pack");
    QTest::addColumn<QString>("table");
    QTest::newRow("typeorm") << u"pack:deepref"_s << u"migrations"_s;
    QTest::newRow("prisma") << u"pack:assistant"_s << u"_prisma_migrations"_s;
}

void TestMigrateOperations::worksWithOtherToolsHistories()
{
    QFETCH(const QString, pack);
    QFETCH(const QString, table);
    connectTo(m_database);
    openPage(pack);
    QVERIFY(model().rowCount() > 0);
    applyAll();
    QVERIFY2(panel()->summary().contains(u" applied in "_s), qPrintable(panel()->summary()));
    for (const MigrationRow &row : model().rows())
        QCOMPARE(row.state, migration::State::Applied);
    QVERIFY(sql(u"SELECT count(*) FROM %1"_s.arg(table)).toInt() > 0);
    // Rolled back from the first one on: nothing of it is left, and the journal knows.
    const migration::Version first = model().rows().front().version;
    QVERIFY(m_page->select(first));
    trigger(u"Roll back including this"_s);
    ReviewDialog *dialog = waitForReview();
    QVERIFY(dialog);
    if (auto *tick = dialog->findChild<QCheckBox *>(u"acknowledge"_s); tick && tick->isVisible())
        tick->setChecked(true);
    acceptReview(dialog);
    waitForRun();
    QVERIFY2(panel()->summary().contains(u"rolled back in"_s), qPrintable(panel()->summary()));
    QVERIFY(m_page->select(first));
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->details() && detail()->details()->version == first && detail()->details()->events.size() == 2,
        Patience);
    QCOMPARE(detail()->details()->events.front().kind, migration::EventKind::RolledBack);
}

HOWDAH_UI_TEST_MAIN(TestMigrateOperations)
#include "tst_migrateoperations.moc"
