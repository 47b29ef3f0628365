// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/difference.h"
#include "migration/plan/losses.h"
#include "migration/run/historyoperations.h"
#include "migrationfixture.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;
using test::numbered;

namespace {

// Keeps what stands in the way of a run, and calls back at the first sight of it.
class BlockRecorder final : public RunObserver
{
public:
    std::vector<Blocker> blockers;
    int retries = 0;
    std::optional<LockHolder> ended;
    std::function<void()> onRetry;
    std::function<void()> onBlocked;

    void blocked(const std::vector<Blocker> &seen) override
    {
        if (seen.empty() || !blockers.empty())
            return;
        blockers = seen;
        if (onBlocked)
            onBlocked();
    }
    void retrying(const RetryReport &) override
    {
        ++retries;
        if (onRetry)
            onRetry();
    }
    void holderTerminated(const LockHolder &holder) override { ended = holder; }
};

} // namespace

class OperationsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static RunOptions impatient(int retries)
    {
        RunOptions options;
        options.lockTimeout = std::chrono::milliseconds(50);
        options.retry = {retries, std::chrono::milliseconds(1), std::chrono::milliseconds(2)};
        return options;
    }

    static Source two(const QByteArray &head = {})
    {
        return parseSource(numbered(
            {{head + "CREATE TABLE a (x int);", "DROP TABLE a;"},
             {head + "CREATE TABLE b (x int);", "DROP TABLE b;"}}));
    }

    static Request action(Action action, const char16_t *to = u"")
    {
        Request request{.action = action};
        request.direction = action == Action::Redo ? Direction::Down : Direction::Up;
        if (*to)
            request.to = Version::parse(QStringView(to));
        return request;
    }

    static Result<RunReport> run(MigrationFixture &database, const Source &source, const Request &request)
    {
        const Result<Plan> plan = makePlan(database.session(), database.dialect(), source, database.history(), request);
        return plan ? migration::run(database.session(), database.dialect(), source, *plan) : fail(plan.error());
    }

    // Waits for locks longer than it takes to be seen by the watch.
    static Result<RunReport> runWatched(MigrationFixture &database, const Source &source, BlockRecorder &recorder)
    {
        RunOptions options = impatient(3);
        options.lockTimeout = std::chrono::seconds(30);
        options.openSession = [&database] { return database.open(u"watch"_s); };
        return migration::run(
            database.session(), database.dialect(), source, database.plan(source), options, &recorder);
    }

