-- Each operation is built around one recorded execution: same agent, same time; its second step is that call.
INSERT INTO operations (id, name, description, operation_type, status, priority, security_level, agent_id, requested_by, discussion_id, parent_operation_id, plan,
                        context, result, error_code, error_message, current_step, total_steps, progress, estimated_duration_ms, actual_duration_ms, estimated_cost,
                        actual_cost, compliance_tags, metadata, scheduled_at, started_at, completed_at, deadline_at, created_at, updated_at)
WITH drawn AS (
    SELECT o, e.agent_id, e.requested_at AS called, e.status AS call_status, pg_temp.whole(o, 1201, 3, 7) AS steps, pg_temp.whole(o, 1202, 0, 6) AS kind, pg_temp.u(o, 1203) AS fate
    FROM generate_series(1, pg_temp.n('operation')) AS o
    JOIN tool_executions AS e ON e.id = pg_temp.id('execution', o * pg_temp.n('execution') / pg_temp.n('operation'))
), states AS (
    SELECT *, CASE WHEN o > pg_temp.n('operation') * 0.95 THEN (ARRAY['running', 'waiting_approval', 'queued', 'pending', 'paused'])[1 + o % 5]
                   WHEN fate < 0.07 OR (call_status <> 'succeeded' AND fate < 0.6) THEN 'failed' WHEN fate < 0.11 THEN 'cancelled' WHEN fate < 0.14 THEN 'rolled_back' ELSE 'completed' END AS status
    FROM drawn
), timed AS (
    SELECT *, called - interval '1 second' * pg_temp.whole(o, 1204, 20, 300) AS started,
           CASE status WHEN 'completed' THEN steps WHEN 'queued' THEN 0 WHEN 'pending' THEN 0 ELSE least(steps, 2) END AS reached,
           60000 * pg_temp.whole(o, 1205, 3, 180) AS duration
    FROM states
)
SELECT pg_temp.id('operation', o),
       (ARRAY['Weekly churn analysis', 'Draft of the tariff leaflet', 'Load of carrier rates', 'Reconcile double payments', 'Onboarding of a new depot', 'Roll-out of the reminder text', 'Purge of expired memories'])[kind + 1]
           || ' #' || (1000 + o)::text,
       CASE WHEN pg_temp.u(o, 1206) < 0.6 THEN pg_temp.pick(o, 1207, 'Runs every Monday before the review.', 'Asked for by the regional office.', 'Second try after last week''s failure.', 'Siehe Ticket 48213 – bitte vor Monatsende.') END,
       (enum_range(NULL::operation_type))[kind + 1], status::operation_status, pg_temp.pick(o, 1208, 'low', 'normal', 'normal', 'normal', 'high', 'urgent')::priority_level,
       pg_temp.pick(o, 1209, 'public', 'internal', 'internal', 'confidential', 'restricted')::security_level, agent_id, pg_temp.id('user', pg_temp.whole(o, 1210, 1, pg_temp.n('user'))),
       CASE WHEN pg_temp.u(o, 1211) < 0.2 THEN pg_temp.id('discussion', pg_temp.whole(o, 1212, 1, pg_temp.n('discussion'))) END,
       CASE WHEN o % 9 = 0 THEN pg_temp.id('operation', o - 4) END,
       (SELECT jsonb_agg(jsonb_build_object('step', s, 'name', (ARRAY['collect', 'look up', 'compute', 'check', 'write', 'review', 'hand over'])[s]) ORDER BY s) FROM generate_series(1, steps) AS s),
       CASE o % 3 WHEN 0 THEN '{"period": "last week", "regions": ["North", "South"]}' WHEN 1 THEN '{"ticket": 48213, "dry_run": false}' ELSE '{}' END::jsonb,
       CASE WHEN status = 'completed' THEN jsonb_build_object('rows', pg_temp.whole(o, 1213, 1, 500000), 'notes', CASE WHEN o % 2 = 0 THEN '["two carriers without rates"]'::jsonb END) END,
       CASE WHEN status IN ('failed', 'rolled_back') THEN pg_temp.pick(o, 1214, 'step_failed', 'budget_exceeded', 'deadline_passed') END,
       CASE WHEN status IN ('failed', 'rolled_back') THEN pg_temp.pick(o, 1214, 'step 2 failed after 3 attempts: HTTP 503 Service Unavailable', 'cost 4.81 is over the limit of 4.50', 'not finished by the deadline') END,
       reached, steps, round(100.0 * reached / steps, 2), duration, CASE WHEN status IN ('completed', 'failed', 'cancelled', 'rolled_back') THEN round(duration * (0.6 + 0.9 * pg_temp.u(o, 1215))) END,
       round((0.05 + 3 * pg_temp.u(o, 1216))::numeric, 2), round((reached * 0.31 * pg_temp.u(o, 1217))::numeric, 8),
       CASE kind WHEN 3 THEN '{sox,gdpr}' WHEN 6 THEN '{gdpr}' ELSE '{}' END::text[], CASE WHEN o % 6 = 0 THEN '{"cron": "0 6 * * 1"}' ELSE '{}' END::jsonb,
       CASE WHEN o % 6 = 0 THEN started - interval '5 minutes' END, CASE WHEN status NOT IN ('queued', 'pending') THEN started END,
       CASE WHEN status IN ('completed', 'failed', 'cancelled', 'rolled_back') THEN started + interval '1 millisecond' * round(duration * (0.6 + 0.9 * pg_temp.u(o, 1215))) END,
       CASE WHEN pg_temp.u(o, 1218) < 0.5 THEN started + interval '1440 minutes' END, started - interval '1 minute' * pg_temp.whole(o, 1219, 1, 90), started + interval '3 minutes'
