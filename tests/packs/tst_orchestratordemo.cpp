// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packchecks.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::failureOf;
using test::PackDatabase;

// The rows of the orchestrator pack: its seed, and the demo data that contains the seed.
class OrchestratorDemoTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackDatabase> m_demo;

    // The rows of every table as one hash: psql is the reader.
    static QString fingerprint(const PackDatabase &database)
    {
        return database.psql(database.psql(
            u"SELECT format('SELECT %L, md5(string_agg(t::text, E''\\n'' ORDER BY t::text)), count(*) FROM %I t;', "
            "relname, relname) FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
            "AND relnamespace = 'public'::regnamespace ORDER BY relname"_s));
    }

    static QString seed()
    {
        QFile file(test::packFolder(u"orchestrator"_s) + u"/seeds/001-initial-data.sql"_s);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray old = test::tooOldFor(15, "ON DELETE SET NULL (column)"); !old.isEmpty())
            QSKIP(old.constData());
        m_demo = std::make_unique<PackDatabase>(m_server);
        const auto report = m_demo->setUpDemo(u"orchestrator"_s);
        QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
        QCOMPARE(report->applied, 12);
        QVERIFY(report->data.loaded);
        QCOMPARE(
            report->data.rows,
            m_demo
                ->psql(u"SELECT sum((xpath('/row/c/text()', query_to_xml('SELECT count(*) AS c FROM ' || "
                       "relname, false, true, '')))[1]::text::bigint) FROM pg_class WHERE relkind = 'r' AND "
                       "relnamespace = 'public'::regnamespace"_s)
                .toLongLong());
    }
    void cleanupTestCase() { m_demo.reset(); }

    // ---- seed data: lines 82 to 88

    void theSeedMakesWhatItSays()
    {
        PackDatabase database(m_server);
        QCOMPARE(failureOf(database.run(test::packSource(u"orchestrator"_s))), QString());
        const QString first = database.psql(u"SET orchestrator.seed_password = 'a good password';"_s + seed());
        QVERIFY2(!first.contains("ERROR"_L1), qPrintable(first));
        QCOMPARE(database.psql(u"SELECT slug, status FROM organizations"_s), u"default|active"_s);
        QCOMPARE(
            database.psql(
                u"SELECT username, u.status, r.name, r.is_system FROM users u JOIN user_roles x ON x.user_id = u.id JOIN roles r ON r.id = x.role_id ORDER BY 1"_s),
            u"admin|active|administrator|t\ndeveloper|active|developer|t"_s);
        QCOMPARE(
            database.psql(u"SELECT p.key, count(t.*) FROM projects p JOIN tasks t ON t.project_id = p.id GROUP BY 1"_s),
            u"SAMPLE|5"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM project_members"_s), u"2"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM permissions"_s), u"44"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM roles WHERE is_system"_s), u"4"_s);
        // Hashed, each with a salt of its own, of the usual cost; and nowhere in plain.
        QCOMPARE(
            database.psql(
                u"SELECT bool_and(orchestrator_verify_password('a good password', password_hash)), "
                "bool_or(orchestrator_verify_password('another', password_hash)), count(DISTINCT password_hash), "
                "bool_and(password_hash ~ '^[$]2a[$]12[$]') FROM users"_s),
            u"t|f|2|t"_s);
        QCOMPARE(
            database.psql(
                u"SELECT count(*) FROM users, audit_logs WHERE users::text || audit_logs::text LIKE '%a good password%'"_s),
            u"0"_s);
        // Written down as it happened.
        QCOMPARE(
            database.psql(u"SELECT count(*) FROM audit_logs WHERE action = 'create' AND entity_type = 'users'"_s),
            u"2"_s);
        QCOMPARE(database.psql(u"SELECT used FROM organization_quotas WHERE resource = 'tasks'"_s), u"5"_s);
    }

    // Run again, it changes nothing: no row is written, and nobody has to wait for it.
    void theSeedIsIdempotent()
    {
        PackDatabase database(m_server);
        QCOMPARE(failureOf(database.run(test::packSource(u"orchestrator"_s))), QString());
        const QString first = database.psql(u"SET orchestrator.seed_password = 'a good password';"_s + seed());
        QVERIFY2(!first.contains("ERROR"_L1), qPrintable(first));
        const auto rows = [&database] {
            return database.psql(database.psql(
                u"SELECT format('SELECT %L, md5(string_agg(ctid::text || xmin || t::text, E''\\n'' ORDER BY t::text)), "
                "count(*) FROM %I t;', relname, relname) FROM pg_class WHERE relkind = 'r' "
                "AND relnamespace = 'public'::regnamespace ORDER BY relname"_s));
        };
        const QString before = rows();
        QVERIFY2(before.contains("tasks|"_L1) && !before.contains("ERROR"_L1), qPrintable(before));
        // With another password, in a session that already works for a tenant, and with the locks that it has at its
        // end.
        const QString second = database.psql(
            u"BEGIN; SET orchestrator.seed_password = 'changed';"
            "SET orchestrator.organization_id = '10000000-0000-4000-8000-000000000001';"_s
            + seed()
            + u"SELECT 'strong lock', relation::regclass, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype "
              u"= "
              "'relation' AND relation IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) AND "
              "mode "
              "NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock');"
              "SELECT 'tenant', current_setting('orchestrator.organization_id'); COMMIT"_s);
        QVERIFY2(!second.contains("ERROR"_L1), qPrintable(second));
        QVERIFY2(!second.contains("strong lock"_L1), qPrintable(second));
        QVERIFY2(second.endsWith("tenant|10000000-0000-4000-8000-000000000001"_L1), qPrintable(second));
        QCOMPARE(rows(), before);
        // What somebody has made of it since stays.
        (void)database.psql(
            u"UPDATE organizations SET name = 'Ours'; DELETE FROM tasks WHERE number > 2; UPDATE users SET status = "
            "'suspended' WHERE username = 'developer'; UPDATE roles SET description = 'x' WHERE name = 'viewer'"_s);
        (void)database.psql(seed());
        QCOMPARE(
            database.psql(u"SELECT o.name, u.status, r.description FROM organizations o, users u, roles r "
                          "WHERE username = 'developer' AND r.name = 'viewer'"_s),
            u"Ours|suspended|x"_s);
    }

    void theSeedWithoutAPasswordInvites()
    {
        PackDatabase database(m_server);
        QCOMPARE(failureOf(database.run(test::packSource(u"orchestrator"_s))), QString());
        (void)database.psql(seed());
        QCOMPARE(database.psql(u"SELECT DISTINCT status, password_hash IS NULL FROM users"_s), u"invited|t"_s);
        (void)database.psql(
            u"DELETE FROM organizations; DELETE FROM roles; DELETE FROM permissions; DROP EXTENSION pgcrypto; SET orchestrator.seed_password = 'x';"_s
            + seed());
        QCOMPARE(database.psql(u"SELECT DISTINCT status, password_hash IS NULL FROM users"_s), u"invited|t"_s);
    }

    // The demo brings the seed along, and its file is the seed's.
    void theDemoContainsTheSeed()
    {
        QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/resources/demo/orchestrator/02-seed.sql"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), seed());
        QCOMPARE(
            m_demo->psql(
                u"SELECT username, orchestrator_verify_password('howdah-demo', password_hash) FROM users WHERE username IN ('admin', 'developer') ORDER BY 1"_s),
            u"admin|t\ndeveloper|t"_s);
        QCOMPARE(
            m_demo->psql(
                u"SELECT count(*) FROM tasks t JOIN projects p ON p.id = t.project_id WHERE p.key = 'SAMPLE'"_s),
            u"5"_s);
    }

    // ---- demo data

    void theSameTwice()
    {
        PackDatabase other(m_server);
        (void)other.psql(u"ALTER DATABASE %1 SET timezone TO 'Asia/Kolkata'"_s.arg(other.name()));
        other.reconnect();
        QVERIFY(other.setUpDemo(u"orchestrator"_s));
        (void)other.psql(u"ALTER DATABASE %1 RESET timezone"_s.arg(other.name()));
        const QString print = fingerprint(*m_demo);
        QVERIFY(!print.isEmpty());
        QCOMPARE(fingerprint(other), print);
        QVERIFY2(!print.contains("|0\n"_L1), qPrintable(print));
    }

    void thereIsEnough()
    {
        QCOMPARE(
            m_demo->psql(
                u"SELECT (SELECT count(*) FROM organizations), (SELECT count(*) FROM users), (SELECT count(*) FROM "
                u"agents), "
                "(SELECT count(*) FROM agent_metrics), (SELECT count(*) FROM projects), (SELECT count(*) FROM tasks), "
                "(SELECT count(*) FROM workflows), (SELECT count(*) >= 4000 FROM workflow_executions), "
                "(SELECT count(*) FROM knowledge_entries), (SELECT count(*) FROM audit_logs)"_s),
            u"8|66|40|3000|25|1205|32|t|144|3000"_s);
        // Every state occurs, over five months and more, and nothing but plans lies after the end.
        QCOMPARE(m_demo->psql(u"SELECT count(DISTINCT status) FROM tasks"_s), u"8"_s);
        QCOMPARE(m_demo->psql(u"SELECT count(DISTINCT status) FROM workflow_executions"_s), u"6"_s);
        QCOMPARE(m_demo->psql(u"SELECT count(DISTINCT action) FROM audit_logs"_s), u"9"_s);
        QCOMPARE(
            m_demo->psql(
                u"SELECT min(queued_at) < '2025-10-01', max(greatest(queued_at, started_at, completed_at)) <= '2026-03-01' FROM workflow_executions"_s),
            u"t|t"_s);
        QCOMPARE(
            m_demo->psql(
                u"SELECT max(greatest(created_at, started_at, completed_at, updated_at)) <= '2026-03-01' FROM tasks"_s),
            u"t"_s);
        QCOMPARE(m_demo->psql(u"SELECT max(period_end) = '2026-03-01' FROM agent_metrics"_s), u"t"_s);
        QCOMPARE(m_demo->psql(u"SELECT max(occurred_at) <= '2026-03-01' FROM audit_logs"_s), u"t"_s);
        // The failure of the provider, twelve to ten days before the end, can be found.
        QCOMPARE(
            m_demo->psql(
                u"SELECT avg((status = 'failed')::int) FILTER (WHERE queued_at BETWEEN '2026-02-17' AND '2026-02-19') "
                u"> "
                "2 * avg((status = 'failed')::int) FILTER (WHERE queued_at < '2026-02-17') FROM workflow_executions"_s),
            u"t"_s);
        // Every organization has its share of everything.
        QCOMPARE(
            m_demo->psql(
                u"SELECT count(*) FROM organizations o WHERE EXISTS (SELECT FROM tasks WHERE organization_id = o.id) "
                u"AND "
                "EXISTS (SELECT FROM workflow_executions WHERE organization_id = o.id) AND EXISTS (SELECT FROM "
                "audit_logs WHERE "
                "organization_id = o.id) AND EXISTS (SELECT FROM task_dependencies WHERE organization_id = o.id)"_s),
            u"8"_s);
    }

    void nothingOfTheLoaderIsLeft()
    {
        QCOMPARE(m_demo->psql(u"SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"_s), u"0"_s);
        QCOMPARE(
            m_demo->psql(
                u"SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = 'public'::regnamespace"_s),
            u"17"_s);
        QCOMPARE(m_demo->value(u"SELECT current_setting('orchestrator.organization_id', true)"_s), QString());
        QCOMPARE(m_demo->value(u"SELECT count(*) FROM pg_proc WHERE pronamespace = pg_my_temp_schema()"_s), u"0"_s);
    }

    void whoeverLivesThereIsLeftAlone()
    {
        const QString before = fingerprint(*m_demo);
        const auto again = m_demo->setUpDemo(u"orchestrator"_s);
        QVERIFY2(again, qPrintable(again ? QString() : describe(again.error())));
        QCOMPARE(again->applied, 0);
        QVERIFY(!again->data.loaded);
        QCOMPARE(fingerprint(*m_demo), before);
    }

    // ---- searching: lines 26, 159, 160

    void wordsAreFoundByTheirStems()
    {
        QCOMPARE(
            m_demo->psql(
                u"SELECT bool_and(title LIKE 'Rotate the signing keys%') AND count(*) > 20 FROM tasks WHERE search @@ websearch_to_tsquery('english', 'rotating key')"_s),
            u"t"_s);
        QCOMPARE(
            m_demo->psql(
                u"SELECT count(*) FROM tasks WHERE search @@ websearch_to_tsquery('english', 'rotating -key')"_s),
            u"0"_s);
        // Title and description are told apart.
        QCOMPARE(
            m_demo->psql(u"SELECT count(*) FILTER (WHERE search @@ 'phone:A'), bool_or(search @@ 'phone:B'), "
                         "bool_or(search @@ 'voucher:A') FROM tasks"_s),
            u"0|t|t"_s);
        // German words by German stems, French by French; Japanese takes none.
        QCOMPARE(
            m_demo->psql(
                u"SELECT DISTINCT split_part(title, ',', 1) FROM knowledge_entries WHERE search @@ websearch_to_tsquery('german', 'Vertrag Monat')"_s),
            u"Kündigungsfristen"_s);
        QCOMPARE(
            m_demo->psql(
                u"SELECT DISTINCT split_part(title, ',', 1) FROM knowledge_entries WHERE search @@ websearch_to_tsquery('french', 'rembourser paiements')"_s),
            u"Remboursement d’un double paiement"_s);
        QCOMPARE(
            m_demo->psql(
                u"SELECT DISTINCT language FROM knowledge_entries WHERE search @@ to_tsquery('simple', '請求書の締め日')"_s),
            u"japanese"_s);
    }

    void meaningIsFoundByNearness()
    {
        // The nearest of an entry is itself, then those on the same subject.
        const QString similar =
            u"SELECT split_part(title, ',', 1), round(distance::numeric, 4) = 0 FROM orchestrator_similar_knowledge("
            "(SELECT embedding::real[] FROM knowledge_entries WHERE title = 'Reading a query plan' AND embedding IS "
            "NOT NULL ORDER BY id LIMIT 1), 4) "
            "JOIN knowledge_entries ON id = entry_id ORDER BY distance"_s;
        QCOMPARE(
            m_demo->psql(similar),
            u"Reading a query plan|t\nReading a query plan|f\nReading a query plan|f\nReading a query plan|f"_s);
        // Of other tenants, nothing is near.
        const connection::ConnInfo login = m_server.createRole(u"seeker"_s, u"secret"_s, m_demo->name());
        (void)m_demo->psql(u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO seeker"_s);
        connection::Session session({.names = connection::Names::OfDatabase});
        QVERIFY(session.open(login).result());
        const QString query =
            u"SELECT count(*) FROM orchestrator_similar_knowledge(array_fill(0.1::real, ARRAY[384]), 1000)"_s;
        QCOMPARE(PackDatabase::value(session, query), u"0"_s);
        const QString organization = m_demo->psql(u"SELECT id FROM organizations WHERE slug = 'kestrel'"_s);
        (void)PackDatabase::value(
            session, u"SELECT set_config('orchestrator.organization_id', '%1', false)"_s.arg(organization));
        // An approximate index looks at its nearest only before row level security chooses among them.
        (void)PackDatabase::value(session, u"SET enable_indexscan = off"_s);
        QCOMPARE(
            PackDatabase::value(session, query),
            m_demo->psql(
                u"SELECT count(embedding) FROM knowledge_entries WHERE organization_id = '%1'"_s.arg(organization)));
    }
};

QTEST_GUILESS_MAIN(OrchestratorDemoTest)
#include "tst_orchestratordemo.moc"
