-- The first rows: permissions, system roles, the default organization with its quotas, an administrator, a developer, and a
-- sample project with tasks. Run by the owner of the tables after all migrations, in one transaction. Idempotent: what is there is
-- left as it is, whatever became of it, so a second run changes nothing; and it locks no table against anybody:
--   PGOPTIONS="-c orchestrator.seed_password=..." psql -1 -v ON_ERROR_STOP=1 -f seeds/001-initial-data.sql
-- With that setting both accounts are active, their passwords hashed by bcrypt. Without it, or without pgcrypto, they are
-- invitations without a password. The demo data contains this very file, with howdah.anchor for the time.

CREATE OR REPLACE FUNCTION pg_temp.seeded_at() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('howdah.anchor', true), '')::timestamptz - interval '400 days', now()) $$;

CREATE OR REPLACE FUNCTION pg_temp.seed_id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT overlay(overlay(md5('orchestrator:' || name) PLACING '4' FROM 13) PLACING '9' FROM 17)::uuid $$;

-- NULL when there is no password or nothing to hash it with. Fixed salts are for data that must come out alike twice.
CREATE OR REPLACE FUNCTION pg_temp.seed_hash(who text) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN nullif(current_setting('orchestrator.seed_password', true), '') IS NOT NULL
                     AND EXISTS (SELECT FROM pg_extension WHERE extname = 'pgcrypto')
                THEN orchestrator_hash_password(current_setting('orchestrator.seed_password'),
                         CASE WHEN current_setting('orchestrator.seed_fixed_salts', true) = 'on' THEN '$2a$12$' || left(md5(who), 22) END) END
$$;

-- Permissions and system roles belong to no tenant; the policies let the owner add them as it is.
INSERT INTO permissions (id, resource, action, description, created_at)
SELECT pg_temp.seed_id('permission ' || resource || ':' || action), resource, action, 'May ' || action || ' ' || replace(resource, '_', ' '), pg_temp.seeded_at()
FROM (VALUES ('organizations', '{read,update,delete}'), ('quotas', '{read,update}'), ('users', '{create,read,update,delete}'), ('roles', '{create,read,update,delete,assign}'),
             ('projects', '{create,read,update,delete}'), ('tasks', '{create,read,update,delete,assign}'), ('agents', '{create,read,update,delete,execute}'),
             ('workflows', '{create,read,update,delete,execute}'), ('templates', '{create,read,update,delete}'), ('knowledge', '{create,read,update,delete,search}'),
             ('audit_logs', '{read,export}')) AS v (resource, actions)
CROSS JOIN unnest(actions::text[]) AS action
ON CONFLICT (key) DO NOTHING;

INSERT INTO roles (id, organization_id, name, description, permissions, created_at, updated_at)
SELECT pg_temp.seed_id('role ' || name), NULL, name, description, held, pg_temp.seeded_at(), pg_temp.seeded_at()
FROM (VALUES
    ('administrator', 'Everything within the organization.', (SELECT array_agg(key ORDER BY key) FROM permissions)),
    ('manager', 'Projects, tasks, people''s roles; reads the audit log.',
        (SELECT array_agg(key ORDER BY key) FROM permissions WHERE resource IN ('projects', 'tasks', 'templates', 'knowledge', 'workflows') OR key IN ('users:read', 'roles:read', 'roles:assign', 'agents:read', 'agents:execute', 'audit_logs:read', 'quotas:read'))),
    ('developer', 'Works on tasks, agents and workflows; deletes none of them.',
        (SELECT array_agg(key ORDER BY key) FROM permissions WHERE resource IN ('tasks', 'agents', 'workflows', 'templates', 'knowledge') AND action NOT IN ('delete') OR key = 'projects:read')),
    ('viewer', 'Reads, but not the audit log.', (SELECT array_agg(key ORDER BY key) FROM permissions WHERE action IN ('read', 'search') AND resource <> 'audit_logs'))
) AS v (name, description, held)
ON CONFLICT (name) WHERE organization_id IS NULL DO NOTHING;

-- From here on as the tenant itself; the session gets back at the end what it had.
SELECT set_config('orchestrator.seed_caller', coalesce(current_setting('orchestrator.organization_id', true), ''), false),
       set_config('orchestrator.organization_id', pg_temp.seed_id('organization')::text, false);

INSERT INTO organizations (id, name, slug, description, plan, contact_email, settings, created_at, updated_at)
VALUES (pg_temp.seed_id('organization'), 'Default organization', 'default', 'Made by the seed; rename it.', 'team', 'admin@example.org',
        '{"features": {"knowledge_base": true}, "agents": {"default_model": "claude-sonnet-4-5"}}', pg_temp.seeded_at(), pg_temp.seeded_at())
ON CONFLICT DO NOTHING;

INSERT INTO organization_quotas (id, organization_id, resource, max_amount, created_at, updated_at)
SELECT pg_temp.seed_id('quota ' || resource), pg_temp.seed_id('organization'), resource, max_amount, pg_temp.seeded_at(), pg_temp.seeded_at()
FROM (VALUES ('users'::quota_resource, 2000), ('projects', 500), ('tasks', 200000), ('agents', 1000), ('workflows', 1000), ('knowledge_entries', 50000)) AS v (resource, max_amount)
ON CONFLICT DO NOTHING;

