-- Twenty-eight characters; beyond them, each again for another sector, and from the second round on as a second version.
INSERT INTO personas (id, name, role, category, status, visibility, security_level, version, parent_persona_id, description, background, system_prompt,
                      traits, expertise, conversational_style, behavioural_patterns, configuration, language, tags, created_by, created_at, updated_at,
                      archived_at, discussion_preferences, analytics_enabled)
WITH characters (c, name, role, category, language, expertise, trait_a, trait_b) AS MATERIALIZED (
    VALUES
    (0, 'Ada', 'Data analyst', 'analyst', 'en', '{statistics,sql,visualisation}', 'precise', 'curious'),
    (1, 'Benedikt', 'Contract reviewer', 'critic', 'de', '{"contract law",procurement}', 'meticulous', 'reserved'),
    (2, 'Cassandra', 'Risk forecaster', 'analyst', 'en', '{forecasting,insurance,"extreme values"}', 'candid', 'sceptical'),
    (3, 'Dario', 'Storyteller', 'creative', 'it', '{narrative,advertising}', 'playful', 'vivid'),
    (4, 'Esi', 'Customer advocate', 'support', 'en', '{"complaint handling",refunds}', 'patient', 'warm'),
    (5, 'Farouk', 'Site reliability engineer', 'engineer', 'en', '{kubernetes,postgresql,"incident response"}', 'calm', 'terse'),
    (6, 'Greta', 'Socratic tutor', 'teacher', 'en', '{pedagogy,philosophy}', 'inquisitive', 'patient'),
    (7, 'Hikaru 光', 'Localisation editor', 'critic', 'ja', '{translation,typography}', 'exacting', 'polite'),
    (8, 'Ingrid', 'Meeting facilitator', 'facilitator', 'nb', '{facilitation,"decision making"}', 'even-handed', 'brisk'),
    (9, 'Jomo', 'Agronomy adviser', 'advisor', 'sw', '{soils,irrigation,"crop insurance"}', 'practical', 'warm'),
    (10, 'Katya', 'Database engineer', 'engineer', 'en', '{postgresql,"query planning",migrations}', 'blunt', 'precise'),
    (11, 'Lucía', 'Onboarding guide', 'support', 'es', '{training,"product tours"}', 'encouraging', 'clear'),
    (12, 'Mei-Ling', 'Market researcher', 'analyst', 'zh-TW', '{surveys,pricing,retail}', 'thorough', 'diplomatic'),
    (13, 'Nils', 'Devil’s advocate', 'critic', 'en', '{argumentation,"red teaming"}', 'contrary', 'fair'),
    (14, 'Oriol', 'UX writer', 'creative', 'ca', '{microcopy,accessibility}', 'concise', 'empathetic'),
    (15, 'Padma', 'Compliance adviser', 'advisor', 'en', '{gdpr,sox,"records management"}', 'cautious', 'systematic'),
    (16, 'Quill', 'Technical writer', 'creative', 'en', '{documentation,api}', 'clear', 'dry'),
    (17, 'Rosalind', 'Literature reviewer', 'analyst', 'en', '{"systematic reviews",biochemistry}', 'rigorous', 'generous'),
    (18, 'Søren', 'Retrospective host', 'facilitator', 'da', '{retrospectives,"team health"}', 'gentle', 'attentive'),
    (19, 'Tamsin', 'Code reviewer', 'engineer', 'en', '{c++,rust,security}', 'exacting', 'kind'),
    (20, 'Umar', 'Pricing strategist', 'advisor', 'ur', '{pricing,negotiation}', 'shrewd', 'courteous'),
    (21, 'Violeta', 'Mathematics coach', 'teacher', 'bg', '{algebra,"olympiad problems"}', 'playful', 'rigorous'),
    (22, 'Wendell', 'Claims handler', 'support', 'en', '{insurance,assessment}', 'unhurried', 'plain-spoken'),
    (23, 'Ximena', 'Speech writer', 'creative', 'es', '{rhetoric,protocol}', 'eloquent', 'bold'),
    (24, 'Yusuf', 'Security reviewer', 'critic', 'tr', '{"threat modelling",cryptography}', 'suspicious', 'thorough'),
    (25, 'Zofia', 'Chemistry teacher', 'teacher', 'pl', '{chemistry,"laboratory safety"}', 'lively', 'careful'),
    (26, 'Æthel', 'Archivist', 'advisor', 'en', '{archives,palaeography}', 'learned', 'digressive'),
    (27, 'Ngọc', 'Sprint facilitator', 'facilitator', 'vi', '{scrum,estimation}', 'cheerful', 'focused')
), sectors AS (
    SELECT ARRAY['Retail banking', 'Hospitals', 'Shipping', 'Museums', 'Public schools', 'Wind power', 'Textiles', 'Motor insurance', 'Grocery', 'Rail',
                 'Pharmacy', 'Film', 'Dairy farming', 'Air traffic', 'Housing', 'Telecoms', 'Courts', 'Water supply', 'Tourism', 'Publishing',
                 'Mining', 'Steel', 'Charities', 'Games', 'Fisheries'] AS sector
), numbered AS (
    SELECT i, i > pg_temp.n('persona') AS draft, (i - 1) % 28 AS c, (i - 1) / 28 AS round
    FROM generate_series(1, pg_temp.n('persona') + pg_temp.n('persona') / 6) AS i
)
SELECT pg_temp.id('persona', i),
       name || CASE WHEN round > 0 THEN ' · ' || sector[1 + (round - 1) % 25] ELSE '' END, role, category::persona_category,
       CASE WHEN draft THEN 'draft' WHEN i % 17 = 0 THEN 'deprecated' WHEN i % 23 = 0 THEN 'archived' ELSE 'active' END::persona_status,
       pg_temp.pick(i, 401, 'private', 'organisation', 'organisation', 'public')::visibility,
       pg_temp.pick(i, 402, 'public', 'internal', 'internal', 'confidential')::security_level,
       CASE WHEN round > 25 THEN 2 ELSE 1 END, CASE WHEN round > 25 THEN pg_temp.id('persona', i - 28 * 25) WHEN round > 0 THEN pg_temp.id('persona', c + 1)
            WHEN c = 17 THEN pg_temp.id('persona', 1) WHEN c = 19 THEN pg_temp.id('persona', 11) WHEN c = 24 THEN pg_temp.id('persona', 14) END,
       role || CASE WHEN round > 0 THEN ' for ' || lower(sector[1 + (round - 1) % 25]) ELSE '' END || '; ' || trait_a || ' and ' || trait_b || '.',
       CASE WHEN pg_temp.u(i, 403) < 0.75 THEN 'Worked ' || pg_temp.whole(i, 404, 6, 31)::text || ' years as a ' || lower(role) || '. Prefers '
           || pg_temp.pick(i, 405, 'numbers to adjectives', 'a short question to a long answer', 'examples from everyday life', 'to see the source before the summary') || '.' END,
       E'You are ' || name || E', a ' || lower(role) || E'.\nBe ' || trait_a || ' and ' || trait_b || E'.\n'
           || pg_temp.pick(i, 406, 'Say when you do not know.', 'Ask one question at a time.', E'Cite sources as {"title": ..., "url": ...}.', 'Never promise what the user''s contract does not.')
           || E'\nAnswer in {{language}}.',
       CASE WHEN i % 5 = 0 THEN jsonb_build_array(trait_a, trait_b)
            ELSE jsonb_build_array(jsonb_build_object('name', trait_a, 'strength', round((0.6 + 0.4 * pg_temp.u(i, 407))::numeric, 2)),
                                   jsonb_build_object('name', trait_b, 'strength', round((0.3 + 0.5 * pg_temp.u(i, 408))::numeric, 2))) END,
       expertise::text[],
       jsonb_build_object('tone', pg_temp.pick(i, 409, 'formal', 'friendly', 'neutral', 'dry'), 'verbosity', pg_temp.whole(i, 410, 1, 5), 'emoji', pg_temp.u(i, 411) < 0.15),
       CASE pg_temp.whole(i, 412, 0, 3) WHEN 0 THEN '{}' WHEN 1 THEN '{"contradicted": {"first": "restate", "then": "yield"}}'
           WHEN 2 THEN '{"unsure": "ask", "insulted": {"reply": "once", "then": "hand over"}}' ELSE '{"greeting": ["Hello", "Good day"], "farewell": null}' END::jsonb,
       jsonb_build_object('max_turns', pg_temp.whole(i, 413, 4, 40), 'grounding', pg_temp.pick(i, 414, 'none', 'documents', 'web')),
       language, CASE WHEN round = 0 THEN '{core}' ELSE ARRAY['sector', lower(sector[1 + (round - 1) % 25])] END::text[],
       CASE WHEN pg_temp.u(i, 415) < 0.95 THEN pg_temp.id('user', pg_temp.whole(i, 416, 1, pg_temp.n('user'))) END,
       made, made + (pg_temp.anchor() - made) * 0.7, CASE WHEN NOT draft AND i % 17 <> 0 AND i % 23 = 0 THEN pg_temp.ago(3) END,
       CASE WHEN i % 3 = 0 THEN '{"prefers_role": "critic", "max_parallel": 2}' ELSE '{}' END::jsonb, NOT draft
