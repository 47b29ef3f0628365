// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/pgtools.h"
#include "ctlprocess.h"
#include "migration/history/journal.h"
#include "migration/run/historyoperations.h"
#include "migrationfixture.h"
#include "support/pgprograms.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::CtlProcess;
using test::MigrationFixture;
using test::numbered;

// Where the users of other tools were hurt, and the tests that hold ours to better. Those that stand here are whole
// details, told by the runner or by howdahctl to a real server.
//
// a lock that a proxy keeps           pooler/aProxyThatPoolsTransactionsIsNamed,
// operations/theHolderOfTheLockCanBeEnded no lock: two run at once            faults/twoAtOnceApplyNothingTwice,
// runner/whatOthersAppliedMeanwhileIsNotAppliedTwice CONCURRENTLY against the lock       here:
// aWaitingRunDoesNotHoldUpAConcurrentIndex CONCURRENTLY in a transaction       runner/whatNeedsNoTransactionGetsNone,
// operations/aMixedFileIsRefusedWithItsParts an INVALID index left behind
// interruption/anInvalidIndexIsFoundNamedAndMadeGood "dirty", and nobody knows how far   interruption/*, faults/*;
// here: aMendedFileSimplyRunsAgain checksums by line ends or encoding  checksum/matches, plan/otherLineEndsAreNoEdit,
// source/badBytes, source/aByteOrderMark... checksums after an upgrade of us
// operations/anEarlierFormatIsBroughtUpToDate an older file is skipped silently   plan/outOfOrderFollowsThePolicy;
// here: anOlderFileThatComesLateIsNotSkipped a new enum value, used too early
// operations/anEnumValueIsNotUsedInItsTransaction the splitter cuts a body            sql/splitter, sql/psql; here:
// bodiesAndNamesThatSplittersBreakOn COPY data, psql's own lines         runner/copiesDataThatStandsInTheFile,
// sql/backslash; here: aDumpIsAMigration drift that is none                  catalog/difference (facts, not texts),
// rehearsal/packs no way back, or the wrong one       plan/undoesByTheOrderOfApplying, plan/theStoredDownTextIsUsed...,
//                                     runner/anotherRollbackThanTheOneShownIsRefused; here:
//                                     backGoesByTheOrderOfApplying
// a shadow database without rights    rehearsal/copy, rehearsal/rehearsal (a server of our own, missing extensions
// told) lock_timeout, and trying again      operations/aLockTimeoutIsRetriedAndTheBlockerShown,
// operations/theRetriesHaveALimit several schemas                     runner/thePackNamesTheSchema,
// dialects/*/theSchemaIsThatOfThePack... taking over a live database         operations/marksAndBaselines; here:
// aLiveDatabaseIsTakenOver
class HurtsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;

    static Source filesOf(const Files &files) { return parseSource(files); }

    static QString failureOf(const Result<RunReport> &report)
    {
        if (!report)
            return describe(report.error());
        return report->failure ? describe(*report->failure) : QString();
    }

