-- Users, their tokens, security policies and the outbox of integration events: what everything else refers to.

CREATE TYPE security_level AS ENUM ('public', 'internal', 'confidential', 'restricted');
CREATE TYPE user_role AS ENUM ('admin', 'operator', 'developer', 'analyst', 'viewer', 'service');
CREATE TYPE user_status AS ENUM ('invited', 'active', 'suspended', 'deactivated');
CREATE TYPE policy_type AS ENUM ('access_control', 'data_protection', 'content_filter', 'rate_limit', 'approval', 'audit');
CREATE TYPE policy_status AS ENUM ('draft', 'active', 'retired');
CREATE TYPE integration_event_status AS ENUM ('pending', 'processing', 'delivered', 'failed', 'dead_letter');

COMMENT ON TYPE security_level IS 'Classification of data and of what may touch it, from least to most sensitive; comparable with < and >.';

CREATE FUNCTION uaip_set_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION uaip_set_updated_at() IS 'Stamps updated_at on every update that does not set it itself; an explicit value wins.';

CREATE TABLE users (
    id                    uuid           NOT NULL DEFAULT gen_random_uuid(),
    email                 varchar(320)   NOT NULL,
    username              varchar(64)    NOT NULL,
    full_name             text           NOT NULL,
    organisation          text,
    department            text,
    role                  user_role      NOT NULL DEFAULT 'viewer',
    status                user_status    NOT NULL DEFAULT 'invited',
    security_level        security_level NOT NULL DEFAULT 'internal',
    password_hash         text,
    email_verified_at     timestamptz,
    mfa_enabled           boolean        NOT NULL DEFAULT false,
    failed_login_attempts smallint       NOT NULL DEFAULT 0,
    locked_until          timestamptz,
    last_login_at         timestamptz,
    last_login_ip         inet,
    locale                varchar(35)    NOT NULL DEFAULT 'en',
    time_zone             text           NOT NULL DEFAULT 'UTC',
    preferences           jsonb          NOT NULL DEFAULT '{}',
    created_at            timestamptz    NOT NULL DEFAULT now(),
    updated_at            timestamptz    NOT NULL DEFAULT now(),
    deleted_at            timestamptz,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_username UNIQUE (username),
    CONSTRAINT ck_users_email CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    CONSTRAINT ck_users_full_name CHECK (btrim(full_name) <> ''),
    CONSTRAINT ck_users_failed_login_attempts CHECK (failed_login_attempts >= 0),
    CONSTRAINT ck_users_preferences CHECK (jsonb_typeof(preferences) = 'object'),
    CONSTRAINT ck_users_password CHECK (password_hash IS NOT NULL OR status <> 'active' OR role = 'service')
);
CREATE UNIQUE INDEX uq_users_email ON users (lower(email));
CREATE INDEX ix_users_status_role ON users (status, role);
CREATE INDEX ix_users_organisation ON users (organisation);
CREATE INDEX ix_users_last_login_at ON users (last_login_at);
CREATE INDEX ix_users_created_at ON users (created_at);
COMMENT ON TABLE users IS 'People and service accounts: identity, role and sign-in state.';
COMMENT ON COLUMN users.email IS 'Unique without regard to case, by index uq_users_email.';
COMMENT ON COLUMN users.full_name IS 'As the person writes it; no order of given and family name is assumed.';
COMMENT ON COLUMN users.security_level IS 'Highest classification that this user may see.';
COMMENT ON COLUMN users.password_hash IS 'Argon2id in PHC format; NULL for service accounts and invitations not yet accepted.';
COMMENT ON COLUMN users.locked_until IS 'Sign-in refused until then, after too many failures.';
COMMENT ON COLUMN users.locale IS 'BCP 47 language tag.';
COMMENT ON COLUMN users.time_zone IS 'IANA name.';
COMMENT ON COLUMN users.deleted_at IS 'Soft deletion; the row stays for audit until it is purged.';

CREATE TABLE refresh_tokens (
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id        uuid        NOT NULL,
    family_id      uuid        NOT NULL DEFAULT gen_random_uuid(),
    token_hash     text        NOT NULL,
    issued_at      timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL,
    last_used_at   timestamptz,
    revoked_at     timestamptz,
    revoked_reason text,
    replaced_by_id uuid,
    ip_address     inet,
    user_agent     text,
    device         jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT pk_refresh_tokens PRIMARY KEY (id),
    CONSTRAINT uq_refresh_tokens_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_refresh_tokens_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_refresh_tokens_replaced_by FOREIGN KEY (replaced_by_id) REFERENCES refresh_tokens (id) ON DELETE SET NULL,
    CONSTRAINT ck_refresh_tokens_expiry CHECK (expires_at > issued_at),
    CONSTRAINT ck_refresh_tokens_revocation CHECK (revoked_reason IS NULL OR revoked_at IS NOT NULL),
    CONSTRAINT ck_refresh_tokens_device CHECK (jsonb_typeof(device) = 'object')
);
CREATE INDEX ix_refresh_tokens_user_expires ON refresh_tokens (user_id, expires_at);
CREATE INDEX ix_refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX ix_refresh_tokens_replaced_by ON refresh_tokens (replaced_by_id) WHERE replaced_by_id IS NOT NULL;
CREATE INDEX ix_refresh_tokens_expires_at ON refresh_tokens (expires_at) WHERE revoked_at IS NULL;
COMMENT ON TABLE refresh_tokens IS 'Long-lived sign-in tokens, rotated at each use.';
COMMENT ON COLUMN refresh_tokens.family_id IS 'All tokens descended from one sign-in; reuse of a replaced token revokes the family.';
COMMENT ON COLUMN refresh_tokens.token_hash IS 'SHA-256 in hex; the token itself is never stored.';
COMMENT ON COLUMN refresh_tokens.replaced_by_id IS 'The token that this one was exchanged for.';

