// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestratorfixture.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::failureOf;
using test::OrchestratorFixture;
using test::PackDatabase;

// What a tenant of the orchestrator may not say of itself, by trying: its counters, its plan, its audit log; and what
// the server says for it: numbers of tasks, partitions of the log of executions.
class OrchestratorGuardsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<OrchestratorFixture> m_tenant;

    QString newAgent(const QString &organization) const
    {
        return u"INSERT INTO agents (organization_id, name, agent_type, provider, model) "
               "VALUES ('%1', 'extra', 'writer', 'house', 'small')"_s.arg(organization);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray old = test::tooOldFor(15, "ON DELETE SET NULL (column)"); !old.isEmpty())
            QSKIP(old.constData());
        m_tenant = std::make_unique<OrchestratorFixture>(m_server);
    }
    void init()
    {
        m_tenant->actAs(m_tenant->ours);
        m_tenant->set(u"user_id"_s, QString());
    }
    void cleanupTestCase() { m_tenant.reset(); }

    // ---- quotas

    void tenantsDoNotResetTheirCounters()
    {
        const QStringList attacks{
            u"UPDATE organization_quotas SET used = 0"_s, u"DELETE FROM organization_quotas"_s,
            u"INSERT INTO organization_quotas (organization_id, resource) VALUES ('%1', 'agents') ON CONFLICT "
            "(organization_id, resource) DO UPDATE SET used = 0"_s.arg(m_tenant->ours)};
        for (const QString &attack : attacks)
            QCOMPARE(m_tenant->touched({attack}), u"42501"_s);
        m_tenant->grantTooMuch();
        const QString granted = m_tenant->touched({attacks[0]}) + u' ' + m_tenant->touched({attacks[1]}) + u' '
                              + m_tenant->touched({attacks[2]});
        m_tenant->revokeAll();
        m_tenant->grant();
        QCOMPARE(granted, u"0 0 42501"_s);
    }

    // Counted whatever the session has among its temporary tables.
    void temporaryTablesDoNotStandInForOurs()
    {
        const QString used = u"SELECT used FROM public.organization_quotas WHERE resource = 'agents'"_s;
        const QString before = m_tenant->value(used);
        const QStringList shadows{
            u"CREATE TEMP TABLE organization_quotas (organization_id uuid, resource quota_resource, used bigint)"_s,
            u"CREATE TEMP TABLE audit_logs (LIKE public.audit_logs INCLUDING ALL)"_s,
            u"CREATE TEMP TABLE users (organization_id uuid, id uuid)"_s, newAgent(m_tenant->ours)};
        QCOMPARE(m_tenant->answer(shadows + QStringList{used}), QString::number(before.toInt() + 1));
        QCOMPARE(
            m_tenant->answer(
                shadows
                + QStringList{u"SELECT (SELECT count(*) FROM audit_logs) || ' ' || (SELECT count(*) FROM "
                              "public.audit_logs WHERE occurred_at = now() AND entity_type = 'agents')"_s}),
            u"0 1"_s);
    }

    // A trigger function of the owner's rights, hung on a table of one's own, would write whatever is asked of it.
    void nobodyBorrowsTheTriggers()
    {
        const QString table = u"CREATE TEMP TABLE tasks (id uuid, organization_id uuid, project_id uuid, number int)"_s;
        const QString function = u"CREATE TRIGGER mine AFTER DELETE ON tasks REFERENCING OLD TABLE AS changed FOR EACH "
                                 "STATEMENT EXECUTE FUNCTION %1()"_s;
        QCOMPARE(m_tenant->touched({table, function.arg(u"orchestrator_count_rows"_s)}), u"42501"_s);
        QCOMPARE(m_tenant->touched({table, function.arg(u"orchestrator_note_task_numbers"_s)}), u"42501"_s);
        const QString each = u"CREATE TRIGGER mine BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION %1()"_s;
        QCOMPARE(m_tenant->touched({table, each.arg(u"orchestrator_write_audit"_s)}), u"42501"_s);
        QCOMPARE(m_tenant->touched({table, each.arg(u"orchestrator_number_task"_s)}), u"42501"_s);
    }

    // All of them, also those that are yet to come: a path that ends with pg_temp, and no right for everybody.
    void everyFunctionHasAFixedPath()
    {
        QCOMPARE(
            m_tenant->demo.column(
                u"SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE "
                "'orchestrator%' AND proname <> 'orchestrator_cosine_distance' AND prosqlbody IS NULL AND NOT "
                "coalesce(proconfig @> ARRAY['search_path=pg_catalog, "
                "public, pg_temp'], false) ORDER BY 1"_s),
            QStringList());
        QCOMPARE(
            m_tenant->demo.column(
                u"SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a WHERE "
                "pronamespace = 'public'::regnamespace AND proname LIKE 'orchestrator%' AND prosecdef AND a.grantee = 0"_s),
            QStringList());
    }

    // ---- organizations

    void tenantsNeitherMakeNorDeleteThemselves()
    {
        const QString fresh = u"10000000-0000-4000-8000-000000000009"_s;
        const QString make = u"INSERT INTO organizations (id, name, slug) VALUES ('%1', 'New', 'new')"_s.arg(fresh);
        const QString remove = u"DELETE FROM organizations"_s;
        const QString become = u"SELECT set_config('orchestrator.organization_id', '%1', true)"_s.arg(fresh);
        QCOMPARE(m_tenant->touched({become, make}), u"42501"_s);
        QCOMPARE(m_tenant->touched({remove}), u"42501"_s);
        m_tenant->grantTooMuch();
        const QString granted = m_tenant->touched({become, make}) + u' ' + m_tenant->touched({remove});
        m_tenant->revokeAll();
        m_tenant->grant();
        QCOMPARE(granted, u"42501 0"_s);
    }

    void tenantsDoNotChangeTheirPlan()
    {
        const QStringList attacks{
            u"plan = CASE plan WHEN 'free' THEN 'team' ELSE 'free' END::organization_plan"_s, u"slug = 'another'"_s,
            u"status = 'closed', closed_at = now()"_s, u"created_at = '2001-02-03'"_s};
        for (const QString &attack : attacks)
            QCOMPARE(m_tenant->touched({u"UPDATE organizations SET "_s + attack}), u"42501"_s);
        m_tenant->grantTooMuch();
        QStringList granted;
        for (const QString &attack : attacks)
            granted << m_tenant->touched({u"UPDATE organizations SET "_s + attack});
        m_tenant->revokeAll();
        m_tenant->grant();
        QCOMPARE(granted.join(u' '), u"42501 42501 42501 42501"_s);
        // The rest is theirs, the platform's is the platform's.
        QCOMPARE(m_tenant->touched({u"UPDATE organizations SET name = 'Another', settings = '{}'"_s}), u"1"_s);
        QCOMPARE(m_tenant->demo.refusal({u"UPDATE organizations SET plan = 'free'"_s}), u"accepted"_s);
    }

    // ---- the audit log

    void tenantsDoNotWriteEntries()
    {
        const QString forged =
            u"INSERT INTO audit_logs (organization_id, actor_type, actor_id, action, entity_type, occurred_at) VALUES "
            "('%1', 'user', '%2', 'login', 'users', '2001-02-03')"_s.arg(
                m_tenant->ours, m_tenant->rowOf(u"users"_s, m_tenant->ours));
        QCOMPARE(m_tenant->touched({forged}), u"42501"_s);
        m_tenant->grantTooMuch();
        const QString granted = m_tenant->touched({forged});
        m_tenant->revokeAll();
        m_tenant->grant();
        QCOMPARE(granted, u"42501"_s);
    }

    void notesHaveTheTimeAndActorOfTheSession()
    {
        const QString user = m_tenant->rowOf(u"users"_s, m_tenant->ours);
        const QString agent = m_tenant->rowOf(u"agents"_s, m_tenant->ours);
        const QString note =
            u"SELECT orchestrator_note('export', 'tasks', NULL, '{\"rows\": 3}', '192.0.2.1', 'cli')"_s;
        const QString entry =
            u"SELECT concat_ws(' ', actor_type, actor_id, action, entity_type, metadata, ip_address, user_agent) FROM "
            "audit_logs WHERE occurred_at = now() AND organization_id = '%1'"_s.arg(m_tenant->ours);
        const QString setting = u"SELECT set_config('orchestrator.%1_id', '%2', true)"_s;
        QCOMPARE(
            m_tenant->answer({setting.arg(u"user"_s, user), note, entry}),
            u"user %1 export tasks {\"rows\": 3} 192.0.2.1 cli"_s.arg(user));
        QCOMPARE(
            m_tenant->answer({setting.arg(u"agent"_s, agent), note, entry}),
            u"agent %1 export tasks {\"rows\": 3} 192.0.2.1 cli"_s.arg(agent));
        // Somebody of another tenant is a claim, in what triggers write, too.
        const QString stranger = m_tenant->rowOf(u"users"_s, m_tenant->theirs);
        QCOMPARE(
            m_tenant->answer({setting.arg(u"user"_s, stranger), note, entry}),
            u"system export tasks {\"rows\": 3, \"claimed_user\": \"%1\"} 192.0.2.1 cli"_s.arg(stranger));
        QCOMPARE(
            m_tenant->answer({setting.arg(u"user"_s, stranger), newAgent(m_tenant->ours), entry}),
            u"system create agents {\"claimed_user\": \"%1\"}"_s.arg(stranger));
        QCOMPARE(m_tenant->touched({u"SELECT orchestrator_note('delete', 'tasks')"_s}), u"42501"_s);
        m_tenant->actAs(QString());
        QCOMPARE(m_tenant->touched({note}), u"42501"_s);
    }

    // Whoever was not given it has none of what runs with the owner's rights.
    void rightsAreGivenByName()
    {
        connection::Session stranger({.names = connection::Names::OfDatabase});
        QVERIFY(stranger.open(m_server.createRole(u"stranger"_s, u"secret"_s, m_tenant->demo.name())).result());
        (void)PackDatabase::value(
            stranger, u"SELECT set_config('orchestrator.organization_id', '%1', false)"_s.arg(m_tenant->ours));
        for (const QString &call :
             {u"orchestrator_note('login', 'users')"_s, u"orchestrator_search_tasks('keys')"_s,
              u"orchestrator_search_knowledge('keys')"_s, u"orchestrator_tagged('tasks', '{urgent}')"_s,
              u"orchestrator_knowledge_about('{}')"_s, u"orchestrator_grant_application('stranger')"_s,
              u"orchestrator_drop_executions('9999-01-01')"_s})
            QCOMPARE(call + u' ' + PackDatabase::refusal(stranger, {u"SELECT * FROM "_s + call}), call + u" 42501"_s);
    }

    // ---- numbers of tasks

    void tasksAreNumberedWithinTheirProject()
    {
        const QString project = m_tenant->rowOf(u"projects"_s, m_tenant->ours);
        const QString last = u"SELECT last_task_number FROM projects WHERE id = '%1'"_s.arg(project);
        const int before = m_tenant->value(last).toInt();
        QCOMPARE(
            before, m_tenant->value(u"SELECT max(number) FROM tasks WHERE project_id = '%1'"_s.arg(project)).toInt());
        const QString add = u"INSERT INTO tasks (organization_id, project_id, title) VALUES ('%1', '%2', 'new')"_s.arg(
            m_tenant->ours, project);
        const QString number = u"SELECT string_agg(number::text, ' ' ORDER BY number) FROM tasks WHERE title = 'new'"_s;
        QCOMPARE(m_tenant->answer({add, add, number}), u"%1 %2"_s.arg(before + 1).arg(before + 2));
        // Not given twice, and after one that was chosen.
        QCOMPARE(
            m_tenant->answer({add, u"DELETE FROM tasks WHERE title = 'new'"_s, add, number}),
            QString::number(before + 2));
        const QString chosen =
            u"INSERT INTO tasks (organization_id, project_id, title, number) VALUES ('%1', '%2', 'chosen', 7000)"_s.arg(
                m_tenant->ours, project);
        QCOMPARE(m_tenant->answer({chosen, add, number}), u"7001"_s);
        QCOMPARE(
            m_tenant->answer({add, u"UPDATE tasks SET number = 8000 WHERE title = 'new'"_s, add, number}),
            u"8000 8001"_s);
        // Counting is no change of the project.
        QCOMPARE(
            m_tenant->answer(
                {add,
                 u"SELECT (SELECT count(*) FROM audit_logs WHERE occurred_at = now() AND entity_type = 'projects') "
                 "|| ' ' || (SELECT count(*) FROM projects WHERE updated_at = now())"_s}),
            u"0 0"_s);
        QCOMPARE(m_tenant->value(u"SELECT current_setting('orchestrator.organization_id')"_s), m_tenant->ours);
    }

    void anotherTenantsProjectIsNotCounted()
    {
        const QString project = m_tenant->rowOf(u"projects"_s, m_tenant->theirs);
        const QString add = u"INSERT INTO tasks (organization_id, project_id, title) VALUES ('%1', '%2', 'new')"_s;
        QCOMPARE(m_tenant->touched({add.arg(m_tenant->theirs, project)}), u"42501"_s);
        QCOMPARE(m_tenant->touched({add.arg(m_tenant->ours, project)}), u"23503 fk_tasks_project"_s);
    }

    // Nor told of: the same refusal whether it has that number or not.
    void uniquenessTellsNothingOfOthers()
    {
        const QString theirs = m_tenant->theirs;
        const auto refusal = [&](const QString &sql) { return m_tenant->touched({sql.arg(m_tenant->ours)}); };
        const QString task = m_tenant->demo.value(
            u"SELECT format('''%1'', %L, ''x'', %s', project_id, number) FROM tasks WHERE organization_id = '%2' LIMIT 1"_s
                .arg(u"%1"_s, theirs));
        QCOMPARE(
            refusal(u"INSERT INTO tasks (organization_id, project_id, title, number) VALUES ("_s + task + u')'),
            u"23503 fk_tasks_project"_s);
        const QString member = m_tenant->demo.value(
            u"SELECT format('''%1'', %L, %L', project_id, user_id) FROM project_members WHERE organization_id = '%2' LIMIT 1"_s
                .arg(u"%1"_s, theirs));
        QCOMPARE(
            refusal(u"INSERT INTO project_members (organization_id, project_id, user_id) VALUES ("_s + member + u')')
                .left(5),
            u"23503"_s);
        const QString role = m_tenant->demo.value(
            u"SELECT format('''%1'', %L, %L', u.user_id, u.role_id) FROM user_roles u JOIN roles r ON r.id = u.role_id "
            u"WHERE "
            "u.organization_id = '%2' AND r.organization_id IS NULL LIMIT 1"_s.arg(u"%1"_s, theirs));
        QCOMPARE(
            refusal(u"INSERT INTO user_roles (organization_id, user_id, role_id) VALUES ("_s + role + u')'),
            u"23503 fk_user_roles_user"_s);
        const QString pair = m_tenant->demo.value(u"SELECT format('''%1'', %L, %L', task_id, depends_on_task_id) FROM "
                                                  u"task_dependencies WHERE organization_id = '%2' "
                                                  "LIMIT 1"_s.arg(u"%1"_s, theirs));
        QCOMPARE(
            refusal(
                u"INSERT INTO task_dependencies (organization_id, task_id, depends_on_task_id) VALUES ("_s + pair
                + u')')
                .left(5),
            u"23503"_s);
    }

    // Who wrote it back would have numbers given twice, and who wrote the highest would have none given any more.
    void tenantsDoNotSetTheCounter()
    {
        const QString project = m_tenant->rowOf(u"projects"_s, m_tenant->ours);
        QCOMPARE(
            m_tenant->touched({u"UPDATE projects SET last_task_number = 0 WHERE id = '%1'"_s.arg(project)}),
            u"42501"_s);
        const QString add =
            u"INSERT INTO projects (organization_id, key, name, last_task_number) VALUES ('%1', 'NEWKEY', 'n', %2)"_s;
        QCOMPARE(m_tenant->touched({add.arg(m_tenant->ours, u"2147483647"_s)}), u"42501"_s);
        QCOMPARE(m_tenant->touched({add.arg(m_tenant->ours, u"0"_s)}), u"1"_s);
    }

    // Said as what it is, and the task may still have a number that is free.
    void theLastNumberIsTheLast()
    {
        const QString project = m_tenant->rowOf(u"projects"_s, m_tenant->ours);
        const QString add =
            u"INSERT INTO tasks (organization_id, project_id, title%3) VALUES ('%1', '%2', 'last'%4)"_s.arg(
                m_tenant->ours, project);
        const QString highest = add.arg(u", number"_s, u", 2147483647"_s);
        const QString next = add.arg(QString(), QString());
        QCOMPARE(m_tenant->touched({highest, next}), u"22003"_s);
        QCOMPARE(m_tenant->touched({highest, add.arg(u", number"_s, u", 2000000000"_s)}), u"1"_s);
        (void)m_tenant->app.query({u"BEGIN"_s, {}}).result();
        QVERIFY(m_tenant->app.query({highest, {}}).result());
        const auto refused = m_tenant->app.query({next, {}}).result();
        (void)m_tenant->app.query({u"ROLLBACK"_s, {}}).result();
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"last task number"_s), qPrintable(refused.error().message));
    }

    // Who has added a task holds the quota of the tenant, so who adds the next one must not hold a project before he
    // waits for it.
    void twoProjectsDoNotWaitInACircle()
    {
        const QStringList projects = m_tenant->demo.column(
            u"SELECT id FROM projects WHERE organization_id = '%1' ORDER BY id LIMIT 2"_s.arg(m_tenant->ours));
        QCOMPARE(projects.size(), 2);
        const auto add = [&](int which) {
            return u"INSERT INTO tasks (organization_id, project_id, title) VALUES ('%1', '%2', 'circle')"_s.arg(
                m_tenant->ours, projects[which]);
        };
        const auto other = m_tenant->demo.open(u"circle"_s);
        QVERIFY(m_tenant->app.query({u"BEGIN"_s, {}}).result());
        QVERIFY(m_tenant->app.query({add(0), {}}).result());
        auto waiting = other->query({add(1), {}});
        QTRY_COMPARE(m_tenant->demo.value(u"SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"_s), u"t"_s);
        const auto second = m_tenant->app.query({add(1), {}}).result();
        (void)m_tenant->app.query({u"COMMIT"_s, {}}).result();
        const auto first = waiting.result();
        QVERIFY2(second, qPrintable(second ? QString() : describe(second.error())));
        QVERIFY2(first, qPrintable(first ? QString() : describe(first.error())));
        QCOMPARE(m_tenant->touched({u"DELETE FROM tasks WHERE title = 'circle'"_s}), u"3"_s);
        (void)m_tenant->demo.value(u"DELETE FROM tasks WHERE title = 'circle'"_s);
    }

    // Two sessions that add to one project get two numbers.
    void numbersAreNotGivenTwice()
    {
        const QString project = m_tenant->rowOf(u"projects"_s, m_tenant->ours);
        const QString add =
            u"INSERT INTO tasks (organization_id, project_id, title) VALUES ('%1', '%2', 'raced')"_s.arg(
                m_tenant->ours, project);
        const auto other = m_tenant->demo.open(u"other"_s);
        QVERIFY(m_tenant->app.query({u"BEGIN"_s, {}}).result());
        QVERIFY(m_tenant->app.query({add, {}}).result());
        auto waiting = other->query({add, {}});
        QTRY_COMPARE(m_tenant->demo.value(u"SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"_s), u"t"_s);
        QVERIFY(m_tenant->app.query({u"COMMIT"_s, {}}).result());
        QVERIFY(waiting.result());
        QCOMPARE(m_tenant->value(u"SELECT count(DISTINCT number) FROM tasks WHERE title = 'raced'"_s), u"2"_s);
        QCOMPARE(m_tenant->touched({u"DELETE FROM tasks WHERE title = 'raced'"_s}), u"2"_s);
    }

    // ---- the log of executions

    void executionsArePartitionedByMonth()
    {
        QCOMPARE(
            m_tenant->demo.value(u"SELECT pg_get_partkeydef('workflow_executions'::regclass)"_s),
            u"RANGE (queued_at)"_s);
        QCOMPARE(
            m_tenant->demo.value(
                u"SELECT count(*) FROM workflow_executions WHERE tableoid::regclass::text <> 'workflow_executions_' || "
                "to_char(queued_at AT TIME ZONE 'UTC', 'YYYY_MM')"_s),
            u"0"_s);
        // Key, tenant, workflow, task; what is open and when are hardly any.
        QCOMPARE(
            m_tenant->demo.column(
                u"SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'workflow_executions'::regclass ORDER BY 1"_s),
            QStringList(
                {u"ix_workflow_executions_open"_s, u"ix_workflow_executions_organization_queued"_s,
                 u"ix_workflow_executions_queued_at"_s, u"ix_workflow_executions_task"_s,
                 u"ix_workflow_executions_workflow"_s, u"pk_workflow_executions"_s}));
        const QString plan =
            m_tenant->demo.psql(u"EXPLAIN SELECT count(*) FROM workflow_executions WHERE queued_at >= '2026-02-01' AND "
                                "queued_at < '2026-03-01'"_s);
        QVERIFY2(plan.contains("2026_02"_L1) && !plan.contains("2026_01"_L1), qPrintable(plan));
    }

    // Not even where everything was granted: policies belong to the table alone.
    void partitionsAreNoWayRound()
    {
        m_tenant->grantTooMuch();
        QStringList seen;
        for (
            const QString &part : m_tenant->demo.column(
                u"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'workflow_executions'::regclass"_s))
            seen << m_tenant->value(u"SELECT count(*) FROM "_s + part) << m_tenant->touched({u"DELETE FROM "_s + part});
        m_tenant->revokeAll();
        m_tenant->grant();
        QVERIFY(seen.size() >= 16);
        seen.removeAll(u"0"_s);
        QCOMPARE(seen, QStringList());
    }

    // Months are made by the owner's job; an execution of today is taken in before it has run.
    void anExecutionOfTodayIsTakenIn()
    {
        const QString add =
            u"INSERT INTO workflow_executions (organization_id, workflow_id) SELECT organization_id, id "
            "FROM workflows LIMIT 1"_s;
        QCOMPARE(m_tenant->touched({add}), u"1"_s);
        const QString seen =
            u"SELECT count(*) FROM workflow_executions WHERE queued_at > now() - interval '1 minute'"_s;
        QCOMPARE(m_tenant->answer({add, seen}), u"1"_s);
        PackDatabase &demo = m_tenant->demo;
        (void)demo.session().query({u"BEGIN"_s, {}}).result();
        (void)demo.value(add);
        (void)demo.value(u"SELECT orchestrator_partition_executions()"_s);
        QCOMPARE(
            demo.value(
                u"SELECT count(*) FROM workflow_executions_default WHERE queued_at > now() - interval '1 minute'"_s),
            u"0"_s);
        QCOMPARE(demo.value(seen), u"1"_s);
        (void)demo.session().query({u"ROLLBACK"_s, {}}).result();
        // No policy and no FORCE: nothing for tenants, while the owner moves rows there.
        QCOMPARE(
            demo.value(
                u"SELECT count(*) FROM pg_class AS c JOIN pg_inherits AS i ON i.inhrelid = c.oid WHERE i.inhparent = "
                "'workflow_executions'::regclass AND (NOT relrowsecurity OR relforcerowsecurity OR EXISTS (SELECT "
                "FROM pg_policy WHERE polrelid = c.oid))"_s),
            u"0"_s);
    }

    void monthsAreMadeAndDropped()
    {
        const QString rows =
            u"SELECT count(*) || ' ' || md5(string_agg(e::text, '' ORDER BY id)) FROM workflow_executions e"_s;
        const QString audited = u"SELECT count(*) FROM audit_logs"_s;
        const QString waiting = u"SELECT count(*) FROM workflow_executions_default"_s;
        PackDatabase &demo = m_tenant->demo;
        (void)demo.session().query({u"BEGIN"_s, {}}).result();
        (void)demo.value(
            u"INSERT INTO workflow_executions (organization_id, workflow_id, queued_at) SELECT organization_id, id, "
            "'2031-05-17' FROM workflows"_s);
        QVERIFY(demo.value(waiting).toInt() > 0);
        const QString before = demo.value(rows) + u' ' + demo.value(audited);
        QCOMPARE(demo.value(u"SELECT orchestrator_partition_executions('2031-04-30', 2)"_s), u"3"_s);
        QCOMPARE(demo.value(u"SELECT orchestrator_partition_executions('2031-04-30', 2)"_s), u"0"_s);
        QCOMPARE(demo.value(waiting), u"0"_s);
        QCOMPARE(demo.value(rows) + u' ' + demo.value(audited), before);
        QCOMPARE(
            demo.value(u"SELECT relrowsecurity FROM pg_class WHERE relname = 'workflow_executions_2031_05'"_s), u"t"_s);
        QCOMPARE(demo.value(u"SELECT orchestrator_drop_executions('2025-11-15')"_s), u"2"_s);
        QCOMPARE(demo.value(u"SELECT min(queued_at) >= '2025-11-01' FROM workflow_executions"_s), u"t"_s);
        (void)demo.session().query({u"ROLLBACK"_s, {}}).result();
    }

    // What an execution tells of may go; what it tells stays.
    void executionsOutliveWhatTheyTellOf()
    {
        const QString agent = m_tenant->demo.value(
            u"SELECT agent_id FROM workflow_executions WHERE organization_id = '%1' LIMIT 1"_s.arg(m_tenant->ours));
        QCOMPARE(
            m_tenant->answer(
                {u"DELETE FROM agents WHERE id = '%1'"_s.arg(agent),
                 u"SELECT count(*) > 0 FROM workflow_executions WHERE agent_id = '%1'"_s.arg(agent)}),
            u"t"_s);
    }

    // ---- rollback with rows

    // There and back with rows, as an owner whom row level security binds: each row comes out as it went in.
    void rowsSurviveTheWayBack()
    {
        PackDatabase database(m_server);
        const connection::ConnInfo login = m_server.createRole(u"bound_owner"_s, u"secret"_s, database.name());
        (void)database.psql(u"ALTER DATABASE %1 OWNER TO bound_owner"_s.arg(database.name()));
        connection::Session owner({.names = connection::Names::OfDatabase});
        QVERIFY(owner.open(login).result());
        const Source source = test::packSource(u"orchestrator"_s);
        const auto run = [&](const Request &request) {
            const auto history = readHistory(owner, database.dialect());
            return history ? failureOf(migration::run(
                                 owner, database.dialect(), source, makePlan(source, *history, request), {}))
                           : describe(history.error());
        };
        QCOMPARE(run({}), QString());
        (void)database.psql(
            u"INSERT INTO organizations (id, name, slug) SELECT format('10000000-0000-4000-8000-00000000000%s', "
            u"n)::uuid, 'n', "
            "'n' || n FROM generate_series(1, 2) n; INSERT INTO workflows (organization_id, name) SELECT id, 'w' FROM "
            "organizations; INSERT INTO projects (organization_id, key, name) SELECT id, 'P', 'p' FROM organizations;"
            "INSERT INTO tasks (organization_id, project_id, title) SELECT organization_id, id, 't' FROM projects;"
            "INSERT INTO workflow_executions (organization_id, workflow_id, task_id, queued_at) SELECT "
            "w.organization_id, w.id, t.id, "
            "'2026-01-01'::timestamptz + interval '10 days' * n FROM workflows w JOIN tasks t USING (organization_id), "
            "generate_series(0, 9) n; SELECT orchestrator_partition_executions('2026-01-01', 1);"
            "DELETE FROM tasks WHERE organization_id = '10000000-0000-4000-8000-000000000001'"_s);
        const QString rows =
            u"SELECT count(*), md5(string_agg(id::text || queued_at || workflow_id, '' ORDER BY id)) FROM workflow_executions"_s;
        const QString before = database.psql(rows);
        QVERIFY(before.startsWith("20|"_L1));
        // Rows that waited for their month are moved by such an owner, too: the keys of the new month are not held
        // against him.
        QCOMPARE(database.psql(u"SELECT count(*) > 0 FROM workflow_executions_default"_s), u"t"_s);
        QCOMPARE(PackDatabase::value(owner, u"SELECT orchestrator_partition_executions('2026-03-01', 2)"_s), u"3"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM workflow_executions_default"_s), u"0"_s);
        QCOMPARE(database.psql(rows), before);
        QCOMPARE(
            database.psql(
                u"SELECT count(*) FROM pg_constraint WHERE conrelid = 'workflow_executions_2026_03'::regclass "
                "AND contype = 'f' AND conparentid <> 0 AND convalidated"_s),
            u"2"_s);
        QCOMPARE(run({.direction = Direction::Down, .to = source.migrations[7].version}), QString());
        QCOMPARE(database.psql(rows), before);
        QCOMPARE(database.psql(u"SELECT count(*), count(task_id) FROM workflow_executions"_s), u"20|10"_s);
        QCOMPARE(run({}), QString());
        QCOMPARE(database.psql(rows), before);
        QCOMPARE(database.psql(u"SELECT sum(last_task_number) FROM projects"_s), u"1"_s);
    }
};

QTEST_GUILESS_MAIN(OrchestratorGuardsTest)
#include "tst_orchestratorguards.moc"
