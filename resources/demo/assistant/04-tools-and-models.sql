-- Each request for a tool names one. The simulation costs money, so the user is asked first.
INSERT INTO "tool_calls" ("tool_call_id", "message_id", "provider_call_id", "name", "arguments", "validated")
WITH calls AS (
    SELECT turn, turn * 10 + 2 * c - 1 AS message, pg_temp.subject(turn) AS subject, c
    FROM generate_series(0, 4 * pg_temp.n('thread') - 1) AS turn CROSS JOIN LATERAL generate_series(1, pg_temp.calls(turn)) AS c
    OFFSET 0
)
SELECT pg_temp.id('call', message), pg_temp.id('message', message), 'call_' || left(translate(encode(decode(md5('call' || message::text), 'hex'), 'base64'), '+/=', 'xyz'), 22),
       CASE WHEN c = 2 THEN 'web_fetch' ELSE (ARRAY['literature_search', 'plot', 'run_simulation', 'sensor_query', 'convert_units', 'dataset_summary'])[1 + subject] END,
       CASE WHEN c = 2 THEN jsonb_build_object('url', 'https://data.example.org/item/' || turn::text)
            ELSE (ARRAY['{"query": "river temperature glacier", "since": 2015, "limit": 10}', '{"series": "nesset.discharge", "days": 30, "log": false}', '{"model": "valley-2d", "rain_mm": 80, "hours": 6}',
                        '{"sensor": "weir", "from": "2026-01-01", "to": null}', '{"value": 340, "from": "acre-foot", "to": "m3"}', '{"dataset": "survey-2019"}'])[1 + subject]::jsonb END,
       CASE WHEN c = 1 AND subject = 2 THEN CASE WHEN pg_temp.u(message, 401) < 0.86 THEN true WHEN pg_temp.u(message, 401) < 0.95 THEN false END END
FROM calls
ORDER BY message;

-- Three to five tools are selected for each question, the fitting one among them.
INSERT INTO "tool_selection" ("id", "message_id", "tool_name")
SELECT pg_temp.id('selection', turn * 10 + i), pg_temp.id('message', turn * 10),
       (ARRAY['literature_search', 'plot', 'run_simulation', 'sensor_query', 'convert_units', 'dataset_summary', 'web_fetch', 'sql_query', 'remember'])[1 + (pg_temp.subject(turn) + i * 4) % 9]
FROM generate_series(0, 4 * pg_temp.n('thread') - 1) AS turn CROSS JOIN LATERAL generate_series(0, pg_temp.whole(turn, 411, 2, 4)) AS i
ORDER BY turn, i;

INSERT INTO "complexity_estimation" ("id", "message_id", "complexity", "model", "reasoning")
SELECT pg_temp.id('estimate', turn), m."message_id", CASE WHEN pg_temp.u(turn, 421) < 0.92 THEN hardness END, model,
       CASE WHEN model <> 'gpt-4o-mini' THEN (ARRAY['NONE', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH'])[1 + least(4, hardness / 2)] END::"reasoninglevels"
FROM generate_series(0, 4 * pg_temp.n('thread') - 1) AS turn
JOIN "messages" AS m ON m."message_id" = pg_temp.id('message', turn * 10)
CROSS JOIN LATERAL (SELECT pg_temp.hardness(turn) AS hardness OFFSET 0) AS h
CROSS JOIN LATERAL (SELECT pg_temp.model(hardness, m."creation_date") AS model) AS x
ORDER BY turn;

-- Choosing tools costs tokens of a small model with the question; each step of the model costs some of all three kinds, more of them cached the
-- longer a thread is; reading pages costs tokens within the tool. A prompt that was not cached cost five times as much for a week 20 days ago.
INSERT INTO "token_consumption" ("id", "message_id", "type", "task", "count", "model")
WITH steps AS (
    SELECT turn, turn * 10 + part AS message, part, pg_temp.hardness(turn) AS hardness
    FROM generate_series(0, 4 * pg_temp.n('thread') - 1) AS turn
    CROSS JOIN LATERAL (SELECT 0 AS part UNION ALL SELECT generate_series(1, 2 * pg_temp.calls(turn)) UNION ALL SELECT 9) AS p
    OFFSET 0
), spent AS (
    SELECT s.*, m."message_id", m."creation_date" AS at, greatest(0, extract(epoch FROM m."creation_date" - t."creation_date"))::float8 / 210 AS depth,
           m."creation_date" BETWEEN pg_temp.ago(20) AND pg_temp.ago(13) AS uncached
    FROM steps AS s JOIN "messages" AS m ON m."message_id" = pg_temp.id('message', s.message) JOIN "threads" AS t USING ("thread_id")
    OFFSET 0
), priced AS (
    SELECT *, (900 + 650 * depth + 250 * part) * exp(0.2 * pg_temp.g(message, 431)) AS context FROM spent OFFSET 0
), counted AS (
    SELECT message, message_id, 'CHAT_COMPLETION' AS task, pg_temp.model(hardness, at) AS model,
           context * CASE WHEN uncached THEN 0.05 ELSE least(0.85, 0.35 + 0.1 * depth) END AS cached, context * CASE WHEN uncached THEN 0.95 ELSE 1 - least(0.85, 0.35 + 0.1 * depth) END AS fresh,
           CASE part WHEN 9 THEN 130 + 40 * hardness ELSE 45 END * exp(0.4 * pg_temp.g(message, 432)) AS written
    FROM priced WHERE part IN (1, 3, 9)
    UNION ALL
    SELECT message, message_id, 'TOOL_SELECTION', pg_temp.model(0, at), CASE WHEN uncached THEN 0 ELSE 1536 END, 220 + 90 * depth + CASE WHEN uncached THEN 1536 ELSE 0 END, 24 + 6 * pg_temp.u(message, 433)
    FROM priced WHERE part = 0
    UNION ALL
    SELECT message, message_id, 'CALL_WITHIN_TOOL', 'gpt-5-mini', 0, 2400 * exp(0.5 * pg_temp.g(message, 434)), 310 * exp(0.3 * pg_temp.g(message, 435))
    FROM priced WHERE part = 4
)
SELECT pg_temp.id(kind, message), message_id, kind::"tokentype", task::"task", round(tokens)::integer, model
FROM counted CROSS JOIN LATERAL (VALUES (1, 'INPUT_CACHED', cached), (2, 'INPUT_NONCACHED', fresh), (3, 'COMPLETION', written)) AS k (place, kind, tokens)
WHERE round(tokens) > 0
ORDER BY message, place;

DROP FUNCTION pg_temp.model(integer, timestamptz), pg_temp.hardness(bigint), pg_temp.subject(bigint), pg_temp.ago(double precision), pg_temp.pick(bigint, bigint, text[]),
    pg_temp.whole(bigint, bigint, bigint, bigint), pg_temp.g(bigint, bigint), pg_temp.u(bigint, bigint), pg_temp.id(text, bigint), pg_temp.calls(bigint), pg_temp.first_turn(bigint),
    pg_temp.turns(bigint), pg_temp.n(text), pg_temp.anchor(), pg_temp.scale();
RESET jit;
