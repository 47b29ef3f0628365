-- The months of all that is measured and called, before the first row of it.
DO $$ BEGIN PERFORM uaip_create_partitions(pg_temp.ago(200), pg_temp.anchor()); END $$;

-- 3,000 rows for each unit of scale: every persona over the same periods, newest first in number, oldest first in the table.
-- OFFSET 0 keeps the planner from writing a stage's expressions out again in each place that uses them.
-- Each persona has a level and a drift of its own; one in three was hurt by a prompt change 40 days ago and mended a week later.
INSERT INTO persona_analytics (id, persona_id, period_start, period_end, quality_score, consistency_score, creativity_score, satisfaction, interaction_count,
                               unique_users, success_count, error_count, average_response_time_ms, p95_response_time_ms, tokens_used, cost, usage_patterns,
                               performance_indicators, trend, trend_slope, trend_confidence, recorded_at)
WITH size AS MATERIALIZED (
    SELECT total, personas, (total + personas - 1) / personas AS periods, pg_temp.period_minutes((total + personas - 1) / personas) AS minutes, pg_temp.anchor() AS anchor
    FROM (SELECT pg_temp.n('persona_analytics') AS total, pg_temp.n('persona') AS personas) AS v
), character AS MATERIALIZED (
    SELECT p - 1 AS p, pg_temp.id('persona', p) AS persona_id,
           0.77 + 0.055 * pg_temp.g(p, 801) AS level, 0.045 + 0.05 * pg_temp.g(p, 802) AS drift, 0.80 + 0.05 * pg_temp.g(p, 803) AS steadiness,
           0.58 + 0.13 * pg_temp.g(p, 804) AS invention, (6 + 110 * power(pg_temp.u(p, 805), 3)) * sqrt(pg_temp.scale()::float8) AS daily, 1200 + 2600 * pg_temp.u(p, 806) AS latency,
           500 + 1500 * pg_temp.u(p, 807) AS tokens, 0.000002 + 0.000009 * pg_temp.u(p, 808) AS token_price, p % 3 = 1 AS hurt,
           (10 + 3 * (p % 15)) * 1440 AS gap_at, (p % 4) * 1440 AS gap
    FROM generate_series(1, (SELECT personas FROM size)) AS p
), placed AS (
    -- An outage of up to three days pushes a persona's older periods further back, which leaves the gap.
    SELECT c.*, minutes, anchor, k * minutes + CASE WHEN k * minutes >= gap_at THEN (gap + minutes - 1) / minutes * minutes ELSE 0 END AS age, periods * minutes AS span
    FROM size
    CROSS JOIN LATERAL generate_series(periods - 1, 0, -1) AS k
    CROSS JOIN LATERAL (SELECT (periods - 1 - k) * personas + p AS n, character.* FROM character WHERE (periods - 1 - k) * personas + p < total OFFSET 0) AS c
    OFFSET 0
), timed AS (
    SELECT *, anchor - interval '1 minute' * (age + minutes) AS starts,
           CASE WHEN minutes >= 1440 THEN 1.0 ELSE (ARRAY[20, 14, 10, 8, 9, 16, 34, 70, 118, 156, 172, 166, 140, 150, 168, 170, 158, 132, 104, 88, 76, 62, 46, 30])[1 + ((1440 - (age + minutes) % 1440) % 1440) / 60] / 91.5 END
           * CASE WHEN extract(dow FROM (anchor - interval '1 minute' * (age + minutes - 720)) AT TIME ZONE 'UTC') IN (0, 6) THEN 0.36 ELSE 1.18 END
           * (1.25 - 0.5 * age / span) AS rhythm,
           hurt AND age BETWEEN 47520 AND 57600 AS bad, 1 - age::float8 / span AS along
    FROM placed
    OFFSET 0
), measured AS (
    SELECT *, level + drift * along - CASE WHEN bad THEN 0.13 ELSE 0 END + 0.022 * pg_temp.g(n, 811) AS quality,
           greatest(0, round(daily * rhythm * minutes / 1440 * (1 + 0.18 * pg_temp.g(n, 812))))::integer AS interactions
    FROM timed
    OFFSET 0
), counted AS (
    SELECT *, least(interactions, floor(interactions * least(0.6, greatest(0, 0.035 + CASE WHEN bad THEN 0.12 ELSE 0 END + 0.02 * pg_temp.g(n, 813))) + pg_temp.u(n, 814)))::integer AS errors,
           round(latency * (1 + CASE WHEN bad THEN 0.35 ELSE 0 END - 0.12 * along) * (1 + 0.09 * pg_temp.g(n, 815)))::integer AS response,
           round(interactions * tokens * (1 + 0.1 * pg_temp.g(n, 816)))::bigint AS used
    FROM measured
    OFFSET 0
)
SELECT pg_temp.id('persona_analytics', n), persona_id, starts, starts + interval '1 minute' * minutes, pg_temp.score(quality),
       pg_temp.score(steadiness + 0.03 * along - CASE WHEN bad THEN 0.09 ELSE 0 END + 0.02 * pg_temp.g(n, 817)),
       CASE WHEN interactions >= 3 THEN pg_temp.score(invention + 0.04 * pg_temp.g(n, 818)) END,
       CASE WHEN interactions >= 2 AND pg_temp.u(n, 819) < 0.92 THEN round(least(5, greatest(1, 1.1 + 3.9 * quality + 0.25 * pg_temp.g(n, 820)))::numeric, 2) END,
       interactions, CASE WHEN interactions = 0 THEN 0 ELSE greatest(1, round(interactions * (0.35 + 0.4 * pg_temp.u(n, 821))))::integer END,
       interactions - errors, errors, CASE WHEN interactions > 0 THEN response END, CASE WHEN interactions > 0 THEN round(response * (1.9 + 0.8 * pg_temp.u(n, 822)))::integer END,
       used, round((used * token_price)::numeric, 8),
       CASE WHEN interactions = 0 THEN '{}'
            ELSE jsonb_build_object('peak_hour', pg_temp.whole(n, 823, 8, 17), 'channels', jsonb_build_object('web', interactions - interactions / 3, 'slack', interactions / 3)) END,
       CASE WHEN interactions = 0 THEN '{}'
            ELSE jsonb_build_object('first_response_resolution', round((0.5 + 0.45 * quality * pg_temp.u(n, 824))::numeric, 3), 'escalation_rate', round((0.12 * pg_temp.u(n, 825))::numeric, 3)) END,
       CASE WHEN bad THEN 'falling' WHEN drift > 0.065 THEN 'rising' WHEN drift < 0 THEN 'falling' ELSE 'steady' END::trend_direction,
       CASE WHEN along > 0.12 THEN round(((drift * 1440 / span) - CASE WHEN bad THEN 0.018 ELSE 0 END + 0.0002 * pg_temp.g(n, 826))::numeric, 6) END,
       CASE WHEN along > 0.12 THEN pg_temp.score(0.45 + 0.4 * along + 0.07 * pg_temp.g(n, 827)) END,
       starts + interval '1 minute' * minutes + interval '1 second' * pg_temp.whole(n, 828, 4, 95)
FROM counted;

-- What was measured of Ada while she was her first and her second version is theirs.
UPDATE persona_analytics SET persona_id = pg_temp.id('persona version', CASE WHEN period_start < pg_temp.ago(120) THEN 1 ELSE 2 END)
WHERE persona_id = pg_temp.id('persona', 1) AND period_start < pg_temp.ago(60);
