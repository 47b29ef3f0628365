-- Language model providers of the whole system, and what each user set for them.

CREATE TYPE llm_provider_type AS ENUM ('openai', 'anthropic', 'google', 'mistral', 'azure_openai', 'ollama', 'openai_compatible');
CREATE TYPE llm_provider_status AS ENUM ('active', 'degraded', 'disabled', 'error');

CREATE TABLE llm_providers (
    id                     uuid                NOT NULL DEFAULT gen_random_uuid(),
    name                   varchar(120)        NOT NULL,
    description            text,
    provider_type          llm_provider_type   NOT NULL,
    status                 llm_provider_status NOT NULL DEFAULT 'active',
    base_url               text,
    api_key_reference      text,
    default_model          varchar(120)        NOT NULL,
    models                 jsonb               NOT NULL DEFAULT '[]',
    configuration          jsonb               NOT NULL DEFAULT '{}',
    is_default             boolean             NOT NULL DEFAULT false,
    priority               smallint            NOT NULL DEFAULT 100,
    requests_per_minute    integer,
    input_cost_per_1k      numeric(12,8)       NOT NULL DEFAULT 0,
    output_cost_per_1k     numeric(12,8)       NOT NULL DEFAULT 0,
    monthly_budget         numeric(14,4),
    total_requests         bigint              NOT NULL DEFAULT 0,
    total_errors           bigint              NOT NULL DEFAULT 0,
    total_tokens           bigint              NOT NULL DEFAULT 0,
    total_cost             numeric(24,12)      NOT NULL DEFAULT 0,
    last_used_at           timestamptz,
    last_health_check_at   timestamptz,
    health_check           jsonb,
    created_by             uuid,
    created_at             timestamptz         NOT NULL DEFAULT now(),
    updated_at             timestamptz         NOT NULL DEFAULT now(),
    CONSTRAINT pk_llm_providers PRIMARY KEY (id),
    CONSTRAINT uq_llm_providers_name UNIQUE (name),
    CONSTRAINT fk_llm_providers_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_llm_providers_models CHECK (jsonb_typeof(models) = 'array'),
    CONSTRAINT ck_llm_providers_configuration CHECK (jsonb_typeof(configuration) = 'object'),
    CONSTRAINT ck_llm_providers_priority CHECK (priority BETWEEN 0 AND 1000),
    CONSTRAINT ck_llm_providers_requests_per_minute CHECK (requests_per_minute > 0),
    CONSTRAINT ck_llm_providers_costs CHECK (input_cost_per_1k >= 0 AND output_cost_per_1k >= 0 AND total_cost >= 0),
    CONSTRAINT ck_llm_providers_monthly_budget CHECK (monthly_budget >= 0),
    CONSTRAINT ck_llm_providers_totals CHECK (total_requests >= 0 AND total_tokens >= 0 AND total_errors BETWEEN 0 AND total_requests)
);
CREATE UNIQUE INDEX uq_llm_providers_default ON llm_providers (is_default) WHERE is_default;
CREATE INDEX ix_llm_providers_status_priority ON llm_providers (status, priority);
CREATE INDEX ix_llm_providers_type ON llm_providers (provider_type);
CREATE INDEX ix_llm_providers_created_by ON llm_providers (created_by);
COMMENT ON TABLE llm_providers IS 'Language model providers that the whole system may use.';
COMMENT ON COLUMN llm_providers.api_key_reference IS 'Name of the key in the secret store; never the key.';
COMMENT ON COLUMN llm_providers.models IS 'List of {id, context, modalities, ...} as the provider offers them.';
COMMENT ON COLUMN llm_providers.is_default IS 'At most one provider, by index uq_llm_providers_default.';
COMMENT ON COLUMN llm_providers.priority IS 'Order of fallback; lower is tried first.';
COMMENT ON COLUMN llm_providers.input_cost_per_1k IS 'US dollars for 1,000 prompt tokens of the default model.';
COMMENT ON COLUMN llm_providers.output_cost_per_1k IS 'US dollars for 1,000 completion tokens of the default model.';
COMMENT ON COLUMN llm_providers.total_cost IS 'US dollars over all time, unrounded sum of single calls.';
COMMENT ON COLUMN llm_providers.health_check IS 'Result of the last check, as the provider adapter reports it; NULL before the first.';

CREATE TABLE user_llm_providers (
    id                uuid                NOT NULL DEFAULT gen_random_uuid(),
    user_id           uuid                NOT NULL,
    llm_provider_id   uuid                NOT NULL,
    label             varchar(120)        NOT NULL DEFAULT 'default',
    status            llm_provider_status NOT NULL DEFAULT 'active',
    encrypted_api_key bytea,
    encryption_key_id varchar(64),
    preferred_model   varchar(120),
    is_default        boolean             NOT NULL DEFAULT false,
    settings          jsonb               NOT NULL DEFAULT '{}',
    monthly_budget    numeric(14,4),
    spent_this_month  numeric(18,8)       NOT NULL DEFAULT 0,
    total_requests    bigint              NOT NULL DEFAULT 0,
    total_tokens      bigint              NOT NULL DEFAULT 0,
    last_error        text,
    last_used_at      timestamptz,
    created_at        timestamptz         NOT NULL DEFAULT now(),
    updated_at        timestamptz         NOT NULL DEFAULT now(),
    CONSTRAINT pk_user_llm_providers PRIMARY KEY (id),
    CONSTRAINT uq_user_llm_providers_label UNIQUE (user_id, llm_provider_id, label),
    CONSTRAINT fk_user_llm_providers_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT fk_user_llm_providers_llm_provider FOREIGN KEY (llm_provider_id) REFERENCES llm_providers (id) ON DELETE CASCADE,
    CONSTRAINT ck_user_llm_providers_settings CHECK (jsonb_typeof(settings) = 'object'),
    CONSTRAINT ck_user_llm_providers_key CHECK ((encrypted_api_key IS NULL) = (encryption_key_id IS NULL)),
    CONSTRAINT ck_user_llm_providers_money CHECK (monthly_budget >= 0 AND spent_this_month >= 0),
    CONSTRAINT ck_user_llm_providers_totals CHECK (total_requests >= 0 AND total_tokens >= 0)
);
CREATE UNIQUE INDEX uq_user_llm_providers_default ON user_llm_providers (user_id) WHERE is_default;
CREATE INDEX ix_user_llm_providers_llm_provider ON user_llm_providers (llm_provider_id, status);
CREATE INDEX ix_user_llm_providers_last_used_at ON user_llm_providers (last_used_at);
COMMENT ON TABLE user_llm_providers IS 'A user''s own key, model and budget for a provider.';
COMMENT ON COLUMN user_llm_providers.encrypted_api_key IS 'Ciphertext with nonce; NULL when the system''s key is used.';
COMMENT ON COLUMN user_llm_providers.encryption_key_id IS 'Which key of the key store opens encrypted_api_key.';
COMMENT ON COLUMN user_llm_providers.is_default IS 'At most one for each user, by index uq_user_llm_providers_default.';

CREATE TRIGGER tr_llm_providers_updated_at BEFORE UPDATE ON llm_providers FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
CREATE TRIGGER tr_user_llm_providers_updated_at BEFORE UPDATE ON user_llm_providers FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
