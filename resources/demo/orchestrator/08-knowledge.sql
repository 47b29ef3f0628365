-- Twelve subjects; entries of one subject point in about the same direction.
INSERT INTO knowledge_entries (id, organization_id, project_id, title, content, source, source_uri, chunk_number, content_hash, language, tags, metadata, created_by, created_at, updated_at,
                               embedding_model, embedded_at, embedding)
SELECT pg_temp.id('knowledge', i), pg_temp.org(i % orgs), CASE WHEN pg_temp.u(i, 805) < 0.25 THEN pg_temp.id('project', i % orgs) END, title || CASE WHEN k >= 12 THEN ', part ' || (1 + k / 12)::text ELSE '' END,
       content || CASE WHEN k >= 12 THEN E'\n\nRevision ' || (1 + k / 12)::text || '.' ELSE '' END, source::knowledge_source,
       CASE source WHEN 'web' THEN 'https://handbook.example.org/' || s::text WHEN 'code' THEN 'git://code.example.net/platform#' || left(md5(s::text), 8) WHEN 'document' THEN 's3://knowledge/' || md5(i::text) || '.pdf' END,
       1 + k / 12, md5('source' || s::text || '/' || (i % orgs)::text) || md5('source' || s::text || ':' || (i % orgs)::text), language, tags::text[], jsonb_build_object('words', length(content) / 6, 'reviewed', pg_temp.u(i, 807) < 0.4),
       CASE WHEN pg_temp.u(i, 801) < 0.7 THEN pg_temp.id('user', i % orgs) END, made, made, CASE WHEN embedded THEN 'all-MiniLM-L6-v2' END, CASE WHEN embedded THEN made + interval '20 seconds' END,
       CASE WHEN embedded THEN (SELECT array_agg(round((pg_temp.u(s * 1000 + d, 802) - 0.5 + 0.12 * pg_temp.g(i * 400 + d, 803))::numeric, 5)::real ORDER BY d) FROM generate_series(1, 384) AS d) END
FROM (SELECT pg_temp.n('organization') AS orgs) AS c CROSS JOIN LATERAL generate_series(0, pg_temp.n('knowledge') - 1) AS i CROSS JOIN LATERAL (SELECT i / orgs AS k, pg_temp.ago(2 + 150 * pg_temp.u(i, 804)) AS made, pg_temp.u(i, 806) < 0.95 AS embedded) AS g
JOIN (VALUES
    (0, 'How to rotate keys', 'Make the new key, publish both, wait for a day, then withdraw the old one. Clients that cached it longer are wrong.', 'document', 'english', '{security,operations}'),
    (1, 'Restoring a backup', 'Restore to a spare server first. Compare row counts of the ten largest tables, then switch the name.', 'document', 'english', '{operations,postgresql}'),
    (2, 'What an agent may decide alone', 'Anything that can be undone within an hour. Everything else waits for a person.', 'manual', 'english', '{agents,policy}'),
    (3, 'Kündigungsfristen', 'Verträge mit Laufzeit enden nicht von selbst. Die Kündigung muss drei Monate vorher eingegangen sein.', 'document', 'german', '{legal}'),
    (4, 'Remboursement d’un double paiement', 'Rembourser le second paiement le jour même et en informer le client par courriel.', 'web', 'french', '{billing}'),
    (5, 'Retries with back-off', 'Wait twice as long each time, with jitter, and give up after five. Never retry what is not idempotent.', 'code', 'english', '{integration,code}'),
    (6, 'Guía de estilo', 'Frases cortas. Un solo verbo por botón. Los números siempre con su unidad.', 'manual', 'spanish', '{writing}'),
    (7, 'Reading a query plan', 'Look for the node whose estimated rows are far from the actual ones; the trouble begins there.', 'web', 'english', '{postgresql,performance}'),
    (8, 'Onboarding in a week', 'Day one: accounts. Day two: the sample project. By Friday a first change has been reviewed.', 'manual', 'english', '{people}'),
    (9, '請求書の締め日', '毎月二十五日に締め、翌月末に支払う。休日の場合は前営業日とする。', 'document', 'japanese', '{billing}'),
    (10, 'Why quotas exist', 'A runaway agent creates tasks faster than anybody reads them. The limit is there to be reached once.', 'conversation', 'english', '{policy,agents}'),
    (11, 'Personal data in prompts', 'Names and account numbers are masked before they leave the house; the mapping stays here.', 'document', 'english', '{security,policy}')
) AS v (s, title, content, source, language, tags) ON s = k % 12
ORDER BY i;
