INSERT INTO agents (id, organization_id, name, description, agent_type, status, provider, model, system_prompt, temperature, max_output_tokens, max_concurrent_tasks,
                    capabilities, tags, configuration, metadata, created_by, last_active_at, last_error, created_at, updated_at)
SELECT pg_temp.id('agent', i), pg_temp.org(i % orgs), (ARRAY['Foreman', 'Scout', 'Mason', 'Proofreader', 'Canary', 'Scribe', 'Abacus', 'Pathfinder'])[1 + k % 8] || CASE WHEN k >= 8 THEN ' ' || (k / 8 + 1)::text ELSE '' END,
       (ARRAY['Splits requests and hands them out.', 'Reads widely and brings back sources.', 'Writes code with its tests.', 'Finds what others overlooked.', 'Tries changes before anybody else does.', 'Keeps documents as they should be.', 'Answers with figures.', 'Makes plans and revises them.'])[1 + k % 8],
       (ARRAY['coordinator', 'researcher', 'developer', 'reviewer', 'tester', 'writer', 'analyst', 'planner'])[1 + k % 8]::agent_type, t.status::agent_status, provider,
       (ARRAY['claude-sonnet-4-5', 'claude-haiku-4-5', 'gpt-4o', 'mistral-large-latest', 'llama3.3:70b'])[p],
       E'You work for ' || o.name || E'.\nSay what you do not know. Ask before anything that cannot be undone.', CASE WHEN pg_temp.u(i, 501) < 0.8 THEN round((0.9 * pg_temp.u(i, 502))::numeric, 2) END,
       CASE WHEN pg_temp.u(i, 503) < 0.7 THEN 1024 * pg_temp.whole(i, 504, 1, 8) END, pg_temp.whole(i, 505, 1, 6),
       (ARRAY['{planning,delegation}', '{web_search,summaries}', '{python,typescript,git}', '{code_review,style}', '{testing,browser}', '{markdown,translation}', '{sql,charts}', '{planning,estimates}'])[1 + k % 8]::text[],
       CASE pg_temp.whole(i, 506, 0, 2) WHEN 0 THEN '{core}' WHEN 1 THEN '{core,night}' ELSE '{experiment}' END::text[],
       jsonb_build_object('tools', jsonb_build_array('search', 'files'), 'memory', jsonb_build_object('messages', pg_temp.whole(i, 507, 10, 60)), 'retries', pg_temp.whole(i, 508, 0, 4)), '{}',
       pg_temp.id('user', i % orgs), CASE WHEN t.status <> 'retired' THEN pg_temp.ago(0.01 + 2 * pg_temp.u(i, 509) * pg_temp.u(i, 510)) ELSE pg_temp.ago(45) END,
       CASE WHEN t.status = 'error' THEN 'ProviderError: 529 overloaded_error after 4 attempts' END, pg_temp.ago(260 + 60 * pg_temp.u(i, 511)), pg_temp.ago(18 * pg_temp.u(i, 512))
FROM (SELECT pg_temp.n('organization') AS orgs) AS c
CROSS JOIN LATERAL generate_series(0, pg_temp.n('agent') - 1) AS i
CROSS JOIN LATERAL (SELECT i / orgs AS k, 1 + (pg_temp.u(i, 513) * pg_temp.u(i, 514) * 5)::integer % 5 AS p,
                           CASE WHEN i % 17 = 16 THEN 'retired' WHEN i % 19 = 18 THEN 'error' WHEN i % 23 = 22 THEN 'paused' ELSE pg_temp.pick(i, 515, 'idle', 'idle', 'busy') END AS status) AS t
CROSS JOIN LATERAL (SELECT (ARRAY['anthropic', 'anthropic', 'openai', 'mistral', 'ollama'])[p] AS provider) AS v
JOIN organizations AS o ON o.id = pg_temp.org(i % orgs)
ORDER BY i;

-- Agent by agent through time. Every fifth got worse after a change of model 50 days ago and was mended 30 days ago.
INSERT INTO agent_metrics (id, organization_id, agent_id, period_start, period_end, tasks_completed, tasks_failed, average_duration_ms, p95_duration_ms, input_tokens, output_tokens,
                           cost, quality_score, details, recorded_at)
WITH sizes AS MATERIALIZED (
    SELECT pg_temp.n('organization') AS orgs, pg_temp.n('agent') AS agents, pg_temp.n('agent_metric') AS rows,
           (pg_temp.n('agent_metric') + pg_temp.n('agent') - 1) / pg_temp.n('agent') AS periods
), drawn AS MATERIALIZED (
    SELECT r, r % agents AS i, orgs, minutes, pg_temp.anchor() - interval '1 minute' * (minutes::bigint * (periods - r / agents)) AS began,
           pg_temp.anchor() - interval '1 minute' * (minutes::bigint * (periods - r / agents - 1)) AS ended
    FROM sizes CROSS JOIN LATERAL (SELECT pg_temp.period_minutes(periods) AS minutes) AS m CROSS JOIN LATERAL generate_series(0, rows - 1) AS r
), work AS MATERIALIZED (
    SELECT *, greatest(0, (minutes / 120.0 * (1 + pg_temp.u(i, 521)) * CASE WHEN minutes <= 1440 AND extract(dow FROM began AT TIME ZONE 'UTC') IN (0, 6) THEN 0.3 ELSE 1 END * (1 + 0.3 * pg_temp.g(r, 522)))::integer) AS tasks,
           i % 5 = 4 AND began >= pg_temp.ago(50) AND began < pg_temp.ago(30) AS bad
    FROM drawn
), counted AS MATERIALIZED (
    SELECT *, least(tasks, (tasks * (CASE WHEN bad THEN 0.22 ELSE 0.05 END) * 2 * pg_temp.u(r, 523))::integer) AS failed, (28000 * exp(0.4 * pg_temp.g(i, 524) + 0.2 * pg_temp.g(r, 525)))::integer AS ms
    FROM work
)
SELECT pg_temp.id('metric', r), pg_temp.org(i % orgs), pg_temp.id('agent', i), began, ended, tasks - failed, failed, CASE WHEN tasks > 0 THEN ms END,
       CASE WHEN tasks > 0 THEN (ms * (2.2 + pg_temp.u(r, 526)))::integer END, tasks * pg_temp.whole(r, 527, 1800, 5200), tasks * pg_temp.whole(r, 528, 300, 1400),
       round((tasks * (0.004 + 0.03 * pg_temp.u(r, 529)))::numeric, 8), CASE WHEN tasks > 0 AND pg_temp.u(r, 530) < 0.95 THEN pg_temp.score(CASE WHEN bad THEN 0.64 ELSE 0.84 END + 0.05 * pg_temp.g(i, 531) + 0.03 * pg_temp.g(r, 532)) END,
       CASE WHEN failed > 0 THEN jsonb_build_object('errors', jsonb_build_object(pg_temp.pick(r, 533, 'timeout', 'rate_limited', 'bad_output', 'tool_failed'), failed)) ELSE '{}' END, ended
FROM counted
ORDER BY r;
