-- Tenants see their own rows only: those of the organization that the setting orchestrator.organization_id names. Without
-- it, nothing. FORCE binds the owner of the tables, too; superusers and roles with BYPASSRLS are never bound.

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE organization_quotas ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE permissions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE roles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE user_roles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE agents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE agent_metrics ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE projects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE project_members ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE templates ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE task_dependencies ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE workflows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_executions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE knowledge_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_isolation ON organizations USING (id = orchestrator_organization()) WITH CHECK (id = orchestrator_organization());
CREATE POLICY tenant_isolation ON organization_quotas USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON users USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON roles USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON user_roles USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON agents USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON agent_metrics USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON projects USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON project_members USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON templates USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON tasks USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON task_dependencies USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON workflows USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON workflow_executions USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());
CREATE POLICY tenant_isolation ON knowledge_entries USING (organization_id = orchestrator_organization()) WITH CHECK (organization_id = orchestrator_organization());

-- The same for everybody; changed by whoever is not bound.
CREATE POLICY read_by_all ON permissions FOR SELECT USING (true);
CREATE POLICY system_roles ON roles FOR SELECT USING (organization_id IS NULL);

-- No policy for UPDATE and DELETE: those find no row, before the trigger refuses them.
CREATE POLICY tenant_read ON audit_logs FOR SELECT USING (organization_id = orchestrator_organization());
CREATE POLICY tenant_append ON audit_logs FOR INSERT WITH CHECK (organization_id = orchestrator_organization());

-- Signing in comes before the tenant is known: the one account that the setting orchestrator.sign_in names may be read.
CREATE POLICY sign_in ON users FOR SELECT
    USING (lower(current_setting('orchestrator.sign_in', true)) IN (lower(email), lower(username)));
