-- Tools that agents call, each call in full, and a slim record of use for analytics.

CREATE TYPE tool_category AS ENUM ('search', 'data', 'code', 'communication', 'file', 'web', 'analysis', 'system');
CREATE TYPE tool_status AS ENUM ('draft', 'active', 'deprecated', 'disabled');
CREATE TYPE tool_execution_status AS ENUM ('pending', 'awaiting_approval', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled');

CREATE TABLE tool_definitions (
    id                    uuid           NOT NULL DEFAULT gen_random_uuid(),
    name                  varchar(80)    NOT NULL,
    version               varchar(40)    NOT NULL DEFAULT '1.0.0',
    display_name          varchar(120)   NOT NULL,
    description           text           NOT NULL DEFAULT '',
    category              tool_category  NOT NULL,
    status                tool_status    NOT NULL DEFAULT 'draft',
    security_level        security_level NOT NULL DEFAULT 'internal',
    input_schema          jsonb          NOT NULL DEFAULT '{"type": "object"}',
    output_schema         jsonb          NOT NULL DEFAULT '{}',
    configuration         jsonb          NOT NULL DEFAULT '{}',
    examples              jsonb          NOT NULL DEFAULT '[]',
    tags                  text[]         NOT NULL DEFAULT '{}',
    requires_approval     boolean        NOT NULL DEFAULT false,
    timeout_ms            integer        NOT NULL DEFAULT 30000,
    max_retries           smallint       NOT NULL DEFAULT 2,
    rate_limit_per_minute integer,
    cost_per_call         numeric(12,8)  NOT NULL DEFAULT 0,
    created_by            uuid,
    created_at            timestamptz    NOT NULL DEFAULT now(),
    updated_at            timestamptz    NOT NULL DEFAULT now(),
    deprecated_at         timestamptz,
    CONSTRAINT pk_tool_definitions PRIMARY KEY (id),
    CONSTRAINT uq_tool_definitions_name_version UNIQUE (name, version),
    CONSTRAINT fk_tool_definitions_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_tool_definitions_name CHECK (name ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT ck_tool_definitions_input_schema CHECK (jsonb_typeof(input_schema) = 'object'),
    CONSTRAINT ck_tool_definitions_output_schema CHECK (jsonb_typeof(output_schema) = 'object'),
    CONSTRAINT ck_tool_definitions_configuration CHECK (jsonb_typeof(configuration) = 'object'),
    CONSTRAINT ck_tool_definitions_examples CHECK (jsonb_typeof(examples) = 'array'),
    CONSTRAINT ck_tool_definitions_timeout_ms CHECK (timeout_ms BETWEEN 1 AND 3600000),
    CONSTRAINT ck_tool_definitions_max_retries CHECK (max_retries BETWEEN 0 AND 10),
    CONSTRAINT ck_tool_definitions_rate_limit CHECK (rate_limit_per_minute > 0),
    CONSTRAINT ck_tool_definitions_cost_per_call CHECK (cost_per_call >= 0)
);
CREATE INDEX ix_tool_definitions_category_status ON tool_definitions (category, status);
CREATE INDEX ix_tool_definitions_security_level ON tool_definitions (security_level);
CREATE INDEX ix_tool_definitions_created_by ON tool_definitions (created_by);
CREATE INDEX ix_tool_definitions_tags ON tool_definitions USING gin (tags);
COMMENT ON TABLE tool_definitions IS 'A tool in one version: what it takes, gives, costs and may touch.';
COMMENT ON COLUMN tool_definitions.name IS 'As the model calls it.';
COMMENT ON COLUMN tool_definitions.version IS 'Semantic version.';
COMMENT ON COLUMN tool_definitions.input_schema IS 'JSON Schema of the arguments.';
COMMENT ON COLUMN tool_definitions.cost_per_call IS 'US dollars, without the tokens.';

CREATE TABLE tool_executions (
    id                  uuid                  NOT NULL DEFAULT gen_random_uuid(),
    tool_id             uuid                  NOT NULL,
    agent_id            uuid,
    user_id             uuid,
    conversation_id     uuid,
    parent_execution_id uuid,
    status              tool_execution_status NOT NULL DEFAULT 'pending',
    input               jsonb                 NOT NULL DEFAULT '{}',
    output              jsonb,
    error_code          varchar(60),
    error_message       text,
    attempts            smallint              NOT NULL DEFAULT 1,
    requested_at        timestamptz           NOT NULL DEFAULT now(),
    started_at          timestamptz,
    completed_at        timestamptz,
    duration_ms         integer,
    cost                numeric(12,8)         NOT NULL DEFAULT 0,
    approved_by         uuid,
    approved_at         timestamptz,
    trace_id            varchar(32),
    metadata            jsonb                 NOT NULL DEFAULT '{}',
    CONSTRAINT pk_tool_executions PRIMARY KEY (id),
    CONSTRAINT fk_tool_executions_tool FOREIGN KEY (tool_id) REFERENCES tool_definitions (id) ON DELETE RESTRICT,
    CONSTRAINT fk_tool_executions_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_tool_executions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_tool_executions_conversation FOREIGN KEY (conversation_id) REFERENCES conversation_contexts (id) ON DELETE SET NULL,
    CONSTRAINT fk_tool_executions_parent FOREIGN KEY (parent_execution_id) REFERENCES tool_executions (id) ON DELETE CASCADE,
    CONSTRAINT fk_tool_executions_approved_by FOREIGN KEY (approved_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_tool_executions_parent CHECK (parent_execution_id <> id),
    CONSTRAINT ck_tool_executions_attempts CHECK (attempts >= 0),
    CONSTRAINT ck_tool_executions_duration_ms CHECK (duration_ms >= 0),
    CONSTRAINT ck_tool_executions_cost CHECK (cost >= 0),
    CONSTRAINT ck_tool_executions_times CHECK (completed_at >= started_at),
    CONSTRAINT ck_tool_executions_error CHECK (status NOT IN ('failed', 'timed_out') OR error_message IS NOT NULL),
    CONSTRAINT ck_tool_executions_trace_id CHECK (trace_id ~ '^[0-9a-f]{32}$'),
    CONSTRAINT ck_tool_executions_metadata CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE INDEX ix_tool_executions_tool_requested ON tool_executions (tool_id, requested_at);
CREATE INDEX ix_tool_executions_agent_requested ON tool_executions (agent_id, requested_at);
CREATE INDEX ix_tool_executions_user ON tool_executions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_tool_executions_conversation ON tool_executions (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX ix_tool_executions_parent ON tool_executions (parent_execution_id) WHERE parent_execution_id IS NOT NULL;
CREATE INDEX ix_tool_executions_approved_by ON tool_executions (approved_by) WHERE approved_by IS NOT NULL;
CREATE INDEX ix_tool_executions_status_requested ON tool_executions (status, requested_at);
CREATE INDEX ix_tool_executions_requested_at ON tool_executions (requested_at);
CREATE INDEX ix_tool_executions_trace_id ON tool_executions (trace_id) WHERE trace_id IS NOT NULL;
COMMENT ON TABLE tool_executions IS 'Every call of a tool with its arguments, result and fate.';
COMMENT ON COLUMN tool_executions.tool_id IS 'A tool that was ever called cannot be deleted, only disabled.';
COMMENT ON COLUMN tool_executions.agent_id IS 'NULL when a user called the tool, or the agent is gone.';
COMMENT ON COLUMN tool_executions.parent_execution_id IS 'The call within which this one was made.';
COMMENT ON COLUMN tool_executions.output IS 'Any JSON, null included; SQL NULL when there is no result.';
COMMENT ON COLUMN tool_executions.trace_id IS 'W3C trace id.';

CREATE TABLE tool_usage_records (
    id                uuid          NOT NULL DEFAULT gen_random_uuid(),
    tool_id           uuid          NOT NULL,
    agent_id          uuid          NOT NULL,
    user_id           uuid,
    tool_execution_id uuid,
    used_at           timestamptz   NOT NULL DEFAULT now(),
    execution_time_ms integer       NOT NULL,
    success           boolean       NOT NULL,
    error_type        varchar(60),
    error_message     text,
    retry_count       smallint      NOT NULL DEFAULT 0,
    cost              numeric(12,8) NOT NULL DEFAULT 0,
    quality_score     numeric(5,4),
    user_satisfaction smallint,
    context           jsonb         NOT NULL DEFAULT '{}',
    CONSTRAINT pk_tool_usage_records PRIMARY KEY (id),
    CONSTRAINT fk_tool_usage_records_tool FOREIGN KEY (tool_id) REFERENCES tool_definitions (id) ON DELETE CASCADE,
    CONSTRAINT fk_tool_usage_records_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_tool_usage_records_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_tool_usage_records_tool_execution FOREIGN KEY (tool_execution_id) REFERENCES tool_executions (id) ON DELETE SET NULL,
    CONSTRAINT ck_tool_usage_records_execution_time_ms CHECK (execution_time_ms >= 0),
    CONSTRAINT ck_tool_usage_records_error CHECK (NOT success OR (error_type IS NULL AND error_message IS NULL)),
    CONSTRAINT ck_tool_usage_records_retry_count CHECK (retry_count >= 0),
    CONSTRAINT ck_tool_usage_records_cost CHECK (cost >= 0),
    CONSTRAINT ck_tool_usage_records_quality_score CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT ck_tool_usage_records_user_satisfaction CHECK (user_satisfaction BETWEEN 1 AND 5),
    CONSTRAINT ck_tool_usage_records_context CHECK (jsonb_typeof(context) = 'object')
);
CREATE INDEX ix_tool_usage_records_used_at ON tool_usage_records (used_at);
CREATE INDEX ix_tool_usage_records_tool_used ON tool_usage_records (tool_id, used_at);
CREATE INDEX ix_tool_usage_records_agent_used ON tool_usage_records (agent_id, used_at);
CREATE INDEX ix_tool_usage_records_failures ON tool_usage_records (tool_id, used_at) WHERE NOT success;
CREATE INDEX ix_tool_usage_records_user ON tool_usage_records (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_tool_usage_records_tool_execution ON tool_usage_records (tool_execution_id) WHERE tool_execution_id IS NOT NULL;
COMMENT ON TABLE tool_usage_records IS 'One slim row for each use of a tool: time, success, cost, quality. Grows fastest of all.';
COMMENT ON COLUMN tool_usage_records.tool_execution_id IS 'The full call; NULL where that was not sampled or has been purged, which happens sooner than to usage.';
COMMENT ON COLUMN tool_usage_records.used_at IS 'The time axis of charts.';
COMMENT ON COLUMN tool_usage_records.cost IS 'US dollars, all attempts together.';
COMMENT ON COLUMN tool_usage_records.quality_score IS 'Of the result, 0 to 1, by an automatic grader; NULL when not graded.';
COMMENT ON COLUMN tool_usage_records.user_satisfaction IS '1 to 5; NULL when the user did not rate.';

CREATE TRIGGER tr_tool_definitions_updated_at BEFORE UPDATE ON tool_definitions FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
