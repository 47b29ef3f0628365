-- One table again, as 004 made it: the rows of the months are copied back into what was the default partition, and what they name
-- that is gone becomes NULL, as its foreign key would have had it. The months go with the partitioned table.
DROP FUNCTION orchestrator_drop_executions(date);
DROP FUNCTION orchestrator_partition_executions(date, integer);

ALTER TABLE workflow_executions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_executions DETACH PARTITION workflow_executions_default;
DO $$
DECLARE
    columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                     WHERE attrelid = 'workflow_executions'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
    owner   oid  := (SELECT relowner FROM pg_class WHERE oid = 'workflow_executions'::regclass);
    g       record;
BEGIN
    EXECUTE format('INSERT INTO workflow_executions_default (%s) SELECT %s FROM workflow_executions ORDER BY queued_at', columns, columns);
    FOR g IN SELECT DISTINCT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS who
             FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a WHERE c.oid = 'workflow_executions_default'::regclass AND a.grantee <> owner LOOP
        EXECUTE format('REVOKE ALL ON workflow_executions_default FROM %s', g.who);
    END LOOP;
    FOR g IN SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS who, a.privilege_type AS what, a.is_grantable AS further, k.attname AS part
             FROM (SELECT relacl AS acl, NULL::name AS attname FROM pg_class WHERE oid = 'workflow_executions'::regclass
                   UNION ALL SELECT attacl, attname FROM pg_attribute WHERE attrelid = 'workflow_executions'::regclass AND attnum > 0 AND NOT attisdropped) AS k
             CROSS JOIN LATERAL aclexplode(k.acl) AS a LOOP
        EXECUTE format('GRANT %s%s ON workflow_executions_default TO %s%s', g.what, coalesce(' (' || quote_ident(g.part) || ')', ''), g.who,
                       CASE WHEN g.further THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
    -- Its indexes bear the names that the server gave them.
    FOR g IN SELECT indexrelid::regclass AS name FROM pg_index WHERE indrelid = 'workflow_executions_default'::regclass AND NOT indisprimary LOOP
        EXECUTE format('DROP INDEX %s', g.name);
    END LOOP;
    EXECUTE (SELECT format('ALTER TABLE workflow_executions_default DROP CONSTRAINT %I', conname) FROM pg_constraint
             WHERE conrelid = 'workflow_executions_default'::regclass AND contype = 'p');
END
$$;
DROP TABLE workflow_executions;
ALTER TABLE workflow_executions_default RENAME TO workflow_executions;

-- Of all tenants, so an owner who is bound steps out of row level security, as for the foreign keys, which are verified with its eyes.
ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE agents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_executions ADD CONSTRAINT pk_workflow_executions PRIMARY KEY (id);
UPDATE workflow_executions AS e SET task_id = NULL
WHERE task_id IS NOT NULL AND NOT EXISTS (SELECT FROM tasks AS o WHERE o.organization_id = e.organization_id AND o.id = e.task_id);
UPDATE workflow_executions AS e SET agent_id = NULL
WHERE agent_id IS NOT NULL AND NOT EXISTS (SELECT FROM agents AS o WHERE o.organization_id = e.organization_id AND o.id = e.agent_id);
UPDATE workflow_executions AS e SET triggered_by = NULL
WHERE triggered_by IS NOT NULL AND NOT EXISTS (SELECT FROM users AS o WHERE o.organization_id = e.organization_id AND o.id = e.triggered_by);
UPDATE workflow_executions AS e SET retry_of_id = NULL
WHERE retry_of_id IS NOT NULL AND NOT EXISTS (SELECT FROM workflow_executions AS o WHERE o.organization_id = e.organization_id AND o.id = e.retry_of_id);

ALTER TABLE workflow_executions
    ADD CONSTRAINT uq_workflow_executions_tenant UNIQUE (organization_id, id),
    ADD CONSTRAINT fk_workflow_executions_task FOREIGN KEY (organization_id, task_id) REFERENCES tasks (organization_id, id) ON DELETE SET NULL (task_id),
    ADD CONSTRAINT fk_workflow_executions_agent FOREIGN KEY (organization_id, agent_id) REFERENCES agents (organization_id, id) ON DELETE SET NULL (agent_id),
    ADD CONSTRAINT fk_workflow_executions_triggered_by FOREIGN KEY (organization_id, triggered_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (triggered_by),
    ADD CONSTRAINT fk_workflow_executions_retry_of FOREIGN KEY (organization_id, retry_of_id) REFERENCES workflow_executions (organization_id, id) ON DELETE SET NULL (retry_of_id);
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE agents FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
CREATE INDEX ix_workflow_executions_organization_status ON workflow_executions (organization_id, status, queued_at);
CREATE INDEX ix_workflow_executions_workflow ON workflow_executions (workflow_id, queued_at);
CREATE INDEX ix_workflow_executions_task ON workflow_executions (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX ix_workflow_executions_agent ON workflow_executions (agent_id, queued_at) WHERE agent_id IS NOT NULL;
CREATE INDEX ix_workflow_executions_triggered_by ON workflow_executions (triggered_by) WHERE triggered_by IS NOT NULL;
CREATE INDEX ix_workflow_executions_retry_of ON workflow_executions (retry_of_id) WHERE retry_of_id IS NOT NULL;
CREATE INDEX ix_workflow_executions_queued_at ON workflow_executions (queued_at);

ALTER TABLE workflow_executions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON workflow_executions USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
CREATE TRIGGER tr_workflow_executions_organization BEFORE UPDATE ON workflow_executions FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_workflow_executions_audit AFTER INSERT OR UPDATE OR DELETE ON workflow_executions FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
COMMENT ON TABLE workflow_executions IS 'Each run of a workflow; grows fastest of all.';
