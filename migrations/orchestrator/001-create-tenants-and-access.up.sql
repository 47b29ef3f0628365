-- Organizations as tenants with their quotas, users, and who may do what: roles, permissions, user_roles.

-- pgcrypto makes bcrypt hashes. Without it everything else works; orchestrator_hash_password() then says what is missing.
-- The comment marks the extension as ours, so that the down drops it only if this migration made it.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pgcrypto') THEN
        RETURN;
    ELSIF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgcrypto') THEN
        RAISE NOTICE 'pgcrypto is not available on this server: passwords must be hashed by the application';
    ELSE
        CREATE EXTENSION pgcrypto;
        COMMENT ON EXTENSION pgcrypto IS 'Made by the orchestrator pack';
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pgcrypto may not be created by %: passwords must be hashed by the application', current_user;
END
$$;

CREATE TYPE organization_status AS ENUM ('active', 'suspended', 'closed');
CREATE TYPE organization_plan AS ENUM ('free', 'team', 'business', 'enterprise');
CREATE TYPE quota_resource AS ENUM ('users', 'projects', 'tasks', 'agents', 'workflows', 'knowledge_entries');
CREATE TYPE user_status AS ENUM ('invited', 'active', 'suspended', 'deactivated');
COMMENT ON TYPE quota_resource IS 'Tables whose rows are counted against a quota; the labels are their names.';

CREATE FUNCTION orchestrator_organization() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('orchestrator.organization_id', true), '')::uuid $$;
COMMENT ON FUNCTION orchestrator_organization() IS 'The tenant of this session, as the setting orchestrator.organization_id says; NULL when there is none.';

CREATE FUNCTION orchestrator_user() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('orchestrator.user_id', true), '')::uuid $$;
COMMENT ON FUNCTION orchestrator_user() IS 'The user on whose behalf this session acts, as the setting orchestrator.user_id says.';

CREATE FUNCTION orchestrator_set_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION orchestrator_set_updated_at() IS 'Stamps updated_at on every update that does not set it itself; an explicit value wins.';