FROM timed
ORDER BY o;

-- The way to each status: created, queued, started, sometimes paused for approval, and the end.
INSERT INTO operation_states (id, operation_id, sequence, from_status, to_status, transition_type, reason, triggered_by, duration_in_previous_state_ms, state_data, transitioned_at)
WITH paths AS (
    SELECT o, p.id, p.created_at, p.started_at, p.completed_at,
           (CASE WHEN p.status = 'pending' THEN '{pending}' WHEN p.status = 'queued' THEN '{pending,queued}' WHEN p.status = 'running' THEN '{pending,queued,running}'
                 WHEN p.status = 'waiting_approval' THEN '{pending,queued,running,waiting_approval}' WHEN p.status = 'paused' THEN '{pending,queued,running,paused}'
                 WHEN p.status = 'rolled_back' THEN '{pending,queued,running,failed,rolled_back}'
                 WHEN o % 4 = 0 THEN '{pending,queued,running,waiting_approval,running,' || p.status::text || '}' ELSE '{pending,queued,running,' || p.status::text || '}' END)::operation_status[] AS path
    FROM generate_series(1, pg_temp.n('operation')) AS o JOIN operations AS p ON p.id = pg_temp.id('operation', o)
), moments AS (
    SELECT o, id, s, path[s - 1] AS before, path[s] AS after,
           CASE WHEN s = 1 THEN created_at WHEN s = 2 THEN created_at + (coalesce(started_at, created_at + interval '2 minutes') - created_at) * 0.5 WHEN s = 3 THEN started_at
                ELSE started_at + (coalesce(completed_at, least(started_at + interval '30 minutes', pg_temp.anchor())) - started_at) * ((s - 3)::float8 / (cardinality(path) - 3)) END AS at
    FROM paths CROSS JOIN LATERAL generate_subscripts(path, 1) AS s
)
SELECT pg_temp.id('state', o * 10 + s), id, s, before, after,
       CASE WHEN after IN ('paused', 'cancelled', 'rolled_back') OR before = 'waiting_approval' THEN 'manual' ELSE 'automatic' END::transition_type,
       CASE after WHEN 'failed' THEN 'step failed' WHEN 'cancelled' THEN pg_temp.pick(o, 1231, 'no longer needed', 'wrong period', 'doppelt angelegt') WHEN 'waiting_approval' THEN 'policy "Production tools need approval"'
           WHEN 'rolled_back' THEN 'back to the last checkpoint' END,
       CASE WHEN after IN ('paused', 'cancelled', 'rolled_back') OR before = 'waiting_approval' THEN pg_temp.id('user', pg_temp.whole(o, 1232, 1, 2)) END,
       round(extract(epoch FROM at - lag(at) OVER (PARTITION BY o ORDER BY s))::numeric * 1000)::bigint, CASE WHEN after = 'running' THEN jsonb_build_object('worker', 'w-' || (o % 7)::text) ELSE '{}' END, at
