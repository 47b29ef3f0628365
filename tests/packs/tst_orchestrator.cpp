// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packchecks.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::failureOf;
using test::PackDatabase;

// The pack of the multi-agent orchestrator: its objects, and what each constraint refuses and each deletion takes
// along.
class OrchestratorTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackDatabase> m_demo; // with data; tests undo what they do
    bool m_vector = false;                // the server has pgvector

    // What depends on pgvector is asked by everyServerKeepsEmbeddings alone.
    static QStringList withoutEmbeddings(QStringList lines)
    {
        lines.removeIf([](const QString &line) {
            return line.contains("knowledge_entries.embedding "_L1)
                || line.contains("ck_knowledge_entries_embedding"_L1)
                || line.contains("ix_knowledge_entries_embedding"_L1) || line.contains("cosine_distance"_L1);
        });
        return lines;
    }
    static QStringList wantedObjects() { return withoutEmbeddings(test::packLines(u"orchestrator.objects.txt"_s)); }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<PackDatabase>(m_server);
        const auto report = m_demo->setUpDemo(u"orchestrator"_s);
        if (const QByteArray old = test::tooOldFor(15, "ON DELETE SET NULL (column)"); !old.isEmpty()) {
            QVERIFY(!report);
            QVERIFY2(
                describe(report.error()).contains(u"needs PostgreSQL 15 or newer"_s),
                qPrintable(describe(report.error())));
            QSKIP(old.constData());
        }
        QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
        m_vector = m_demo->psql(u"SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"_s) == u"1"_s;
    }
    void cleanupTestCase() { m_demo.reset(); }

    void isSound()
    {
        const Source source = test::packSource(u"orchestrator"_s);
        QCOMPARE(source.migrations.size(), 12u);
        QCOMPARE(source.allProblems().size(), 0u);
        for (const Migration &migration : source.migrations)
            QVERIFY2(migration.down, qPrintable(migration.name));
    }

    // Seed, line 18: 17 entities; which they are is decided in notes.md.
    void thereAreSeventeenEntities()
    {
        QCOMPARE(
            m_demo->column(u"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
                           "AND relnamespace = 'public'::regnamespace ORDER BY 1"_s),
            QStringList(
                {u"agent_metrics"_s, u"agents"_s, u"audit_logs"_s, u"knowledge_entries"_s, u"organization_quotas"_s,
                 u"organizations"_s, u"permissions"_s, u"project_members"_s, u"projects"_s, u"roles"_s,
                 u"task_dependencies"_s, u"tasks"_s, u"templates"_s, u"user_roles"_s, u"users"_s,
                 u"workflow_executions"_s, u"workflows"_s}));
    }

    void everyObjectIsThere()
    {
        const catalog::Difference difference = catalog::compare(wantedObjects(), withoutEmbeddings(m_demo->objects()));
        QVERIFY2(difference.isEmpty(), qPrintable(describe(difference)));
    }

    // Line 98: indexes on foreign keys; line 111: UUID keys; every table has a comment.
    void everyTableHasItsShape() { QCOMPARE(test::shapeProblems(*m_demo), QString()); }

    // Lines 109 and 110: metadata is jsonb, tags and permissions are arrays with an index each; who finds by it is
    // asked of the plans.
    void tagsAreArraysWithIndexes()
    {
        QCOMPARE(
            m_demo->column(
                u"SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND "
                u"c.relkind = 'r' "
                "AND c.relnamespace = 'public'::regnamespace JOIN pg_index i ON i.indrelid = c.oid AND i.indkey[0] = "
                "a.attnum "
                "JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam AND m.amname = 'gin' "
                "WHERE a.atttypid = 'text[]'::regtype ORDER BY 1"_s),
            QStringList(
                {u"agents.capabilities"_s, u"agents.tags"_s, u"knowledge_entries.tags"_s, u"projects.tags"_s,
                 u"roles.permissions"_s, u"tasks.tags"_s, u"templates.tags"_s, u"workflows.tags"_s}));
        QCOMPARE(
            m_demo->value(
                u"SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND "
                "c.relnamespace = 'public'::regnamespace WHERE a.attname = 'metadata' AND a.atttypid <> 'jsonb'::regtype"_s),
            u"0"_s);
    }

    void everyCheckAndUniqueConstraintRefuses()
    {
        const QStringList refusals = withoutEmbeddings(test::packLines(u"orchestrator.refusals.txt"_s));
        QCOMPARE(test::refusalProblems(*m_demo, wantedObjects(), refusals), QString());
    }

    void everyForeignKeyRefusesStrangers()
    {
        const auto keys = test::foreignKeys(wantedObjects());
        QCOMPARE(keys.size(), wantedObjects().filter(u" FOREIGN KEY "_s).size());
        QCOMPARE(test::strangerProblems(*m_demo, keys), QString());
    }

    void deletionsGoAsFarAsTheyShould()
    {
        const auto keys = test::foreignKeys(wantedObjects());
        // Who granted himself a role takes the row along.
        const QMap<QString, QString> choice{{u"fk_user_roles_granted_by"_s, u"granted_by <> user_id"_s}};
        QCOMPARE(test::deletionProblems(*m_demo, keys, {}, choice), QString());
    }

    void updatesAreStamped() { QCOMPARE(test::stampProblems(*m_demo, wantedObjects()), QString()); }

    void rowsStayInTheirOrganization()
    {
        int tried = 0;
        for (const QString &object : wantedObjects()) {
            if (!object.startsWith("trigger "_L1) || !object.endsWith("orchestrator_keep_organization()"_L1))
                continue;
            const QString table = object.section(u' ', 3, 3).mid(3).chopped(int(strlen("_organization")));
            QCOMPARE(
                m_demo->refusal(
                    {u"UPDATE %1 SET organization_id = (SELECT id FROM organizations WHERE id <> %1.organization_id "
                     u"LIMIT 1) "
                     "WHERE id = (SELECT id FROM %1 WHERE organization_id IS NOT NULL LIMIT 1)"_s.arg(table)}),
                u"23000"_s);
            ++tried;
        }
        QCOMPARE(tried, 14);
    }

    void generatedColumnsFollow()
    {
        QCOMPARE(
            m_demo->value(u"SELECT count(*) FROM workflow_executions WHERE duration_ms IS DISTINCT FROM "
                          "round(extract(epoch FROM completed_at - started_at) * 1000)"_s),
            u"0"_s);
        QCOMPARE(
            m_demo->value(
                u"SELECT count(*) FROM agent_metrics WHERE success_rate IS DISTINCT FROM CASE WHEN tasks_completed + "
                "tasks_failed > 0 THEN round(tasks_completed::numeric / (tasks_completed + tasks_failed), 4) END"_s),
            u"0"_s);
        QCOMPARE(m_demo->value(u"SELECT count(*) FROM roles WHERE is_system <> (organization_id IS NULL)"_s), u"0"_s);
    }

    // The one place where servers differ: pgvector where there is one, an array of real otherwise.
    void everyServerKeepsEmbeddings()
    {
        const QStringList objects = m_demo->objects();
        if (m_vector) {
            QVERIFY(objects.contains(u"column knowledge_entries.embedding vector(384)"_s));
            QVERIFY(!objects.filter(u"ix_knowledge_entries_embedding"_s)
                         .filter(u"USING hnsw (embedding vector_cosine_ops)"_s)
                         .isEmpty());
            QCOMPARE(m_demo->refusal({u"UPDATE knowledge_entries SET embedding = '[1,2,3]'"_s}), u"22000"_s);
        } else {
            for (const QString &line : test::packLines(u"orchestrator.objects.txt"_s)) {
                if (withoutEmbeddings({line}).isEmpty())
                    QVERIFY2(objects.contains(line), qPrintable(line));
            }
            QCOMPARE(
                m_demo->refusal({u"UPDATE knowledge_entries SET embedding = '{1,2,3}'"_s}),
                u"23514 ck_knowledge_entries_embedding"_s);
        }
    }

    void rollsBackExactly() { QCOMPARE(test::rollbackProblems(m_server, u"orchestrator"_s), QString()); }

    // An extension that was there before, in whatever schema, is used and stays.
    void anotherOnesExtensionStays()
    {
        PackDatabase database(m_server);
        (void)database.psql(u"CREATE SCHEMA tools; CREATE EXTENSION pgcrypto SCHEMA tools"_s);
        if (m_vector)
            (void)database.psql(u"CREATE EXTENSION vector SCHEMA tools"_s);
        const QStringList before = database.facts();
        const Source source = test::packSource(u"orchestrator"_s);
        QCOMPARE(failureOf(database.run(source)), QString());
        QCOMPARE(
            database.value(
                u"SELECT orchestrator_verify_password('open sesame', orchestrator_hash_password('open sesame'))"_s),
            u"t"_s);
        QCOMPARE(
            database.value(u"SELECT count(*) FROM orchestrator_similar_knowledge(array_fill(1::real, ARRAY[384]))"_s),
            u"0"_s);
        QCOMPARE(failureOf(database.run(source, {.direction = Direction::Down, .to = Version()})), QString());
        const catalog::Difference difference = catalog::compare(before, database.facts());
        QVERIFY2(difference.isEmpty(), qPrintable(describe(difference)));
    }

    // A role that may not create extensions gets the pack all the same; only hashing says what is missing.
    void withoutExtensionsItIsApplied()
    {
        PackDatabase database(m_server);
        const connection::ConnInfo login = m_server.createRole(u"plain_owner"_s, u"secret"_s, database.name());
        (void)database.psql(
            u"GRANT CREATE ON SCHEMA public TO plain_owner; CREATE SCHEMA howdah AUTHORIZATION plain_owner"_s);
        connection::Session session({.names = connection::Names::OfDatabase});
        const auto opened = session.open(login).result();
        QVERIFY2(opened, qPrintable(opened ? QString() : describe(opened.error())));
        const Source source = test::packSource(u"orchestrator"_s);
        const auto history = readHistory(session, database.dialect());
        QVERIFY2(history, qPrintable(history ? QString() : describe(history.error())));
        QCOMPARE(
            failureOf(migration::run(session, database.dialect(), source, makePlan(source, *history, {}), {})),
            QString());
        QCOMPARE(database.value(u"SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'"_s), u"0"_s);
        QCOMPARE(database.refusal({u"SELECT orchestrator_hash_password('open sesame')"_s}), u"0A000"_s);
        QCOMPARE(
            database.value(u"SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                           "WHERE attrelid = 'knowledge_entries'::regclass AND attname = 'embedding'"_s),
            u"real[]"_s);
        // The same search as with pgvector.
        (void)database.psql(
            u"INSERT INTO organizations (id, name, slug) VALUES ('10000000-0000-4000-8000-000000000001', 'One', 'one');"
            "INSERT INTO knowledge_entries (organization_id, title, content, content_hash, embedding) SELECT "
            "'10000000-0000-4000-8000-000000000001', 'entry ' || n, 'text', repeat(n::text, 64), array_fill(1::real, "
            "ARRAY[n]) || "
            "array_fill(0::real, ARRAY[384 - n]) FROM generate_series(1, 5) AS n"_s);
        QCOMPARE(
            database.psql(
                u"SELECT title, round(distance::numeric, 3) FROM orchestrator_similar_knowledge(array_fill(1::real, "
                u"ARRAY[4]) "
                "|| array_fill(0::real, ARRAY[380]), 2) JOIN knowledge_entries ON id = entry_id ORDER BY distance"_s),
            u"entry 4|0.000\nentry 5|0.106"_s);
    }
};

QTEST_GUILESS_MAIN(OrchestratorTest)
#include "tst_orchestrator.moc"
