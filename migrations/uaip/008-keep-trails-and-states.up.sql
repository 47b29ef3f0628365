-- What calls itself an audit trail is append-only, an operation's status is that of its last state, and an approval is
-- approved by as many as it needs. Triggers look nothing up by a path that the session chose.

ALTER FUNCTION uaip_set_updated_at() SET search_path = pg_catalog, pg_temp;

CREATE FUNCTION uaip_keep_operation_states() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        -- It goes with its operation, which is gone by the time that the key deletes here.
        IF NOT EXISTS (SELECT FROM operations WHERE id = OLD.operation_id) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        -- A user who is erased is forgotten here, too, as the key says; nothing else changes.
        IF NEW.triggered_by IS NULL AND to_jsonb(NEW) - 'triggered_by' = to_jsonb(OLD) - 'triggered_by'
           AND NOT EXISTS (SELECT FROM users WHERE id = OLD.triggered_by) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'What was wrong is put right by a further state. A trail goes only with its operation.';
END
$$;
COMMENT ON FUNCTION uaip_keep_operation_states() IS 'Refuses changes of states, but for what the foreign keys do when an operation or a user is deleted.';

CREATE FUNCTION uaip_keep_audit_trail() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    before integer;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'approval_workflows holds audit trails: TRUNCATE is refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.operation_id IS NOT NULL AND NOT EXISTS (SELECT FROM operations WHERE id = OLD.operation_id)
           OR OLD.tool_id IS NOT NULL AND NOT EXISTS (SELECT FROM tool_definitions WHERE id = OLD.tool_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'approval_workflows holds audit trails: DELETE is refused'
            USING ERRCODE = 'insufficient_privilege', HINT = 'An approval that is no longer wanted is cancelled. It goes only with its operation or tool.';
    END IF;
    -- What it is about is what it goes with: moved to a subject made for it, a trail could be deleted with that. What is
    -- about nothing is the check's to refuse.
    IF (NEW.operation_id IS DISTINCT FROM OLD.operation_id OR NEW.tool_id IS DISTINCT FROM OLD.tool_id)
       AND num_nonnulls(NEW.operation_id, NEW.tool_id) > 0 THEN
        RAISE EXCEPTION 'approval_workflows holds audit trails: an approval stays with its operation and tool'
            USING ERRCODE = 'insufficient_privilege', HINT = 'Cancel it, and ask for another one.';
    END IF;
    -- What is no list is the check's to refuse.
    IF jsonb_typeof(NEW.audit_trail) = 'array' THEN
        before := jsonb_array_length(OLD.audit_trail);
        IF coalesce((SELECT jsonb_agg(entry ORDER BY place) FROM jsonb_array_elements(NEW.audit_trail) WITH ORDINALITY AS e (entry, place)
                     WHERE place <= before), '[]') <> OLD.audit_trail THEN
            RAISE EXCEPTION 'approval_workflows.audit_trail is append-only: its first % entries have to stay as they are', before
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION uaip_keep_audit_trail() IS 'An audit trail grows at its end only, and is not deleted without what it is about.';

CREATE FUNCTION uaip_check_operation_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    operation uuid;
    present   operation_status;
    last      operation_status;
    before    operation_status;
BEGIN
    IF TG_TABLE_NAME = 'operations' THEN
        operation := NEW.id;
    ELSE
        operation := NEW.operation_id;
        SELECT to_status INTO before FROM operation_states WHERE operation_id = operation AND sequence = NEW.sequence - 1;
        IF NEW.sequence > 1 AND NEW.from_status IS DISTINCT FROM before THEN
            RAISE EXCEPTION 'State % of operation % comes from %, but the state before it is %', NEW.sequence, operation, NEW.from_status, coalesce(before::text, 'missing')
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    -- Whoever else is changing this operation is waited for.
    SELECT status INTO present FROM operations WHERE id = operation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT to_status INTO last FROM operation_states WHERE operation_id = operation ORDER BY sequence DESC LIMIT 1;
    IF last IS DISTINCT FROM present THEN
        RAISE EXCEPTION 'Operation % is %, but its last state is %', operation, present, coalesce(last::text, 'missing')
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME,
                  HINT = 'Change the status and add its row to operation_states in one transaction.';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION uaip_check_operation_state() IS 'At the end of the transaction: the status of an operation is that of its last state, and each state follows from the one before it.';

-- They look at tables that who writes need not be allowed to read, so they have the owner's rights and a path of their own.
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOREACH one IN ARRAY ARRAY['uaip_keep_operation_states()', 'uaip_keep_audit_trail()', 'uaip_check_operation_state()']::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', one, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
    END LOOP;
END
$$;

-- ALWAYS: not even a replication role goes round these.
CREATE TRIGGER tr_operation_states_append_only BEFORE UPDATE OR DELETE ON operation_states FOR EACH ROW EXECUTE FUNCTION uaip_keep_operation_states();
CREATE TRIGGER tr_operation_states_kept BEFORE TRUNCATE ON operation_states FOR EACH STATEMENT EXECUTE FUNCTION uaip_keep_operation_states();
CREATE TRIGGER tr_approval_workflows_audit_trail BEFORE DELETE OR UPDATE OF audit_trail, operation_id, tool_id ON approval_workflows FOR EACH ROW EXECUTE FUNCTION uaip_keep_audit_trail();
CREATE TRIGGER tr_approval_workflows_kept BEFORE TRUNCATE ON approval_workflows FOR EACH STATEMENT EXECUTE FUNCTION uaip_keep_audit_trail();
ALTER TABLE operation_states ENABLE ALWAYS TRIGGER tr_operation_states_append_only, ENABLE ALWAYS TRIGGER tr_operation_states_kept;
ALTER TABLE approval_workflows ENABLE ALWAYS TRIGGER tr_approval_workflows_audit_trail, ENABLE ALWAYS TRIGGER tr_approval_workflows_kept;
COMMENT ON TABLE operation_states IS 'Audit trail of an operation: one row for each change of status. Append-only: UPDATE, DELETE and TRUNCATE are refused.';

-- Who may write here, may add. The owner stays as he is: the foreign keys work with his rights.
DO $$
DECLARE
    grantee text;
BEGIN
    FOR grantee IN
        SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
        FROM pg_class AS c CROSS JOIN aclexplode(c.relacl) AS a
        WHERE c.oid = 'operation_states'::regclass AND a.grantee <> c.relowner
        GROUP BY a.grantee
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON operation_states FROM %s', grantee);
    END LOOP;
END
$$;

CREATE CONSTRAINT TRIGGER tr_operations_state AFTER INSERT OR UPDATE OF status ON operations
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION uaip_check_operation_state();
CREATE CONSTRAINT TRIGGER tr_operation_states_state AFTER INSERT ON operation_states
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION uaip_check_operation_state();
COMMENT ON COLUMN operations.status IS 'That of the last row of operation_states, which is added in the same transaction.';

-- Rows from before that say otherwise stay, and are named; every row that is written is checked.
ALTER TABLE approval_workflows ADD CONSTRAINT ck_approval_workflows_approved
    CHECK (status <> 'approved' OR received_approvals >= required_approvals AND (required_approvals >= 1 OR approval_type = 'automatic')) NOT VALID;
DO $$
DECLARE
    wrong text;
BEGIN
    SELECT string_agg(id::text, ', ' ORDER BY id) INTO wrong FROM approval_workflows
    WHERE NOT (status <> 'approved' OR received_approvals >= required_approvals AND (required_approvals >= 1 OR approval_type = 'automatic'));
    IF wrong IS NULL THEN
        ALTER TABLE approval_workflows VALIDATE CONSTRAINT ck_approval_workflows_approved;
    ELSE
        RAISE WARNING 'Approved without the approvals that they need, and left so: %', wrong USING HINT = 'Put them right, and VALIDATE CONSTRAINT ck_approval_workflows_approved.';
    END IF;
END
$$;
