-- No CASCADE: what was built on these tables outside the pack must be dropped first, knowingly.
DROP FUNCTION orchestrator_user_permissions(uuid);

DROP TABLE user_roles;
DROP TABLE roles;
DROP TABLE permissions;
DROP TABLE users;
DROP TABLE organization_quotas;
DROP TABLE organizations;

DROP FUNCTION orchestrator_count_quota();
DROP FUNCTION orchestrator_check_role_tenant();
DROP FUNCTION orchestrator_keep_used_permission();
DROP FUNCTION orchestrator_check_role_permissions();
DROP FUNCTION orchestrator_keep_organization();
DROP FUNCTION orchestrator_verify_password(text, text);
DROP FUNCTION orchestrator_hash_password(text, text);
DROP FUNCTION orchestrator_set_updated_at();
DROP FUNCTION orchestrator_user();
DROP FUNCTION orchestrator_organization();

DROP TYPE user_status;
DROP TYPE quota_resource;
DROP TYPE organization_plan;
DROP TYPE organization_status;

-- Only if the up made it: somebody else's pgcrypto stays.
DO $$
BEGIN
    IF (SELECT obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'pgcrypto') = 'Made by the orchestrator pack' THEN
        DROP EXTENSION pgcrypto;
    END IF;
END
$$;
