-- The audit log: every change of every row is written by triggers, and nothing of it can be changed afterwards.

CREATE TYPE audit_action AS ENUM ('create', 'update', 'delete', 'login', 'login_failed', 'logout', 'execute', 'export', 'permission_denied');
CREATE TYPE audit_actor AS ENUM ('user', 'agent', 'system');

CREATE TABLE audit_logs (
    id              uuid         NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid,
    actor_type      audit_actor  NOT NULL DEFAULT 'system',
    actor_id        uuid,
    action          audit_action NOT NULL,
    entity_type     varchar(63)  NOT NULL,
    entity_id       uuid,
    changes         jsonb        NOT NULL DEFAULT '{}',
    metadata        jsonb        NOT NULL DEFAULT '{}',
    ip_address      inet,
    user_agent      text,
    request_id      uuid,
    occurred_at     timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT pk_audit_logs PRIMARY KEY (id),
    CONSTRAINT ck_audit_logs_actor CHECK (actor_type = 'system' OR actor_id IS NOT NULL),
    CONSTRAINT ck_audit_logs_changes CHECK (jsonb_typeof(changes) = 'object'),
    CONSTRAINT ck_audit_logs_metadata CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE INDEX ix_audit_logs_organization_occurred ON audit_logs (organization_id, occurred_at);
CREATE INDEX ix_audit_logs_entity ON audit_logs (entity_type, entity_id, occurred_at);
CREATE INDEX ix_audit_logs_actor ON audit_logs (actor_id, occurred_at) WHERE actor_id IS NOT NULL;
CREATE INDEX ix_audit_logs_action_occurred ON audit_logs (action, occurred_at);
CREATE INDEX ix_audit_logs_occurred_at ON audit_logs (occurred_at);
CREATE INDEX ix_audit_logs_request ON audit_logs (request_id) WHERE request_id IS NOT NULL;
COMMENT ON TABLE audit_logs IS 'Who did what, when. Append-only: UPDATE, DELETE and TRUNCATE are refused.';
COMMENT ON COLUMN audit_logs.organization_id IS 'Whose entry it is; NULL for the platform. No foreign key, as none of the ids here: entries outlive what they tell of.';
COMMENT ON COLUMN audit_logs.entity_type IS 'Name of the table.';
COMMENT ON COLUMN audit_logs.changes IS 'create and delete: the row; update: {column: {from, to}}. Hashes and vectors are left out.';
COMMENT ON COLUMN audit_logs.request_id IS 'The request that caused it, from the setting orchestrator.request_id.';

CREATE FUNCTION orchestrator_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Entries that are too old are removed by the owner, who has to disable tr_audit_logs_append_only for it.';
END
$$;
COMMENT ON FUNCTION orchestrator_refuse_change() IS 'Refuses every statement that it is a trigger of.';

-- What is not worth a line: search words and vectors are made of other columns, updated_at says what occurred_at says.
CREATE FUNCTION orchestrator_write_audit() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    hidden   text[] := ARRAY['password_hash', 'search', 'embedding', 'updated_at'];
    before   jsonb  := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after    jsonb  := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    subject  jsonb  := coalesce(after, before);
    told     jsonb  := subject - hidden;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        told := coalesce((SELECT jsonb_object_agg(key, jsonb_build_object('from', before -> key, 'to', value))
                          FROM jsonb_each(after - hidden) WHERE value IS DISTINCT FROM before -> key), '{}');
        IF after -> 'password_hash' IS DISTINCT FROM before -> 'password_hash' THEN
            told := told || '{"password_hash": "changed"}';
        END IF;
        IF told = '{}' THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO audit_logs (organization_id, actor_type, actor_id, action, entity_type, entity_id, changes, request_id)
    VALUES ((subject ->> CASE TG_TABLE_NAME WHEN 'organizations' THEN 'id' ELSE 'organization_id' END)::uuid,
            CASE WHEN orchestrator_user() IS NULL THEN 'system' ELSE 'user' END::audit_actor, orchestrator_user(),
            CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END::audit_action,
            TG_TABLE_NAME, (subject ->> 'id')::uuid, told, nullif(current_setting('orchestrator.request_id', true), '')::uuid);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION orchestrator_write_audit() IS 'Writes a change of a row to audit_logs; an update that changed nothing is none.';

-- ALWAYS: not even a replication role goes round it.
CREATE TRIGGER tr_audit_logs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_refuse_change();
ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER tr_audit_logs_append_only;

CREATE TRIGGER tr_organizations_audit AFTER INSERT OR UPDATE OR DELETE ON organizations FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
-- Counting is no change.
CREATE TRIGGER tr_organization_quotas_audit AFTER INSERT OR DELETE OR UPDATE OF max_amount, warn_percent ON organization_quotas FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_users_audit AFTER INSERT OR UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_permissions_audit AFTER INSERT OR UPDATE OR DELETE ON permissions FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_roles_audit AFTER INSERT OR UPDATE OR DELETE ON roles FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_user_roles_audit AFTER INSERT OR UPDATE OR DELETE ON user_roles FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_projects_audit AFTER INSERT OR UPDATE OR DELETE ON projects FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_project_members_audit AFTER INSERT OR UPDATE OR DELETE ON project_members FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_templates_audit AFTER INSERT OR UPDATE OR DELETE ON templates FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_tasks_audit AFTER INSERT OR UPDATE OR DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_task_dependencies_audit AFTER INSERT OR UPDATE OR DELETE ON task_dependencies FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_agents_audit AFTER INSERT OR UPDATE OR DELETE ON agents FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_workflows_audit AFTER INSERT OR UPDATE OR DELETE ON workflows FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_workflow_executions_audit AFTER INSERT OR UPDATE OR DELETE ON workflow_executions FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE TRIGGER tr_knowledge_entries_audit AFTER INSERT OR UPDATE OR DELETE ON knowledge_entries FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
