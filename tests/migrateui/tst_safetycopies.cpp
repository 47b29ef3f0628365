// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrateui/migratepagefixture.h"

#include "common/typednames.h"
#include "support/pgprograms.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::version;

// Whatever a rollback takes, the review offers to copy it first; what no copy holds is not run with one.
class TestSafetyCopies final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

    const QByteArray m_withoutPgDump = howdah::test::withoutPgDump(); // before any stall is measured

    // The review of the rollback of 002, which offers a copy; what goes is acknowledged.
    void reviewRollback(const QByteArray &down, ReviewDialog *&dialog)
    {
        write(
            u"001-users.up.sql"_s, "CREATE TABLE users (id int PRIMARY KEY, name text);\n"
                                   "INSERT INTO users SELECT i, 'name ' || i FROM generate_series(1, 40) i;\n"
                                   "CREATE SCHEMA shop;\n"
                                   "CREATE FUNCTION purge() RETURNS bigint LANGUAGE sql\n"
                                   "AS 'DELETE FROM users; SELECT 1::bigint';\n"
                                   "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql STABLE\n"
                                   "AS 'SELECT count(*) FROM users';\n");
        write(u"001-users.down.sql"_s, "DROP TABLE users;\n");
        write(u"002-next.up.sql"_s, "SELECT 1;\n");
        write(u"002-next.down.sql"_s, down + ";\n");
        connectTo(m_database);
        openPage(m_folder->filePath(u"pack"_s));
        applyAll();
        QVERIFY(m_page->select(version(u"2"_s)));
        trigger(u"Roll back this migration"_s);
        dialog = waitForReview();
        QVERIFY(dialog);
        if (auto *acknowledge = dialog->findChild<QCheckBox *>(u"acknowledge"_s);
            acknowledge && acknowledge->isVisible())
            acknowledge->setChecked(true);
    }

private Q_SLOTS:
    void initTestCase()
    {
        begin();
        if (!m_withoutPgDump.isEmpty())
            QSKIP(m_withoutPgDump.constData());
    }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void whateverGoesIsCopied_data();
    void whateverGoesIsCopied();
    void whatOnlyReadsIsNotAskedAbout();
    void whatNoCopyHoldsIsAskedByName_data();
    void whatNoCopyHoldsIsAskedByName();
    void whatCameSinceTheReviewIsNotRun();
};

void TestSafetyCopies::whateverGoesIsCopied_data()
{
    QTest::addColumn<QByteArray>("down");
    for (const char *down :
         {"SELECT purge()", "ALTER TABLE users RENAME TO old; DROP TABLE old", "DO $$BEGIN DELETE FROM users; END$$",
          "UPDATE users SET name = 'x'", "DELETE FROM users WHERE id < 5", "TRUNCATE users",
          "WITH gone AS (DELETE FROM users RETURNING *) SELECT count(*) FROM gone",
          "INSERT INTO users VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y'",
          "ALTER TABLE users ALTER name TYPE varchar(2) USING left(name, 2)",
          "ALTER TABLE users SET SCHEMA shop; DROP SCHEMA shop CASCADE"})
        QTest::newRow(down) << QByteArray(down);
}

void TestSafetyCopies::whateverGoesIsCopied()
{
    QFETCH(QByteArray, down);
    ReviewDialog *dialog = nullptr;
    reviewRollback(down, dialog);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(dialog->wantsSafetyCopy());
    acceptReview(dialog);
    waitForRun();
    waitForStates(u"001 applied, 002 rolled-back"_s);
    static const QRegularExpression form(u"copied to (\\S+\\.dump);"_s);
    const auto match = form.match(panel()->summary());
    QVERIFY2(match.hasMatch(), qPrintable(panel()->summary()));
    QFile contents(match.captured(1) + u".json"_s);
    QVERIFY(contents.open(QIODevice::ReadOnly));
    const QByteArray said = contents.readAll();
    QVERIFY2(said.contains("users") && said.contains("40"), said.constData());
}

void TestSafetyCopies::whatOnlyReadsIsNotAskedAbout()
{
    ReviewDialog *dialog = nullptr;
    reviewRollback("SELECT total(), count(*), now() FROM users", dialog);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(!dialog->wantsSafetyCopy());
    QVERIFY(!dialog->findChild<QCheckBox *>(u"acknowledge"_s));
    acceptReview(dialog);
    waitForRun();
    waitForStates(u"001 applied, 002 rolled-back"_s);
}

void TestSafetyCopies::whatNoCopyHoldsIsAskedByName_data()
{
    QTest::addColumn<QByteArray>("down");
    QTest::addColumn<bool>("copied"); // the tables, which a block may reach as well
    QTest::newRow("lo_unlink") << "SELECT lo_unlink(77)"_ba << false;
    QTest::newRow("in a block") << "DO $$BEGIN PERFORM lo_unlink(77); END$$"_ba << true;
}

void TestSafetyCopies::whatNoCopyHoldsIsAskedByName()
{
    QFETCH(QByteArray, down);
    QFETCH(bool, copied);
    const QString there = u"SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 77"_s;
    QCOMPARE(sql(u"SELECT lo_create(77)"_s), u"77"_s);
    ReviewDialog *dialog = nullptr;
    reviewRollback(down, dialog);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(dialog->wantsSafetyCopy());
    QVERIFY2(shownText().contains(u"A safety copy cannot include large objects"_s), qPrintable(shownText()));
    const auto fields = dialog->findChild<TypedNames *>()->fields();
    QCOMPARE(fields.size(), 1);
    QVERIFY(!dialog->canAccept());
    fields.front()->setText(m_database + u'x');
    QVERIFY(!dialog->canAccept());
    QCOMPARE(sql(there), u"1"_s);
    fields.front()->setText(m_database);
    QVERIFY(dialog->canAccept());
    dialog->findChild<QPushButton *>(u"accept"_s)->click();
    waitForRun();
    waitForStates(u"001 applied, 002 rolled-back"_s);
    QCOMPARE(sql(there), u"0"_s);
    QCOMPARE(panel()->summary().contains(u"copied to"_s), copied);
    QCOMPARE(panel()->summary().contains(u"The copy does not include large objects"_s), copied);
}

// Nobody was asked about a large object that was not there when the review was read.
void TestSafetyCopies::whatCameSinceTheReviewIsNotRun()
{
    ReviewDialog *dialog = nullptr;
    reviewRollback("DO $$BEGIN PERFORM lo_unlink(77); END$$", dialog);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(sql(u"SELECT lo_create(77)"_s), u"77"_s);
    acceptReview(dialog);
    waitForRun();
    const QString said = shownText() + panel()->summary();
    QVERIFY2(said.contains(u"A safety copy cannot include large objects"_s), qPrintable(said));
    QVERIFY2(said.contains(u"nothing was run"_s), qPrintable(said));
    waitForStates(u"001 applied, 002 applied"_s);
    QCOMPARE(sql(u"SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 77"_s), u"1"_s);
}

HOWDAH_UI_TEST_MAIN(TestSafetyCopies)
#include "tst_safetycopies.moc"