FROM moments
ORDER BY o, s;

INSERT INTO step_results (id, operation_id, step_number, attempt, step_name, status, tool_execution_id, input, output, error_code, error_message, retry_count,
                          next_retry_at, quality_score, confidence_score, cost, started_at, completed_at, duration_ms, created_at)
WITH steps AS (
    SELECT o, p.id, p.status, p.plan, p.current_step, p.started_at, s, t, o * 100 + s * 10 + t AS r, s = p.current_step AND p.status IN ('failed', 'rolled_back') AS broken,
           s = p.current_step AND p.status IN ('running', 'waiting_approval', 'paused') AS open,
           p.started_at + (coalesce(p.completed_at, p.started_at + interval '20 minutes') - p.started_at) * ((s - 1 + (t - 1) * 0.3) / greatest(1, p.current_step)) AS began
    FROM generate_series(1, pg_temp.n('operation')) AS o
    JOIN operations AS p ON p.id = pg_temp.id('operation', o)
    CROSS JOIN LATERAL generate_series(1, p.current_step) AS s
    CROSS JOIN LATERAL generate_series(1, CASE WHEN s = p.current_step AND p.status IN ('failed', 'rolled_back') THEN 3 WHEN (o + s) % 11 = 0 AND p.status = 'completed' THEN 2 ELSE 1 END) AS t
), fates AS (
    SELECT *, broken OR (t = 1 AND (o + s) % 11 = 0 AND status = 'completed') AS failed, pg_temp.whole(r, 1241, 80, 45000) AS ms
    FROM steps
)
SELECT pg_temp.id('step', r), id, s, t, plan -> (s - 1)::integer ->> 'name', CASE WHEN failed THEN 'failed' WHEN open THEN 'running' WHEN status = 'cancelled' AND s = current_step THEN 'cancelled' WHEN (o * s) % 41 = 0 THEN 'skipped' ELSE 'succeeded' END::step_status,
       CASE WHEN s = 2 AND t = 1 THEN pg_temp.id('execution', o * pg_temp.n('execution') / pg_temp.n('operation')) END,
       CASE WHEN s = 1 THEN '{"from": "last run"}' ELSE jsonb_build_object('from', 'step ' || (s - 1)::text) END,
       CASE WHEN failed OR open THEN NULL WHEN r % 3 = 0 THEN '[]' ELSE jsonb_build_object('items', pg_temp.whole(r, 1242, 0, 9000), 'hash', left(md5(r::text), 8)) END,
       CASE WHEN failed THEN pg_temp.pick(r, 1243, 'upstream_error', 'timeout', 'invalid_output') END,
       CASE WHEN failed THEN pg_temp.pick(r, 1243, 'HTTP 503 Service Unavailable', 'no answer within 60000 ms', E'Expected 12 columns, got 11\n  at row 4817: "Żółć;0,00;…"') END,
       t - 1, CASE WHEN failed AND t < 3 THEN began + interval '1 second' * (30 * t) END,
       CASE WHEN NOT failed AND NOT open AND pg_temp.u(r, 1244) < 0.9 THEN pg_temp.score(0.82 + 0.08 * pg_temp.g(r, 1245)) END,
       CASE WHEN NOT open THEN pg_temp.score(CASE WHEN failed THEN 0.2 ELSE 0.86 END + 0.07 * pg_temp.g(r, 1246)) END, round((0.2 * pg_temp.u(r, 1247))::numeric, 8),
       began, CASE WHEN NOT open THEN began + interval '1 millisecond' * ms END, CASE WHEN NOT open THEN ms END, began
