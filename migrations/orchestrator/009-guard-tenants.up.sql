-- What a tenant may not say of itself: its counters, its plan, its entries of the audit log. Triggers write these with the
-- rights of the tables' owner and as the tenant whose row it is; tenants have no way of their own.

-- Parsed here once: a body that is text would be read by the search path of whoever asks.
CREATE OR REPLACE FUNCTION orchestrator_organization() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('orchestrator.organization_id', true), '')::uuid;

CREATE OR REPLACE FUNCTION orchestrator_user() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('orchestrator.user_id', true), '')::uuid;

CREATE FUNCTION orchestrator_agent() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('orchestrator.agent_id', true), '')::uuid;
COMMENT ON FUNCTION orchestrator_agent() IS 'The agent that acts in this session, as the setting orchestrator.agent_id says; a user comes before it.';

CREATE FUNCTION orchestrator_is_owner() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN NOT row_security_active('organizations'::regclass)
       OR pg_has_role((SELECT relowner FROM pg_class WHERE oid = 'organizations'::regclass), 'USAGE');
COMMENT ON FUNCTION orchestrator_is_owner() IS 'Whether this is the platform itself: the owner of the tables, or somebody whom row level security does not bind.';

-- ---- organizations: made, closed and deleted by the platform

DROP POLICY tenant_isolation ON organizations;
CREATE POLICY tenant_read ON organizations FOR SELECT USING (id = (SELECT orchestrator_organization()));
CREATE POLICY tenant_change ON organizations FOR UPDATE
    USING (id = (SELECT orchestrator_organization())) WITH CHECK (id = (SELECT orchestrator_organization()));
CREATE POLICY kept_by_owner ON organizations
    USING (id = (SELECT orchestrator_organization()) AND (SELECT orchestrator_is_owner()))
    WITH CHECK (id = (SELECT orchestrator_organization()) AND (SELECT orchestrator_is_owner()));

CREATE FUNCTION orchestrator_guard_organization() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT orchestrator_is_owner() THEN
        RAISE EXCEPTION 'Organization % cannot change its slug, plan or status itself', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'The platform does, as the owner of the tables.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION orchestrator_guard_organization() IS 'What an organization is charged for, and whether it is open, is not for the tenant to say.';

CREATE TRIGGER tr_organizations_guard BEFORE UPDATE ON organizations FOR EACH ROW
    WHEN (OLD.slug IS DISTINCT FROM NEW.slug OR OLD.plan IS DISTINCT FROM NEW.plan OR OLD.status IS DISTINCT FROM NEW.status
          OR OLD.closed_at IS DISTINCT FROM NEW.closed_at OR OLD.created_at IS DISTINCT FROM NEW.created_at)
    EXECUTE FUNCTION orchestrator_guard_organization();

-- ---- what must be unique: within the tenant. An index is asked before the foreign key, so whoever named another tenant's row learned
-- by which of them refused him whether that row has such a member, number, role or dependency.

ALTER TABLE user_roles DROP CONSTRAINT uq_user_roles_role, ADD CONSTRAINT uq_user_roles_role UNIQUE (organization_id, user_id, role_id);
ALTER TABLE project_members DROP CONSTRAINT uq_project_members_user, ADD CONSTRAINT uq_project_members_user UNIQUE (organization_id, project_id, user_id);
ALTER TABLE tasks DROP CONSTRAINT uq_tasks_number, ADD CONSTRAINT uq_tasks_number UNIQUE (organization_id, project_id, number);
ALTER TABLE task_dependencies DROP CONSTRAINT uq_task_dependencies_pair,
    ADD CONSTRAINT uq_task_dependencies_pair UNIQUE (organization_id, task_id, depends_on_task_id);

-- ---- quotas: read by tenants, counted by triggers, set by the platform

DROP POLICY tenant_isolation ON organization_quotas;
CREATE POLICY tenant_read ON organization_quotas FOR SELECT USING (organization_id = (SELECT orchestrator_organization()));
CREATE POLICY kept_by_owner ON organization_quotas
    USING (organization_id = (SELECT orchestrator_organization()) AND (SELECT orchestrator_is_owner()))
    WITH CHECK (organization_id = (SELECT orchestrator_organization()) AND (SELECT orchestrator_is_owner()));

