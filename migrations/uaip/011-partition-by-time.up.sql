-- The tables that grow fastest, measurements and calls, are partitioned by month: a time range reads its months alone, what is
-- too old goes by dropping a table, and time has a BRIN index. Their keys are in order of time. The table that was becomes the
-- default partition, from which its rows move to their months.

-- What others built on these tables would go on with the default partition alone, so it has to go first, knowingly.
DO $$
DECLARE
    fast regclass[] := ARRAY['agent_capability_metrics', 'persona_analytics', 'tool_executions', 'tool_usage_records']::regclass[];
    built text;
BEGIN
    SELECT string_agg(what, ', ' ORDER BY what) INTO built FROM (
        SELECT DISTINCT 'view ' || r.ev_class::regclass::text AS what
        FROM pg_depend AS d JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
        WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY (fast)
        UNION ALL SELECT 'policy ' || polname || ' on ' || polrelid::regclass FROM pg_policy WHERE polrelid = ANY (fast)
        UNION ALL SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE tgrelid = ANY (fast) AND NOT tgisinternal
        UNION ALL SELECT 'publication ' || p.pubname || ' of ' || r.prrelid::regclass
                  FROM pg_publication_rel AS r JOIN pg_publication AS p ON p.oid = r.prpubid WHERE r.prrelid = ANY (fast)
    ) AS others;
    IF built IS NOT NULL THEN
        RAISE EXCEPTION 'Built on tables that become partitioned: %', built
            USING ERRCODE = 'dependent_objects_still_exist', HINT = 'Drop it, and create it again after this migration.';
    END IF;
END
$$;

-- PostgreSQL has one of its own from 18 on.
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 180000 THEN
        CREATE FUNCTION uaip_uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
        'SELECT uuidv7()';
    ELSE
        -- 48 bits of milliseconds, the version, 12 bits of the rest of the millisecond, and 62 bits of chance.
        CREATE FUNCTION uaip_uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
        'SELECT encode(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(us / 1000) FROM 3)
                               || int2send((28672 + us % 1000 * 4096 / 1000)::smallint) FROM 1 FOR 8), ''hex'')::uuid
         FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS us) AS now';
    END IF;
END
$$;
COMMENT ON FUNCTION uaip_uuid_v7() IS 'A new UUID of version 7, which sorts by the time when it was made.';

-- Every month from the first time to the last, in UTC. Idempotent; to be called ahead of time, such as each week for the next three months.
CREATE FUNCTION uaip_create_partitions(since timestamptz, until timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    made      integer := 0;
    space     name;
    relation  name;
    axis      name;
    partition text;
    month     timestamp;
    first     timestamptz;
    next      timestamptz;
    late      boolean;
    columns   text;
    key       record;
    keys      text[];
BEGIN
    IF since IS NULL OR until IS NULL OR NOT isfinite(since) OR NOT isfinite(until) OR until - since > interval '36525 days' THEN
        RAISE EXCEPTION 'Partitions cannot be made from % to %', since, until USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT n.nspname INTO space FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = to_regclass('tool_usage_records');
    FOR relation, axis IN VALUES ('agent_capability_metrics', 'period_start'), ('persona_analytics', 'period_start'),
                                 ('tool_executions', 'requested_at'), ('tool_usage_records', 'used_at') LOOP
        FOR month IN SELECT generate_series(date_trunc('month', since AT TIME ZONE 'UTC'), date_trunc('month', until AT TIME ZONE 'UTC'), interval '1 month') LOOP
            partition := relation || to_char(month, '"_"YYYY"_"MM');
            CONTINUE WHEN to_regclass(partition) IS NOT NULL;
            first := month AT TIME ZONE 'UTC';
            next := (month + interval '1 month') AT TIME ZONE 'UTC';
            EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= $1 AND %2$I < $2)', relation || '_default', axis) INTO late USING first, next;
            IF late THEN
                -- Rows that came before their month was made. Keys that refer to them must not take it for a deletion.
                keys := '{}';
                FOR key IN SELECT conrelid::regclass AS referring, conname, pg_get_constraintdef(oid) AS definition
                           FROM pg_constraint WHERE confrelid = to_regclass(relation) AND contype = 'f' AND conparentid = 0 LOOP
                    keys := keys || format('ALTER TABLE %s ADD CONSTRAINT %I %s', key.referring, key.conname, key.definition);
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key.referring, key.conname);
                END LOOP;
                SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
                FROM pg_attribute WHERE attrelid = to_regclass(relation) AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
                EXECUTE format('CREATE TEMP TABLE uaip_late AS SELECT %s FROM %I WHERE %I >= %L AND %3$I < %5$L', columns, relation || '_default', axis, first, next);
                EXECUTE format('DELETE FROM %I WHERE %I >= $1 AND %2$I < $2', relation || '_default', axis) USING first, next;
            END IF;
            EXECUTE format('CREATE TABLE %1$I.%2$I PARTITION OF %1$I.%3$I FOR VALUES FROM (%4$L) TO (%5$L)', space, partition, relation, first, next);
            EXECUTE (SELECT format('ALTER TABLE %I.%I OWNER TO %I', space, partition, pg_get_userbyid(relowner)) FROM pg_class WHERE oid = to_regclass(relation));
            made := made + 1;
            IF late THEN
                EXECUTE format('INSERT INTO %I (%s) SELECT %2$s FROM pg_temp.uaip_late ORDER BY %I, id', relation, columns, axis);
                DROP TABLE pg_temp.uaip_late;
                FOREACH partition IN ARRAY keys LOOP
                    EXECUTE partition;
                END LOOP;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION uaip_create_partitions(timestamptz, timestamptz) IS 'Makes the months that are missing in the tables that are partitioned by time; tells how many. Call it ahead: rows whose month is missing wait in the default partition, and are moved, under locks, when it is made.';

