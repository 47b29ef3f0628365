// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestratorfixture.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::OrchestratorFixture;
using test::PackDatabase;

// Which plans a tenant of the orchestrator gets, with as many rows as make them matter: what the platform's plans are
// says nothing of it, as only leakproof operators come before the policies. No method of the planner is switched off.
class OrchestratorPlansTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<OrchestratorFixture> m_tenant;

    QString planOf(const QString &query) { return m_tenant->value(u"EXPLAIN "_s + query); }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray old = test::tooOldFor(15, "ON DELETE SET NULL (column)"); !old.isEmpty())
            QSKIP(old.constData());
        m_tenant = std::make_unique<OrchestratorFixture>(m_server);
        QCOMPARE(m_tenant->demo.psql(test::packText(u"orchestrator.many.sql"_s)), QString());
    }
    void init() { m_tenant->actAs(m_tenant->ours); }
    void cleanupTestCase() { m_tenant.reset(); }

    // Lines 41, 46, 142 to 145 of the seed, and the lists that every page of an application begins with.
    void tenantsAreAnsweredByAnIndex_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("index");
        QTest::newRow("findByEmail") << u"SELECT * FROM users WHERE email_key = lower('U77@Example.net')"_s
                                     << u"ix_users_email_key"_s;
        QTest::newRow("findByUsername") << u"SELECT * FROM users WHERE username_key = lower('U77')"_s
                                        << u"ix_users_username_key"_s;
        QTest::newRow("findPendingTasks")
            << u"SELECT * FROM tasks WHERE status = 'pending' ORDER BY priority DESC, created_at LIMIT 20"_s
            << u"ix_tasks_pending"_s;
        QTest::newRow("findByProject")
            << u"SELECT * FROM tasks WHERE project_id = '10000000-0000-4000-8000-000000000001' AND status = 'blocked'"_s
            << u"ix_tasks_project_status"_s;
        QTest::newRow("getTaskStatistics") << u"SELECT status, count(*) FROM tasks GROUP BY status"_s
                                           << u"Index Only Scan using ix_tasks_organization_status"_s;
        QTest::newRow("latest tasks") << u"SELECT * FROM tasks ORDER BY created_at DESC LIMIT 20"_s
                                      << u"ix_tasks_organization_created"_s;
        QTest::newRow("blocked tasks")
            << u"SELECT * FROM tasks WHERE status = 'blocked' ORDER BY created_at DESC LIMIT 20"_s
            << u"ix_tasks_open"_s;
        QTest::newRow("overdue tasks") << u"SELECT * FROM tasks WHERE due_at < '2026-02-20' AND completed_at IS NULL"_s
                                       << u"ix_tasks_due_at"_s;
        QTest::newRow("latest entries of the audit log")
            << u"SELECT * FROM audit_logs ORDER BY occurred_at DESC LIMIT 50"_s
            << u"ix_audit_logs_organization_occurred"_s;
        QTest::newRow("failed sign-ins")
            << u"SELECT * FROM audit_logs WHERE action = 'login_failed' ORDER BY occurred_at DESC LIMIT 20"_s
            << u"ix_audit_logs_refusals"_s;
        QTest::newRow("latest executions") << u"SELECT * FROM workflow_executions ORDER BY queued_at DESC LIMIT 20"_s
                                           << u"organization_id_queued_at_idx"_s;
        QTest::newRow("latest metrics") << u"SELECT * FROM agent_metrics ORDER BY period_start DESC LIMIT 20"_s
                                        << u"ix_agent_metrics_organization_period"_s;
    }
    void tenantsAreAnsweredByAnIndex()
    {
        QFETCH(QString, query);
        QFETCH(QString, index);
        const QString plan = planOf(query);
        QVERIFY2(plan.contains(index), qPrintable(plan));
        QVERIFY2(!plan.contains("Seq Scan on"_L1), qPrintable(plan));
    }

    // The account that signs in is found by an index, too, before there is a tenant.
    void signingInUsesAnIndex()
    {
        m_tenant->actAs(QString());
        m_tenant->set(u"sign_in"_s, u"U78@EXAMPLE.net"_s);
        const QString found = m_tenant->value(u"SELECT username FROM users"_s);
        const QString plan = planOf(u"SELECT username FROM users"_s);
        m_tenant->set(u"sign_in"_s, QString());
        QCOMPARE(found, u"U78"_s);
        QVERIFY2(plan.contains("ix_users_email_key"_L1) && plan.contains("ix_users_username_key"_L1), qPrintable(plan));
        QVERIFY2(!plan.contains("Seq Scan"_L1), qPrintable(plan));
    }

    // The tenant is read from its setting once in a statement, not for each row.
    void policiesAskOnce()
    {
        const QString plan = planOf(u"SELECT count(*) FROM tasks"_s);
        QVERIFY2(plan.contains("InitPlan"_L1) && !plan.contains("current_setting"_L1), qPrintable(plan));
        QCOMPARE(
            m_tenant->demo.column(
                u"SELECT tablename || '.' || policyname FROM pg_policies WHERE schemaname = 'public' AND "
                "replace(coalesce(qual, '') || coalesce(with_check, ''), 'SELECT orchestrator_organization()', '') "
                "LIKE "
                "'%orchestrator_organization()%' ORDER BY 1"_s),
            QStringList());
    }

    // Words, tags and metadata: what their operators leak keeps them behind the policies, so functions go before.
    void searchesUseTheirIndex_data()
    {
        QTest::addColumn<QString>("search");
        QTest::addColumn<QString>("same"); // of the table, as somebody who is not bound asks
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("index");
        const QString words = u"search @@ websearch_to_tsquery('english', 'word78')"_s;
        QTest::newRow("words of tasks") << u"SELECT task_id AS id FROM orchestrator_search_tasks('word78')"_s << words
                                        << u"tasks"_s << u"ix_tasks_search"_s;
        QTest::newRow("tags of tasks") << u"SELECT id FROM orchestrator_tagged('tasks', '{rare}') AS id"_s
                                       << u"tags @> '{rare}'"_s << u"tasks"_s << u"ix_tasks_tags"_s;
        QTest::newRow("words of knowledge") << u"SELECT entry_id AS id FROM orchestrator_search_knowledge('word78')"_s
                                            << words << u"knowledge_entries"_s << u"ix_knowledge_entries_search"_s;
        QTest::newRow("tags of knowledge")
            << u"SELECT id FROM orchestrator_tagged('knowledge_entries', '{rare}') AS id"_s << u"tags @> '{rare}'"_s
            << u"knowledge_entries"_s << u"ix_knowledge_entries_tags"_s;
        QTest::newRow("metadata of knowledge")
            << u"SELECT id FROM orchestrator_knowledge_about('{\"page\": 78}') AS id"_s
            << u"metadata @> '{\"page\": 78}'"_s << u"knowledge_entries"_s << u"ix_knowledge_entries_metadata"_s;
    }
    void searchesUseTheirIndex()
    {
        QFETCH(QString, search);
        QFETCH(QString, same);
        QFETCH(QString, table);
        QFETCH(QString, index);
        // What a transaction has scanned so far, the tenant may ask itself.
        const QString scans = u"SELECT pg_stat_get_xact_numscans('%1'::regclass) || ' ' || "
                              "pg_stat_get_xact_numscans('%2'::regclass)"_s.arg(index, table);
        const QString ids =
            u"SELECT count(*) || ' ' || string_agg(id::text, ' ' ORDER BY id) FROM (%1) AS found"_s.arg(search);
        QCOMPARE(m_tenant->answer({ids, scans}), u"1 0"_s);
        // The same rows as without policies, and no other tenant's.
        const QString wanted = m_tenant->demo.value(
            u"SELECT count(*) || ' ' || string_agg(id::text, ' ' ORDER BY id) FROM %1 WHERE %2 AND organization_id = '%3'"_s
                .arg(table, same, m_tenant->ours));
        QVERIFY2(wanted.section(u' ', 0, 0).toInt() > 0, qPrintable(wanted));
        QCOMPARE(m_tenant->value(ids), wanted);
        QCOMPARE(
            m_tenant->value(u"SELECT count(*) FROM (%1) AS found JOIN %2 USING (id)"_s.arg(search, table)),
            wanted.section(u' ', 0, 0));
        // The rows to it are read through the policies, by an index.
        const QString plan = planOf(u"SELECT t.* FROM (%1) AS found JOIN %2 AS t USING (id)"_s.arg(search, table));
        QVERIFY2(!plan.contains("Seq Scan"_L1), qPrintable(plan));
        m_tenant->actAs(QString());
        QCOMPARE(m_tenant->value(u"SELECT count(*) FROM (%1) AS found"_s.arg(search)), u"0"_s);
    }

    // The operators themselves stay right, by the rows of the tenant alone.
    void operatorsAnswerTheSame()
    {
        QCOMPARE(
            m_tenant->value(u"SELECT count(*) FROM tasks WHERE search @@ websearch_to_tsquery('english', 'word78')"_s),
            m_tenant->value(u"SELECT count(*) FROM orchestrator_search_tasks('word78')"_s));
        const QString plan = planOf(u"SELECT * FROM tasks WHERE tags @> '{rare}'"_s);
        QVERIFY2(plan.contains("organization"_L1) && !plan.contains("Seq Scan"_L1), qPrintable(plan));
    }

    void searchesAreAsked()
    {
        QCOMPARE(m_tenant->touched({u"SELECT * FROM orchestrator_tagged('users', '{x}')"_s}), u"42P01"_s);
        QCOMPARE(
            m_tenant->touched({u"SELECT * FROM orchestrator_tagged('tasks; DROP TABLE tasks', '{x}')"_s}), u"42P01"_s);
        // Whatever somebody types is a question.
        QCOMPARE(m_tenant->value(u"SELECT count(*) > 0 FROM orchestrator_search_tasks('\"rotate ( & | !')"_s), u"t"_s);
        QCOMPARE(m_tenant->value(u"SELECT count(*) FROM orchestrator_search_tasks('rotate', 3)"_s), u"3"_s);
        QCOMPARE(m_tenant->value(u"SELECT count(*) FROM orchestrator_search_knowledge('x', 'klingon')"_s), u"0"_s);
        // Best first: a word of the title counts more than one of the description.
        QCOMPARE(
            m_tenant->value(u"SELECT bool_and(rank >= next) FROM (SELECT rank, lead(rank) OVER () AS next FROM "
                            "orchestrator_search_tasks('keys')) AS r WHERE next IS NOT NULL"_s),
            u"t"_s);
    }
};

QTEST_GUILESS_MAIN(OrchestratorPlansTest)
#include "tst_orchestratorplans.moc"
