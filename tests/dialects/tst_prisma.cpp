// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialectfixture.h"
#include "migration/run/historyoperations.h"
#include "migration/source/checksum.h"
#include "migration/history/nativehistory.h"
#include "migration/history/prismahistory.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::DialectFixture;

namespace {

const QByteArray InitSql = "CREATE TABLE a (id int);\n";
const QByteArray NextSql = "CREATE TABLE b (id int);\nCREATE TABLE c (id int);\n";

Files folders()
{
    return {
        {u"migration_lock.toml"_s, "provider = \"postgresql\"\n"},
        {u"0_init/migration.sql"_s, InitSql},
        {u"0_init/down.sql"_s, "DROP TABLE a;"},
        {u"20260101000001_next/migration.sql"_s, NextSql},
        {u"20260101000001_next/down.sql"_s, "DROP TABLE c;\nDROP TABLE b;\n"}};
}

// The table as Prisma 6.19 made it, and the rows of its `migrate deploy` for the two folders: its ids, times,
// checksums.
constexpr auto RecordedTable = R"(CREATE TABLE _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);)"_L1;
constexpr auto RecordedRows = R"(INSERT INTO _prisma_migrations
    (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES
    ('ebf1e575-569f-4980-aa93-fe201aedc215', 'c2de7559380e5ebf65caa7d59e166558e80243cf7e70006cc98d1593d94203c1',
     '2026-11-21 08:19:26.295+00', '0_init', '2026-11-21 08:19:26.29+00', 1),
    ('7254d8b8-f94e-4064-be67-35ea9f2e397a', '36b023da11b736236d16dfaf2ae84a6b6d3f9fa856b4a632c5972d1dd9503866',
     '2026-11-21 08:19:26.299+00', '20260101000001_next', '2026-11-21 08:19:26.296+00', 1);)"_L1;

constexpr auto Shape =
    "SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, "
    "pg_get_expr(d.adbin, d.adrelid)), E'\\n' ORDER BY attnum) FROM pg_attribute a LEFT JOIN pg_attrdef d "
    "ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) WHERE attrelid = '_prisma_migrations'::regclass AND attnum > 0 "
    "UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = '_prisma_migrations'::regclass AND contype <> 'n'"_L1; // NOT NULL is told above; 18 has it here
                                                                             // too

// All of a row but its id and its times, of which only it counts whether they are there and how exact they are.
constexpr auto Rows =
    "SELECT migration_name, checksum, finished_at IS NOT NULL, rolled_back_at IS NOT NULL, applied_steps_count, "
    "coalesce(logs, 'NULL'), id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$', "
    "started_at = date_trunc('milliseconds', started_at) AND finished_at >= started_at "
    "FROM _prisma_migrations ORDER BY started_at, migration_name"_L1;

QString row(const QString &name, const QByteArray &sql, const QString &rest)
{
    return name + u'|' + QString::fromLatin1(checksum(sql)) + u'|' + rest;
}

const QString Init = u"0_init"_s;
const QString Next = u"20260101000001_next"_s;

} // namespace

class PrismaTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

