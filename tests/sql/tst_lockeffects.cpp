// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/snapshots.h"
#include "connection/session/session.h"
#include "sql/lockeffects.h"
#include "support/pgprograms.h"

#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using namespace howdah::sql;

static constexpr int Version15 = 150'000;

// A relation before a statement, and what the statement did to it.
struct Measured
{
    QString name;
    QString kind;
    qint64 file = 0;
    qint64 scans = 0;
    LockMode lock = LockMode::None;
    bool scanned = false;
    bool rewritten = false;
};
using Relations = std::map<qint64, Measured>; // by OID

// What lockEffects() says is held against what PostgreSQL does: pg_locks, relfilenode and the scans of the transaction.
class LockEffectsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<Session> m_session;

    Answer ask(const QString &sql) { return ask(*m_session, sql); }

    static Answer ask(Session &session, const QString &sql)
    {
        const auto answer = session.query({sql, {}}).result();
        if (!answer)
            QTest::qFail(qPrintable(sql + u": "_s + describe(answer.error())), __FILE__, __LINE__);
        return answer.value_or(Answer{});
    }

    std::unique_ptr<Session> open() const
    {
        auto session = std::make_unique<Session>(SessionOptions{.names = Names::OfDatabase});
        if (const auto opened = session->open(m_server.connInfo(m_database)).result(); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return session;
    }

    // In the schemas of the fixture, with what counts scans inside this transaction.
    Relations relations()
    {
        const Answer answer =
            ask(u"SELECT oid::int8, relname, relkind, pg_relation_filenode(oid), pg_stat_get_xact_numscans(oid) "
                "FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'elsewhere'::regnamespace)"_s);
        Relations found;
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
            found[answer.rows.integer(row, 0)] = {
                .name = answer.rows.text(row, 1),
                .kind = answer.rows.text(row, 2),
                .file = answer.rows.integer(row, 3),
                .scans = answer.rows.integer(row, 4)};
        return found;
    }

    // What the transaction that is open holds and has done, of relations that were there before.
    void measure(Relations &before)
    {
        const Answer locks =
            ask(u"SELECT relation::int8, mode FROM pg_locks WHERE locktype = 'relation' AND pid = pg_backend_pid()"_s);
        for (qsizetype row = 0; row < locks.rows.rowCount(); ++row) {
            if (const auto found = before.find(locks.rows.integer(row, 0)); found != before.end())
                found->second.lock = std::max(found->second.lock, lockModeOf(locks.rows.text(row, 1)));
        }
        for (const auto &[oid, now] : relations()) {
            if (const auto found = before.find(oid); found != before.end()) {
                found->second.scanned = now.scans > found->second.scans;
                found->second.rewritten = now.file != found->second.file;
            }
        }
    }

    // Runs it in a transaction that is rolled back.
    Relations measured(const QString &sql)
    {
        ask(u"BEGIN"_s);
        Relations relations = this->relations();
        ask(sql);
        if (!QTest::currentTestFailed())
            measure(relations);
        ask(u"ROLLBACK"_s);
        return relations;
    }

    static const Measured *find(const Relations &relations, const QString &name)
    {
        for (const auto &[oid, relation] : relations) {
            if (relation.name == name)
                return &relation;
        }
        return nullptr;
    }

    static bool agrees(Extent said, bool did) { return said == Extent::Perhaps || (said == Extent::Yes) == did; }

    static void judge(const LockEffects &effects, const Relations &relations)
    {
        for (const RelationEffect &effect : effects.relations) {
            const Measured *const real = find(relations, effect.relation.name);
            if (!real)
                QVERIFY2(effect.created, qPrintable(effect.relation.name + u" is not there"_s));
            if (!real || effect.created)
                continue;
            const QString name = effect.relation.name + u": "_s;
            QCOMPARE(name + lockModeName(effect.lock), name + lockModeName(real->lock));
            if (effect.emptied) {
                QVERIFY2(real->rewritten, qPrintable(name + u"emptied"_s));
            } else if (real->kind != "p"_L1 && real->kind != "S"_L1) { // these have no rows of their own, or one
                QVERIFY2(agrees(effect.scanned, real->scanned), qPrintable(name + u"scanned"_s));
                QVERIFY2(agrees(effect.rewritten, real->rewritten), qPrintable(name + u"rewritten"_s));
            }
        }
        for (const auto &[oid, real] : relations) {
            const bool table = real.kind != "i"_L1 && real.kind != "I"_L1 && real.kind != "S"_L1;
            if (table && real.lock != LockMode::None && !effects.find({{}, real.name}))
                QVERIFY2(effects.others, qPrintable(real.name + u" is locked, too: "_s + lockModeName(real.lock)));
        }
    }

    static void alterRows()
    {
        for (const char *sql :
             {"ALTER TABLE t ADD COLUMN z int",
              "ALTER TABLE t ADD COLUMN z int DEFAULT 7",
              "ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 7",
              "ALTER TABLE child ADD COLUMN z int NOT NULL",
              "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()",
              "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT clock_timestamp()",
              "ALTER TABLE t ADD COLUMN z float DEFAULT random()",
              "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()",
              "ALTER TABLE t ADD COLUMN z text DEFAULT lower('A') || current_user",
              "ALTER TABLE t ADD COLUMN z jsonb NOT NULL DEFAULT '{}'::jsonb",
              "ALTER TABLE t ADD COLUMN z int DEFAULT number()",
              "ALTER TABLE t ADD COLUMN z bigserial",
              "ALTER TABLE lonely ADD COLUMN z serial",
              "ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS IDENTITY",
              "ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (id + 1) STORED",
              "ALTER TABLE t ADD COLUMN z positive",
              "ALTER TABLE t ADD COLUMN z plain",
              "ALTER TABLE t ADD COLUMN z mood",
              "ALTER TABLE t ADD COLUMN z int CHECK (z > 0)",
              "ALTER TABLE t ADD COLUMN z int UNIQUE",
              "ALTER TABLE t ADD COLUMN z int REFERENCES u",
              "ALTER TABLE t ADD COLUMN z int DEFAULT 1 REFERENCES u",
              "ALTER TABLE t DROP COLUMN b",
              "ALTER TABLE t ALTER b SET DEFAULT 'x'",
              "ALTER TABLE t ALTER b DROP DEFAULT",
              "ALTER TABLE t ALTER b SET NOT NULL",
              "ALTER TABLE t ALTER n DROP NOT NULL",
              "ALTER TABLE t ALTER b SET STATISTICS 10",
              "ALTER TABLE t ALTER b SET (n_distinct = 5)",
              "ALTER TABLE t ALTER b RESET (n_distinct)",
              "ALTER TABLE t ALTER b SET STORAGE EXTERNAL",
              "ALTER TABLE t ALTER b SET COMPRESSION pglz",
              "ALTER TABLE t ALTER c DROP DEFAULT, ALTER c TYPE bigint USING length(c)",
              "ALTER TABLE t ALTER n DROP DEFAULT, ALTER n ADD GENERATED ALWAYS AS IDENTITY",
              "ALTER TABLE t ALTER g SET GENERATED ALWAYS",
              "ALTER TABLE t ALTER g DROP IDENTITY",
              "ALTER TABLE t ADD CONSTRAINT z CHECK (a > 0)",
              "ALTER TABLE t ADD CONSTRAINT z CHECK (a > 0) NOT VALID",
              "ALTER TABLE lonely ADD CONSTRAINT z FOREIGN KEY (id) REFERENCES u",
              "ALTER TABLE lonely ADD CONSTRAINT z FOREIGN KEY (id) REFERENCES u NOT VALID",
              "ALTER TABLE t ADD CONSTRAINT z UNIQUE (k)",
              "ALTER TABLE light ADD PRIMARY KEY (id)",
              "ALTER TABLE t ADD CONSTRAINT z UNIQUE USING INDEX t_k",
              "ALTER TABLE t ADD CONSTRAINT z EXCLUDE USING btree (id WITH =)",
              "ALTER TABLE t VALIDATE CONSTRAINT later",
              "ALTER TABLE t VALIDATE CONSTRAINT to_u",
              "ALTER TABLE t DROP CONSTRAINT valid",
              "ALTER TABLE t DROP CONSTRAINT to_u",
              "ALTER TABLE t ALTER CONSTRAINT to_u DEFERRABLE",
              "ALTER TABLE t DISABLE TRIGGER trg",
              "ALTER TABLE t DISABLE TRIGGER ALL",
              "ALTER TABLE t DISABLE TRIGGER USER",
              "ALTER TABLE t ENABLE TRIGGER trg",
              "ALTER TABLE t ENABLE ALWAYS TRIGGER trg",
              "ALTER TABLE t ENABLE REPLICA TRIGGER trg",
              "ALTER TABLE t DISABLE RULE rul",
              "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
              "ALTER TABLE t FORCE ROW LEVEL SECURITY",
              "ALTER TABLE t CLUSTER ON t_a",
              "ALTER TABLE t SET WITHOUT CLUSTER",
              "ALTER TABLE t SET (fillfactor = 70)",
              "ALTER TABLE t SET (autovacuum_enabled = off, user_catalog_table = false)",
              "ALTER TABLE t RESET (fillfactor)",
              "ALTER TABLE light SET LOGGED",
              "ALTER TABLE child SET UNLOGGED",
              "ALTER TABLE t SET TABLESPACE howdah_place",
              "ALTER TABLE t SET ACCESS METHOD heap",
              "ALTER TABLE t REPLICA IDENTITY FULL",
              "ALTER TABLE t OWNER TO somebody",
              "ALTER TABLE child INHERIT heir",
              "ALTER TABLE heir NO INHERIT lonely",
              "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES IN (2)",
              "ALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3)",
              "ALTER TABLE p DETACH PARTITION p1",
              "ALTER INDEX t_a SET (fillfactor = 70)",
              "ALTER INDEX t_a SET TABLESPACE howdah_place",
              "ALTER INDEX p_a ATTACH PARTITION p1_a",
              "ALTER VIEW v ALTER id SET DEFAULT 1",
              "ALTER VIEW v SET (security_barrier = true)",
              "ALTER TABLE t ALTER b SET DEFAULT 'x', ALTER b SET STATISTICS 10",
              "ALTER TABLE t ALTER b SET STATISTICS 10, DISABLE TRIGGER trg",
              "ALTER TABLE IF EXISTS ONLY public.t ADD z int"})
            QTest::newRow(sql) << 0;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"locks"_s);
        QVERIFY(test::runSql(m_server, m_database, test::sourceText(u"tests/sql/lockeffects.sql"_s)));
        m_session = open();
        ask(u"SET allow_in_place_tablespaces = on"_s);
        ask(u"CREATE TABLESPACE howdah_place LOCATION ''"_s);
    }

    void cleanupTestCase()
    {
        m_session.reset();
        QVERIFY(test::runSql(m_server, m_database, u"DROP TABLESPACE howdah_place"_s));
    }

    void inTransaction_data()
    {
        QTest::addColumn<int>("nothing");
        for (const char *sql :
             {"SELECT * FROM lonely",
              "SELECT * FROM lonely FOR UPDATE",
              "SELECT * FROM lonely WHERE id IN (SELECT id FROM u) FOR NO KEY UPDATE",
              "WITH w AS (DELETE FROM light RETURNING id) SELECT * FROM lonely, w",
              "INSERT INTO lonely (id) SELECT id FROM light",
              "INSERT INTO lonely VALUES (9, 9)",
              "UPDATE lonely SET x = light.id FROM light",
              "DELETE FROM lonely USING light WHERE light.id = lonely.id",
              "MERGE INTO lonely USING light ON light.id = lonely.id WHEN MATCHED THEN DELETE",
              "EXPLAIN UPDATE lonely SET x = 1",
              "PREPARE later AS DELETE FROM lonely",
              "DECLARE cur CURSOR FOR SELECT * FROM lonely",
              "TRUNCATE lonely",
              "TRUNCATE light, child",
              "TRUNCATE u CASCADE",
              "LOCK TABLE ONLY lonely IN SHARE MODE",
              "LOCK TABLE ONLY lonely",
              "LOCK TABLE ONLY lonely IN ROW SHARE MODE",
              "CREATE INDEX ON lonely (id)",
              "CREATE UNIQUE INDEX ON light (id)",
              "CREATE INDEX ON p (id)",
              "CREATE TABLE n (id int)",
              "CREATE TABLE n (id int PRIMARY KEY REFERENCES u, FOREIGN KEY (id) REFERENCES t (id))",
              "CREATE TABLE n (LIKE lonely INCLUDING ALL)",
              "CREATE TABLE n () INHERITS (lonely)",
              "CREATE TABLE n PARTITION OF p FOR VALUES IN (8)",
              "CREATE TABLE n AS SELECT * FROM lonely",
              "SELECT * INTO n FROM lonely",
              "CREATE MATERIALIZED VIEW n AS SELECT * FROM lonely",
              "CREATE VIEW n AS SELECT * FROM lonely",
              "CREATE OR REPLACE VIEW v AS SELECT id FROM lonely",
              "CREATE TRIGGER n AFTER INSERT ON lonely FOR EACH ROW EXECUTE FUNCTION stamp()",
              "CREATE CONSTRAINT TRIGGER n AFTER INSERT ON lonely FROM u FOR EACH ROW EXECUTE FUNCTION stamp()",
              "CREATE RULE n AS ON INSERT TO lonely DO ALSO NOTHING",
              "CREATE POLICY n ON lonely USING (true)",
              "ALTER POLICY pol ON t USING (false)",
              "CREATE STATISTICS n ON id, x FROM lonely",
              "CREATE SEQUENCE n",
              "ALTER SEQUENCE s INCREMENT 2",
              "CREATE FUNCTION n() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM lonely; END",
              "GRANT SELECT ON lonely TO somebody",
              "REVOKE SELECT ON lonely FROM somebody",
              "CREATE TYPE n AS ENUM ('a')",
              "ALTER TYPE mood ADD VALUE 'better'",
              "CREATE SCHEMA n",
              "COMMENT ON TABLE lonely IS 'x'",
              "COMMENT ON COLUMN lonely.id IS 'x'",
              "COMMENT ON INDEX t_a IS 'x'",
              "COMMENT ON VIEW v IS 'x'",
              "COMMENT ON CONSTRAINT valid ON t IS 'x'",
              "COMMENT ON TRIGGER trg ON t IS 'x'",
              "COMMENT ON POLICY pol ON t IS 'x'",
              "COMMENT ON RULE rul ON t IS 'x'",
              "DROP TABLE light",
              "DROP TABLE t",
              "DROP TABLE IF EXISTS child, light",
              "DROP VIEW v",
              "DROP MATERIALIZED VIEW m",
              "DROP INDEX t_a",
              "DROP SEQUENCE s",
              "DROP TRIGGER trg ON t",
              "DROP RULE rul ON t",
              "DROP POLICY pol ON t",
              "DROP STATISTICS stat",
              "DROP TYPE mood",
              "DROP FUNCTION number()",
              "REFRESH MATERIALIZED VIEW m",
              "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
              "REINDEX TABLE lonely",
              "REINDEX TABLE u",
              "REINDEX INDEX t_a",
              "CLUSTER t USING t_a",
              "ANALYZE lonely",
              "ALTER TABLE light RENAME TO n",
              "ALTER TABLE light RENAME COLUMN id TO n",
              "ALTER TABLE t RENAME CONSTRAINT valid TO n",
              "ALTER INDEX t_a RENAME TO n",
              "ALTER VIEW v RENAME TO n",
              "ALTER TRIGGER trg ON t RENAME TO n",
              "ALTER TABLE light SET SCHEMA elsewhere"})
            QTest::newRow(sql) << 0;
        alterRows();
    }

    void inTransaction()
    {
        QString sql = QString::fromUtf8(QTest::currentDataTag());
        for (const auto &[words, since] :
             {std::pair("MERGE INTO"_L1, 15), std::pair("SET ACCESS METHOD"_L1, 15), std::pair("BEGIN ATOMIC"_L1, 14),
              std::pair("SET COMPRESSION"_L1, 14)}) {
            if (const QByteArray old = test::tooOldFor(since, words.data()); sql.contains(words) && !old.isEmpty())
                QSKIP(old.constData());
        }
        if (test::serverMajor() < 14 && sql.endsWith("DETACH PARTITION p1"_L1))
            QSKIP("The partition is locked less before 14; the lock of later servers is told");
        if (test::serverMajor() >= 18 && (sql.startsWith("GRANT"_L1) || sql.startsWith("REVOKE"_L1)))
            QSKIP("Since 18 this takes ACCESS SHARE of the table, which holds up neither readers nor writers");
        if (sql == "ALTER TABLE child INHERIT heir"_L1)
            ask(u"ALTER TABLE child ADD x int"_s);
        const Relations relations = measured(sql);
        if (sql == "ALTER TABLE child INHERIT heir"_L1)
            ask(u"ALTER TABLE child DROP x"_s);
        if (QTest::currentTestFailed())
            return;
        // Without children what it says of other relations is about them alone.
        sql.remove(u"public."_s).replace(u"ALTER TABLE t "_s, u"ALTER TABLE ONLY t "_s);
        const LockEffects effects = lockEffects(sql, Version15);
        QVERIFY(effects.known);
        judge(effects, relations);
    }

    // Where the grammar alone cannot tell, both have to happen, or "perhaps" would be an excuse.
    void perhapsGoesBothWays_data()
    {
        QTest::addColumn<QString>("does");
        QTest::addColumn<QString>("doesNot");
        QTest::addColumn<QString>("table");
        QTest::addColumn<bool>("rewriting");
        const auto row = [](const char *name, const char *does, const char *doesNot, bool rewriting = false,
                            const char *table = "t") {
            QTest::newRow(name) << QString::fromUtf8(does) << QString::fromUtf8(doesNot) << QString::fromUtf8(table)
                                << rewriting;
        };
        row("set not null", "ALTER TABLE t ALTER b SET NOT NULL", "ALTER TABLE t ALTER d SET NOT NULL");
        row("type", "ALTER TABLE t ALTER n TYPE bigint", "ALTER TABLE t ALTER c TYPE varchar(20)", true);
        row("type to text", "ALTER TABLE t ALTER n TYPE text USING n::text",
            "ALTER TABLE t ALTER c TYPE text USING c::text", true);
        row("shorter type", "ALTER TABLE t ALTER c TYPE varchar(5)", "ALTER TABLE t ALTER c TYPE varchar", true);
        row("unknown function", "ALTER TABLE t ADD z int DEFAULT number()",
            "ALTER TABLE t ADD z int DEFAULT constant()", true);
        row("domain", "ALTER TABLE t ADD z positive DEFAULT 1", "ALTER TABLE t ADD z plain DEFAULT 1", true);
        row("attach", "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES IN (2)",
            "ALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3)", false, "p?");
        row("primary key by index", "ALTER TABLE t ADD CONSTRAINT z UNIQUE (id)",
            "ALTER TABLE t ADD CONSTRAINT z UNIQUE USING INDEX t_k");
        row("logged", "ALTER TABLE light SET LOGGED", "ALTER TABLE light SET UNLOGGED", true, "light");
    }

    void perhapsGoesBothWays()
    {
        QFETCH(QString, does);
        QFETCH(QString, doesNot);
        QFETCH(QString, table);
        QFETCH(bool, rewriting);
        for (const bool expected : {true, false}) {
            const QString sql = expected ? does : doesNot;
            const QString name = table == "p?"_L1 ? (expected ? u"p2"_s : u"p3"_s) : table;
            const Relations relations = measured(sql);
            const Measured *const real = find(relations, name);
            QVERIFY(real);
            QVERIFY2((rewriting ? real->rewritten : real->scanned) == expected, qPrintable(sql));
            const LockEffects effects = lockEffects(sql, Version15);
            const RelationEffect *const effect = effects.find({{}, name});
            QVERIFY(effect);
            QVERIFY2(agrees(rewriting ? effect->rewritten : effect->scanned, expected), qPrintable(sql));
        }
    }

    // Statements that end transactions of their own cannot be looked at from inside. Somebody holds a lock that is in
    // their way; then what they wait for shows which lock they want.
    void alone_data()
    {
        QTest::addColumn<QString>("holder");
        QTest::addColumn<QString>("table");
        const auto row = [](const char *sql, const char *holder, const char *table) {
            QTest::newRow(sql) << QString::fromUtf8(holder) << QString::fromUtf8(table);
        };
        const char *const sue = "LOCK TABLE ONLY lonely IN SHARE UPDATE EXCLUSIVE MODE";
        row("CREATE INDEX CONCURRENTLY lonely_id ON lonely (id)", sue, "lonely");
        row("REINDEX TABLE CONCURRENTLY lonely", sue, "lonely");
        row("VACUUM lonely", sue, "lonely");
        row("VACUUM (FULL) lonely", "LOCK TABLE ONLY lonely IN ACCESS SHARE MODE", "lonely");
        row("VACUUM (FULL false) lonely", sue, "lonely");
        row("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", "LOCK TABLE ONLY p IN SHARE UPDATE EXCLUSIVE MODE", "p");
    }

    void alone()
    {
        if (const QByteArray old = test::tooOldFor(14, "DETACH PARTITION CONCURRENTLY");
            !old.isEmpty() && QByteArray(QTest::currentDataTag()).endsWith("DETACH PARTITION p1 CONCURRENTLY"))
            QSKIP(old.constData());
        const QString sql = QString::fromUtf8(QTest::currentDataTag());
        QFETCH(QString, holder);
        QFETCH(QString, table);
        const auto holding = open();
        const auto running = open();
        const qint64 pid = ask(*running, u"SELECT pg_backend_pid()"_s).rows.integer(0, 0);
        ask(*holding, u"BEGIN"_s);
        ask(*holding, holder);
        auto answer = running->query({sql, {}});
        LockMode wanted = LockMode::None;
        const QString look = u"SELECT max(mode) FROM pg_locks WHERE pid = %1 AND NOT granted AND relation = "
                             "'%2'::regclass"_s.arg(pid)
                                 .arg(table);
        QTRY_VERIFY((wanted = lockModeOf(ask(look).rows.text(0, 0))) != LockMode::None || answer.isFinished());
        ask(*holding, u"ROLLBACK"_s);
        const auto done = answer.result();
        QVERIFY2(done, qPrintable(done ? QString() : describe(done.error())));
        const LockEffects effects = lockEffects(sql, Version15);
        const RelationEffect *const effect = effects.find({{}, table});
        QVERIFY(effect);
        QCOMPARE(lockModeName(effect->lock), lockModeName(wanted));
    }

    // DROP INDEX CONCURRENTLY takes its locks one after the other: first the table's.
    void dropIndexConcurrently()
    {
        ask(u"CREATE INDEX dropped ON lonely (x)"_s);
        const auto holding = open();
        const auto running = open();
        const qint64 pid = ask(*running, u"SELECT pg_backend_pid()"_s).rows.integer(0, 0);
        ask(*holding, u"BEGIN"_s);
        ask(*holding, u"LOCK TABLE ONLY lonely IN SHARE UPDATE EXCLUSIVE MODE"_s);
        const QString sql = u"DROP INDEX CONCURRENTLY dropped"_s;
        auto answer = running->query({sql, {}});
        const QString look = u"SELECT mode FROM pg_locks WHERE pid = %1 AND NOT granted"_s.arg(pid);
        Answer seen;
        QTRY_VERIFY((seen = ask(look)).rows.rowCount() > 0 || answer.isFinished());
        QCOMPARE(seen.rows.rowCount(), 1);
        ask(*holding, u"ROLLBACK"_s);
        QVERIFY(answer.result());
        const LockEffects effects = lockEffects(sql, Version15);
        QCOMPARE(effects.relations.size(), 1U);
        QCOMPARE(lockModeName(effects.relations[0].lock), lockModeName(lockModeOf(seen.rows.text(0, 0))));
        QVERIFY(effects.relations[0].index);
        QVERIFY(effects.others);
    }

    // The whole table of conflicts, as the server has it: one session holds, the other asks with NOWAIT.
    void conflictsAreTheServers()
    {
        const auto holding = open();
        for (int held = 1; held <= 8; ++held) {
            for (int wanted = 1; wanted <= 8; ++wanted) {
                ask(*holding, u"BEGIN"_s);
                ask(*holding, u"LOCK TABLE child IN %1 MODE"_s.arg(lockModeName(LockMode(held))));
                ask(u"BEGIN"_s);
                const auto answer =
                    m_session->query({u"LOCK TABLE child IN %1 MODE NOWAIT"_s.arg(lockModeName(LockMode(wanted))), {}})
                        .result();
                ask(u"ROLLBACK"_s);
                ask(*holding, u"ROLLBACK"_s);
                const bool refused = !answer && answer.error().sqlState == "55P03"_L1;
                QVERIFY(answer || refused);
                QVERIFY2(
                    refused == conflicts(LockMode(held), LockMode(wanted)),
                    qPrintable(lockModeName(LockMode(held)) + u" / "_s + lockModeName(LockMode(wanted))));
            }
        }
        QVERIFY(blocksReads(LockMode::AccessExclusive) && !blocksReads(LockMode::Exclusive));
        QVERIFY(blocksWrites(LockMode::Share) && !blocksWrites(LockMode::ShareUpdateExclusive));
    }

    // What the grammar is too old for is not called harmless.
    void newerSyntax()
    {
        const LockEffects effects =
            lockEffects(u"alter table if exists only \"A\"\"b\".t add constraint c not null x not valid", 180'000);
        QVERIFY(!effects.known && effects.others);
        QCOMPARE(effects.relations.size(), 1U);
        QCOMPARE(effects.relations[0].relation, (RelationName{u"A\"b"_s, u"t"_s}));
        QCOMPARE(effects.relations[0].lock, LockMode::AccessExclusive);
        QCOMPARE(effects.relations[0].scanned, Extent::No);
        QCOMPARE(
            lockEffects(u"ALTER TABLE t ADD c int GENERATED ALWAYS AS (1) VIRTUAL", 180'000).relations[0].scanned,
            Extent::Perhaps);
        QVERIFY(lockEffects(u"ALTER TABLE \"", 150'000).relations.empty());
        QVERIFY(lockEffects(u"FROBNICATE t", 150'000).relations.empty());
        QVERIFY(!lockEffects(u"select 1; select 2", 150'000).known);
    }
};

QTEST_GUILESS_MAIN(LockEffectsTest)
#include "tst_lockeffects.moc"
