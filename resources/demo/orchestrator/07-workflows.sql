INSERT INTO workflows (id, organization_id, project_id, name, version, description, status, trigger_type, schedule, definition, timeout_seconds, max_retries, tags, created_by, created_at, updated_at)
SELECT pg_temp.id('workflow', i), pg_temp.org(i % orgs), CASE WHEN k % 3 = 0 THEN pg_temp.id('project', i % orgs) END, name || CASE WHEN k >= 8 THEN ' ' || (k / 8 + 1)::text ELSE '' END, 1 + (i % 3 = 0)::integer, description,
       CASE WHEN i % 11 = 10 THEN 'paused' WHEN i % 17 = 16 THEN 'archived' WHEN k > 3 AND i % 13 = 0 THEN 'draft' ELSE 'active' END::workflow_status, kind::workflow_trigger, schedule,
       jsonb_build_object('expected', jsonb_build_object('median_s', median, 'failure_rate', failing), 'steps', steps::jsonb), timeout, retries, tags::text[], pg_temp.id('user', i % orgs), pg_temp.ago(178), pg_temp.ago(30 * pg_temp.u(i, 701))
FROM (SELECT pg_temp.n('organization') AS orgs) AS c CROSS JOIN LATERAL generate_series(0, pg_temp.n('workflow') - 1) AS i CROSS JOIN LATERAL (SELECT i / orgs AS k) AS g
JOIN (VALUES
    (0, 'Nightly digest', 'Reads what happened and writes one page.', 'schedule', '15 2 * * *', '[{"id": "collect", "agent": "researcher"}, {"id": "write", "agent": "writer", "needs": ["collect"]}, {"id": "send", "needs": ["write"]}]', 95, 0.03, 1800, 2, '{nightly,report}'),
    (1, 'Triage of new tasks', NULL, 'event', NULL, '[{"id": "classify", "agent": "coordinator"}, {"id": "assign", "needs": ["classify"]}]', 12, 0.02, 300, 3, '{triage}'),
    (2, 'Draft and review', 'One writes, another finds fault, the first mends.', 'manual', NULL, '[{"id": "draft", "agent": "developer"}, {"id": "review", "agent": "reviewer", "needs": ["draft"]}, {"id": "mend", "agent": "developer", "needs": ["review"]}, {"id": "test", "agent": "tester", "needs": ["mend"]}]', 620, 0.11, 7200, 1, '{code}'),
    (3, 'Incoming webhook', NULL, 'webhook', NULL, '[{"id": "parse"}, {"id": "answer", "agent": "coordinator", "needs": ["parse"]}]', 6, 0.05, 60, 2, '{integration}'),
    (4, 'Refresh of the knowledge base', NULL, 'schedule', '0 5 * * 1', '[{"id": "crawl"}, {"id": "embed", "needs": ["crawl"]}, {"id": "check", "agent": "reviewer", "needs": ["embed"]}]', 1400, 0.08, 14400, 0, '{knowledge}'),
    (5, 'Figures of the month', NULL, 'manual', NULL, '[{"id": "query", "agent": "analyst"}, {"id": "chart", "needs": ["query"]}]', 180, 0.04, 3600, 1, '{report,finance}'),
    (6, 'Release', 'Freeze, test, announce.', 'manual', NULL, '[{"id": "freeze"}, {"id": "test", "agent": "tester"}, {"id": "notes", "agent": "writer"}, {"id": "announce", "needs": ["test", "notes"]}]', 2400, 0.15, 21600, 0, '{release}'),
    (7, 'Watch of the error log', NULL, 'event', NULL, '[{"id": "read", "agent": "analyst"}]', 9, 0.01, 120, 2, '{nightly,operations}')
) AS v (t, name, description, kind, schedule, steps, median, failing, timeout, retries, tags) ON t = k % 8
ORDER BY i;

-- A partition for each month that has executions.
SELECT orchestrator_partition_executions((pg_temp.ago(180) AT TIME ZONE 'UTC')::date, 6);

-- The first workflows run most. Twelve to ten days ago the model provider was failing; for the last three weeks the queue is slow on Mondays.
INSERT INTO workflow_executions (id, organization_id, workflow_id, task_id, agent_id, triggered_by, trigger_type, retry_of_id, attempt, status, input, output, step_results, current_step, total_steps,
                                 error_code, error_message, tokens_used, cost, queued_at, started_at, completed_at)
