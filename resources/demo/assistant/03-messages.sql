-- A turn is a question, up to two calls of tools (the request and the answer are messages), and the reply. Message 10 t is the question of turn t,
-- 10 t + 1 to 4 the traffic with tools, 10 t + 9 the reply. OFFSET 0 keeps the planner from writing a stage's expressions out again wherever they are used.
INSERT INTO "messages" ("message_id", "thread_id", "entity", "content", "is_complete", "creation_date")
WITH asked AS (
    SELECT turn, k, thread."thread_id" AS thread, pg_temp.subject(turn) AS subject, pg_temp.anchor() AS anchor,
           thread."creation_date" + interval '1 second' * (210 * k + 150 * pg_temp.u(turn, 301)) AS at
    FROM generate_series(0, pg_temp.n('thread') - 1) AS t
    JOIN "threads" AS thread ON thread."thread_id" = pg_temp.id('thread', t)
    CROSS JOIN LATERAL generate_series(0, pg_temp.turns(t) - 1) AS k
    CROSS JOIN LATERAL (SELECT pg_temp.first_turn(t) + k AS turn) AS x
    OFFSET 0
), said AS (
    SELECT turn, k, thread, subject, part, subject = 2 AND pg_temp.calls(turn) > 0 AND pg_temp.u(turn * 10 + 1, 401) BETWEEN 0.86 AND 0.95 AS declined, turn * 10 + part AS message, (CASE part WHEN 0 THEN 'USER' WHEN 9 THEN 'AI_MESSAGE' WHEN 1 THEN 'AI_TOOL' WHEN 3 THEN 'AI_TOOL' ELSE 'TOOL' END)::"entity" AS entity,
           least(anchor - interval '1 second' * (10 - part), at + interval '1 second' * (part * (2 + 9 * pg_temp.u(turn, 302)))) AS at
    FROM asked CROSS JOIN LATERAL (SELECT 0 AS part UNION ALL SELECT generate_series(1, 2 * pg_temp.calls(turn)) UNION ALL SELECT 9) AS p
    OFFSET 0
)
SELECT pg_temp.id('message', message), thread, entity,
       CASE entity
           WHEN 'USER' THEN CASE WHEN k > 0 AND turn % 5 = 0 THEN pg_temp.pick(turn, 303, 'Thanks. And for the winter months only?', 'That cannot be right, please check the units.', 'Und jetzt bitte auf Deutsch.', 'Make the axis logarithmic.', '👍')
               ELSE (ARRAY['Which papers measured river temperature below glaciers after 2015?', 'Plot the discharge at Nesset for the last thirty days.', 'Run the flood model for the lower valley with 80 mm of rain in six hours.',
                           'Where has the sensor at the weir gaps this year?', 'How much is 340 acre-feet in cubic metres?', 'Summarise the survey of 2019: which species were found where?'])[1 + subject] END
           WHEN 'AI_TOOL' THEN ''
           WHEN 'TOOL' THEN CASE WHEN part = 4 THEN '{"status": 200, "characters": ' || pg_temp.whole(message, 307, 900, 60000)::text || '}' WHEN declined THEN '{"error": "declined by the user"}' ELSE (ARRAY['{"results": [{"doi": "10.5555/rt.2019.41", "title": "Thermal regimes below retreating glaciers", "cited": 88}, {"doi": "10.5555/hy.2021.7", "title": "Night cooling in braided rivers", "cited": 12}]}',
                                   '{"url": "https://storage.example.org/plots/' || left(md5(message::text), 10) || '.svg", "points": 720}', '{"run": "' || left(md5('run' || message::text), 8) || '", "status": "finished", "peak_m3s": ' || pg_temp.whole(message, 304, 180, 940)::text || '}',
                                   '{"gaps": [{"from": "2026-03-02", "to": "2026-03-05"}, {"from": "2026-07-19", "to": "2026-07-19"}]}', '{"value": 419384, "unit": "m3"}', '{"rows": 1834, "columns": ["site", "species", "count"], "sample": null}'])[1 + subject] END
           ELSE CASE WHEN declined THEN 'Without the simulation I can only give the rule of thumb: above 70 mm in six hours the wall at the bridge was too low in 2011 and in 2019.' ELSE (ARRAY['Three groups measured it. The longest series is in "Thermal regimes below retreating glaciers": eleven summers at four stations, with the warming strongest in July.',
                       E'Here is the plot. The peak on the 12th follows the rain of the day before; the gauge was cleaned on the 20th, which explains the step.\n\n![discharge](plot.svg)',
                       'The model has the peak after nine hours at the bridge, 0.4 m above the wall. With 60 mm it stays below. I would not trust it above 90 mm: it was never calibrated there.',
                       'There are two gaps: three days in March, when the battery was changed, and one day in July without a known reason. Everything else is complete.',
                       '340 acre-feet are 419,384 m³ (1 acre-foot = 1,233.48 m³).', 'The survey counted 1,834 animals at 26 sites. Brown trout were found at all but two of them, grayling only below the weir.'])[1 + subject] END
                || CASE WHEN pg_temp.u(message, 305) < 0.15 THEN E'\n\nShall I put that into a table?' ELSE '' END
       END,
       entity <> 'AI_MESSAGE' OR pg_temp.u(message, 306) >= 0.02, at
FROM said
ORDER BY message;

UPDATE "threads" AS t SET "update_date" = m.last FROM (SELECT "thread_id", max("creation_date") AS last FROM "messages" GROUP BY "thread_id") AS m WHERE m."thread_id" = t."thread_id";
