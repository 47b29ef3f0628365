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
