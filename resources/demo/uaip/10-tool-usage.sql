-- 5,000 rows for each unit of scale over 183 days, in order of time: hours are weighted by time of day, weekday and growth, and
-- each gets its share of the rows. OFFSET 0: see persona analytics. Three stories: web search was failing for a day 12 days ago, the SQL runner grew slower for
-- five weeks until an index was built 9 days ago, and nobody could work one morning 37 days ago.
INSERT INTO tool_usage_records (id, tool_id, agent_id, user_id, used_at, execution_time_ms, success, error_type, error_message, retry_count, cost,
                                quality_score, user_satisfaction, context)
WITH size AS MATERIALIZED (
    SELECT pg_temp.n('tool_usage') AS total, pg_temp.n('agent') AS agents, pg_temp.n('user') AS users, pg_temp.anchor() AS anchor
), hours AS (
    SELECT h, (4392 - h) / 24.0::float8 AS days_ago,
           ((ARRAY[20, 14, 10, 8, 9, 16, 34, 70, 118, 156, 172, 166, 140, 150, 168, 170, 158, 132, 104, 88, 76, 62, 46, 30])[1 + h % 24]
            * CASE WHEN extract(dow FROM (anchor - interval '1 hour' * (4392 - h) + interval '720 minutes' - interval '1 hour' * (h % 24)) AT TIME ZONE 'UTC') IN (0, 6) THEN 4 ELSE 12 END
            * CASE WHEN h BETWEEN 4392 - 37 * 24 + 8 AND 4392 - 37 * 24 + 12 THEN 1 ELSE 10 END * (4392 + h))::bigint AS weight
    FROM size CROSS JOIN generate_series(0, 4391) AS h
), shares AS (
    SELECT h, days_ago, coalesce(lag(through) OVER (ORDER BY h), 0) AS first, through - 1 AS last
    FROM (SELECT h, days_ago, (sum(weight) OVER (ORDER BY h) * total / sum(weight) OVER ())::numeric AS exact, total FROM hours CROSS JOIN size) AS e
    CROSS JOIN LATERAL (SELECT floor(exact)::bigint AS through) AS t
), tools AS MATERIALIZED (
    SELECT t, d.id AS tool_id, d.timeout_ms, d.max_retries, d.cost_per_call, (e ->> 'median_ms')::float8 AS median, (e ->> 'spread')::float8 AS spread,
           (e ->> 'failure_rate')::float8 AS failing, (e ->> 'quality')::float8 AS quality
    FROM generate_series(1, 16) AS t JOIN tool_definitions AS d ON d.id = pg_temp.id('tool', t)
    CROSS JOIN LATERAL (SELECT d.configuration -> 'expected' AS e) AS x
), uses AS (
    SELECT n, days_ago, anchor - interval '1 hour' * (4392 - h) + interval '1 second' * (3600 * ((n - first + pg_temp.u(n, 1002)) / (last - first + 1))) AS used_at,
           width_bucket(pg_temp.u(n, 1003), ARRAY[0, 0.22, 0.40, 0.52, 0.61, 0.69, 0.76, 0.81, 0.86, 0.90, 0.93, 0.95, 0.97, 0.98, 0.985, 0.99]::float8[]) AS t,
           1 + floor(agents * pg_temp.u(n, 1004) * pg_temp.u(n, 1005))::bigint AS a,
           CASE WHEN pg_temp.u(n, 1006) < 0.62 THEN 1 + floor(users * pg_temp.u(n, 1007) * pg_temp.u(n, 1008))::bigint END AS p
    FROM size CROSS JOIN shares CROSS JOIN LATERAL generate_series(first, last) AS n
    OFFSET 0
), fates AS (
    SELECT n, t, used_at, days_ago, tool_id, a, p, timeout_ms, max_retries, cost_per_call, quality + 0.03 * pg_temp.g(a, 1001) AS quality,
           pg_temp.u(n, 1009) < failing * CASE WHEN t = 1 AND days_ago > 11 AND days_ago <= 12 THEN 25 WHEN t = 3 AND days_ago BETWEEN 9 AND 20 THEN 2 ELSE 1 END AS failed,
           median * CASE WHEN t = 3 AND days_ago BETWEEN 9 AND 44 THEN 1 + (44 - days_ago) / 14 ELSE 1 END * exp(spread * pg_temp.g(n, 1010)) AS ms,
           pg_temp.whole(n, 1011, 0, 9) AS kind
    FROM uses JOIN tools USING (t)
    OFFSET 0
), results AS (
    SELECT *, CASE WHEN NOT failed THEN NULL WHEN kind < 3 THEN 'timeout' WHEN kind < 5 THEN 'rate_limited' WHEN kind < 7 THEN 'upstream_error'
                   WHEN kind < 8 THEN 'invalid_input' WHEN kind < 9 THEN 'permission_denied' ELSE 'internal_error' END AS error
    FROM fates
    OFFSET 0
)
SELECT pg_temp.id('tool_usage', n), tool_id, pg_temp.id('agent', a), CASE WHEN p IS NOT NULL THEN pg_temp.id('user', p) END, used_at,
       CASE WHEN error = 'timeout' THEN timeout_ms ELSE least(timeout_ms - 1, round(ms))::integer END, NOT failed, error,
       CASE error
           WHEN 'timeout' THEN 'no answer within ' || timeout_ms::text || ' ms'
           WHEN 'rate_limited' THEN 'HTTP 429: rate limit reached, retry after ' || pg_temp.whole(n, 1012, 1, 60)::text || ' s'
           WHEN 'upstream_error' THEN pg_temp.pick(n, 1013, 'HTTP 502 Bad Gateway', 'HTTP 503 Service Unavailable', 'connection reset by peer', 'could not translate host name "search-eu" to address')
           WHEN 'invalid_input' THEN CASE t WHEN 3 THEN E'ERROR:  column "shiped_at" does not exist\nLINE 1: select shiped_at from shipment\n               ^\nHINT:  Perhaps you meant to reference the column "shipment.shipped_at".'
                                            ELSE 'argument "limit" must be at least 1, got ' || (-pg_temp.whole(n, 1014, 0, 9))::text END
           WHEN 'permission_denied' THEN 'denied by policy "Analysts read only"'
           WHEN 'internal_error' THEN 'KeyError: ''results''' END,
       CASE WHEN failed THEN max_retries WHEN kind = 9 THEN least(1, max_retries) ELSE 0 END,
       round(cost_per_call * CASE WHEN failed THEN 1 + max_retries ELSE 1 END + (0.004 * pg_temp.u(n, 1015) * pg_temp.u(n, 1016))::numeric, 8),
       CASE WHEN NOT failed AND pg_temp.u(n, 1017) < 0.85 THEN pg_temp.score(quality + 0.0003 * (183 - days_ago) + 0.07 * pg_temp.g(n, 1018)) END,
       CASE WHEN pg_temp.u(n, 1019) < 0.12 THEN CASE WHEN failed THEN 1 + (pg_temp.u(n, 1020) * 1.6)::smallint ELSE least(5, greatest(1, round(3.9 + 0.9 * pg_temp.g(n, 1021))))::smallint END END,
       CASE WHEN kind = 0 THEN jsonb_build_object('channel', pg_temp.pick(n, 1022, 'web', 'mobile', 'slack'), 'prompt_tokens', pg_temp.whole(n, 1023, 90, 6000))
            WHEN kind = 1 THEN '{"batch": true}' WHEN kind = 2 THEN '{"experiment": {"name": "rerank", "arm": "B"}, "cache": null}' ELSE '{}' END
FROM results;