-- The owner is bound by FORCE, so it counts as each tenant in turn and puts the setting back; after an error the server does. (SET
-- in the head of a function would, too, but only a superuser may write a setting of ours there.) In the order of the tenants, so
-- that two sessions do not wait for one another in a circle.
CREATE OR REPLACE FUNCTION orchestrator_count_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    caller text := coalesce(current_setting('orchestrator.organization_id', true), '');
    c      record;
BEGIN
    FOR c IN SELECT organization_id, count(*) * CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS amount
             FROM changed GROUP BY organization_id ORDER BY organization_id LOOP
        PERFORM set_config('orchestrator.organization_id', c.organization_id::text, true);
        UPDATE organization_quotas SET used = used + c.amount
        WHERE organization_id = c.organization_id AND resource = TG_TABLE_NAME::quota_resource;
    END LOOP;
    PERFORM set_config('orchestrator.organization_id', caller, true);
    RETURN NULL;
END
$$;

-- With the rights of whoever may TRUNCATE: an owner who is bound resets the counters that it sees.
CREATE FUNCTION orchestrator_reset_count() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organization_quotas SET used = 0 WHERE resource = TG_TABLE_NAME::quota_resource;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION orchestrator_reset_count() IS 'A table that was emptied uses nothing of a quota.';

CREATE OR REPLACE TRIGGER tr_users_quota_truncate AFTER TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_reset_count();
CREATE OR REPLACE TRIGGER tr_projects_quota_truncate AFTER TRUNCATE ON projects FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_reset_count();
CREATE OR REPLACE TRIGGER tr_tasks_quota_truncate AFTER TRUNCATE ON tasks FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_reset_count();
CREATE OR REPLACE TRIGGER tr_agents_quota_truncate AFTER TRUNCATE ON agents FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_reset_count();
CREATE OR REPLACE TRIGGER tr_workflows_quota_truncate AFTER TRUNCATE ON workflows FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_reset_count();
CREATE OR REPLACE TRIGGER tr_knowledge_entries_quota_truncate AFTER TRUNCATE ON knowledge_entries FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_reset_count();

-- ---- what is nobody's: added by the owner, who need not step out of row level security for it

CREATE POLICY added_by_owner ON permissions FOR INSERT WITH CHECK ((SELECT orchestrator_is_owner()));
CREATE POLICY kept_by_owner ON roles
    USING (organization_id IS NULL AND (SELECT orchestrator_is_owner()))
    WITH CHECK (organization_id IS NULL AND (SELECT orchestrator_is_owner()));

-- ---- the audit log: written by triggers and by orchestrator_note(), with the time and the actor of the session

DROP POLICY tenant_append ON audit_logs;
ALTER POLICY tenant_read ON audit_logs USING (organization_id = (SELECT orchestrator_organization()));
CREATE POLICY written_by_owner ON audit_logs FOR INSERT WITH CHECK ((SELECT orchestrator_is_owner()));

-- Called as the tenant itself. Whoever is none of its people or agents is written down as a claim, not as the actor.
CREATE FUNCTION orchestrator_actor(tenant uuid, OUT kind audit_actor, OUT who uuid, OUT claim jsonb)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    claim := '{}';
    IF orchestrator_user() IS NOT NULL THEN
        kind := 'user';
        who := orchestrator_user();
        IF tenant IS NOT NULL AND NOT EXISTS (SELECT FROM users WHERE organization_id = tenant AND id = who) THEN
            claim := jsonb_build_object('claimed_user', who);
        END IF;
    ELSIF orchestrator_agent() IS NOT NULL THEN
        kind := 'agent';
        who := orchestrator_agent();
        IF tenant IS NOT NULL AND NOT EXISTS (SELECT FROM agents WHERE organization_id = tenant AND id = who) THEN
            claim := jsonb_build_object('claimed_agent', who);
        END IF;
    END IF;
    IF who IS NULL OR claim <> '{}' THEN
        kind := 'system';
        who := NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION orchestrator_actor(uuid) IS 'Who acts, as the settings of the session say and the tenant''s own tables confirm.';