FROM fates
ORDER BY r;

UPDATE tool_executions AS e SET operation_id = s.operation_id
FROM step_results AS s
WHERE s.tool_execution_id = e.id;

INSERT INTO operation_checkpoints (id, operation_id, sequence, name, checkpoint_type, step_number, state, snapshot, compression, original_size_bytes,
                                   stored_size_bytes, checksum, can_rollback, rolled_back_to_at, rolled_back_to_by, created_by, created_at, expires_at)
SELECT pg_temp.id('checkpoint', r), p.id, c, CASE kind WHEN 'step' THEN 'after step ' || c::text WHEN 'milestone' THEN 'before writing' WHEN 'manual' THEN 'by hand – ' || pg_temp.pick(r, 1251, 'vor dem Löschen', 'before the review') ELSE 'every 10 minutes' END,
       kind::checkpoint_type, CASE WHEN kind = 'step' THEN c END, jsonb_build_object('cursor', pg_temp.whole(r, 1252, 0, 100000), 'done', (SELECT jsonb_agg(s) FROM generate_series(1, c) AS s)),
       CASE WHEN large THEN decode(repeat(md5('snapshot' || r::text), 4), 'hex') END, CASE WHEN large THEN pg_temp.pick(r, 1253, 'zstd', 'gzip', 'lz4') END::compression_method,
       CASE WHEN large THEN pg_temp.whole(r, 1254, 200, 900) ELSE 60 END, CASE WHEN large THEN 64 ELSE 60 END, md5('state' || r::text),
       undone OR pg_temp.u(r, 1255) < 0.95, CASE WHEN undone THEN p.completed_at END, CASE WHEN undone THEN pg_temp.id('user', 1) END,
       CASE WHEN kind = 'manual' THEN p.requested_by END, made,
       CASE kind WHEN 'milestone' THEN 'infinity' WHEN 'manual' THEN NULL ELSE made + interval '43200 minutes' END
FROM generate_series(1, pg_temp.n('operation')) AS o
JOIN operations AS p ON p.id = pg_temp.id('operation', o)
CROSS JOIN LATERAL generate_series(1, p.current_step / 2 + CASE WHEN p.current_step > 0 THEN 1 ELSE 0 END) AS c
CROSS JOIN LATERAL (SELECT o * 10 + c AS r, (ARRAY['step', 'automatic', 'milestone', 'manual'])[1 + (o + c) % 4] AS kind, pg_temp.u(o * 10 + c, 1256) < 0.3 AS large,
                           p.status = 'rolled_back' AND c = 1 AS undone, p.started_at + interval '1 second' * (40 * c) AS made) AS k
ORDER BY r;

INSERT INTO approval_workflows (id, operation_id, tool_id, title, description, approval_type, status, priority, security_level, requested_by, approvers,
                                required_approvals, received_approvals, auto_approval_conditions, escalation_rules, escalation_level, escalated_at,
                                notifications_sent, last_notified_at, reminders_sent, next_reminder_at, decided_by, decided_at, decision_reason, audit_trail,
                                expires_at, created_at, updated_at)
