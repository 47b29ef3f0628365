// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/dialects.h"
#include "migration/history/foreignhistory.h"
#include "migration/history/history.h"
#include "migration/migrationfixture.h"
#include "migration/source/foreignmarkers.h"
#include "migration/source/source.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// Files, folders and tables that other tools have left: known by their names, and never run as what they are not.
class OtherToolsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static Files pair(const QByteArray &up, const QByteArray &down)
    {
        return {{u"001-a.up.sql"_s, up}, {u"001-a.down.sql"_s, down}};
    }
    static QStringList foreignIn(const Source &source)
    {
        QStringList lines;
        for (const Problem &problem : source.allProblems()) {
            if (problem.kind == ProblemKind::ForeignSection)
                lines << u"%1:%2 %3"_s.arg(problem.file).arg(problem.line).arg(problem.message.section(u' ', 3, 3));
        }
        return lines;
    }
    static Source folderWith(const QStringList &names)
    {
        const QTemporaryDir folder;
        for (const QString &name : names) {
            const QString path = folder.filePath(name);
            QDir().mkpath(QFileInfo(path).path());
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write("SELECT 1;\n") < 0)
                qFatal("%s cannot be written", qPrintable(path));
        }
        return readSource(folder.path()).value();
    }

private Q_SLOTS:
    void aFileThatHoldsBothDirectionsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QString>("tool");
        const auto row = [](const char *tool, const char *up) {
            QTest::addRow("%s", tool) << QByteArray(up) << QString::fromLatin1(tool).section(u' ', 0, 0);
        };
        row("dbmate", "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n");
        row("goose", "-- +goose Up\nCREATE TABLE a ();\n-- +goose Down\nDROP TABLE a;\n");
        row("sql-migrate", "-- +migrate Up\nCREATE TABLE a ();\n-- +migrate Down\nDROP TABLE a;\n");
        row("MyBatis", "-- // first\nCREATE TABLE a ();\n--//@UNDO\nDROP TABLE a;\n");
        row("MyBatis with a blank", "-- // first\nCREATE TABLE a ();\n-- //@UNDO\nDROP TABLE a;\n");
        row("node-pg-migrate", "-- Up Migration\nCREATE TABLE a ();\n-- Down Migration\nDROP TABLE a;\n");
        row("tern", "\nCREATE TABLE a ();\n---- create above / drop below ----\nDROP TABLE a;\n");
        row("Rambler", "-- rambler up\nCREATE TABLE a ();\n-- rambler down\nDROP TABLE a;\n");
    }
    void aFileThatHoldsBothDirectionsIsRefused()
    {
        QFETCH(QByteArray, up);
        QFETCH(QString, tool);
        const Source source = parseSource(pair(up, "DROP TABLE a;"));
        QCOMPARE(foreignIn(source), QStringList{u"001-a.up.sql:3 "_s + tool});
        const Plan plan = makePlan(source, {}, {});
        QVERIFY(!plan.canRun());
        QCOMPARE(plan.refusals.front().kind, RefusalKind::BadFile);
        // As a down file it would apply the migration first, if it says so.
        const bool begins = foreignSections(up).front().down;
        QCOMPARE(foreignIn(parseSource(pair("CREATE TABLE a ();", up))).size(), begins ? 0 : 1);
    }

    // psql is the judge of what a file does when it is sent as it is.
    void whatIsRefusedWouldHaveUndoneItself()
    {
        test::MigrationFixture database(m_server);
        const QByteArray both = "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n";
        QCOMPARE(database.psql(QString::fromUtf8(both) + u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
        const Source source = parseSource(pair(both, "DROP TABLE a;"));
        QVERIFY(!database.plan(source).canRun());
    }

    void whatRunsNothingElseIsRead_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QByteArray>("down");
        QTest::newRow("one direction") << QByteArray("-- migrate:up\nCREATE TABLE a ();\n")
                                       << QByteArray("-- migrate:down\nDROP TABLE a;\n");
        QTest::newRow("an empty part") << QByteArray("-- migrate:up\nCREATE TABLE a ();\n\n-- migrate:down\n-- none\n")
                                       << QByteArray("DROP TABLE a;\n");
        QTest::newRow("within a text") << QByteArray("CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\n-- "
                                                     "migrate:down\nSELECT 'x' $$;\nCREATE TABLE a ();\n")
                                       << QByteArray("DROP FUNCTION f(); DROP TABLE a;\n");
        QTest::newRow("data") << QByteArray("CREATE TABLE a (t text);\nCOPY a FROM stdin;\n-- migrate:down\n\\.\n"
                                            "CREATE TABLE b ();\n")
                              << QByteArray("DROP TABLE a; DROP TABLE b;\n");
        QTest::newRow("prose") << QByteArray("-- down migration is in the other file\nCREATE TABLE a ();\n")
                               << QByteArray("-- Undoes the up migration\nDROP TABLE a;\n");
    }
    void whatRunsNothingElseIsRead()
    {
        QFETCH(QByteArray, up);
        QFETCH(QByteArray, down);
        QCOMPARE(foreignIn(parseSource(pair(up, down))), QStringList());
    }

    void theirWordForNoTransactionIsRead_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<bool>("transaction");
        QTest::newRow("dbmate") << QByteArray("-- migrate:up transaction:false") << false;
        QTest::newRow("goose") << QByteArray("-- +goose NO TRANSACTION") << false;
        QTest::newRow("sql-migrate") << QByteArray("-- +migrate Up notransaction") << false;
        QTest::newRow("atlas") << QByteArray("-- atlas:txmode none") << false;
        QTest::newRow("sqlx") << QByteArray("-- no-transaction") << false;
        QTest::newRow("ours decides") << QByteArray("-- howdah: transaction on\n-- no-transaction") << true;
        QTest::newRow("dbmate, with one") << QByteArray("-- migrate:up") << true;
        QTest::newRow("prose") << QByteArray("-- no-transaction would be wrong here") << true;
    }
    void theirWordForNoTransactionIsRead()
    {
        QFETCH(QByteArray, head);
        QFETCH(bool, transaction);
        const Source source = parseSource(pair(head + "\nCREATE TABLE a ();\nCREATE TABLE b ();\n", "DROP TABLE a;"));
        QCOMPARE(source.migrations.front().up.transaction, transaction);
        const Plan plan = makePlan(source, {}, {});
        QVERIFY(plan.canRun());
        QCOMPARE(plan.steps.front().transactional, transaction);
    }

    void codeAmongTheFilesIsNamed()
    {
        const Source source = folderWith(
            {u"14_w.up.sql"_s, u"14_w.down.sql"_s, u"14_w.ts"_s, u"15_x.up.go"_s, u"16_y.ts"_s, u"17_z.py"_s,
             u"README.md"_s, u"index.ts"_s});
        QStringList named;
        for (const Problem &problem : source.problems) {
            QCOMPARE(problem.kind, ProblemKind::StrayFile);
            QVERIFY(!problem.blocks);
            named << problem.file;
        }
        named.sort();
        QCOMPARE(named, (QStringList{u"15_x.up.go"_s, u"16_y.ts"_s, u"17_z.py"_s}));
    }

    void foldersAreKnownByName_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("tool");
        QTest::newRow("Flyway") << QStringList{u"V1__a.sql"_s, u"R__b.sql"_s} << u"Flyway"_s;
        QTest::newRow("Prisma") << QStringList{u"20240101000000_a/migration.sql"_s} << u"Prisma"_s;
        QTest::newRow("Prisma's parent") << QStringList{u"schema.prisma"_s, u"migrations/migration_lock.toml"_s}
                                         << u"Prisma"_s;
        QTest::newRow("Drizzle") << QStringList{u"0000_a.sql"_s, u"meta/_journal.json"_s} << u"Drizzle"_s;
        QTest::newRow("Sqitch") << QStringList{u"sqitch.plan"_s, u"deploy/a.sql"_s} << u"Sqitch"_s;
        QTest::newRow("Alembic") << QStringList{u"env.py"_s, u"versions/8a4c6e2f1b3d_a.py"_s} << u"Alembic"_s;
        QTest::newRow("Alembic's versions") << QStringList{u"8a4c6e2f1b3d_a.py"_s} << u"Alembic"_s;
        QTest::newRow("TypeORM") << QStringList{u"1732025000001-AddUsers.ts"_s} << u"TypeORM"_s;
        QTest::newRow("Knex") << QStringList{u"20240101000000_users.js"_s} << u"Knex"_s;
        QTest::newRow("Rails") << QStringList{u"20240101000000_create_users.rb"_s} << u"Rails"_s;
        QTest::newRow("Django") << QStringList{u"__init__.py"_s, u"0001_initial.py"_s} << u"Django"_s;
        QTest::newRow("goose") << QStringList{u"00001_users.go"_s} << u"goose"_s;
        QTest::newRow("Diesel") << QStringList{u"2024-01-01-000000_users/up.sql"_s} << u"Diesel"_s;
        QTest::newRow("sqlx or another") << QStringList{u"20240101000000_users.sql"_s} << u""_s;
        QTest::newRow("nobody's") << QStringList{u"README.md"_s} << QString();
    }
    void foldersAreKnownByName()
    {
        QFETCH(QStringList, files);
        QFETCH(QString, tool);
        const Source source = folderWith(files);
        QVERIFY(source.migrations.empty());
        QCOMPARE(source.other.has_value(), !tool.isNull());
        const Error error = noMigrations(source);
        if (!source.other)
            return;
        QCOMPARE(source.other->tool, tool);
        QVERIFY(error.message.contains(tool));
        QCOMPARE(error.hint, source.other->advice);
    }

    void filesAreKnownByTheirMarkers()
    {
        const Source source = parseSource({{u"20240101000000_a.sql"_s, "-- migrate:up\nSELECT 1;\n-- migrate:down\n"}});
        QVERIFY(source.other);
        QCOMPARE(source.other->tool, u"dbmate"_s);
        QCOMPARE(source.problems.front().kind, ProblemKind::ForeignLayout);
        QVERIFY(!parseSource(pair("-- migrate:up\nSELECT 1;", "SELECT 1;")).other);
    }

    void historiesAreKnownByName_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *tool, const QString &sql, const QString &table) {
            QTest::addRow("%s", tool) << sql << QString::fromLatin1(tool) + u' ' + table;
        };
        row("dbmate or Rails", u"CREATE TABLE schema_migrations (version varchar PRIMARY KEY)"_s,
            u"public.schema_migrations"_s);
        row("golang-migrate", u"CREATE TABLE schema_migrations (version bigint, dirty boolean)"_s,
            u"public.schema_migrations"_s);
        row("Ecto", u"CREATE TABLE schema_migrations (version bigint, inserted_at timestamp)"_s,
            u"public.schema_migrations"_s);
        row("Flyway", u"CREATE TABLE flyway_schema_history (installed_rank int, version text, script text)"_s,
            u"public.flyway_schema_history"_s);
        row("Knex", u"CREATE TABLE knex_migrations (id int, name text, batch int)"_s, u"public.knex_migrations"_s);
        row("Drizzle",
            u"CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id int, hash text, created_at bigint)"_s,
            u"drizzle.__drizzle_migrations"_s);
        row("Alembic", u"CREATE TABLE alembic_version (version_num varchar(32))"_s, u"public.alembic_version"_s);
        row("TypeORM", u"CREATE TABLE migrations (id int, timestamp bigint, name text)"_s, u"public.migrations"_s);
        row("Laravel", u"CREATE TABLE migrations (id int, migration text, batch int)"_s, u"public.migrations"_s);
        row("node-pg-migrate", u"CREATE TABLE pgmigrations (id int, name text, run_on timestamp)"_s,
            u"public.pgmigrations"_s);
        row("Entity Framework", u"CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" text)"_s,
            u"public.__EFMigrationsHistory"_s);
        QTest::newRow("somebody's own table") << u"CREATE TABLE migrations (country text)"_s << QString();
        QTest::newRow("a view") << u"CREATE VIEW alembic_version AS SELECT 1 AS version_num"_s << QString();
    }
    void historiesAreKnownByName()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        test::MigrationFixture database(m_server);
        QVERIFY(!database.psql(sql).contains("ERROR"_L1));
        QStringList found;
        for (const ForeignHistory &foreign : database.history().foreign)
            found << foreign.tool + u' ' + foreign.table;
        QCOMPARE(found.join(u','), expected);
        const Source source = parseSource(pair("CREATE TABLE a ();", "DROP TABLE a;"));
        const Plan plan = database.plan(source);
        QVERIFY(plan.canRun());
        QCOMPARE(qsizetype(plan.warnings.size()), found.size());
        // Once something is applied here this is the history.
        QVERIFY(database.run(source));
        QVERIFY(database.history().foreign.empty());
    }

    void theHistoryInUseIsNotAnother()
    {
        test::MigrationFixture database(m_server);
        (void)database.psql(u"CREATE TABLE migrations (id serial, timestamp bigint, name varchar)"_s);
        Pack pack;
        pack.history = u"typeorm"_s;
        const auto dialect = makeDialect(pack);
        QVERIFY(dialect);
        const Result<History> history = readHistory(database.session(), **dialect);
        QVERIFY(history);
        QVERIFY(history->foreign.empty());
        QCOMPARE(database.history().foreign.front().packName, u"typeorm"_s);
    }
};

QTEST_GUILESS_MAIN(OtherToolsTest)
#include "tst_othertools.moc"
