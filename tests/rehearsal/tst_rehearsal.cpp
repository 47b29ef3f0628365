// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalfixture.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::reported;
using test::scripts;

// What a rehearsal says of migrations that are right, and of those that are wrong in every way that it promises to see.
class RehearsalTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};

    Result<Rehearsal> rehearsal(const Source &source) const { return rehearse(m_fixture.request(source)); }

private Q_SLOTS:
    void cleanup() { QCOMPARE(m_fixture.leftovers().join(u' '), QString()); }

    void tells_data()
    {
        using Pair = std::pair<QByteArray, QByteArray>;
        QTest::addColumn<Source>("source");
        QTest::addColumn<QStringList>("badges");
        const auto add = [](const char *name, const std::vector<Pair> &pairs, const QStringList &badges) {
            QTest::newRow(name) << scripts(pairs) << badges;
        };
        const Pair table{
            "CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1, b text);\nCREATE INDEX t_a ON t (a);",
            "DROP TABLE t;"};
        const QString first = u"001 rollback loses: table public.t"_s;
        add("proven", {{"CREATE VIEW v AS SELECT 1 AS one;", "DROP VIEW v;"}}, {u"001 rollback proven"_s});
        add("loses a table", {table}, {first});
        add("loses a column", {table, {"ALTER TABLE t ADD c int;", "ALTER TABLE t DROP c;"}},
            {first, u"002 rollback loses: column public.t.c"_s});
        add("keeps what it renames",
            {table,
             {"ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME b TO c;",
              "ALTER TABLE u RENAME c TO b; ALTER TABLE u RENAME TO t;"}},
            {first, u"002 rollback proven"_s});
        add("what up drops is gone", {table, {"ALTER TABLE t DROP b;", "ALTER TABLE t ADD b text;"}},
            {first, u"002 rollback loses: column public.t.b (by up)"_s});
        add("what up makes anew is empty",
            {table,
             {"CREATE TABLE s (id int); DROP TABLE s; DROP TABLE t;",
              "CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1, b text); CREATE INDEX t_a ON t (a);"}},
            {first, u"002 rollback loses: table public.t (by up)"_s});
        add("forgets an index",
            {table, {"CREATE INDEX t_b ON t (b); CREATE INDEX t_ab ON t (a, b);", "DROP INDEX t_b;"}},
            {first,
             u"002 rollback does not restore: left: index public.t_ab: CREATE INDEX t_ab ON public.t USING btree "
             "(a, b)"_s});
        add("another order of columns alone",
            {table,
             {"ALTER TABLE t DROP a;", "ALTER TABLE t ADD a int DEFAULT 1; CREATE INDEX t_a ON t (a);"},
             {"ALTER TABLE t ADD d int;", "ALTER TABLE t DROP d;"}},
            {first,
             u"002 rollback restores all but the order of columns: public.t: id, b, a; rollback loses: column "
             u"public.t.a "
             "(by up)"_s,
             u"003 rollback loses: column public.t.d"_s});
        add("another order of columns, and an index",
            {table, {"ALTER TABLE t DROP a;", "ALTER TABLE t ADD a int DEFAULT 1;"}},
            {first,
             u"002 rollback does not restore: missing: column order public.t: id, a, b; missing: index "
             "public.t_a: CREATE INDEX t_a ON public.t USING btree (a); left: column order public.t: id, b, a"_s});
        add("restores another default",
            {table, {"ALTER TABLE t ALTER a SET DEFAULT 5;", "ALTER TABLE t ALTER a SET DEFAULT 2;"}},
            {first, u"002 rollback does not restore: missing: column public.t.a integer default 1; left: column "
                    "public.t.a integer default 2"_s});
        add("down fails", {table, {"CREATE VIEW v AS SELECT * FROM t;", "DROP VIEW w;"}},
            {first, u"002 rollback does not restore: down fails: view \"w\" does not exist"_s});
        add("goes on after it",
            {table,
             {"CREATE VIEW v AS SELECT * FROM t;", "DROP VIEW w;"},
             {"CREATE VIEW x AS SELECT * FROM v;", "DROP VIEW x;"}},
            {first, u"002 rollback does not restore: down fails: view \"w\" does not exist"_s,
             u"003 rollback proven"_s});
        add("a large object that is left", {{"SELECT lo_create(4711);", "SELECT 1;"}},
            {u"001 rollback does not restore: left: large object 4711: 0 bytes, md5 d41d8cd98f00b204e9800998ecf8427e; "
             "left: owner of large object 4711: howdah_scratch_owner"_s});
        // What a column leaves behind when it is dropped is nothing that anybody restores.
        add("up fails when it is run again",
            {table,
             {"DO $$ BEGIN IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 't'::regclass AND attisdropped) THEN "
              "RAISE "
              "'once only'; END IF; END $$; ALTER TABLE t ADD c int;",
              "ALTER TABLE t DROP c;"}},
            {first, u"002 rollback does not restore: up fails if it is run again after down: once only"_s});
        add("up fails", {{"CREATE VIEW v AS SELECT nothing;", "DROP VIEW v;"}, table},
            {u"001 not proven: up fails: column \"nothing\" does not exist"_s, u"002 not proven: 001-m fails"_s});
        add("no down", {{"CREATE VIEW v AS SELECT 1;", {}}, {"CREATE VIEW w AS SELECT * FROM v;", "DROP VIEW w;"}},
            {u"001 not proven: 001-m cannot be rolled back: it has no down file"_s, u"002 rollback proven"_s});
        add("a psql command", {{"SELECT 1;\n\\i other.sql\n", "SELECT 1;"}},
            {u"001 not proven: 001-m.up.sql:2: \\i is a psql command, which a migration cannot run"_s});
        add("rows that up changes",
            {table,
             {"INSERT INTO t VALUES (1, 1, 'x'), (2, 2, 'y');", "DELETE FROM t;"},
             {"UPDATE t SET b = upper(b);", "SELECT 1;"},
             {"DELETE FROM t WHERE id = 2;", "SELECT 1;"}},
            {first, u"002 rollback loses: rows of public.t"_s,
             u"003 rollback does not restore: missing: values of public.t (b) in 2 rows"_s,
             u"004 rollback loses: rows of public.t (1 in the rehearsal) (by up)"_s});
        add("rows that are left", {table, {"INSERT INTO t VALUES (1, 1, 'x');", "SELECT 1;"}},
            {first, u"002 rollback does not restore: left: rows of public.t: 1 more than before"_s});
        add("what a block hides",
            {table,
             {"CREATE TABLE s (id int);",
              "DO $$ BEGIN DROP TABLE t, s; CREATE TABLE t (id "
              "int PRIMARY KEY, a int DEFAULT 1, b text); CREATE INDEX t_a ON t (a); END $$;"}},
            {first, u"002 rollback loses: table public.s, table public.t"_s});
        add("a narrower type", {table, {"ALTER TABLE t ALTER a TYPE bigint;", "ALTER TABLE t ALTER a TYPE int;"}},
            {first,
             u"002 rollback loses: data that ALTER TABLE changes (line 1) (by up), data that ALTER TABLE changes "
             "(line 1)"_s});
        add("outside a transaction",
            {table, {"CREATE INDEX CONCURRENTLY t_b ON t (b);", "DROP INDEX CONCURRENTLY t_b;"}},
            {first, u"002 rollback proven"_s});
        add("outside a transaction, as the file asks",
            {table,
             {"-- howdah: transaction off\nCREATE INDEX CONCURRENTLY t_b ON t (b);\nALTER TABLE t ADD c int;",
              "-- howdah: transaction off\nALTER TABLE t DROP c;\nDROP INDEX CONCURRENTLY t_b;"}},
            {first, u"002 rollback loses: column public.t.c"_s});
        add("a deferred constraint fails at the commit",
            {{"CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY "
              "DEFERRED);\nINSERT INTO c VALUES (1);",
              "DROP TABLE c, p;"}},
            {u"001 not proven: up fails: insert or update on table \"c\" violates foreign key constraint "
             "\"c_p_fkey\""_s});
        add("COPY data", {{"CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n2\n\\.\n", "DROP TABLE t;"}},
            {u"001 rollback loses: table public.t (2 in the rehearsal)"_s});
        add("settings do not stay",
            {{"SET search_path = pg_catalog; CREATE VIEW public.v AS SELECT 1;", "DROP VIEW v;"}},
            {u"001 rollback proven"_s});
        add("a role that is named is made",
            {{"CREATE TABLE t (a int);\nGRANT SELECT ON t TO \"odd \"\"reader\";\nCREATE "
              "POLICY p ON t TO other USING (true);",
              "DROP TABLE t;"}},
            {u"001 rollback loses: table public.t"_s});
        add("a role that is made and dropped",
            {{"CREATE ROLE app LOGIN; CREATE VIEW v AS SELECT 1; GRANT SELECT ON v TO app;",
              "DROP VIEW v; DROP ROLE app;"}},
            {u"001 rollback proven"_s});
        add("a role that stays",
            {{"CREATE ROLE app LOGIN;", "SELECT 1;"},
             {"CREATE VIEW v AS SELECT 1; GRANT SELECT ON v TO app;", "DROP VIEW v;"}},
            {u"001 rollback does not restore: left: role app login"_s, u"002 rollback proven"_s});
        add("a role that is made owns",
            {{"CREATE ROLE app; CREATE SCHEMA s; CREATE TABLE s.t (a int); ALTER TABLE s.t OWNER TO app; CREATE VIEW v "
              "AS "
              "SELECT 1; ALTER VIEW v OWNER TO app;",
              "DROP VIEW v; DROP SCHEMA s CASCADE; DROP ROLE app;"}},
            {u"001 rollback loses: table s.t"_s});
        add("a role that a block makes owns",
            {{"DO $$ BEGIN CREATE ROLE app; END $$; CREATE TYPE e AS ENUM ('a'); ALTER TYPE e OWNER TO app; SET ROLE "
              "app;",
              "DROP TYPE e; DROP ROLE app;"}},
            {u"001 rollback proven"_s});
        add("rights on the schema",
            {{"REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE TABLE t (a int); ALTER TABLE t OWNER TO app;",
              "DROP TABLE t; GRANT USAGE ON SCHEMA public TO PUBLIC;"}},
            {u"001 rollback loses: table public.t"_s});
        add("an extension that only a superuser may make",
            {{"CREATE EXTENSION pg_stat_statements; CREATE VIEW v AS SELECT query FROM pg_stat_statements;",
              "DROP VIEW v; DROP EXTENSION pg_stat_statements;"}},
            {u"001 rollback proven"_s});
        add("an extension that is trusted",
            {{"CREATE EXTENSION pgcrypto; CREATE VIEW v AS SELECT gen_salt('bf');",
              "DROP VIEW v; DROP EXTENSION pgcrypto;"}},
            {u"001 rollback proven"_s});
        add("rows behind a policy",
            {{"CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
              "DROP TABLE t;"},
             {"INSERT INTO t VALUES (1);", "SELECT 1;"}},
            {u"001 rollback loses: table public.t"_s,
             u"002 rollback does not restore: left: rows of public.t: 1 more than before"_s});
        add("an extension that is missing",
            {{"CREATE EXTENSION IF NOT EXISTS no_such_thing;\nCREATE VIEW v AS SELECT 1;",
              "DROP VIEW v;\nDROP EXTENSION no_such_thing;"}},
            {u"001 rollback proven"_s});
        add("what needs it", {{"CREATE EXTENSION no_such_thing;\nCREATE TABLE t (e no_such_type);", "DROP TABLE t;"}},
            {u"001 not proven: up fails: type \"no_such_type\" does not exist"_s});
        add("what reaches beyond",
            {{"-- howdah: transaction off\nALTER SYSTEM SET work_mem = '1MB';\nCREATE VIEW v AS SELECT 1;",
              "DROP VIEW v;"}},
            {u"001 not proven: ALTER SYSTEM has effects outside the database, and was skipped"_s});
    }
    void tells()
    {
        QFETCH(Source, source);
        QFETCH(QStringList, badges);
        QCOMPARE(reported(rehearsal(source)), badges);
    }

    // Weaker than a missing index, and no proof either.
    void anotherOrderOfColumnsIsAKindOfItsOwn()
    {
        const auto seen = rehearsal(scripts(
            {{"CREATE TABLE t (a int, b int);", "DROP TABLE t;"},
             {"ALTER TABLE t DROP a;", "ALTER TABLE t ADD a int;"}}));
        QVERIFY(seen);
        QCOMPARE(seen->proofs[1].badge, Badge::Reordered);
        QCOMPARE(badgeName(seen->proofs[1].badge), u"reordered"_s);
        QCOMPARE(badgeNamed(u"reordered"_s), std::optional(Badge::Reordered));
        QCOMPARE(seen->proofs[1].difference.missing, QStringList{u"column order public.t: a, b"_s});
        QCOMPARE(seen->proofs[1].difference.added, QStringList{u"column order public.t: b, a"_s});
        QVERIFY(seen->isRestored());
        QVERIFY(!seen->isProven());
    }

    void seesThatUpIsNotRepeatable()
    {
        const auto seen = rehearsal(scripts(
            {{"DO $$ BEGIN EXECUTE format('CREATE VIEW %I AS SELECT 1 AS one', 'v' || txid_current()); END $$;",
              "DO $$ DECLARE v text; BEGIN SELECT viewname INTO v FROM pg_views WHERE schemaname = 'public'; EXECUTE "
              "format('DROP VIEW %I', v); END $$;"},
             {"CREATE VIEW w AS SELECT 1;", "DROP VIEW w;"}}));
        QVERIFY(seen);
        QCOMPARE(seen->proofs[0].badge, Badge::NotRestored);
        QCOMPARE(seen->proofs[0].reason, u"up gives a different result if it is run again after down"_s);
        QCOMPARE(seen->proofs[0].difference.missing.size(), seen->proofs[0].difference.added.size());
        QVERIFY(!seen->proofs[0].failed);
        QCOMPARE(seen->proofs[1].badge, Badge::Proven);
    }

    void saysWhatItMadeAndLeftOut()
    {
        const auto roles =
            rehearsal(scripts({{"CREATE TABLE t (a int); GRANT SELECT ON t TO reader;", "DROP TABLE t;"}}));
        QVERIFY(roles);
        QCOMPARE(
            roles->proofs[0].notes,
            QStringList{u"The role reader was created on the scratch server, without privileges"_s});
        const auto extension = rehearsal(scripts({{"CREATE EXTENSION nope;", "DROP EXTENSION nope;"}}));
        QVERIFY(extension);
        QCOMPARE(
            extension->proofs[0].notes,
            QStringList{u"The extension nope is not installed on the scratch server, so it was skipped"_s});
        QCOMPARE(extension->proofs[0].up[0].skipped, extension->proofs[0].notes[0]);
    }

    void reportsWhetherAllIsWell()
    {
        const auto well = rehearsal(scripts({{"CREATE TABLE t (a int);", "DROP TABLE t;"}}));
        QVERIFY(well && well->isRestored() && well->isProven());
        const auto open = rehearsal(scripts({{"CREATE TABLE t (a int);", {}}}));
        QVERIFY(open && open->isRestored() && !open->isProven());
        const auto bad = rehearsal(scripts({{"CREATE TABLE t (a int);", "SELECT 1;"}}));
        QVERIFY(bad && !bad->isRestored() && !bad->isProven());
        const auto failing = rehearsal(scripts({{"nonsense;", "SELECT 1;"}}));
        QVERIFY(failing && !failing->isRestored());
    }

    void stopsAtTheVersionThatIsAsked()
    {
        RehearsalRequest request = m_fixture.request(
            scripts({{"CREATE VIEW a AS SELECT 1;", "DROP VIEW a;"}, {"CREATE VIEW b AS SELECT 1;", "DROP VIEW b;"}}));
        request.to = Version::parse(u"1");
        QCOMPARE(reported(rehearse(request)), QStringList{u"001 rollback proven"_s});
    }

    void makesTheSchemaOfThePack()
    {
        Source source = scripts({{"CREATE TABLE t (a int);", "DROP TABLE t;"}});
        source.pack.schema = u"odd \"schema"_s;
        QCOMPARE(reported(rehearsal(source)), QStringList{u"001 rollback loses: table odd \"schema.t"_s});
    }

    void notifiesTheObserver()
    {
        class Recorder final : public RehearsalObserver
        {
        public:
            QStringList lines;
            void phaseStarted(RehearsalPhase phase, const QString &what) override
            {
                lines << phaseText(phase) + (what.isEmpty() ? QString() : u' ' + what);
            }
            void migrationFinished(size_t index, size_t of, const Proof &proof) override
            {
                lines << u"%1/%2 %3"_s.arg(index).arg(of).arg(badgeName(proof.badge));
            }
        } recorder;
        const Source source = scripts({{"CREATE VIEW v AS SELECT 1;", "DROP VIEW v;"}});
        QVERIFY(rehearse(m_fixture.request(source), &recorder));
        QCOMPARE(
            recorder.lines, (QStringList{
                                u"Preparing the scratch database"_s, u"Applying 001-m"_s, u"Rolling back 001-m"_s,
                                u"Applying again 001-m"_s, u"0/1 proven"_s}));
    }
};

QTEST_GUILESS_MAIN(RehearsalTest)
#include "tst_rehearsal.moc"