private Q_SLOTS:
    // A tool whose second run sits in pg_advisory_lock() holds a snapshot, which the first run's index waits for, while
    // it holds the lock. Ours asks again and again, and is idle meanwhile.
    void aWaitingRunDoesNotHoldUpAConcurrentIndex()
    {
        MigrationFixture database(m_server);
        const Files files = numbered(
            {{"CREATE TABLE a (x int); SELECT pg_advisory_xact_lock(42);", ""},
             {"CREATE INDEX CONCURRENTLY i ON a (x);", ""}});
        const QString folder = m_folder.filePath(u"concurrent"_s);
        test::writeFolder(folder, files);
        const QStringList up{u"migrate"_s, u"up"_s, u"--yes"_s, u"--wait"_s, u"--lock-timeout"_s,
                             u"0"_s,       u"-s"_s, folder,     u"-d"_s,     connection::toUri(database.connInfo())};
        const auto holder = database.open(u"holder"_s);
        QVERIFY(holder->query({u"SELECT pg_advisory_lock(42)"_s, {}}).result());
        CtlProcess first(up);
        const auto sessions = [&database](const QString &condition) {
            return database.psql(
                u"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah: migrate' AND "
                "datname = current_database() AND %1"_s.arg(condition));
        };
        QTRY_COMPARE_WITH_TIMEOUT(sessions(u"wait_event = 'advisory'"_s), u"1"_s, 60000);
        CtlProcess second(up);
        QTRY_VERIFY_WITH_TIMEOUT(second.readError().contains("Waiting for another migration run"), 60000);
        QCOMPARE(sessions(u"wait_event = 'advisory'"_s), u"1"_s); // the second does not stand in a queue
        QVERIFY(holder->query({u"SELECT pg_advisory_unlock(42)"_s, {}}).result());
        QCOMPARE(first.wait(), 0);
        QCOMPARE(second.wait(), 0);
        QCOMPARE(database.states(filesOf(files)), (QStringList{u"001 applied"_s, u"002 applied"_s}));
        QCOMPARE(database.psql(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"_s), u"t"_s);
    }

    // What failed in its transaction left nothing, so nothing has to be forced, repaired or resolved.
    void aMendedFileSimplyRunsAgain()
    {
        MigrationFixture database(m_server);
        const Source bad = filesOf(numbered({{"CREATE TABLE a (); SELECT 1/0;", ""}}));
        QVERIFY(!failureOf(database.run(bad)).isEmpty());
        QCOMPARE(database.states(bad), QStringList{u"001 failed"_s});
        const Source mended = filesOf(numbered({{"CREATE TABLE a ();", ""}}));
        QCOMPARE(failureOf(database.run(mended)), QString());
        QCOMPARE(database.states(mended), QStringList{u"001 applied"_s});
        QCOMPARE(database.events(), (QStringList{u"failed 001"_s, u"applied 001"_s}));
    }

    void anOlderFileThatComesLateIsNotSkipped_data()
    {
        QTest::addColumn<QByteArray>("order");
        QTest::addColumn<bool>("runs");
        QTest::newRow("allow") << QByteArray("allow") << true;
        QTest::newRow("warn") << QByteArray("warn") << true;
        QTest::newRow("refuse") << QByteArray("refuse") << false;
    }
    void anOlderFileThatComesLateIsNotSkipped()
    {
        QFETCH(QByteArray, order);
        QFETCH(bool, runs);
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", ""}, {"CREATE TABLE b ();", ""}, {"CREATE TABLE c ();", ""}});
        files[u"pack.yaml"_s] = "order: " + order + "\n";
        const Source merged = filesOf(files);
        files.remove(u"002-m.up.sql"_s);
        files.remove(u"002-m.down.sql"_s);
        QCOMPARE(failureOf(database.run(filesOf(files))), QString());
        QCOMPARE(database.states(merged), (QStringList{u"001 applied"_s, u"002 out-of-order"_s, u"003 applied"_s}));
        const Plan plan = database.plan(merged);
        QCOMPARE(plan.canRun(), runs);
        QCOMPARE(plan.warnings.isEmpty(), order != "warn");
        if (!runs)
            return;
        QCOMPARE(failureOf(database.run(merged)), QString());
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NOT NULL"_s), u"t"_s);
        QCOMPARE(database.states(merged), (QStringList{u"001 applied"_s, u"002 applied"_s, u"003 applied"_s}));
    }

    // psql is the judge: it makes of the file what the run makes of it.
    void bodiesAndNamesThatSplittersBreakOn()
    {
        if (const QByteArray old = test::tooOldFor(14, "BEGIN ATOMIC"); !old.isEmpty())
            QSKIP(old.constData());
        const QByteArray file =
            "CREATE TABLE atomic_begin (\"end;\" int, atomic int);\n"
            "CREATE FUNCTION f(n int) RETURNS text LANGUAGE sql BEGIN ATOMIC\n"
            "  SELECT CASE WHEN n > 0 THEN 'more; than' ELSE 'none' END;\nEND;\n"
            "CREATE FUNCTION g() RETURNS text LANGUAGE plpgsql AS $out$ BEGIN\n"
            "  EXECUTE $in$ SELECT $$;$$ $in$; RETURN 'a;b'; END $out$;\n"
            "/* one /* within ; */ another ; */ CREATE VIEW v AS SELECT E'it\\'s;' AS x, U&'\\003B' AS y; -- ;\n"
            "DO $$ BEGIN PERFORM f(1); END $$;\n"
            "INSERT INTO atomic_begin VALUES (1, 2);";
        const QString judged =
            u"SELECT (SELECT string_agg(pg_get_functiondef(oid), ';' ORDER BY proname) FROM pg_proc WHERE "
            "pronamespace = 'public'::regnamespace), (SELECT x || y FROM v), (SELECT count(*) FROM atomic_begin)"_s;
        const MigrationFixture expected(m_server);
        QVERIFY(!expected.psql(QString::fromUtf8(file)).contains("ERROR"_L1));
        MigrationFixture database(m_server);
        QCOMPARE(failureOf(database.run(filesOf(numbered({{file, ""}})))), QString());
        QCOMPARE(database.psql(judged), expected.psql(judged));
        QVERIFY2(database.psql(judged).contains("more; than"_L1), qPrintable(database.psql(judged)));
        QCOMPARE(readEvents(database.session(), database.history())->front().statements.size(), 6u);
    }

    // What pg_dump writes, with data, with \restrict where it writes that, and with an empty search_path.
    void aDumpIsAMigration()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        MigrationFixture original(m_server);
        QCOMPARE(
            original.psql(u"CREATE TABLE t (id serial PRIMARY KEY, x text); "
                          "INSERT INTO t (x) VALUES (E'a\\tb'), (E'\\\\.'), (NULL), ('');"_s),
            QString());
        const auto tools = connection::findTools(test::serverMajor() * 10000);
        QVERIFY(tools);
        const auto dump = connection::runToolWell({tools->program(u"pg_dump"_s), {}, original.connInfo()});
        QVERIFY2(dump, dump ? "" : qPrintable(describe(dump.error())));
        QByteArray text = *dump;
        QVERIFY(text.contains("COPY public.t"));
        if (!text.contains("\\restrict")) // as pg_dump does since 15.14
            text = "\\restrict xyz\n" + text + "\\unrestrict xyz\n";
        MigrationFixture database(m_server);
        const Source source = filesOf(numbered({{text, "DROP TABLE t;"}, {"CREATE TABLE after_it ();", ""}}));
        const Plan plan = database.plan(source);
        QVERIFY2(plan.canRun(), plan.canRun() ? "" : qPrintable(plan.refusals.front().message));
        QVERIFY2(plan.steps[0].notes.join(u' ').contains("\\restrict"_L1), qPrintable(plan.steps[0].notes.join(u' ')));
        QCOMPARE(failureOf(database.run(source)), QString());
        const QString rows = u"SELECT id, x, x IS NULL FROM t ORDER BY id"_s;
        QCOMPARE(database.psql(rows), original.psql(rows));
        QCOMPARE(database.psql(u"SELECT to_regclass('public.after_it') IS NOT NULL"_s), u"t"_s);
    }

    // The one that was applied last is the first that goes, whatever its number.
    void backGoesByTheOrderOfApplying()
    {
        MigrationFixture database(m_server);
        const Files files =
            numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}, {"CREATE TABLE b ();", "DROP TABLE b;"}});
        Files first = files;
        first.remove(u"001-m.up.sql"_s);
        first.remove(u"001-m.down.sql"_s);
        QCOMPARE(failureOf(database.run(filesOf(first))), QString());
        QCOMPARE(failureOf(database.run(filesOf(files))), QString());
        QCOMPARE(failureOf(database.run(filesOf(files), {.direction = Direction::Down})), QString());
        QCOMPARE(database.states(filesOf(files)), (QStringList{u"001 rolled-back"_s, u"002 applied"_s}));
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL, to_regclass('b') IS NOT NULL"_s), u"t|t"_s);
    }

    // A database that was there before: what it has is not run, what comes after is.
    void aLiveDatabaseIsTakenOver()
    {
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE TABLE a (); CREATE TABLE b ()"_s), QString());
        const Source source =
            filesOf(numbered({{"CREATE TABLE a ();", ""}, {"CREATE TABLE b ();", ""}, {"CREATE TABLE c ();", ""}}));
        QVERIFY(failureOf(database.run(source)).contains("already exists"_L1));
        QVERIFY(mark(database.session(), database.dialect(), source, {Mark::Baseline, {*Version::parse(u"2")}, {}}));
        QCOMPARE(failureOf(database.run(source)), QString());
        QCOMPARE(database.states(source), (QStringList{u"001 baseline"_s, u"002 baseline"_s, u"003 applied"_s}));
    }
};

QTEST_GUILESS_MAIN(HurtsTest)
#include "tst_hurts.moc"
