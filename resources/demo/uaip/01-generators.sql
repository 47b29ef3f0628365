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

-- Distances in minutes have no days in them, so daylight saving cannot move a result.
CREATE FUNCTION pg_temp.ago(days float8) RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_temp.anchor() - interval '1 minute' * (days * 1440) $$;

-- The k-th (0 to 4) capability of an agent.
CREATE FUNCTION pg_temp.capability(agent bigint, k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
    SELECT (ARRAY['reasoning', 'summarisation', 'code_generation', 'retrieval', 'planning', 'translation', 'tool_use',
                  'data_analysis', 'instruction_following', 'factuality', 'negotiation', 'long_context'])[1 + (agent * 7 + k * 5) % 12]
$$;
