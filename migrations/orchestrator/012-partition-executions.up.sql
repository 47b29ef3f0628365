-- The log of executions grows fastest of all: a partition for each month, so that old months go by DROP, and no more indexes than
-- are asked for. The table as it was becomes the default partition with its rows; orchestrator_partition_executions() moves them.
-- What the log tells of it no longer refers to by foreign keys, but for its organization and its workflow: each key cost an index
-- and a lock on the row of an agent or a task for each execution, and a log outlives what it tells of, as audit_logs does.

ALTER TABLE workflow_executions RENAME TO workflow_executions_default;
DROP TRIGGER tr_workflow_executions_audit ON workflow_executions_default;
DROP TRIGGER tr_workflow_executions_organization ON workflow_executions_default;
DROP POLICY tenant_isolation ON workflow_executions_default;
ALTER TABLE workflow_executions_default NO FORCE ROW LEVEL SECURITY,
    DROP CONSTRAINT fk_workflow_executions_task,
    DROP CONSTRAINT fk_workflow_executions_agent,
    DROP CONSTRAINT fk_workflow_executions_triggered_by,
    DROP CONSTRAINT fk_workflow_executions_retry_of,
    DROP CONSTRAINT uq_workflow_executions_tenant,
    DROP CONSTRAINT pk_workflow_executions;
DROP INDEX ix_workflow_executions_organization_status;
DROP INDEX ix_workflow_executions_agent;
DROP INDEX ix_workflow_executions_triggered_by;
DROP INDEX ix_workflow_executions_retry_of;
DROP INDEX ix_workflow_executions_queued_at;
ALTER INDEX ix_workflow_executions_workflow RENAME TO workflow_executions_default_workflow_id_queued_at_idx;
ALTER INDEX ix_workflow_executions_task RENAME TO workflow_executions_default_task_id_idx;
COMMENT ON TABLE workflow_executions_default IS 'Executions of months without a partition; orchestrator_partition_executions() moves them.';

CREATE TABLE workflow_executions (
    LIKE workflow_executions_default INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMMENTS
) PARTITION BY RANGE (queued_at);
COMMENT ON TABLE workflow_executions IS 'Each run of a workflow; grows fastest of all. A partition for each month of queued_at, by UTC.';
COMMENT ON COLUMN workflow_executions.task_id IS 'The task that it served. No foreign key, nor for the agent, the user and the retried run: the log outlives what it tells of.';

-- Whoever was let in stays so; partitions have no policy, so that tenants come by the table alone.
DO $$
DECLARE
    g record;
