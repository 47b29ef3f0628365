// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialectfixture.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::DialectFixture;

namespace {

Files folders(const QByteArray &initSql = "CREATE TABLE a (id int);", const QByteArray &initDown = "DROP TABLE a;")
{
    return {
        {u"migration_lock.toml"_s, "provider = \"postgresql\"\n"},
        {u"pack.yaml"_s,
         "layout: prisma\nalso: alembic_version\nrevisions:\n  0_init: aaa1\n  20260101000002_c: ccc3\n"},
        {u"0_init/migration.sql"_s, initSql},
        {u"0_init/down.sql"_s, initDown},
        {u"20260101000001_b/migration.sql"_s, "CREATE TABLE b (id int);"}, // Alembic knows nothing of it
        {u"20260101000001_b/down.sql"_s, "DROP TABLE b;"},
        {u"20260101000002_c/migration.sql"_s, "CREATE TABLE c (id int);"},
        {u"20260101000002_c/down.sql"_s, "DROP TABLE c;"}};
}

constexpr auto Made =
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY "
    "(version_num));"_L1;

} // namespace

class AlembicTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static QString revision(const DialectFixture &database)
    {
        return database.psql(u"SELECT string_agg(version_num, ' ') FROM alembic_version"_s);
    }
    static QString upTo(DialectFixture &database, const QString &version)
    {
        return database.run({.to = database.version(version)});
    }

private Q_SLOTS:
    void movesWithTheMigrations()
    {
        DialectFixture database(m_server, folders());
        QCOMPARE(upTo(database, u"0_init"_s), QString());
        QCOMPARE(revision(database), u"aaa1"_s);
        QCOMPARE(
            database.psql(
                u"SELECT conname || ' ' || pg_get_constraintdef(oid), (SELECT format_type(atttypid, atttypmod) "
                "FROM pg_attribute WHERE attrelid = conrelid AND attnum = 1) FROM pg_constraint "
                "WHERE conrelid = 'alembic_version'::regclass AND contype <> 'n'"_s), // which 18 has here too
            u"alembic_version_pkc PRIMARY KEY (version_num)|character varying(32)"_s);
        QCOMPARE(upTo(database, u"20260101000001_b"_s), QString());
        QCOMPARE(revision(database), u"aaa1"_s);
        QCOMPARE(database.up(), QString());
        QCOMPARE(revision(database), u"ccc3"_s);
        QCOMPARE(database.down(), QString());
        QCOMPARE(revision(database), u"aaa1"_s);
        QCOMPARE(database.down(), QString());
        QCOMPARE(revision(database), u"aaa1"_s);
        QCOMPARE(database.down(), QString());
        QCOMPARE(revision(database), QString());
    }

    void theMigrationMayMakeAndDropTheTableItself()
    {
        DialectFixture database(m_server, folders(QByteArray(Made.data(), Made.size()), "DROP TABLE alembic_version;"));
        QCOMPARE(upTo(database, u"0_init"_s), QString());
        QCOMPARE(revision(database), u"aaa1"_s);
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(u"SELECT to_regclass('alembic_version') IS NULL"_s), u"t"_s);
    }

    // A database that Alembic made is taken over as it is.
    void aBaselineKeepsWhatIsThere()
    {
        DialectFixture database(m_server, folders());
        database.prepare(Made + u"INSERT INTO alembic_version VALUES ('aaa1')"_s);
        QCOMPARE(database.mark(u"0_init"_s, Mark::Baseline), QString());
        QCOMPARE(revision(database), u"aaa1"_s);
        QCOMPARE(database.states().value(0), u"0_init baseline"_s);
        QCOMPARE(database.mark(u"0_init"_s, Mark::RolledBack), QString());
        QCOMPARE(revision(database), QString());
    }

    void aLateMigrationDoesNotMoveItBack()
    {
        DialectFixture database(m_server, folders());
        Files files = folders();
        files.remove(u"0_init/migration.sql"_s);
        files.remove(u"0_init/down.sql"_s);
        database.setFiles(files);
        QCOMPARE(database.up(), QString());
        QCOMPARE(revision(database), u"ccc3"_s);
        database.setFiles(folders());
        QCOMPARE(database.up(), QString());
        QCOMPARE(revision(database), u"ccc3"_s);
    }

    void aRevisionThatThePackDoesNotNameStopsIt()
    {
        DialectFixture database(m_server, folders());
        database.prepare(Made + u"INSERT INTO alembic_version VALUES ('f00d')"_s);
        const QString error = upTo(database, u"0_init"_s);
        QVERIFY2(error.contains("alembic_version is at f00d"_L1), qPrintable(error));
        QCOMPARE(revision(database), u"f00d"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s); // all of it is undone
        QCOMPARE(database.psql(u"SELECT count(*) FROM _prisma_migrations"_s), u"0"_s);
    }

    void goesWithOurOwnHistory()
    {
        DialectFixture database(
            m_server, {{u"pack.yaml"_s, "also: alembic_version\nrevisions:\n  001: it's\n"},
                       {u"001-a.up.sql"_s, "CREATE TABLE a ();"},
                       {u"001-a.down.sql"_s, "DROP TABLE a;"}});
        QCOMPARE(database.up(), QString());
        QCOMPARE(revision(database), u"it's"_s);
        QCOMPARE(database.states(), QStringList{u"001-a applied"_s});
        QCOMPARE(database.down(), QString());
        QCOMPARE(revision(database), QString());
    }
};

QTEST_GUILESS_MAIN(AlembicTest)
#include "tst_alembic.moc"
