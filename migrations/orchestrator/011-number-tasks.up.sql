-- tasks.number makes itself: each project counts its tasks, and a number is not given twice, not even after a task was deleted.

ALTER TABLE projects ADD COLUMN last_task_number integer NOT NULL DEFAULT 0,
                     ADD CONSTRAINT ck_projects_last_task_number CHECK (last_task_number >= 0);
COMMENT ON COLUMN projects.last_task_number IS 'The highest number that a task of it ever had; kept by triggers on tasks.';

-- Counting is no change: neither a time of change nor an entry of the audit log.
CREATE OR REPLACE TRIGGER tr_projects_updated_at BEFORE UPDATE ON projects FOR EACH ROW
    WHEN (OLD.last_task_number IS NOT DISTINCT FROM NEW.last_task_number) EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE OR REPLACE TRIGGER tr_projects_audit
    AFTER INSERT OR DELETE OR UPDATE OF id, organization_id, key, name, description, status, owner_id, tags, settings, metadata, starts_on, due_on, created_at, updated_at
    ON projects FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();

-- What is there already; of all tenants, so an owner who is bound steps out of row level security for it.
ALTER TABLE projects NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY;
UPDATE projects AS p SET last_task_number = m.highest
FROM (SELECT project_id, max(number) AS highest FROM tasks GROUP BY project_id) AS m
WHERE p.id = m.project_id;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
ALTER TABLE projects FORCE ROW LEVEL SECURITY;

CREATE FUNCTION orchestrator_acts_for(organization uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN NOT row_security_active('organizations'::regclass) OR organization = orchestrator_organization();
COMMENT ON FUNCTION orchestrator_acts_for(uuid) IS 'Whether this session may write rows of that organization: its own tenant, or any for those whom row level security does not bind.';

-- Triggers that run before a row is held against the policies must not reach further than the policies will.
CREATE FUNCTION orchestrator_number_task() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    caller text := coalesce(current_setting('orchestrator.organization_id', true), '');
BEGIN
    PERFORM set_config('orchestrator.organization_id', NEW.organization_id::text, true);
    -- The quota first: whoever has added a task holds it, and would wait for a project whose session waits for the quota.
    PERFORM FROM organization_quotas WHERE organization_id = NEW.organization_id AND resource = 'tasks' FOR NO KEY UPDATE;
    UPDATE projects SET last_task_number = last_task_number + 1
    WHERE organization_id = NEW.organization_id AND id = NEW.project_id AND last_task_number < 2147483647
    RETURNING last_task_number INTO NEW.number;
    IF NOT FOUND THEN
        IF EXISTS (SELECT FROM projects WHERE organization_id = NEW.organization_id AND id = NEW.project_id) THEN
            RAISE EXCEPTION 'Project % has given its last task number, 2147483647', NEW.project_id
                USING ERRCODE = 'numeric_value_out_of_range', HINT = 'Give the task a number that is free.';
        END IF;
        NEW.number := 1; -- and the foreign key says what is wrong
    END IF;
    PERFORM set_config('orchestrator.organization_id', caller, true);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION orchestrator_number_task() IS 'Gives a task the next number of its project. Two sessions that add to one project wait for one another.';

CREATE FUNCTION orchestrator_note_task_numbers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    caller text := coalesce(current_setting('orchestrator.organization_id', true), '');
    c      record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM set_config('orchestrator.organization_id', NEW.organization_id::text, true);
        UPDATE projects SET last_task_number = NEW.number
        WHERE organization_id = NEW.organization_id AND id = NEW.project_id AND last_task_number < NEW.number;
    ELSE
        FOR c IN SELECT organization_id, project_id, max(number) AS highest FROM added GROUP BY organization_id, project_id ORDER BY organization_id, project_id LOOP
            PERFORM set_config('orchestrator.organization_id', c.organization_id::text, true);
            UPDATE projects SET last_task_number = c.highest
            WHERE organization_id = c.organization_id AND id = c.project_id AND last_task_number < c.highest;
        END LOOP;
    END IF;
    PERFORM set_config('orchestrator.organization_id', caller, true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION orchestrator_note_task_numbers() IS 'Numbers that a statement chose itself are not given again.';

CREATE FUNCTION orchestrator_guard_task_numbers() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT orchestrator_is_owner() THEN
        RAISE EXCEPTION 'The last number of project % is counted, not set', NEW.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'Leave last_task_number out, or give a task its number.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION orchestrator_guard_task_numbers() IS 'A tenant that wrote the counter back would have numbers given twice.';

CREATE TRIGGER tr_projects_number_insert BEFORE INSERT ON projects FOR EACH ROW
    WHEN (NEW.last_task_number <> 0) EXECUTE FUNCTION orchestrator_guard_task_numbers();
CREATE TRIGGER tr_projects_number_update BEFORE UPDATE ON projects FOR EACH ROW
    WHEN (OLD.last_task_number IS DISTINCT FROM NEW.last_task_number) EXECUTE FUNCTION orchestrator_guard_task_numbers();
CREATE TRIGGER tr_tasks_number BEFORE INSERT ON tasks FOR EACH ROW
    WHEN (NEW.number IS NULL AND orchestrator_acts_for(NEW.organization_id)) EXECUTE FUNCTION orchestrator_number_task();
CREATE TRIGGER tr_tasks_number_insert AFTER INSERT ON tasks REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION orchestrator_note_task_numbers();
CREATE TRIGGER tr_tasks_number_update AFTER UPDATE OF number, project_id ON tasks FOR EACH ROW
    WHEN (OLD.number IS DISTINCT FROM NEW.number OR OLD.project_id IS DISTINCT FROM NEW.project_id) EXECUTE FUNCTION orchestrator_note_task_numbers();

REVOKE ALL ON FUNCTION orchestrator_number_task(), orchestrator_note_task_numbers() FROM PUBLIC;
COMMENT ON COLUMN tasks.number IS 'Counted within the project, by itself where none is given; with its key the name, as in WEB-17.';

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION orchestrator_number_task() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION orchestrator_guard_task_numbers() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION orchestrator_note_task_numbers() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END
$$;
