DROP FUNCTION orchestrator_knowledge_about(jsonb);
DROP FUNCTION orchestrator_tagged(text, text[]);
DROP FUNCTION orchestrator_search_knowledge(text, text, integer);
DROP FUNCTION orchestrator_search_tasks(text, integer);

DROP INDEX ix_agent_metrics_period_start;
CREATE INDEX ix_agent_metrics_period_start ON agent_metrics (period_start);
DROP INDEX ix_audit_logs_occurred_at;
CREATE INDEX ix_audit_logs_occurred_at ON audit_logs (occurred_at);
DROP INDEX ix_tasks_created_at;
CREATE INDEX ix_tasks_created_at ON tasks (created_at);
DROP INDEX ix_audit_logs_refusals;
DROP INDEX ix_tasks_due_at;
CREATE INDEX ix_tasks_due_at ON tasks (due_at) WHERE completed_at IS NULL;
DROP INDEX ix_tasks_open;
DROP INDEX ix_tasks_organization_created;

ALTER POLICY sign_in ON users USING (lower(current_setting('orchestrator.sign_in', true)) IN (lower(email), lower(username)));
ALTER TABLE users DROP COLUMN username_key, DROP COLUMN email_key;

ALTER POLICY tenant_isolation ON knowledge_entries USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON workflow_executions USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON workflows USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON task_dependencies USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON tasks USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON templates USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON project_members USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON projects USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON agent_metrics USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON agents USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON user_roles USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON roles USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
ALTER POLICY tenant_isolation ON users USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
