ALTER TABLE approval_workflows DROP CONSTRAINT ck_approval_workflows_approved;

COMMENT ON COLUMN operations.status IS NULL;
DROP TRIGGER tr_operation_states_state ON operation_states;
DROP TRIGGER tr_operations_state ON operations;

COMMENT ON TABLE operation_states IS 'Audit trail of an operation: one row for each change of status.';
DROP TRIGGER tr_approval_workflows_kept ON approval_workflows;
DROP TRIGGER tr_approval_workflows_audit_trail ON approval_workflows;
DROP TRIGGER tr_operation_states_kept ON operation_states;
DROP TRIGGER tr_operation_states_append_only ON operation_states;

DROP FUNCTION uaip_check_operation_state();
DROP FUNCTION uaip_keep_audit_trail();
DROP FUNCTION uaip_keep_operation_states();

ALTER FUNCTION uaip_set_updated_at() RESET search_path;
