INSERT INTO agents (id, name, description, agent_type, status, security_level, persona_id, version, capabilities, configuration, memory, metadata,
                    last_active_at, last_error, created_by, created_at, updated_at, retired_at, tools_enabled, tool_permissions, tool_preferences,
                    tool_budget_daily, max_concurrent_tools, llm_provider_id, model, fallback_model, temperature, top_p, max_output_tokens,
                    system_prompt_override, model_configuration, last_evaluated_at)
SELECT pg_temp.id('agent', i), names[1 + (i - 1) % 20] || CASE WHEN i > 20 THEN ' ' || (1 + (i - 1) / 20)::text ELSE '' END,
       CASE WHEN pg_temp.u(i, 501) < 0.85 THEN pg_temp.pick(i, 502, 'Answers first, hands over what it cannot settle.', 'Watches feeds and reports what stands out.',
           'Prepares drafts for people to finish.', 'Splits large requests among other agents and puts the parts together.', 'Checks what other agents wrote.') END,
       pg_temp.pick(i, 503, 'assistant', 'assistant', 'analyst', 'orchestrator', 'researcher', 'monitor', 'specialist')::agent_type, status::agent_status,
       pg_temp.pick(i, 504, 'public', 'internal', 'internal', 'confidential', 'restricted')::security_level,
       pg_temp.id('persona', 1 + (i * 5) % pg_temp.n('persona')), pg_temp.whole(i, 505, 1, 9),
       (SELECT array_agg(pg_temp.capability(i, k) ORDER BY k) FROM generate_series(0, 4) AS k),
       jsonb_build_object('greeting', i % 2 = 0, 'handover', jsonb_build_object('to', pg_temp.pick(i, 506, 'person', 'queue:care', 'agent'), 'after', pg_temp.whole(i, 507, 1, 5))),
       CASE pg_temp.whole(i, 508, 0, 3) WHEN 0 THEN '{}' WHEN 1 THEN '{"facts": ["fiscal year starts in April", "invoices in EUR"]}'
           WHEN 2 THEN '{"facts": [], "glossary": {"GRT": "gross register tonnage", "ETA": null}}' ELSE '{"preferences": {"units": "metric", "first_day": 1}, "seen": 1834}' END::jsonb,
       CASE WHEN i % 4 = 0 THEN '{"team": "care", "oncall": true}' ELSE '{}' END::jsonb,
       CASE WHEN status <> 'draft' THEN CASE WHEN status = 'retired' THEN pg_temp.ago(1.2) ELSE pg_temp.ago(0.02 + 3 * pg_temp.u(i, 509) * pg_temp.u(i, 510)) END END,
       CASE WHEN status = 'error' THEN 'ProviderError: 529 overloaded_error (request ' || left(md5(i::text), 12) || E')\n  after 4 attempts, last in 61.2 s' END,
       pg_temp.id('user', pg_temp.whole(i, 511, 1, pg_temp.n('user'))), pg_temp.ago(300 + 80 * pg_temp.u(i, 512)), pg_temp.ago(20 * pg_temp.u(i, 513)),
       CASE WHEN status = 'retired' THEN pg_temp.ago(1) END,
       pg_temp.u(i, 514) < 0.95,
       CASE pg_temp.whole(i, 515, 0, 3) WHEN 0 THEN '{"allow": ["search", "data"], "deny": ["shell_exec"]}' WHEN 1 THEN '{"allow": [], "deny": ["system", "payment_refund"]}'
           WHEN 2 THEN '{"allow": ["web_search", "vector_search"], "deny": []}' ELSE '{"allow": [], "deny": []}' END::jsonb,
       CASE WHEN pg_temp.u(i, 516) < 0.4 THEN jsonb_build_object('web_search', round(pg_temp.u(i, 517)::numeric, 2), 'vector_search', round(pg_temp.u(i, 518)::numeric, 2)) ELSE '{}' END,
       CASE WHEN pg_temp.u(i, 519) < 0.7 THEN pg_temp.whole(i, 520, 2, 80) + 0.5 END, pg_temp.whole(i, 521, 1, 8),
       CASE WHEN status <> 'draft' THEN pg_temp.id('provider', p) END,
       (ARRAY['claude-sonnet-4-5', 'gpt-4o', 'mistral-large-latest', 'llama3.3:70b', 'gemini-2.0-flash'])[p],
       CASE WHEN pg_temp.u(i, 522) < 0.6 THEN 'gpt-4o-mini' END,
       CASE WHEN pg_temp.u(i, 523) < 0.8 THEN round((pg_temp.u(i, 524) * 1.1)::numeric, 2) END, CASE WHEN pg_temp.u(i, 525) < 0.3 THEN 0.95 END,
       CASE WHEN pg_temp.u(i, 526) < 0.7 THEN 512 * pg_temp.whole(i, 527, 1, 16) END,
       CASE WHEN i % 11 = 0 THEN E'Answer only from the attached documents.\nIf they do not say, answer: "Not in the documents."' END,
       CASE pg_temp.whole(i, 528, 0, 2) WHEN 0 THEN '{}' WHEN 1 THEN '{"reasoning": {"effort": "low"}}' ELSE '{"seed": 7, "logit_bias": {"50256": -100}, "stop": ["###"]}' END::jsonb,
       CASE WHEN status NOT IN ('draft', 'retired') THEN pg_temp.ago(7 * pg_temp.u(i, 529)) END
FROM generate_series(1, pg_temp.n('agent')) AS i
CROSS JOIN (SELECT ARRAY['Harbour Desk', 'Ledger Watch', 'Paper Trail', 'Night Porter', 'Field Notes', 'Second Reader', 'Signal Box', 'Ward Round', 'Query Smith', 'Lighthouse',
                         'Tide Table', 'Front Counter', 'Cartographer', 'Split Ticket', 'Clerk of Works', 'Beekeeper', 'Grammarian', 'Quartermaster', 'Café Rota', 'Weathervane'] AS names) AS v
CROSS JOIN LATERAL (SELECT 1 + (pg_temp.u(i, 530) * pg_temp.u(i, 531) * 5)::integer % 5 AS p,
                           CASE WHEN i % 19 = 0 THEN 'retired' WHEN i % 13 = 0 THEN 'error' WHEN i % 29 = 0 THEN 'paused'
                                ELSE pg_temp.pick(i, 532, 'active', 'active', 'active', 'idle', 'idle', 'busy') END AS status) AS t
ORDER BY i;