-- The key of a partitioned table holds its time, so who refers to a call names the time, too. It fills itself.
CREATE FUNCTION uaip_fill_execution_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_ARGV[0] = 'parent' THEN
        IF NEW.parent_execution_id IS NULL THEN
            NEW.parent_requested_at := NULL;
        ELSIF NEW.parent_requested_at IS NULL OR TG_OP = 'UPDATE' AND NEW.parent_execution_id IS DISTINCT FROM OLD.parent_execution_id
                                                 AND NEW.parent_requested_at IS NOT DISTINCT FROM OLD.parent_requested_at THEN
            SELECT requested_at INTO NEW.parent_requested_at FROM tool_executions WHERE id = NEW.parent_execution_id;
        END IF;
        IF NEW.parent_execution_id IS NULL OR NEW.parent_requested_at IS NOT NULL THEN
            RETURN NEW;
        END IF;
    ELSE
        IF NEW.tool_execution_id IS NULL THEN
            NEW.tool_execution_requested_at := NULL;
        ELSIF NEW.tool_execution_requested_at IS NULL OR TG_OP = 'UPDATE' AND NEW.tool_execution_id IS DISTINCT FROM OLD.tool_execution_id
                                                         AND NEW.tool_execution_requested_at IS NOT DISTINCT FROM OLD.tool_execution_requested_at THEN
            SELECT requested_at INTO NEW.tool_execution_requested_at FROM tool_executions WHERE id = NEW.tool_execution_id;
        END IF;
        IF NEW.tool_execution_id IS NULL OR NEW.tool_execution_requested_at IS NOT NULL THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'insert or update on table "%" violates foreign key constraint "%"', TG_TABLE_NAME, TG_ARGV[1]
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_ARGV[1], TABLE = TG_TABLE_NAME, DETAIL = 'There is no such call in tool_executions.';
END
$$;
COMMENT ON FUNCTION uaip_fill_execution_time() IS 'Puts the time of the call beside its id, where a row refers to tool_executions.';

