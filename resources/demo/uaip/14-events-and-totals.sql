INSERT INTO integration_events (id, event_type, source, aggregate_type, aggregate_id, status, payload, headers, correlation_id, attempts, last_error,
                                occurred_at, available_at, processed_at)
WITH drawn AS (
    SELECT i, pg_temp.whole(i, 1401, 0, 5) AS kind, CASE WHEN i % 25 = 0 THEN pg_temp.ago(0.4 * pg_temp.u(i, 1402)) ELSE pg_temp.busy_time(i, 1402, 181) END AS at, pg_temp.u(i, 1403) AS fate
    FROM generate_series(1, pg_temp.n('event')) AS i
), states AS (
    SELECT *, CASE WHEN i % 25 = 0 THEN (ARRAY['pending', 'pending', 'failed', 'processing'])[1 + i / 25 % 4] WHEN fate < 0.02 THEN 'dead_letter' ELSE 'delivered' END AS status
    FROM drawn
)
SELECT pg_temp.id('event', i), (ARRAY['agent.updated', 'persona.published', 'operation.completed', 'artifact.deployed', 'user.invited', 'tool.failed'])[kind + 1],
       pg_temp.pick(i, 1404, 'agent-service', 'orchestrator', 'artifact-service', 'gateway'), (ARRAY['agents', 'personas', 'operations', 'artifacts', 'users', 'tool_definitions'])[kind + 1],
       CASE kind WHEN 0 THEN pg_temp.id('agent', 1 + i % pg_temp.n('agent')) WHEN 1 THEN pg_temp.id('persona', 1 + i % pg_temp.n('persona')) WHEN 2 THEN pg_temp.id('operation', 1 + i % pg_temp.n('operation'))
           WHEN 3 THEN pg_temp.id('artifact', 1 + i % pg_temp.n('artifact')) WHEN 4 THEN pg_temp.id('user', 1 + i % pg_temp.n('user')) ELSE pg_temp.id('tool', 1 + i % 16) END,
       status::integration_event_status,
       CASE kind WHEN 0 THEN jsonb_build_object('changed', jsonb_build_array('status'), 'from', 'idle', 'to', 'active')
           WHEN 1 THEN jsonb_build_object('version', 1 + i % 4, 'notes', E'Tab\there, quote " and backslash \\, 🐘')
           WHEN 2 THEN jsonb_build_object('cost', round((pg_temp.u(i, 1405) * 5)::numeric, 18), 'rows', pg_temp.whole(i, 1406, 0, 9007199254740993))
           WHEN 3 THEN jsonb_build_array(jsonb_build_object('environment', 'staging'), jsonb_build_object('environment', 'production', 'previous', NULL))
           WHEN 4 THEN jsonb_build_object('name', pg_temp.pick(i, 1407, 'Łucja Żukowski', '𠮷野 太郎', 'Ólafur Þór', 'نور الأحمد'), 'role', 'viewer') ELSE jsonb_build_object('error', pg_temp.pick(i, 1408, 'timeout', 'rate_limited'), 'retry', true) END,
       CASE WHEN i % 3 = 0 THEN jsonb_build_object('traceparent', '00-' || md5(i::text) || '-' || left(md5('span' || i::text), 16) || '-01') ELSE '{}' END,
       CASE WHEN pg_temp.u(i, 1409) < 0.8 THEN pg_temp.id('correlation', i / 3) END,
       CASE status WHEN 'dead_letter' THEN 5 WHEN 'failed' THEN pg_temp.whole(i, 1410, 1, 4) WHEN 'pending' THEN 0 ELSE 1 END,
       CASE WHEN status IN ('dead_letter', 'failed') THEN pg_temp.pick(i, 1411, 'POST https://hooks.example.com/uaip: 410 Gone', 'x509: certificate has expired or is not yet valid', 'read tcp 192.0.2.14:443: i/o timeout') END,
       at, CASE WHEN status = 'failed' THEN at + interval '16 minutes' ELSE at END, CASE WHEN status IN ('delivered', 'dead_letter') THEN at + interval '1 millisecond' * pg_temp.whole(i, 1412, 30, 90000) END
FROM states
ORDER BY states.at, i;

-- What the application keeps on parents. updated_at is given, or the trigger would put the present time there.
UPDATE personas AS p SET average_quality = m.quality, average_satisfaction = m.satisfaction, interaction_count = m.interactions, discussion_count = m.discussions,
       last_used_at = m.last_used, last_analysed_at = m.last_recorded, updated_at = pg_temp.anchor()
FROM (SELECT persona_id, round(avg(quality_score) FILTER (WHERE period_start >= pg_temp.ago(30)), 4) AS quality, round(avg(satisfaction) FILTER (WHERE period_start >= pg_temp.ago(30)), 2) AS satisfaction,
             sum(interaction_count) AS interactions, max(period_end) FILTER (WHERE interaction_count > 0) AS last_used, max(recorded_at) AS last_recorded,
             (SELECT count(*) FROM discussion_participants AS d WHERE d.persona_id = a.persona_id) AS discussions
      FROM persona_analytics AS a GROUP BY persona_id) AS m
WHERE p.id = m.persona_id;

UPDATE tool_definitions AS d SET usage_count = m.uses, failure_count = m.failures, average_execution_time_ms = m.average, total_cost = m.cost, average_quality = m.quality,
       average_satisfaction = m.satisfaction, last_used_at = m.last_used, updated_at = pg_temp.anchor()
FROM (SELECT tool_id, count(*) AS uses, count(*) FILTER (WHERE NOT success) AS failures, round(avg(execution_time_ms), 3) AS average, sum(cost) + 0.000000000417 AS cost,
             round(avg(quality_score), 4) AS quality, round(avg(user_satisfaction), 2) AS satisfaction, max(used_at) AS last_used
      FROM tool_usage_records GROUP BY tool_id) AS m
WHERE d.id = m.tool_id;

UPDATE artifacts AS a SET deployment_count = m.deployments, last_deployed_at = m.last_deployed, updated_at = pg_temp.anchor()
FROM (SELECT artifact_id, count(*) AS deployments, max(deployed_at) AS last_deployed FROM artifact_deployments GROUP BY artifact_id) AS m
WHERE a.id = m.artifact_id;

DROP FUNCTION pg_temp.capability(bigint, bigint), pg_temp.period_minutes(bigint), pg_temp.iso(timestamptz), pg_temp.busy_time(bigint, bigint, double precision),
    pg_temp.ago(double precision), pg_temp.score(double precision), pg_temp.pick(bigint, bigint, text[]), pg_temp.whole(bigint, bigint, bigint, bigint),
    pg_temp.g(bigint, bigint), pg_temp.u(bigint, bigint), pg_temp.id(text, bigint), pg_temp.n(text), pg_temp.anchor(), pg_temp.scale();
RESET jit;