FROM numbered
JOIN characters USING (c)
CROSS JOIN sectors
CROSS JOIN LATERAL (SELECT CASE WHEN draft THEN pg_temp.ago(25 * pg_temp.u(i, 417)) ELSE pg_temp.ago(400 + 280 * pg_temp.u(i, 418)) END AS made) AS t
ORDER BY i;

-- Ada was revised twice. The two before her are kept, and she is the third.
UPDATE personas SET version = 3 WHERE id = pg_temp.id('persona', 1);

INSERT INTO personas (id, name, role, category, status, visibility, security_level, version, parent_persona_id, description, background, system_prompt,
                      traits, expertise, conversational_style, behavioural_patterns, configuration, language, tags, created_by, created_at, updated_at,
                      archived_at, discussion_preferences, analytics_enabled)
SELECT pg_temp.id('persona version', v), name, role, category, CASE v WHEN 1 THEN 'archived' ELSE 'deprecated' END::persona_status, visibility, security_level,
       v, CASE v WHEN 2 THEN pg_temp.id('persona version', 1) END, 'The ' || CASE v WHEN 1 THEN 'first' ELSE 'second' END || ' ' || lower(role) || '.', background,
       CASE v WHEN 1 THEN 'You are Ada, a data analyst.'
              ELSE E'You are Ada, a data analyst.\nSay when you do not know.' END, traits, expertise, conversational_style,
       behavioural_patterns, configuration, language, tags, created_by, CASE v WHEN 1 THEN created_at ELSE pg_temp.ago(120) END,
       pg_temp.ago(180 - 60 * v), CASE v WHEN 1 THEN pg_temp.ago(120) END, discussion_preferences, analytics_enabled
FROM personas
CROSS JOIN generate_series(1, 2) AS v
WHERE id = pg_temp.id('persona', 1)
ORDER BY v;

UPDATE personas SET parent_persona_id = pg_temp.id('persona version', 2), created_at = pg_temp.ago(60) WHERE id = pg_temp.id('persona', 1);
