// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packchecks.h"

#include "sql/splitter.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::failureOf;
using test::PackDatabase;

// Who may see and do what in the orchestrator: two tenants on one server, quotas, roles, and the audit log.
class OrchestratorTenantsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackDatabase> m_demo;       // as a superuser, who is not bound
    std::unique_ptr<connection::Session> m_app; // as the application: no superuser, no owner
    QString m_ours;
    QString m_theirs;

    // The tables that belong to a tenant, with the column that says to which.
    static QString tenantColumn(const QString &table)
    {
        return table == u"organizations"_s ? u"id"_s : u"organization_id"_s;
    }
    static QStringList tenantTables()
    {
        return {
            u"agent_metrics"_s,
            u"agents"_s,
            u"audit_logs"_s,
            u"knowledge_entries"_s,
            u"organization_quotas"_s,
            u"organizations"_s,
            u"project_members"_s,
            u"projects"_s,
            u"roles"_s,
            u"task_dependencies"_s,
            u"tasks"_s,
            u"templates"_s,
            u"user_roles"_s,
            u"users"_s,
            u"workflow_executions"_s,
            u"workflows"_s};
    }
    static void addTables()
    {
        QTest::addColumn<QString>("table");
        for (const QString &table : tenantTables())
            QTest::newRow(qPrintable(table)) << table;
    }

    std::unique_ptr<connection::Session> sessionOf(const connection::ConnInfo &info)
    {
        auto session =
            std::make_unique<connection::Session>(connection::SessionOptions{.names = connection::Names::OfDatabase});
        const auto opened = session->open(info).result();
        if (!opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return session;
    }
    void actAs(const QString &organization)
    {
        const auto set =
            m_app->query({u"SELECT set_config('orchestrator.organization_id', $1, false)"_s, {organization.toUtf8()}})
                .result();
        QVERIFY(set);
    }
    QString app(const QString &sql) { return PackDatabase::value(*m_app, sql); }
    // Rows that a statement of the application touched, which is then undone; a refusal as refusal() tells it.
    QString touched(const QString &sql)
    {
        (void)m_app->query({u"BEGIN"_s, {}}).result();
        const auto answer = m_app->query({sql, {}}).result();
        (void)m_app->query({u"ROLLBACK"_s, {}}).result();
        return answer ? QString::number(answer->affectedRows) : PackDatabase::refusalOf(answer.error());
    }
    QString rowOf(const QString &table, const QString &organization)
    {
        return m_demo->value(
            u"SELECT id FROM %1 WHERE %2 = '%3' ORDER BY id LIMIT 1"_s.arg(table, tenantColumn(table), organization));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray old = test::tooOldFor(15, "ON DELETE SET NULL (column)"); !old.isEmpty())
            QSKIP(old.constData());
        m_demo = std::make_unique<PackDatabase>(m_server);
        const auto report = m_demo->setUpDemo(u"orchestrator"_s);
        QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
        const connection::ConnInfo login = m_server.createRole(u"orchestrator_app"_s, u"secret"_s, m_demo->name());
        // As notes.md advises.
        QCOMPARE(m_demo->psql(u"SELECT orchestrator_grant_application('orchestrator_app')"_s), QString());
        m_app = sessionOf(login);
        m_ours = m_demo->value(u"SELECT id FROM organizations WHERE slug = 'kestrel'"_s);
        m_theirs = m_demo->value(u"SELECT id FROM organizations WHERE slug = 'verdier'"_s);
        QVERIFY(!m_ours.isEmpty() && !m_theirs.isEmpty());
    }
    void init() { actAs(m_ours); }
    void cleanupTestCase()
    {
        m_app.reset();
        m_demo.reset();
    }

    // ---- isolation: seed, line 93

    void everyTableIsBound()
    {
        QCOMPARE(
            m_demo->value(u"SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
                          "AND relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity"_s),
            u"17"_s);
        QCOMPARE(
            m_demo->column(
                u"SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND "
                "(column_name = 'organization_id' OR table_name = 'organizations') AND NOT EXISTS (SELECT FROM "
                "pg_class "
                "WHERE oid = format('public.%I', table_name)::regclass AND relispartition) ORDER BY 1"_s),
            tenantTables());
    }

    void tenantsReadTheirOwn_data() { addTables(); }
    void tenantsReadTheirOwn()
    {
        QFETCH(QString, table);
        const QString own =
            m_demo->value(u"SELECT count(*) FROM %1 WHERE %2 = '%3'"_s.arg(table, tenantColumn(table), m_ours));
        const QString column = tenantColumn(table);
        QVERIFY(own != u"0"_s && rowOf(table, m_theirs) != QString());
        QCOMPARE(app(u"SELECT count(*) FROM %1 WHERE %2 = '%3'"_s.arg(table, column, m_ours)), own);
        QCOMPARE(app(u"SELECT count(*) FROM %1 WHERE %2 <> '%3'"_s.arg(table, column, m_ours)), u"0"_s);
        QCOMPARE(app(u"SELECT count(*) FROM %1 WHERE id = '%2'"_s.arg(table, rowOf(table, m_theirs))), u"0"_s);
        actAs(m_theirs);
        QCOMPARE(app(u"SELECT count(*) FROM %1 WHERE id = '%2'"_s.arg(table, rowOf(table, m_theirs))), u"1"_s);
    }

    void tenantsChangeTheirOwnAlone_data() { addTables(); }
    void tenantsChangeTheirOwnAlone()
    {
        QFETCH(QString, table);
        const QString column = table == u"organizations"_s ? u"name"_s : u"id"_s;
        const QString update = u"UPDATE %1 SET %2 = %2 WHERE id = '%3'"_s;
        const QString remove = u"DELETE FROM %1 WHERE id = '%2'"_s;
        const QString ours = rowOf(table, m_ours);
        const QString theirs = rowOf(table, m_theirs);
        // Written for them, not by them; more is asked by tst_orchestratorguards.
        const bool written = table == u"audit_logs"_s || table == u"organization_quotas"_s;
        QCOMPARE(touched(update.arg(table, column, ours)), written ? u"42501"_s : u"1"_s);
        QCOMPARE(touched(update.arg(table, column, theirs)), written ? u"42501"_s : u"0"_s);
        if (written || table == u"organizations"_s) {
            QCOMPARE(touched(remove.arg(table, ours)), u"42501"_s);
            return;
        }
        QCOMPARE(touched(remove.arg(table, ours)), u"1"_s);
        QCOMPARE(touched(remove.arg(table, theirs)), u"0"_s);
        QCOMPARE(
            touched(u"DELETE FROM %1"_s.arg(table)),
            app(u"SELECT count(*) FROM %1 WHERE %2 = '%3'"_s.arg(table, tenantColumn(table), m_ours)));
    }

    void tenantsInsertForThemselvesAlone_data() { addTables(); }
    void tenantsInsertForThemselvesAlone()
    {
        QFETCH(QString, table);
        const QString where =
            table == u"user_roles"_s
                ? u" WHERE organization_id = '%1' AND role_id IN (SELECT id FROM roles WHERE is_system)"_s.arg(m_ours)
                : u" WHERE %1 = '%2'"_s.arg(tenantColumn(table), m_ours);
        const QString settings = table == u"organizations"_s ? u"slug = 'stolen'"_s + where
                                                             : u"organization_id = '%1'"_s.arg(m_theirs) + where;
        // The columns are asked for as the superuser; the statements run as the application.
        QCOMPARE(PackDatabase::refusal(*m_app, test::copyOfRow(*m_demo, table, settings)), u"42501"_s);
        if (table == u"agents"_s) // and the same copy for oneself is taken
            QCOMPARE(
                PackDatabase::refusal(*m_app, test::copyOfRow(*m_demo, table, u"name = 'another'"_s + where)),
                u"accepted"_s);
    }

    void nobodyReachesAcrossByKeys()
    {
        const QString project = rowOf(u"projects"_s, m_theirs);
        QCOMPARE(
            touched(
                u"INSERT INTO tasks (organization_id, project_id, number, title) VALUES ('%1', '%2', 9999, 'x')"_s.arg(
                    m_ours, project)),
            u"23503 fk_tasks_project"_s);
        QCOMPARE(
            touched(u"UPDATE tasks SET assigned_user_id = NULL, assigned_agent_id = '%1'"_s.arg(
                rowOf(u"agents"_s, m_theirs))),
            u"23503 fk_tasks_assigned_agent"_s);
        QCOMPARE(touched(u"UPDATE user_roles SET role_id = '%1'"_s.arg(rowOf(u"roles"_s, m_theirs))), u"23503"_s);
    }

    void withoutATenantThereIsNothing()
    {
        actAs(QString());
        for (const QString &table : tenantTables()) {
            const QString seen = app(u"SELECT count(*) FROM %1"_s.arg(table));
            QCOMPARE(table + u' ' + seen, table + (table == u"roles"_s ? u" 4"_s : u" 0"_s));
        }
        QCOMPARE(touched(u"INSERT INTO organizations (name, slug) VALUES ('x', 'x')"_s), u"42501"_s);
        actAs(u"no uuid"_s);
        QCOMPARE(touched(u"SELECT count(*) FROM tasks"_s), u"22P02"_s);
    }

    // What is nobody's is everybody's to read and nobody's to change.
    void systemRolesAreSharedAndFixed()
    {
        QCOMPARE(
            app(u"SELECT string_agg(name, ' ' ORDER BY name) FROM roles WHERE is_system"_s),
            u"administrator developer manager viewer"_s);
        QCOMPARE(touched(u"UPDATE roles SET description = 'x' WHERE is_system"_s), u"0"_s);
        QCOMPARE(touched(u"DELETE FROM roles WHERE is_system"_s), u"0"_s);
        QCOMPARE(touched(u"INSERT INTO roles (name) VALUES ('everything')"_s), u"42501"_s);
        QCOMPARE(app(u"SELECT count(*) > 40 FROM permissions"_s), u"t"_s);
        // Not by the grants alone: no policy lets anybody write them.
        (void)m_demo->psql(u"GRANT ALL ON permissions TO orchestrator_app"_s);
        QCOMPARE(touched(u"INSERT INTO permissions (resource, action) VALUES ('moon', 'land')"_s), u"42501"_s);
        QCOMPARE(touched(u"DELETE FROM permissions"_s), u"0"_s);
        (void)m_demo->psql(u"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON permissions FROM orchestrator_app"_s);
    }

    void signingInReadsOneAccount()
    {
        actAs(QString());
        const auto named = [this](const QString &who) {
            (void)m_app->query({u"SELECT set_config('orchestrator.sign_in', $1, false)"_s, {who.toUtf8()}}).result();
            return app(u"SELECT string_agg(username, ' ') FROM users"_s);
        };
        QCOMPARE(named(u"ADMIN@example.org"_s), u"admin"_s);
        QCOMPARE(named(u"Developer"_s), u"developer"_s);
        QCOMPARE(named(u"%"_s), QString());
        QCOMPARE(touched(u"UPDATE users SET status = 'active'"_s), u"0"_s);
        QCOMPARE(named(u"admin"_s), u"admin"_s);
        QCOMPARE(touched(u"DELETE FROM users"_s), u"0"_s);
        (void)named(QString());
    }

    // FORCE: the owner is bound as well. A superuser never is: applications must not connect as one.
    void ownersAreBoundAndSuperusersAreNot()
    {
        PackDatabase database(m_server);
        const connection::ConnInfo login = m_server.createRole(u"orchestrator_owner"_s, u"secret"_s, database.name());
        (void)database.psql(u"ALTER DATABASE %1 OWNER TO orchestrator_owner"_s.arg(database.name()));
        const auto owner = sessionOf(login);
        const Source source = test::packSource(u"orchestrator"_s);
        const auto history = readHistory(*owner, database.dialect());
        QVERIFY(history);
        QCOMPARE(
            failureOf(migration::run(*owner, database.dialect(), source, makePlan(source, *history, {}), {})),
            QString());
        // The seed works for an owner who is bound, too.
        const QByteArray seed = [] {
            QFile file(test::packFolder(u"orchestrator"_s) + u"/seeds/001-initial-data.sql"_s);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        }();
        const auto pieces = sql::split(seed);
        QVERIFY(pieces && !pieces->empty());
        (void)owner->query({u"BEGIN"_s, {}}).result();
        for (const sql::Piece &piece : *pieces) {
            const auto answer = owner->query({QString::fromUtf8(sql::textOf(piece, seed)), {}}).result();
            QVERIFY2(answer, qPrintable(answer ? QString() : describe(answer.error())));
        }
        QVERIFY(owner->query({u"COMMIT"_s, {}}).result());
        QCOMPARE(PackDatabase::value(*owner, u"SELECT count(*) FROM users"_s), u"0"_s);
        QCOMPARE(database.psql(u"SELECT count(*) FROM users"_s), u"2"_s);
        const QString organization = database.psql(u"SELECT id FROM organizations"_s);
        (void)owner->query({u"SELECT set_config('orchestrator.organization_id', $1, false)"_s, {organization.toUtf8()}})
            .result();
        QCOMPARE(PackDatabase::value(*owner, u"SELECT count(*) FROM users"_s), u"2"_s);
        QCOMPARE(
            database.psql(
                u"SELECT count(*) FROM pg_class WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace"_s),
            u"17"_s);
    }

    // ---- quotas: line 95

    void quotasCountWhatIsThere()
    {
        for (const QString &resource :
             {u"users"_s, u"projects"_s, u"tasks"_s, u"agents"_s, u"workflows"_s, u"knowledge_entries"_s}) {
            QCOMPARE(
                m_demo->value(
                    u"SELECT count(*) FROM organization_quotas AS q WHERE resource = '%1' AND used <> "
                    "(SELECT count(*) FROM %1 AS t WHERE t.organization_id = q.organization_id)"_s.arg(resource)),
                u"0"_s);
            QCOMPARE(
                m_demo->value(
                    u"SELECT count(*) FROM organization_quotas WHERE resource = '%1' AND used > 0"_s.arg(resource)),
                u"8"_s);
        }
        // A quota that is made later begins with the rows that are there.
        QCOMPARE(
            m_demo->refusal(
                {u"DELETE FROM organization_quotas"_s,
                 u"INSERT INTO organization_quotas (organization_id, resource) VALUES ('%1', 'tasks')"_s.arg(m_ours),
                 u"SELECT 1 / (used - 150) FROM organization_quotas"_s}),
            u"22012"_s);
    }

    void quotasRefuseTheRowTooMuch()
    {
        const QString agents =
            u"INSERT INTO agents (organization_id, name, agent_type, provider, model) "
            "SELECT '%1', 'extra ' || n, 'writer', 'house', 'small' FROM generate_series(1, %2) AS n"_s.arg(m_ours);
        const QString limit =
            u"UPDATE organization_quotas SET max_amount = used + 3 WHERE organization_id = '%1' AND resource = 'agents'"_s
                .arg(m_ours);
        const QString full = u"23514 ck_organization_quotas_not_exceeded"_s;
        QCOMPARE(m_demo->refusal({limit, agents.arg(3)}), u"accepted"_s);
        QCOMPARE(m_demo->refusal({limit, agents.arg(4)}), full);
        QCOMPARE(m_demo->refusal({limit, agents.arg(3), agents.arg(1).replace(u"extra"_s, u"more"_s)}), full);
        QCOMPARE(
            m_demo->refusal(
                {limit, agents.arg(3), u"DELETE FROM agents WHERE name = 'extra 2'"_s,
                 agents.arg(1).replace(u"extra"_s, u"more"_s)}),
            u"accepted"_s);
        QCOMPARE(
            m_demo->refusal(
                {u"UPDATE organization_quotas SET max_amount = NULL WHERE organization_id = '%1'"_s.arg(m_ours),
                 agents.arg(500)}),
            u"accepted"_s);
        // Others are not concerned, and a limit below what is used is none.
        QCOMPARE(m_demo->refusal({limit, agents.arg(4).replace(m_ours, m_theirs), u"SELECT 1 / 0"_s}), u"22012"_s);
        QCOMPARE(
            m_demo->refusal({u"UPDATE organization_quotas SET max_amount = used - 1 WHERE resource = 'agents'"_s}),
            full);
        QCOMPARE(
            m_demo->refusal(
                {u"TRUNCATE agents CASCADE"_s,
                 u"SELECT 1 / sum(used) FROM organization_quotas WHERE resource = 'agents'"_s}),
            u"22012"_s);
    }

    void tenantsDoNotRaiseTheirQuota()
    {
        QCOMPARE(touched(u"UPDATE organization_quotas SET max_amount = 1000000"_s), u"42501"_s);
        // Counting works all the same.
        QCOMPARE(touched(u"DELETE FROM agents WHERE id = '%1'"_s.arg(rowOf(u"agents"_s, m_ours))), u"1"_s);
    }

    // ---- roles and permissions: lines 21, 87, 105

    void permissionsComeThroughRoles()
    {
        const QString ofDeveloper =
            u"SELECT string_agg(p, ' ') FROM users, orchestrator_user_permissions(users.id) AS p WHERE username = '%1'"_s;
        const QString developer = m_demo->value(ofDeveloper.arg(u"developer"_s));
        QVERIFY(developer.contains("tasks:update"_L1) && developer.contains("agents:execute"_L1));
        QVERIFY(!developer.contains("delete"_L1) && !developer.contains("audit_logs"_L1));
        QCOMPARE(
            m_demo->value(
                u"SELECT count(*) FROM users, orchestrator_user_permissions(users.id) WHERE username = 'admin'"_s),
            m_demo->value(u"SELECT count(*) FROM permissions"_s));
        (void)m_demo->session().query({u"BEGIN"_s, {}}).result();
        (void)m_demo->value(
            u"UPDATE user_roles SET granted_at = now() - interval '2 days', expires_at = now() - interval '1 day'"_s);
        QCOMPARE(m_demo->value(ofDeveloper.arg(u"developer"_s)), QString());
        (void)m_demo->session().query({u"ROLLBACK"_s, {}}).result();
    }

    void rolesHoldOnlyWhatExists()
    {
        QCOMPARE(m_demo->refusal({u"UPDATE roles SET permissions = permissions || 'moon:land'::text"_s}), u"23503"_s);
        QCOMPARE(
            m_demo->refusal({u"INSERT INTO roles (name, permissions) VALUES ('pilot', '{moon:land}')"_s}), u"23503"_s);
        QCOMPARE(m_demo->refusal({u"DELETE FROM permissions WHERE key = 'tasks:read'"_s}), u"23503"_s);
        QCOMPARE(m_demo->refusal({u"UPDATE permissions SET action = 'look' WHERE key = 'tasks:read'"_s}), u"23503"_s);
        QCOMPARE(
            m_demo->refusal({u"UPDATE permissions SET description = 'look' WHERE key = 'tasks:read'"_s}),
            u"accepted"_s);
        QCOMPARE(
            m_demo->refusal(
                {u"INSERT INTO permissions (resource, action) VALUES ('moon', 'land')"_s,
                 u"INSERT INTO roles (name, permissions) VALUES ('pilot', '{moon:land}')"_s}),
            u"accepted"_s);
        QCOMPARE(
            m_demo->refusal(
                {u"UPDATE user_roles SET role_id = (SELECT id FROM roles WHERE organization_id <> user_roles.organization_id LIMIT 1)"_s}),
            u"23503"_s);
    }

    // ---- the audit log: lines 27, 106

    void nothingChangesTheAuditLog()
    {
        const QString update = u"UPDATE audit_logs SET action = 'create'"_s;
        QCOMPARE(m_demo->refusal({update}), u"42501"_s);
        QCOMPARE(m_demo->refusal({update + u" WHERE false"_s}), u"42501"_s);
        QCOMPARE(m_demo->refusal({u"DELETE FROM audit_logs"_s}), u"42501"_s);
        QCOMPARE(m_demo->refusal({u"TRUNCATE audit_logs"_s}), u"42501"_s);
        QCOMPARE(
            m_demo->refusal(
                {u"INSERT INTO audit_logs SELECT * FROM audit_logs LIMIT 1 ON CONFLICT (id) DO UPDATE SET action = 'create'"_s}),
            u"42501"_s);
        QCOMPARE(m_demo->refusal({u"SET LOCAL session_replication_role = replica"_s, update}), u"42501"_s);
        QCOMPARE(
            m_demo->refusal({u"INSERT INTO audit_logs (action, entity_type) VALUES ('export', 'tasks')"_s}),
            u"accepted"_s);
        // Even where it was granted.
        (void)m_demo->psql(u"GRANT ALL ON audit_logs TO orchestrator_app"_s);
        QCOMPARE(touched(update), u"42501"_s);
        QCOMPARE(touched(u"DELETE FROM audit_logs"_s), u"42501"_s);
        QCOMPARE(touched(u"TRUNCATE audit_logs"_s), u"42501"_s);
        (void)m_demo->psql(u"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_logs FROM orchestrator_app"_s);
    }

    void everyChangeIsWritten()
    {
        const QString user = rowOf(u"users"_s, m_ours);
        const QString request = u"20000000-0000-4000-8000-000000000001"_s;
        (void)m_app->query({u"BEGIN"_s, {}}).result();
        (void)app(
            u"SELECT set_config('orchestrator.user_id', '%1', true), set_config('orchestrator.request_id', '%2', true)"_s
                .arg(user, request));
        (void)app(u"INSERT INTO projects (organization_id, key, name) VALUES ('%1', 'NEW', 'New')"_s.arg(m_ours));
        (void)app(u"UPDATE projects SET name = 'Newer' WHERE key = 'NEW'"_s);
        (void)app(u"UPDATE projects SET name = 'Newer' WHERE key = 'NEW'"_s); // changes nothing
        (void)app(u"UPDATE users SET password_hash = '$2b$12$' || repeat('a', 53) WHERE id = '%1'"_s.arg(user));
        (void)app(u"DELETE FROM projects WHERE key = 'NEW'"_s);
        const QStringList written = PackDatabase::column(
            *m_app,
            u"SELECT actor_type || ' ' || (actor_id = '%1') || ' ' || action || ' ' || entity_type || ' ' || "
            u"(entity_id IS NOT NULL) || ' ' || "
            "CASE action WHEN 'update' THEN changes::text ELSE changes ->> 'name' END FROM audit_logs WHERE request_id = '%2' ORDER BY ctid"_s
                .arg(user, request));
        (void)m_app->query({u"ROLLBACK"_s, {}}).result();
        QCOMPARE(
            written, QStringList(
                         {u"user true create projects true New"_s,
                          u"user true update projects true {\"name\": {\"to\": \"Newer\", \"from\": \"New\"}}"_s,
                          u"user true update users true {\"password_hash\": \"changed\"}"_s,
                          u"user true delete projects true Newer"_s}));
    }

    void everyTableIsAudited()
    {
        // Measurements alone are not actions, and the log does not log itself.
        QCOMPARE(
            m_demo->column(
                u"SELECT relname FROM pg_class AS c WHERE relkind IN ('r', 'p') AND NOT relispartition AND "
                u"relnamespace = "
                u"'public'::regnamespace AND NOT EXISTS "
                "(SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'tr_' || relname || '_audit' AND tgenabled = 'O') ORDER BY 1"_s),
            QStringList({u"agent_metrics"_s, u"audit_logs"_s}));
        for (QString table : tenantTables()) {
            if (table == u"agent_metrics"_s || table == u"audit_logs"_s)
                continue;
            QCOMPARE(
                m_demo->refusal(
                    {u"DELETE FROM %1 WHERE id = '%2'"_s.arg(table, rowOf(table, m_ours)),
                     u"SELECT 1 / (count(*) - 1) FROM audit_logs WHERE action = 'delete' AND entity_type = '%1' AND "
                     u"entity_id = '%2' AND "
                     "organization_id = '%3' AND occurred_at = now() AND NOT changes ? 'password_hash'"_s.arg(
                         table, rowOf(table, m_ours), m_ours)}),
                u"22012"_s);
        }
    }

    void theAuditLogOutlivesItsTenant()
    {
        const QString before =
            m_demo->value(u"SELECT count(*) FROM audit_logs WHERE organization_id = '%1'"_s.arg(m_ours));
        QVERIFY(before.toInt() > 100);
        QCOMPARE(
            m_demo->refusal(
                {u"DELETE FROM organizations WHERE id = '%1'"_s.arg(m_ours),
                 u"SELECT 1 / CASE WHEN NOT EXISTS (SELECT FROM tasks WHERE organization_id = '%1') AND "
                 "(SELECT count(*) FROM audit_logs WHERE organization_id = '%1' AND occurred_at < now()) = %2 THEN 0 ELSE 1 END"_s
                     .arg(m_ours, before)}),
            u"22012"_s);
    }

    void countingIsNotAudited()
    {
        QCOMPARE(
            m_demo->refusal(
                {u"DELETE FROM agents WHERE id = '%1'"_s.arg(rowOf(u"agents"_s, m_ours)),
                 u"SELECT 1 / count(*) FROM audit_logs WHERE entity_type = 'organization_quotas'"_s}),
            u"22012"_s);
        QCOMPARE(
            m_demo->refusal(
                {u"UPDATE organization_quotas SET warn_percent = 50 WHERE id = '%1'"_s.arg(
                     rowOf(u"organization_quotas"_s, m_ours)),
                 u"SELECT 1 / (count(*) - 1) FROM audit_logs WHERE entity_type = 'organization_quotas'"_s}),
            u"22012"_s);
    }
};

QTEST_GUILESS_MAIN(OrchestratorTenantsTest)
#include "tst_orchestratortenants.moc"
