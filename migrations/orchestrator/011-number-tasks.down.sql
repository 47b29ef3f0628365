DROP TRIGGER tr_tasks_number_update ON tasks;
DROP TRIGGER tr_tasks_number_insert ON tasks;
DROP TRIGGER tr_tasks_number ON tasks;
DROP TRIGGER tr_projects_number_update ON projects;
DROP TRIGGER tr_projects_number_insert ON projects;
DROP FUNCTION orchestrator_guard_task_numbers();
DROP FUNCTION orchestrator_note_task_numbers();
DROP FUNCTION orchestrator_number_task();
DROP FUNCTION orchestrator_acts_for(uuid);

CREATE OR REPLACE TRIGGER tr_projects_audit AFTER INSERT OR UPDATE OR DELETE ON projects FOR EACH ROW EXECUTE FUNCTION orchestrator_write_audit();
CREATE OR REPLACE TRIGGER tr_projects_updated_at BEFORE UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
ALTER TABLE projects DROP COLUMN last_task_number;
COMMENT ON COLUMN tasks.number IS 'Counted within the project; with its key the name, as in WEB-17.';
