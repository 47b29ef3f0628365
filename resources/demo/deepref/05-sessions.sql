-- 800 sessions for each unit of scale over 180 days, in order of time: hours are weighted by time of day, weekday and growth, and each
-- gets its share of the sessions. OFFSET 0 keeps the planner from writing a stage's expressions out again wherever they are used.
-- Those of the last two hours still run, and one in a hundred was left open.
INSERT INTO "ai_sessions" ("id", "agentId", "userId", "sessionType", "startedAt", "endedAt", "metadata")
WITH size AS MATERIALIZED (
    SELECT pg_temp.n('session') AS total, 6 * pg_temp.n('block') AS seekers, pg_temp.n('reference') AS refs, pg_temp.anchor() AS anchor
), hours AS (
    SELECT h, ((ARRAY[14, 9, 7, 6, 8, 14, 30, 62, 104, 138, 150, 142, 120, 132, 146, 148, 140, 122, 110, 104, 98, 80, 52, 28])[1 + h % 24]
               * CASE WHEN extract(dow FROM (anchor - interval '1 hour' * (4320 - h) + interval '720 minutes' - interval '1 hour' * (h % 24)) AT TIME ZONE 'UTC') IN (0, 6) THEN 5 ELSE 12 END
               * (4320 + 2 * h))::bigint AS weight
    FROM size CROSS JOIN generate_series(0, 4318) AS h
), shares AS (
    SELECT h, coalesce(lag(through) OVER (ORDER BY h), 0) AS first, through - 1 AS last
    FROM (SELECT h, floor((sum(weight) OVER (ORDER BY h) * total / sum(weight) OVER ())::numeric)::bigint AS through FROM hours CROSS JOIN size) AS t
), sessions AS (
    SELECT s, h, 4320 - h - (s - first + pg_temp.u(s, 501)) / (last - first + 1) AS hours_ago, pg_temp.u(s, 502) AS share
    FROM shares CROSS JOIN LATERAL generate_series(first, last) AS s
    OFFSET 0
), typed AS (
    -- Reference Intelligence came later than the others.
    SELECT s, hours_ago, CASE WHEN share < 0.44 THEN 1 WHEN share < 0.65 THEN 2 WHEN share < 0.86 OR hours_ago > 152 * 24 THEN 3 ELSE 4 END AS agent FROM sessions
)
SELECT pg_temp.id('session', s), pg_temp.id('instance', s), pg_temp.id('user', pg_temp.seeker(floor(seekers * pg_temp.u(s, 503) * pg_temp.u(s, 504))::bigint)),
       (ARRAY['coaching', 'verification', 'authenticity', 'intelligence'])[agent], pg_temp.ago(hours_ago / 24),
       CASE WHEN hours_ago > 2 AND s % 97 <> 13 THEN pg_temp.ago(hours_ago / 24) + interval '1 second' * (95 * (ARRAY[2, 8, 5, 4, 6, 3, 7, 5, 1, 9])[1 + s % 10] + 240 * pg_temp.u(s, 506)) END,
       CASE WHEN agent IN (2, 3) THEN jsonb_build_object('referenceId', pg_temp.id('reference', pg_temp.whole(s, 507, 1, refs)), 'trigger', pg_temp.pick(s, 508, 'submitted', 'submitted', 'resubmitted'))
            ELSE jsonb_build_object('client', pg_temp.pick(s, 509, 'web', 'web', 'ios', 'android'), 'locale', pg_temp.pick(s, 510, 'en', 'en', 'de', 'nb', 'pt-BR', 'ja')) END
FROM typed CROSS JOIN size
ORDER BY s;
