INSERT INTO llm_providers (id, name, description, provider_type, status, base_url, api_key_reference, default_model, models, configuration,
                           is_default, priority, requests_per_minute, input_cost_per_1k, output_cost_per_1k, monthly_budget, total_requests,
                           total_errors, total_tokens, total_cost, last_used_at, last_health_check_at, health_check, created_by, created_at, updated_at)
SELECT pg_temp.id('provider', i), name, description, kind::llm_provider_type, status::llm_provider_status, url, secret, model, models::jsonb, configuration::jsonb,
       i = 1, i * 10, rpm, cost_in, cost_out, budget, requests, errors, tokens, total, CASE WHEN i < 6 THEN pg_temp.ago(0.01 * i) END,
       pg_temp.ago(0.002 * i), health::jsonb, pg_temp.id('user', 1 + i % 2), pg_temp.ago(690 - 20 * i), pg_temp.ago(4 * i)
FROM (VALUES
    (1, 'Anthropic (EU)', 'Default for conversations.', 'anthropic', 'active', 'https://anthropic.gateway.example.com', 'llm/anthropic-eu', 'claude-sonnet-4-5',
        '[{"id": "claude-sonnet-4-5", "context": 200000, "modalities": ["text", "image"]}, {"id": "claude-opus-4-1", "context": 200000}, {"id": "claude-haiku-4-5", "context": 200000}]',
        '{"timeout_ms": 60000, "retries": {"max": 3, "backoff": [0.5, 2, 8]}, "region": "eu-central"}', 1000, 0.00300000, 0.01500000, 12000.0000,
        4821937, 20714, 9814273651, 61874.830912457315, '{"ok": true, "latency_ms": 412}'),
    (2, 'OpenAI', NULL, 'openai', 'active', 'https://openai.gateway.example.com/v1', 'llm/openai', 'gpt-4o',
        '[{"id": "gpt-4o", "context": 128000}, {"id": "gpt-4o-mini", "context": 128000, "cheap": true}]', '{"timeout_ms": 45000, "organisation": "uaip"}', 2000, 0.00250000, 0.01000000, 8000.0000,
        2914406, 31877, 5120938472, 28116.209384716022, '{"ok": true, "latency_ms": 655, "notes": ["slow since Tuesday"]}'),
    (3, 'Mistral', 'For texts that must stay in France.', 'mistral', 'active', 'https://mistral.gateway.example.com', 'llm/mistral', 'mistral-large-latest',
        '[{"id": "mistral-large-latest"}, {"id": "codestral-latest", "for": "code"}]', '{"residency": "FR"}', 300, 0.00200000, 0.00600000, 1500.0000, 388120, 2911, 402118734, 1934.000000000017, '{"ok": true, "latency_ms": 508}'),
    (4, 'House models', 'On our own machines.', 'ollama', 'degraded', 'http://models.internal.example.net:11434', NULL, 'llama3.3:70b',
        '[{"id": "llama3.3:70b", "gpu": 4}, {"id": "qwen2.5-coder:32b", "gpu": 2}, {"id": "nomic-embed-text", "kind": "embedding"}]', '{"queue": {"max": 64}}', NULL, 0, 0, NULL, 912004, 51873, 1733902817, 0,
        '{"ok": false, "error": "2 of 4 workers do not answer", "workers": {"a": true, "b": true, "c": false, "d": false}}'),
    (5, 'Vertex', NULL, 'google', 'active', 'https://vertex.gateway.example.com', 'llm/vertex', 'gemini-2.0-flash', '[{"id": "gemini-2.0-flash", "context": 1000000}]', '{}', 600, 0.00010000, 0.00040000, 500.0000,
        1203377, 6120, 3310021945, 874.120000345678, '{"ok": true, "latency_ms": 298}'),
    (6, 'Old Azure', 'Kept until its contract ends.', 'azure_openai', 'disabled', 'https://old.azure.example.com', 'llm/azure', 'gpt-4-32k', '[]', '{"api_version": "2023-05-15"}', 60, 0.06000000, 0.12000000, 0.0000, 77310, 4402, 68120044, 6218.5, NULL)
) AS v (i, name, description, kind, status, url, secret, model, models, configuration, rpm, cost_in, cost_out, budget, requests, errors, tokens, total, health);

INSERT INTO user_llm_providers (id, user_id, llm_provider_id, label, status, encrypted_api_key, encryption_key_id, preferred_model, is_default, settings,
                                monthly_budget, spent_this_month, total_requests, total_tokens, last_error, last_used_at, created_at, updated_at)
SELECT pg_temp.id('userprovider', r), pg_temp.id('user', i), pg_temp.id('provider', p), CASE WHEN k = 1 THEN 'default' ELSE pg_temp.pick(r, 301, 'experiments', 'work', 'été 2024') END,
       CASE WHEN broken THEN 'error' WHEN p = 6 THEN 'disabled' ELSE 'active' END::llm_provider_status,
       CASE WHEN own THEN decode(md5('nonce' || r::text) || md5('key' || r::text) || md5('tag' || r::text), 'hex') END, CASE WHEN own THEN 'k' || (2023 + r % 3)::text END,
       CASE WHEN pg_temp.u(r, 302) < 0.6 THEN (ARRAY['claude-sonnet-4-5', 'gpt-4o-mini', 'mistral-large-latest', 'qwen2.5-coder:32b', 'gemini-2.0-flash', 'gpt-4-32k'])[p] END,
       k = 1, CASE pg_temp.whole(r, 303, 0, 2) WHEN 0 THEN '{}' WHEN 1 THEN '{"temperature": 0.2}' ELSE '{"temperature": 0.7, "stop": ["\n\n"], "max_tokens": 2048}' END::jsonb,
       CASE WHEN own THEN pg_temp.whole(r, 304, 1, 20) * 10 END, round((pg_temp.u(r, 305) * pg_temp.u(r, 306) * 90)::numeric, 8),
       requests, requests * pg_temp.whole(r, 307, 600, 2800), CASE WHEN broken THEN pg_temp.pick(r, 308, '401 invalid x-api-key', '429 quota exceeded for this month', 'certificate has expired') END,
       CASE WHEN requests > 0 THEN pg_temp.busy_time(r, 309, 30) END, pg_temp.ago(40 + 300 * pg_temp.u(r, 310)), pg_temp.ago(31 + 9 * pg_temp.u(r, 311))
FROM generate_series(1, pg_temp.n('user')) AS i
CROSS JOIN generate_series(1, 2) AS k
CROSS JOIN LATERAL (SELECT i * 2 + k AS r) AS number
CROSS JOIN LATERAL (SELECT CASE k WHEN 1 THEN 1 + i % 3 ELSE 4 + i % 3 END AS p, pg_temp.u(r, 312) < 0.4 AS own, pg_temp.u(r, 313) < 0.06 AS broken,
                           CASE WHEN pg_temp.u(r, 314) < 0.1 THEN 0 ELSE pg_temp.whole(r, 315, 3, 4000) END AS requests) AS t
JOIN users ON users.id = pg_temp.id('user', i) AND users.status = 'active'
WHERE k = 1 OR pg_temp.u(i, 316) < 0.35;
