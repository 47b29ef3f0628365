-- Agents with their configuration, and what they did in each period.

CREATE TYPE agent_type AS ENUM ('coordinator', 'planner', 'researcher', 'developer', 'reviewer', 'tester', 'writer', 'analyst');
CREATE TYPE agent_status AS ENUM ('idle', 'busy', 'paused', 'error', 'retired');

CREATE TABLE agents (
    id                   uuid         NOT NULL DEFAULT gen_random_uuid(),
    organization_id      uuid         NOT NULL,
    name                 varchar(120) NOT NULL,
    description          text,
    agent_type           agent_type   NOT NULL,
    status               agent_status NOT NULL DEFAULT 'idle',
    provider             varchar(60)  NOT NULL,
    model                varchar(120) NOT NULL,
    system_prompt        text         NOT NULL DEFAULT '',
    temperature          numeric(3,2),
    max_output_tokens    integer,
    max_concurrent_tasks smallint     NOT NULL DEFAULT 1,
    capabilities         text[]       NOT NULL DEFAULT '{}',
    tags                 text[]       NOT NULL DEFAULT '{}',
    configuration        jsonb        NOT NULL DEFAULT '{}',
    metadata             jsonb        NOT NULL DEFAULT '{}',
    created_by           uuid,
    last_active_at       timestamptz,
    last_error           text,
    created_at           timestamptz  NOT NULL DEFAULT now(),
    updated_at           timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT pk_agents PRIMARY KEY (id),
    CONSTRAINT uq_agents_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_agents_name UNIQUE (organization_id, name),
    CONSTRAINT fk_agents_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_agents_created_by FOREIGN KEY (organization_id, created_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (created_by),
    CONSTRAINT ck_agents_temperature CHECK (temperature BETWEEN 0 AND 2),
    CONSTRAINT ck_agents_max_output_tokens CHECK (max_output_tokens > 0),
    CONSTRAINT ck_agents_max_concurrent_tasks CHECK (max_concurrent_tasks BETWEEN 0 AND 100),
    CONSTRAINT ck_agents_capabilities CHECK (array_position(capabilities, NULL) IS NULL),
    CONSTRAINT ck_agents_tags CHECK (array_position(tags, NULL) IS NULL),
    CONSTRAINT ck_agents_configuration CHECK (jsonb_typeof(configuration) = 'object'),
    CONSTRAINT ck_agents_metadata CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT ck_agents_error CHECK (status <> 'error' OR last_error IS NOT NULL)
);
CREATE INDEX ix_agents_organization_status ON agents (organization_id, status, agent_type);
CREATE INDEX ix_agents_created_by ON agents (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX ix_agents_last_active_at ON agents (last_active_at);
CREATE INDEX ix_agents_capabilities ON agents USING gin (capabilities);
CREATE INDEX ix_agents_tags ON agents USING gin (tags);
COMMENT ON TABLE agents IS 'AI agents: which model, how configured, and what they are doing.';
COMMENT ON COLUMN agents.temperature IS 'NULL takes the model''s own default, as does max_output_tokens.';
COMMENT ON COLUMN agents.capabilities IS 'What it can be given: names that workflows ask for.';
COMMENT ON COLUMN agents.configuration IS 'Tools, memory, retries and the like; references to secrets only, never secrets.';
COMMENT ON COLUMN agents.last_error IS 'Kept after recovery, until the next error.';

CREATE TABLE agent_metrics (
    id                  uuid          NOT NULL DEFAULT gen_random_uuid(),
    organization_id     uuid          NOT NULL,
    agent_id            uuid          NOT NULL,
    period_start        timestamptz   NOT NULL,
    period_end          timestamptz   NOT NULL,
    tasks_completed     integer       NOT NULL DEFAULT 0,
    tasks_failed        integer       NOT NULL DEFAULT 0,
    success_rate        numeric(5,4)  GENERATED ALWAYS AS (tasks_completed::numeric / nullif(tasks_completed + tasks_failed, 0)) STORED,
    average_duration_ms integer,
    p95_duration_ms     integer,
    input_tokens        bigint        NOT NULL DEFAULT 0,
    output_tokens       bigint        NOT NULL DEFAULT 0,
    cost                numeric(18,8) NOT NULL DEFAULT 0,
    quality_score       numeric(5,4),
    details             jsonb         NOT NULL DEFAULT '{}',
    recorded_at         timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT pk_agent_metrics PRIMARY KEY (id),
    CONSTRAINT uq_agent_metrics_period UNIQUE (agent_id, period_start),
    CONSTRAINT fk_agent_metrics_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_metrics_agent FOREIGN KEY (organization_id, agent_id) REFERENCES agents (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_agent_metrics_period CHECK (period_end > period_start),
    CONSTRAINT ck_agent_metrics_tasks CHECK (tasks_completed >= 0 AND tasks_failed >= 0),
    CONSTRAINT ck_agent_metrics_durations CHECK (average_duration_ms >= 0 AND p95_duration_ms >= 0),
    CONSTRAINT ck_agent_metrics_totals CHECK (input_tokens >= 0 AND output_tokens >= 0 AND cost >= 0),
    CONSTRAINT ck_agent_metrics_quality_score CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT ck_agent_metrics_details CHECK (jsonb_typeof(details) = 'object')
);
CREATE INDEX ix_agent_metrics_organization_period ON agent_metrics (organization_id, period_start);
CREATE INDEX ix_agent_metrics_period_start ON agent_metrics (period_start);
COMMENT ON TABLE agent_metrics IS 'What an agent did in a period: one row for each agent and period.';
COMMENT ON COLUMN agent_metrics.period_start IS 'Inclusive; the time axis of charts.';
COMMENT ON COLUMN agent_metrics.period_end IS 'Exclusive.';
COMMENT ON COLUMN agent_metrics.success_rate IS 'Completed of all that ended, 0 to 1; NULL when none ended.';
COMMENT ON COLUMN agent_metrics.cost IS 'US dollars.';

CREATE TRIGGER tr_agents_updated_at BEFORE UPDATE ON agents FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_agents_organization BEFORE UPDATE ON agents FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_agent_metrics_organization BEFORE UPDATE ON agent_metrics FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
