-- The default partitions take in what the months hold, and are tables of their own again. What was built on the partitioned
-- tables stops the rollback, and is named.
ALTER TABLE step_results
    DROP CONSTRAINT fk_step_results_tool_execution,
    DROP CONSTRAINT ck_step_results_execution;
ALTER TABLE tool_usage_records DROP CONSTRAINT fk_tool_usage_records_tool_execution;
ALTER TABLE tool_executions DROP CONSTRAINT fk_tool_executions_parent;
DROP TRIGGER tr_step_results_execution ON step_results;
DROP TRIGGER tr_tool_usage_records_execution ON tool_usage_records;
DROP TRIGGER tr_tool_executions_parent ON tool_executions;
DROP TRIGGER tr_tool_executions_month ON tool_executions;

ALTER TABLE agent_capability_metrics DETACH PARTITION agent_capability_metrics_default;
ALTER TABLE persona_analytics DETACH PARTITION persona_analytics_default;
ALTER TABLE tool_executions DETACH PARTITION tool_executions_default;
ALTER TABLE tool_usage_records DETACH PARTITION tool_usage_records_default;

-- Each column by its name: those that came later stand elsewhere in a partition. Grants are the present ones.
DO $$
DECLARE
    relation name;
    columns  text;
    said     text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['agent_capability_metrics', 'persona_analytics', 'tool_executions', 'tool_usage_records'] LOOP
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
        FROM pg_attribute WHERE attrelid = to_regclass(relation) AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('INSERT INTO %I (%s) SELECT %2$s FROM %I', relation || '_default', columns, relation);
        FOR said IN
            SELECT DISTINCT format('REVOKE ALL ON %I FROM %s', relation || '_default', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
            FROM pg_class AS c
            CROSS JOIN LATERAL (SELECT x.* FROM aclexplode(c.relacl) AS x
                                UNION ALL SELECT x.* FROM pg_attribute AS n CROSS JOIN aclexplode(n.attacl) AS x WHERE n.attrelid = c.oid) AS a
            WHERE c.oid = to_regclass(relation || '_default') AND a.grantee <> c.relowner
        LOOP
            EXECUTE said;
        END LOOP;
        FOR said IN
            SELECT format('GRANT %s%s ON %I TO %s%s', a.privilege_type, coalesce(' (' || quote_ident(a.attname) || ')', ''), relation || '_default',
                          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                          CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_class AS c
            CROSS JOIN LATERAL (SELECT NULL::name AS attname, x.* FROM aclexplode(c.relacl) AS x
                                UNION ALL SELECT n.attname, x.* FROM pg_attribute AS n CROSS JOIN aclexplode(n.attacl) AS x WHERE n.attrelid = c.oid) AS a
            WHERE c.oid = to_regclass(relation) AND a.grantee <> c.relowner
        LOOP
            EXECUTE said;
        END LOOP;
    END LOOP;
END
$$;

DROP TABLE agent_capability_metrics;
DROP TABLE persona_analytics;
DROP TABLE tool_executions;
DROP TABLE tool_usage_records;

-- Keys and indexes that the partitioned tables gave have names of the server's making.
DO $$
DECLARE
    said text;
BEGIN
    FOR said IN
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
        WHERE contype IN ('p', 'u') AND conrelid = ANY (ARRAY['agent_capability_metrics_default', 'persona_analytics_default', 'tool_executions_default', 'tool_usage_records_default']::regclass[])
    LOOP
        EXECUTE said;
    END LOOP;
    FOR said IN
        SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index
        WHERE indrelid = ANY (ARRAY['agent_capability_metrics_default', 'persona_analytics_default', 'tool_executions_default', 'tool_usage_records_default']::regclass[])
    LOOP
        EXECUTE said;
    END LOOP;
END
$$;

ALTER TABLE agent_capability_metrics_default
    ALTER COLUMN id SET DEFAULT gen_random_uuid(),
    ADD CONSTRAINT pk_agent_capability_metrics PRIMARY KEY (id),
    ADD CONSTRAINT uq_agent_capability_metrics_period UNIQUE (agent_id, capability, period_start);
ALTER TABLE agent_capability_metrics_default RENAME TO agent_capability_metrics;
CREATE INDEX ix_agent_capability_metrics_period_start ON agent_capability_metrics (period_start);
CREATE INDEX ix_agent_capability_metrics_capability ON agent_capability_metrics (capability, period_start);

ALTER TABLE persona_analytics_default
    ALTER COLUMN id SET DEFAULT gen_random_uuid(),
    ADD CONSTRAINT pk_persona_analytics PRIMARY KEY (id),
    ADD CONSTRAINT uq_persona_analytics_period UNIQUE (persona_id, period_start);
ALTER TABLE persona_analytics_default RENAME TO persona_analytics;
CREATE INDEX ix_persona_analytics_period_start ON persona_analytics (period_start);
CREATE INDEX ix_persona_analytics_trend ON persona_analytics (trend, period_start) WHERE trend <> 'steady';

ALTER TABLE tool_executions_default
    DROP CONSTRAINT ck_tool_executions_parent_time,
    DROP COLUMN parent_requested_at,
    ALTER COLUMN id SET DEFAULT gen_random_uuid(),
    ADD CONSTRAINT pk_tool_executions PRIMARY KEY (id);
ALTER TABLE tool_executions_default RENAME TO tool_executions;
ALTER TABLE tool_executions ADD CONSTRAINT fk_tool_executions_parent FOREIGN KEY (parent_execution_id) REFERENCES tool_executions (id) ON DELETE CASCADE;
CREATE INDEX ix_tool_executions_tool_requested ON tool_executions (tool_id, requested_at);
CREATE INDEX ix_tool_executions_agent_requested ON tool_executions (agent_id, requested_at);
CREATE INDEX ix_tool_executions_user ON tool_executions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_tool_executions_conversation ON tool_executions (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX ix_tool_executions_parent ON tool_executions (parent_execution_id) WHERE parent_execution_id IS NOT NULL;
CREATE INDEX ix_tool_executions_approved_by ON tool_executions (approved_by) WHERE approved_by IS NOT NULL;
CREATE INDEX ix_tool_executions_status_requested ON tool_executions (status, requested_at);
CREATE INDEX ix_tool_executions_requested_at ON tool_executions (requested_at);
CREATE INDEX ix_tool_executions_trace_id ON tool_executions (trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX ix_tool_executions_operation ON tool_executions (operation_id) WHERE operation_id IS NOT NULL;

ALTER TABLE tool_usage_records_default
    DROP CONSTRAINT ck_tool_usage_records_execution,
    DROP COLUMN tool_execution_requested_at,
    ALTER COLUMN id SET DEFAULT gen_random_uuid(),
    ADD CONSTRAINT pk_tool_usage_records PRIMARY KEY (id);
ALTER TABLE tool_usage_records_default RENAME TO tool_usage_records;
ALTER TABLE tool_usage_records ADD CONSTRAINT fk_tool_usage_records_tool_execution FOREIGN KEY (tool_execution_id) REFERENCES tool_executions (id) ON DELETE SET NULL;
CREATE INDEX ix_tool_usage_records_used_at ON tool_usage_records (used_at);
CREATE INDEX ix_tool_usage_records_tool_used ON tool_usage_records (tool_id, used_at);
CREATE INDEX ix_tool_usage_records_agent_used ON tool_usage_records (agent_id, used_at);
CREATE INDEX ix_tool_usage_records_failures ON tool_usage_records (tool_id, used_at) WHERE NOT success;
CREATE INDEX ix_tool_usage_records_user ON tool_usage_records (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_tool_usage_records_tool_execution ON tool_usage_records (tool_execution_id) WHERE tool_execution_id IS NOT NULL;

ALTER TABLE step_results
    DROP COLUMN tool_execution_requested_at,
    ADD CONSTRAINT fk_step_results_tool_execution FOREIGN KEY (tool_execution_id) REFERENCES tool_executions (id) ON DELETE SET NULL;

DROP FUNCTION uaip_fill_execution_time();
DROP FUNCTION uaip_keep_execution_month();
DROP FUNCTION uaip_create_partitions(timestamptz, timestamptz);
DROP FUNCTION uaip_uuid_v7();
