-- What this pack has of its own; ../generators.sql has what all share.

-- How many of a thing there are: metrics grow with the scale, the rest with its square root up to a limit.
CREATE FUNCTION pg_temp.n(thing text) RETURNS bigint LANGUAGE sql STABLE AS
$$
    SELECT CASE WHEN per_scale THEN base * pg_temp.scale()
                ELSE least(most, floor(base * sqrt(pg_temp.scale()::float8)))::bigint END
    FROM (VALUES ('user', false, 40, 1400), ('persona', false, 24, 1200), ('agent', false, 20, 1000),
                 ('conversation', false, 240, 20000), ('discussion', false, 40, 4000), ('execution', false, 600, 40000),
                 ('operation', false, 120, 8000), ('artifact', false, 80, 4000), ('event', false, 300, 20000),
                 ('persona_analytics', true, 3000, NULL), ('capability_metric', true, 2000, NULL),
                 ('tool_usage', true, 5000, NULL)) AS v (name, per_scale, base, most)
    WHERE name = thing
$$;

-- A score from 0 to 1 with four places.
CREATE FUNCTION pg_temp.score(x float8) RETURNS numeric LANGUAGE sql IMMUTABLE AS
$$ SELECT round(least(0.999, greatest(0.02, x))::numeric, 4) $$;

-- Distances in minutes have no days in them, so daylight saving cannot move a result.
CREATE FUNCTION pg_temp.ago(days float8) RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_temp.anchor() - interval '1 minute' * (days * 1440) $$;

-- Within the last days: by day for the most part, few on weekends, always before the anchor.
CREATE FUNCTION pg_temp.busy_time(i bigint, seed bigint, days float8) RETURNS timestamptz LANGUAGE sql STABLE AS
$$
    SELECT pg_temp.anchor() + interval '1 second' * round(
               -86400 * CASE WHEN pg_temp.u(i, seed + 1) < 0.7
                                  AND extract(dow FROM (pg_temp.anchor() + interval '720 minutes' - interval '1440 minutes' * d)
                                                       AT TIME ZONE 'UTC') IN (0, 6)
                             THEN d + 2 ELSE d END
               + greatest(0, least(86399, 48600 + 11000 * pg_temp.g(i, seed + 2))))
    FROM (SELECT 1 + floor(pg_temp.u(i, seed) * days) AS d) AS day
$$;

CREATE FUNCTION pg_temp.iso(t timestamptz) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;

-- The longest of the usual period lengths with which that many periods fit into half a year, in minutes.
CREATE FUNCTION pg_temp.period_minutes(periods bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$
    SELECT coalesce(max(m) FILTER (WHERE m * periods <= 184 * 1440), 1)::integer
    FROM unnest(ARRAY[10080, 2880, 1440, 720, 480, 360, 240, 180, 120, 60, 30, 20, 15, 10, 5, 2, 1]) AS m
$$;

-- The k-th (0 to 4) capability of an agent.
CREATE FUNCTION pg_temp.capability(agent bigint, k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
    SELECT (ARRAY['reasoning', 'summarisation', 'code_generation', 'retrieval', 'planning', 'translation', 'tool_use',
                  'data_analysis', 'instruction_following', 'factuality', 'negotiation', 'long_context'])[1 + (agent * 7 + k * 5) % 12]
$$;
