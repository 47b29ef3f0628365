-- Helpers of all demo data, in this session, that make every value from a row number: the same scale and anchor give the same rows.
-- Seeds are arbitrary numbers, one for each use, so that columns are independent of one another.

-- Compiling these statements takes longer than running them at small scales. The last file puts it back.
SET jit = off;

CREATE FUNCTION pg_temp.scale() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT current_setting('howdah.scale')::bigint $$;

CREATE FUNCTION pg_temp.anchor() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT current_setting('howdah.anchor')::timestamptz $$;

-- A UUID of version 4's form.
CREATE FUNCTION pg_temp.id(tag text, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT overlay(overlay(md5(tag || ':' || i::text) PLACING '4' FROM 13) PLACING '9' FROM 17)::uuid $$;

-- Even in [0, 1).
CREATE FUNCTION pg_temp.u(i bigint, seed bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(i, seed) & 1099511627775)::float8 / 1099511627776.0::float8 $$;

-- Bell-shaped: mean 0, standard deviation 1, never beyond 3.5; the sum of four even values.
CREATE FUNCTION pg_temp.g(i bigint, seed bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$
    SELECT (((hashint8extended(i, seed) & 16777215) + (hashint8extended(i, seed + 7001) & 16777215)
           + (hashint8extended(i, seed + 7002) & 16777215) + (hashint8extended(i, seed + 7003) & 16777215))::float8
           / 16777216.0::float8 - 2.0::float8) * 1.7320508::float8
$$;

CREATE FUNCTION pg_temp.whole(i bigint, seed bigint, low bigint, high bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT low + (hashint8extended(i, seed) & 1099511627775) % (high - low + 1) $$;

CREATE FUNCTION pg_temp.pick(i bigint, seed bigint, VARIADIC choices text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT choices[1 + (hashint8extended(i, seed) & 1099511627775) % cardinality(choices)] $$;

-- A score from 0 to 1 with four places.
CREATE FUNCTION pg_temp.score(x float8) RETURNS numeric LANGUAGE sql IMMUTABLE AS
$$ SELECT round(least(0.999, greatest(0.02, x))::numeric, 4) $$;

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
    FROM unnest(ARRAY[12960, 10080, 3456, 2880, 2592, 2040, 1440, 720, 480, 360, 240, 180, 120, 60, 30, 20, 15, 10, 5, 2, 1]) AS m
$$;