BEGIN
    EXECUTE (SELECT format('ALTER TABLE workflow_executions OWNER TO %I', pg_get_userbyid(relowner)) FROM pg_class WHERE oid = 'workflow_executions_default'::regclass);
    FOR g IN SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS who, a.privilege_type AS what, a.is_grantable AS further, k.attname AS part
             FROM (SELECT relacl AS acl, NULL::name AS attname FROM pg_class WHERE oid = 'workflow_executions_default'::regclass
                   UNION ALL SELECT attacl, attname FROM pg_attribute WHERE attrelid = 'workflow_executions_default'::regclass AND attnum > 0 AND NOT attisdropped) AS k
             CROSS JOIN LATERAL aclexplode(k.acl) AS a LOOP
        EXECUTE format('GRANT %s%s ON workflow_executions TO %s%s', g.what, coalesce(' (' || quote_ident(g.part) || ')', ''), g.who,
                       CASE WHEN g.further THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
END
$$;

ALTER TABLE workflow_executions ATTACH PARTITION workflow_executions_default DEFAULT;
-- The keys of the partition are taken over. Verifying one is done with the eyes of the owner, whom FORCE would let see nothing.
ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE workflows NO FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_executions
    ADD CONSTRAINT pk_workflow_executions PRIMARY KEY (id, queued_at),
    ADD CONSTRAINT fk_workflow_executions_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    ADD CONSTRAINT fk_workflow_executions_workflow FOREIGN KEY (organization_id, workflow_id) REFERENCES workflows (organization_id, id) ON DELETE CASCADE;
ALTER TABLE workflows FORCE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE INDEX ix_workflow_executions_organization_queued ON workflow_executions (organization_id, queued_at);
CREATE INDEX ix_workflow_executions_workflow ON workflow_executions (workflow_id, queued_at);
CREATE INDEX ix_workflow_executions_task ON workflow_executions (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX ix_workflow_executions_open ON workflow_executions (organization_id, queued_at) WHERE status IN ('pending', 'running');
CREATE INDEX ix_workflow_executions_queued_at ON workflow_executions USING brin (queued_at);

ALTER TABLE workflow_executions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON workflow_executions USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
CREATE TRIGGER tr_workflow_executions_organization BEFORE UPDATE ON workflow_executions FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_workflow_executions_audit AFTER INSERT OR UPDATE OR DELETE ON workflow_executions FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit('workflow_executions');

CREATE FUNCTION orchestrator_partition_executions(first date DEFAULT current_date, ahead integer DEFAULT 2) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    home    name := (SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = 'workflow_executions'::regclass);
    columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                     WHERE attrelid = 'workflow_executions'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
    month   timestamp;
    keys    text := (SELECT string_agg(format('ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ', ' ORDER BY conname) FROM pg_constraint
                     WHERE conrelid = 'workflow_executions'::regclass AND contype = 'f');
    part    name;
    range   text;
    moved   bigint;
    made    integer := 0;
BEGIN
    FOR month IN SELECT generate_series(date_trunc('month', first::timestamp), date_trunc('month', first::timestamp) + interval '1 month' * ahead, '1 month') LOOP
        part := 'workflow_executions_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass(format('%I.%I', home, part)) IS NOT NULL;
        range := format('queued_at >= %L AND queued_at < %L', month::text || '+00', (month + interval '1 month')::text || '+00');
        EXECUTE format('CREATE TABLE %I.%I (LIKE workflow_executions INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE)', home, part);
        EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', home, part,
                       (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'workflow_executions'::regclass));
        EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', home, part);
        EXECUTE format('COMMENT ON TABLE %I.%I IS %L', home, part, 'Executions queued in ' || to_char(month, 'YYYY-MM') || ' (UTC).');
        -- Keys of its own while it is empty: attaching would verify them with the eyes of an owner whom FORCE lets see nothing.
        EXECUTE format('ALTER TABLE %I.%I %s', home, part, keys);
        LOCK TABLE workflow_executions_default IN ACCESS EXCLUSIVE MODE;
        -- Moving is no change, so the audit log does not hear of it.
        EXECUTE format('INSERT INTO %I.%I (%s) SELECT %s FROM workflow_executions_default WHERE %s', home, part, columns, columns, range);
        GET DIAGNOSTICS moved = ROW_COUNT;
        IF moved > 0 THEN
            ALTER TABLE workflow_executions_default DISABLE TRIGGER USER;
            EXECUTE 'DELETE FROM workflow_executions_default WHERE ' || range;
            ALTER TABLE workflow_executions_default ENABLE TRIGGER USER;
        END IF;
        EXECUTE format('ALTER TABLE workflow_executions ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)', home, part,
                       month::text || '+00', (month + interval '1 month')::text || '+00');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION orchestrator_partition_executions(date, integer) IS
    'Makes the partitions of a month and of those after it, and moves there what waits in the default one; how many it made. Run by the owner, each month.';

CREATE FUNCTION orchestrator_drop_executions(before date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    part regclass;
    gone integer := 0;
BEGIN
    FOR part IN SELECT i.inhrelid::regclass FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'workflow_executions'::regclass AND c.relname ~ '^workflow_executions_[0-9]{4}_[0-9]{2}$'
                  AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before ORDER BY c.relname LOOP
        EXECUTE format('DROP TABLE %s', part);
        gone := gone + 1;
    END LOOP;
    RETURN gone;
END
$$;
COMMENT ON FUNCTION orchestrator_drop_executions(date) IS 'Drops the partitions of the months that ended by that day, with all executions of all tenants in them; how many it dropped. Run by the owner.';

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION orchestrator_partition_executions(date, integer) SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION orchestrator_drop_executions(date) SET search_path = pg_catalog, %I, pg_temp', current_schema());
END
$$;
ANALYZE workflow_executions;
