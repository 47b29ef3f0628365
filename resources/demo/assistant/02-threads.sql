-- 200 threads for each unit of scale over 183 days, in order of time: hours are weighted by time of day, weekday and growth, and each gets its
-- share of them. The assistant was down for a day 33 days ago.
INSERT INTO "threads" ("thread_id", "user_id", "project_id", "title", "creation_date", "update_date")
WITH size AS MATERIALIZED (
    SELECT pg_temp.n('thread') AS total, pg_temp.n('person') AS people, pg_temp.n('project') AS projects, pg_temp.anchor() AS anchor
), hours AS (
    SELECT h, ((ARRAY[10, 7, 5, 5, 6, 10, 24, 58, 112, 150, 164, 150, 118, 144, 162, 160, 146, 110, 76, 60, 54, 46, 34, 18])[1 + h % 24]
               * CASE WHEN extract(dow FROM (anchor - interval '1 hour' * (4392 - h) + interval '720 minutes' - interval '1 hour' * (h % 24)) AT TIME ZONE 'UTC') IN (0, 6) THEN 3 ELSE 12 END
               * CASE WHEN h / 24 = 183 - 33 THEN 0 ELSE 1 END * (4392 + 2 * h))::bigint AS weight
    FROM size CROSS JOIN generate_series(0, 4390) AS h
), shares AS (
    SELECT h, coalesce(lag(through) OVER (ORDER BY h), 0) AS first, through - 1 AS last
    FROM (SELECT h, floor((sum(weight) OVER (ORDER BY h) * total / sum(weight) OVER ())::numeric)::bigint AS through FROM hours CROSS JOIN size) AS t
), begun AS (
    SELECT t, anchor - interval '1 second' * (3600 * (4392 - h - (t - first + pg_temp.u(t, 201)) / (last - first + 1))) AS at,
           1 + floor(people * pg_temp.u(t, 202) * pg_temp.u(t, 203))::bigint AS person, pg_temp.subject(pg_temp.first_turn(t)) AS subject
    FROM size CROSS JOIN shares CROSS JOIN LATERAL generate_series(first, last) AS t
    OFFSET 0
)
SELECT pg_temp.id('thread', t), pg_temp.id('person', person), CASE WHEN pg_temp.u(t, 204) < 0.85 THEN pg_temp.id('project', 1 + (person + t % 3 / 2) % projects) END,
       (ARRAY['Papers on river temperature', 'Plot of the gauge at Nesset', 'Flood run for the lower valley', 'Gaps in the sensor data', 'Acre-feet to cubic metres', 'What is in the 2019 survey?'])[1 + subject]
       || CASE WHEN pg_temp.u(t, 205) < 0.3 THEN pg_temp.pick(t, 206, ' (draft)', ' – again', ' für Ålesund', ' 🌊', ', 第二版') ELSE '' END,
       at, at
FROM begun CROSS JOIN size
ORDER BY t;
