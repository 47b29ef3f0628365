-- 2,000 rows for each unit of scale: every agent in its five capabilities over the same periods. Most learn, some forget;
-- confidence follows from the sample, except for the rows of one careless evaluator.
INSERT INTO agent_capability_metrics (id, agent_id, capability, score, baseline, confidence, sample_size, period_start, period_end, evaluator, details, recorded_at)
WITH size AS MATERIALIZED (
    SELECT total, series, (total + series - 1) / series AS periods, pg_temp.period_minutes((total + series - 1) / series) AS minutes, pg_temp.anchor() AS anchor
    FROM (SELECT pg_temp.n('capability_metric') AS total, pg_temp.n('agent') * 5 AS series) AS v
), skill AS MATERIALIZED (
    SELECT s, pg_temp.id('agent', 1 + s / 5) AS agent_id, pg_temp.capability(1 + s / 5, s % 5) AS capability,
           round((0.66 + 0.09 * pg_temp.g(s, 901))::numeric, 4) AS baseline, 0.05 + 0.055 * pg_temp.g(s, 902) AS gain, 8 + 140 * power(pg_temp.u(s, 903), 2) AS weekly,
           pg_temp.pick(s, 904, 'automatic', 'automatic', 'automatic', 'judge-v2', 'human panel') AS evaluator, s % 37 = 5 AS careless
    FROM generate_series(0, (SELECT series FROM size) - 1) AS s
), measured AS (
    SELECT v.*, minutes, anchor - interval '1 minute' * ((k + 1) * minutes) AS starts, 1 - k::float8 / periods AS along,
           greatest(0, round(weekly * (0.4 + 0.6 * least(1, minutes / 10080.0::float8)) * (1 + 0.35 * pg_temp.g(v.n, 911))))::integer AS sample
    FROM size
    CROSS JOIN LATERAL generate_series(periods - 1, 0, -1) AS k
    CROSS JOIN LATERAL (SELECT (periods - 1 - k) * series + s AS n, skill.* FROM skill WHERE (periods - 1 - k) * series + s < total OFFSET 0) AS v
    OFFSET 0
)
SELECT pg_temp.id('capability_metric', n), agent_id, capability,
       pg_temp.score(baseline::float8 + gain * along + 0.22 * pg_temp.g(n, 912) / sqrt(sample + 4)), CASE WHEN along > 0.15 THEN baseline END,
       CASE WHEN careless THEN 0.98 ELSE pg_temp.score(1 - 1.15 / sqrt(sample + 1.5)) END, sample, starts, starts + interval '1 minute' * minutes,
       CASE WHEN careless THEN 'legacy-grader' ELSE evaluator END,
       CASE pg_temp.whole(n, 913, 0, 5) WHEN 0 THEN jsonb_build_object('suite', capability || '-v' || pg_temp.whole(n, 914, 1, 3)::text, 'passed', sample * 2 / 3)
           WHEN 1 THEN '{"temperature": 0, "seeds": [1, 2, 3]}' ELSE '{}' END,
       starts + interval '1 minute' * minutes + interval '1 second' * pg_temp.whole(n, 915, 20, 900)
FROM measured;
