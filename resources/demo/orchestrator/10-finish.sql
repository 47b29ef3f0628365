-- Row level security and the triggers of the audit log as they were.
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT oid::regclass AS home FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND NOT relispartition AND relrowsecurity AND NOT relforcerowsecurity LOOP
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t.home);
    END LOOP;
    FOR t IN SELECT tgrelid::regclass AS home, tgname FROM pg_trigger
             WHERE tgname LIKE 'tr\_%\_audit' AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace) LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER %I', t.home, t.tgname);
    END LOOP;
END
$$;

DROP FUNCTION pg_temp.org(bigint), pg_temp.period_minutes(bigint), pg_temp.iso(timestamptz), pg_temp.busy_time(bigint, bigint, double precision), pg_temp.ago(double precision),
    pg_temp.score(double precision), pg_temp.pick(bigint, bigint, text[]), pg_temp.whole(bigint, bigint, bigint, bigint), pg_temp.g(bigint, bigint), pg_temp.u(bigint, bigint),
    pg_temp.id(text, bigint), pg_temp.n(text), pg_temp.anchor(), pg_temp.scale();
RESET jit;
