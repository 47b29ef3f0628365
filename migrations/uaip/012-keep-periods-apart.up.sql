-- Periods of one persona do not overlap. No exclusion constraint reaches over the partitions of persona_analytics, and
-- periods reach over the ends of months, so the periods alone stand in a table of their own, which triggers keep.

-- A persona as a range of one, because GiST has no operator class for uuid without an extension.
CREATE TYPE uaip_uuid_range AS RANGE (subtype = uuid);
COMMENT ON TYPE uaip_uuid_range IS 'Of one key, for exclusion constraints: equal keys overlap.';

CREATE TABLE persona_analytics_periods (
    id         uuid      NOT NULL DEFAULT gen_random_uuid(),
    persona_id uuid      NOT NULL,
    period     tstzrange NOT NULL,
    CONSTRAINT pk_persona_analytics_periods PRIMARY KEY (id),
    CONSTRAINT ex_persona_analytics_periods EXCLUDE USING gist (uaip_uuid_range(persona_id, persona_id, '[]') WITH &&, period WITH &&)
);
COMMENT ON TABLE persona_analytics_periods IS 'The period of each row of persona_analytics, so that those of one persona do not overlap. Kept by triggers; nobody writes here.';
COMMENT ON COLUMN persona_analytics_periods.id IS 'That of the row of persona_analytics; not a foreign key, as its key holds the time, too.';

CREATE FUNCTION uaip_keep_periods_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE persona_analytics_periods;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM persona_analytics_periods WHERE id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO persona_analytics_periods (id, persona_id, period) VALUES (NEW.id, NEW.persona_id, tstzrange(NEW.period_start, NEW.period_end));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION uaip_keep_periods_apart() IS 'Carries the periods of persona_analytics to persona_analytics_periods, where an overlap is refused.';
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION uaip_keep_periods_apart() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END
$$;
REVOKE EXECUTE ON FUNCTION uaip_keep_periods_apart() FROM PUBLIC;

-- Of rows from before that overlap, the first recorded has its period; the others stay, and are named.
INSERT INTO persona_analytics_periods (id, persona_id, period)
SELECT id, persona_id, tstzrange(period_start, period_end) FROM persona_analytics ORDER BY recorded_at, period_start, id
ON CONFLICT DO NOTHING;
DO $$
DECLARE
    wrong text;
BEGIN
    SELECT string_agg(id::text, ', ' ORDER BY id) INTO wrong
    FROM persona_analytics AS a WHERE NOT EXISTS (SELECT FROM persona_analytics_periods AS p WHERE p.id = a.id);
    IF wrong IS NOT NULL THEN
        RAISE WARNING 'Rows of persona_analytics whose periods overlap earlier ones, and were left so: %', wrong;
    END IF;
END
$$;

CREATE TRIGGER tr_persona_analytics_periods AFTER INSERT OR DELETE OR UPDATE OF id, persona_id, period_start, period_end ON persona_analytics
    FOR EACH ROW EXECUTE FUNCTION uaip_keep_periods_apart();
CREATE TRIGGER tr_persona_analytics_emptied AFTER TRUNCATE ON persona_analytics FOR EACH STATEMENT EXECUTE FUNCTION uaip_keep_periods_apart();
