INSERT INTO artifacts (id, name, version, description, artifact_type, status, security_level, operation_id, agent_id, created_by, parent_artifact_id, mime_type,
                       content, storage_uri, content_hash, size_bytes, quality_score, tags, compliance_tags, metadata, deployment_count, published_at, created_at, updated_at)
WITH drawn AS (
    SELECT i, (i - 1) / 4 AS family, (i - 1) % 4 AS edition, p.id AS operation_id, p.agent_id, p.requested_by, p.compliance_tags, p.created_at + interval '25 minutes' AS made,
           (i - 1) / 4 % 7 AS kind, pg_temp.u(i, 1301) AS fate
    FROM generate_series(1, pg_temp.n('artifact')) AS i
    JOIN operations AS p ON p.id = pg_temp.id('operation', i * pg_temp.n('operation') / pg_temp.n('artifact'))
), states AS (
    SELECT *, CASE WHEN edition < 3 THEN CASE WHEN fate < 0.12 THEN 'rejected' WHEN fate < 0.5 THEN 'archived' ELSE 'published' END
                   WHEN fate < 0.25 THEN 'draft' WHEN fate < 0.45 THEN 'in_review' ELSE 'published' END AS status,
           (ARRAY['code', 'document', 'dataset', 'report', 'model', 'configuration', 'image'])[kind + 1] AS type
    FROM drawn
)
SELECT pg_temp.id('artifact', i), (ARRAY['rates-loader', 'Tariff leaflet', 'churn-features', 'Weekly review', 'intent-classifier', 'reminder-rules', 'Depot map'])[kind + 1] || CASE WHEN family >= 7 THEN ' ' || (family / 7 + 1)::text ELSE '' END,
       '1.' || edition::text || '.0', CASE WHEN pg_temp.u(i, 1302) < 0.7 THEN pg_temp.pick(i, 1303, 'First complete version.', 'Corrections after review.', 'Same, with the new regions.') END,
       type::artifact_type, status::artifact_status, pg_temp.pick(i, 1304, 'public', 'internal', 'confidential')::security_level, operation_id, agent_id,
       CASE WHEN pg_temp.u(i, 1305) < 0.3 THEN requested_by END, CASE WHEN edition > 0 THEN pg_temp.id('artifact', i - 1) END,
       (ARRAY['text/x-python', 'text/markdown', 'application/vnd.apache.parquet', 'text/markdown', 'application/octet-stream', 'application/yaml', 'image/svg+xml'])[kind + 1],
       CASE type WHEN 'code' THEN E'import csv\n\n\ndef load(path):\n    """Carrier rates, one row a lane."""\n    with open(path, newline="", encoding="utf-8") as f:\n        return [r for r in csv.DictReader(f) if r["rate"]]\n# edition ' || edition::text || E'\n'
           WHEN 'document' THEN E'# Tarif « Horizon »\n\n*À partir du 1er juillet.*\n\n| Zone | Prix |\n|---|---:|\n| A | 12,40 € |\n| B | 18,90 € |\n\nÉdition ' || edition::text || E'\n'
           WHEN 'report' THEN E'# Weekly review\n\n- Calls: ' || pg_temp.whole(i, 1306, 900, 9000)::text || E'\n- Escalated: ' || pg_temp.whole(i, 1307, 3, 90)::text || E'\n'
           WHEN 'configuration' THEN E'reminders:\n  first_after_days: ' || (10 + edition)::text || E'\n  tone: firm # was: friendly\n  languages: [de, fr, "no"]\n'
           WHEN 'image' THEN '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><title>Depots &amp; lanes</title><circle cx="' || (20 + edition * 9)::text || '" cy="40" r="6"/></svg>' END,
       CASE WHEN type IN ('dataset', 'model') THEN 's3://uaip-demo/' || type || '/' || left(md5(i::text), 16) || CASE type WHEN 'dataset' THEN '.parquet' ELSE '.onnx' END END,
       md5('content' || i::text) || md5('artifact' || i::text), CASE WHEN type IN ('dataset', 'model') THEN pg_temp.whole(i, 1308, 40000000, 9000000000) ELSE pg_temp.whole(i, 1309, 160, 24000) END,
       CASE WHEN status <> 'draft' THEN pg_temp.score(0.78 + 0.04 * edition + 0.06 * pg_temp.g(i, 1310)) END, ARRAY[type, 'demo'], compliance_tags,
       CASE type WHEN 'dataset' THEN jsonb_build_object('rows', pg_temp.whole(i, 1311, 1000, 90000000), 'columns', jsonb_build_array('customer', 'week', 'calls'), 'null_share', round(pg_temp.u(i, 1312)::numeric, 9))
           WHEN 'model' THEN jsonb_build_object('f1', round((0.8 + 0.15 * pg_temp.u(i, 1313))::numeric, 12), 'labels', pg_temp.whole(i, 1314, 8, 64)) ELSE '{}' END,
       0, CASE WHEN status IN ('published', 'archived') THEN greatest(made, least(pg_temp.ago(0.02), made + interval '1 minute' * pg_temp.whole(i, 1315, 30, 4000))) END, made, made + interval '20 minutes'
FROM states
ORDER BY i;

