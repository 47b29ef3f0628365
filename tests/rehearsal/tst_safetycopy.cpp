// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/safetycopy.h"

#include "migration/migrationfixture.h"
#include "support/pgprograms.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// Safety copies before a rollback, and putting them back: rows after are the rows before.
class SafetyCopyTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<QTemporaryDir> m_folder;

    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        return answer ? answer->trimmed() : describe(answer.error());
    }
    [[nodiscard]] connection::ConnInfo target() const { return m_server.connInfo(m_database); }
    [[nodiscard]] static Plan rollback(const QByteArray &sql)
    {
        const Source source = parseSource(test::numbered({{"SELECT 1;", sql}}));
        History history{.exists = true, .schemaExists = true};
        history.records = {
            {.version = *Version::parse(u"001"),
             .name = u"m"_s,
             .checksumUp = source.migrations[0].up.checksum,
             .checksumDown = source.migrations[0].down->checksum}};
        return makePlan(source, history, {.direction = Direction::Down});
    }
    [[nodiscard]] Result<SafetyReach> reach(const QString &sql) const
    {
        return findReach(target(), rollback(sql.toUtf8()), {});
    }
    // What a rollback by this SQL can take.
    [[nodiscard]] Result<SafetyCopy> copy(const QString &sql) const
    {
        const auto reached = reach(sql);
        if (!reached)
            return fail(reached.error());
        return makeSafetyCopy(target(), *reached, m_folder->filePath(u"new/folder"_s));
    }
    [[nodiscard]] Result<std::vector<RestoredTable>> restore(const QString &file) const
    {
        return restoreSafetyCopy(target(), file);
    }
    static inline const QString Schema =
        u"CREATE TABLE parent (id serial PRIMARY KEY, name text UNIQUE, twice text GENERATED ALWAYS AS (name || name) "
        "STORED); CREATE TABLE child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent int NOT NULL "
        "REFERENCES "
        "parent, friend bigint REFERENCES child, at timestamptz, amount numeric, raw bytea, tags text[]); ALTER TABLE "
        "parent ADD favourite bigint REFERENCES child; CREATE INDEX child_at ON child (at); COMMENT ON TABLE child IS "
        "'of a parent'"_s;
    static inline const QString Rows =
        u"INSERT INTO parent (name) SELECT E'n\\t\\n\\\\.' || i FROM generate_series(1, 50) i; INSERT INTO child "
        u"(parent, "
        "friend, at, amount, raw, tags) SELECT i, CASE WHEN i < 50 THEN i + 1 END, 'infinity', "
        "12345678901234567890.123456789 + i, '\\x0001ff', ARRAY['a,b', NULL, '\"'] FROM generate_series(1, 50) i; "
        "UPDATE "
        "parent SET favourite = id"_s;
    static inline const QString Digest =
        u"SELECT (SELECT md5(string_agg(p::text, '|' ORDER BY id)) FROM parent p), (SELECT md5(string_agg(c::text, '|' "
        "ORDER BY id)) FROM child c), (SELECT last_value FROM parent_id_seq), (SELECT last_value FROM child_id_seq)"_s;

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
    }
    void init()
    {
        m_database = m_server.createDatabase(u"safety"_s);
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void putsBackTablesThatAreGone()
    {
        QCOMPARE(psql(Schema + u"; "_s + Rows), QString());
        const QString before = psql(Digest);
        const QString shape = psql(u"SELECT string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname) FROM "
                                   "pg_constraint WHERE conrelid IN ('parent'::regclass, 'child'::regclass)"_s);
        const auto made = copy(u"DROP TABLE child, parent; DROP TABLE IF EXISTS never_there"_s);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        QCOMPARE(made->tables.size(), 2u);
        QCOMPARE(made->rows, 100);
        QVERIFY(made->bytes > 0);
        QCOMPARE(QFileInfo(made->file).size(), made->bytes);
        QCOMPARE(
            QFile::permissions(made->file) & (QFileDevice::ReadOther | QFileDevice::ReadGroup),
            QFileDevice::Permissions());
        QCOMPARE(QDir(m_folder->filePath(u"new/folder"_s)).entryList(QDir::Files).size(), 2);
        QCOMPARE(readSafetyCopy(made->file), *made);
        QCOMPARE(psql(u"DROP TABLE parent, child"_s), QString());
        const auto restored = restore(made->file);
        QVERIFY2(restored, restored ? "" : qPrintable(describe(restored.error())));
        QCOMPARE((*restored)[0].rows, 50);
        QVERIFY((*restored)[0].created);
        QCOMPARE(psql(Digest), before);
        QCOMPARE(
            psql(u"SELECT string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint WHERE "
                 "conrelid IN ('parent'::regclass, 'child'::regclass)"_s),
            shape);
        QCOMPARE(
            psql(u"SELECT obj_description('child'::regclass), to_regclass('child_at') IS NOT NULL"_s),
            u"of a parent|t"_s);
    }

    // The text alone does not tell that a function deletes rows, and no review may be silent about it.
    void aReviewTellsWhatOnlyTheServerKnows()
    {
        QCOMPARE(
            psql(u"CREATE TABLE users (id int); CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS 'DELETE FROM "
                 "users'; CREATE FUNCTION total() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM users'; "
                 "CREATE PROCEDURE clear() LANGUAGE sql AS 'DELETE FROM users'; CREATE FUNCTION gone() RETURNS trigger "
                 "LANGUAGE plpgsql AS 'BEGIN DELETE FROM users; RETURN NULL; END'; CREATE TABLE others (id int); "
                 "CREATE TRIGGER along AFTER DELETE ON others EXECUTE FUNCTION gone()"_s),
            QString());
        const auto reported = [this](const QByteArray &sql) {
            const auto risks = findRisks(target(), rollback(sql), {});
            QStringList lines{risks ? risks->uncovered.join(u", "_s) : describe(risks.error())};
            for (const Loss &loss : risks ? risks->losses : std::vector<Loss>())
                lines << describe(loss);
            return lines.join(u"; "_s);
        };
        QCOMPARE(reported("SELECT total(), now()"), QString());
        QCOMPARE(reported("SELECT purge()"), u"; effects of function purge that cannot be analysed (line 1)"_s);
        QCOMPARE(reported("SELECT 1;\nCALL clear()"), u"; effects of clear that cannot be analysed (line 2)"_s);
        QCOMPARE(reported("DO 'BEGIN PERFORM purge(); END'").count(u"cannot be analysed"_s), 1);
        QVERIFY2(
            reported("DELETE FROM others").contains(u"effects of trigger along"_s),
            qPrintable(reported("DELETE FROM others")));
        QCOMPARE(
            reported("SELECT lo_unlink(77)"),
            u"large objects (lo_unlink); data that function lo_unlink removes (line 1)"_s);
        QCOMPARE(
            psql(u"CREATE FUNCTION hook() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM users; END'; "
                 "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION hook()"_s),
            QString());
        QVERIFY2(
            reported("DROP VIEW v").endsWith(u"that cannot be analysed (in the database)"_s),
            qPrintable(reported("DROP VIEW v")));
    }

    // As after down and up: the tables are there again, empty, with keys that refer to one another and with triggers.
    void fillsTablesThatAreThereAgain()
    {
        QCOMPARE(psql(Schema + u"; "_s + Rows), QString());
        const QString before = psql(Digest);
        const auto made = copy(u"DROP TABLE child, parent"_s);
        QVERIFY(made);
        QCOMPARE(
            psql(
                u"DROP TABLE parent, child; "_s + Schema
                + u"; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := 'changed'; RETURN "
                  u"NEW; "
                  "END $$; CREATE TRIGGER a BEFORE INSERT ON parent FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER "
                  "b "
                  "BEFORE INSERT ON parent FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE parent ENABLE ALWAYS TRIGGER "
                  "a, DISABLE TRIGGER b"_s),
            QString());
        const QString shape =
            psql(u"SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY tgname) FILTER (WHERE NOT "
                 "tgisinternal), string_agg(tgdeferrable::text, ',' ORDER BY tgname) FROM pg_trigger"_s);
        const auto restored = restore(made->file);
        QVERIFY2(restored, restored ? "" : qPrintable(describe(restored.error())));
        QVERIFY(!(*restored)[0].created);
        QCOMPARE(psql(Digest), before);
        const QString after =
            psql(u"SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY tgname) FILTER (WHERE NOT "
                 "tgisinternal), string_agg(tgdeferrable::text, ',' ORDER BY tgname) FROM pg_trigger"_s);
        QCOMPARE(after, shape);
    }

    void givesAColumnItsValuesAgain()
    {
        QCOMPARE(psql(Schema + u"; "_s + Rows), QString());
        const QString before =
            psql(u"SELECT md5(string_agg(c::text, '|' ORDER BY id)) FROM (SELECT id, amount, raw FROM "
                 "child WHERE id <> 7) c"_s);
        const auto made = copy(u"ALTER TABLE child DROP amount, DROP raw"_s);
        QVERIFY(made);
        QCOMPARE(made->tables.size(), 1u);
        // Meanwhile one row went and one came.
        QCOMPARE(
            psql(
                u"ALTER TABLE child DROP amount, DROP raw; ALTER TABLE child ADD amount numeric, ADD raw bytea; UPDATE "
                "parent SET favourite = NULL; UPDATE child SET friend = NULL; DELETE FROM child WHERE id = 7; INSERT "
                "INTO child (parent) VALUES (1)"_s),
            QString());
        const auto restored = restore(made->file);
        QVERIFY2(restored, restored ? "" : qPrintable(describe(restored.error())));
        QCOMPARE((*restored)[0].rows, 49);
        QCOMPARE(
            psql(u"SELECT md5(string_agg(c::text, '|' ORDER BY id)) FROM (SELECT id, amount, raw FROM child WHERE id "
                 "<= 50) c"_s),
            before);
        QCOMPARE(psql(u"SELECT last_value FROM child_id_seq"_s), u"51"_s); // goes on, not back
    }

    // A rollback that drops one table and a column of another.
    void putsBackBothAtOnce()
    {
        QCOMPARE(psql(Schema + u"; "_s + Rows), QString());
        const auto made = copy(u"DROP TABLE child; ALTER TABLE parent DROP favourite"_s);
        QVERIFY(made);
        QCOMPARE(
            psql(u"ALTER TABLE parent DROP favourite; DROP TABLE child; ALTER TABLE parent ADD favourite bigint"_s),
            QString());
        const auto restored = restore(made->file);
        QVERIFY2(restored, restored ? "" : qPrintable(describe(restored.error())));
        QCOMPARE(psql(u"SELECT count(*), count(favourite) FROM parent; SELECT count(*) FROM child"_s), u"50|50\n50"_s);
    }

    void takesPartitionsAndSchemas()
    {
        QCOMPARE(
            psql(u"CREATE TABLE days (day date, n int) PARTITION BY RANGE (day); CREATE TABLE d1 PARTITION OF days FOR "
                 "VALUES FROM ('2026-01-01') TO ('2026-02-01'); CREATE TABLE d2 PARTITION OF days DEFAULT; INSERT INTO "
                 "days VALUES ('2026-01-02', 1), ('2027-01-01', 2), ('2027-01-02', 3); CREATE SCHEMA s; CREATE TABLE "
                 "s.t (a int); INSERT INTO s.t VALUES (7)"_s),
            QString());
        const auto made = copy(u"DROP TABLE days; DROP SCHEMA s CASCADE"_s);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        QCOMPARE(made->rows, 4);
        QCOMPARE(psql(u"DROP TABLE days; DROP TABLE s.t"_s), QString());
        const auto restored = restore(made->file);
        QVERIFY2(restored, restored ? "" : qPrintable(describe(restored.error())));
        QCOMPARE(psql(u"SELECT sum(n), (SELECT count(*) FROM d1), (SELECT a FROM s.t) FROM days"_s), u"6|1|7"_s);
    }

    void survivesHostileNames()
    {
        const QString create =
            u"CREATE SCHEMA IF NOT EXISTS \"S.\"\"; DROP\n%1\"; CREATE TABLE \"S.\"\"; DROP\n%1\".\"t.\"\"x' $$ \\ "
            "*?[a-z]|%2\n--\" (\"c\"\"\n;--%3\" serial PRIMARY KEY, \"\\.\" text)"_s;
        const QString qualified = u"\"S.\"\"; DROP\n%1\".\"t.\"\"x' $$ \\ *?[a-z]|%2\n--\""_s;
        QCOMPARE(
            psql(
                create + u"; CREATE TABLE innocent (a int); INSERT INTO innocent VALUES (1); INSERT INTO "_s + qualified
                + u" (\"\\.\") VALUES (E'\\\\.'), (E'a\\nb'), (NULL)"_s),
            QString());
        const QString rows = psql(u"SELECT string_agg(t::text, '|') FROM "_s + qualified + u" t"_s);
        const auto made = copy(u"DROP TABLE "_s + qualified);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        QCOMPARE(made->tables.size(), 1u);
        QCOMPARE(made->rows, 3);
        QCOMPARE(psql(u"DROP TABLE "_s + qualified), QString());
        const auto gone = restore(made->file);
        QVERIFY2(gone, gone ? "" : qPrintable(describe(gone.error())));
        QCOMPARE(psql(u"SELECT string_agg(t::text, '|') FROM "_s + qualified + u" t"_s), rows);
        QCOMPARE(psql(u"TRUNCATE "_s + qualified), QString());
        QVERIFY(restore(made->file));
        QCOMPARE(psql(u"SELECT string_agg(t::text, '|') FROM "_s + qualified + u" t"_s), rows);
        QCOMPARE(psql(u"SELECT a FROM innocent"_s), u"1"_s);
    }

    void refusesWhatIsInTheWay_data()
    {
        QTest::addColumn<QString>("meanwhile");
        QTest::addColumn<QString>("reason");
        QTest::newRow("rows") << u"SELECT 1"_s << u"The table public.a contains rows, so nothing was restored"_s;
        QTest::newRow("other columns")
            << u"DROP TABLE a; CREATE TABLE a (id int PRIMARY KEY, x bigint)"_s
            << u"The table public.a has different columns now (x bigint, x integer), so nothing was "
               u"restored"_s;
        QTest::newRow("one of two") << u"DROP TABLE a; TRUNCATE b; INSERT INTO b VALUES (3)"_s
                                    << u"The table public.b contains rows, so nothing was restored"_s;
        QTest::newRow("a key that is violated at the end")
            << u"TRUNCATE a, b; CREATE TABLE p (x int PRIMARY KEY); ALTER TABLE b ADD FOREIGN KEY (x) REFERENCES p"_s
            << u"insert or update on table \"b\" violates foreign key constraint \"b_x_fkey\""_s;
    }
    void refusesWhatIsInTheWay()
    {
        QFETCH(QString, meanwhile);
        QFETCH(QString, reason);
        QCOMPARE(
            psql(u"CREATE TABLE a (id int PRIMARY KEY, x int); CREATE TABLE b (x int); INSERT INTO a VALUES (1, 2); "
                 "INSERT INTO b VALUES (1)"_s),
            QString());
        const auto made = copy(u"DROP TABLE a; DROP TABLE b"_s);
        QVERIFY(made);
        QCOMPARE(psql(u"BEGIN; "_s + meanwhile + u"; COMMIT"_s).remove(u"1"_s), QString());
        const QString question =
            u"SELECT to_regclass('a'), (SELECT count(*) FROM b), (SELECT count(*) FROM pg_constraint "
            "WHERE condeferrable)"_s;
        const QString before = psql(question);
        const auto restored = restore(made->file);
        QVERIFY(!restored);
        QCOMPARE(restored.error().message, reason);
        QCOMPARE(psql(question), before); // all of it or nothing
    }

    void refusesAColumnWithoutAKey()
    {
        QCOMPARE(psql(u"CREATE TABLE a (x int, y int); INSERT INTO a VALUES (1, 2)"_s), QString());
        const auto made = copy(u"ALTER TABLE a DROP y"_s);
        QVERIFY(made);
        const auto restored = restore(made->file);
        QVERIFY(!restored);
        QCOMPARE(restored.error().kind, ErrorKind::Conflict);
        QVERIFY(restored.error().message.contains("no primary key"_L1));
    }

    void refusesDamagedFiles()
    {
        QCOMPARE(psql(u"CREATE TABLE a (x int)"_s), QString());
        QCOMPARE(restore(m_folder->filePath(u"none"_s)).error().kind, ErrorKind::NotFound);
        const auto made = copy(u"DROP TABLE a"_s);
        QVERIFY(made);
        QFile file(made->file);
        QVERIFY(file.resize(file.size() / 2));
        QCOMPARE(restore(made->file).error().kind, ErrorKind::Invalid);
        QFile list(made->file + u".json"_s);
        QVERIFY(list.open(QIODevice::WriteOnly) && list.write("{") == 1);
        list.close();
        QCOMPARE(restore(made->file).error().kind, ErrorKind::Invalid);
    }

    void saysWhenThereIsNothingToCopy()
    {
        const auto made = copy(u"DROP TABLE IF EXISTS never_there; DROP TYPE IF EXISTS none CASCADE"_s);
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::NotFound);
        QVERIFY(!QDir(m_folder->filePath(u"new"_s)).exists());
    }

    // Not the same as nothing to copy: what cannot be copied must not be lost.
    void saysWhenNobodyCanCopy()
    {
        const test::WithoutNamedPrograms none;
        QCOMPARE(psql(u"CREATE TABLE a (x int)"_s), QString());
        const auto made = makeSafetyCopy(
            target(), *reach(u"DROP TABLE a"_s), m_folder->filePath(u"new"_s), {}, connection::SearchPlaces{});
        QVERIFY(!made);
        QVERIFY(made.error().kind != ErrorKind::NotFound);
        QVERIFY2(
            made.error().message.startsWith(u"No safety copy can be made: pg_dump"_s),
            qPrintable(made.error().message));
        QVERIFY(made.error().hint.contains("postgresql-client-"_L1));
        QVERIFY(!QDir(m_folder->filePath(u"new"_s)).exists());
    }

    void leavesNothingHalf()
    {
        QCOMPARE(psql(u"CREATE TABLE a (x int)"_s), QString());
        std::stop_source stop;
        stop.request_stop();
        const auto made = makeSafetyCopy(target(), *reach(u"DROP TABLE a"_s), m_folder->path(), stop.get_token());
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::Cancelled);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList());
    }
};

QTEST_GUILESS_MAIN(SafetyCopyTest)
#include "tst_safetycopy.moc"