private Q_SLOTS:
    // And not one that only waits before us in the queue, however long its transaction has lasted.
    void whoeverHoldsTheLockIsNamedFirst()
    {
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE TABLE a (x int)"_s), QString());
        const auto early = database.open(u"early"_s);
        const auto other = database.open(u"other"_s);
        for (const QString &statement : {u"BEGIN"_s, u"SELECT 1"_s})
            QVERIFY(early->query({statement, {}}).result());
        for (const QString &statement : {u"BEGIN"_s, u"LOCK TABLE a"_s})
            QVERIFY(other->query({statement, {}}).result());
        auto waiting = early->query({u"SELECT FROM a"_s, {}});
        QTRY_COMPARE(
            database.psql(u"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah: early' "
                          "AND wait_event_type = 'Lock'"_s),
            u"1"_s);
        BlockRecorder recorder;
        recorder.onBlocked = [&] {
            (void)other->query({u"COMMIT"_s, {}}).result();
            (void)waiting.result();
            (void)early->query({u"COMMIT"_s, {}}).result();
        };
        const auto report = runWatched(database, parseSource(numbered({{"ALTER TABLE a ADD y int;", ""}})), recorder);
        QVERIFY2(report && !report->failure, qPrintable(report ? QString() : describe(report.error())));
        QCOMPARE(recorder.blockers.size(), 2u);
        QCOMPARE(recorder.blockers[0].application, u"howdah: other"_s);
        QCOMPARE(recorder.blockers[1].application, u"howdah: early"_s);
    }

    void aLockTimeoutIsRetriedAndTheBlockerShown_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("in a transaction") << QByteArray();
        QTest::newRow("outside") << QByteArray("-- howdah: transaction off\n");
    }
    void aLockTimeoutIsRetriedAndTheBlockerShown()
    {
        QFETCH(QByteArray, head);
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE TABLE a (x int)"_s), QString());
        const auto other = database.open(u"other"_s);
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"LOCK TABLE a"_s, {}}).result());
        const Source source = parseSource(numbered({{head + "ALTER TABLE a ADD y int;", ""}}));
        BlockRecorder recorder;
        recorder.onBlocked = [&] {
            (void)database.psql(u"SELECT pg_terminate_backend(%1)"_s.arg(recorder.blockers[0].pid));
        };
        const auto report = runWatched(database, source, recorder);
        QVERIFY2(report && !report->failure, qPrintable(report ? QString() : describe(report.error())));
        QCOMPARE(recorder.blockers.size(), 1u);
        QCOMPARE(recorder.blockers[0].application, u"howdah: other"_s);
        QCOMPARE(recorder.blockers[0].state, u"idle in transaction"_s);

        // And now one that lets go only at the second retry.
        const auto again = database.open(u"again"_s);
        QVERIFY(again->query({u"BEGIN"_s, {}}).result());
        QVERIFY(again->query({u"LOCK TABLE a"_s, {}}).result());
        const Source more =
            parseSource(numbered({{head + "ALTER TABLE a ADD y int;", ""}, {head + "ALTER TABLE a ADD z int;", ""}}));
        BlockRecorder second;
        second.onRetry = [&] {
            if (second.retries == 2)
                (void)again->query({u"COMMIT"_s, {}}).result();
        };
        const auto retried =
            migration::run(database.session(), database.dialect(), more, database.plan(more), impatient(5), &second);
        QVERIFY(retried && !retried->failure);
        QCOMPARE(second.retries, 2);
        QCOMPARE(
            database.psql(u"SELECT string_agg(attempt || coalesce(' ' || s.sqlstate, ''), ',' ORDER BY attempt) FROM "
                          "howdah.migration_statement s JOIN howdah.migration_event e ON e.id = s.event_id "
                          "WHERE e.version = '002'"_s),
            u"1 55P03,2 55P03,3"_s);
    }

    void theRetriesHaveALimit()
    {
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE TABLE a (x int)"_s), QString());
        const auto other = database.open(u"other"_s);
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"LOCK TABLE a"_s, {}}).result());
        const Source source = parseSource(numbered({{"ALTER TABLE a ADD y int;", ""}}));
        BlockRecorder recorder;
        const auto report = migration::run(
            database.session(), database.dialect(), source, database.plan(source), impatient(2), &recorder);
        QVERIFY(report && report->failure);
        QCOMPARE(recorder.retries, 2);
        QCOMPARE(report->failure->error.sqlState, u"55P03"_s);
    }

    void pausesGrowAndVary()
    {
        const RetryPolicy policy{10, std::chrono::milliseconds(100), std::chrono::milliseconds(1000)};
        QCOMPARE(pauseBefore(1, policy, 0).count(), 50);
        QCOMPARE(pauseBefore(1, policy, 1).count(), 100);
        QCOMPARE(pauseBefore(3, policy, 1).count(), 400);
        QCOMPARE(pauseBefore(9, policy, 1).count(), 1000);
        QCOMPARE(pauseBefore(9, policy, 0).count(), 500);
    }

    void theHolderOfTheLockCanBeEnded()
    {
        MigrationFixture database(m_server);
        const auto holder = database.open(u"hanging"_s);
        QVERIFY(holder->query(database.dialect().tryLock()).result()->rows.boolean(0, 0));
        const Source source = two();
        BlockRecorder recorder;
        const auto report = migration::run(
            database.session(), database.dialect(), source, database.plan(source), {.terminateHolder = true},
            &recorder);
        QVERIFY(report && !report->failure);
        QCOMPARE(recorder.ended->application, u"howdah: hanging"_s);
        QVERIFY(!recorder.ended->since.isEmpty());
    }

    void theJournalTellsEachStatement()
    {
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered(
            {{"CREATE TABLE a (x int);\nINSERT INTO a VALUES (1), (2);\nDO $$ BEGIN RAISE WARNING 'careful'; END $$;",
              ""},
             {"SELECT 1;\nSELECT 1/0;", ""}}));
        const auto report = database.run(source);
        QVERIFY(report && report->failure);
        const auto events = readEvents(database.session(), database.history());
        QVERIFY(events);
        QCOMPARE(events->size(), 2u);
        const Event &failed = events->front();
        QCOMPARE(failed.kind, EventKind::Failed);
        QCOMPARE(failed.statements.size(), 1u); // what its transaction took back is not told
        QCOMPARE(failed.statements[0].number, 2);
        QCOMPARE(failed.statements[0].sqlState, u"22012"_s);
        const Event &applied = events->back();
        QCOMPARE(applied.kind, EventKind::Applied);
        QCOMPARE(applied.statements.size(), 3u);
        QCOMPARE(applied.statements[1].rows, 2);
        QCOMPARE(applied.statements[1].command, u"INSERT 0 2"_s);
        QCOMPARE(applied.statements[2].notices, QStringList{u"WARNING: careful"_s});
        for (const StatementEntry &entry : applied.statements)
            QVERIFY(!entry.startedAt.isEmpty() && !entry.finishedAt.isEmpty() && entry.milliseconds > 0);
    }

    void oneTransactionForAll()
    {
        MigrationFixture database(m_server);
        const Source bad = parseSource(numbered({{"CREATE TABLE a ();", ""}, {"SELECT 1/0;", ""}}));
        const Request single{.singleTransaction = true};
        const auto failed = run(database, bad, single);
        QVERIFY(failed && failed->failure && failed->failure->wholeRun);
        QVERIFY(failed->steps.empty());
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
        const auto good = run(database, two(), single);
        QVERIFY(good && !good->failure);
        QCOMPARE(database.psql(u"SELECT count(DISTINCT xmin::text) FROM howdah.migration"_s), u"1"_s);
        const Source separate = parseSource(numbered({{"CREATE TABLE t (x int);", ""}, {"VACUUM;", ""}}));
        MigrationFixture other(m_server);
        const Plan refused = makePlan(separate, other.history(), single);
        QCOMPARE(refused.refusals.front().kind, RefusalKind::NotInOneTransaction);
    }

    void toAndRedoGoBothWays()
    {
        MigrationFixture database(m_server);
        const Source source = two();
        QVERIFY(!run(database, source, action(Action::To, u"1"))->failure);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 pending"_s}));
        QVERIFY(!run(database, source, {})->failure);
        QVERIFY(!run(database, source, action(Action::To, u"1"))->failure);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 rolled-back"_s}));
        QVERIFY(!run(database, source, {})->failure);
        QCOMPARE(database.psql(u"INSERT INTO a VALUES (1)"_s), QString());
        QVERIFY(!run(database, source, action(Action::Redo, u"1"))->failure);
        QCOMPARE(database.psql(u"SELECT count(*) FROM a"_s), u"0"_s);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 applied"_s}));
    }

    void marksAndBaselines()
    {
        MigrationFixture database(m_server);
        const Source source = two();
        auto &session = database.session();
        QVERIFY(mark(session, database.dialect(), source, {Mark::Baseline, {*Version::parse(u"1")}, {}}));
        QCOMPARE(database.states(source), (QStringList{u"001 baseline"_s, u"002 pending"_s}));
        QVERIFY(mark(session, database.dialect(), source, {Mark::Applied, {*Version::parse(u"2")}, u"done by hand"_s}));
        QCOMPARE(database.states(source), (QStringList{u"001 baseline"_s, u"002 applied"_s}));
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
        const auto twice = mark(session, database.dialect(), source, {Mark::Applied, {*Version::parse(u"2")}, {}});
        QVERIFY(!twice);
        QCOMPARE(twice.error().kind, ErrorKind::Usage);
        QVERIFY(mark(session, database.dialect(), source, {Mark::RolledBack, {*Version::parse(u"2")}, {}}));
        QCOMPARE(database.states(source), (QStringList{u"001 baseline"_s, u"002 rolled-back"_s}));
        QVERIFY(readEvents(session, database.history())->back().note.contains("baseline"_L1));
    }

    void anEditIsShownLineByLineAndCanBeTaken()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a (\n  x int,\n  y int\n);\n", "DROP TABLE a;"}});
        QVERIFY(!database.run(parseSource(files))->failure);
        files[u"001-m.up.sql"_s].replace("y int", "y bigint");
        const Source edited = parseSource(files);
        QCOMPARE(database.states(edited), QStringList{u"001 edited"_s});
        const auto difference = differenceToApplied(
            database.session(), database.dialect(), edited, database.history(), *Version::parse(u"1"));
        QVERIFY(difference);
        const QString text = unifiedText(*difference, u"001-m.up.sql"_s);
        QVERIFY2(text.contains("-  y int\n+  y bigint\n"_L1), qPrintable(text));
        QVERIFY(text.contains("@@ -1,4 +1,4 @@"_L1));
        QVERIFY(mark(database.session(), database.dialect(), edited, {Mark::Applied, {*Version::parse(u"1")}, {}}));
        QCOMPARE(database.states(edited), QStringList{u"001 applied"_s});
    }

    void anEditedOneThatIsMarkedStaysWhereItIs()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}, {"CREATE TABLE b ();", "DROP TABLE b;"}});
        QVERIFY(!database.run(parseSource(files))->failure);
        files[u"001-m.up.sql"_s] = "CREATE TABLE a (id int);";
        const Source edited = parseSource(files);
        QVERIFY(mark(database.session(), database.dialect(), edited, {Mark::Applied, {*Version::parse(u"1")}, {}}));
        QCOMPARE(database.states(edited), (QStringList{u"001 applied"_s, u"002 applied"_s}));
        const Plan down = database.plan(edited, {.direction = Direction::Down});
        QCOMPARE(down.steps.front().version, *Version::parse(u"2"));
        // One that was rolled back comes last when it is applied again.
        QVERIFY(mark(database.session(), database.dialect(), edited, {Mark::RolledBack, {*Version::parse(u"1")}, {}}));
        QVERIFY(mark(database.session(), database.dialect(), edited, {Mark::Applied, {*Version::parse(u"1")}, {}}));
        QCOMPARE(database.plan(edited, {.direction = Direction::Down}).steps.front().version, *Version::parse(u"1"));
    }

    // A database of the format before, as it was made then.
    void anEarlierFormatIsBroughtUpToDate()
    {
        MigrationFixture database(m_server);
        const Source source = two();
        QVERIFY(!database.run(source, {.to = Version::parse(u"1")})->failure);
        QCOMPARE(
            database.psql(
                u"DROP TABLE howdah.migration_statement, howdah.history_format; "
                "ALTER TABLE howdah.migration DROP COLUMN up_text; "
                "ALTER TABLE howdah.migration_event DROP COLUMN history, DROP COLUMN identity, DROP COLUMN "
                "first_statement, DROP COLUMN statements_done, DROP COLUMN statements_started, DROP COLUMN partial, "
                "DROP COLUMN note, DROP COLUMN up_text, DROP COLUMN down_text, "
                "ADD CONSTRAINT migration_event_kind_check CHECK (kind IN ('started', 'applied', 'failed', "
                "'cancelled', 'rolled_back', 'marked'))"_s),
            QString());
        QCOMPARE(database.history().journalFormat, 1);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 pending"_s}));
        QCOMPARE(readEvents(database.session(), database.history())->size(), 1u);
        QVERIFY(!database.run(source)->failure);
        QCOMPARE(database.history().journalFormat, JournalFormat);
        QVERIFY(!database.run(source, {.direction = Direction::Down, .everything = true})->failure);
        QCOMPARE(database.states(source), (QStringList{u"001 rolled-back"_s, u"002 rolled-back"_s}));
        QCOMPARE(database.psql(u"UPDATE howdah.history_format SET format = 99"_s), QString());
        const auto newer = database.run(source);
        QVERIFY(!newer);
        QVERIFY2(newer.error().message.contains("newer version of Howdah"_L1), qPrintable(newer.error().message));
    }

    void dependentsInOtherSchemasAreNamed()
    {
        MigrationFixture database(m_server);
        const Source source = two();
        QVERIFY(!database.run(source)->failure);
        QCOMPARE(
            database.psql(
                u"CREATE SCHEMA reports; CREATE VIEW reports.v AS SELECT * FROM b; CREATE VIEW public.own AS SELECT "
                "* FROM b"_s),
            QString());
        const Plan plan = database.plan(source, {.direction = Direction::Down});
        auto losses = countLosses(database.session(), lossesOf(plan), {});
        QVERIFY(losses);
        losses = findDependents(database.session(), std::move(*losses));
        QVERIFY(losses);
        QCOMPARE(losses->front().dependents.size(), 2u);
        QCOMPARE(describe(losses->front().dependents[0]), u"depends on it: view reports.v (in another schema)"_s);
        QCOMPARE(describe(losses->front().dependents[1]), u"depends on it: view public.own"_s);
    }

    void anEnumValueIsNotUsedInItsTransaction()
    {
        const QByteArray add = "ALTER TYPE mood ADD VALUE 'glad';\n";
        const QByteArray use = "INSERT INTO people VALUES ('glad');\n";
        const auto planOf = [](const std::vector<std::pair<QByteArray, QByteArray>> &scripts,
                               const Request &request = {}) {
            return makePlan(parseSource(numbered(scripts)), {}, request);
        };
        const Plan refused = planOf({{add + use, ""}});
        QCOMPARE(refused.refusals.size(), 1u);
        QCOMPARE(refused.refusals[0].kind, RefusalKind::EnumValueUsed);
        QCOMPARE(refused.refusals[0].line, 2);
        QCOMPARE(
            refused.refusals[0].split,
            (std::vector<SplitPart>{{u"001-m.up.sql"_s, add, true}, {u"002-m-2.up.sql"_s, use, true}}));
        QVERIFY(planOf({{add, ""}, {use, ""}}).canRun());
        QVERIFY(!planOf({{add, ""}, {use, ""}}, {.singleTransaction = true}).canRun());
        QVERIFY(planOf({{"CREATE TYPE mood AS ENUM ('sad');\n" + add + use, ""}}).canRun());
        QVERIFY(planOf({{"-- howdah: transaction on\n" + add + use, ""}}).canRun());

        // The server agrees with each of these.
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE people (m mood)"_s), QString());
        QCOMPARE(
            database.run(parseSource(numbered({{"-- howdah: transaction on\n" + add + use, ""}})))
                ->failure->error.sqlState,
            u"55P04"_s);
        QVERIFY(!database.run(parseSource(numbered({{add, ""}, {use, ""}})))->failure);
    }

    void aMixedFileIsRefusedWithItsParts()
    {
        const QByteArray table = "-- a table\nCREATE TABLE a (x int);\n";
        const QByteArray index = "-- and an index\nCREATE INDEX CONCURRENTLY i ON a (x);\n";
        const QByteArray rest = "CREATE TABLE b ();\n";
        const Plan plan = makePlan(parseSource(numbered({{table + index + rest, ""}})), {}, {});
        QCOMPARE(plan.refusals.front().kind, RefusalKind::MixedTransaction);
        const std::vector<SplitPart> parts = plan.refusals.front().split;
        QCOMPARE(parts.size(), 3u);
        QCOMPARE(parts[0], (SplitPart{u"001-m.up.sql"_s, table, true}));
        QCOMPARE(parts[1], (SplitPart{u"002-m-2.up.sql"_s, index, false}));
        QCOMPARE(parts[2], (SplitPart{u"003-m-3.up.sql"_s, rest, true}));
        Files files;
        for (const SplitPart &part : parts)
            files[part.file] = part.text;
        MigrationFixture database(m_server);
        QVERIFY(!database.run(parseSource(files))->failure);
    }

    void gapsAreNamed()
    {
        Files files;
        for (const QString &version : {u"001"_s, u"002"_s, u"003"_s, u"005"_s, u"006"_s, u"009"_s})
            files[version + u"-m.up.sql"_s] = "SELECT 1;";
        QCOMPARE(
            numberingGaps(parseSource(files)),
            (QStringList{
                u"004 is missing between 003-m and 005-m"_s, u"007 to 008 are missing between 006-m and 009-m"_s}));
    }
};

QTEST_GUILESS_MAIN(OperationsTest)
#include "tst_operations.moc"
