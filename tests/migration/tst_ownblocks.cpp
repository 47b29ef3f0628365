// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrationfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;
using test::numbered;

// Files that bring their own BEGIN and COMMIT, as Prisma and sqitch write them.
class OwnBlocksTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    // As `prisma migrate dev` writes it for a value that goes from two enums.
    static QByteArray prismaFile()
    {
        return "-- AlterEnum\nBEGIN;\nCREATE TYPE \"Role_new\" AS ENUM ('USER', 'ADMIN');\n"
               "ALTER TABLE \"User\" ALTER COLUMN \"role\" TYPE \"Role_new\" USING (\"role\"::text::\"Role_new\");\n"
               "ALTER TYPE \"Role\" RENAME TO \"Role_old\";\nALTER TYPE \"Role_new\" RENAME TO \"Role\";\n"
               "DROP TYPE \"Role_old\";\nCOMMIT;\n\n-- AlterEnum\nBEGIN;\nCREATE TYPE \"Plan_new\" AS ENUM ('FREE');\n"
               "ALTER TABLE \"User\" ALTER COLUMN \"plan\" TYPE \"Plan_new\" USING (\"plan\"::text::\"Plan_new\");\n"
               "ALTER TYPE \"Plan\" RENAME TO \"Plan_old\";\nALTER TYPE \"Plan_new\" RENAME TO \"Plan\";\n"
               "DROP TYPE \"Plan_old\";\nCOMMIT;\n\n-- AlterTable\nALTER TABLE \"User\" ADD COLUMN \"at\" date;\n";
    }
    static QByteArray before()
    {
        return "CREATE TYPE \"Role\" AS ENUM ('USER', 'ADMIN', 'GUEST');\nCREATE TYPE \"Plan\" AS ENUM ('FREE', "
               "'PAID');\n"
               "CREATE TABLE \"User\" (\"role\" \"Role\", \"plan\" \"Plan\");\n";
    }

    static bool has(const QStringList &notes, const QString &part) { return !notes.filter(part).isEmpty(); }