-- Before PostgreSQL 15 an UPDATE that moves a row to another partition is a deletion to the keys that refer to it.
CREATE FUNCTION uaip_keep_execution_month() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF date_trunc('month', OLD.requested_at AT TIME ZONE 'UTC') IS DISTINCT FROM date_trunc('month', NEW.requested_at AT TIME ZONE 'UTC') THEN
        RAISE EXCEPTION 'The call % stays in the month of its request', OLD.id
            USING ERRCODE = 'restrict_violation', HINT = 'A call of another time is another call: insert it.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION uaip_keep_execution_month() IS 'A call that moved to another partition would take its child calls with it before PostgreSQL 15.';

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION uaip_create_partitions(timestamptz, timestamptz) SET search_path = pg_catalog, %I, pg_temp', current_schema());
    -- Borders are written as text: in other styles a zone is an abbreviation, and IST is that of India or of Israel.
    ALTER FUNCTION uaip_create_partitions(timestamptz, timestamptz) SET datestyle = 'ISO, YMD';
    ALTER FUNCTION uaip_create_partitions(timestamptz, timestamptz) SET timezone = 'UTC';
    EXECUTE format('ALTER FUNCTION uaip_fill_execution_time() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION uaip_keep_execution_month() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END
$$;
REVOKE EXECUTE ON FUNCTION uaip_create_partitions(timestamptz, timestamptz), uaip_fill_execution_time(), uaip_keep_execution_month() FROM PUBLIC;

ALTER TABLE step_results DROP CONSTRAINT fk_step_results_tool_execution, ADD COLUMN tool_execution_requested_at timestamptz;
UPDATE step_results AS s SET tool_execution_requested_at = e.requested_at FROM tool_executions AS e WHERE e.id = s.tool_execution_id;
ALTER TABLE tool_usage_records DROP CONSTRAINT fk_tool_usage_records_tool_execution, ADD COLUMN tool_execution_requested_at timestamptz;
UPDATE tool_usage_records AS u SET tool_execution_requested_at = e.requested_at FROM tool_executions AS e WHERE e.id = u.tool_execution_id;
ALTER TABLE tool_executions DROP CONSTRAINT fk_tool_executions_parent, ADD COLUMN parent_requested_at timestamptz;
UPDATE tool_executions AS c SET parent_requested_at = p.requested_at FROM tool_executions AS p WHERE p.id = c.parent_execution_id;

-- Measured skills
DROP INDEX ix_agent_capability_metrics_period_start, ix_agent_capability_metrics_capability;
ALTER TABLE agent_capability_metrics RENAME TO agent_capability_metrics_default;
ALTER TABLE agent_capability_metrics_default
    DROP CONSTRAINT pk_agent_capability_metrics,
    DROP CONSTRAINT uq_agent_capability_metrics_period,
    ALTER COLUMN id SET DEFAULT uaip_uuid_v7();
CREATE TABLE agent_capability_metrics (LIKE agent_capability_metrics_default INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS INCLUDING COMMENTS)
    PARTITION BY RANGE (period_start);
ALTER TABLE agent_capability_metrics
    ADD CONSTRAINT pk_agent_capability_metrics PRIMARY KEY (id, period_start),
    ADD CONSTRAINT uq_agent_capability_metrics_period UNIQUE (agent_id, capability, period_start),
    ADD CONSTRAINT fk_agent_capability_metrics_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE;
CREATE INDEX ix_agent_capability_metrics_period_start ON agent_capability_metrics USING brin (period_start) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX ix_agent_capability_metrics_capability ON agent_capability_metrics (capability, period_start);
COMMENT ON TABLE agent_capability_metrics IS 'Measured skill of an agent in one capability over a period. Partitioned by the month of period_start.';
ALTER TABLE agent_capability_metrics ATTACH PARTITION agent_capability_metrics_default DEFAULT;

-- How personas did
DROP INDEX ix_persona_analytics_period_start, ix_persona_analytics_trend;
ALTER TABLE persona_analytics RENAME TO persona_analytics_default;
ALTER TABLE persona_analytics_default
    DROP CONSTRAINT pk_persona_analytics,
    DROP CONSTRAINT uq_persona_analytics_period,
    ALTER COLUMN id SET DEFAULT uaip_uuid_v7();
CREATE TABLE persona_analytics (LIKE persona_analytics_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)
    PARTITION BY RANGE (period_start);
ALTER TABLE persona_analytics
    ADD CONSTRAINT pk_persona_analytics PRIMARY KEY (id, period_start),
    ADD CONSTRAINT uq_persona_analytics_period UNIQUE (persona_id, period_start),
    ADD CONSTRAINT fk_persona_analytics_persona FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE;
CREATE INDEX ix_persona_analytics_period_start ON persona_analytics USING brin (period_start) WITH (pages_per_range = 32, autosummarize = on);
COMMENT ON TABLE persona_analytics IS 'How a persona did in a period: one row for each persona and period. Partitioned by the month of period_start.';
ALTER TABLE persona_analytics ATTACH PARTITION persona_analytics_default DEFAULT;

-- Calls
DROP INDEX ix_tool_executions_tool_requested, ix_tool_executions_agent_requested, ix_tool_executions_user, ix_tool_executions_conversation,
    ix_tool_executions_parent, ix_tool_executions_approved_by, ix_tool_executions_status_requested, ix_tool_executions_requested_at,
    ix_tool_executions_trace_id, ix_tool_executions_operation;
ALTER TABLE tool_executions RENAME TO tool_executions_default;
ALTER TABLE tool_executions_default
    DROP CONSTRAINT pk_tool_executions,
    ALTER COLUMN id SET DEFAULT uaip_uuid_v7(),
    ADD CONSTRAINT ck_tool_executions_parent_time CHECK ((parent_execution_id IS NULL) = (parent_requested_at IS NULL));
CREATE TABLE tool_executions (LIKE tool_executions_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)
    PARTITION BY RANGE (requested_at);
ALTER TABLE tool_executions
    ADD CONSTRAINT pk_tool_executions PRIMARY KEY (id, requested_at),
    ADD CONSTRAINT fk_tool_executions_tool FOREIGN KEY (tool_id) REFERENCES tool_definitions (id) ON DELETE RESTRICT,
    ADD CONSTRAINT fk_tool_executions_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    ADD CONSTRAINT fk_tool_executions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    ADD CONSTRAINT fk_tool_executions_conversation FOREIGN KEY (conversation_id) REFERENCES conversation_contexts (id) ON DELETE SET NULL,
    ADD CONSTRAINT fk_tool_executions_approved_by FOREIGN KEY (approved_by) REFERENCES users (id) ON DELETE SET NULL,
    ADD CONSTRAINT fk_tool_executions_operation FOREIGN KEY (operation_id) REFERENCES operations (id) ON DELETE SET NULL;
CREATE INDEX ix_tool_executions_tool_requested ON tool_executions (tool_id, requested_at);
CREATE INDEX ix_tool_executions_agent_requested ON tool_executions (agent_id, requested_at);
CREATE INDEX ix_tool_executions_user ON tool_executions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_tool_executions_conversation ON tool_executions (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX ix_tool_executions_parent ON tool_executions (parent_execution_id) WHERE parent_execution_id IS NOT NULL;
CREATE INDEX ix_tool_executions_approved_by ON tool_executions (approved_by) WHERE approved_by IS NOT NULL;
CREATE INDEX ix_tool_executions_operation ON tool_executions (operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX ix_tool_executions_open ON tool_executions (status, requested_at) WHERE status IN ('pending', 'awaiting_approval', 'running');
CREATE INDEX ix_tool_executions_requested_at ON tool_executions USING brin (requested_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX ix_tool_executions_trace_id ON tool_executions (trace_id) WHERE trace_id IS NOT NULL;
COMMENT ON TABLE tool_executions IS 'Every call of a tool with its arguments, result and fate. Partitioned by the month of requested_at.';
COMMENT ON COLUMN tool_executions.parent_requested_at IS 'When that call was made; filled from parent_execution_id.';
ALTER TABLE tool_executions ATTACH PARTITION tool_executions_default DEFAULT;

-- Uses
DROP INDEX ix_tool_usage_records_used_at, ix_tool_usage_records_tool_used, ix_tool_usage_records_agent_used, ix_tool_usage_records_failures,
    ix_tool_usage_records_user, ix_tool_usage_records_tool_execution;
ALTER TABLE tool_usage_records RENAME TO tool_usage_records_default;
ALTER TABLE tool_usage_records_default
    DROP CONSTRAINT pk_tool_usage_records,
    ALTER COLUMN id SET DEFAULT uaip_uuid_v7(),
    ADD CONSTRAINT ck_tool_usage_records_execution CHECK ((tool_execution_id IS NULL) = (tool_execution_requested_at IS NULL));
CREATE TABLE tool_usage_records (LIKE tool_usage_records_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)
    PARTITION BY RANGE (used_at);
ALTER TABLE tool_usage_records
    ADD CONSTRAINT pk_tool_usage_records PRIMARY KEY (id, used_at),
    ADD CONSTRAINT fk_tool_usage_records_tool FOREIGN KEY (tool_id) REFERENCES tool_definitions (id) ON DELETE CASCADE,
    ADD CONSTRAINT fk_tool_usage_records_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    ADD CONSTRAINT fk_tool_usage_records_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX ix_tool_usage_records_used_at ON tool_usage_records USING brin (used_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX ix_tool_usage_records_tool_used ON tool_usage_records (tool_id, used_at);
CREATE INDEX ix_tool_usage_records_agent_used ON tool_usage_records (agent_id, used_at);
CREATE INDEX ix_tool_usage_records_user ON tool_usage_records (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_tool_usage_records_tool_execution ON tool_usage_records (tool_execution_id) WHERE tool_execution_id IS NOT NULL;
COMMENT ON TABLE tool_usage_records IS 'One slim row for each use of a tool: time, success, cost, quality. Grows fastest of all; partitioned by the month of used_at.';
COMMENT ON COLUMN tool_usage_records.tool_execution_requested_at IS 'When that call was made; filled from tool_execution_id.';
ALTER TABLE tool_usage_records ATTACH PARTITION tool_usage_records_default DEFAULT;

-- Who was allowed something before, is still.
DO $$
DECLARE
    said text;
BEGIN
    FOR said IN
        SELECT format('GRANT %s%s ON %I TO %s%s', a.privilege_type, coalesce(' (' || quote_ident(a.attname) || ')', ''), t.name,
                      CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                      CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM unnest(ARRAY['agent_capability_metrics', 'persona_analytics', 'tool_executions', 'tool_usage_records']) AS t (name)
        JOIN pg_class AS c ON c.oid = (t.name || '_default')::regclass
        CROSS JOIN LATERAL (SELECT NULL::name AS attname, x.* FROM aclexplode(c.relacl) AS x
                            UNION ALL SELECT n.attname, x.* FROM pg_attribute AS n CROSS JOIN aclexplode(n.attacl) AS x WHERE n.attrelid = c.oid) AS a
        WHERE a.grantee <> c.relowner
    LOOP
        EXECUTE said;
    END LOOP;
    FOR said IN
        SELECT format('ALTER TABLE %I OWNER TO %I', t.name, pg_get_userbyid(c.relowner))
        FROM unnest(ARRAY['agent_capability_metrics', 'persona_analytics', 'tool_executions', 'tool_usage_records']) AS t (name)
        JOIN pg_class AS c ON c.oid = (t.name || '_default')::regclass
        WHERE c.relowner <> (SELECT relowner FROM pg_class WHERE oid = t.name::regclass)
    LOOP
        EXECUTE said;
    END LOOP;
END
$$;

-- The months of the rows that are there, and the next three. Before the keys to calls, which then are checked once.
SELECT uaip_create_partitions(greatest(least(min(first), now()), now() - interval '36000 days'), least(greatest(max(last), now()), now() + interval '366 days') + interval '3 months')
FROM (SELECT min(period_start) AS first, max(period_start) AS last FROM agent_capability_metrics WHERE isfinite(period_start)
      UNION ALL SELECT min(period_start), max(period_start) FROM persona_analytics WHERE isfinite(period_start)
      UNION ALL SELECT min(requested_at), max(requested_at) FROM tool_executions WHERE isfinite(requested_at)
      UNION ALL SELECT min(used_at), max(used_at) FROM tool_usage_records WHERE isfinite(used_at)) AS times;

ALTER TABLE tool_executions
    ADD CONSTRAINT fk_tool_executions_parent FOREIGN KEY (parent_requested_at, parent_execution_id) REFERENCES tool_executions (requested_at, id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE tool_usage_records
    ADD CONSTRAINT fk_tool_usage_records_tool_execution FOREIGN KEY (tool_execution_requested_at, tool_execution_id) REFERENCES tool_executions (requested_at, id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE step_results
    ADD CONSTRAINT ck_step_results_execution CHECK ((tool_execution_id IS NULL) = (tool_execution_requested_at IS NULL)),
    ADD CONSTRAINT fk_step_results_tool_execution FOREIGN KEY (tool_execution_requested_at, tool_execution_id) REFERENCES tool_executions (requested_at, id) ON UPDATE CASCADE ON DELETE SET NULL;
COMMENT ON COLUMN step_results.tool_execution_requested_at IS 'When that call was made; filled from tool_execution_id.';

CREATE TRIGGER tr_tool_executions_parent BEFORE INSERT OR UPDATE OF parent_execution_id ON tool_executions
    FOR EACH ROW WHEN (NEW.parent_execution_id IS NOT NULL OR NEW.parent_requested_at IS NOT NULL) EXECUTE FUNCTION uaip_fill_execution_time('parent', 'fk_tool_executions_parent');
CREATE TRIGGER tr_tool_executions_month BEFORE UPDATE OF requested_at ON tool_executions
    FOR EACH ROW WHEN (OLD.requested_at IS DISTINCT FROM NEW.requested_at) EXECUTE FUNCTION uaip_keep_execution_month();
CREATE TRIGGER tr_tool_usage_records_execution BEFORE INSERT OR UPDATE OF tool_execution_id ON tool_usage_records
    FOR EACH ROW WHEN (NEW.tool_execution_id IS NOT NULL OR NEW.tool_execution_requested_at IS NOT NULL) EXECUTE FUNCTION uaip_fill_execution_time('execution', 'fk_tool_usage_records_tool_execution');
CREATE TRIGGER tr_step_results_execution BEFORE INSERT OR UPDATE OF tool_execution_id ON step_results
    FOR EACH ROW WHEN (NEW.tool_execution_id IS NOT NULL OR NEW.tool_execution_requested_at IS NOT NULL) EXECUTE FUNCTION uaip_fill_execution_time('execution', 'fk_step_results_tool_execution');
