-- Enough rows of every tenant of the orchestrator's demo that a sequential scan is never the cheapest; past the triggers, which
-- would count and audit each. psql runs it for the tests of plans.
SET session_replication_role = replica;
INSERT INTO tasks (organization_id, project_id, number, title, description, tags, status, started_at, completed_at, due_at, created_at)
SELECT p.organization_id, p.id, 10000 + n, (ARRAY['Rotate', 'Compare', 'Explain', 'Review', 'Restore'])[1 + n % 5] || ' no. ' || n, 'Done within a day. Word' || n % 499 || ' is rare.',
       CASE WHEN n % 499 < 2 THEN '{rare,customer}' ELSE '{customer}' END::text[],
       CASE n % 100 WHEN 0 THEN 'pending' WHEN 1 THEN 'blocked' WHEN 2 THEN 'blocked' ELSE 'completed' END::task_status, made, CASE WHEN n % 100 > 2 THEN made END, made + interval '5 days', made
FROM generate_series(1, 20000) AS n
JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS everyone, id, organization_id FROM projects) AS p ON p.k = n % p.everyone
CROSS JOIN LATERAL (SELECT '2026-03-01'::timestamptz - interval '1 minute' * (20000 - n) AS made) AS m
ORDER BY n;
INSERT INTO users (organization_id, email, username)
SELECT o.id, 'U' || n || '@Example.net', 'U' || n
FROM generate_series(1, 5000) AS n JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS everyone, id FROM organizations) AS o ON o.k = n % o.everyone;
INSERT INTO audit_logs (organization_id, action, entity_type, occurred_at)
SELECT o.id, CASE WHEN n % 301 = 0 THEN 'login_failed' ELSE 'execute' END::audit_action, 'workflows', '2026-03-01'::timestamptz - interval '1 minute' * (20000 - n)
FROM generate_series(1, 20000) AS n JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS everyone, id FROM organizations) AS o ON o.k = n % o.everyone
ORDER BY n;
INSERT INTO workflow_executions (organization_id, workflow_id, status, completed_at, queued_at)
SELECT w.organization_id, w.id, CASE WHEN n % 500 = 0 THEN 'running' ELSE 'succeeded' END::execution_status, CASE WHEN n % 500 <> 0 THEN at END, at
FROM generate_series(1, 20000) AS n JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS everyone, id, organization_id FROM workflows) AS w ON w.k = n % w.everyone
CROSS JOIN LATERAL (SELECT '2026-03-01'::timestamptz - interval '12 minutes' * (20000 - n) AS at) AS t
ORDER BY n;
INSERT INTO knowledge_entries (organization_id, title, content, content_hash, tags, metadata)
SELECT o.id, 'Entry ' || n, 'Said once and again. Word' || n % 97 || ' is rare.', md5(n::text) || md5('h' || n), CASE WHEN n % 499 < 8 THEN '{rare}' ELSE '{common}' END::text[], jsonb_build_object('page', n % 97)
FROM generate_series(1, 5000) AS n JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS k, count(*) OVER () AS everyone, id FROM organizations) AS o ON o.k = n % o.everyone;
RESET session_replication_role;
VACUUM ANALYZE;
