-- configuration.expected is what the usage records are drawn from: share of calls, median time and its spread, failure rate, quality.
INSERT INTO tool_definitions (id, name, version, display_name, description, category, status, security_level, input_schema, output_schema, configuration, examples,
                              tags, requires_approval, timeout_ms, max_retries, rate_limit_per_minute, cost_per_call, created_by, created_at, updated_at,
                              deprecated_at, compliance_tags)
SELECT pg_temp.id('tool', i), name, version, display_name, description, category::tool_category, status::tool_status, level::security_level,
       jsonb_build_object('type', 'object', 'required', jsonb_build_array(argument),
                          'properties', jsonb_build_object(argument, '{"type": "string"}'::jsonb, 'limit', '{"type": "integer", "minimum": 1, "default": 10}'::jsonb)),
       output::jsonb,
       jsonb_build_object('expected', jsonb_build_object('share', share, 'median_ms', median, 'spread', spread, 'failure_rate', failing, 'quality', quality),
                          'endpoint', 'https://tools.example.net/' || name || '/v' || split_part(version, '.', 1)),
       examples::jsonb, tags::text[], approval, timeout, retries, per_minute, cost, pg_temp.id('user', 1 + i % 5), pg_temp.ago(640 - 12 * i), pg_temp.ago(15 + 3 * i),
       CASE WHEN status = 'deprecated' THEN pg_temp.ago(100) END, compliance::text[]
FROM (VALUES
    (1, 'web_search', '2.1.0', 'Web search', 'Searches the web and returns titles, addresses and passages.', 'search', 'active', 'public', 'query', '{"type": "array"}',
        0.22, 820, 0.45, 0.020, 0.81, '[{"query": "port congestion Rotterdam", "limit": 5}]', '{web,core}', false, 15000, 2, 600, 0.00500000, '{}'),
    (2, 'vector_search', '3.0.2', 'Document search', 'Finds passages in the organisation''s documents by meaning.', 'search', 'active', 'internal', 'query', '{"type": "array", "items": {"type": "object"}}',
        0.18, 140, 0.35, 0.006, 0.86, '[{"query": "warranty period"}, {"query": "休暇規程", "limit": 3}]', '{core}', false, 5000, 3, 3000, 0.00020000, '{}'),
    (3, 'sql_runner', '1.8.3', 'SQL runner', 'Runs a read-only statement on the warehouse.', 'data', 'active', 'confidential', 'statement', '{"type": "object", "properties": {"rows": {"type": "array"}}}',
        0.12, 460, 0.90, 0.045, 0.84, '[{"statement": "select count(*) from shipment"}]', '{core,warehouse}', false, 60000, 1, 240, 0.00100000, '{gdpr}'),
    (4, 'code_interpreter', '0.9.7', 'Code interpreter', 'Runs Python in a sandbox without network.', 'code', 'active', 'internal', 'source', '{"type": "object"}',
        0.09, 2300, 0.80, 0.060, 0.79, '[]', '{sandbox}', false, 120000, 0, 60, 0.01200000, '{}'),
    (5, 'file_reader', '1.2.0', 'File reader', '', 'file', 'active', 'internal', 'path', '{}', 0.08, 60, 0.50, 0.012, 0.90, '[{"path": "reports/März.xlsx"}]', '{}', false, 10000, 2, NULL, 0.00000000, '{}'),
    (6, 'http_request', '1.0.4', 'HTTP request', 'Calls an address on the allow list.', 'web', 'active', 'confidential', 'url', '{}', 0.07, 380, 0.85, 0.055, 0.77, '[]', '{web}', false, 30000, 2, 300, 0.00000000, '{}'),
    (7, 'pdf_extractor', '2.0.0', 'PDF extractor', 'Text and tables out of PDF, scans included.', 'file', 'active', 'internal', 'document', '{"type": "object"}',
        0.05, 1900, 0.70, 0.030, 0.74, '[]', '{ocr}', false, 90000, 1, 60, 0.00800000, '{}'),
    (8, 'translate_text', '1.5.1', 'Translation', 'Between 40 languages, keeping placeholders.', 'analysis', 'active', 'public', 'text', '{"type": "string"}',
        0.05, 610, 0.40, 0.008, 0.88, '[{"text": "Guten Tag", "limit": 1}]', '{language}', false, 20000, 2, 300, 0.00150000, '{}'),
    (9, 'chart_builder', '1.1.0', 'Chart builder', 'Turns a table into an SVG.', 'analysis', 'active', 'public', 'table', '{"type": "string", "contentMediaType": "image/svg+xml"}',
        0.04, 240, 0.40, 0.015, 0.83, '[]', '{}', false, 15000, 1, NULL, 0.00000000, '{}'),
    (10, 'send_email', '1.3.0', 'Send e-mail', 'Sends from the agent''s own address.', 'communication', 'active', 'confidential', 'to', '{}', 0.03, 190, 0.30, 0.018, 0.91, '[]', '{outbound}', true, 10000, 3, 30, 0.00010000, '{gdpr}'),
    (11, 'calendar_lookup', '1.0.0', 'Calendar', 'Free and busy times.', 'communication', 'active', 'internal', 'who', '{}', 0.02, 95, 0.30, 0.010, 0.89, '[]', '{}', false, 8000, 2, NULL, 0.00000000, '{}'),
    (12, 'ticket_create', '2.4.0', 'Open a ticket', '', 'communication', 'active', 'internal', 'subject', '{}', 0.02, 330, 0.35, 0.022, 0.87, '[]', '{outbound}', false, 15000, 2, 60, 0.00000000, '{}'),
    (13, 'git_diff', '1.0.2', 'Git difference', 'Changes between two commits.', 'code', 'active', 'confidential', 'range', '{"type": "string"}', 0.01, 75, 0.60, 0.009, 0.90, '[{"range": "v1.2..main"}]', '{code}', false, 20000, 1, NULL, 0.00000000, '{}'),
    (14, 'payment_refund', '1.0.1', 'Refund', 'Pays money back to a customer.', 'system', 'active', 'restricted', 'payment', '{"type": "object"}', 0.005, 1250, 0.30, 0.035, 0.93, '[]', '{money}', true, 45000, 0, 10, 0.25000000, '{sox,pci}'),
    (15, 'shell_exec', '0.3.0', 'Shell', 'Runs a command on the build host.', 'system', 'disabled', 'restricted', 'command', '{}', 0.005, 900, 1.10, 0.120, 0.66, '[]', '{}', true, 300000, 0, 5, 0.00000000, '{iso27001}'),
    (16, 'web_search', '1.4.9', 'Web search (old)', 'Replaced by version 2.', 'search', 'deprecated', 'public', 'query', '{}', 0.01, 1400, 0.60, 0.090, 0.70, '[]', '{web}', false, 15000, 2, 100, 0.00800000, '{}')
) AS v (i, name, version, display_name, description, category, status, level, argument, output, share, median, spread, failing, quality, examples, tags, approval,
        timeout, retries, per_minute, cost, compliance)
ORDER BY i;
