-- What this pack has of its own; ../generators.sql has what all share.

-- The audit log is part of the data, and triggers would write the present time into it. The last file puts them back.
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT tgrelid::regclass AS home, tgname FROM pg_trigger
             WHERE tgname LIKE 'tr\_%\_audit' AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace) LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', t.home, t.tgname);
    END LOOP;
END
$$;

-- The administrator and the developer of the seed sign in with this; nobody else can.
SELECT set_config('orchestrator.seed_password', coalesce(nullif(current_setting('orchestrator.seed_password', true), ''), 'howdah-demo'), true),
       set_config('orchestrator.seed_fixed_salts', 'on', true);

-- How many of a thing there are. What is measured grows with the scale; organizations with its square root up to 40, then what
-- each of them has, up to tenfold. Things are numbered from 0, and number i belongs to organization i % organizations.
CREATE FUNCTION pg_temp.n(thing text) RETURNS bigint LANGUAGE sql STABLE AS
$$
    SELECT CASE WHEN measured THEN base * pg_temp.scale()
                ELSE base * least(40, floor(8 * sqrt(pg_temp.scale()::float8)))::bigint
                     * CASE thing WHEN 'organization' THEN 1 ELSE greatest(1, least(10, floor(sqrt(pg_temp.scale()::float8) / 5)))::bigint END END
    FROM (VALUES ('organization', false, 1), ('user', false, 8), ('agent', false, 5), ('project', false, 3), ('template', false, 3), ('task', false, 150),
                 ('workflow', false, 4), ('knowledge', false, 18), ('agent_metric', true, 3000), ('execution', true, 4000), ('audit', true, 3000)) AS v (name, measured, base)
    WHERE name = thing
$$;


-- Organization 0 is the seed's.
CREATE FUNCTION pg_temp.org(i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE i WHEN 0 THEN overlay(overlay(md5('orchestrator:organization') PLACING '4' FROM 13) PLACING '9' FROM 17)::uuid ELSE pg_temp.id('organization', i) END $$;

-- Distances in minutes have no days in them, so daylight saving cannot move a result.
CREATE FUNCTION pg_temp.ago(days float8) RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_temp.anchor() - interval '1 minute' * (days * 1440) $$;