CREATE TABLE password_reset_tokens (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id      uuid        NOT NULL,
    token_hash   text        NOT NULL,
    requested_ip inet,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    CONSTRAINT pk_password_reset_tokens PRIMARY KEY (id),
    CONSTRAINT uq_password_reset_tokens_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_password_reset_tokens_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_password_reset_tokens_expiry CHECK (expires_at > created_at),
    CONSTRAINT ck_password_reset_tokens_used CHECK (used_at IS NULL OR used_at <= expires_at)
);
CREATE INDEX ix_password_reset_tokens_user ON password_reset_tokens (user_id, created_at);
CREATE INDEX ix_password_reset_tokens_expires_at ON password_reset_tokens (expires_at) WHERE used_at IS NULL;
COMMENT ON TABLE password_reset_tokens IS 'One-time tokens sent by e-mail to set a new password.';
COMMENT ON COLUMN password_reset_tokens.token_hash IS 'SHA-256 in hex; the token itself is never stored.';

CREATE TABLE security_policies (
    id              uuid           NOT NULL DEFAULT gen_random_uuid(),
    name            varchar(120)   NOT NULL,
    version         integer        NOT NULL DEFAULT 1,
    description     text,
    policy_type     policy_type    NOT NULL,
    status          policy_status  NOT NULL DEFAULT 'draft',
    security_level  security_level NOT NULL DEFAULT 'internal',
    priority        smallint       NOT NULL DEFAULT 100,
    rules           jsonb          NOT NULL DEFAULT '[]',
    applies_to      jsonb          NOT NULL DEFAULT '{}',
    compliance_tags text[]         NOT NULL DEFAULT '{}',
    effective_from  timestamptz,
    effective_until timestamptz,
    created_by      uuid,
    created_at      timestamptz    NOT NULL DEFAULT now(),
    updated_at      timestamptz    NOT NULL DEFAULT now(),
    CONSTRAINT pk_security_policies PRIMARY KEY (id),
    CONSTRAINT uq_security_policies_name_version UNIQUE (name, version),
    CONSTRAINT fk_security_policies_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_security_policies_version CHECK (version >= 1),
    CONSTRAINT ck_security_policies_priority CHECK (priority BETWEEN 0 AND 1000),
    CONSTRAINT ck_security_policies_rules CHECK (jsonb_typeof(rules) = 'array'),
    CONSTRAINT ck_security_policies_applies_to CHECK (jsonb_typeof(applies_to) = 'object'),
    CONSTRAINT ck_security_policies_period CHECK (effective_until > effective_from)
);
CREATE INDEX ix_security_policies_status_type ON security_policies (status, policy_type, priority);
CREATE INDEX ix_security_policies_created_by ON security_policies (created_by);
COMMENT ON TABLE security_policies IS 'Rules that the platform enforces on users, agents and tools.';
COMMENT ON COLUMN security_policies.priority IS 'Lower is evaluated first.';
COMMENT ON COLUMN security_policies.rules IS 'Ordered list of conditions and effects.';
COMMENT ON COLUMN security_policies.applies_to IS 'Selectors by role, agent type or tool category; {} applies to all.';

CREATE TABLE integration_events (
    id             uuid                     NOT NULL DEFAULT gen_random_uuid(),
    event_type     varchar(120)             NOT NULL,
    source         varchar(120)             NOT NULL,
    aggregate_type varchar(60),
    aggregate_id   uuid,
    status         integration_event_status NOT NULL DEFAULT 'pending',
    payload        jsonb                    NOT NULL DEFAULT '{}',
    headers        jsonb                    NOT NULL DEFAULT '{}',
    correlation_id uuid,
    attempts       smallint                 NOT NULL DEFAULT 0,
    max_attempts   smallint                 NOT NULL DEFAULT 5,
    last_error     text,
    occurred_at    timestamptz              NOT NULL DEFAULT now(),
    available_at   timestamptz              NOT NULL DEFAULT now(),
    processed_at   timestamptz,
    CONSTRAINT pk_integration_events PRIMARY KEY (id),
    CONSTRAINT ck_integration_events_attempts CHECK (attempts BETWEEN 0 AND max_attempts),
    CONSTRAINT ck_integration_events_headers CHECK (jsonb_typeof(headers) = 'object'),
    CONSTRAINT ck_integration_events_delivered CHECK (status <> 'delivered' OR processed_at IS NOT NULL)
);
CREATE INDEX ix_integration_events_queue ON integration_events (available_at) WHERE status IN ('pending', 'failed');
CREATE INDEX ix_integration_events_status_occurred ON integration_events (status, occurred_at);
CREATE INDEX ix_integration_events_type_occurred ON integration_events (event_type, occurred_at);
CREATE INDEX ix_integration_events_aggregate ON integration_events (aggregate_type, aggregate_id);
CREATE INDEX ix_integration_events_correlation ON integration_events (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX ix_integration_events_payload ON integration_events USING gin (payload jsonb_path_ops);
COMMENT ON TABLE integration_events IS 'Outbox of events for other systems, written in the transaction that caused them.';
COMMENT ON COLUMN integration_events.aggregate_id IS 'Key of the row concerned in the table named by aggregate_type; not a foreign key, so events outlive their subject.';
COMMENT ON COLUMN integration_events.payload IS 'Any JSON: an object as a rule, a list for batches.';
COMMENT ON COLUMN integration_events.available_at IS 'Not delivered before; moved forward by the back-off after a failure.';

CREATE TRIGGER tr_users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
CREATE TRIGGER tr_security_policies_updated_at BEFORE UPDATE ON security_policies FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
