-- Quotas are enforced by counting: each statement that adds or removes rows adjusts the organization's counter once, and
-- the counter's check refuses what would pass the limit. Two sessions of one tenant wait for each other on the counter.

CREATE FUNCTION orchestrator_count_rows() RETURNS trigger
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
COMMENT ON FUNCTION orchestrator_count_rows() IS 'Keeps organization_quotas.used equal to the rows of the table that it is a trigger of.';

CREATE TRIGGER tr_users_quota_insert AFTER INSERT ON users REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_users_quota_delete AFTER DELETE ON users REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_users_quota_truncate AFTER TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_projects_quota_insert AFTER INSERT ON projects REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_projects_quota_delete AFTER DELETE ON projects REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_projects_quota_truncate AFTER TRUNCATE ON projects FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_tasks_quota_insert AFTER INSERT ON tasks REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_tasks_quota_delete AFTER DELETE ON tasks REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_tasks_quota_truncate AFTER TRUNCATE ON tasks FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_agents_quota_insert AFTER INSERT ON agents REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_agents_quota_delete AFTER DELETE ON agents REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_agents_quota_truncate AFTER TRUNCATE ON agents FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_workflows_quota_insert AFTER INSERT ON workflows REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_workflows_quota_delete AFTER DELETE ON workflows REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_workflows_quota_truncate AFTER TRUNCATE ON workflows FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_knowledge_entries_quota_insert AFTER INSERT ON knowledge_entries REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_knowledge_entries_quota_delete AFTER DELETE ON knowledge_entries REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
CREATE TRIGGER tr_knowledge_entries_quota_truncate AFTER TRUNCATE ON knowledge_entries FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_count_rows();