INSERT INTO users (id, organization_id, email, username, password_hash, first_name, last_name, status, preferences, created_at, updated_at)
SELECT pg_temp.seed_id('user ' || username), pg_temp.seed_id('organization'), username || '@example.org', username, hash, first_name, last_name,
       CASE WHEN hash IS NULL THEN 'invited' ELSE 'active' END::user_status, '{"theme": "system"}', pg_temp.seeded_at(), pg_temp.seeded_at()
FROM (VALUES ('admin', 'Avery', 'Administrator'), ('developer', 'Devon', 'Developer')) AS v (username, first_name, last_name)
CROSS JOIN LATERAL (SELECT pg_temp.seed_hash(username) AS hash) AS h
ON CONFLICT DO NOTHING;

INSERT INTO user_roles (id, organization_id, user_id, role_id, granted_by, granted_at)
SELECT pg_temp.seed_id('grant ' || username), pg_temp.seed_id('organization'), pg_temp.seed_id('user ' || username), pg_temp.seed_id('role ' || role),
       pg_temp.seed_id('user admin'), pg_temp.seeded_at()
FROM (VALUES ('admin', 'administrator'), ('developer', 'developer')) AS v (username, role)
ON CONFLICT DO NOTHING;

INSERT INTO projects (id, organization_id, key, name, description, status, owner_id, tags, created_at, updated_at)
VALUES (pg_temp.seed_id('project'), pg_temp.seed_id('organization'), 'SAMPLE', 'Sample project', 'A first look around: change it, or delete it with all its tasks.', 'active',
        pg_temp.seed_id('user admin'), '{sample}', pg_temp.seeded_at(), pg_temp.seeded_at())
ON CONFLICT DO NOTHING;

INSERT INTO project_members (id, organization_id, project_id, user_id, role, joined_at)
SELECT pg_temp.seed_id('member ' || username), pg_temp.seed_id('organization'), pg_temp.seed_id('project'), pg_temp.seed_id('user ' || username), role, pg_temp.seeded_at()
FROM (VALUES ('admin', 'owner'::project_role), ('developer', 'contributor')) AS v (username, role)
ON CONFLICT DO NOTHING;

INSERT INTO tasks (id, organization_id, project_id, number, title, description, task_type, status, priority, created_by, assigned_user_id, tags, estimated_minutes,
                   attempts, started_at, completed_at, created_at, updated_at)
SELECT pg_temp.seed_id('task ' || number::text), pg_temp.seed_id('organization'), pg_temp.seed_id('project'), number, title, description, kind::task_type, status::task_status,
       priority::task_priority, pg_temp.seed_id('user admin'), CASE WHEN assignee IS NOT NULL THEN pg_temp.seed_id('user ' || assignee) END, tags::text[], minutes,
       CASE WHEN status IN ('completed', 'in_progress') THEN 1 ELSE 0 END, CASE WHEN status IN ('completed', 'in_progress') THEN pg_temp.seeded_at() END,
       CASE WHEN status = 'completed' THEN pg_temp.seeded_at() END, pg_temp.seeded_at(), pg_temp.seeded_at()
FROM (VALUES
    (1, 'Set up the workspace', 'Name the organization, invite the others, set quotas.', 'operations', 'completed', 'high', 'admin', '{setup}', 30),
    (2, 'Describe the first agent', 'Choose a model, write its prompt, and give it one tool only.', 'feature', 'in_progress', 'high', 'developer', '{setup,agents}', 60),
    (3, 'Write a workflow of two steps', 'One agent drafts, another reviews.', 'feature', 'pending', 'medium', 'developer', '{workflows}', 90),
    (4, 'Fill the knowledge base', 'Ten documents that newcomers ask about.', 'documentation', 'pending', 'medium', NULL, '{knowledge}', 120),
    (5, 'Read the audit log', 'See what the steps before have left there.', 'research', 'pending', 'low', 'admin', '{audit}', 15)
) AS v (number, title, description, kind, status, priority, assignee, tags, minutes)
ON CONFLICT DO NOTHING;

INSERT INTO task_dependencies (id, organization_id, task_id, depends_on_task_id, dependency_type, created_at)
SELECT pg_temp.seed_id('dependency ' || task::text), pg_temp.seed_id('organization'), pg_temp.seed_id('task ' || task::text), pg_temp.seed_id('task ' || before::text), 'blocks', pg_temp.seeded_at()
FROM (VALUES (2, 1), (3, 2)) AS v (task, before)
ON CONFLICT DO NOTHING;

SELECT set_config('orchestrator.organization_id', current_setting('orchestrator.seed_caller'), false), set_config('orchestrator.seed_caller', '', false);
DROP FUNCTION pg_temp.seed_hash(text), pg_temp.seed_id(text), pg_temp.seeded_at();
