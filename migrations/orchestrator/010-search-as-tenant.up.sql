-- What a tenant asks is answered by indexes. Under row level security only an operator that is leakproof may be tried before the
-- policy, and @@, @>, lower() and the comparisons of enums are not: their indexes were dead for whoever is bound.

-- ---- policies: the tenant is asked for once in a statement, not once in a row

ALTER POLICY tenant_isolation ON users USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON roles USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON user_roles USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON agents USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON agent_metrics USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON projects USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON project_members USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON templates USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON tasks USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON task_dependencies USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON workflows USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON workflow_executions USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));
ALTER POLICY tenant_isolation ON knowledge_entries USING (organization_id = (SELECT orchestrator_organization())) WITH CHECK (organization_id = (SELECT orchestrator_organization()));

-- ---- people by address and name: equality of text is leakproof, so the lower case is a column

ALTER TABLE users ADD COLUMN email_key text GENERATED ALWAYS AS (lower(email)) STORED,
                  ADD COLUMN username_key text GENERATED ALWAYS AS (lower(username)) STORED;
CREATE INDEX ix_users_email_key ON users (email_key);
CREATE INDEX ix_users_username_key ON users (username_key);
COMMENT ON COLUMN users.email_key IS 'To ask for as a tenant: email_key = lower($1). lower(email) = ... finds the same without an index.';
COMMENT ON COLUMN users.username_key IS 'To ask for as a tenant, as email_key.';

ALTER POLICY sign_in ON users USING (email_key = (SELECT lower(current_setting('orchestrator.sign_in', true)))
                                     OR username_key = (SELECT lower(current_setting('orchestrator.sign_in', true))));

-- ---- lists of a tenant: its column first, states as what the index is limited to, which need not be leakproof

CREATE INDEX ix_tasks_organization_created ON tasks (organization_id, created_at);
CREATE INDEX ix_tasks_open ON tasks (organization_id, created_at) WHERE status IN ('queued', 'in_progress', 'blocked', 'in_review');
DROP INDEX ix_tasks_due_at;
CREATE INDEX ix_tasks_due_at ON tasks (organization_id, due_at) WHERE completed_at IS NULL;
CREATE INDEX ix_audit_logs_refusals ON audit_logs (organization_id, occurred_at) WHERE action IN ('login_failed', 'permission_denied');

-- By time alone is how the platform asks. A tenant that asked for its latest rows would be led through everybody's by a b-tree; what
-- grows with time has its times in the order of its blocks, so BRIN serves the platform, costs next to nothing, and tempts nobody.
DROP INDEX ix_tasks_created_at;
CREATE INDEX ix_tasks_created_at ON tasks USING brin (created_at);
DROP INDEX ix_audit_logs_occurred_at;
CREATE INDEX ix_audit_logs_occurred_at ON audit_logs USING brin (occurred_at);
DROP INDEX ix_agent_metrics_period_start;
CREATE INDEX ix_agent_metrics_period_start ON agent_metrics USING brin (period_start);

-- ---- searches: with the rights of the owner, for the tenant of the session and no other. They answer keys alone, so that rows are
-- read through the policies; and they are planned for what is asked, as rare and common words want different plans.

CREATE FUNCTION orchestrator_search_tasks(query text, most integer DEFAULT 50) RETURNS TABLE (task_id uuid, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT id, ts_rank(search, websearch_to_tsquery(''english'', $1)) FROM tasks '
        'WHERE organization_id = $2 AND search @@ websearch_to_tsquery(''english'', $1) ORDER BY 2 DESC, 1 LIMIT $3'
        USING query, orchestrator_organization(), most;
END
$$;
COMMENT ON FUNCTION orchestrator_search_tasks(text, integer) IS 'The tenant''s tasks that have these words in title or description, best first; as websearch_to_tsquery() reads them.';

CREATE FUNCTION orchestrator_search_knowledge(query text, language text DEFAULT 'english', most integer DEFAULT 50) RETURNS TABLE (entry_id uuid, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT id, ts_rank(search, websearch_to_tsquery($4, $1)) FROM knowledge_entries '
        'WHERE organization_id = $2 AND search @@ websearch_to_tsquery($4, $1) ORDER BY 2 DESC, 1 LIMIT $3'
        USING query, orchestrator_organization(), most,
              CASE WHEN language IN ('english', 'german', 'french', 'spanish') THEN language ELSE 'simple' END::regconfig;
END
$$;
COMMENT ON FUNCTION orchestrator_search_knowledge(text, text, integer) IS
    'The tenant''s entries that have these words, best first; the words are stemmed as those of entries in that language.';

CREATE FUNCTION orchestrator_tagged(entity text, wanted text[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 AS $$
BEGIN
    IF entity IS NULL OR entity NOT IN ('projects', 'templates', 'tasks', 'agents', 'workflows', 'knowledge_entries') THEN
        RAISE EXCEPTION 'Rows of "%" have no tags', entity USING ERRCODE = 'undefined_table';
    END IF;
    RETURN QUERY EXECUTE format('SELECT id FROM %I WHERE organization_id = $1 AND tags @> $2', entity) USING orchestrator_organization(), wanted;
END
$$;
COMMENT ON FUNCTION orchestrator_tagged(text, text[]) IS 'The tenant''s rows of a table that have all of these tags.';

CREATE FUNCTION orchestrator_knowledge_about(wanted jsonb) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT id FROM knowledge_entries WHERE organization_id = $1 AND metadata @> $2' USING orchestrator_organization(), wanted;
END
$$;
COMMENT ON FUNCTION orchestrator_knowledge_about(jsonb) IS 'The tenant''s entries whose metadata contains this.';

REVOKE ALL ON FUNCTION orchestrator_search_tasks(text, integer), orchestrator_search_knowledge(text, text, integer),
                       orchestrator_tagged(text, text[]), orchestrator_knowledge_about(jsonb) FROM PUBLIC;

DO $$
BEGIN
    EXECUTE (SELECT string_agg(format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', f, current_schema()), ';')
             FROM unnest(ARRAY['orchestrator_search_tasks(text, integer)', 'orchestrator_search_knowledge(text, text, integer)',
                               'orchestrator_tagged(text, text[])', 'orchestrator_knowledge_about(jsonb)']) AS f);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND NOT rolsuper AND NOT rolbypassrls) THEN
        RAISE NOTICE 'Searches belong to %, whom row level security binds: they read a tenant''s rows one by one. Give them to a role with BYPASSRLS that may SELECT, to use the indexes',
            current_user;
    END IF;
END
$$;