private Q_SLOTS:
    void pairsAreLeftOutAndAllIsOneTransaction()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered({{before(), ""}, {prismaFile(), ""}}));
        const Plan plan = database.plan(source);
        QVERIFY2(plan.canRun(), plan.canRun() ? "" : qPrintable(plan.refusals.front().message));
        const Step &step = plan.steps[1];
        QVERIFY(step.transactional);
        QCOMPARE(step.statements.size(), 11u);
        QVERIFY2(has(step.notes, u"BEGIN and COMMIT of the file are left out"_s), qPrintable(step.notes.join(u'\n')));
        const auto report = database.run(source);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(report->failure->error) : QString()));
        // As psql leaves it.
        MigrationFixture judge(m_server);
        QCOMPARE(judge.psql(QString::fromUtf8(before() + prismaFile())), QString());
        const QString look =
            u"SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ',' ORDER BY attnum) "
            "FROM pg_attribute WHERE attrelid = '\"User\"'::regclass AND attnum > 0 UNION ALL "
            "SELECT string_agg(enumtypid::regtype || '.' || enumlabel, ',' ORDER BY enumtypid::regtype::text, "
            "enumsortorder) FROM pg_enum"_s;
        QCOMPARE(database.psql(look), judge.psql(look));
    }

    // One that fails leaves nothing, although the file committed before it.
    void whatFailsBehindACommitLeavesNothing()
    {
        MigrationFixture database(m_server);
        const Source source =
            parseSource(numbered({{"BEGIN;\nCREATE TABLE a ();\nCOMMIT;\nBEGIN;\nSELECT 1 / 0;\nCOMMIT;\n", ""}}));
        const auto report = database.run(source);
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->error.sqlState, u"22012"_s);
        QCOMPARE(int(report->failure->position.line), 5);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
        QCOMPARE(database.states(source), QStringList{u"001 failed"_s});
    }

    // The script that is shown does in psql what the run does.
    void theScriptIsWhatRuns_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::newRow("left out") << QByteArray("BEGIN;\nCREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();\n");
        QTest::newRow("as written") << QByteArray(
            "-- howdah: transaction off\nBEGIN;\nCREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();\n");
        QTest::newRow("a COMMIT between") << QByteArray("CREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();\n");
        QTest::newRow("with modes") << QByteArray(
            "BEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();\n");
    }
    void theScriptIsWhatRuns()
    {
        QFETCH(QByteArray, up);
        const Plan plan = makePlan(parseSource(numbered({{up, ""}})), {}, {});
        QVERIFY2(plan.canRun(), plan.canRun() ? "" : qPrintable(plan.refusals.front().message));
        MigrationFixture judge(m_server);
        const QByteArray text = planScriptText(plan);
        QCOMPARE(judge.psql(QString::fromUtf8(text)), QString());
        QCOMPARE(text.count("\nBEGIN") + int(text.startsWith("BEGIN")), text.count("\nCOMMIT;\n"));
        QCOMPARE(judge.psql(u"SELECT to_regclass('a') IS NOT NULL, to_regclass('b') IS NOT NULL"_s), u"t|t"_s);
        MigrationFixture database(m_server);
        const auto report = database.run(parseSource(numbered({{up, ""}})));
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(report->failure->error) : QString()));
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NOT NULL, to_regclass('b') IS NOT NULL"_s), u"t|t"_s);
    }

    // As written each is there whole or not at all, and the run goes on with the one that is not there.
    void aTransactionOfTheFileIsWholeAndResumed()
    {
        MigrationFixture database(m_server);
        const QByteArray good = "-- howdah: transaction off\nBEGIN;\nCREATE TABLE a ();\nCREATE TABLE b ();\nCOMMIT;\n"
                                "BEGIN;\nCREATE TABLE c ();\nSELECT 1 / 1;\nCOMMIT;\nCREATE TABLE d ();\n";
        Files files = numbered({{QByteArray(good).replace("1 / 1", "1 / 0"), "DROP TABLE d, c, b, a;"}});
        const auto report = database.run(parseSource(files));
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->statement, 4);
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NOT NULL, to_regclass('c') IS NULL"_s), u"t|t"_s);
        const std::vector<Entry> entries = compare(parseSource(files), database.history());
        QCOMPARE(entries.front().record->statementsDone, 2);
        QCOMPARE(entries.front().record->statementsStarted, 2);
        files[u"001-m.up.sql"_s] = good;
        const Source mended = parseSource(files);
        const Plan plan = database.plan(mended, {.action = Action::Resume});
        QVERIFY2(plan.canRun(), plan.canRun() ? "" : qPrintable(plan.refusals.front().message));
        QVERIFY(planScriptText(plan).contains("BEGIN;\nCREATE TABLE c ();"));
        const auto resumed = database.run(mended, {.action = Action::Resume});
        QVERIFY(resumed);
        QVERIFY2(!resumed->failure, qPrintable(resumed->failure ? describe(resumed->failure->error) : QString()));
        QCOMPARE(database.states(mended), QStringList{u"001 applied"_s});
        // Every statement is in the journal, with its end.
        QCOMPARE(
            database.psql(
                u"SELECT count(*) FROM howdah.migration_statement WHERE finished_at IS NOT NULL AND sqlstate IS "
                "NULL"_s),
            u"5"_s);
        QVERIFY(!database.run(mended, {.direction = Direction::Down})->failure);
    }

    // A deferred constraint fails at the COMMIT of the file: then nothing of that transaction is there.
    void aCommitOfTheFileThatFails()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"-- howdah: transaction off\nCREATE TABLE a (id int PRIMARY KEY);\nBEGIN;\nCREATE TABLE b (a int "
              "REFERENCES a "
              "DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO b VALUES (1);\nCOMMIT;\n",
              ""}}));
        const auto report = database.run(source);
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->error.sqlState, u"23503"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NOT NULL, to_regclass('b') IS NULL"_s), u"t|t"_s);
        QCOMPARE(database.history().records.front().statementsDone, 1);
    }

    // A mended rest without what kept it apart is still run in the transactions that the file has.
    void theRestOfAFileKeepsItsTransactions()
    {
        MigrationFixture database(m_server);
        const QByteArray file = "CREATE TABLE a (b int);\nCREATE INDEX CONCURRENTLY i ON a (c);\nBEGIN;\n"
                                "SET LOCAL search_path = s;\nCREATE TABLE t ();\nCOMMIT;\n";
        QCOMPARE(database.psql(u"CREATE SCHEMA s"_s), QString());
        Files files = numbered({{file, "DROP TABLE a, s.t;"}});
        const auto report = database.run(parseSource(files));
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->statement, 2);
        files[u"001-m.up.sql"_s] = QByteArray(file).replace("CONCURRENTLY i ON a (c)", "i ON a (b)");
        const Source mended = parseSource(files);
        const Request again{.action = Action::Resume, .unsure = Unsure::Repeat};
        const Plan plan = database.plan(mended, again);
        QVERIFY2(plan.canRun(), plan.canRun() ? "" : qPrintable(plan.refusals.front().message));
        QVERIFY2(!has(plan.steps[0].notes, u"are left out"_s), qPrintable(plan.steps[0].notes.join(u'\n')));
        const auto resumed = database.run(mended, again);
        QVERIFY(resumed);
        QVERIFY2(!resumed->failure, qPrintable(resumed->failure ? describe(resumed->failure->error) : QString()));
        QCOMPARE(database.psql(u"SELECT to_regclass('s.t') IS NOT NULL, to_regclass('public.t') IS NULL"_s), u"t|t"_s);
    }

    // What has run cannot be in a transaction with what has not.
    void noTransactionBeginsBeforeWhatHasRun()
    {
        MigrationFixture database(m_server);
        const QByteArray head = "-- howdah: transaction off\n";
        Files files = numbered({{head + "CREATE TABLE a ();\nSELECT 1 / 0;\nCREATE TABLE b ();\n", ""}});
        QVERIFY(database.run(parseSource(files))->failure);
        files[u"001-m.up.sql"_s] = head + "BEGIN;\nCREATE TABLE a ();\nSELECT 1;\nCREATE TABLE b ();\nCOMMIT;\n";
        const Plan plan = database.plan(parseSource(files), {.action = Action::Resume});
        QVERIFY(!plan.canRun());
        QVERIFY2(
            plan.refusals[0].message.contains("in the midst of a transaction"_L1),
            qPrintable(plan.refusals[0].message));
    }

    void aSettingForOneTransactionStaysThere_data()
    {
        QTest::addColumn<QByteArray>("setting");
        QTest::newRow("SET LOCAL") << QByteArray("SET LOCAL search_path = pg_temp");
        QTest::newRow("set_config") << QByteArray("SELECT pg_catalog.set_config('search_path', 'pg_temp', true)");
        QTest::newRow("in a block") << QByteArray("DO $$BEGIN SET LOCAL search_path = pg_temp; END$$");
    }
    void aSettingForOneTransactionStaysThere()
    {
        QFETCH(QByteArray, setting);
        MigrationFixture database(m_server);
        const Source source =
            parseSource(numbered({{"BEGIN;\n" + setting + ";\nCOMMIT;\nCREATE TABLE a ();\n", "DROP TABLE a;"}}));
        const Plan plan = database.plan(source);
        QVERIFY(plan.canRun());
        QVERIFY(!plan.steps[0].transactional);
        QVERIFY2(has(plan.steps[0].notes, u"run as written"_s), qPrintable(plan.steps[0].notes.join(u'\n')));
        QVERIFY(!database.run(source)->failure);
        QCOMPARE(database.psql(u"SELECT to_regclass('public.a') IS NOT NULL"_s), u"t"_s);
        // All of it in one is then not possible, and the plan says so.
        const Plan single = makePlan(source, {}, {.singleTransaction = true});
        QCOMPARE(single.refusals.front().kind, RefusalKind::NotInOneTransaction);
    }

    // In one transaction, PostgreSQL refuses to alter the table of a check that still waits; as written it does not.
    void aDeferredConstraintIsCheckedAtItsCommit()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a (id int PRIMARY KEY);", "DROP TABLE a;"},
             {"BEGIN;\nCREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO b VALUES (1);\n"
              "INSERT INTO a VALUES (1);\nCOMMIT;\nBEGIN;\nALTER TABLE b ADD COLUMN c int;\nCOMMIT;\n",
              "DROP TABLE b;"}}));
        const Plan plan = database.plan(source);
        QVERIFY(plan.canRun());
        QVERIFY(!plan.steps[1].transactional);
        QVERIFY2(has(plan.steps[1].notes, u"a constraint is deferred"_s), qPrintable(plan.steps[1].notes.join(u'\n')));
        const auto report = database.run(source);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(report->failure->error) : QString()));
        // Where nothing comes behind it, it is the same in one transaction.
        const Plan last = makePlan(
            parseSource(numbered(
                {{"BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a "
                  "DEFERRABLE;\nCOMMIT;\n",
                  ""}})),
            {}, {});
        QVERIFY(last.steps[0].transactional);
        // Those of other files nobody knows: the plan says when they are checked.
        QVERIFY2(
            has(last.steps[0].notes, u"constraints that are deferred"_s), qPrintable(last.steps[0].notes.join(u'\n')));
        const Plan one = makePlan(parseSource(numbered({{"BEGIN;\nSELECT 1;\nCOMMIT;\n", ""}})), {}, {});
        QVERIFY(!has(one.steps[0].notes, u"constraints that are deferred"_s));
        const Plan never = makePlan(
            parseSource(numbered(
                {{"BEGIN;\nCREATE TABLE c (a int UNIQUE NOT DEFERRABLE);\nCOMMIT;\nSELECT 1;\n", "DROP TABLE c;"}})),
            {}, {});
        QVERIFY(never.steps[0].transactional);
    }

    // One table of many columns that ends with its transaction, twice.
    void aTableOfOneTransactionEndsWithIt()
    {
        QByteArrayList columns;
        for (int i = 0; i < 60; ++i)
            columns << "c" + QByteArray::number(i) + " int";
        const QByteArray one = "BEGIN;\nCREATE TEMP TABLE a (" + columns.join(", ") + ") ON COMMIT DROP;\nCOMMIT;\n";
        MigrationFixture database(m_server);
        const auto report = database.run(parseSource(numbered({{one + one, ""}})));
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(report->failure->error) : QString()));
    }

    // What pg_dump writes is for the session, and no reason against one transaction.
    void aSettingForTheSessionIsInOne()
    {
        const Plan plan = makePlan(
            parseSource(numbered(
                {{"BEGIN;\nSELECT pg_catalog.set_config('search_path', '', false);\nCOMMIT;\nSELECT 1;\n", ""}})),
            {}, {});
        QVERIFY(plan.canRun());
        QVERIFY(plan.steps[0].transactional);
    }

    // sqitch: each file is one transaction, up and down.
    void sqitchFilesRunBothWays()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"-- Deploy flipr:appschema to pg\n\nBEGIN;\n\nCREATE SCHEMA flipr;\n\nCOMMIT;\n",
              "-- Revert flipr:appschema from pg\n\nBEGIN;\n\nDROP SCHEMA flipr;\n\nCOMMIT;\n"}}));
        QVERIFY(!database.run(source)->failure);
        QVERIFY(!database.run(source, {.direction = Direction::Down})->failure);
        QCOMPARE(database.states(source), QStringList{u"001 rolled-back"_s});
        QVERIFY(!database.run(source, {.singleTransaction = true})->failure);
        QCOMPARE(database.states(source), QStringList{u"001 applied"_s});
    }

    void aHintIsNotGivenTwice()
    {
        for (const QByteArray &head : {QByteArray(), QByteArray("-- howdah: transaction off\n")}) {
            const Plan plan = makePlan(parseSource(numbered({{head + "BEGIN;\nSELECT 1;\n", ""}})), {}, {});
            QCOMPARE(plan.refusals.size(), 1u);
            QVERIFY2(
                plan.refusals[0].message.contains("BEGIN without a COMMIT"_L1), qPrintable(plan.refusals[0].message));
            QVERIFY(!plan.refusals[0].hint.contains("transaction off"_L1));
        }
    }
};

QTEST_GUILESS_MAIN(OwnBlocksTest)
#include "tst_ownblocks.moc"
