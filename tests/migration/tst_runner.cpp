// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrationfixture.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using namespace howdah::migration;
using test::MigrationFixture;
using test::numbered;

namespace {

const Request Down{.direction = Direction::Down};

// Writes down what it is told; calls back after a statement.
class Recorder final : public RunObserver
{
public:
    QStringList lines;
    std::function<void(const LockHolder &)> onLock;

    void lockAwaited(const LockHolder &holder) override
    {
        lines << u"lock "_s + holder.application;
        if (onLock)
            onLock(holder);
    }
    void stepStarted(size_t index, const Step &step) override
    {
        lines << u"start %1 %2"_s.arg(index).arg(step.version.text());
    }
    void statementFinished(const StatementReport &report) override
    {
        lines << u"statement %1.%2/%3"_s.arg(report.step).arg(report.number).arg(report.of);
    }
    void stepFinished(size_t index, const StepReport &) override { lines << u"done %1"_s.arg(index); }
    void noticed(const Notice &notice) override { lines << notice.severity + u' ' + notice.message; }
};

} // namespace

class RunnerTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

private Q_SLOTS:
    void lookingCreatesNothing()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}}));
        const History history = database.history();
        QVERIFY(!history.exists);
        QVERIFY(!history.schemaExists);
        QCOMPARE(database.states(source), QStringList{u"001 pending"_s});
        QCOMPARE(database.psql(u"SELECT count(*) FROM pg_namespace WHERE nspname = 'howdah'"_s), u"0"_s);
    }

    void appliesAndTellsStepByStep()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a ();\nCREATE TABLE b ();\n", "DROP TABLE b; DROP TABLE a;"},
             {"DO $$ BEGIN RAISE NOTICE 'hello'; END $$;", ""}}));
        Recorder recorder;
        const auto report = database.run(source, {}, &recorder);
        QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
        QVERIFY(!report->failure);
        QCOMPARE(report->steps.size(), 2u);
        QCOMPARE(
            recorder.lines, (QStringList{
                                u"start 0 001"_s, u"statement 0.1/2"_s, u"statement 0.2/2"_s, u"done 0"_s,
                                u"start 1 002"_s, u"statement 1.1/1"_s, u"NOTICE hello"_s, u"done 1"_s}));
        QCOMPARE(
            database.psql(
                u"SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"_s),
            u"a b"_s);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 applied"_s}));
        QCOMPARE(database.events(), (QStringList{u"applied 001"_s, u"applied 002"_s}));
        const Record record = database.history().records.front();
        QCOMPARE(record.by, u"howdah"_s);
        QCOMPARE(record.checksumUp, source.migrations[0].up.checksum);
        QCOMPARE(record.statementsTotal, 2);
        QVERIFY(database.plan(source).steps.empty());
    }

    void eventsCanOnlyBeAdded()
    {
        MigrationFixture database(m_server);
        QVERIFY(database.run(parseSource(numbered({{"SELECT 1;", ""}}))));
        for (const QString &sql :
             {u"DELETE FROM howdah.migration_event"_s, u"TRUNCATE howdah.migration_event"_s,
              u"UPDATE howdah.migration_event SET who = 'nobody'"_s})
            QVERIFY2(database.psql(sql).contains("append-only"_L1), qPrintable(sql));
        QCOMPARE(database.events(), QStringList{u"applied 001"_s});
    }

    void rollsBackAndAppliesAgain()
    {
        MigrationFixture database(m_server);
        const Source source =
            parseSource(numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}, {"CREATE TABLE b ();", "DROP TABLE b;"}}));
        QVERIFY(database.run(source));
        QVERIFY(!database.run(source, Down)->failure);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 rolled-back"_s}));
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
        QVERIFY(!database.run(source)->failure);
        QVERIFY(!database.run(source, {.direction = Direction::Down, .to = Version()})->failure);
        QCOMPARE(database.states(source), (QStringList{u"001 rolled-back"_s, u"002 rolled-back"_s}));
        QCOMPARE(
            database.events(), (QStringList{
                                   u"applied 001"_s, u"applied 002"_s, u"rolled_back 002"_s, u"applied 002"_s,
                                   u"rolled_back 002"_s, u"rolled_back 001"_s}));
    }

    void theDownTextOfTheDayOfApplyingIsKept()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}});
        QVERIFY(database.run(parseSource(files)));
        files.remove(u"001-m.down.sql"_s);
        const auto report = database.run(parseSource(files), Down);
        QVERIFY(report && !report->failure);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    void anErrorLeavesNothingAndNamesItsPlace()
    {
        MigrationFixture database(m_server);
        Files files = numbered(
            {{"CREATE TABLE a ();", "DROP TABLE a;"},
             {u"CREATE TABLE b ();\r\nCREATE TABLE c ();\r\n  /* é€😀 */ CREATE TABEL d ();\r\n"_s.toUtf8(), ""},
             {"CREATE TABLE e ();", ""}});
        const auto report = database.run(parseSource(files));
        QVERIFY(report && report->failure);
        const RunFailure &failure = *report->failure;
        QCOMPARE(failure.file, u"002-m.up.sql"_s);
        QCOMPARE(failure.statement, 3);
        QCOMPARE(failure.of, 3);
        QCOMPARE(
            failure.position, (TextPosition{3, 21})); // "TABEL": two blanks, a comment of 10 UTF-16 units, " CREATE "
        QCOMPARE(failure.error.sqlState, u"42601"_s);
        QVERIFY(!failure.partial);
        QVERIFY(describe(failure).contains("002-m.up.sql:3:21"_L1));
        QCOMPARE(report->steps.size(), 1u);
        QCOMPARE(database.psql(u"SELECT to_regclass('b'), to_regclass('c'), to_regclass('e')"_s), u"||"_s);
        QCOMPARE(
            database.states(parseSource(files)), (QStringList{u"001 applied"_s, u"002 failed"_s, u"003 pending"_s}));
        QCOMPARE(database.events(), (QStringList{u"applied 001"_s, u"failed 002"_s}));
        QCOMPARE(
            database.psql(u"SELECT statement_number, sqlstate FROM howdah.migration_event WHERE kind = 'failed'"_s),
            u"3|42601"_s);
        files[u"002-m.up.sql"_s].replace("TABEL", "TABLE");
        QVERIFY(!database.run(parseSource(files))->failure);
        QCOMPARE(
            database.states(parseSource(files)), (QStringList{u"001 applied"_s, u"002 applied"_s, u"003 applied"_s}));
    }

    void aCommitThatFailsLeavesNothing()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a (id int PRIMARY KEY, other int REFERENCES a DEFERRABLE INITIALLY DEFERRED); INSERT INTO "
              "a VALUES (1, 2);",
              ""}}));
        const auto report = database.run(source);
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->error.sqlState, u"23503"_s);
        QCOMPARE(report->failure->statement, 0); // not in a statement of the file
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
        QCOMPARE(database.states(source), QStringList{u"001 failed"_s});
    }

    // The end of a migration travels with the statements of the next: each failure is still that of its own.
    void aCommitThatFailsStopsBeforeTheNext()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a (id int PRIMARY KEY, other int REFERENCES a DEFERRABLE INITIALLY DEFERRED);", ""},
             {"INSERT INTO a VALUES (1, 2);", ""},
             {"CREATE TABLE c ();", ""}}));
        Recorder recorder;
        const auto report = database.run(source, {}, &recorder);
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->version, *Version::parse(u"002"_s));
        QCOMPARE(report->failure->error.sqlState, u"23503"_s);
        QCOMPARE(report->failure->statement, 0);
        QCOMPARE(report->steps.size(), 1u);
        QCOMPARE(
            recorder.lines,
            (QStringList{u"start 0 001"_s, u"statement 0.1/1"_s, u"done 0"_s, u"start 1 002"_s, u"statement 1.1/1"_s}));
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 failed"_s, u"003 pending"_s}));
        QCOMPARE(database.psql(u"SELECT count(*), to_regclass('c') IS NULL FROM a"_s), u"0|t"_s);
    }

    // What a trigger that waits for the end raises once is tried again, with the migration behind it untouched.
    void aCommitThatDeadlocksIsTriedAgain()
    {
        MigrationFixture database(m_server);
        QCOMPARE(
            database.psql(u"CREATE SEQUENCE tries; CREATE TABLE watched (); "
                          "CREATE FUNCTION once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                          "IF nextval('tries') = 1 THEN RAISE EXCEPTION 'as if' USING ERRCODE = '40P01'; END IF; "
                          "RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER late AFTER INSERT ON watched "
                          "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION once()"_s),
            QString());
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a ();", ""}, {"INSERT INTO watched DEFAULT VALUES;", ""}, {"CREATE TABLE c ();", ""}}));
        Recorder recorder;
        RunOptions options;
        options.retry.first = options.retry.most = std::chrono::milliseconds(1);
        const auto report = database.run(source, {}, &recorder, {}, options);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(*report->failure) : QString()));
        QCOMPARE(report->steps.size(), 3u);
        QCOMPARE(database.psql(u"SELECT last_value FROM tries"_s), u"2"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM watched"_s), u"1"_s);
        QCOMPARE(
            recorder.lines, (QStringList{
                                u"start 0 001"_s, u"statement 0.1/1"_s, u"done 0"_s, u"start 1 002"_s,
                                u"statement 1.1/1"_s, u"start 1 002"_s, u"statement 1.1/1"_s, u"done 1"_s,
                                u"start 2 003"_s, u"statement 2.1/1"_s, u"done 2"_s}));
        QCOMPARE(database.events(), (QStringList{u"applied 001"_s, u"applied 002"_s, u"applied 003"_s}));
    }

    void aStopAfterAMigrationKeepsItAndSaysSo()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(
            numbered({{"CREATE TABLE a ();", ""}, {"SELECT pg_sleep(30);", ""}, {"CREATE TABLE c ();", ""}}));
        std::stop_source stop;
        struct Stopper final : RunObserver
        {
            std::stop_source *stop = nullptr;
            void stepFinished(size_t, const StepReport &) override { stop->request_stop(); }
        } stopper;
        stopper.stop = &stop;
        const auto report = database.run(source, {}, &stopper, stop.get_token());
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->version, *Version::parse(u"002"_s));
        QCOMPARE(report->failure->error.kind, ErrorKind::Cancelled);
        QCOMPARE(report->steps.size(), 1u);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 pending"_s, u"003 pending"_s}));
    }

    // Plain definitions are not cleaned up behind, but where an event trigger may change the session they are.
    void whatAnEventTriggerChangesDoesNotReachTheNextMigration()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE seen (timeout text);", ""},
             {"CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
              "set_config('statement_timeout', '1h', false); END $$;"
              "CREATE EVENT TRIGGER meddle ON ddl_command_end EXECUTE FUNCTION meddle();",
              ""},
             {"CREATE TABLE a ();", ""},
             {"INSERT INTO seen SELECT current_setting('statement_timeout');", ""}}));
        const auto report = database.run(source);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(*report->failure) : QString()));
        QCOMPARE(database.psql(u"SELECT timeout FROM seen"_s), u"0"_s);
    }

    // What a file does to the statements that the server keeps must not meet those of the run.
    void preparedStatementsOfAFileAreItsOwn()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a ();", ""},
             {"CREATE TABLE b ();", ""},
             {"DEALLOCATE ALL;", ""},
             {"CREATE TABLE d ();", ""},
             {"DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$;", ""},
             {"CREATE TABLE f ();", ""},
             {"PREPARE mine AS SELECT 1;", ""},
             {"PREPARE mine AS SELECT 2;", ""},
             {"CREATE TABLE i ();", ""}}));
        const auto report = database.run(source);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(*report->failure) : QString()));
        QCOMPARE(report->steps.size(), 9u);
        QCOMPARE(database.psql(u"SELECT count(*) FROM howdah.migration WHERE state = 'applied'"_s), u"9"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM howdah.migration_statement"_s), u"9"_s);
    }

    void theSessionIsAsItWasAfterARun()
    {
        MigrationFixture database(m_server);
        const QString ask =
            u"SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE source = 'session' "
            "OR name IN ('lock_timeout', 'synchronous_commit', 'search_path')"_s;
        const auto value = [&database](const QString &sql) {
            const auto answer = database.session().query({sql, {}}).result();
            return answer ? answer->rows.text(0, 0) : describe(answer.error());
        };
        QVERIFY(database.session().query({u"SET lock_timeout = '7s'"_s, {}}).result());
        const QString before = value(ask);
        QVERIFY(before.contains("lock_timeout=7000"_L1));
        const Files files = numbered({{"CREATE TABLE a ();", ""}, {"CREATE TABLE b ();", ""}, {"SELECT 1/0;", ""}});
        const auto report = database.run(parseSource(files));
        QVERIFY(report && report->failure);
        QCOMPARE(value(ask), before);
    }

    void settingsDoNotReachTheNextMigration()
    {
        MigrationFixture database(m_server);
        QCOMPARE(
            database.psql(
                u"CREATE ROLE other; CREATE SCHEMA elsewhere; GRANT ALL ON SCHEMA elsewhere, public TO other"_s),
            QString());
        const Source source = parseSource(numbered(
            {{"SET search_path TO elsewhere; SET ROLE other; SET statement_timeout = '1h'; SET client_encoding = "
              "'LATIN1';"
              "CREATE TEMP TABLE leftover (); CREATE TABLE mine ();",
              ""},
             {"CREATE TABLE seen AS SELECT current_user::text AS who, current_setting('statement_timeout') AS timeout, "
              "current_setting('search_path') AS path, current_setting('application_name') AS application, "
              "pg_client_encoding() AS encoding, to_regclass('leftover') IS NULL AS gone;",
              ""}}));
        const auto report = database.run(source);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(*report->failure) : QString()));
        QCOMPARE(database.psql(u"SELECT * FROM seen"_s), u"howdah|0|\"public\"|howdah: test|UTF8|t"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('elsewhere.mine') IS NOT NULL"_s), u"t"_s);
        QCOMPARE(database.psql(u"DROP OWNED BY other; DROP ROLE other"_s), QString());
    }

    void thePackNamesTheSchema()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}});
        files[u"pack.yaml"_s] = "schema: \"we\\\"ird\"\n";
        QCOMPARE(database.psql(u"CREATE SCHEMA \"we\"\"ird\""_s), QString());
        QVERIFY(!database.run(parseSource(files))->failure);
        QCOMPARE(database.psql(u"SELECT to_regclass('\"we\"\"ird\".a') IS NOT NULL"_s), u"t"_s);
    }

    void copiesDataThatStandsInTheFile()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a (x int, y text);\nCOPY a FROM stdin;\n1\tone\n2\t\\N\n\\.\nCREATE TABLE b AS SELECT * "
              "FROM a;\n",
              ""}}));
        const auto report = database.run(source);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(*report->failure) : QString()));
        QCOMPARE(database.psql(u"SELECT * FROM b ORDER BY x"_s), u"1|one\n2|"_s);
    }

    void copyDataThatDoesNotFitLeavesNothing()
    {
        MigrationFixture database(m_server);
        const Source source =
            parseSource(numbered({{"CREATE TABLE a (x int);\nCOPY a FROM stdin;\n1\ntwo\n\\.\n", ""}}));
        const auto report = database.run(source);
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->statement, 2);
        QCOMPARE(report->failure->position.line, 2);
        QCOMPARE(report->failure->error.sqlState, u"22P02"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
        QCOMPARE(database.states(source), QStringList{u"001 failed"_s});
        QCOMPARE(database.events(), QStringList{u"failed 001"_s});
    }

    void aFileLargerThanAPipelineIsStillOneTransaction()
    {
        MigrationFixture database(m_server);
        QByteArray up = "CREATE TABLE a (x int);\n";
        for (int i = 0; i < 2500; ++i)
            up += "INSERT INTO a VALUES (" + QByteArray::number(i) + ");\n";
        const auto failed = database.run(parseSource(numbered({{up + "SELECT 1/0;", ""}})));
        QVERIFY(failed && failed->failure);
        QCOMPARE(failed->failure->statement, 2502);
        QCOMPARE(failed->failure->position.line, 2502);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
        QVERIFY(!database.run(parseSource(numbered({{up, ""}})))->failure);
        QCOMPARE(database.psql(u"SELECT count(*) FROM a"_s), u"2500"_s);
    }

    void outsideATransactionAFailureIsDescribedAndCanBeUndone()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"-- howdah: transaction off\nCREATE TABLE a (x int);\nCREATE INDEX CONCURRENTLY i ON a (x);\nSELECT "
              "1/0;\nCREATE TABLE b ();",
              "DROP TABLE IF EXISTS b; DROP TABLE IF EXISTS a;"}}));
        const auto report = database.run(source);
        QVERIFY(report && report->failure);
        QVERIFY(report->failure->partial);
        QCOMPARE(report->failure->statement, 3);
        const Record record = database.history().records.front();
        QCOMPARE(record.state, RecordState::Failed);
        QCOMPARE(record.statementsDone, 2);
        QCOMPARE(record.statementsTotal, 4);
        QVERIFY(record.isPartial());
        QVERIFY(!database.plan(source).canRun());
        QCOMPARE(database.psql(u"SELECT to_regclass('i') IS NOT NULL, to_regclass('b') IS NULL"_s), u"t|t"_s);
        QVERIFY(!database.run(source, Down)->failure);
        QCOMPARE(database.states(source), QStringList{u"001 rolled-back"_s});
        QCOMPARE(database.events(), (QStringList{u"started 001"_s, u"failed 001"_s, u"rolled_back 001"_s}));
    }

    void whatNeedsNoTransactionGetsNone()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a (x int);", "DROP TABLE a;"},
             {"CREATE INDEX CONCURRENTLY i ON a (x);", "DROP INDEX CONCURRENTLY i;"}}));
        QVERIFY(!database.run(source)->failure);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 applied"_s}));
        QCOMPARE(database.events(), (QStringList{u"applied 001"_s, u"started 002"_s, u"applied 002"_s}));
        QVERIFY(!database.run(source, Down)->failure);
        QCOMPARE(database.psql(u"SELECT to_regclass('i') IS NULL"_s), u"t"_s);
    }

    void aCancelDuringAStatementLeavesNothing_data()
    {
        QTest::addColumn<bool>("transactional");
        QTest::newRow("in a transaction") << true;
        QTest::newRow("outside") << false;
    }
    void aCancelDuringAStatementLeavesNothing()
    {
        QFETCH(bool, transactional);
        MigrationFixture database(m_server);
        const QByteArray head = transactional ? "" : "-- howdah: transaction off\n";
        const Source source =
            parseSource(numbered({{head + "CREATE TABLE a (); SELECT pg_sleep(600);", "DROP TABLE a;"}}));
        const Plan plan = database.plan(source);
        std::stop_source stop;
        Result<RunReport> report;
        std::thread runner(
            [&] { report = run(database.session(), database.dialect(), source, plan, {}, nullptr, stop.get_token()); });
        const auto sleeping = [&] {
            return database.psql(
                u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"_s);
        };
        const bool slept = QTest::qWaitFor([&] { return sleeping() == u"1"_s; }, 60000);
        stop.request_stop();
        runner.join();
        QVERIFY(slept);
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->error.kind, ErrorKind::Cancelled);
        QCOMPARE(report->failure->partial, !transactional);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), transactional ? u"t"_s : u"f"_s);
        QCOMPARE(database.states(source), QStringList{transactional ? u"001 pending"_s : u"001 failed"_s});
        QCOMPARE(database.events().last(), u"cancelled 001"_s);
        QVERIFY(!database.history().holder);
    }

    void aCancelBeforeTheStartRunsNothing()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered({{"CREATE TABLE a ();", ""}}));
        std::stop_source stop;
        stop.request_stop();
        const auto report = database.run(source, {}, nullptr, stop.get_token());
        QVERIFY(!report || report->failure);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    void theLockIsRefusedByName()
    {
        MigrationFixture database(m_server);
        const auto holder = database.open(u"the other"_s);
        QVERIFY(holder->query(database.dialect().tryLock()).result()->rows.boolean(0, 0));
        const auto report = database.run(
            parseSource(numbered({{"CREATE TABLE a ();", ""}})), {}, nullptr, {},
            {.lockWait = std::chrono::milliseconds(0)});
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Conflict);
        QVERIFY2(report.error().message.contains("howdah: the other"_L1), qPrintable(report.error().message));
        QVERIFY(report.error().message.contains("user howdah"_L1));
        QCOMPARE(database.psql(u"SELECT count(*) FROM pg_namespace WHERE nspname = 'howdah'"_s), u"0"_s);
        QCOMPARE(database.history().holder->application, u"howdah: the other"_s);
    }

    void theLockIsWaitedForAndReleased()
    {
        MigrationFixture database(m_server);
        const auto holder = database.open(u"the other"_s);
        QVERIFY(holder->query(database.dialect().tryLock()).result());
        Recorder recorder;
        recorder.onLock = [&](const LockHolder &) { (void)holder->query(database.dialect().unlock()).result(); };
        const auto report = database.run(
            parseSource(numbered({{"CREATE TABLE a ();", ""}})), {}, &recorder, {}, {.lockWait = std::nullopt});
        QVERIFY(report && !report->failure);
        QCOMPARE(recorder.lines.first(), u"lock howdah: the other"_s);
        QVERIFY(holder->query(database.dialect().tryLock()).result()->rows.boolean(0, 0));
    }

    void whatOthersAppliedMeanwhileIsNotAppliedTwice()
    {
        MigrationFixture database(m_server);
        const Source source =
            parseSource(numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}, {"CREATE TABLE b ();", "DROP TABLE b;"}}));
        const Plan approved = database.plan(source);
        QVERIFY(database.run(source, {.to = Version::parse(u"1")}));
        const auto rest = run(database.session(), database.dialect(), source, approved);
        QVERIFY(rest && !rest->failure);
        QCOMPARE(rest->steps.size(), 1u);
        QCOMPARE(rest->doneByOthers, 1);
        const auto none = run(database.session(), database.dialect(), source, approved);
        QVERIFY(none);
        QCOMPARE(none->steps.size(), 0u);
        QCOMPARE(none->doneByOthers, 2);
        QCOMPARE(database.events(), (QStringList{u"applied 001"_s, u"applied 002"_s}));
    }

    void anotherRollbackThanTheOneShownIsRefused()
    {
        MigrationFixture database(m_server);
        const Source source =
            parseSource(numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}, {"CREATE TABLE b ();", "DROP TABLE b;"}}));
        QVERIFY(database.run(source));
        const Plan approved = database.plan(source, Down);
        QVERIFY(database.run(source, Down));
        const auto report = run(database.session(), database.dialect(), source, approved);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Conflict);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 rolled-back"_s}));
    }

    void aForeignTableOfOurNameIsNotTouched()
    {
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE SCHEMA howdah; CREATE TABLE howdah.migration (version text)"_s), QString());
        const auto history = readHistory(database.session(), database.dialect());
        QVERIFY(!history);
        QCOMPARE(history.error().kind, ErrorKind::Conflict);
    }
};

QTEST_GUILESS_MAIN(RunnerTest)
#include "tst_runner.moc"