WITH asked AS (
    -- One for each operation that waited, and one for a tool after every seventh operation.
    SELECT o, CASE WHEN o % 7 <> 0 THEN p.id END AS operation_id, CASE WHEN o % 7 = 0 THEN pg_temp.id('tool', CASE WHEN o % 2 = 0 THEN 10 ELSE 14 END) END AS tool_id,
           p.priority, p.security_level, p.requested_by, p.created_at + interval '4 minutes' AS at, pg_temp.u(o, 1261) AS fate, p.status AS operation_status,
           pg_temp.pick(o, 1262, 'single', 'single', 'majority', 'unanimous', 'sequential', 'automatic') AS kind, p.name
    FROM generate_series(1, pg_temp.n('operation')) AS o JOIN operations AS p ON p.id = pg_temp.id('operation', o)
    WHERE o % 7 = 0 OR o % 4 = 0 OR p.status = 'waiting_approval'
), decided AS (
    SELECT *, CASE WHEN operation_id IS NOT NULL AND operation_status = 'waiting_approval' THEN 'pending' WHEN kind = 'automatic' THEN 'approved' WHEN operation_id IS NOT NULL THEN CASE WHEN operation_status = 'cancelled' THEN 'rejected' ELSE 'approved' END
                   WHEN fate < 0.6 THEN 'approved' WHEN fate < 0.75 THEN 'rejected' WHEN fate < 0.85 THEN 'expired' WHEN fate < 0.95 THEN 'escalated' ELSE 'pending' END AS status,
           CASE kind WHEN 'single' THEN 1 WHEN 'automatic' THEN 0 WHEN 'majority' THEN 2 ELSE 3 END AS needed
    FROM asked
), answered AS (
    SELECT *, CASE WHEN status IN ('approved', 'rejected') THEN greatest(at, least(pg_temp.anchor(), at + interval '1 second' * CASE WHEN kind = 'automatic' THEN 1 ELSE pg_temp.whole(o, 1263, 60, 20000) END)) END AS decision_at
    FROM decided
)
SELECT pg_temp.id('approval', o), operation_id, tool_id, CASE WHEN operation_id IS NOT NULL THEN 'Continue "' || name || '"?' ELSE 'Allow one call outside the rules' END,
       CASE WHEN o % 3 = 0 THEN 'Changes production data; estimate and plan are attached.' END, kind::approval_type, status::approval_status, priority, security_level, requested_by,
       CASE WHEN kind = 'automatic' THEN '[]' ELSE jsonb_build_array(jsonb_build_object('user_id', pg_temp.id('user', 1), 'decision', CASE status WHEN 'approved' THEN 'yes' WHEN 'rejected' THEN 'no' END), jsonb_build_object('role', 'operator')) END,
       needed, CASE WHEN status = 'approved' THEN needed WHEN needed > 1 THEN 1 ELSE 0 END, CASE WHEN kind = 'automatic' THEN '{"max_cost": 5, "security_level": ["public", "internal"]}' ELSE '{}' END::jsonb,
       CASE WHEN kind = 'automatic' THEN '[]' ELSE '[{"after_minutes": 60, "to": "role:operator"}, {"after_minutes": 240, "to": "role:admin"}]' END::jsonb,
       CASE WHEN status = 'escalated' THEN 1 ELSE 0 END, CASE WHEN status = 'escalated' THEN at + interval '60 minutes' END,
       CASE WHEN kind = 'automatic' THEN 0 ELSE pg_temp.whole(o, 1264, 1, 4) END, CASE WHEN kind <> 'automatic' THEN at END, CASE WHEN status IN ('escalated', 'expired') THEN 2 ELSE 0 END,
       CASE WHEN status IN ('pending', 'escalated') THEN pg_temp.ago(-0.2) END, CASE WHEN decision_at IS NOT NULL AND kind <> 'automatic' THEN pg_temp.id('user', 1 + o % 2) END, decision_at,
       CASE WHEN status = 'rejected' THEN pg_temp.pick(o, 1265, 'The estimate is ten times the usual.', 'Not during the freeze.', 'Bitte erst die Rechtsabteilung fragen.') WHEN kind = 'automatic' THEN 'under all limits' END,
       jsonb_build_array(jsonb_build_object('at', pg_temp.iso(at), 'event', 'requested')) || CASE WHEN decision_at IS NOT NULL THEN jsonb_build_array(jsonb_build_object('at', pg_temp.iso(decision_at), 'event', status, 'by', CASE WHEN kind <> 'automatic' THEN pg_temp.id('user', 1 + o % 2) END)) ELSE '[]' END,
       CASE WHEN status IN ('pending', 'escalated') THEN pg_temp.ago(-30) ELSE at + interval '4320 minutes' END, at, coalesce(decision_at, at)
FROM answered
ORDER BY o;
