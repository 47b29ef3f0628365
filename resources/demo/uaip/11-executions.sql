-- Full records for an even sample of the uses, so that both tell the same story; then the calls that have no use yet.
INSERT INTO tool_executions (id, tool_id, agent_id, user_id, conversation_id, status, input, output, error_code, error_message, attempts, requested_at,
                             started_at, completed_at, duration_ms, cost, approved_by, approved_at, trace_id, metadata)
SELECT pg_temp.id('execution', r), u.tool_id, u.agent_id, u.user_id,
       (SELECT c.id FROM conversation_contexts AS c WHERE c.agent_id = u.agent_id AND c.started_at <= u.used_at ORDER BY c.started_at DESC, c.id LIMIT 1),
       CASE WHEN u.success THEN 'succeeded' WHEN u.error_type = 'timeout' THEN 'timed_out' ELSE 'failed' END::tool_execution_status,
       CASE d.name WHEN 'sql_runner' THEN jsonb_build_object('statement', pg_temp.pick(r, 1101, 'select region, sum(amount) from invoice group by 1', E'select *\nfrom shipment\nwhere eta < now() - interval ''2 days''', 'select count(*) from customer where vip'))
            WHEN 'send_email' THEN '{"to": "desk@example.org", "subject": "Your request", "cc": []}'
            WHEN 'translate_text' THEN jsonb_build_object('text', pg_temp.pick(r, 1102, 'Bitte kühl lagern.', 'ご連絡ありがとうございます。', 'يرجى التوقيع هنا'), 'to', pg_temp.pick(r, 1103, 'en', 'pl', 'fr'))
            ELSE jsonb_build_object((d.input_schema -> 'required' ->> 0), pg_temp.pick(r, 1104, 'port congestion', 'warranty "extended" period', 'reports/März.xlsx', 'https://api.example.net/v2/orders?page=3', 'invoice 2025-00417'), 'limit', pg_temp.whole(r, 1105, 1, 20)) END,
       CASE WHEN NOT u.success THEN NULL WHEN pg_temp.u(r, 1106) < 0.04 THEN 'null'
            ELSE CASE pg_temp.whole(r, 1107, 0, 3) WHEN 0 THEN jsonb_build_array(jsonb_build_object('title', 'Result 1', 'score', round(pg_temp.u(r, 1108)::numeric, 6)), jsonb_build_object('title', 'Résultat 2', 'score', round(pg_temp.u(r, 1109)::numeric, 6)))
                WHEN 1 THEN jsonb_build_object('rows', jsonb_build_array(jsonb_build_array('North', pg_temp.whole(r, 1110, 100, 99999999)), jsonb_build_array('South', NULL)), 'truncated', false)
                WHEN 2 THEN '"done"' ELSE jsonb_build_object('text', 'See page ' || pg_temp.whole(r, 1111, 1, 90)::text || '.', 'checksum', md5(r::text)) END END,
       u.error_type, u.error_message, 1 + u.retry_count, u.used_at - interval '1 millisecond' * pg_temp.whole(r, 1112, 2, 400), u.used_at,
       u.used_at + interval '1 millisecond' * u.execution_time_ms, u.execution_time_ms, u.cost,
       CASE WHEN d.requires_approval THEN pg_temp.id('user', pg_temp.whole(r, 1113, 1, 2)) END, CASE WHEN d.requires_approval THEN u.used_at END,
       CASE WHEN pg_temp.u(r, 1114) < 0.9 THEN md5('trace' || r::text) END, CASE WHEN r % 4 = 0 THEN jsonb_build_object('worker', 'w-' || (r % 7)::text, 'queue_ms', pg_temp.whole(r, 1115, 0, 200)) ELSE '{}' END
FROM generate_series(1, pg_temp.n('execution')) AS r
JOIN tool_usage_records AS u ON u.id = pg_temp.id('tool_usage', r * pg_temp.n('tool_usage') / pg_temp.n('execution') - 1)
JOIN tool_definitions AS d ON d.id = u.tool_id
ORDER BY r;

UPDATE tool_usage_records AS u SET tool_execution_id = pg_temp.id('execution', r)
FROM generate_series(1, pg_temp.n('execution')) AS r
WHERE u.id = pg_temp.id('tool_usage', r * pg_temp.n('tool_usage') / pg_temp.n('execution') - 1);

INSERT INTO tool_executions (id, tool_id, agent_id, user_id, status, input, attempts, requested_at, started_at, completed_at, metadata, parent_execution_id)
SELECT pg_temp.id('open execution', i), pg_temp.id('tool', CASE status WHEN 'awaiting_approval' THEN CASE WHEN i % 2 = 0 THEN 10 ELSE 14 END ELSE 1 + i % 9 END),
       pg_temp.id('agent', 1 + i % pg_temp.n('agent')), pg_temp.id('user', 1 + i % pg_temp.n('user')), status::tool_execution_status,
       CASE status WHEN 'awaiting_approval' THEN jsonb_build_object('payment', 'P-' || pg_temp.whole(i, 1121, 10000, 99999)::text, 'amount', 12.5 * i) ELSE '{"query": "status"}' END,
       CASE WHEN status IN ('pending', 'awaiting_approval') THEN 0 ELSE 1 END, asked, CASE WHEN status IN ('running', 'cancelled') THEN asked + interval '2 seconds' END,
       CASE WHEN status = 'cancelled' THEN asked + interval '40 seconds' END, CASE WHEN status = 'cancelled' THEN '{"cancelled_by": "user"}' ELSE '{}' END::jsonb,
       CASE WHEN i % 5 = 0 THEN pg_temp.id('execution', i) END
FROM generate_series(1, greatest(8, pg_temp.n('execution') / 40)) AS i
CROSS JOIN LATERAL (SELECT (ARRAY['pending', 'awaiting_approval', 'running', 'cancelled'])[1 + i % 4] AS status) AS s
CROSS JOIN LATERAL (SELECT CASE status WHEN 'cancelled' THEN pg_temp.busy_time(i, 1122, 60) WHEN 'running' THEN pg_temp.ago(0.0001 * i) ELSE pg_temp.ago(0.5 * pg_temp.u(i, 1123)) END AS asked) AS t
ORDER BY i;