-- Found anew at each call, because the extension may lie in any schema and may come or go after this migration.
CREATE FUNCTION orchestrator_hash_password(password text, salt text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    home name := (SELECT n.nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pgcrypto');
    hash text;
BEGIN
    IF home IS NULL THEN
        RAISE EXCEPTION 'Passwords cannot be hashed here: the extension pgcrypto is not installed'
            USING ERRCODE = 'feature_not_supported', HINT = 'CREATE EXTENSION pgcrypto, or hash with bcrypt in the application.';
    END IF;
    EXECUTE format('SELECT %1$I.crypt($1, coalesce($2, %1$I.gen_salt(''bf'', 12)))', home) INTO hash USING password, salt;
    RETURN hash;
END
$$;
COMMENT ON FUNCTION orchestrator_hash_password(text, text) IS 'bcrypt of cost 12 through pgcrypto; give a hash as the salt to compare with it.';

CREATE FUNCTION orchestrator_verify_password(password text, hash text) RETURNS boolean
LANGUAGE plpgsql SET search_path FROM CURRENT AS
$$ BEGIN RETURN orchestrator_hash_password(password, hash) = hash; END $$;
COMMENT ON FUNCTION orchestrator_verify_password(text, text) IS 'Whether this password made this bcrypt hash; NULL when either is NULL.';

-- A row that moved would take its history to another tenant.
CREATE FUNCTION orchestrator_keep_organization() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % cannot move to another organization', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Copy it there and delete it here.';
END
$$;
COMMENT ON FUNCTION orchestrator_keep_organization() IS 'Refuses to change organization_id.';

CREATE TABLE organizations (
    id            uuid                NOT NULL DEFAULT gen_random_uuid(),
    name          varchar(160)        NOT NULL,
    slug          varchar(63)         NOT NULL,
    description   text,
    status        organization_status NOT NULL DEFAULT 'active',
    plan          organization_plan   NOT NULL DEFAULT 'free',
    contact_email varchar(320),
    time_zone     text                NOT NULL DEFAULT 'UTC',
    settings      jsonb               NOT NULL DEFAULT '{}',
    metadata      jsonb               NOT NULL DEFAULT '{}',
    created_at    timestamptz         NOT NULL DEFAULT now(),
    updated_at    timestamptz         NOT NULL DEFAULT now(),
    closed_at     timestamptz,
    CONSTRAINT pk_organizations PRIMARY KEY (id),
    CONSTRAINT uq_organizations_slug UNIQUE (slug),
    CONSTRAINT ck_organizations_name CHECK (btrim(name) <> ''),
    CONSTRAINT ck_organizations_slug CHECK (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
    CONSTRAINT ck_organizations_contact_email CHECK (contact_email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    CONSTRAINT ck_organizations_settings CHECK (jsonb_typeof(settings) = 'object'),
    CONSTRAINT ck_organizations_metadata CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT ck_organizations_closed CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX ix_organizations_status_plan ON organizations (status, plan);
CREATE INDEX ix_organizations_created_at ON organizations (created_at);
COMMENT ON TABLE organizations IS 'Tenants. Every row of the other tables belongs to one, but for permissions and system roles.';
COMMENT ON COLUMN organizations.slug IS 'Short name for addresses and host names: lower case, digits, hyphens.';
COMMENT ON COLUMN organizations.time_zone IS 'IANA name; days of reports begin there.';
COMMENT ON COLUMN organizations.settings IS 'Configuration of the tenant: defaults for agents, features, limits of rates.';
COMMENT ON COLUMN organizations.closed_at IS 'Set exactly when status is closed; rows stay until the organization is deleted.';

CREATE TABLE organization_quotas (
    id              uuid           NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid           NOT NULL,
    resource        quota_resource NOT NULL,
    max_amount      bigint,
    used            bigint         NOT NULL DEFAULT 0,
    warn_percent    smallint       NOT NULL DEFAULT 80,
    created_at      timestamptz    NOT NULL DEFAULT now(),
    updated_at      timestamptz    NOT NULL DEFAULT now(),
    CONSTRAINT pk_organization_quotas PRIMARY KEY (id),
    CONSTRAINT uq_organization_quotas_resource UNIQUE (organization_id, resource),
    CONSTRAINT fk_organization_quotas_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT ck_organization_quotas_max_amount CHECK (max_amount >= 0),
    CONSTRAINT ck_organization_quotas_used CHECK (used >= 0),
    CONSTRAINT ck_organization_quotas_not_exceeded CHECK (used <= max_amount),
    CONSTRAINT ck_organization_quotas_warn_percent CHECK (warn_percent BETWEEN 1 AND 100)
);
CREATE INDEX ix_organization_quotas_resource ON organization_quotas (resource);
COMMENT ON TABLE organization_quotas IS 'How many rows of a kind an organization may have, and has. Without a row here there is no limit.';
COMMENT ON COLUMN organization_quotas.max_amount IS 'NULL is without limit. A limit below what is used is refused.';
COMMENT ON COLUMN organization_quotas.used IS 'Counted by triggers on the tables; a statement that would pass the limit fails with ck_organization_quotas_not_exceeded.';
COMMENT ON COLUMN organization_quotas.warn_percent IS 'From this share on the console shows a warning.';

CREATE TABLE users (
    id                    uuid         NOT NULL DEFAULT gen_random_uuid(),
    organization_id       uuid         NOT NULL,
    email                 varchar(320) NOT NULL,
    username              varchar(64)  NOT NULL,
    password_hash         text,
    first_name            text,
    last_name             text,
    status                user_status  NOT NULL DEFAULT 'invited',
    token_version         integer      NOT NULL DEFAULT 1,
    failed_login_attempts smallint     NOT NULL DEFAULT 0,
    locked_until          timestamptz,
    last_login_at         timestamptz,
    preferences           jsonb        NOT NULL DEFAULT '{}',
    metadata              jsonb        NOT NULL DEFAULT '{}',
    created_at            timestamptz  NOT NULL DEFAULT now(),
    updated_at            timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_users_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT ck_users_email CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    CONSTRAINT ck_users_username CHECK (username ~ '^[^@[:space:]]+$'),
    CONSTRAINT ck_users_password_hash CHECK (password_hash ~ '^\$2[abxy]\$(1[0-9]|2[0-9]|3[01])\$[./A-Za-z0-9]{53}$'),
    CONSTRAINT ck_users_active CHECK (password_hash IS NOT NULL OR status <> 'active'),
    CONSTRAINT ck_users_token_version CHECK (token_version >= 1),
    CONSTRAINT ck_users_failed_login_attempts CHECK (failed_login_attempts >= 0),
    CONSTRAINT ck_users_preferences CHECK (jsonb_typeof(preferences) = 'object'),
    CONSTRAINT ck_users_metadata CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE UNIQUE INDEX uq_users_email ON users (lower(email));
CREATE UNIQUE INDEX uq_users_username ON users (lower(username));
CREATE INDEX ix_users_organization_status ON users (organization_id, status);
CREATE INDEX ix_users_last_login_at ON users (last_login_at);
COMMENT ON TABLE users IS 'People of an organization. Addresses and user names are unique over all tenants, because sign-in knows no tenant yet.';
COMMENT ON COLUMN users.email IS 'Unique without regard to case, by index uq_users_email.';
COMMENT ON COLUMN users.username IS 'Unique without regard to case; has no @, so that it cannot be mistaken for an address.';
COMMENT ON COLUMN users.password_hash IS 'bcrypt of cost 10 or more, by check; a plain password cannot be stored. NULL until the invitation is accepted.';
COMMENT ON COLUMN users.first_name IS 'Together with last_name as the person writes it; either may be missing.';
COMMENT ON COLUMN users.token_version IS 'Part of every JWT; raising it makes all issued tokens invalid.';
COMMENT ON COLUMN users.locked_until IS 'Sign-in refused until then, after too many failures.';

CREATE TABLE permissions (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    resource    varchar(40) NOT NULL,
    action      varchar(40) NOT NULL,
    key         text        NOT NULL GENERATED ALWAYS AS (resource || ':' || action) STORED,
    description text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_permissions PRIMARY KEY (id),
    CONSTRAINT uq_permissions_key UNIQUE (key),
    CONSTRAINT ck_permissions_resource CHECK (resource ~ '^[a-z][a-z_]*$'),
    CONSTRAINT ck_permissions_action CHECK (action ~ '^[a-z][a-z_]*$')
);
COMMENT ON TABLE permissions IS 'What can be permitted, for all organizations alike.';
COMMENT ON COLUMN permissions.key IS 'resource:action, as roles list it and programs ask for it.';

CREATE TABLE roles (
    id              uuid         NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid,
    name            varchar(80)  NOT NULL,
    description     text,
    permissions     text[]       NOT NULL DEFAULT '{}',
    is_system       boolean      NOT NULL GENERATED ALWAYS AS (organization_id IS NULL) STORED,
    metadata        jsonb        NOT NULL DEFAULT '{}',
    created_at      timestamptz  NOT NULL DEFAULT now(),
    updated_at      timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT pk_roles PRIMARY KEY (id),
    CONSTRAINT uq_roles_name UNIQUE (organization_id, name),
    CONSTRAINT fk_roles_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT ck_roles_name CHECK (btrim(name) <> ''),
    CONSTRAINT ck_roles_permissions CHECK (array_position(permissions, NULL) IS NULL),
    CONSTRAINT ck_roles_metadata CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE UNIQUE INDEX uq_roles_system_name ON roles (name) WHERE organization_id IS NULL;
CREATE INDEX ix_roles_permissions ON roles USING gin (permissions);
COMMENT ON TABLE roles IS 'Named sets of permissions: system roles for everybody, and each organization''s own.';
COMMENT ON COLUMN roles.organization_id IS 'NULL for system roles, which every tenant sees and none may change.';
COMMENT ON COLUMN roles.permissions IS 'Keys of permissions; trigger tr_roles_permissions refuses unknown ones, as an array has no foreign key.';

CREATE TABLE user_roles (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid        NOT NULL,
    user_id         uuid        NOT NULL,
    role_id         uuid        NOT NULL,
    granted_by      uuid,
    granted_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz,
    CONSTRAINT pk_user_roles PRIMARY KEY (id),
    CONSTRAINT uq_user_roles_role UNIQUE (user_id, role_id),
    CONSTRAINT fk_user_roles_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_user_roles_user FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_user_roles_role FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE CASCADE,
    CONSTRAINT fk_user_roles_granted_by FOREIGN KEY (organization_id, granted_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (granted_by),
    CONSTRAINT ck_user_roles_expiry CHECK (expires_at > granted_at)
);
CREATE INDEX ix_user_roles_organization ON user_roles (organization_id);
CREATE INDEX ix_user_roles_role ON user_roles (role_id);
CREATE INDEX ix_user_roles_granted_by ON user_roles (granted_by) WHERE granted_by IS NOT NULL;
CREATE INDEX ix_user_roles_expires_at ON user_roles (expires_at) WHERE expires_at IS NOT NULL;
COMMENT ON TABLE user_roles IS 'Who has which role.';
COMMENT ON COLUMN user_roles.role_id IS 'A system role or one of the same organization, by trigger tr_user_roles_role.';
COMMENT ON COLUMN user_roles.expires_at IS 'NULL is for good.';

CREATE FUNCTION orchestrator_check_role_permissions() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    unknown text := (SELECT string_agg(wanted, ', ' ORDER BY wanted) FROM unnest(NEW.permissions) AS wanted
                     WHERE wanted NOT IN (SELECT key FROM permissions));
BEGIN
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'Role "%" names permissions that do not exist: %', NEW.name, unknown
            USING ERRCODE = 'foreign_key_violation', TABLE = 'roles', COLUMN = 'permissions';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION orchestrator_check_role_permissions() IS 'Every element of roles.permissions is a permissions.key.';

CREATE FUNCTION orchestrator_keep_used_permission() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    holder text := (SELECT min(name) FROM roles WHERE permissions @> ARRAY[OLD.key]);
BEGIN
    IF holder IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.resource || ':' || NEW.action <> OLD.key) THEN
        RAISE EXCEPTION 'Permission % is held by role "%"', OLD.key, holder
            USING ERRCODE = 'foreign_key_violation', TABLE = 'permissions';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION orchestrator_keep_used_permission() IS 'A permission that a role names can be neither deleted nor renamed.';

CREATE FUNCTION orchestrator_check_role_tenant() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM roles WHERE id = NEW.role_id AND (organization_id IS NULL OR organization_id = NEW.organization_id)) THEN
        RAISE EXCEPTION 'Role % is not one of organization %', NEW.role_id, NEW.organization_id
            USING ERRCODE = 'foreign_key_violation', TABLE = 'user_roles', COLUMN = 'role_id';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION orchestrator_check_role_tenant() IS 'Users hold system roles and roles of their own organization only.';

CREATE FUNCTION orchestrator_user_permissions(whose uuid) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT DISTINCT permission
    FROM user_roles AS u JOIN roles AS r ON r.id = u.role_id CROSS JOIN unnest(r.permissions) AS permission
    WHERE u.user_id = whose AND (u.expires_at IS NULL OR u.expires_at > now())
    ORDER BY permission
$$;
COMMENT ON FUNCTION orchestrator_user_permissions(uuid) IS 'All permissions of a user, through every role that has not expired.';

CREATE FUNCTION orchestrator_count_quota() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    EXECUTE format('SELECT count(*) FROM %I WHERE organization_id = $1', NEW.resource) INTO NEW.used USING NEW.organization_id;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION orchestrator_count_quota() IS 'A new quota begins with what is there already.';

CREATE TRIGGER tr_organizations_updated_at BEFORE UPDATE ON organizations FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_organization_quotas_updated_at BEFORE UPDATE OF max_amount, warn_percent ON organization_quotas FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_roles_updated_at BEFORE UPDATE ON roles FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_organization_quotas_count BEFORE INSERT ON organization_quotas FOR EACH ROW EXECUTE FUNCTION orchestrator_count_quota();
CREATE TRIGGER tr_roles_permissions BEFORE INSERT OR UPDATE OF permissions ON roles FOR EACH ROW EXECUTE FUNCTION orchestrator_check_role_permissions();
CREATE TRIGGER tr_permissions_used BEFORE UPDATE OR DELETE ON permissions FOR EACH ROW EXECUTE FUNCTION orchestrator_keep_used_permission();
CREATE TRIGGER tr_user_roles_role BEFORE INSERT OR UPDATE OF role_id ON user_roles FOR EACH ROW EXECUTE FUNCTION orchestrator_check_role_tenant();
CREATE TRIGGER tr_organization_quotas_organization BEFORE UPDATE ON organization_quotas FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_users_organization BEFORE UPDATE ON users FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_roles_organization BEFORE UPDATE ON roles FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_user_roles_organization BEFORE UPDATE ON user_roles FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
