-- Rows of many tenants in one statement: the owner has to step out of row level security. The last file puts it back.
DO $$
DECLARE
    t regclass;
BEGIN
    FOR t IN SELECT oid::regclass FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relforcerowsecurity LOOP
        EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', t);
    END LOOP;
END
$$;

-- Eight by name; beyond them, each again in another city.
INSERT INTO organizations (id, name, slug, description, status, plan, contact_email, time_zone, settings, metadata, created_at, updated_at, closed_at)
SELECT pg_temp.org(i), name || CASE WHEN i >= 8 THEN ' ' || city ELSE '' END, slug || CASE WHEN i >= 8 THEN '-' || lower(city) ELSE '' END,
       CASE WHEN pg_temp.u(i, 301) < 0.8 THEN trade END,
       CASE WHEN i % 8 = 6 THEN 'suspended' WHEN i % 13 = 12 THEN 'closed' ELSE 'active' END::organization_status,
       (ARRAY['team', 'enterprise', 'business', 'free', 'business', 'team', 'free', 'enterprise'])[1 + i % 8]::organization_plan,
       'operations@' || slug || '.example.com', zone,
       jsonb_build_object('agents', jsonb_build_object('default_model', pg_temp.pick(i, 302, 'claude-sonnet-4-5', 'gpt-4o', 'mistral-large-latest')),
                          'features', jsonb_build_object('knowledge_base', i % 3 <> 0, 'webhooks', i % 2 = 0),
                          'rate_limits', jsonb_build_object('executions_per_hour', 100 * pg_temp.whole(i, 303, 1, 40))),
       CASE WHEN i % 2 = 0 THEN jsonb_build_object('account_manager', pg_temp.pick(i, 304, 'Ōno', 'Brandão', 'Haugen'), 'contract', 'C-' || (20230 + i)::text) ELSE '{}' END,
       pg_temp.ago(640 - 9 * i), pg_temp.ago(40 - i::float8 / 2), CASE WHEN i % 8 <> 6 AND i % 13 = 12 THEN pg_temp.ago(20) END
FROM generate_series(1, pg_temp.n('organization') - 1) AS i
CROSS JOIN LATERAL (SELECT (ARRAY['Harbourlight', 'Kestrel Robotics', 'Maison Verdier', 'Tiny Orchard', 'Nordlys Finans', 'Ceiba Labs', 'Quarry & Sons', 'Aozora Systems'])[1 + i % 8] AS name,
                           (ARRAY['harbourlight', 'kestrel', 'verdier', 'tinyorchard', 'nordlys', 'ceiba', 'quarry', 'aozora'])[1 + i % 8] AS slug,
                           (ARRAY['Ferry tickets', 'Warehouse robots', 'Marchands de vin depuis 1904', 'Software for allotments', 'Regnskap og lån', 'Crop genetics', 'Stone, cut to measure', '給与計算'])[1 + i % 8] AS trade,
                           (ARRAY['Europe/London', 'America/Chicago', 'Europe/Paris', 'Europe/Dublin', 'Europe/Oslo', 'America/Bogota', 'Europe/London', 'Asia/Tokyo'])[1 + i % 8] AS zone,
                           (ARRAY['', 'North', 'South', 'East', 'West'])[1 + i / 8] AS city) AS v
ORDER BY i;

-- Between 60 and 95 % of what each will have, so some are close to their limits; enterprises have none.
INSERT INTO organization_quotas (id, organization_id, resource, max_amount, warn_percent, created_at, updated_at)
SELECT pg_temp.id('quota', i * 10 + r), pg_temp.org(i), resource::quota_resource,
       CASE WHEN o.plan <> 'enterprise' THEN ceil((pg_temp.n(thing) / pg_temp.n('organization') + 1) / (0.6 + 0.35 * pg_temp.u(i * 10 + r, 311)))::bigint END,
       CASE WHEN pg_temp.u(i, 312) < 0.3 THEN 90 ELSE 80 END, o.created_at, o.created_at
FROM generate_series(1, pg_temp.n('organization') - 1) AS i
JOIN organizations AS o ON o.id = pg_temp.org(i)
CROSS JOIN (VALUES (1, 'users', 'user'), (2, 'projects', 'project'), (3, 'tasks', 'task'), (4, 'agents', 'agent'), (5, 'workflows', 'workflow'), (6, 'knowledge_entries', 'knowledge')) AS v (r, resource, thing)
ORDER BY i, r;

INSERT INTO roles (id, organization_id, name, description, permissions, metadata, created_at, updated_at)
SELECT pg_temp.id('role', i * 4 + k), pg_temp.org(i), name, description, held::text[], '{}', pg_temp.ago(500 - i), pg_temp.ago(200 - i)
FROM generate_series(0, pg_temp.n('organization') - 1) AS i
CROSS JOIN (VALUES
    (0, 'auditor', 'Reads everything, the audit log too.', '{audit_logs:read,audit_logs:export,projects:read,tasks:read,agents:read,workflows:read,users:read}'),
    (1, 'librarian', 'Keeps the knowledge base.', '{knowledge:create,knowledge:read,knowledge:update,knowledge:delete,knowledge:search}'),
    (2, 'operator', 'Starts and stops what others built.', '{agents:read,agents:execute,workflows:read,workflows:execute,tasks:read}')
) AS v (k, name, description, held)
WHERE k < 2 OR i % 2 = 0
ORDER BY i, k;