-- What is not worth a line: search words, vectors and keys are made of other columns, updated_at says what occurred_at says.
-- A partition writes in the name of its table, which is the argument of the trigger.
CREATE OR REPLACE FUNCTION orchestrator_write_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    entity   text   := coalesce(TG_ARGV[0], TG_TABLE_NAME);
    hidden   text[] := ARRAY['password_hash', 'search', 'embedding', 'updated_at', 'email_key', 'username_key', 'last_task_number'];
    before   jsonb  := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after    jsonb  := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    subject  jsonb  := coalesce(after, before);
    told     jsonb  := subject - hidden;
    tenant   uuid   := (subject ->> CASE entity WHEN 'organizations' THEN 'id' ELSE 'organization_id' END)::uuid;
    caller   text   := coalesce(current_setting('orchestrator.organization_id', true), '');
    actor    record;
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
    PERFORM set_config('orchestrator.organization_id', coalesce(tenant::text, ''), true);
    SELECT * INTO actor FROM orchestrator_actor(tenant);
    -- Who deletes his own account is not among the users any more.
    IF entity = 'users' AND TG_OP = 'DELETE' AND subject ->> 'id' = orchestrator_user()::text THEN
        SELECT 'user'::audit_actor AS kind, orchestrator_user() AS who, '{}'::jsonb AS claim INTO actor;
    END IF;
    INSERT INTO audit_logs (organization_id, actor_type, actor_id, action, entity_type, entity_id, changes, metadata, request_id)
    VALUES (tenant, actor.kind, actor.who, CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END::audit_action,
            entity, (subject ->> 'id')::uuid, told, actor.claim, nullif(current_setting('orchestrator.request_id', true), '')::uuid);
    PERFORM set_config('orchestrator.organization_id', caller, true);
    RETURN NULL;
END
$$;

CREATE FUNCTION orchestrator_note(event audit_action, subject text, subject_id uuid DEFAULT NULL, details jsonb DEFAULT '{}',
                                  address inet DEFAULT NULL, client text DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    tenant uuid := orchestrator_organization();
    actor  record;
    entry  uuid;
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'Nothing can be noted without a tenant' USING ERRCODE = 'insufficient_privilege', HINT = 'Set orchestrator.organization_id.';
    ELSIF event IN ('create', 'update', 'delete') THEN
        RAISE EXCEPTION 'Changes of rows are written by triggers, not noted by hand' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO actor FROM orchestrator_actor(tenant);
    INSERT INTO audit_logs (organization_id, actor_type, actor_id, action, entity_type, entity_id, metadata, ip_address, user_agent, request_id)
    VALUES (tenant, actor.kind, actor.who, event, subject, subject_id, details || actor.claim, address, client,
            nullif(current_setting('orchestrator.request_id', true), '')::uuid)
    RETURNING id INTO entry;
    RETURN entry;
END
$$;
COMMENT ON FUNCTION orchestrator_note(audit_action, text, uuid, jsonb, inet, text) IS
    'Writes to audit_logs what changes no row: sign-ins, executions, exports, refusals. Time, tenant and actor are those of the session.';

-- ---- rights

-- Who may execute a trigger function may hang it on a table of his own, and would have the owner's rights there.
REVOKE ALL ON FUNCTION orchestrator_count_rows(), orchestrator_write_audit() FROM PUBLIC;
REVOKE ALL ON FUNCTION orchestrator_note(audit_action, text, uuid, jsonb, inet, text) FROM PUBLIC;

CREATE FUNCTION orchestrator_grant_application(application regrole) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    f regprocedure;
BEGIN
    EXECUTE format('REVOKE ALL ON organizations, organization_quotas, permissions, audit_logs FROM %s', application);
    EXECUTE format('GRANT SELECT ON organizations, organization_quotas, permissions, audit_logs TO %s', application);
    EXECUTE format('GRANT UPDATE (name, description, contact_email, time_zone, settings, metadata) ON organizations TO %s', application);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON users, roles, user_roles, agents, agent_metrics, projects, project_members, templates, tasks, '
                   'task_dependencies, workflows, workflow_executions, knowledge_entries TO %s', application);
    FOR f IN SELECT oid::regprocedure FROM pg_proc
             WHERE pronamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'organizations'::regclass)
               AND proname LIKE 'orchestrator\_%' AND prosecdef AND prorettype <> 'trigger'::regtype LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', f, application);
    END LOOP;
END
$$;
COMMENT ON FUNCTION orchestrator_grant_application(regrole) IS
    'Gives a role what the application needs and no more; run by the owner, again after each migration. Rights that it had on other tables stay.';

-- A path without pg_temp at its end finds temporary tables first: whoever had made one named organization_quotas was not counted.
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT oid::regprocedure FROM pg_proc
             WHERE pronamespace = quote_ident(current_schema())::regnamespace AND proname LIKE 'orchestrator\_%' AND prosqlbody IS NULL
               AND proname <> 'orchestrator_cosine_distance' LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', f, current_schema());
    END LOOP;
END
$$;