private Q_SLOTS:
    void lookingCreatesNothing()
    {
        DialectFixture database(m_server, folders());
        QVERIFY(!database.history().exists);
        QCOMPARE(database.states(), (QStringList{Init + u" pending"_s, Next + u" pending"_s}));
        QCOMPARE(database.psql(u"SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"_s), u"0"_s);
    }

    void writesWhatPrismaWould()
    {
        DialectFixture recorded(m_server, folders());
        recorded.prepare(RecordedTable + RecordedRows);
        DialectFixture database(m_server, folders());
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.psql(Shape), recorded.psql(Shape));
        QCOMPARE(database.psql(Rows), recorded.psql(Rows));
        QCOMPARE(
            database.psql(Rows),
            row(Init, InitSql, u"t|f|1|NULL|t|t"_s) + u'\n' + row(Next, NextSql, u"t|f|1|NULL|t|t"_s));
        QCOMPARE(database.states(), (QStringList{Init + u" applied"_s, Next + u" applied"_s}));
    }

    void readsWhatPrismaWrote()
    {
        DialectFixture database(m_server, folders());
        database.prepare(RecordedTable + RecordedRows);
        const History history = database.history();
        QCOMPARE(history.records.size(), 2u);
        QCOMPARE(history.records[0].state, RecordState::Applied);
        QCOMPARE(history.records[0].milliseconds, 5);
        QVERIFY(history.records[1].at.startsWith("2026-11-21 08:19:26.299"_L1));
        QCOMPARE(database.states(), (QStringList{Init + u" applied"_s, Next + u" applied"_s}));
        const std::vector<Entry> entries = compare(database.source, history);
        QCOMPARE(entries[0].note, QString()); // Prisma knows of no down file, which is no difference
    }

    void aRollbackLeavesNoRow()
    {
        DialectFixture database(m_server, folders());
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(Rows), row(Init, InitSql, u"t|f|1|NULL|t|t"_s));
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
        QCOMPARE(database.run({.direction = Direction::Down, .to = Version()}), QString());
        QCOMPARE(database.psql(u"SELECT count(*) FROM _prisma_migrations"_s), u"0"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s); // 0_init is not before everything
    }

    void whatPrismaAppliedIsUndoneByOurDownFile()
    {
        DialectFixture database(m_server, folders());
        database.prepare(RecordedTable + RecordedRows + QString::fromUtf8(InitSql + NextSql));
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(u"SELECT migration_name FROM _prisma_migrations"_s), Init);
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
    }

    void checksumsAreComparedAsPrismaDoes_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("state");
        QTest::newRow("as it was") << InitSql << u"applied"_s;
        QTest::newRow("with line ends of Windows") << QByteArray(InitSql).replace("\n", "\r\n") << u"applied"_s;
        QTest::newRow("another text") << InitSql + "-- more\n" << u"edited"_s;
    }
    void checksumsAreComparedAsPrismaDoes()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, state);
        Files files = folders();
        files[u"0_init/migration.sql"_s] = file;
        DialectFixture database(m_server, files);
        database.prepare(RecordedTable + RecordedRows);
        QCOMPARE(database.states().value(0), Init + u' ' + state);
    }

    void aFailureInATransactionLeavesNoRow()
    {
        Files files = folders();
        files[u"20260101000001_next/migration.sql"_s] = "CREATE TABLE b (id int);\nSELECT 1 / 0;\n";
        DialectFixture database(m_server, files);
        QVERIFY(database.up().contains("division by zero"_L1));
        QCOMPARE(database.psql(u"SELECT migration_name FROM _prisma_migrations"_s), Init);
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
        QCOMPARE(database.states(), (QStringList{Init + u" applied"_s, Next + u" failed"_s}));
    }

    // Outside a transaction Prisma has to know, lest it run the migration again over what is there.
    void aFailureOutsideATransactionIsAFailedRow()
    {
        const QByteArray half = "-- howdah: transaction off\nCREATE TABLE b (id int);\nSELECT 1 / 0;\n";
        Files files = folders();
        files[u"20260101000001_next/migration.sql"_s] = half;
        DialectFixture database(m_server, files);
        QVERIFY(database.up().contains("division by zero"_L1));
        QCOMPARE(
            database.psql(u"SELECT checksum, finished_at IS NULL, rolled_back_at IS NULL, applied_steps_count, "
                          "logs LIKE '%division by zero%' FROM _prisma_migrations WHERE migration_name LIKE '%next'"_s),
            QString::fromLatin1(checksum(half)) + u"|t|t|0|t"_s);
        QCOMPARE(database.states(), (QStringList{Init + u" applied"_s, Next + u" failed"_s}));
        QVERIFY(database.up().startsWith("refused: "_L1));
        // Its down file undoes what there is.
        files[u"20260101000001_next/down.sql"_s] = "DROP TABLE b;";
        database.setFiles(files);
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(u"SELECT migration_name FROM _prisma_migrations"_s), Init);
    }

    void outsideATransactionTheRowIsOpenMeanwhile()
    {
        Files files = folders();
        files[u"20260101000001_next/migration.sql"_s] =
            "-- howdah: transaction off\nCREATE TABLE seen AS SELECT count(*) AS rows FROM _prisma_migrations "
            "WHERE finished_at IS NULL AND rolled_back_at IS NULL AND migration_name LIKE '%next';\n";
        files[u"20260101000001_next/down.sql"_s] =
            "-- howdah: transaction off\nINSERT INTO seen SELECT count(*) FROM _prisma_migrations "
            "WHERE finished_at IS NULL AND rolled_back_at IS NULL AND migration_name LIKE '%next';\n";
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.psql(u"SELECT rows FROM seen"_s), u"1"_s);
        QCOMPARE(
            database.psql(u"SELECT finished_at IS NOT NULL, applied_steps_count FROM _prisma_migrations "
                          "WHERE migration_name LIKE '%next'"_s),
            u"t|1"_s);
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(u"SELECT rows FROM seen"_s), u"1\n1"_s);
        QCOMPARE(database.psql(u"SELECT migration_name FROM _prisma_migrations"_s), Init);
    }

    // The open row alone would be an interrupted up, and its file would run over what is gone.
    void anInterruptedRollbackIsOne_data()
    {
        QTest::addColumn<QByteArray>("pack");
        QTest::newRow("with a journal") << QByteArray("layout: prisma\n");
        QTest::newRow("without") << QByteArray("layout: prisma\njournal: off\n");
    }

    void anInterruptedRollbackIsOne()
    {
        QFETCH(const QByteArray, pack);
        Files files = folders();
        files[u"pack.yaml"_s] = pack;
        files[u"20260101000001_next/down.sql"_s] =
            "-- howdah: transaction off\nDROP TABLE c;\nSELECT 1 / 0;\nDROP TABLE b;\n";
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        QVERIFY(database.down().contains("division by zero"_L1));
        const Record record = database.history().records.back();
        QVERIFY(record.isPartial());
        QCOMPARE(record.direction, Direction::Down);
        QVERIFY2(record.error.contains("division by zero"_L1), qPrintable(record.error));
        QVERIFY(database.up().startsWith("refused: "_L1));
        const Plan resumed = database.plan({.action = Action::Resume, .unsure = Unsure::Repeat});
        QCOMPARE(resumed.steps.size(), 1u);
        QCOMPARE(resumed.steps.front().direction, Direction::Down);
        // Back altogether, by the down file again.
        files[u"20260101000001_next/down.sql"_s] = "DROP TABLE c;\nDROP TABLE b;\n";
        database.setFiles(files);
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL AND to_regclass('c') IS NULL"_s), u"t"_s);
        QCOMPARE(database.psql(u"SELECT migration_name FROM _prisma_migrations"_s), Init);
    }

    void anInterruptedRollbackIsResumed()
    {
        Files files = folders();
        files[u"20260101000001_next/down.sql"_s] =
            "-- howdah: transaction off\nDROP TABLE c;\nSELECT 1 / 0;\nDROP TABLE b;\n";
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        QVERIFY(database.down().contains("division by zero"_L1));
        files[u"20260101000001_next/down.sql"_s] = "-- howdah: transaction off\nDROP TABLE c;\nDROP TABLE b;\n";
        database.setFiles(files);
        QCOMPARE(database.run({.action = Action::Resume}), QString());
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
        QCOMPARE(database.psql(u"SELECT migration_name FROM _prisma_migrations"_s), Init);
        // Who resolves one by Prisma has decided.
        QCOMPARE(database.up(), QString());
        files[u"20260101000001_next/down.sql"_s] = "-- howdah: transaction off\nDROP TABLE c;\nSELECT 1 / 0;\n";
        database.setFiles(files);
        QVERIFY(database.down().contains("division by zero"_L1));
        database.prepare(u"UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL"_s);
        QCOMPARE(database.states().value(1), Next + u" rolled-back"_s);
        database.prepare(
            u"INSERT INTO _prisma_migrations (id, checksum, logs, started_at, finished_at, migration_name) "
            "SELECT gen_random_uuid(), checksum, '', now(), now(), migration_name FROM _prisma_migrations "
            "WHERE migration_name LIKE '%next'"_s);
        QCOMPARE(database.states().value(1), Next + u" baseline"_s);
    }

    void anEditedOneThatIsMarkedStaysWhereItIs()
    {
        Files files = folders();
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        files[u"0_init/migration.sql"_s] = QByteArray(InitSql) + "-- edited\n";
        database.setFiles(files);
        QCOMPARE(database.states().value(0), Init + u" edited"_s);
        QVERIFY(migration::mark(
            database.session(), *database.dialect, database.source, {Mark::Applied, {database.version(Init)}, {}}));
        QCOMPARE(database.states(), (QStringList{Init + u" applied"_s, Next + u" applied"_s}));
        QCOMPARE(database.psql(u"SELECT count(*) FROM _prisma_migrations"_s), u"2"_s);
        QCOMPARE(database.plan({.direction = Direction::Down}).steps.front().version, database.version(Next));
    }

    // As Prisma 6.19 left them: failed, resolved as rolled back, resolved as applied.
    void readsFailedAndResolvedAttempts()
    {
        DialectFixture database(m_server, folders());
        database.prepare(RecordedTable + RecordedRows);
        database.prepare(u"UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0, "
                         "logs = E'external connector error\\nError querying the database: ERROR: division by zero' "
                         "WHERE migration_name LIKE '%next'"_s);
        QCOMPARE(database.states().value(1), Next + u" failed"_s);
        QVERIFY(database.history().records[1].error.contains("division by zero"_L1));
        QVERIFY(database.up().startsWith("refused: "_L1)); // as P3009
        database.prepare(u"UPDATE _prisma_migrations SET logs = NULL WHERE migration_name LIKE '%next'"_s);
        QCOMPARE(database.states().value(1), Next + u" interrupted"_s);
        database.prepare(u"UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%next'"_s);
        QCOMPARE(database.states().value(1), Next + u" rolled-back"_s);
        database.prepare(
            u"INSERT INTO _prisma_migrations (id, checksum, logs, started_at, finished_at, migration_name) "
            "SELECT gen_random_uuid(), checksum, '', now(), now(), migration_name FROM _prisma_migrations "
            "WHERE migration_name LIKE '%next'"_s);
        QCOMPARE(database.states().value(1), Next + u" baseline"_s);
        QCOMPARE(database.history().records.size(), 2u);
    }

    void aRolledBackOneRunsAgain()
    {
        DialectFixture database(m_server, folders());
        database.prepare(RecordedTable + RecordedRows + QString::fromUtf8(InitSql));
        database.prepare(u"UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%next'"_s);
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.states().value(1), Next + u" applied"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM _prisma_migrations"_s), u"3"_s);
    }

    void marksAsResolveDoes()
    {
        DialectFixture database(m_server, folders());
        QCOMPARE(database.mark(Init, Mark::Baseline), QString());
        QCOMPARE(database.psql(Rows), row(Init, InitSql, u"t|f|0||t|t"_s));
        QCOMPARE(database.states().value(0), Init + u" baseline"_s);
        // A failed attempt: resolved as rolled back, it stays; and so it does before it is marked as applied.
        database.prepare(u"INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) "
                         "VALUES ('1', 'x', '20260101000001_next', 'broken')"_s);
        QCOMPARE(database.mark(Next, Mark::RolledBack), QString());
        QCOMPARE(database.states().value(1), Next + u" rolled-back"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM _prisma_migrations WHERE id = '1'"_s), u"1"_s);
        database.prepare(u"UPDATE _prisma_migrations SET rolled_back_at = NULL WHERE id = '1'"_s);
        QCOMPARE(database.mark(Next, Mark::Applied), QString());
        QCOMPARE(database.states().value(1), Next + u" baseline"_s);
        QCOMPARE(database.psql(u"SELECT rolled_back_at IS NOT NULL FROM _prisma_migrations WHERE id = '1'"_s), u"t"_s);
        // Prisma would refuse to take back what is applied.
        QCOMPARE(database.mark(Next, Mark::RolledBack), QString());
        QCOMPARE(database.states().value(1), Next + u" rolled-back"_s);
        QCOMPARE(database.states().value(0), Init + u" baseline"_s);
    }

    void bothLocksAreTaken()
    {
        Files files = folders();
        files[u"0_init/migration.sql"_s] =
            "CREATE TABLE held AS SELECT objid::bigint + (classid::bigint << 32) AS key FROM pg_locks "
            "WHERE locktype = 'advisory' AND pid = pg_backend_pid();";
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        QCOMPARE(
            database.psql(u"SELECT string_agg(key::text, ' ' ORDER BY key) FROM held"_s),
            u"%1 %2"_s.arg(PrismaLockKey).arg(NativeLockKey));
        QCOMPARE(database.psql(u"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"_s), u"0"_s);
    }

    void prismasLockKeepsUsOut()
    {
        DialectFixture database(m_server, folders());
        const auto prisma = database.open();
        QVERIFY(prisma->query({u"SELECT pg_advisory_lock(72707369)"_s, {}}).result());
        RunOptions options;
        options.lockWait = std::chrono::milliseconds(0);
        const auto report = run(database.session(), *database.dialect, database.source, database.plan(), options);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Conflict);
        QVERIFY(database.history().holder);
        // Ours was given back.
        QCOMPARE(database.psql(u"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"_s), u"1"_s);
    }

    void theSchemaIsThatOfThePackAndElsePublic()
    {
        Files files = folders();
        DialectFixture database(m_server, files);
        database.prepare(u"CREATE SCHEMA howdah_test; ALTER ROLE howdah SET search_path = howdah_test"_s);
        const auto session = database.open();
        database.prepare(u"ALTER ROLE howdah RESET search_path"_s);
        const History history = *readHistory(*session, *database.dialect);
        QVERIFY(run(*session, *database.dialect, database.source, makePlan(database.source, history, {})));
        QCOMPARE(database.psql(u"SELECT to_regclass('public._prisma_migrations') IS NOT NULL"_s), u"t"_s);
        files[u"pack.yaml"_s] = "layout: prisma\nschema: howdah_test\n";
        database.setFiles(files);
        database.prepare(u"DROP TABLE howdah_test.a, howdah_test.b, howdah_test.c"_s);
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.psql(u"SELECT count(*) FROM howdah_test._prisma_migrations"_s), u"2"_s);
    }
};

QTEST_GUILESS_MAIN(PrismaTest)
#include "tst_prisma.moc"
