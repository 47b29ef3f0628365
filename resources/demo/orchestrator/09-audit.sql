-- What people, agents and the system did. The triggers that write this in a living database are off while the demo is made.
INSERT INTO audit_logs (id, organization_id, actor_type, actor_id, action, entity_type, entity_id, changes, metadata, ip_address, user_agent, request_id, occurred_at)
WITH sizes AS MATERIALIZED (
    SELECT pg_temp.n('organization') AS orgs, pg_temp.n('user') / pg_temp.n('organization') AS users, pg_temp.n('agent') / pg_temp.n('organization') AS agents,
           pg_temp.n('project') AS projects, pg_temp.n('task') / pg_temp.n('project') AS tasks, pg_temp.n('workflow') / pg_temp.n('organization') AS flows
), drawn AS MATERIALIZED (
    SELECT i, s.*, floor(orgs * pg_temp.u(i, 901) * pg_temp.u(i, 902))::bigint AS o, pg_temp.u(i, 903) AS what, pg_temp.busy_time(i, 904, 175) AS at, pg_temp.whole(i, 905, 0, users - 1) AS who
    FROM sizes AS s CROSS JOIN LATERAL generate_series(0, pg_temp.n('audit') - 1) AS i
), told AS MATERIALIZED (
    SELECT *, CASE WHEN what < 0.22 THEN 'login' WHEN what < 0.25 THEN 'login_failed' WHEN what < 0.32 THEN 'logout' WHEN what < 0.50 THEN 'update' WHEN what < 0.66 THEN 'create' WHEN what < 0.69 THEN 'delete' WHEN what < 0.95 THEN 'execute' WHEN what < 0.98 THEN 'export' ELSE 'permission_denied' END AS action
    FROM drawn
), subject AS MATERIALIZED (
    SELECT *, CASE WHEN action IN ('login', 'login_failed', 'logout') THEN 'users' WHEN action = 'execute' THEN 'workflows' WHEN action = 'export' THEN 'audit_logs' WHEN action = 'permission_denied' THEN 'roles' WHEN pg_temp.u(i, 906) < 0.8 THEN 'tasks' ELSE 'agents' END AS entity,
           CASE WHEN action = 'execute' THEN 'agent' WHEN action = 'update' AND pg_temp.u(i, 907) < 0.1 THEN 'system' ELSE 'user' END AS actor
    FROM told
)
SELECT pg_temp.id('audit', i), pg_temp.org(o), actor::audit_actor, CASE actor WHEN 'user' THEN pg_temp.id('user', o + orgs * who) WHEN 'agent' THEN pg_temp.id('agent', o + orgs * pg_temp.whole(i, 908, 0, agents - 1)) END,
       action::audit_action, entity,
       CASE entity WHEN 'users' THEN pg_temp.id('user', o + orgs * who) WHEN 'workflows' THEN pg_temp.id('workflow', o + orgs * pg_temp.whole(i, 909, 0, flows - 1)) WHEN 'tasks' THEN pg_temp.id('task', o + projects * pg_temp.whole(i, 910, 0, tasks - 1))
                   WHEN 'agents' THEN pg_temp.id('agent', o + orgs * pg_temp.whole(i, 908, 0, agents - 1)) END,
       CASE action WHEN 'update' THEN CASE entity WHEN 'tasks' THEN jsonb_build_object('status', jsonb_build_object('from', 'in_progress', 'to', pg_temp.pick(i, 911, 'in_review', 'completed', 'blocked')))
                                                  ELSE jsonb_build_object('model', jsonb_build_object('from', 'gpt-4o', 'to', 'claude-sonnet-4-5'), 'temperature', jsonb_build_object('from', 0.7, 'to', NULL)) END
                   WHEN 'create' THEN jsonb_build_object('title', pg_temp.pick(i, 912, 'Rotate the signing keys', 'Suche findet keine Umlaute', '用語集を更新する')) ELSE '{}' END,
       CASE action WHEN 'login_failed' THEN jsonb_build_object('reason', pg_temp.pick(i, 913, 'wrong password', 'locked', 'unknown account')) WHEN 'permission_denied' THEN jsonb_build_object('needed', pg_temp.pick(i, 914, 'agents:delete', 'roles:assign', 'audit_logs:export'))
                   WHEN 'export' THEN jsonb_build_object('rows', pg_temp.whole(i, 915, 10, 90000), 'format', 'csv') ELSE '{}' END,
       CASE WHEN actor = 'user' THEN (CASE WHEN pg_temp.u(i, 916) < 0.8 THEN '198.51.100.' || pg_temp.whole(o + orgs * who, 917, 1, 254)::text ELSE '2001:db8::' || to_hex(pg_temp.whole(o + orgs * who, 918, 1, 65535)) END)::inet END,
       CASE WHEN actor = 'user' THEN pg_temp.pick(o + orgs * who, 919, 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'orchestrator-cli/1.4.0', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)') END,
       CASE WHEN pg_temp.u(i, 920) < 0.9 THEN pg_temp.id('request', i) END, at
FROM subject
ORDER BY at, i;
