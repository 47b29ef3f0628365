-- What this pack has of its own; ../generators.sql has what all share.

-- Threads grow with the scale, people with its square root up to a limit.
CREATE FUNCTION pg_temp.n(thing text) RETURNS bigint LANGUAGE sql STABLE AS
$$
    SELECT CASE WHEN per_scale THEN base * pg_temp.scale()
                ELSE least(most, floor(base * sqrt(pg_temp.scale()::float8)))::bigint END
    FROM (VALUES ('person', false, 25, 2000), ('project', false, 8, 300), ('thread', true, 200, NULL)) AS v (name, per_scale, base, most)
    WHERE name = thing
$$;

-- Threads are numbered from 0; eight of them have 32 turns together, and eight turns have 32 messages.
CREATE FUNCTION pg_temp.turns(thread bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT (ARRAY[1, 2, 3, 4, 5, 6, 7, 4])[1 + thread % 8] $$;
CREATE FUNCTION pg_temp.first_turn(thread bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT thread / 8 * 32 + (ARRAY[0, 1, 3, 6, 10, 15, 21, 28])[1 + thread % 8] $$;
CREATE FUNCTION pg_temp.calls(turn bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT (ARRAY[0, 1, 1, 2, 0, 1, 1, 2])[1 + turn % 8] $$;

CREATE FUNCTION pg_temp.ago(days float8) RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_temp.anchor() - interval '1 minute' * (days * 1440) $$;

-- What is asked for in a turn (0 to 5), and how hard it is thought to be.
CREATE FUNCTION pg_temp.subject(turn bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT pg_temp.whole(turn, 101, 0, 5)::integer $$;
CREATE FUNCTION pg_temp.hardness(turn bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT least(10, greatest(0, round((ARRAY[3, 5, 8, 4, 1, 5])[1 + pg_temp.subject(turn)] + 1.4 * pg_temp.g(turn, 102))))::integer $$;

-- The model that answers. The small one was replaced 45 days ago.
CREATE FUNCTION pg_temp.model(hardness integer, at timestamptz) RETURNS text LANGUAGE sql STABLE AS
$$
    SELECT CASE WHEN hardness >= 8 THEN 'claude-opus-4-1' WHEN hardness >= 4 THEN 'gpt-5' WHEN at < pg_temp.ago(45) THEN 'gpt-4o-mini' ELSE 'gpt-5-mini' END
$$;
