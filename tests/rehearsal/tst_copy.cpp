// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/scratch.h"
#include "migration/rehearse/scratchcopy.h"
#include "rehearsalfixture.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::reported;
using test::scripts;

// Rehearsals on the copy of a database, with and without a sample of its rows.
class CopyTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};

    QString database(const QString &sql) const
    {
        const QString name = m_server.createDatabase(u"copied"_s);
        if (const auto done = m_server.psql(name, sql); !done)
            qFatal("%s", qPrintable(describe(done.error())));
        return name;
    }

    RehearsalRequest request(const QString &target, const Source &source, int sample = 0) const
    {
        RehearsalRequest made = m_fixture.request(source);
        made.target = m_server.connInfo(target);
        made.sampleRows = sample;
        return made;
    }

    // What a copy holds, as psql tells it.
    QString copied(const QString &target, int sample, const QString &question, QStringList *warnings = nullptr) const
    {
        CopyTarget source;
        RehearsalObserver silent;
        if (auto opened = source.open(m_server.connInfo(target)); !opened)
            return describe(opened.error());
        auto scratch = Scratch::make(m_server.local(), *source.scratchOptions(), {});
        if (!scratch)
            return describe(scratch.error());
        const auto done = copyTarget(source, **scratch, sample, silent, {});
        if (!done)
            return describe(done.error());
        if (warnings)
            *warnings = *done;
        else if (!done->isEmpty())
            return done->join(u'\n');
        const auto answer = m_server.psql((*scratch)->connInfo().value(u"dbname"_s), question);
        return answer ? answer->trimmed() : describe(answer.error());
    }

    QString dumped(const QString &name) const
    {
        return m_server
            .psql(
                name, u"SELECT pg_current_xact_id_if_assigned() IS NULL, (SELECT count(*) FROM pg_class), (SELECT "
                      "coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables)"_s)
            .value_or(u"?"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
    }
    void cleanup() { QCOMPARE(m_fixture.leftovers().join(u' '), QString()); }

    void rehearsesWhatIsPending()
    {
        const QString target = database(u"CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t SELECT i, 'x' "
                                        u"FROM generate_series(1, 5000) i; "
                                        "ANALYZE"_s);
        const QString before = dumped(target);
        const auto rehearsal = rehearse(request(
            target, scripts({{"ALTER TABLE t ADD b int;", "ALTER TABLE t DROP b;"}, {"DROP TABLE t;", "SELECT 1;"}})));
        QCOMPARE(reported(rehearsal).value(0), u"001 rollback loses: column public.t.b"_s);
        QVERIFY(reported(rehearsal).value(1).startsWith(u"002 rollback does not restore: missing: "_s));
        QCOMPARE(rehearsal->proofs[0].database, u"howdah@local/"_s + target);
        // The scratch database knows the lock, the target how much it hits.
        const LockTaken &lock = rehearsal->proofs[0].up[0].locks[0];
        QCOMPARE(lock.relation, u"public.t"_s);
        QCOMPARE(lock.mode, u"ACCESS EXCLUSIVE"_s);
        QVERIFY(lock.bytes > 100'000);
        QCOMPARE(dumped(target), before); // only read
    }

    void reportsDataFromTheSample()
    {
        const QString target =
            database(u"CREATE TABLE t (id int PRIMARY KEY, a text); INSERT INTO t SELECT i, 'x' || i FROM "
                     u"generate_series(1, 100) "
                     "i; CREATE TABLE keep (LIKE t INCLUDING ALL); INSERT INTO keep SELECT * FROM t"_s);
        const Source source = scripts(
            {{"UPDATE t SET a = upper(a);", "SELECT 1;"},
             {"DO $$ BEGIN DELETE FROM keep WHERE id <= 3; END $$;", "SELECT 1;"},
             {"CREATE TABLE moved AS SELECT * FROM keep; DROP TABLE keep;",
              "CREATE TABLE keep (LIKE moved); INSERT INTO keep SELECT * FROM moved; ALTER TABLE keep ADD PRIMARY KEY "
              "(id); DROP TABLE moved;"}});
        const QStringList withSample = reported(rehearse(request(target, source, 10)));
        QCOMPARE(withSample.value(0), u"001 rollback does not restore: missing: values of public.t (a) in 10 rows"_s);
        QCOMPARE(withSample.value(1), u"002 rollback loses: rows of public.keep (3 in the rehearsal) (by up)"_s);
        QVERIFY2(withSample.value(2).startsWith(u"003 rollback loses: "_s), qPrintable(withSample.value(2)));
        // Without rows nothing of it shows, but by parse.
        const QStringList without = reported(rehearse(request(target, source)));
        QCOMPARE(without.value(0), u"001 rollback proven"_s);
    }

    void respectsForeignKeys()
    {
        const QString target = database(
            u"CREATE TABLE country (code text PRIMARY KEY, name text); CREATE TABLE city (country text REFERENCES "
            "country, name text, PRIMARY KEY (country, name)); CREATE TABLE person (id bigserial PRIMARY KEY, boss "
            "bigint REFERENCES person, country text, city text, FOREIGN KEY (country, city) REFERENCES city); INSERT "
            "INTO country SELECT 'c''\\' || i, E'tab\\there\\nnewline' FROM generate_series(1, 200) i; INSERT INTO "
            "city "
            "SELECT code, 'x,\"y\" {' || code || '}' FROM country; INSERT INTO person (id, boss, country, city) SELECT "
            "i, CASE WHEN i < 300 THEN i + 1 END, c.country, c.name FROM generate_series(1, 300) i JOIN (SELECT "
            "row_number() OVER (ORDER BY country) AS n, * FROM city) c ON c.n = 200 - (i % 200)"_s);
        // Five persons have a chain of bosses, of which 64 rounds are followed; the rest cannot be had.
        QStringList warnings;
        QCOMPARE(
            copied(
                target, 5,
                u"SELECT count(*) FROM person p LEFT JOIN city c ON (c.country, c.name) = (p.country, p.city) "
                "WHERE c IS NULL"_s,
                &warnings),
            u"0"_s);
        const QString shortChain = database(u"CREATE TABLE p (id int PRIMARY KEY, above int REFERENCES p, name text); "
                                            u"INSERT INTO p SELECT i, nullif(i - "
                                            "1, 0), E'a\\tb\\\\' || i FROM generate_series(1, 40) i; CREATE TABLE c "
                                            "(id int PRIMARY KEY GENERATED ALWAYS AS "
                                            "IDENTITY, p int REFERENCES p, twice int GENERATED ALWAYS AS (p * 2) "
                                            "STORED); INSERT INTO c (p) SELECT 41 - i "
                                            "FROM generate_series(1, 40) i"_s);
        QCOMPARE(
            copied(
                shortChain, 1,
                u"SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM p), (SELECT name FROM p WHERE "
                "id = 40), (SELECT twice FROM c), (SELECT count(*) FROM pg_constraint WHERE contype = "
                "'f' AND convalidated), nextval(pg_get_serial_sequence('c', 'id'))"_s),
            u"1|40|a\tb\\40|80|2|2"_s);
    }

    void copiesHostileNames()
    {
        const QString target = database(u"CREATE SCHEMA \"s \"\"x\n\"; CREATE TABLE \"s \"\"x\n\".\"t'; --\" (\"c \"\" "
                                        u"\" int PRIMARY KEY); INSERT INTO \"s "
                                        "\"\"x\n\".\"t'; --\" VALUES (1), (2)"_s);
        QCOMPARE(copied(target, 9, u"SELECT sum(\"c \"\" \") FROM \"s \"\"x\n\".\"t'; --\""_s), u"3"_s);
    }

    // A function of the copied database must not run with the rights of the scratch server's superuser.
    void givesACopyNoRights()
    {
        const QString target = database(
            u"CREATE TABLE t (a int); INSERT INTO t VALUES (1); CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS "
            u"$$ BEGIN CREATE ROLE kept_evil "
            "SUPERUSER; RETURN 1; END $$; CREATE FUNCTION g() RETURNS event_trigger "
            "LANGUAGE plpgsql AS $$ BEGIN END $$; "
            "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION g()"_s);
        const auto rehearsal =
            rehearse(request(target, scripts({{"ALTER TABLE t ADD b int DEFAULT f();", "ALTER TABLE t DROP b;"}}), 1));
        QCOMPARE(
            reported(rehearsal),
            QStringList{u"001 not proven: it cannot be rehearsed because it needs a superuser, or privileges "
                        u"that only a superuser can grant: must be superuser to create superusers"_s});
        QVERIFY(!rehearsal->proofs[0].failed && rehearsal->isRestored() && !rehearsal->isProven());
        QCOMPARE(
            rehearsal->warnings,
            QStringList{u"Event triggers were skipped: they need a superuser, which the copy does not have"_s});
        QCOMPARE(
            m_server.psql(u"postgres"_s, u"SELECT count(*) FROM pg_roles WHERE rolname = 'kept_evil'"_s)->trimmed(),
            u"0"_s);
    }

    void copiesExtensionsAndRoles()
    {
        const QString target = database(
            u"CREATE ROLE kept_owner; CREATE SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext; CREATE EXTENSION "
            "pg_stat_statements; CREATE TABLE t (a text); CREATE INDEX i ON t USING gin (a ext.gin_trgm_ops); ALTER "
            "TABLE "
            "t OWNER TO kept_owner; GRANT SELECT ON t TO PUBLIC"_s);
        QCOMPARE(
            copied(
                target, 0,
                u"SELECT string_agg(extname, ',' ORDER BY extname), to_regclass('public.i') IS NOT NULL, "
                "has_table_privilege('kept_owner', 't', 'SELECT') FROM pg_extension"_s),
            u"pg_stat_statements,pg_trgm,plpgsql|t|t"_s);
        const auto owner = rehearse(request(
            target,
            scripts(
                {{"ALTER TABLE t OWNER TO brand_new;", "DO $$ BEGIN EXECUTE format('ALTER TABLE t OWNER TO %I', "
                                                       "session_user); END $$;"}})));
        QCOMPARE(reported(owner), QStringList{u"001 rollback proven"_s});
        (void)m_server.psql(target, u"DROP OWNED BY kept_owner; DROP ROLE kept_owner"_s);
    }

    void leavesOutWhatMayNotBeRead()
    {
        const QString target = database(u"CREATE TABLE open_one (a int); INSERT INTO open_one VALUES (1)"_s);
        const auto reader = m_server.createRole(u"kept_reader"_s, u"se'cret \\x"_s, target);
        QVERIFY(m_server.psql(
            target, u"CREATE POLICY p ON open_one USING (false); ALTER TABLE open_one ENABLE ROW LEVEL "
                    "SECURITY; GRANT SELECT ON open_one TO kept_reader"_s));
        RehearsalRequest asked =
            request(target, scripts({{"ALTER TABLE open_one ADD b int;", "ALTER TABLE open_one DROP b;"}}), 5);
        asked.target = reader; // by a password, which goes through the environment
        QCOMPARE(reported(rehearse(asked)), QStringList{u"001 rollback loses: column public.open_one.b"_s});
        asked.target->set(u"password"_s, u"wrong"_s);
        const auto refused = rehearse(asked);
        QVERIFY(!refused);
        QVERIFY(!describe(refused.error()).contains("wrong"_L1));
        (void)m_server.psql(target, u"DROP OWNED BY kept_reader; DROP ROLE kept_reader"_s);
    }
};

QTEST_GUILESS_MAIN(CopyTest)
#include "tst_copy.moc"