WITH sizes AS MATERIALIZED (
    SELECT pg_temp.n('organization') AS orgs, pg_temp.n('workflow') AS flows, pg_temp.n('user') / pg_temp.n('organization') AS users, pg_temp.n('agent') / pg_temp.n('organization') AS agents,
           pg_temp.n('project') AS projects, pg_temp.n('task') / pg_temp.n('project') AS tasks
), drawn AS MATERIALIZED (
    SELECT i, orgs, users, agents, projects, tasks, floor(flows * pg_temp.u(i, 711) * pg_temp.u(i, 712))::bigint AS w,
           CASE WHEN i % 90 = 0 THEN pg_temp.ago(0.08 * pg_temp.u(i, 713) + 0.003) ELSE pg_temp.busy_time(i, 713, 178) END AS queued, i % 90 = 0 AS recent, pg_temp.u(i, 714) AS fate
    FROM sizes CROSS JOIN LATERAL generate_series(0, pg_temp.n('execution') - 1) AS i
), joined AS MATERIALIZED (
    SELECT d.*, d.w % orgs AS o, f.trigger_type, jsonb_array_length(f.definition -> 'steps') AS steps, f.definition -> 'steps' AS plan, f.timeout_seconds, (f.definition #>> '{expected,median_s}')::float8 AS median,
           (f.definition #>> '{expected,failure_rate}')::float8 * CASE WHEN queued BETWEEN pg_temp.ago(12) AND pg_temp.ago(10) THEN 6 ELSE 1 END AS failing
    FROM drawn AS d JOIN workflows AS f ON f.id = pg_temp.id('workflow', d.w)
), states AS MATERIALIZED (
    SELECT *, CASE WHEN recent THEN (ARRAY['pending', 'running', 'running'])[1 + floor(fate * 3)::integer] WHEN fate < failing THEN CASE WHEN pg_temp.u(i, 715) < 0.2 THEN 'timed_out' ELSE 'failed' END WHEN fate > 0.985 THEN 'cancelled' ELSE 'succeeded' END AS status,
           queued + interval '1 millisecond' * round(900 * exp(0.9 * pg_temp.g(i, 716)) * CASE WHEN queued > pg_temp.ago(21) AND extract(dow FROM queued AT TIME ZONE 'UTC') = 1 THEN 40 ELSE 1 END) AS began,
           least(timeout_seconds, median * exp(0.55 * pg_temp.g(i, 717))) AS took
    FROM joined
), finished AS MATERIALIZED (
    SELECT *, CASE status WHEN 'succeeded' THEN steps WHEN 'pending' THEN 0 ELSE floor(pg_temp.u(i, 718) * steps)::integer END AS done,
           CASE WHEN status IN ('succeeded', 'failed') THEN least(began + interval '1 millisecond' * round(took * 1000 * CASE status WHEN 'failed' THEN 0.6 ELSE 1 END), greatest(began, pg_temp.ago(0.001)))
                WHEN status = 'timed_out' THEN least(began + interval '1 second' * timeout_seconds, greatest(began, pg_temp.ago(0.001))) WHEN status = 'cancelled' THEN began + interval '4 seconds' END AS ended
    FROM states
)
SELECT pg_temp.id('execution', i), pg_temp.org(o), pg_temp.id('workflow', w), CASE WHEN trigger_type = 'event' OR fate > 0.8 THEN pg_temp.id('task', o + projects * pg_temp.whole(i, 719, 0, tasks - 1)) END,
       pg_temp.id('agent', o + orgs * pg_temp.whole(i, 720, 0, agents - 1)), CASE WHEN trigger_type = 'manual' THEN pg_temp.id('user', o + orgs * pg_temp.whole(i, 721, 0, users - 1)) END, trigger_type, NULL, 1,
       status::execution_status, CASE WHEN trigger_type = 'webhook' THEN jsonb_build_object('event', pg_temp.pick(i, 722, 'invoice.paid', 'ticket.opened', 'build.failed'), 'delivery', md5(i::text)) ELSE '{}' END,
       CASE WHEN status = 'succeeded' THEN jsonb_build_object('ok', true, 'items', pg_temp.whole(i, 723, 0, 40)) END,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', plan -> n -> 'id', 'status', CASE WHEN n < done THEN 'succeeded' ELSE 'failed' END, 'ms', (took * 1000 * (0.4 + 0.6 * pg_temp.u(i * 8 + n, 724)) / steps)::bigint) ORDER BY n), '[]')
        FROM generate_series(0, least(steps, done + (status IN ('failed', 'timed_out'))::integer) - 1) AS n),
       done, steps, CASE status WHEN 'failed' THEN pg_temp.pick(i, 725, 'provider_error', 'provider_error', 'bad_output', 'tool_failed', 'quota') WHEN 'timed_out' THEN 'timeout' END,
       CASE status WHEN 'failed' THEN pg_temp.pick(i, 726, '529 overloaded_error', 'step "review" gave no verdict', 'git push rejected: non-fast-forward', 'Modellantwort war kein gültiges JSON') WHEN 'timed_out' THEN 'not done after ' || timeout_seconds::text || ' s' END,
       CASE WHEN status = 'pending' THEN 0 ELSE (took * pg_temp.whole(i, 727, 40, 160))::bigint END, CASE WHEN status = 'pending' THEN 0 ELSE round((took * 0.0006 * (0.5 + pg_temp.u(i, 728)))::numeric, 8) END, queued,
       CASE WHEN status <> 'pending' THEN began END, ended
FROM finished
ORDER BY i;

-- Failures of workflows that may be retried were, and mostly went well.
INSERT INTO workflow_executions (id, organization_id, workflow_id, task_id, agent_id, triggered_by, trigger_type, retry_of_id, attempt, status, input, output, step_results, current_step, total_steps,
                                 error_code, error_message, tokens_used, cost, queued_at, started_at, completed_at)
SELECT pg_temp.id('retry', i), e.organization_id, e.workflow_id, e.task_id, e.agent_id, e.triggered_by, e.trigger_type, e.id, 2, CASE WHEN well THEN 'succeeded' ELSE 'failed' END::execution_status, e.input,
       CASE WHEN well THEN '{"ok": true, "items": 1}'::jsonb END, e.step_results, CASE WHEN well THEN e.total_steps ELSE e.current_step END, e.total_steps, CASE WHEN NOT well THEN e.error_code END, CASE WHEN NOT well THEN e.error_message END,
       e.tokens_used, e.cost, e.completed_at, e.completed_at + interval '30 seconds', e.completed_at + interval '1 second' * pg_temp.whole(i, 731, 40, 900)
FROM generate_series(0, pg_temp.n('execution') - 1) AS i
JOIN workflow_executions AS e ON e.id = pg_temp.id('execution', i) AND e.status IN ('failed', 'timed_out') AND e.completed_at < pg_temp.ago(0.1)
JOIN workflows AS f ON f.id = e.workflow_id AND f.max_retries > 0
CROSS JOIN LATERAL (SELECT pg_temp.u(i, 732) < 0.8 AS well) AS w
ORDER BY i;