-- Test, staging, production in turn, as far as each artifact came; a rolled back one points to what it replaced.
INSERT INTO artifact_deployments (id, artifact_id, environment, version, status, health_status, target, url, configuration, health_checks, last_health_check_at,
                                  uptime_percent, error_rate, average_response_time_ms, performance_metrics, deployed_by, started_at, deployed_at, retired_at,
                                  error_message, previous_deployment_id, rolled_back_at, rolled_back_by, rollback_reason, created_at, updated_at)
WITH places AS (
    SELECT i, s, a.id, a.version, a.name, a.published_at + interval '1 minute' * (s * pg_temp.whole(i, 1321, 20, 900)) AS planned, pg_temp.u(i * 4 + s, 1322) AS fate, (i - 1) % 4 AS edition,
           i * 4 + s AS r, (ARRAY['test', 'staging', 'production', 'development'])[s] AS environment
    FROM generate_series(1, pg_temp.n('artifact')) AS i
    JOIN artifacts AS a ON a.id = pg_temp.id('artifact', i) AND a.published_at IS NOT NULL
    CROSS JOIN LATERAL generate_series(1, 1 + (pg_temp.u(i, 1323) * 2.6)::integer % 4) AS s
), states AS (
    SELECT *, least(planned, pg_temp.ago(0.004 * s)) AS began,
           CASE WHEN planned > pg_temp.ago(0.02) THEN 'pending' WHEN planned > pg_temp.ago(0.5) THEN 'deploying' WHEN fate < 0.08 THEN 'failed' WHEN fate < 0.17 AND s >= 2 THEN 'rolled_back'
                WHEN edition < 3 AND fate < 0.7 AND planned < pg_temp.ago(15) THEN 'retired' ELSE 'deployed' END AS status
    FROM places
)
SELECT pg_temp.id('deployment', r), id, environment::deployment_environment, version, status::deployment_status,
       CASE WHEN status IN ('pending', 'deploying', 'retired') THEN 'unknown' WHEN status = 'failed' THEN 'unhealthy' WHEN status = 'rolled_back' THEN 'degraded' WHEN fate > 0.93 THEN 'degraded' ELSE 'healthy' END::health_status,
       pg_temp.pick(r, 1324, 'k8s/eu-1', 'k8s/us-2', 'edge/oslo', 'vm-017'), CASE WHEN environment = 'production' THEN 'https://' || replace(lower(left(name, 12)), ' ', '-') || '.apps.example.net/' END,
       CASE environment WHEN 'production' THEN '{"replicas": 3, "limits": {"cpu": "2", "memory": "1Gi"}}' ELSE '{"replicas": 1}' END::jsonb,
       CASE WHEN status = 'deployed' THEN jsonb_build_array(jsonb_build_object('name', 'ready', 'ok', true, 'at', pg_temp.iso(pg_temp.ago(0.003))), jsonb_build_object('name', 'latency', 'ok', fate <= 0.93, 'detail', CASE WHEN fate > 0.93 THEN 'p95 1840 ms' END)) ELSE '[]' END,
       CASE WHEN status = 'deployed' THEN pg_temp.ago(0.003) END, CASE WHEN status IN ('deployed', 'retired') THEN round((100 - 2.5 * power(pg_temp.u(r, 1325), 4))::numeric, 4) END,
       CASE WHEN status IN ('deployed', 'retired', 'rolled_back') THEN round(CASE status WHEN 'rolled_back' THEN 0.11 ELSE 0.012 * pg_temp.u(r, 1326) * pg_temp.u(r, 1327) END::numeric, 6) END,
       CASE WHEN status IN ('deployed', 'retired', 'rolled_back') THEN round((35 + 400 * power(pg_temp.u(r, 1328), 2))::numeric, 3) END,
       CASE WHEN status = 'deployed' THEN jsonb_build_object('requests_per_second', round((pg_temp.u(r, 1329) * 90)::numeric, 2), 'memory_mb', pg_temp.whole(r, 1330, 90, 900), 'p95_ms', pg_temp.whole(r, 1331, 80, 1900)) ELSE '{}' END,
       CASE WHEN pg_temp.u(r, 1332) < 0.85 THEN pg_temp.id('user', pg_temp.whole(r, 1333, 1, pg_temp.n('user'))) END, began,
       CASE WHEN status IN ('deployed', 'retired', 'rolled_back') THEN began + interval '1 second' * pg_temp.whole(r, 1334, 25, 900) END, CASE WHEN status = 'retired' THEN began + interval '1 minute' * pg_temp.whole(r, 1335, 2000, 20000) END,
       CASE WHEN status = 'failed' THEN pg_temp.pick(r, 1336, 'image not found: registry.example.net/uaip/rates-loader', 'readiness probe failed 12 times: connection refused', 'quota "pods" exceeded in namespace "prod"') END,
       CASE WHEN edition > 0 THEN lag(pg_temp.id('deployment', r)) OVER (PARTITION BY (i - 1) / 4, environment ORDER BY i) END,
       CASE WHEN status = 'rolled_back' THEN began + interval '1 minute' * pg_temp.whole(r, 1337, 16, 300) END, CASE WHEN status = 'rolled_back' THEN pg_temp.id('user', 1 + r % 2) END,
       CASE WHEN status = 'rolled_back' THEN pg_temp.pick(r, 1338, 'Error rate 11 % within ten minutes.', 'Wrong regions in the output.', 'Prix affichés hors taxes.') END, began, began + interval '10 minutes'
FROM states
ORDER BY r;
