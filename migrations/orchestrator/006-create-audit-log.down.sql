DROP TRIGGER tr_audit_logs_append_only ON audit_logs;
DROP TRIGGER tr_knowledge_entries_audit ON knowledge_entries;
DROP TRIGGER tr_workflow_executions_audit ON workflow_executions;
DROP TRIGGER tr_workflows_audit ON workflows;
DROP TRIGGER tr_agents_audit ON agents;
DROP TRIGGER tr_task_dependencies_audit ON task_dependencies;
DROP TRIGGER tr_tasks_audit ON tasks;
DROP TRIGGER tr_templates_audit ON templates;
DROP TRIGGER tr_project_members_audit ON project_members;
DROP TRIGGER tr_projects_audit ON projects;
DROP TRIGGER tr_user_roles_audit ON user_roles;
DROP TRIGGER tr_roles_audit ON roles;
DROP TRIGGER tr_permissions_audit ON permissions;
DROP TRIGGER tr_users_audit ON users;
DROP TRIGGER tr_organization_quotas_audit ON organization_quotas;
DROP TRIGGER tr_organizations_audit ON organizations;

DROP TABLE audit_logs;

DROP FUNCTION orchestrator_write_audit();
DROP FUNCTION orchestrator_refuse_change();

DROP TYPE audit_actor;
DROP TYPE audit_action;
