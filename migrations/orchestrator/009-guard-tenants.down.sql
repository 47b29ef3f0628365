DROP FUNCTION orchestrator_grant_application(regrole);
DROP FUNCTION orchestrator_note(audit_action, text, uuid, jsonb, inet, text);

CREATE OR REPLACE FUNCTION orchestrator_write_audit() RETURNS trigger
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
DROP FUNCTION orchestrator_actor(uuid);

CREATE OR REPLACE TRIGGER tr_knowledge_entries_quota_truncate AFTER TRUNCATE ON knowledge_entries FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE OR REPLACE TRIGGER tr_workflows_quota_truncate AFTER TRUNCATE ON workflows FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE OR REPLACE TRIGGER tr_agents_quota_truncate AFTER TRUNCATE ON agents FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE OR REPLACE TRIGGER tr_tasks_quota_truncate AFTER TRUNCATE ON tasks FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE OR REPLACE TRIGGER tr_projects_quota_truncate AFTER TRUNCATE ON projects FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE OR REPLACE TRIGGER tr_users_quota_truncate AFTER TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
DROP FUNCTION orchestrator_reset_count();

CREATE OR REPLACE FUNCTION orchestrator_count_rows() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        UPDATE organization_quotas SET used = 0 WHERE resource = TG_TABLE_NAME::quota_resource;
        RETURN NULL;
    END IF;
    UPDATE organization_quotas AS q SET used = q.used + CASE TG_OP WHEN 'INSERT' THEN c.amount ELSE -c.amount END
    FROM (SELECT organization_id, count(*) AS amount FROM changed GROUP BY organization_id) AS c
    WHERE q.organization_id = c.organization_id AND q.resource = TG_TABLE_NAME::quota_resource;
    RETURN NULL;
END
$$;
GRANT EXECUTE ON FUNCTION orchestrator_count_rows(), orchestrator_write_audit() TO PUBLIC;

DROP POLICY written_by_owner ON audit_logs;
ALTER POLICY tenant_read ON audit_logs USING (organization_id = orchestrator_organization());
CREATE POLICY tenant_append ON audit_logs FOR INSERT WITH CHECK (organization_id = orchestrator_organization());
DROP POLICY kept_by_owner ON roles;
DROP POLICY added_by_owner ON permissions;
DROP POLICY kept_by_owner ON organization_quotas;
DROP POLICY tenant_read ON organization_quotas;
CREATE POLICY tenant_isolation ON organization_quotas USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER TABLE task_dependencies DROP CONSTRAINT uq_task_dependencies_pair, ADD CONSTRAINT uq_task_dependencies_pair UNIQUE (task_id, depends_on_task_id);
ALTER TABLE tasks DROP CONSTRAINT uq_tasks_number, ADD CONSTRAINT uq_tasks_number UNIQUE (project_id, number);
ALTER TABLE project_members DROP CONSTRAINT uq_project_members_user, ADD CONSTRAINT uq_project_members_user UNIQUE (project_id, user_id);
ALTER TABLE user_roles DROP CONSTRAINT uq_user_roles_role, ADD CONSTRAINT uq_user_roles_role UNIQUE (user_id, role_id);
DROP TRIGGER tr_organizations_guard ON organizations;
DROP FUNCTION orchestrator_guard_organization();
DROP POLICY kept_by_owner ON organizations;
DROP POLICY tenant_change ON organizations;
DROP POLICY tenant_read ON organizations;
CREATE POLICY tenant_isolation ON organizations USING (id = orchestrator_organization()) WITH CHECK (id = orchestrator_organization());

DROP FUNCTION orchestrator_is_owner();
DROP FUNCTION orchestrator_agent();
CREATE OR REPLACE FUNCTION orchestrator_organization() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('orchestrator.organization_id', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION orchestrator_user() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('orchestrator.user_id', true), '')::uuid $$;

ALTER FUNCTION orchestrator_set_updated_at() RESET search_path;
ALTER FUNCTION orchestrator_keep_organization() RESET search_path;
ALTER FUNCTION orchestrator_refuse_change() RESET search_path;
ALTER FUNCTION orchestrator_hash_password(text, text) RESET search_path;
ALTER FUNCTION orchestrator_verify_password(text, text) SET search_path FROM CURRENT;
ALTER FUNCTION orchestrator_check_role_permissions() SET search_path FROM CURRENT;
ALTER FUNCTION orchestrator_keep_used_permission() SET search_path FROM CURRENT;
ALTER FUNCTION orchestrator_check_role_tenant() SET search_path FROM CURRENT;
ALTER FUNCTION orchestrator_user_permissions(uuid) SET search_path FROM CURRENT;
ALTER FUNCTION orchestrator_count_quota() SET search_path FROM CURRENT;
ALTER FUNCTION orchestrator_similar_knowledge(real[], integer) SET search_path FROM CURRENT;
